"""What a steward decides at one server is so at the other: a post that is taken out, a person who is kept out, a thread that is locked."""
from toolbox import consortium, eventually

API = "/api/rounds/v1"
NETWORK = {"username": "breastcancer", "title": "Breast cancer", "conditions": ["DOID:1612"]}
LONG = 60  # seconds; the machine may be busy beside


class Stewardship:
    """ines is the steward at mercy; maya and sue of stluke follow the network and post to it."""

    def __init__(self, mercy, stluke):
        self.mercy, self.stluke = mercy, stluke
        mercy.add_user("ines", role="admin")
        stluke.add_user("maya")
        stluke.add_user("sue")
        self.handle = f"@breastcancer@{mercy.domain}"

    def decide(self, method, what, form):
        return self.mercy.client("ines").call(method, f"{API}/networks/{self.network['id']}/{what}", form)

    def begins(self):
        self.network = self.mercy.client("ines").call("POST", f"{API}/networks", NETWORK)
        for user in ("maya", "sue"):
            self.joins(user)

    def group(self, user):
        found = self.stluke.client(user).get("/api/v2/search", q=self.handle, resolve="true", type="accounts")["accounts"]
        return found[0]["id"]

    def follows(self, user):
        return self.stluke.client(user).get("/api/v1/accounts/relationships", **{"id[]": self.group(user)})[0]["following"]

    def joins(self, user):
        self.stluke.client(user).call("POST", f"/api/v1/accounts/{self.group(user)}/follow")
        eventually(f"{user} follows", lambda: self.follows(user), LONG)

    def posts(self, user, text):
        return self.stluke.client(user).post("/api/v1/statuses", status=f"{self.handle} {text}")

    def at_home(self, user, uri):
        return any((one["reblog"] or {}).get("uri") == uri for one in self.stluke.client(user).get("/api/v1/timelines/home", limit=40))

    def in_network(self, uri):
        """Among what the network passed on, as stluke has it."""
        return any((one["reblog"] or {}).get("uri") == uri
                   for one in self.stluke.client("sue").get(f"/api/v1/accounts/{self.group('sue')}/statuses", limit=40))

    def here(self, uri):
        """The post's id at mercy."""
        found = self.mercy.client("ines").get("/api/v2/search", q=uri, resolve="true", type="statuses")["statuses"]
        return found[0]["id"] if found else None

    def a_post_is_taken_out_and_put_back(self):
        posted = self.posts("maya", "Buy this remedy")
        uri = posted["uri"]
        eventually("sue reads it from the network", lambda: self.at_home("sue", uri) and self.in_network(uri), LONG)
        status = eventually("the post at mercy", lambda: self.here(uri), LONG)
        self.decide("POST", "removed_posts", {"status_id": status, "reason": "Advertising"})
        eventually("out of sue's home and of the network", lambda: not self.at_home("sue", uri) and not self.in_network(uri), LONG)
        assert self.stluke.client("sue").get(f"/api/v1/statuses/{posted['id']}")["uri"] == uri, "it stays maya's"
        self.is_told("maya", "Advertising")
        self.decide("DELETE", "removed_posts", {"status_id": status})
        eventually("in the network again", lambda: self.in_network(uri), LONG)

    def is_told(self, user, reason):
        said = lambda: [one["last_status"]["content"] for one in self.stluke.client(user).get("/api/v1/conversations")]  # noqa: E731
        eventually(f"{user} is told: {reason}", lambda: any(reason in text for text in said()), LONG)

    def refusal(self, user, **form):
        status, _, answer = self.stluke.client(user).request("POST", "/api/v1/statuses", form)
        return answer["error"] if status == 403 else None

    def somebody_is_kept_out_and_let_in(self):
        found = self.mercy.client("ines").get("/api/v2/search", q=f"@maya@{self.stluke.domain}", resolve="true", type="accounts")["accounts"]
        self.decide("POST", "bans", {"account_id": found[0]["id"], "reason": "Sells remedies", "days": 7})
        eventually("maya follows no more", lambda: not self.follows("maya"), LONG)
        self.is_told("maya", "Sells remedies")
        error = eventually("stluke knows", lambda: self.refusal("maya", status=f"{self.handle} Buy another"), LONG)
        assert "keep you out" in error, error
        status, _, answer = self.stluke.client("maya").request("POST", f"/api/v1/accounts/{self.group('maya')}/follow", {})
        assert status == 403 and "keep you out" in answer["error"], answer
        kept = self.posts("sue", "Good morning")
        eventually("others post as before", lambda: self.in_network(kept["uri"]), LONG)
        self.decide("DELETE", "bans", {"account_id": found[0]["id"]})
        eventually("let in again", lambda: self.stluke.client("maya").request(
            "POST", f"/api/v1/accounts/{self.group('maya')}/follow", {})[0] == 200, LONG)
        eventually("maya follows again", lambda: self.follows("maya"), LONG)
        back = self.posts("maya", "I am back")
        eventually("what maya says is in the network", lambda: self.in_network(back["uri"]), LONG)

    def a_thread_is_locked(self):
        posted = self.posts("sue", "How do you sleep?")
        eventually("in the network", lambda: self.in_network(posted["uri"]), LONG)
        self.decide("POST", "locks", {"status_id": self.here(posted["uri"]), "reason": "It went in circles"})
        error = eventually("no more answers", lambda: self.refusal("maya", status="Badly", in_reply_to_id=posted["id"]), LONG)
        assert "locked" in error, error


STEPS = ("begins", "a_post_is_taken_out_and_put_back", "somebody_is_kept_out_and_let_in", "a_thread_is_locked")


def run(report, program):
    with consortium(program, ("mercy", "stluke"), federation="open") as hospitals:
        stewardship = Stewardship(hospitals["mercy"], hospitals["stluke"])
        for step in STEPS:
            if not report.check(f"stewards: {step.replace('_', ' ')}", getattr(stewardship, step)) and step == STEPS[0]:
                return
