"""A day with Mastodon.py: registers itself, logs in by the code that the page shows, posts, reads, follows, is notified, and
listens to server-sent events."""
import base64
import datetime
import json
import sys
import time

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from mastodon import Mastodon, StreamListener  # noqa: E402
from toolbox import sign_in_and_allow  # noqa: E402

given = json.loads(sys.argv[2])


def eventually(what, look, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
    raise TimeoutError(f"{what}: not within {seconds} s")


def log_in(base, user, password):
    scopes = ["read", "write", "follow", "push"]
    client_id, secret = Mastodon.create_app("Mastodon.py test", api_base_url=base, scopes=scopes)
    client = Mastodon(client_id=client_id, client_secret=secret, api_base_url=base)
    code = sign_in_and_allow(base, given["ca"], client.auth_request_url(scopes=scopes), user, password)
    client.log_in(code=code, scopes=scopes)
    return client


ruth = log_in(given["mercy"], "ruth", given["ruth"])
maya = log_in(given["stluke"], "maya", given["maya"])
assert ruth.me().username == "ruth"

found = maya.search_v2(f"@ruth@{given['mercy_domain']}", resolve=True, result_type="accounts").accounts
assert len(found) == 1, found
maya.account_follow(found[0].id)
eventually("the follow", lambda: maya.account_relationships([found[0].id])[0].following)
eventually("a notification", lambda: any(n.type == "follow" for n in ruth.notifications()))

posted = ruth.status_post("Hello from Mastodon.py", idempotency_key="one")
again = ruth.status_post("Hello from Mastodon.py", idempotency_key="one")
assert posted.id == again.id, "the idempotency key is honoured"
arrived = eventually("the post", lambda: next((s for s in maya.timeline_home() if s.uri == posted.uri), None))

answer = maya.status_reply(arrived, "I read you.")
eventually("the answer", lambda: any(n.type == "mention" for n in ruth.notifications()))
thread = eventually("the thread", lambda: ruth.status_context(posted.id).descendants)
assert thread[0].account.acct.startswith("maya@")

asked = ruth.status_post("Which day?", poll=ruth.make_poll(["Monday", "Friday"], expires_in=600))
question = eventually("the poll", lambda: next((s for s in maya.timeline_home() if s.uri == asked.uri), None))
assert maya.poll_vote(question.poll.id, [0]).voted
eventually("the vote", lambda: ruth.poll(asked.poll.id).votes_count == 1)

scheduled = ruth.status_post("Later", scheduled_at=datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1))
assert [s.id for s in ruth.scheduled_statuses()] == [scheduled.id]
ruth.scheduled_status_delete(scheduled.id)
assert not ruth.scheduled_statuses()

ruth.status_post("A rare bird: quokkatoo")
eventually("the search", lambda: ruth.search_v2("quokkatoo", result_type="statuses").statuses)
picture = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mNQaHDAihiGlgQA2gM4AXmJHxcAAAAASUVORK5CYII=")
media = ruth.media_post(picture, mime_type="image/png", description="A green square", focus=(0.5, 0.5))
assert ruth.media_update(media.id, description="A small green square").description == "A small green square"
shown = ruth.status_post("A picture", media_ids=[media])
assert shown.media_attachments[0].description == "A small green square"

ruth.status_delete(posted.id)
eventually("the deletion", lambda: all(s.uri != posted.uri for s in maya.timeline_home()))


class Heard(StreamListener):
    def __init__(self):
        self.updates, self.notifications, self.deleted, self.failures = [], [], [], []

    def on_update(self, status):
        self.updates.append(status.uri)

    def on_notification(self, notification):
        self.notifications.append(notification.type)

    def on_delete(self, status_id):
        self.deleted.append(status_id)

    def on_abort(self, err):
        self.failures.append(err)


assert maya.stream_healthy()
heard = Heard()
stream = maya.stream_user(heard, run_async=True)
eventually("the stream", stream.is_receiving)
spoken = ruth.status_post("Can you hear me?")
eventually("the update", lambda: spoken.uri in heard.updates)
own = maya.status_post("Yes")
maya.status_delete(own.id)
eventually("the deletion on the stream", lambda: str(own.id) in map(str, heard.deleted))
maya.filter_create("nothing", context=["home"])  # filters_changed has no payload
ruth.status_post(f"@maya@{given['stluke_domain']} hello")
eventually("a notification on the stream", lambda: "mention" in heard.notifications)
stream.close()
assert not heard.failures, heard.failures
print("Mastodon.py: done")
