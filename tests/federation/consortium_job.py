"""What the server is for, between three instances that trust each other, one more member that is the lying peer, and a stranger."""
import json
import re
import time

from consortium.instance import make_names_resolve
from peer import Message, Peer, send_message
from toolbox import ApiError, consortium, eventually

MEMBER, STRANGER = "member.localhost", "stranger.localhost"
NETWORK = {"username": "breastcancer", "title": "Breast cancer", "description": "What we learn from each other.", "guidelines": "Be kind.",
           "hashtag": "bcsm", "conditions": ["DOID:1612"]}


def plain(html):
    return re.sub(r"<[^>]*>", " ", html)


class Job:
    def __init__(self, hospitals, member, stranger):
        self.mercy, self.stluke, self.society = (hospitals[name] for name in ("mercy", "stluke", "oncosociety"))
        self.member, self.stranger = member, stranger
        for instance, users in ((self.mercy, ("ines", "ruth")), (self.stluke, ("maya", "ben")), (self.society, ("sam",))):
            for user in users:
                instance.add_user(user, role="admin" if user == "ines" else "member")
        self.handle = f"breastcancer@{self.mercy.domain}"
        self.pat, self.mallory = member.actor("pat"), stranger.actor("mallory")

    @staticmethod
    def shown(instance, user, uri, where="/api/v1/timelines/home"):
        """The post with that uri in a timeline, also when somebody boosted it."""
        for status in instance.client(user).get(where, limit=40):
            shown = status["reblog"] or status
            if shown["uri"] == uri:
                return shown
        return None

    def arrives(self, instance, user, uri):
        return eventually(f"{uri} in the home timeline of {user} at {instance.name}", lambda: self.shown(instance, user, uri))

    def find(self, instance, user, handle):
        found = instance.client(user).get("/api/v2/search", q=f"@{handle}", resolve="true", type="accounts")["accounts"]
        assert len(found) == 1, f"{user} at {instance.name} does not find @{handle}: {found}"
        return found[0]["id"]

    def follow(self, instance, user, handle):
        account, client = self.find(instance, user, handle), instance.client(user)
        client.call("POST", f"/api/v1/accounts/{account}/follow")
        eventually(f"{user} follows @{handle}", lambda: client.get("/api/v1/accounts/relationships", **{"id[]": account})[0]["following"])
        return account

    def status_of(self, instance, user, uri):
        """The post as a search for its address finds it."""
        found = instance.client(user).get("/api/v2/search", q=uri, resolve="true", type="statuses")["statuses"]
        return found[0] if found else None

    def opens_and_is_followed(self):
        self.network = self.mercy.client("ines").call("POST", "/api/rounds/v1/networks", NETWORK)
        for instance, user in ((self.stluke, "maya"), (self.society, "sam"), (self.mercy, "ruth")):
            self.follow(instance, user, self.handle)
        self.group = self.mercy.base + "/groups/breastcancer"
        follow = self.pat.activity("Follow", self.group)
        assert self.pat.post(self.mercy, follow)[0] == 202
        accept = eventually("the network accepts the member's Follow", lambda: self.member.recorder.activities("Accept"))[0]
        assert accept["actor"] == self.group and accept["object"]["id"] == follow["id"], accept

    def post_reaches_all(self):
        posted = self.stluke.client("maya").post("/api/v1/statuses", status=f"@{self.handle} Is it usual to need a nap by noon?")
        self.first = posted
        for instance, user in ((self.society, "sam"), (self.mercy, "ruth")):
            shown = self.arrives(instance, user, posted["uri"])
            assert "nap by noon" in plain(shown["content"]) and shown["account"]["acct"] == f"maya@{self.stluke.domain}", shown

    def announced_both_ways(self):
        """The member says something with members nobody knows: the network passes it on byte for byte, and as a bare Announce."""
        note = self.pat.note("Something from a foreign server", to=["https://www.w3.org/ns/activitystreams#Public"], audience=self.group,
                             tag=[{"type": "Mention", "href": self.group, "name": f"@{self.handle}"}], cc=[self.group])
        activity = self.pat.activity("Create", note, unknownMember={"zz": [1, 2.50, "é"], "a": None})
        raw = json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode()
        assert self.pat.post(self.mercy, raw)[0] == 202
        announces = lambda: self.member.recorder.activities("Announce")  # noqa: E731
        bare = eventually("the bare Announce", lambda: [a for a in announces() if a["object"] == note["id"]])[0]
        assert bare["actor"] == self.group
        wrapped = lambda: [s for s in self.member.recorder.all(method="POST")  # noqa: E731
                           if s.json().get("type") == "Announce" and isinstance(s.json()["object"], dict) and s.json()["object"]["id"] == activity["id"]]
        seen = eventually("the wrapped Announce", wrapped)[0]
        assert raw in seen.body, f"not byte for byte: {seen.body.decode()}"
        for instance, user in ((self.stluke, "maya"), (self.society, "sam")):
            self.arrives(instance, user, note["id"])

    def reply_is_seen_on_both_sides(self):
        at_society = self.arrives(self.society, "sam", self.first["uri"])
        reply = self.society.client("sam").post("/api/v1/statuses", status=f"@maya@{self.stluke.domain} It was for me.", in_reply_to_id=at_society["id"])
        mine = lambda: [s["uri"] for s in self.stluke.client("maya").get(f"/api/v1/statuses/{self.first['id']}/context")["descendants"]]  # noqa: E731
        eventually("the reply under the post at stluke", lambda: reply["uri"] in mine())
        eventually("maya is notified", lambda: [n for n in self.stluke.client("maya").get("/api/v1/notifications") if n["type"] == "mention"
                                                and n["status"]["uri"] == reply["uri"]])
        # No bare Announce of a reply: it would flood everybody's timeline.
        bare = [a for a in self.member.recorder.activities("Announce") if a["object"] == reply["uri"]]
        assert not bare, bare
        back = self.stluke.client("maya").post("/api/v1/statuses", status=f"@sam@{self.society.domain} Thank you.", in_reply_to_id=self.status_of(
            self.stluke, "maya", reply["uri"])["id"])
        theirs = lambda: [s["uri"] for s in self.society.client("sam").get(f"/api/v1/statuses/{at_society['id']}/context")["descendants"]]  # noqa: E731
        eventually("the answer to the reply at oncosociety", lambda: back["uri"] in theirs())

    def favourite_and_boost(self):
        self.follow(self.stluke, "ben", f"ruth@{self.mercy.domain}")
        shown = self.arrives(self.mercy, "ruth", self.first["uri"])
        ruth, maya = self.mercy.client("ruth"), self.stluke.client("maya")
        ruth.call("POST", f"/api/v1/statuses/{shown['id']}/favourite")
        ruth.call("POST", f"/api/v1/statuses/{shown['id']}/reblog", {"visibility": "public"})
        for kind in ("favourite", "reblog"):
            eventually(f"maya learns of the {kind}", lambda: [n for n in maya.get("/api/v1/notifications", limit=40) if n["type"] == kind
                                                              and n["account"]["acct"] == f"ruth@{self.mercy.domain}"])
        mine = maya.get(f"/api/v1/statuses/{self.first['id']}")
        assert mine["favourites_count"] == 1, mine["favourites_count"]
        ruth.call("POST", f"/api/v1/statuses/{shown['id']}/unfavourite")
        eventually("the favourite is taken back", lambda: maya.get(f"/api/v1/statuses/{self.first['id']}")["favourites_count"] == 0)

    def update_arrives(self):
        maya = self.stluke.client("maya")
        maya.call("PUT", f"/api/v1/statuses/{self.first['id']}", {"status": f"@{self.handle} Is it usual to need a nap by ten?"})
        for instance, user in ((self.mercy, "ruth"), (self.society, "sam")):
            eventually(f"the new wording at {instance.name}", lambda: "nap by ten" in plain(self.arrives(instance, user, self.first["uri"])["content"]))

    def question_is_solved_on_all_sides(self):
        """Asked at one hospital, answered at the second, settled by the network at the third: all show what became of it."""
        asked = self.stluke.client("maya").post("/api/v1/statuses", status=f"@{self.handle} Does a nap help? #question")
        at_society = self.arrives(self.society, "sam", asked["uri"])
        self.arrives(self.mercy, "ruth", asked["uri"])
        answer = self.society.client("sam").post("/api/v1/statuses", status=f"@maya@{self.stluke.domain} It did for me.", in_reply_to_id=at_society["id"])
        ines = self.mercy.client("ines")
        at_mercy = eventually("the answer at mercy", lambda: self.status_of(self.mercy, "ines", answer["uri"]))
        eventually("the answer at stluke", lambda: self.status_of(self.stluke, "maya", answer["uri"]))

        def board(instance, user, state):
            group = self.find(instance, user, self.handle)
            found = instance.client(user).get("/api/rounds/v1/questions", account_id=group, state=state)
            return [one for one in found if one["status"]["uri"] == asked["uri"]]

        sides = ((self.mercy, "ines"), (self.stluke, "maya"), (self.society, "sam"))
        for instance, user in sides:
            eventually(f"the open question at {instance.name}", lambda: board(instance, user, "open"))
        question = board(self.mercy, "ines", "open")[0]
        ines.call("POST", f"/api/rounds/v1/questions/{question['id']}/accept", {"status_id": at_mercy["id"]})
        for instance, user in sides:
            solved = eventually(f"the solved question at {instance.name}", lambda: board(instance, user, "solved"))[0]
            assert solved["accepted"]["uri"] == answer["uri"] and not solved["endorsed"], solved
        ines.call("POST", f"/api/rounds/v1/questions/{question['id']}/reopen")
        for instance, user in sides:
            eventually(f"the question is open again at {instance.name}", lambda: board(instance, user, "open"))

    def delete_arrives(self):
        maya = self.stluke.client("maya")
        posted = maya.post("/api/v1/statuses", status=f"@{self.handle} I should not have said this.")
        self.arrives(self.society, "sam", posted["uri"])
        self.arrives(self.mercy, "ruth", posted["uri"])
        maya.call("DELETE", f"/api/v1/statuses/{posted['id']}")
        for instance, user in ((self.mercy, "ruth"), (self.society, "sam")):
            eventually(f"it is gone at {instance.name}", lambda: not self.shown(instance, user, posted["uri"]))
        path = posted["uri"][len(self.stluke.base):]
        status, _, body = self.pat.get(self.stluke, path)
        assert status == 410 and body["type"] == "Tombstone" and body["id"] == posted["uri"], f"{status}: {body}"

    def private_stays_private(self):
        self.follow(self.stluke, "maya", f"ruth@{self.mercy.domain}")
        ruth, before = self.mercy.client("ruth"), self.member.recorder.now()
        private = ruth.post("/api/v1/statuses", status="For my followers", visibility="private")
        direct = ruth.post("/api/v1/statuses", status=f"@maya@{self.stluke.domain} for you alone", visibility="direct")
        self.arrives(self.stluke, "maya", private["uri"])
        eventually("the direct message", lambda: [n for n in self.stluke.client("maya").get("/api/v1/notifications") if n["type"] == "mention"
                                                  and n["status"]["uri"] == direct["uri"] and n["status"]["visibility"] == "direct"])
        # What comes after them has come, so they would have come too.
        public = ruth.post("/api/v1/statuses", status=f"@{self.handle} for everybody")
        self.arrives(self.society, "sam", public["uri"])
        for secret in (private, direct):
            for instance, user in ((self.society, "sam"), (self.mercy, "ines")):
                assert not self.shown(instance, user, secret["uri"]), f"{secret['uri']} is shown to {user}"
                assert not self.status_of(instance, user, secret["uri"]), f"{user} finds {secret['uri']}"
            assert not any(secret["uri"].encode() in seen.body for seen in self.member.recorder.all(since=before)), "sent to the member"
            status, _, body = self.pat.get(self.mercy, secret["uri"][len(self.mercy.base):])
            assert status == 404, f"shown to the member: {status} {body}"
            for client in (self.mercy.client("ines"), self.mercy.client()):
                assert client.request("GET", f"/api/v1/statuses/{secret['id']}")[0] == 404
        # ben follows ruth too: the post for followers is his to read, the message is not.
        self.arrives(self.stluke, "ben", private["uri"])
        assert not self.shown(self.stluke, "ben", direct["uri"])

    def documents_need_a_trusted_signature(self):
        path = "/users/ruth"
        status, _, body = send_message(self.mercy, Message.get(self.mercy.domain, path))
        assert status == 401, f"unsigned: {status} {body}"
        for scheme in ("cavage", "rfc9421"):
            status, _, body = self.pat.get(self.mercy, path, scheme=scheme)
            assert status == 200 and body["id"] == self.mercy.users["ruth"]["uri"], f"{scheme}: {status} {body}"
        spoilt = self.pat.sign(self.mercy, Message.get(self.mercy.domain, "/users/ines"))
        spoilt.target = path
        assert send_message(self.mercy, spoilt)[0] == 401, "signed for another document"
        for open_path in ("/actor", f"/.well-known/webfinger?resource=acct:ruth@{self.mercy.domain}", "/.well-known/nodeinfo", "/nodeinfo/2.1"):
            status, _, body = send_message(self.mercy, Message.get(self.mercy.domain, open_path))
            assert status == 200, f"{open_path}: {status} {body}"

    def strangers_are_refused_and_not_asked(self):
        before = self.stranger.recorder.connections
        for path in ("/inbox", "/users/ruth/inbox", "/groups/breastcancer/inbox"):
            status, _, body = self.mallory.post(self.mercy, self.mallory.activity("Follow", self.group), path=path)
            assert status == 403 and body["error"], f"{path}: {status} {body}"
        for path in ("/users/ruth", "/groups/breastcancer"):
            status, _, body = self.mallory.get(self.mercy, path)
            assert status in (401, 403), f"GET {path}: {status} {body}"
        # Through the member's back door: its post names the stranger, and a person searches for it.
        note = self.pat.note("look there", tag=[{"type": "Mention", "href": self.mallory.id, "name": "@mallory"},
                                                {"type": "Mention", "href": self.mercy.users["ruth"]["uri"], "name": "@ruth"}],
                             inReplyTo=f"{self.mallory.base}/notes/1", cc=[self.mercy.users["ruth"]["uri"]])
        assert self.pat.post(self.mercy, self.pat.activity("Create", note))[0] == 202
        eventually("the member's post", lambda: [n for n in self.mercy.client("ruth").get("/api/v1/notifications")
                                                 if n["type"] == "mention" and n["status"]["uri"] == note["id"]])
        for query in (self.mallory.id, f"@{self.mallory.handle}", f"{self.mallory.base}/notes/1"):
            try:
                found = self.mercy.client("ruth").get("/api/v2/search", q=query, resolve="true")
            except ApiError as error:
                assert error.status in (403, 404, 422), error
                continue
            assert not found["accounts"] and not found["statuses"], found
        assert self.stranger.recorder.connections == before, "the stranger was contacted"


STEPS = ("opens_and_is_followed", "post_reaches_all", "announced_both_ways", "reply_is_seen_on_both_sides", "favourite_and_boost", "update_arrives",
         "question_is_solved_on_all_sides",
         "delete_arrives", "private_stays_private", "documents_need_a_trusted_signature", "strangers_are_refused_and_not_asked")


def run(report, program):
    member, stranger = Peer(hosts=(MEMBER,)), Peer(hosts=(STRANGER,))
    make_names_resolve([MEMBER, STRANGER])

    def admit(hospitals):
        for instance in hospitals.instances.values():
            instance.values["federation.peers"].append(f"{MEMBER}:{member.server.port}")
    try:
        with consortium(program, ("mercy", "stluke", "oncosociety"), admit) as hospitals:
            job = Job(hospitals, member, stranger)
            for name in STEPS:
                started = time.monotonic()
                if not report.check(f"consortium: {name.replace('_', ' ')}", getattr(job, name)):
                    if name == STEPS[0]:
                        return
                elif time.monotonic() - started > 20:
                    print(f"     ({time.monotonic() - started:.0f} s)")
    finally:
        member.stop()
        stranger.stop()
