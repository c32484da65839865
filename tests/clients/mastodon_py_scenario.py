"""A patient's day with Mastodon.py, from registering the app to signing out. Arguments: the folder of the tests' toolbox, JSON."""
import json
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from mastodon import Mastodon, MastodonUnauthorizedError  # noqa: E402
from toolbox import Client, sign_in_and_allow  # noqa: E402
import mastodon_py_posts as posts  # noqa: E402
import mastodon_py_reading as reading  # noqa: E402
from host import Network  # noqa: E402
from steps import Scenario, fails, one, plain, same, says  # noqa: E402

given = json.loads(sys.argv[2])
scenario = Scenario("Mastodon.py")
step = scenario.step
SCOPES = ["read", "write", "follow", "push"]


class World:
    """What the steps share: the clients of three people, and what they learnt."""
    mercy_domain, stluke_domain = given["mercy"].split("//")[1], given["stluke"].split("//")[1]
    friend_name = given["friend"]["user"]
    friend = Mastodon(access_token=given["friend"]["token"], api_base_url=given["stluke"])
    neighbour = Mastodon(access_token=given["neighbour"]["token"], api_base_url=given["mercy"])


world = World()


def register():
    made = Mastodon.create_app("Mastodon.py", api_base_url=given["mercy"], scopes=SCOPES)
    same("client id and secret", [bool(part) for part in made], [True, True])
    return Mastodon(client_id=made[0], client_secret=made[1], api_base_url=given["mercy"])


def sign_in():
    info = world.patient.oauth_authorization_server_info()
    same("where to get tokens", info.token_endpoint, given["mercy"] + "/oauth/token")
    code = sign_in_and_allow(given["mercy"], given["ca"], world.patient.auth_request_url(scopes=SCOPES), given["patient"]["user"],
                             given["patient"]["password"])
    world.patient.log_in(code=code, scopes=SCOPES)


def know_oneself():
    world.me = world.patient.me()
    same("the user name", world.me.username, given["patient"]["user"])
    same("the app", world.patient.app_verify_credentials().name, "Mastodon.py")


def read_instance():
    instance = world.patient.instance()
    says("a version that apps understand", instance.version, "compatible; Rounds")
    same("nodeinfo names the software", world.patient.instance_nodeinfo().software.name, "rounds")
    same("streaming is well", world.patient.stream_healthy(), True)
    one("English is spoken", world.patient.instance_languages(), lambda locale: locale.code == "en")


def edit_profile():
    changed = world.patient.account_update_credentials(display_name="Slow but here", note="Learning to rest.",
                                                       fields=[("Garden", "tomatoes")], avatar=posts.picture(),
                                                       avatar_mime_type="image/png", discoverable=True, default_language="en")
    same("the name", changed.display_name, "Slow but here")
    says("the bio", changed.note, "Learning to rest.")
    same("the field", [(field.name, plain(field.value)) for field in changed.fields], [("Garden", "tomatoes")])
    same("the language", changed.source.language, "en")


def edit_profile_again():
    world.patient.profile_update(note="Learning to rest. Nearly there.")
    same("the bio", world.patient.profile().note, "Learning to rest. Nearly there.")
    world.patient.account_delete_avatar()


def read_preferences():
    same("language of new posts", world.patient.preferences()["posting:default:language"], "en")


def sign_out():
    world.patient.revoke_access_token()
    late = Mastodon(access_token=world.token, api_base_url=given["mercy"])
    fails("the next call", late.me, MastodonUnauthorizedError)


world.patient = step("registers the app", register)
step("signs in through the pages and gets a token for the code", sign_in)
world.token = world.patient.access_token
step("learns who it is signed in as, and with which app", know_oneself)
step("reads what the instance offers", read_instance)
step("edits the profile: name, bio, fields, picture, language", edit_profile)
step("edits it by the newer address, and takes the picture away", edit_profile_again)
step("reads preferences", read_preferences)
posts.play(step, world)
reading.play(step, world)
host = Client(given["host"]["base"], given["ca"])
reading.read_network(step, world, Network(given["host"]["base"].split("//")[1], host.with_token(given["host"]["steward"]),
                                          host.with_token(given["host"]["doctor"])))
step("signs out; the token is of no use any more", sign_out)
scenario.finish()
