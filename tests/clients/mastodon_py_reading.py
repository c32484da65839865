"""With Mastodon.py: what people do with what they read - sort, silence, search, be told, listen - and a topic network."""
import http.server
import threading

from mastodon import MastodonAPIError, MastodonNotFoundError, StreamListener
from host import CHAT, SUMMARY
from mastodon_py_posts import in_home
from steps import eventually, fails, none, one, plain, same, says


class Heard(StreamListener):
    """Keeps what a stream tells, by the name of the event."""

    def __init__(self):
        self.events, self.failures = [], []

    def on_any_event(self, name, data=None, for_stream=None):
        self.events.append((name, data))

    def on_abort(self, err):
        self.failures.append(err)

    def hears(self, what, name, fits):
        return eventually(what, lambda: next((data for event, data in self.events if event == name and fits(data)), None))


class PushService:
    """A push service on this machine; it keeps the requests it gets."""

    def __init__(self):
        self.got = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                service.got.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}/to/me"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Reading:
    def __init__(self, world):
        self.world, self.patient, self.friend = world, world.patient, world.friend

    def keep_list(self):
        made = self.patient.list_create("Night owls", replies_policy="followed")
        self.patient.list_accounts_add(made.id, [self.world.friend_here.id])
        same("the members", [account.id for account in self.patient.list_accounts(made.id)], [self.world.friend_here.id])
        said = self.friend.status_post("Owls only.")
        eventually("the post in the list", lambda: any(status.uri == said.uri for status in self.patient.timeline_list(made.id)))
        same("the new title", self.patient.list_update(made.id, "Owls").title, "Owls")
        self.patient.list_accounts_delete(made.id, [self.world.friend_here.id])
        self.patient.list_delete(made.id)
        same("no list is left", list(self.patient.lists()), [])

    def filter_words(self):
        made = self.patient.create_filter_v2("Food", ["home"], "warn", keywords_attributes=[{"keyword": "marzipan", "whole_word": True}])
        said = self.friend.status_post("All I can taste is marzipan.")
        hit = in_home(self.patient, said.uri).filtered[0]
        same("by which filter", [hit.filter.title, hit.keyword_matches], ["Food", ["marzipan"]])
        self.patient.update_filter_v2(made.id, title="Food", context=["home"], filter_action="hide")
        eventually("not shown", lambda: all(status.uri != said.uri for status in self.patient.timeline_home()))
        self.patient.delete_filter_v2(made.id)
        in_home(self.patient, said.uri)

    def filter_one(self):
        made = self.patient.create_filter_v2("This one", ["home"], "warn")
        said = self.friend.status_post("Read once, no more.")
        here = in_home(self.patient, said.uri)
        kept = self.patient.add_filter_status_v2(made.id, here.id)
        eventually("marked", lambda: [hit.status_matches for hit in in_home(self.patient, said.uri).filtered] == [[here.id]])
        self.patient.delete_filter_status_v2(kept.id)
        self.patient.delete_filter_v2(made.id)

    def silence(self):
        friend, stranger = self.world.friend_here.id, self.world.neighbour.me()
        same("muted", self.patient.account_mute(friend, duration=600).muting, True)
        one("among the muted", self.patient.mutes(), lambda account: account.id == friend)
        none("not in home", self.patient.timeline_home(), lambda status: status.account.id == friend)
        same("heard again", self.patient.account_unmute(friend).muting, False)
        same("blocked", self.patient.account_block(stranger.id).blocking, True)
        one("among the blocked", self.patient.blocks(), lambda account: account.id == stranger.id)
        fails("no follow from there", lambda: self.world.neighbour.account_follow(self.world.me.id), MastodonAPIError)
        same("free", self.patient.account_unblock(stranger.id).blocking, False)

    def follow_tag(self):
        same("followed", self.patient.tag_follow("first_walk").following, True)
        one("among the followed", self.patient.followed_tags(), lambda tag: tag.name == "first_walk")
        said = self.world.neighbour.status_post("To the corner and back. #first_walk")
        in_home(self.patient, said.uri)
        one("in the tag's timeline", self.patient.timeline_hashtag("first_walk"), lambda status: status.uri == said.uri)
        same("no more", self.patient.tag_unfollow("first_walk").following, False)

    def feature(self):
        made = self.patient.featured_tag_create("firststeps")
        same("the tag", [tag.name for tag in self.patient.featured_tags()], ["firststeps"])
        self.patient.featured_tag_delete(made.id)
        friend = self.world.friend_here.id
        same("the friend", self.patient.account_endorse(friend).endorsed, True)
        self.patient.account_unendorse(friend)
        same("the note", self.patient.account_note_set(friend, "hums along").note, "hums along")

    def mark(self):
        newest, told = self.patient.timeline_home(limit=1)[0], self.patient.notifications(limit=1)[0]
        self.patient.markers_set(["home", "notifications"], [newest.id, told.id])
        markers = self.patient.markers_get(["home", "notifications"])
        same("as kept", [str(markers[name].last_read_id) for name in ("home", "notifications")], [str(newest.id), str(told.id)])

    def be_told(self):
        told = self.patient.notifications(types=["favourite", "reblog", "mention", "quote"])
        for kind in ("favourite", "reblog", "mention", "quote"):
            one(f"a {kind}", told, lambda note: note.type == kind and note.account.id == self.world.friend_here.id)
        same("only mentions", {note.type for note in self.patient.notifications(mentions_only=True)}, {"mention"})
        self.patient.notifications_dismiss(told[0].id)
        none("dismissed", self.patient.notifications(), lambda note: note.id == told[0].id)

    def be_told_in_groups(self):
        page = self.patient.grouped_notifications(grouped_types=["favourite", "reblog", "follow"])
        group = one("the boosts", page.notification_groups, lambda group: group.type == "reblog")
        one("who did is beside", page.accounts, lambda account: account.id in group.sample_account_ids)
        one("by the group", self.patient.grouped_notification_accounts(group.group_key), lambda account: account.id == self.world.friend_here.id)
        same("a count", isinstance(self.patient.unread_grouped_notifications_count(), int), True)
        self.patient.dismiss_grouped_notification(group.group_key)
        none("dismissed", self.patient.grouped_notifications().notification_groups, lambda one: one.group_key == group.group_key)

    def decide(self):
        same("filtered", self.patient.update_notifications_policy(for_not_following="filter").for_not_following, "filter")
        same("as before", self.patient.update_notifications_policy(for_not_following="accept").for_not_following, "accept")
        same("no requests wait", list(self.patient.notification_requests()), [])

    def be_pushed(self):
        service = PushService()
        keys, public = self.patient.push_subscription_generate_keys()
        made = self.patient.push_subscription_set(service.endpoint, public, mention_events=True)
        same("as asked", [made.endpoint, made.alerts.mention], [service.endpoint, True])
        self.friend.status_post(f"@{self.world.me_there.acct} still up?")
        headers, body = eventually("pushed", lambda: service.got and service.got[0])
        told = self.patient.push_subscription_decrypt_push(body, keys, headers["Encryption"], headers["Crypto-Key"])
        same("of what", told.notification_type, "mention")
        same("changed", self.patient.push_subscription_update(mention_events=False).alerts.mention, False)
        self.patient.push_subscription_delete()
        fails("none is left", self.patient.push_subscription, MastodonNotFoundError)
        service.server.shutdown()

    def search(self):
        one("the friend", self.patient.search_v2(self.world.friend_name, result_type="accounts").accounts,
            lambda account: account.id == self.world.friend_here.id)
        one("a tag", self.patient.search_v2("firstst", result_type="hashtags").hashtags, lambda tag: tag.name == "firststeps")
        said = self.patient.status_post("A third rare word: hoopoe.")
        eventually("the post by a word", lambda: any(
            status.id == said.id for status in self.patient.search_v2("hoopoe", result_type="statuses").statuses))

    def listen(self):
        heard = Heard()
        stream = self.patient.stream_user(heard, run_async=True)
        eventually("the stream", stream.is_receiving)
        said = self.friend.status_post("Listening?")
        here = heard.hears("the post", "update", lambda status: status.uri == said.uri)
        self.friend.status_update(said.id, "Still listening?")
        heard.hears("the edit", "status.update", lambda status: plain(status.content) == "Still listening?")
        self.friend.status_delete(said.id)
        heard.hears("the deletion", "delete", lambda status: str(status) == str(here.id))
        self.friend.status_post(f"@{self.world.me_there.acct} good night")
        heard.hears("the notification", "notification", lambda note: note.type == "mention")
        stream.close()
        same("failures", heard.failures, [])

    def listen_by_socket(self):
        heard = Heard()
        socket = self.patient.stream_open_websocket(heard)
        socket.subscribe("user")
        socket.subscribe("direct")
        socket.subscribe("hashtag", tag="night_shift")

        def on():
            # A subscription has no answer: what is posted before it is taken up is not heard.
            said = self.patient.status_post("Anyone? #night_shift")
            try:
                return eventually("both streams", lambda: [
                    data for event, data in heard.events if event == "update" and data.id == said.id][1:], 3)
            except AssertionError:
                return None
        eventually("a post on two streams", on)
        self.friend.status_post(f"@{self.world.me_there.acct} psst", visibility="direct")
        heard.hears("the conversation", "conversation", lambda talk: "psst" in talk.last_status.content)
        made = self.patient.create_filter_v2("y", ["home"], "warn")
        eventually("filters changed", lambda: any(event == "filters_changed" for event, _ in heard.events))
        self.patient.delete_filter_v2(made.id)
        socket.close()
        same("failures", heard.failures, [])


def play(step, world):
    reading = Reading(world)
    step("keeps a list and reads its timeline", reading.keep_list)
    step("filters a word: what holds it says so, or is not shown at all", reading.filter_words)
    step("filters one post", reading.filter_one)
    step("mutes and blocks, and takes both back", reading.silence)
    step("follows a tag; a stranger's post with it comes to home", reading.follow_tag)
    step("shows a tag and a friend on the profile, and keeps a note about them", reading.feature)
    step("keeps the places in home and among notifications", reading.mark)
    step("reads notifications one by one, of the types asked for", reading.be_told)
    step("reads them grouped, and dismisses a group", reading.be_told_in_groups)
    step("sets whose notifications wait for a decision", reading.decide)
    step("subscribes to push, opens what is pushed, and ends it", reading.be_pushed)
    step("finds people, tags and its own posts", reading.search)
    step("hears posts, edits, deletions and notifications by server-sent events", reading.listen)
    step("hears several streams by one WebSocket", reading.listen_by_socket)


def read_network(step, world, network):
    patient = world.patient
    network.open(f"after_treatment_{world.me.username}")

    def home(what, fits):
        return eventually(what, lambda: next((status for status in ((s.reblog or s) for s in patient.timeline_home(limit=40)) if fits(status)), None), 60)

    def follow():
        found = patient.search_v2(f"@{network.handle}", resolve=True, result_type="accounts").accounts
        same("a group", [(account.acct, account.group) for account in found], [(network.handle, True)])
        patient.account_follow(found[0].id)
        eventually("followed", lambda: patient.account_relationships(found[0].id)[0].following)

    def ask():
        asked = patient.status_post(f"@{network.handle} How do you explain it to your children?")
        eventually("passed on", lambda: patient.status(asked.id).reblogs_count == 1)

    def chat():
        network.schedule_chat()
        home("the announcement", lambda status: CHAT["title"] in status.content)
        topic = home("the topic", lambda status: CHAT["prompt"] in plain(status.content))
        same("by the network", topic.account.acct, network.handle)
        patient.status_post(f"@{network.handle} Curtains, and no telephone.", in_reply_to_id=topic.id)

    def summary():
        published = network.publish_summary()
        article = home("the summary", lambda status: status.uri == published["uri"])
        says("the title", plain(article.content), SUMMARY["title"])
        says("the key message", plain(article.content), SUMMARY["key_message"])

    step("finds a topic network of another instance and follows it", follow)
    step("posts to it; the network passes it on", ask)
    step("sees its chat announced, and the topic when its time comes", chat)
    step("sees the summary with its key message", summary)
