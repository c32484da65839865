"""N22-N24, N26, N27, N29, N71 and N76: what a rightly signed neighbour may not do. Whatever is without effect is looked for in the
database; each lie has its twin, the same deed by whoever may do it."""
import time

from peer import Message, send_message, sign_cavage
from rig import P, VICTIM
from toolbox import eventually

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


class Deeds:
    def __init__(self, rig):
        self.rig, self.mercy, self.pat, self.peer, self.recorder = rig, rig.mercy, rig.pat, rig.peer, rig.recorder
        # A neighbour of pat's: the same server, another actor.
        self.mallory = self.peer.actor("mallory")
        self.victim = self.peer.actor("victor", VICTIM)

    def secret(self):
        return f"deed{time.monotonic_ns()}"

    def say(self, actor, **fields):
        """A post of that actor which is here."""
        activity = actor.create(self.secret(), **{**actor.mention(self.mercy, "ann"), **fields})
        self.rig.accepted(actor.post(self.mercy, activity))
        self.rig.arrives(activity)
        return activity["object"]

    def does(self, actor, kind, obj, **fields):
        """Sent and worked through."""
        activity = actor.activity(kind, obj, **fields)
        self.rig.accepted(actor.post(self.mercy, activity))
        self.rig.settled(activity["id"])
        return activity

    def n22_deeds_of_a_neighbour(self):
        note = self.say(self.pat)
        changed = {**note, "content": "<p>mallory was here</p>", "updated": note["published"]}
        self.does(self.mallory, "Update", changed)
        self.does(self.mallory, "Update", {**changed, "attributedTo": self.mallory.id})
        self.does(self.mallory, "Delete", note["id"])
        self.does(self.mallory, "Delete", {"id": note["id"], "type": "Tombstone"})
        self.does(self.mallory, "Delete", self.pat.id)
        here = self.rig.status(note["id"])
        assert here and here["content"] == note["content"] and here["author"] == self.pat.id, here
        follow = self.pat.activity("Follow", self.mercy.users["ben"]["uri"])
        self.rig.accepted(self.pat.post(self.mercy, follow))
        eventually("pat follows ben", lambda: self.follows(self.pat.id, "ben"))
        self.does(self.mallory, "Undo", follow)
        self.does(self.mallory, "Undo", follow["id"])
        assert self.follows(self.pat.id, "ben") == 1, "a neighbour ended pat's follow"
        self.does(self.pat, "Undo", follow)
        assert self.follows(self.pat.id, "ben") == 0
        self.does(self.pat, "Delete", note["id"])
        assert self.rig.status(note["id"]) is None

    def follows(self, actor, user):
        return self.rig.db.value("SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.account_id JOIN accounts b ON b.id = f.target_account_id "
                                 "WHERE a.uri = :'who' AND b.uri = :'whom'", who=actor, whom=self.mercy.users[user]["uri"])

    def n23_move_that_nobody_confirms(self):
        moved = lambda: self.rig.db.value("SELECT coalesce(moved_to_uri, '') FROM accounts WHERE uri = :'uri'", uri=old.id)  # noqa: E731
        old, new = self.peer.actor("oldie"), self.peer.actor("newie", VICTIM)
        self.say(old)
        self.does(old, "Move", old.id, target=new.id)
        self.does(self.mallory, "Move", old.id, target=self.mallory.id)
        assert moved() == "", "moved although the new account does not say so"
        new.extra = {"alsoKnownAs": [old.id]}
        new.publish()
        self.does(old, "Move", old.id, target=new.id)
        assert moved() == new.id

    def n24_accept_by_a_third(self):
        shy = self.peer.actor("shy", VICTIM)
        shy.extra = {"manuallyApprovesFollowers": True}
        shy.publish()
        found = self.rig.resolve(shy.id, "accounts")[0]
        before = self.recorder.now()
        self.rig.ann.call("POST", f"/api/v1/accounts/{found['id']}/follow")
        follow = eventually("the Follow", lambda: self.recorder.activities("Follow", host=VICTIM, since=before))[0]
        following = lambda: self.rig.ann.get("/api/v1/accounts/relationships", **{"id[]": found["id"]})[0]["following"]  # noqa: E731
        self.does(self.mallory, "Accept", follow)
        self.does(self.mallory, "Accept", follow["id"])
        self.does(self.mallory, "Accept", self.mallory.new_id("follows"))
        assert not following(), "accepted by somebody else"
        self.does(shy, "Accept", follow)
        assert following()

    def n26_a_known_id_made_public(self):
        note = self.say(self.pat, to=[self.mercy.users["ann"]["uri"]], cc=None)
        wider = {**note, "to": [PUBLIC]}
        self.does(self.mallory, "Create", wider)
        self.does(self.mallory, "Announce", note["id"], to=[PUBLIC])
        here = self.rig.status(note["id"])
        assert here and here["visibility"] == 3, here

    def n27_a_suspended_signer(self):
        gone = self.peer.actor("gone")
        self.say(gone)
        self.rig.db.run("UPDATE accounts SET suspended_at = now() WHERE uri = :'uri'", uri=gone.id)
        text = self.secret()
        activity = gone.create(text, **gone.mention(self.mercy, "ann"))
        status = gone.post(self.mercy, activity)[0]
        assert status in (202, 401, 403), status
        if status == 202:
            self.rig.settled(activity["id"])
        assert self.rig.shown_posts(text) == 0, "heard although suspended"
        assert gone.get(self.mercy, "/users/ann")[0] == 403, "reads although suspended"
        assert self.pat.get(self.mercy, "/users/ann")[0] == 200

    def n29_synchronization_of_followers(self):
        for of in (self.victim.id, self.pat.id, self.mercy.users["ann"]["uri"]):
            activity = self.pat.create(self.secret())
            message = self.pat.message(self.mercy, activity)
            message.add("Collection-Synchronization",
                        f'collectionId="{of}/followers", url="{of}/followers_synchronization", digest="{"a" * 64}"')
            self.rig.accepted(send_message(self.mercy, sign_cavage(message, self.pat.key)))
            self.rig.settled(activity["id"])
        for host, actor in ((VICTIM, self.victim), (P, self.pat)):
            path = f"/users/{actor.name}/followers_synchronization"
            assert self.recorder.count(path=path) == 0, f"{host} was asked for followers"

    def n71_direct_stays_direct(self):
        """However it is written, what is not addressed to everybody is shown to nobody else."""
        ann = self.mercy.users["ann"]["uri"]
        for addressing in ({"to": [ann], "cc": None}, {"to": [ann], "cc": [f"{self.victim.id}/followers"]}, {"to": ann, "cc": []},
                           {"to": [], "cc": [ann]}, {"to": [ann], "cc": None, "audience": []}):
            note = self.say(self.pat, **addressing)
            here = self.rig.status(note["id"])
            assert here["visibility"] >= 2, (addressing, here)
            assert self.rig.ben.request("GET", f"/api/v1/statuses/{here['id']}")[0] == 404, f"shown to ben: {addressing}"
        for everybody in (PUBLIC, "as:Public", "Public"):
            assert self.rig.status(self.say(self.pat, to=[everybody])["id"])["visibility"] <= 1, everybody

    def n76_nothing_without_a_signature(self):
        uri = self.rig.ann.post("/api/v1/statuses", status=self.secret())["uri"]
        path = uri[uri.index("/users/"):]
        for target in ("/users/ann", *(f"/users/ann/{part}" for part in ("followers", "following", "outbox", "outbox?page=true", "featured",
                                                                         "featured-tags")), path, f"{path}/replies", f"{path}/activity"):
            plain = Message.get(self.mercy.domain, target, "application/activity+json")
            assert send_message(self.mercy, plain)[0] == 401, f"{target} without a signature"
            assert self.pat.get(self.mercy, target)[0] == 200, f"{target} with one"
        plain = Message.get(self.mercy.domain, "/actor", "application/activity+json")
        assert send_message(self.mercy, plain)[0] == 200, "the instance's own actor is for all"


def run(report, rig):
    tests = Deeds(rig)
    for name in ("n22_deeds_of_a_neighbour", "n23_move_that_nobody_confirms", "n24_accept_by_a_third", "n26_a_known_id_made_public",
                 "n27_a_suspended_signer", "n29_synchronization_of_followers", "n71_direct_stays_direct", "n76_nothing_without_a_signature"):
        report.check(f"deeds: {name.replace('_', ' ')}", getattr(tests, name))
