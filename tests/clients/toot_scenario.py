"""A patient's day with the command line client toot. Arguments: the folder of the tests' toolbox, JSON."""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from toolbox import Client, sign_in_and_allow  # noqa: E402
from host import CHAT, SUMMARY, Network  # noqa: E402
from steps import Scenario, eventually, fails, none, one, picture, plain, same, says  # noqa: E402

given = json.loads(sys.argv[2])


class TootError(Exception):
    """toot ended with an error; what it printed."""


EDIT = """
import sys
from toot import api, config
user, app = config.get_active_user_app()
source = api.fetch_status_source(app, user, sys.argv[1]).json()
api.edit_status(app, user, sys.argv[1], source["text"].replace(sys.argv[2], sys.argv[3]), visibility="public")
"""


class Toot:
    """The program, with a configuration folder of its own."""

    def __init__(self, folder):
        self.env = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder), "REQUESTS_CA_BUNDLE": given["ca"],
                    "NO_COLOR": "1", "TERM": "dumb"}

    def __call__(self, *arguments, text=None):
        done = subprocess.run([given["toot"], *arguments], input=text or "", capture_output=True, text=True, env=self.env, timeout=60)
        if done.returncode != 0:
            raise TootError(done.stdout + done.stderr)
        return done.stdout

    def json(self, *arguments):
        """What it prints with --json; after other lines."""
        printed = self(*arguments, "--json")
        return json.loads(printed[min(at for at in (printed.find("{"), printed.find("[")) if at >= 0):])

    def edit(self, status, old, new):
        """toot edits from its full-screen interface alone: by the same functions, with the same log-in."""
        python = pathlib.Path(given["toot"]).parent / "python"
        done = subprocess.run([python, "-c", EDIT, status, old, new], capture_output=True, text=True, env=self.env, timeout=60)
        if done.returncode != 0:
            raise TootError(done.stdout + done.stderr)

    def log_in(self, base, user, password):
        """toot prints the address to open and reads the code that the page shows."""
        process = subprocess.Popen([given["toot"], "login", "--instance", base], env=self.env, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=0)
        process.stdin.write("n\n")  # no browser
        process.stdin.flush()
        seen = ""
        while "/oauth/authorize" not in seen or not seen.rstrip().endswith(":"):
            piece = process.stdout.read(1)
            if not piece:
                raise TootError(seen)
            seen += piece
        url = next(word for word in seen.split() if "/oauth/authorize" in word)
        rest, _ = process.communicate(sign_in_and_allow(base, given["ca"], url, user, password) + "\n", timeout=60)
        if process.returncode != 0:
            raise TootError(seen + rest)


class Day:
    def __init__(self, folder):
        self.toot, self.folder = Toot(folder), folder
        self.mercy_domain, self.stluke_domain = given["mercy"].split("//")[1], given["stluke"].split("//")[1]
        self.friend = Client(given["stluke"], given["ca"], given["friend"]["token"])
        self.neighbour = Client(given["mercy"], given["ca"], given["neighbour"]["token"])
        self.user, self.handle = given["patient"]["user"], f"{given['friend']['user']}@{self.stluke_domain}"
        self.my_handle = f"{self.user}@{self.mercy_domain}"
        host = Client(given["host"]["base"], given["ca"])
        self.network = Network(given["host"]["base"].split("//")[1], host.with_token(given["host"]["steward"]),
                               host.with_token(given["host"]["doctor"]))

    def post(self, text, *options):
        return self.toot.json("post", text, *options)

    def home(self):
        return [status["reblog"] or status for status in self.toot.json("timelines", "home", "--limit", "40")]

    def in_home(self, uri, seconds=30):
        return eventually(f"{uri} in home", lambda: next((status for status in self.home() if status["uri"] == uri), None), seconds)

    def at_friend(self, uri):
        return eventually(f"{uri} at the friend's", lambda: next(
            (status for status in self.friend.get("/api/v1/timelines/home") if status["uri"] == uri), None))

    # Oneself

    def log_in(self):
        self.toot.log_in(given["mercy"], self.user, given["patient"]["password"])
        says("the account", self.toot("auth"), f"{self.my_handle} ACTIVE")

    def know_oneself(self):
        self.me = self.toot.json("whoami")
        same("the user name", self.me["username"], self.user)
        says("read by toot", self.toot("whoami"), f"@{self.user}")

    def read_instance(self):
        says("its name", self.toot("instance"), "mercy")

    def edit_profile(self):
        file = self.folder / "me.png"
        file.write_bytes(picture())
        self.toot("update-account", "--display-name", "Counting steps", "--note", "Back on my feet.", "--avatar", str(file),
                  "--discoverable", "--language", "en")
        changed = self.toot.json("whoami")
        same("the name, the language", [changed["display_name"], changed["source"]["language"]], ["Counting steps", "en"])
        says("the bio", self.toot("whoami"), "Back on my feet.")

    # Posts

    def warn(self):
        posted = self.post("The stairs took all my breath.", "--spoiler-text", "Breathing", "--language", "en", "--visibility", "unlisted")
        same("as written", [posted[key] for key in ("spoiler_text", "language", "visibility")], ["Breathing", "en", "unlisted"])

    def confirm(self):
        text = "Call me on 503-555-0173 after lunch."
        says("how to go on", str(fails("the first time", lambda: self.toot("post", text), TootError)), "again within 10 minutes")
        posted = self.post(text, "--visibility", "private")
        same("the second time", plain(posted["content"]), text)
        self.toot("delete", posted["id"])

    def show(self):
        file = self.folder / "stairs.png"
        file.write_bytes(picture())
        posted = self.post("These stairs.", "--media", str(file), "--description", "A green square, twenty steps up")
        same("described", [media["description"] for media in posted["media_attachments"]], ["A green square, twenty steps up"])
        says("read by toot", self.toot("status", posted["id"]), "These stairs.")

    def upload(self):
        media = self.toot.json("upload", str(self.folder / "stairs.png"), "--description", "Green")
        same("what it is", [media["type"], media["description"]], ["image", "Green"])

    def schedule(self):
        planned = self.post("In a day I shall have rested.", "--scheduled-in", "1 day")
        same("the text", planned["params"]["text"], "In a day I shall have rested.")

    def edit(self):
        said = self.post("Two hundred stepps today.")
        self.at_friend(said["uri"])
        self.toot.edit(said["id"], "stepps", "steps")
        says("read by toot", self.toot("status", said["id"]), "Two hundred steps today.")
        eventually("the edit at the friend's", lambda: "hundred steps" in self.at_friend(said["uri"])["content"])

    def filter(self):
        """toot makes no filters: another app of the same person does, and the server applies it for all."""
        app = Client(given["mercy"], given["ca"], given["patient"]["token"])
        kept = app.post("/api/v2/filters", title="Not now", context=["home"], filter_action="hide",
                        keywords_attributes=[{"keyword": "avalanche"}])
        said = self.friend.post("/api/v1/statuses", status="An avalanche came down.")
        after = self.friend.post("/api/v1/statuses", status="All is well.")
        self.in_home(after["uri"])
        none("what is filtered", self.home(), lambda status: status["uri"] == said["uri"])
        app.delete(f"/api/v2/filters/{kept['id']}")
        self.in_home(said["uri"])

    def delete(self):
        posted = self.post("Too much said.")
        self.toot("delete", posted["id"])
        fails("the post is gone", lambda: self.toot("status", posted["id"]), TootError, "Record not found")

    def pin(self):
        posted = self.post("My steps, day by day. #stepcount")
        same("pinned", self.toot.json("pin", posted["id"])["pinned"], True)
        same("no more", self.toot.json("unpin", posted["id"])["pinned"], False)

    def page(self):
        first = self.toot.json("timelines", "home", "--limit", "2")
        second = self.toot.json("timelines", "home", "--limit", "2", "--max-id", first[-1]["id"])
        ids = [int(status["id"]) for status in first + second]
        same("four posts, newest first, each once", ids, sorted(set(ids), reverse=True))
        says("read by toot", self.toot("timelines", "home", "--no-pager", "--no-clear"), f"@{self.user}")

    # With others

    def find(self):
        same("the handle", [found["acct"] for found in self.toot.json("search", f"@{self.handle}", "--resolve")["accounts"]], [self.handle])
        says("read by toot", self.toot("whois", self.handle), f"@{self.handle}")

    def follow(self):
        self.toot("follow", self.handle)
        there = self.friend.get("/api/v2/search", q=f"@{self.my_handle}", resolve="true", type="accounts")["accounts"][0]["id"]
        self.friend.post(f"/api/v1/accounts/{there}/follow")
        eventually("followed", lambda: self.handle in self.toot("following", self.user) and self.handle in self.toot("followers", self.user))
        eventually("notified", lambda: any(note["type"] == "follow" and note["account"]["acct"] == self.handle
                                           for note in self.toot.json("notifications")))

    def chain(self):
        self.opening = self.post("How many stairs do you manage?")
        self.opening_there = self.at_friend(self.opening["uri"])
        second = self.friend.post("/api/v1/statuses", status=f"@{self.my_handle} Ten. Then a chair.", in_reply_to_id=self.opening_there["id"])
        arrived = eventually("the reply arrives", lambda: next((status for status in self.toot.json("thread", self.opening["id"])["descendants"]
                                                                if status["uri"] == second["uri"]), None))
        third = self.post(f"@{self.handle} A chair on the landing, good.", "--reply-to", arrived["id"])

        def whole():
            context = self.friend.get(f"/api/v1/statuses/{second['id']}/context")
            return self.opening["uri"] in [s["uri"] for s in context["ancestors"]] and third["uri"] in [s["uri"] for s in context["descendants"]]
        eventually("the whole chain, where the middle was written", whole)
        says("read by toot", self.toot("thread", self.opening["id"]), "A chair on the landing, good.")

    def be_liked(self):
        self.friend.post(f"/api/v1/statuses/{self.opening_there['id']}/reblog")
        self.friend.post(f"/api/v1/statuses/{self.opening_there['id']}/favourite")
        eventually("counted", lambda: (lambda s: s["reblogs_count"] == 1 and s["favourites_count"] == 1)(
            self.toot.json("status", self.opening["id"])))
        says("who boosted", self.toot("reblogged-by", self.opening["id"]), self.handle)

    def like(self):
        said = self.friend.post("/api/v1/statuses", status="Eleven today!")
        here = self.in_home(said["uri"])["id"]
        same("favourited", self.toot.json("favourite", here)["favourited"], True)
        same("bookmarked", self.toot.json("bookmark", here)["bookmarked"], True)
        same("boosted", self.toot.json("reblog", here)["reblog"]["id"], here)
        says("among bookmarks", self.toot("bookmarks", "--once"), "Eleven today!")
        one("among favourites", self.toot.json("timelines", "favourites"), lambda status: status["id"] == here)
        self.toot("unreblog", here), self.toot("unfavourite", here), self.toot("unbookmark", here)
        none("no favourite", self.toot.json("timelines", "favourites"), lambda status: status["id"] == here)

    def see_quote(self):
        quote = self.friend.post("/api/v1/statuses", status="Well asked:", quoted_status_id=self.opening_there["id"])
        seen = self.in_home(quote["uri"])
        says("a client that knows no quotes sees a link", seen["content"], self.opening["url"])
        says("read by toot", self.toot("status", seen["id"]), "Well asked:")

    def poll(self):
        asked = self.post("Lift or stairs?", "--poll-option", "Lift", "--poll-option", "Stairs", "--poll-expires-in", "1h")
        there = self.at_friend(asked["uri"])
        self.friend.post(f"/api/v1/polls/{there['poll']['id']}/votes", choices=[1])
        eventually("counted", lambda: self.toot.json("polls", "show", asked["poll"]["id"])["votes_count"] == 1)
        says("read by toot", self.toot("polls", "show", asked["poll"]["id"]), "Stairs")

    def vote(self):
        asked = self.friend.post("/api/v1/statuses", status="Left foot first?", poll={"options": ["Yes", "No"], "expires_in": 3600})
        here = self.in_home(asked["uri"])
        same("the vote", self.toot.json("polls", "vote", here["poll"]["id"], "0")["own_votes"], [0])

    def whisper(self):
        sent = self.friend.post("/api/v1/statuses", status=f"@{self.my_handle} between us, I took the lift.", visibility="direct")
        note = eventually("the message", lambda: next((note for note in self.toot.json("notifications", "--type", "mention")
                                                       if note["status"]["uri"] == sent["uri"]), None))
        answer = self.post(f"@{self.handle} I tell nobody.", "--reply-to", note["status"]["id"], "--visibility", "direct")
        eventually("the answer arrives", lambda: any(talk["last_status"] and talk["last_status"]["uri"] == answer["uri"]
                                                     for talk in self.friend.get("/api/v1/conversations")))

    # Reading

    def be_told(self):
        told = self.toot.json("notifications")
        for kind in ("favourite", "reblog", "mention", "quote"):
            one(f"a {kind}", told, lambda note: note["type"] == kind)
        none("left out", self.toot.json("notifications", "--exclude-type", "mention"), lambda note: note["type"] == "mention")
        says("read by toot", self.toot("notifications"), "favourited your status")

    def keep_list(self):
        self.toot("lists", "create", "Climbers", "--replies-policy", "list")
        self.toot("lists", "add", "Climbers", self.handle)
        says("its members", self.toot("lists", "accounts", "Climbers"), self.handle)
        said = self.friend.post("/api/v1/statuses", status="For climbers.")
        eventually("the post in the list", lambda: any(status["uri"] == said["uri"]
                                                       for status in self.toot.json("timelines", "list", "Climbers")))
        self.toot("lists", "remove", "Climbers", self.handle)
        self.toot("lists", "delete", "Climbers")
        same("no list is left", self.toot.json("lists", "list"), [])

    def silence(self):
        self.toot("mute", self.handle)
        says("among the muted", self.toot("muted"), self.handle)
        none("not in home", self.home(), lambda status: status["account"]["acct"] == self.handle)
        self.toot("unmute", self.handle)
        stranger = self.neighbour.get("/api/v1/accounts/verify_credentials")
        self.toot("block", stranger["username"])
        says("among the blocked", self.toot("blocked"), stranger["username"])
        same("seen from there", self.neighbour.get("/api/v1/accounts/relationships", **{"id[]": self.me["id"]})[0]["blocked_by"], True)
        self.toot("unblock", stranger["username"])

    def follow_tag(self):
        self.toot("tags", "follow", "handrail")
        says("among the followed", self.toot("tags", "followed"), "handrail")
        said = self.neighbour.post("/api/v1/statuses", status="Sanded mine. #handrail")
        self.in_home(said["uri"])
        one("in the tag's timeline", self.toot.json("timelines", "tag", "handrail"), lambda status: status["uri"] == said["uri"])
        says("read by toot", self.toot("tags", "info", "handrail"), "handrail")
        self.toot("tags", "unfollow", "handrail")

    def feature_tag(self):
        self.toot("tags", "feature", "stepcount")
        says("on the profile", self.toot("tags", "featured"), "stepcount")
        self.toot("tags", "unfeature", "stepcount")

    def search(self):
        self.post("A fourth rare word: wryneck.")
        eventually("by a word", lambda: any("wryneck" in status["content"] for status in self.toot.json("search", "wryneck", "--type", "statuses")["statuses"]))
        one("a tag", self.toot.json("search", "stepcou", "--type", "hashtags")["hashtags"], lambda tag: tag["name"] == "stepcount")

    def decide(self):
        """Follow requests of a locked account."""
        self.toot("update-account", "--locked")
        self.neighbour.post(f"/api/v1/accounts/{self.me['id']}/follow")
        stranger = self.neighbour.get("/api/v1/accounts/verify_credentials")["username"]
        says("who asks", self.toot("follow-requests", "list"), stranger)
        self.toot("follow-requests", "accept", stranger)
        says("a follower now", self.toot("followers", self.user), stranger)
        self.toot("update-account", "--no-locked")

    # The network

    def follow_network(self):
        self.network.open(f"after_treatment_{self.user}")
        found = self.toot.json("search", f"@{self.network.handle}", "--resolve")["accounts"]
        same("a group", [(account["acct"], account["group"]) for account in found], [(self.network.handle, True)])
        self.toot("follow", self.network.handle)
        eventually("followed", lambda: self.network.handle in self.toot("following", self.user))

    def ask_network(self):
        asked = self.post(f"@{self.network.handle} Who climbs with you?")
        eventually("passed on", lambda: self.toot.json("status", asked["id"])["reblogs_count"] == 1)

    def see_chat(self):
        self.network.schedule_chat()
        eventually("the announcement", lambda: any(CHAT["title"] in status["content"] for status in self.home()), 60)
        topic = eventually("the topic", lambda: next((s for s in self.home() if CHAT["prompt"] in plain(s["content"])), None), 60)
        same("by the network", topic["account"]["acct"], self.network.handle)
        self.post(f"@{self.network.handle} A pillow under the knees.", "--reply-to", topic["id"])

    def see_summary(self):
        article = self.in_home(self.network.publish_summary()["uri"], 60)
        says("the title", plain(article["content"]), SUMMARY["title"])
        says("read by toot", " ".join(self.toot("status", article["id"]).split()), SUMMARY["key_message"])

    def log_out(self):
        self.toot("logout", self.my_handle)
        says("nobody is signed in", self.toot("auth"), "not logged in")


day = Day(pathlib.Path(given["folder"]))
scenario = Scenario("toot")
for what, work in (
    ("signs in through the pages and gives toot the code", day.log_in), ("learns who it is signed in as", day.know_oneself),
    ("reads what the instance is", day.read_instance), ("edits the profile: name, bio, picture, language", day.edit_profile),
    ("posts behind a content warning, in a language", day.warn),
    ("is warned by the privacy guard, and posts the same text again to confirm", day.confirm),
    ("attaches a picture with a description", day.show), ("uploads a picture by itself", day.upload),
    ("schedules a post", day.schedule), ("deletes a post", day.delete), ("pins a post and takes it down", day.pin),
    ("pages through home", day.page), ("finds a friend at another instance by handle", day.find),
    ("they follow each other; the patient is notified", day.follow),
    ("edits a post; the friend sees it edited", day.edit),
    ("a reply chain goes back and forth between the instances", day.chain),
    ("the friend boosts and favourites; the post shows who did", day.be_liked),
    ("favourites, bookmarks and boosts the friend's post, and takes it back", day.like),
    ("sees a quote, of which it knows nothing, as a link", day.see_quote),
    ("asks in a poll; the friend votes from the other instance", day.poll), ("votes in the friend's poll", day.vote),
    ("writes in private with the friend", day.whisper), ("reads notifications, also without some types", day.be_told),
    ("sees nothing that a filter of another app hides", day.filter),
    ("keeps a list and reads its timeline", day.keep_list), ("mutes and blocks, and takes both back", day.silence),
    ("follows a tag; a stranger's post with it comes to home", day.follow_tag), ("shows a tag on the profile", day.feature_tag),
    ("finds its own posts and tags", day.search), ("locks the account and lets somebody follow", day.decide),
    ("finds a topic network of another instance and follows it", day.follow_network),
    ("posts to it; the network passes it on", day.ask_network),
    ("sees its chat announced, and the topic when its time comes", day.see_chat),
    ("sees the summary with its key message", day.see_summary), ("signs out", day.log_out),
):
    scenario.step(what, work)
scenario.finish()
