"""What leaves the instance: signed so that others can check it, in the scheme they take, once per inbox, and never led elsewhere."""
import json

from peer import Answer, key_id_of, signed_parts
from rig import EVIL, VICTIM
from toolbox import eventually


class Outgoing:
    def __init__(self, rig):
        self.rig, self.mercy, self.peer, self.recorder = rig, rig.mercy, rig.peer, rig.recorder
        # Each of these tests has a reader of its own, on the host whose behaviour it scripts.
        self.eve, self.vic = self.peer.actor("eve", EVIL), self.peer.actor("vic", VICTIM)

    def follow(self, actor, user="ann"):
        before = self.recorder.now()
        self.rig.accepted(actor.post(self.mercy, actor.activity("Follow", self.mercy.users[user]["uri"])))
        accept = eventually("the Follow is accepted", lambda: self.recorder.activities("Accept", host=actor.host, since=before))[0]
        assert accept["actor"] == self.mercy.users[user]["uri"] and accept["object"]["actor"] == actor.id, accept

    def pem(self, path):
        status, _, document = self.rig.pat.get(self.mercy, path)
        assert status == 200, f"{path}: {status}"
        return document["publicKey"]["id"], document["publicKey"]["publicKeyPem"]

    def post(self, text):
        return self.rig.ann.post("/api/v1/statuses", status=text)["uri"]

    def posts_about(self, uri, host):
        """POSTs to a host of the peer that carry the Create of a post."""
        return [seen for seen in self.recorder.all(host=host, method="POST") if seen.body and seen.json().get("type") == "Create"
                and seen.json()["object"]["id"] == uri]

    def posts_are_signed(self):
        self.follow(self.eve)
        key_id, pem = self.pem("/users/ann")
        uri = self.post("signed by ann")
        seen = eventually("the post", lambda: self.posts_about(uri, EVIL))[0]
        assert seen.scheme == "cavage" and key_id_of(seen) == key_id, seen.headers
        parts = signed_parts(seen, pem)
        assert {"(request-target)", "host", "date", "digest"} <= set(parts), parts
        assert seen.header("content-type").startswith(("application/activity+json", "application/ld+json")), seen.header("content-type")
        assert seen.path == "/inbox", "the shared inbox is there to be used"

    def gets_are_signed(self):
        """By the server's own actor, whose document needs no signature: otherwise two such servers would wait for each other."""
        key_id, pem = self.pem("/actor")
        note = self.rig.pat.note("read me")
        assert [status["uri"] for status in self.rig.resolve(note["id"])] == [note["id"]]
        seen = self.recorder.all(method="GET", path=note["id"][len(self.rig.pat.base):])[0]
        assert key_id_of(seen) == key_id, seen.headers
        assert {"(request-target)", "host", "date"} <= set(signed_parts(seen, pem))
        assert "activity+json" in seen.header("accept")

    def second_knock(self):
        """A server that takes RFC 9421 only: it is tried after 401, and remembered."""
        self.follow(self.vic)
        key_id, pem = self.pem("/users/ann")
        self.peer.answer_posts(VICTIM, "/inbox", lambda seen: Answer(202 if seen.scheme == "rfc9421" else 401))
        first = self.post("knock, knock")
        taken = eventually("the second knock", lambda: [s for s in self.posts_about(first, VICTIM) if s.scheme == "rfc9421"])[0]
        assert key_id_of(taken) == key_id
        parts = signed_parts(taken, pem)
        assert "@method" in parts and ("@target-uri" in parts or {"@authority", "@request-target"} <= set(parts)), parts
        assert [s.scheme for s in self.posts_about(first, VICTIM)] == ["cavage", "rfc9421"]
        eventually("it is noted", lambda: self.rig.db.value("SELECT signature_scheme FROM peers WHERE host LIKE 'victim.%'") == "rfc9421")
        second = self.post("knock once")
        eventually("the next post", lambda: self.posts_about(second, VICTIM))
        assert [s.scheme for s in self.posts_about(second, VICTIM)] == ["rfc9421"], "the scheme was forgotten"
        self.peer.answer_posts(VICTIM, "/inbox", Answer(202))

    def redirects_are_not_followed(self):
        """A POST stays where it was sent, whatever its receiver says (N35)."""
        trap = self.recorder.count(host=VICTIM, path="/trap")
        self.peer.answer_posts(EVIL, "/inbox", Answer(307, b"", headers=(("Location", f"{self.vic.base}/trap"),)))
        uri = self.post("stay here")
        eventually("the post", lambda: self.posts_about(uri, EVIL))
        eventually("its delivery is judged", lambda: self.rig.db.value(
            "SELECT count(*) FROM deliveries d JOIN activities a ON a.id = d.activity_id "
            "WHERE a.object_uri = :'uri' AND d.host LIKE 'evil.%' AND d.last_status = 307", uri=uri) == 1)
        assert self.recorder.count(host=VICTIM, path="/trap") == trap, "led to another server with ann's signature"
        self.peer.answer_posts(EVIL, "/inbox", Answer(202))
        eventually("it is delivered in the end", lambda: self.rig.db.value(
            "SELECT count(*) FROM deliveries d JOIN activities a ON a.id = d.activity_id "
            "WHERE a.object_uri = :'uri' AND d.host LIKE 'evil.%' AND d.state = 'done'", uri=uri) == 1)

    def gone_ends_deliveries(self):
        """410 of somebody's own inbox: they follow no more. (Of a shared inbox it says nothing about any one of its people.)"""
        una = self.peer.actor("una", EVIL)
        una.extra = {"endpoints": {}}
        una.publish()
        self.follow(una)
        followers = lambda: self.rig.db.value("SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.account_id "  # noqa: E731
                                              "WHERE a.uri = :'uri'", uri=una.id)
        to_una = lambda uri: [seen for seen in self.posts_about(uri, EVIL) if seen.path == una.inbox_path]  # noqa: E731
        first = self.post("are you there")
        eventually("una gets a post", lambda: to_una(first))
        assert followers() == 1
        self.peer.answer_posts(EVIL, una.inbox_path, Answer(410))
        uri = self.post("is anybody there")
        eventually("una, whose inbox is gone, follows no more", lambda: followers() == 0)
        assert len(to_una(uri)) == 1
        after = self.post("not to you")
        eventually("the others get the next post", lambda: self.posts_about(after, VICTIM))
        assert not to_una(after)

    def private_words_stay(self):
        """A direct message reaches whom it names and no other inbox."""
        self.rig.resolve(self.vic.id, "accounts")
        before = self.recorder.now()
        text = "between you and me"
        self.rig.ann.post("/api/v1/statuses", status=f"@{self.vic.handle} {text}", visibility="direct")
        seen = eventually("the message", lambda: [s for s in self.recorder.all(host=VICTIM, method="POST", since=before) if text.encode() in s.body])[0]
        addressed = json.loads(seen.body)
        assert addressed["to"] == [self.vic.id] and not addressed.get("cc"), addressed
        public = self.post("for everybody again")
        eventually("what was said later", lambda: self.posts_about(public, VICTIM))
        assert not [s for s in self.recorder.all(since=before) if text.encode() in s.body and not s.host.startswith(VICTIM)]


def run(report, rig):
    tests = Outgoing(rig)
    for name in ("posts_are_signed", "gets_are_signed", "second_knock", "redirects_are_not_followed", "private_words_stay", "gone_ends_deliveries"):
        report.check(f"outgoing: {name.replace('_', ' ')}", getattr(tests, name))
