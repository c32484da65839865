"""`rounds` commands for the knowledge parts of the API: what a command says as JSON is what the API says."""
import subprocess

API = "/api/rounds/v1"


class Commands:
    """`known` are ids by the beginning of their path, of one network with a chat, a summary, a question and a series."""

    def __init__(self, instance, known):
        self.run, self.program = instance.command, instance.program
        self.operator = instance.client("operator")
        self.id = {path.removeprefix(f"{API}/").rstrip("/"): next(iter(values.values())) for path, values in known.items()}

    def same(self, path, *command, without=()):
        said, asked = self.run(*command), self.operator.get(API + path)
        for name in without:
            (said.pop(name, None), asked.pop(name, None)) if isinstance(said, dict) else None
        assert said == asked, f"{command}: {said} is not {asked}"

    def figures(self):
        self.same(f"/networks/{self.id['networks']}/metrics", "metrics", "network", "properties", without=("window",))
        self.same(f"/organisations/{self.id['organisations']}/metrics?days=7", "metrics", "organisation", "--days", "7", without=("window",))

    def questions(self):
        listed = self.run("question", "list", "properties")
        assert [one["id"] for one in listed] == [self.id["questions"]], listed
        proposed = self.run("question", "propose", self.id["questions"], "--as", "operator")
        assert proposed["proposed_at"] and len(self.run("question", "list", "properties", "--proposed")) == 1
        assert not self.run("question", "propose", self.id["questions"], "--take-back", "--as", "operator")["proposed_at"]
        answer = self.answer()
        assert self.run("question", "accept", self.id["questions"], answer, "--as", "operator")["state"] == "solved"
        assert self.run("question", "endorse", self.id["questions"], answer, "--as", "mercy_doctor")["endorsed"]
        assert self.run("question", "reopen", self.id["questions"], "--as", "operator")["state"] == "open"
        assert self.run("question", "show", self.id["questions"])["reopened_at"]

    def answer(self):
        post = self.run("question", "show", self.id["questions"])["status"]["id"]
        return self.operator.get(f"/api/v1/statuses/{post}/context")["descendants"][0]["id"]

    def series(self):
        self.same(f"/networks/{self.id['networks']}/series", "series", "list", "properties")
        begun = self.run("series", "start", "properties", "--as", "operator", "--title", "Weekly", "--rule", "FREQ=WEEKLY;BYDAY=MO",
                         "--starts", "20:00", "--timezone", "UTC", "--prompt", "0=How are you?", "--ahead", "1")
        assert begun["starts"] == "20:00" and self.run("series", "end", begun["id"], "--as", "operator")["ended_at"]

    def conditions(self):
        self.same("/conditions?q=breast+cancer&limit=5", "condition", "search", "breast cancer", "--limit", "5")
        assert self.run("condition", "follow", "DOID:1612", "--as", "ruth")["following"]
        assert not self.run("condition", "unfollow", "DOID:1612", "--as", "ruth")["following"]
        assert "bcsm" in self.run("condition", "show", "DOID:1612")["tags"]

    def summaries(self):
        summary = self.id["summaries"]
        assert self.run("summary", "references", summary)[0]["DOI"] == "10.1001/jamaoncol.2016.6914"
        self.run("summary", "mark", summary, "helpful", "--as", "ruth")
        self.same(f"/summaries/{summary}/marks", "summary", "marks", summary, without=("own",))
        text = self.run("chat", "transcript", self.id["chats"])["content"]
        assert text.splitlines()[0].startswith("topic,"), text

    def references(self):
        noted = self.run("reference", "note", "10.1001/jamaoncol.2016.6914", "retracted", "--as", "operator")
        assert noted["summary_ids"] == [self.id["summaries"]], noted
        self.same("/references/notices", "reference", "list")
        self.run("reference", "drop", "doi:10.1001/jamaoncol.2016.6914")
        assert self.run("reference", "list") == []

    def credentials(self):
        listed = self.run("credential", "list")
        assert [one["role"] for one in listed] == ["doctor"], listed
        self.same(f"/accounts/{listed[0]['account_id']}/marks", "credential", "marks", "mercy_doctor")
        self.run("credential", "believe", "Society.example", "--title", "Society")
        assert self.run("credential", "roots") == [{"domain": "society.example", "title": "Society"}]
        self.run("credential", "disbelieve", "society.example")
        assert self.run("credential", "roots") == []

    def retraction(self):
        self.run("summary", "retract", self.id["summaries"], "--as", "operator", "--reason", "The trial was withdrawn")
        assert self.operator.get(f"{API}/summaries/{self.id['summaries']}")["state"] == "retracted"

    def help(self):
        for command in ("metrics", "question", "series", "condition", "reference", "credential", "summary", "chat"):
            done = subprocess.run([str(self.program), command, "--help"], capture_output=True, text=True, check=True)
            assert "Usage" in done.stdout or "SUBCOMMAND" in done.stdout.upper(), done.stdout

    def all(self):
        for work in (self.figures, self.questions, self.series, self.conditions, self.summaries, self.references, self.credentials,
                     self.retraction, self.help):
            work()
