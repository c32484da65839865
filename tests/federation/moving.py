"""People move: from one hospital to another, away to Fedify, and from Fedify to here. Followers go along."""
import json

from fedify_peer import HERE, FedifyPeer
from toolbox import Browser, consortium, eventually, npm_install


class Settings:
    """The page /settings/moving, as a person uses it."""

    def __init__(self, instance, user):
        self.password = instance.users[user]["password"]
        self.browser = Browser(instance.base, instance.ca)
        self.browser.open("/auth/sign_in?again=1").submit({"login": user, "password": self.password})

    def _send(self, values):
        self.browser.open("/settings/moving").submit(values)
        return self.browser.status, " ".join("".join(self.browser.page.words).split())

    def name_other(self, handle):
        status, words = self._send({"account": handle, "form_token": self._token("/settings/moving/aliases")})
        assert status == 200, words
        return words

    def _token(self, action):
        self.browser.open("/settings/moving")
        form = next(form for form in self.browser.page.forms if form["action"] == action)
        return next(value for name, _, value in form["fields"] if name == "form_token")

    def move(self, handle):
        return self._send({"account": handle, "current_password": self.password})


class Journey:
    """rosa lives at mercy and at general; cara (general), dora (mercy) and alice (Fedify) follow rosa of mercy."""

    def __init__(self, hospitals, alice):
        self.mercy, self.general, self.alice = hospitals["mercy"], hospitals["general"], alice
        for instance, users in ((self.mercy, ("rosa", "dora", "eve")), (self.general, ("rosa", "cara"))):
            for user in users:
                instance.add_user(user)
        self.old, self.new = self.mercy.users["rosa"], self.general.users["rosa"]
        self.at_mercy, self.at_general = f"@rosa@{self.mercy.domain}", f"@rosa@{self.general.domain}"

    @staticmethod
    def find(client, query):
        found = client.get("/api/v2/search", q=query, resolve="true", type="accounts")["accounts"]
        assert len(found) == 1, f"{query} is not found"
        return found[0]

    @staticmethod
    def relationship(client, account):
        return client.get("/api/v1/accounts/relationships", **{"id[]": account["id"]})[0]

    def follow(self, instance, user, query):
        client = instance.client(user)
        account = self.find(client, query)
        client.call("POST", f"/api/v1/accounts/{account['id']}/follow")
        eventually(f"{user} follows {query}", lambda: self.relationship(client, account)["following"])

    def all_follow_rosa_of_mercy(self):
        self.follow(self.mercy, "dora", self.at_mercy)
        self.follow(self.general, "cara", self.at_mercy)
        self.alice("follow", who=self.old["uri"])
        count = lambda: self.mercy.client().get(f"/api/v1/accounts/{self.old['id']}")["followers_count"]  # noqa: E731
        eventually("three followers", lambda: count() == 3)

    def nobody_is_taken_without_the_link(self):
        status, words = Settings(self.mercy, "rosa").move(self.at_general)
        assert status == 422 and "does not name this one" in words, words
        assert self.relationship(self.mercy.client("dora"), self.old)["following"]

    def moves_from_mercy_to_general(self):
        Settings(self.general, "rosa").name_other(self.at_mercy)
        status, words = Settings(self.mercy, "rosa").move(self.at_general)
        assert status == 200 and "has moved to" in words, words
        new_here = lambda: self.find(self.mercy.client("dora"), self.at_general)  # noqa: E731
        eventually("dora of mercy follows rosa of general",
                   lambda: self.relationship(self.mercy.client("dora"), new_here())["following"])
        cara = self.general.client("cara")
        eventually("cara of general follows rosa of general", lambda: self.relationship(cara, self.new)["following"])
        old_there = self.find(cara, self.at_mercy)
        eventually("cara follows the old one no more", lambda: not self.relationship(cara, old_there)["following"])
        shown = eventually("general shows where rosa is", lambda: cara.get(f"/api/v1/accounts/{old_there['id']}").get("moved"))
        assert shown["id"] == self.new["id"], shown

    def fedify_hears_of_it(self):
        move = eventually("the Move at Fedify", lambda: self.alice.received("Move"))[0]["json"]
        assert self.old["uri"] in json.dumps(move) and self.new["uri"] in json.dumps(move), move
        document = self.alice("lookup", url=self.old["uri"])
        assert self.new["uri"] in json.dumps(document), "movedTo is not in the actor"
        assert self.old["uri"] in json.dumps(self.alice("lookup", url=self.new["uri"])), "alsoKnownAs is not in the actor"

    def the_old_account_is_silent(self):
        answer = self.mercy.client("rosa").request("POST", "/api/v1/statuses", {"status": "Am I still here?"})
        assert answer[0] == 403, answer
        posted = self.general.client("rosa").post("/api/v1/statuses", status="I am here now")
        home = lambda: [s["uri"] for s in self.mercy.client("dora").get("/api/v1/timelines/home")]  # noqa: E731
        eventually("dora reads rosa of general", lambda: posted["uri"] in home())

    def alice_moves_from_fedify_to_mercy(self):
        self.follow(self.mercy, "dora", f"@alice@{self.alice.domain}")
        self.alice("move", to=self.mercy.users["eve"]["uri"], followers=[self.mercy.users["dora"]["uri"]])
        dora = self.mercy.client("dora")
        # Without the link nothing happens; what comes after it does.
        note = self.alice("post", text="<p>Did it work?</p>", mentions=[self.mercy.users["dora"]["uri"]])
        eventually("what alice says next has arrived",
                   lambda: [n for n in dora.get("/api/v1/notifications") if n["type"] == "mention" and n["status"]["uri"] == note])
        assert not self.relationship(dora, self.mercy.users["eve"])["following"]
        Settings(self.mercy, "eve").name_other(f"@alice@{self.alice.domain}")
        self.alice("move", to=self.mercy.users["eve"]["uri"], followers=[self.mercy.users["dora"]["uri"]])
        eventually("dora follows eve", lambda: self.relationship(dora, self.mercy.users["eve"])["following"])


STEPS = ("all_follow_rosa_of_mercy", "nobody_is_taken_without_the_link", "moves_from_mercy_to_general", "fedify_hears_of_it",
         "the_old_account_is_silent", "alice_moves_from_fedify_to_mercy")


def run(report, program):
    npm_install(HERE)
    with consortium(program, ("mercy", "general"), federation="open") as hospitals:
        alice = FedifyPeer(hospitals.folder / "tls", "fedify-moving.localhost", "rfc9421", hospitals.ca)
        try:
            journey = Journey(hospitals, alice)
            for step in STEPS:
                report.check(f"moving: {step.replace('_', ' ')}", getattr(journey, step))
        finally:
            alice.stop()
