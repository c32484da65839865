"""N11-N18 and N20: who may say what. What is refused is looked for in the database, whatever the answer was; each group of lies has the
truth beside it."""
import time

from peer import Answer, Key
from rig import EVIL, P, VICTIM

AP = "application/activity+json"
PROFILE = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


class Identity:
    def __init__(self, rig):
        self.rig, self.mercy, self.pat, self.peer = rig, rig.mercy, rig.pat, rig.peer
        self.victim = self.peer.actor("victim", VICTIM)
        self.evil = self.peer.actor("evil", EVIL)

    def secret(self):
        """A text that occurs in one test only."""
        return f"mark{time.monotonic_ns()}"

    def keys(self, actor):
        return self.rig.db.rows("SELECT key_uri, encode(public_key, 'hex') AS key FROM actor_keys k JOIN accounts a ON a.id = k.account_id "
                                "WHERE a.uri = :'uri' ORDER BY 1", uri=actor.id)

    def truthful(self):
        """The victim and the liar each speak for themselves, and are heard."""
        for actor in (self.victim, self.evil):
            activity = actor.create(self.secret(), **actor.mention(self.mercy, "ann"))
            self.rig.accepted(actor.post(self.mercy, activity))
            found = self.rig.arrives(activity)
            assert found["author"] == actor.id, found

    def n11_key_document_of_another(self):
        before = self.keys(self.victim)
        assert before, "the victim's keys are not known: the test would prove nothing"
        key = Key(f"{self.evil.base}/users/mask#main-key")
        mask = {**self.victim.document(), "publicKey": {"id": key.id, "owner": self.victim.id, "publicKeyPem": key.pem()}}
        self.peer.serve(EVIL, "/users/mask", mask)
        self._forged_by(key)
        # The same in the victim's own name: a document at evil that says it is the victim with its usual key id.
        self.peer.serve(EVIL, "/users/mask2", {**mask, "publicKey": {"id": self.victim.key.id, "owner": self.victim.id, "publicKeyPem": key.pem()}})
        self._forged_by(key.named(f"{self.evil.base}/users/mask2#main-key"))
        self._forged_by(key.named(self.victim.key.id))
        assert self.keys(self.victim) == before, "the victim's keys were changed"
        self.truthful()

    def _forged_by(self, key):
        text = self.secret()
        forged = self.victim.create(text, **self.victim.mention(self.mercy, "ann"))
        self.rig.refused(self.victim.post(self.mercy, forged, key=key), 401)
        assert not self.rig.stored(forged["id"]) and self.rig.shown_posts(text) == 0

    def n12_key_without_its_owner(self):
        for actor, path in ((self.evil, "/keys/claims-victim"), (self.victim, "/keys/not-listed")):
            key = Key(actor.base + path)
            self.peer.serve(actor.host, path, {"@context": "https://w3id.org/security/v1", "id": key.id, "type": "Key",
                                               "owner": self.victim.id, "publicKeyPem": key.pem()})
            self._forged_by(key)
        # A key with an address of its own that its owner does list.
        carol = self.peer.actor("carol")
        carol.key = Key(f"{carol.base}/keys/carol")
        carol.publish()
        self.peer.serve(P, "/keys/carol", {"@context": "https://w3id.org/security/v1", "id": carol.key.id, "type": "Key", "owner": carol.id,
                                           "publicKeyPem": carol.key.pem()})
        activity = carol.create(self.secret(), **carol.mention(self.mercy, "ann"))
        self.rig.accepted(carol.post(self.mercy, activity))
        self.rig.arrives(activity)

    def rotation(self):
        """A key that was changed at its origin is read again; the old one counts no more."""
        dora = self.peer.actor("dora")
        first = dora.create(self.secret(), **dora.mention(self.mercy, "ann"))
        self.rig.accepted(dora.post(self.mercy, first))
        old = dora.key
        dora.rotate()
        second = dora.create(self.secret(), **dora.mention(self.mercy, "ann"))
        self.rig.accepted(dora.post(self.mercy, second))
        self.rig.arrives(second)
        stale = dora.create(self.secret())
        self.rig.refused(dora.post(self.mercy, stale, key=old), 401)

    def n13_signer_is_not_actor(self):
        path = f"/notes/unfetched{time.monotonic_ns()}"
        self.peer.serve(VICTIM, path, {**self.victim.note(self.secret()), "id": self.victim.base + path})
        for actor in (self.victim.id, f"{self.pat.base}/users/somebody"):
            forged = {**self.pat.activity("Create", self.victim.base + path), "actor": actor}
            self.rig.refused(self.pat.post(self.mercy, forged), 401)
            assert not self.rig.stored(forged["id"])
        assert self.rig.recorder.count(path=path) == 0, "its object was fetched"

    def dropped(self, activity, text, actor=None):
        """Refused at the door or worked through without effect."""
        status, _, body = (actor or self.pat).post(self.mercy, activity)
        assert status in (202, 400, 401), f"{status}: {body}"
        if status == 202 and isinstance(activity.get("id"), str):
            self.rig.settled(activity["id"])
        else:
            # What came before it is worked through: had it been taken, it would be there.
            marker = self.pat.create(self.secret())
            self.rig.accepted(self.pat.post(self.mercy, marker))
            self.rig.arrives(marker)
        assert self.rig.shown_posts(text) == 0, f"taken in: {activity}"

    def n14_attributed_to(self):
        for author in (self.victim.id, [self.victim.id, self.pat.id], {"id": self.victim.id, "type": "Person"}, "1", 1, "ann",
                       self.mercy.users["ann"]["uri"], None, [], {}, self.pat.id.upper()):
            text = self.secret()
            self.dropped(self.pat.activity("Create", self.pat.note(text, serve=False, attributedTo=author)), text)
        activity = self.pat.create(self.secret())
        self.rig.accepted(self.pat.post(self.mercy, activity))
        self.rig.arrives(activity)

    def bad_ids(self):
        """Ids that are none of pat's: wrong types and other spellings of its origin."""
        port, path = self.peer.server.port, f"/notes/bad{time.monotonic_ns()}"
        return [[f"{self.pat.base}{path}"], {"id": f"{self.pat.base}{path}"}, 17, None, "", "notes/1", f"{self.victim.base}{path}",
                f"https://{P}:{port + 1}{path}", f"https://{P}{path}", f"https://{P.upper()}:{port}{path}", f"https://{P}.:{port}{path}",
                f"https://x@{P}:{port}{path}", f"https://%70.localhost:{port}{path}", f"http://{P}:{port}{path}", "javascript:alert(1)"]

    def n15_ids(self):
        for bad in self.bad_ids():
            text = self.secret()
            self.dropped({**self.pat.activity("Create", self.pat.note(text, serve=False, id=bad))}, text)
            text = self.secret()
            activity = {**self.pat.create(text), "id": bad}
            self.dropped({key: value for key, value in activity.items() if value is not None}, text)

    def n16_our_own_ids(self):
        port, ours = self.mercy.port, self.mercy.host
        path = "/users/ann/statuses/123456789"
        mine = [f"{self.mercy.base}{path}", f"https://{ours.upper()}:{port}{path}", f"https://{ours}.:{port}{path}", f"http://{ours}:{port}{path}",
                f"https://mercy。localhost:{port}{path}", f"https://mercy/.localhost:{port}{path}", f"https://{ours}:0{port}{path}"]
        for uri in mine:
            text = self.secret()
            self.dropped(self.pat.activity("Create", self.pat.note(text, serve=False, id=uri)), text)
            text = self.secret()
            self.dropped({**self.pat.create(text), "id": uri}, text)
        ann = self.mercy.users["ann"]["uri"]
        forged = {**self.pat.create(self.secret()), "actor": ann}
        status, _, _ = self.pat.post(self.mercy, forged)
        assert status in (400, 401) and not self.rig.stored(forged["id"])
        posted = self.rig.ann.post("/api/v1/statuses", status="my own words")
        updated = self.pat.activity("Update", {**self.pat.note(serve=False), "id": posted["uri"], "content": "<p>put into my mouth</p>"})
        self.rig.accepted(self.pat.post(self.mercy, updated))
        self.rig.settled(updated["id"])
        assert "put into" not in self.rig.ann.get(f"/api/v1/statuses/{posted['id']}")["content"]

    def n17_redirects(self):
        # (what p answers, what a person may be shown for it: ids, never p's own)
        note = self.evil.note(self.secret())
        self._led_away(Answer(302, b"", headers=(("Location", note["id"]),)), {note["id"]})
        self._led_away(note, {note["id"]})
        page = f'<html><head><link rel="alternate" type="{AP}" href="{note["id"]}"></head></html>'
        self._led_away(Answer(200, page, "text/html"), {note["id"]})
        self._led_away(Answer(200, page, "text/html", (("Link", f'<{note["id"]}>; rel="alternate"; type="{AP}"'),)), {note["id"]})
        # A document of evil that takes the id of p it was asked for, behind a redirect.
        text, path = self.secret(), f"/notes/led{time.monotonic_ns()}"
        self.peer.serve(EVIL, path, {**self.pat.note(text, serve=False), "id": self.pat.base + path})
        self.peer.serve(P, path, Answer(302, b"", headers=(("Location", self.evil.base + path),)))
        assert not self.rig.resolve(self.pat.base + path) and self.rig.shown_posts(text) == 0
        # One that claims an id at the victim's, which does not have it.
        text, path = self.secret(), f"/notes/claimed{time.monotonic_ns()}"
        self.peer.serve(EVIL, path, {**self.victim.note(text, serve=False), "id": self.victim.base + path})
        assert not self.rig.resolve(self.evil.base + path) and self.rig.shown_posts(text) == 0
        # Within its own origin a redirect is followed.
        honest = self.pat.note(self.secret())
        path = f"/notes/moved{time.monotonic_ns()}"
        self.peer.serve(P, path, Answer(302, b"", headers=(("Location", honest["id"]),)))
        found = self.rig.resolve(self.pat.base + path)
        assert [status["uri"] for status in found] == [honest["id"]], found

    def _led_away(self, answer, allowed):
        path = f"/notes/away{time.monotonic_ns()}"
        self.peer.serve(P, path, answer)
        shown = {status["uri"] for status in self.rig.resolve(self.pat.base + path)}
        assert shown <= allowed, f"shown {shown}"
        assert self.rig.status(self.pat.base + path) is None

    def n18_content_types(self):
        def found(content_type, headers=()):
            note = self.pat.note(self.secret())
            self.peer.serve(P, note["id"][len(self.pat.base):], Answer(200, note, content_type, headers))
            return [status["uri"] for status in self.rig.resolve(note["id"])] == [note["id"]]
        for content_type in ("application/json", "text/plain", "text/html", "image/png", "application/ld+json", "application/xml", None,
                             'application/ld+json; profile="https://example.org/other"', "application/activity+jsonx"):
            assert not found(content_type), f"taken as {content_type}"
        assert not found("image/png", (("Content-Type", AP),)), "taken with two content types"
        for content_type in (AP, f"{AP}; charset=utf-8", PROFILE, PROFILE + "; charset=utf-8"):
            assert found(content_type), f"not taken as {content_type}"

    def n20_foreign_items(self):
        for kind, member in (("Collection", "items"), ("OrderedCollection", "orderedItems")):
            text = self.secret()
            foreign = self.victim.activity("Create", self.victim.note(text, serve=False))
            wrapped = {"@context": foreign["@context"], "id": self.pat.new_id("collections"), "type": kind, "actor": self.pat.id, member: [foreign]}
            self.dropped(wrapped, text)
        text = self.secret()
        self.dropped(self.pat.activity("Announce", self.victim.activity("Create", self.victim.note(text, serve=False))), text)
        text = self.secret()
        self.dropped(self.pat.activity("Announce", self.victim.note(text, serve=False)), text)
        # What an Announce names is read where it lives.
        note = self.victim.note(self.secret())
        boost = self.pat.activity("Announce", note["id"], to=["https://www.w3.org/ns/activitystreams#Public"], cc=[f"{self.pat.id}/followers"])
        self.rig.accepted(self.pat.post(self.mercy, boost))
        self.rig.settled(boost["id"])
        found = self.rig.status(note["id"])
        assert found and found["author"] == self.victim.id, self.rig.settled(boost["id"])


def run(report, rig):
    tests = Identity(rig)
    for name in ("truthful", "n11_key_document_of_another", "n12_key_without_its_owner", "rotation", "n13_signer_is_not_actor", "n14_attributed_to",
                 "n15_ids", "n16_our_own_ids", "n17_redirects", "n18_content_types", "n20_foreign_items"):
        report.check(f"identity: {name.replace('_', ' ')}", getattr(tests, name))
