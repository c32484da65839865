"""The main job, step by step, through the APIs that people's clients use. Each step waits for what must arrive."""
import datetime
import time

from . import community
from .client import eventually


def iso(moment):
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Story:
    """Plays on a Consortium; `tell(text)` reports progress."""

    def __init__(self, consortium, tell):
        self.consortium, self.tell = consortium, tell
        self.mercy, self.stluke, self.society = (consortium[name] for name in ("mercy", "stluke", "oncosociety"))
        self.handle = f"breastcancer@{self.mercy.domain}"
        self.arrived = []

    def seen(self, what, where):
        self.arrived.append((what, where))
        self.tell(f"    {where}: {what}")

    def home(self, instance, user):
        return instance.client(user).get("/api/v1/timelines/home", limit=40)

    def find_in_home(self, instance, user, wanted, what, seconds=30):
        """The post in the user's home timeline (also boosted) for which `wanted` holds."""
        def look():
            for status in self.home(instance, user):
                shown = status["reblog"] or status
                if wanted(shown):
                    return shown
            return None
        found = eventually(f"{what} in the home timeline of @{user} at {instance.name}", look, seconds)
        self.seen(what, f"home of @{user} at {instance.name}")
        return found

    def play(self):
        for number, step in enumerate((self.open_network, self.follow_network, self.post_to_network, self.hold_chat,
                                       self.publish_summary, self.correct_summary, self.ask_and_plan), 1):
            started = time.monotonic()
            self.tell(f"{number}. {step.__doc__}")
            step()
            self.tell(f"   done in {time.monotonic() - started:.1f} s")

    def open_network(self):
        """A steward at mercy opens the network on a condition."""
        rounds = self.mercy.client("ines")
        self.network = rounds.call("POST", "/api/rounds/v1/networks", community.NETWORK)
        status, _, actor = self.mercy.client().request("GET", "/.well-known/webfinger?resource=acct:" + self.handle)
        assert status == 200, f"WebFinger for {self.handle}: {status}"
        self.seen(f"@{self.handle}, a Group on {self.network['conditions'][0]['name']}", "mercy")

    def follow_network(self):
        """People at stluke and the society find its handle in their clients and follow it."""
        self.followers = {}
        for instance, user in ((self.stluke, "maya"), (self.stluke, "tomas"), (self.society, "sam"), (self.society, "lindqvist"),
                               (self.mercy, "ruth")):
            client = instance.client(user)
            found = client.get("/api/v2/search", q=f"@{self.handle}", resolve="true", type="accounts")["accounts"]
            assert found, f"{user} at {instance.name} does not find @{self.handle}"
            client.call("POST", f"/api/v1/accounts/{found[0]['id']}/follow")
            eventually(f"@{user} at {instance.name} follows", lambda: client.get(
                "/api/v1/accounts/relationships", **{"id[]": found[0]["id"]})[0]["following"])
            self.followers[instance.name, user] = found[0]["id"]
            self.seen(f"@{user} follows @breastcancer", instance.name)

    def post_to_network(self):
        """A patient at stluke posts to it by mentioning it; it reaches the others' home timelines."""
        text = community.FIRST_POST.format(handle=self.handle)
        posted = self.stluke.client("maya").post("/api/v1/statuses", status=text, language="en")
        for instance, user in ((self.society, "sam"), (self.mercy, "ruth"), (self.stluke, "tomas")):
            self.find_in_home(instance, user, lambda s: s["uri"] == posted["uri"], "Maya's post")

    def hold_chat(self):
        """A chat is scheduled, opens, posts its prompts at their times, is answered from all three, and closes."""
        now = datetime.datetime.now(datetime.timezone.utc)
        starts = now + datetime.timedelta(seconds=4)
        offsets = (1, 5, 9)
        chat = self.mercy.client("ines").call("POST", f"/api/rounds/v1/networks/{self.network['id']}/chats", {
            **community.CHAT, "starts_at": iso(starts), "ends_at": iso(starts + datetime.timedelta(seconds=16)),
            "prompts": [{"content": text, "offset_s": offset} for text, offset in zip(community.PROMPTS, offsets)]})
        self.chat = chat
        for instance, user in ((self.stluke, "maya"), (self.society, "sam")):
            self.find_in_home(instance, user, lambda s: community.CHAT["title"] in s["content"], "the announcement of the chat")
        for number, content in enumerate(community.PROMPTS, 1):
            self.answer_prompt(number, content)
        eventually("the chat is closed", lambda: self.chat_state() == "closed", 60)
        self.seen("the chat closed at its time", "mercy")
        transcript = eventually("the transcript holds all answers", self.full_transcript)
        self.seen(f"{transcript} answers in the transcript", "mercy")

    def answer_prompt(self, number, content):
        people = [(instance, user, text) for label, instance, user, text in community.ANSWERS if label == number]
        for name, user, text in people:
            instance = self.consortium[name]
            prompt = self.find_in_home(instance, user, lambda s: content in plain(s["content"]), f"T{number}")
            instance.client(user).post("/api/v1/statuses", status=f"@{self.handle} {text} #bcsm", in_reply_to_id=prompt["id"],
                                       language="en")

    def chat_state(self):
        return self.mercy.client().get(f"/api/rounds/v1/chats/{self.chat['id']}")["state"]

    def full_transcript(self):
        prompts = self.mercy.client("ines").get(f"/api/rounds/v1/chats/{self.chat['id']}/transcript")["prompts"]
        counts = {prompt["label"]: len(prompt["posts"]) for prompt in prompts}
        wanted = {f"T{n}": sum(1 for answer in community.ANSWERS if answer[0] == n) for n in (1, 2, 3)}
        return sum(counts.values()) if all(counts.get(label, 0) >= n for label, n in wanted.items()) else None

    def publish_summary(self):
        """A summary with references is drafted, reviewed by a verified clinician who is not its author, and published."""
        author, reviewer = self.mercy.client("ines"), self.mercy.client("okafor")
        draft = author.call("POST", f"/api/rounds/v1/chats/{self.chat['id']}/summaries")
        self.summary = draft["id"]
        path = f"/api/rounds/v1/summaries/{self.summary}"
        author.call("PATCH", path, community.SUMMARY)
        author.post(f"{path}/interests", statement="None.")
        reviewer.post(f"{path}/interests", statement="None.")
        author.call("POST", f"{path}/submit")
        status, _, _ = author.request("POST", f"{path}/publish")
        assert status == 422, "a summary without review must not be published"
        reviewer.post(f"{path}/review", grades=community.GRADES)
        self.seen("reviewed and signed by Dr Amara Okafor", "mercy")
        published = author.call("POST", f"{path}/publish")
        for instance, user in ((self.stluke, "maya"), (self.society, "sam"), (self.mercy, "ruth")):
            article = self.find_in_home(instance, user, lambda s: s["uri"] == published["uri"], "the summary")
            text = plain(article["content"])
            for part in (community.SUMMARY["title"], "Regular gentle exercise", "ot medical advice"):
                assert part in text, f"the summary reads badly at {instance.name}: {part!r} is missing in {text!r}"

    def correct_summary(self):
        """The summary is corrected with a stated reason; the update arrives, and the first version stays readable."""
        author, reviewer = self.mercy.client("ines"), self.mercy.client("okafor")
        path = f"/api/rounds/v1/summaries/{self.summary}"
        author.post(f"{path}/corrections", reason=community.CORRECTION["reason"])
        corrected = "Corrected: " + community.SUMMARY["title"]
        author.patch(path, body=community.CORRECTION["body"], title=corrected)
        author.call("POST", f"{path}/submit")
        reviewer.post(f"{path}/review", grades=community.GRADES)
        published = author.call("POST", f"{path}/publish")
        for instance, user in ((self.stluke, "maya"), (self.society, "sam")):
            self.find_in_home(instance, user, lambda s: s["uri"] == published["uri"] and corrected in plain(s["content"]),
                              "the corrected summary")
        page = f"/s/{self.summary}/versions/1"
        status, _, html = self.mercy.client().request("GET", page, headers={"Accept": "text/html"}, raw=True)
        assert status == 200 and "Twelve weeks of messages" in html.decode(), f"{page}: the first version is not readable ({status})"
        self.seen(f"version 1 at {self.mercy.base}{page}", "mercy")

    def ask_and_plan(self):
        """A question is asked from stluke, answered from the society and marked as solved; the next chats are planned and announced."""
        maya, ines = self.stluke.client("maya"), self.mercy.client("ines")
        asked = maya.post("/api/v1/statuses", status=community.QUESTION.format(handle=self.handle), language="en")
        at_society = self.find_in_home(self.society, "sam", lambda s: s["uri"] == asked["uri"], "Maya's question")
        answer = self.society.client("sam").post("/api/v1/statuses", in_reply_to_id=at_society["id"], language="en",
                                                 status=f"@maya@{self.stluke.domain} @{self.handle} {community.QUESTION_ANSWER}")

        def board(instance, user, state):
            group = instance.client(user).get("/api/v2/search", q=f"@{self.handle}", resolve="true", type="accounts")["accounts"][0]["id"]
            found = instance.client(user).get("/api/rounds/v1/questions", account_id=group, state=state)
            return next((one for one in found if one["status"]["uri"] == asked["uri"]), None)

        question = eventually("the question on mercy's board", lambda: board(self.mercy, "ines", "open"), 30)
        answered = eventually("the answer at mercy", lambda: next(
            (s for s in ines.get(f"/api/v1/statuses/{question['status']['id']}/context")["descendants"] if s["uri"] == answer["uri"]), None), 30)
        ines.call("POST", f"/api/rounds/v1/questions/{question['id']}/accept", {"status_id": answered["id"]})
        eventually("the question is solved at stluke", lambda: board(self.stluke, "maya", "solved"), 30)
        self.seen("the question as solved", "stluke")
        series = ines.call("POST", f"/api/rounds/v1/networks/{self.network['id']}/series", community.SERIES)
        planned = ines.get(f"/api/rounds/v1/networks/{self.network['id']}/series")
        assert planned and planned[0]["id"] == series["id"], planned
        self.seen(f"chats {series['when']}", "mercy")
        self.mercy.command("announcement", "publish", community.ANNOUNCEMENT)
        shown = eventually("the announcement in the apps of mercy", lambda: self.mercy.client("ruth").get("/api/v1/announcements"), 30)
        assert len(shown) == 1, shown
        self.seen("an announcement in people's apps", "mercy")


def plain(html):
    """Text of a post, for comparisons."""
    import html as entities
    import re
    return " ".join(entities.unescape(re.sub(r"<[^>]*>", " ", html)).split())
