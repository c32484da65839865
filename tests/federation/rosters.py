"""Three instances that know each other through a signed list only: the society publishes, two hospitals subscribe."""
import urllib.parse

from toolbox import consortium, eventually


class Rosters:
    def __init__(self, hospitals):
        self.society, self.mercy, self.stluke = (hospitals[name] for name in ("oncosociety", "mercy", "stluke"))
        self.address = f"{self.society.base}/rosters/main"
        self.mercy.add_user("ruth")
        self.stluke.add_user("maya")

    def members(self, instance):
        shown = instance.command("roster", "show", self.address)
        return {member["domain"]: member for member in shown["members"]}

    def changes(self, instance):
        return {change["domain"]: change for change in instance.command("roster", "show", self.address)["changes"]}

    def put_on(self, domain, title, region, key, *more):
        return self.society.command("roster", "add", "main", domain, "--title", title, "--region", region, "--key", key, *more)

    def find(self, instance, user, handle):
        found = instance.client(user).get("/api/v2/search", q=handle, resolve="true", type="accounts")["accounts"]
        return found[0] if found else None

    def strangers_at_first(self):
        assert not self.find(self.stluke, "maya", f"@ruth@{self.mercy.domain}"), "they federate without a roster"

    def is_published_and_signed(self):
        self.society.command("roster", "publish", "main", "--title", "Cancer consortium")
        for instance, title, region in ((self.mercy, "Mercy", "US-CA"), (self.stluke, "St. Luke", "US-TX")):
            self.put_on(instance.domain, title, region, instance.command("roster", "key")["key"])
        self.put_on(self.society.domain, "Oncology Society", "US-NY", self.society.command("roster", "key")["key"], "--kind", "society")
        body = self.society.client().get("/rosters/main")
        assert body["proof"]["cryptosuite"] == "eddsa-jcs-2022" and len(body["orderedItems"]) == 3, body
        assert body["kn:sequence"] == 4, body["kn:sequence"]

    def at_once_lets_members_in(self):
        key = self.society.command("roster", "key")["key"]
        self.mercy.command("roster", "subscribe", self.address, "--key", key, "--at-once")
        eventually("mercy has all members", lambda: len(self.members(self.mercy)) == 3)

    def drafts_wait_to_be_accepted(self):
        self.stluke.command("roster", "subscribe", self.address)
        waiting = eventually("stluke has drafts", lambda: self.changes(self.stluke), 90)
        assert len(waiting) == 3 and not self.members(self.stluke), waiting
        assert not self.find(self.stluke, "maya", f"@ruth@{self.mercy.domain}"), "a draft lets in"
        for change in waiting.values():
            self.stluke.command("roster", "accept", change["id"])
        assert len(self.members(self.stluke)) == 3 and not self.changes(self.stluke)

    def members_federate(self):
        ruth = eventually("maya finds ruth", lambda: self.find(self.stluke, "maya", f"@ruth@{self.mercy.domain}"))
        self.stluke.client("maya").call("POST", f"/api/v1/accounts/{ruth['id']}/follow")
        eventually("maya follows ruth", lambda: self.stluke.client("maya").get("/api/v1/accounts/relationships", **{"id[]": ruth["id"]})[0]["following"])
        post = self.mercy.client("ruth").post("/api/v1/statuses", status="Hello consortium")
        eventually("the post arrives", lambda: [s for s in self.stluke.client("maya").get("/api/v1/timelines/home") if s["uri"] == post["uri"]])

    def directory_shows_what_domains_prove(self):
        def page(**query):
            return self.page(self.mercy, query)
        eventually("all three are proven", lambda: page().count("Confirmed by") == 3)
        assert "Oncology Society" in page() and "US-TX" in page()
        only = page(region="US-TX")
        assert "St. Luke" in only and only.count("Confirmed by") == 1, only
        assert page(kind="society").count("Confirmed by") == 1

    @staticmethod
    def page(instance, query):
        path = "/directory" + ("?" + urllib.parse.urlencode(query) if query else "")
        status, _, body = instance.client().request("GET", path, headers={"Accept": "text/html"}, raw=True)
        assert status == 200, f"{path}: {status}"
        return body.decode()

    def entry_with_another_key_is_not_shown(self):
        """A member whose own server does not hold the key that the list names."""
        other = self.mercy.command("roster", "key")["key"]
        self.put_on(self.society.domain, "Oncology Society", "US-NY", other, "--kind", "society")
        self.mercy.command("roster", "refresh", self.address)
        eventually("its entry is refused", lambda: self.members(self.mercy)[self.society.domain]["failure"])
        assert self.page(self.mercy, {}).count("Confirmed by") == 2
        self.put_on(self.society.domain, "Oncology Society", "US-NY", self.society.command("roster", "key")["key"], "--kind", "society")
        self.mercy.command("roster", "refresh", self.address)
        eventually("it is shown again", lambda: self.page(self.mercy, {}).count("Confirmed by") == 3)

    def look_alikes_wait_even_when_followed_at_once(self):
        port = self.mercy.domain.rsplit(":", 1)[1]
        alike = f"m\u0435rcy.localhost:{port}"  # a Cyrillic letter
        key = self.mercy.command("roster", "key")["key"]
        try:
            self.put_on(alike, "Mercy", "US-CA", key)
            raise AssertionError("the steward was not warned")
        except RuntimeError as error:
            assert "could be taken for" in str(error), error
        self.put_on(alike, "Mercy", "US-CA", key, "--even-if-alike")
        self.mercy.command("roster", "refresh", self.address)
        waiting = eventually("the look-alike waits", lambda: [c for c in self.changes(self.mercy).values() if c["looks_like"]])
        assert waiting[0]["looks_like"] == self.mercy.domain and waiting[0]["domain"] not in self.members(self.mercy), waiting
        self.mercy.command("roster", "refuse", waiting[0]["id"])

    def retraction_severs_follows(self):
        ruth = self.mercy.client("ruth")
        mine = ruth.get("/api/v1/accounts/verify_credentials")
        assert len(ruth.get(f"/api/v1/accounts/{mine['id']}/followers")) == 1
        self.society.command("roster", "retract", "main", self.stluke.domain)
        self.mercy.command("roster", "refresh", self.address)
        eventually("stluke is off the list", lambda: self.stluke.domain not in self.members(self.mercy))
        eventually("no follow outlives the membership", lambda: not ruth.get(f"/api/v1/accounts/{mine['id']}/followers"))
        eventually("nobody there is found", lambda: not self.find(self.mercy, "ruth", f"@nobody@{self.stluke.domain}"))
        assert self.page(self.mercy, {}).count("Confirmed by") == 2


STEPS = ("strangers_at_first", "is_published_and_signed", "at_once_lets_members_in", "drafts_wait_to_be_accepted", "members_federate",
         "directory_shows_what_domains_prove", "entry_with_another_key_is_not_shown", "look_alikes_wait_even_when_followed_at_once",
         "retraction_severs_follows")


def run(report, program):
    def alone(hospitals):
        for instance in hospitals.instances.values():
            instance.values["federation.peers"] = []
    with consortium(program, ("mercy", "stluke", "oncosociety"), alone) as hospitals:
        job = Rosters(hospitals)
        for name in STEPS:
            if not report.check(f"rosters: {name.replace('_', ' ')}", getattr(job, name)):
                return

