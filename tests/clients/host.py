"""What a steward and a doctor do in a topic network, by Rounds' own API: what happens in it is what patients see in their apps."""
import datetime

from steps import eventually

CHAT = {"title": "Sleep and rest after treatment", "prompt": "What helps you rest in the afternoon?"}
SUMMARY = {"title": "Rest after treatment: what the chat found",
           "key_message": "A short rest before three o'clock disturbs the night least."}


def _iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Network:
    """`steward` and `doctor` are clients of the instance that hosts the network (consortium.client)."""

    def __init__(self, domain, steward, doctor):
        self.domain, self.steward, self.doctor = domain, steward, doctor

    def open(self, username):
        self.network = self.steward.post(
            "/api/rounds/v1/networks", username=username, title="Living after treatment",
            description="People who finished treatment share what they learnt.", guidelines="Speak from your own experience.",
            hashtag=username, conditions=["DOID:1612"])
        self.handle = f"{username}@{self.domain}"

    def schedule_chat(self):
        """A chat with one topic, soon and short."""
        starts = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
        self.chat = self.steward.post(
            f"/api/rounds/v1/networks/{self.network['id']}/chats", title=CHAT["title"], description="Everybody is welcome.",
            timezone="UTC", starts_at=_iso(starts), ends_at=_iso(starts + datetime.timedelta(seconds=6)),
            prompts=[{"content": CHAT["prompt"], "offset_s": 1}])

    def publish_summary(self):
        """Once the chat is over: drafted, reviewed by the doctor, published."""
        chat = f"/api/rounds/v1/chats/{self.chat['id']}"
        eventually("the chat is closed", lambda: self.steward.get(chat)["state"] == "closed", 60)
        path = f"/api/rounds/v1/summaries/{self.steward.post(chat + '/summaries')['id']}"
        self.steward.patch(
            path, **SUMMARY, what_you_can_do="Rest early, and not for long.", funding="None.",
            uncertain="Whether the same holds for people who work at night.", body="People said the same in different words.",
            statements=[{"content": "Short rests early in the afternoon disturb the night least.", "prompt_label": "T1"}],
            references=[{"id": "doi:10.1001/jamaoncol.2016.6914", "title": "A meta-analysis of treatments of fatigue",
                         "authors": ["Mustian KM"], "container": "JAMA Oncol", "year": 2017, "supports": [1]}])
        for client in (self.steward, self.doctor):
            client.post(path + "/interests", statement="None.")
        self.steward.post(path + "/submit")
        self.doctor.post(path + "/review", grades=[{"statement": 1, "scheme": "OCEBM2011", "level": "1"}])
        return self.steward.post(path + "/publish")
