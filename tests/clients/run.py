"""Real clients against two instances. `tests/clients/run` starts it."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SUPPORT = HERE.parent / "support"
sys.path[:0] = [str(SUPPORT), str(HERE)]
import commands  # noqa: E402
import host  # noqa: E402
import toolbox  # noqa: E402
from toolbox import Report, consortium, eventually, node, npm_install, python_environment  # noqa: E402

# A patient at mercy, a neighbour there, and a friend at stluke, where the topic networks are.
PEOPLE = {"masto.js": ("ann", "ned", "ben"), "megalodon": ("meg", "nell", "max"), "Mastodon.py": ("ruth", "nora", "maya"),
          "toot": ("tom", "nico", "eva"), "push": ("pat", "nina", "paul")}


def run(command, env=None):
    """Shows what the program prints as it prints it."""
    done = subprocess.run(command, env={**os.environ, **(env or {})}, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}")


class Clients:
    def __init__(self, hospitals):
        self.hospitals = hospitals
        self.mercy, self.stluke = hospitals["mercy"], hospitals["stluke"]
        for patient, neighbour, friend in PEOPLE.values():
            self.mercy.add_user(patient), self.mercy.add_user(neighbour), self.stluke.add_user(friend)
        self.mercy.add_user("operator", role="admin")
        self.mercy.add_user("mercy_doctor", stakeholder="doctor")
        self.mercy.command("account", "verify", "mercy_doctor", "--role", "doctor", "--method", "staff roster")
        self.stluke.add_user("steward", role="admin", stakeholder="hcp")
        self.stluke.add_user("doctor", stakeholder="doctor")
        self.stluke.command("account", "verify", "doctor", "--role", "doctor", "--specialty-mesh", "D008495",
                            "--specialty-name", "Medical Oncology", "--method", "staff roster")

    def given(self, client, **more):
        """What a scenario is told, as JSON."""
        patient, neighbour, friend = PEOPLE[client]
        users = self.stluke.users
        return json.dumps({
            "mercy": self.mercy.base, "stluke": self.stluke.base, "ca": str(self.hospitals.ca),
            "patient": self.mercy.users[patient], "neighbour": self.mercy.users[neighbour], "friend": users[friend],
            "host": {"base": self.stluke.base, "steward": users["steward"]["token"], "doctor": users["doctor"]["token"]}, **more})

    def javascript(self, client, program):
        npm_install(HERE)
        run([node(HERE), str(HERE / program), self.given(client)], {"NODE_EXTRA_CA_CERTS": str(self.hospitals.ca)})

    def masto_js(self):
        self.javascript("masto.js", "masto_scenario.mjs")

    def masto_js_push(self):
        self.javascript("push", "push_client.mjs")

    def published(self, program):
        """What a hospital publishes, read by the programs of other people."""
        npm_install(HERE)
        told = json.dumps({"mercy": self.mercy.base, "domain": self.mercy.domain, "token": self.mercy.users["operator"]["token"]})
        run([node(HERE), str(HERE / program), told], {"NODE_EXTRA_CA_CERTS": str(self.hospitals.ca)})

    def calendars(self):
        self.published("calendar_client.mjs")

    def citations(self):
        self.published("citation_client.mjs")

    def megalodon(self):
        self.javascript("megalodon", "megalodon_scenario.mjs")

    def mastodon_py(self):
        python = python_environment(HERE / "requirements.txt")
        run([python, str(HERE / "mastodon_py_scenario.py"), str(SUPPORT), self.given("Mastodon.py")],
            {"REQUESTS_CA_BUNDLE": str(self.hospitals.ca), "WEBSOCKET_CLIENT_CA_BUNDLE": str(self.hospitals.ca)})

    def toot(self):
        program = pathlib.Path(python_environment(HERE / "requirements.txt")).parent / "toot"
        folder = self.hospitals.folder / "toot"
        folder.mkdir()
        run([sys.executable, str(HERE / "toot_scenario.py"), str(SUPPORT), self.given("toot", toot=str(program), folder=str(folder))])

    def rest(self):
        """Our own API as its document says, by property-based requests; before that, commands for what it does."""
        known = self.rest_world()
        commands.Commands(self.mercy, known).all()
        python = python_environment(HERE / "rest" / "requirements.txt")
        told = {"base": self.mercy.base, "tokens": {"admin": self.mercy.users["operator"]["token"],
                "member": self.mercy.users["ruth"]["token"], "nobody": None}, "ids": known, "examples": 8}
        run([python, str(HERE / "rest" / "properties.py"), json.dumps(told)], {"REQUESTS_CA_BUNDLE": str(self.hospitals.ca)})

    def rest_world(self):
        """One of each thing, by the beginning of its path: what requests may name."""
        operator, member = self.mercy.client("operator"), self.mercy.client("ruth")
        network = host.Network(self.mercy.domain, operator, self.mercy.client("mercy_doctor"))
        network.open("properties")
        network.schedule_chat()
        summary = network.publish_summary()
        asked = member.post("/api/v1/statuses", status="@properties Does rest help? #question")
        operator.post("/api/v1/statuses", status="It does.", in_reply_to_id=asked["id"])
        path = f"/api/rounds/v1/networks/{network.network['id']}"
        question = eventually("the question is on the board", lambda: member.get(path + "/questions"))[0]
        series = operator.post(path + "/series", title="Monthly chat", rule="FREQ=MONTHLY;BYDAY=2WE", starts="21:00", minutes=60,
                               timezone="America/New_York", prompts=[{"content": "How are you?", "offset_s": 0}], ahead=1)
        account = member.get("/api/v1/accounts/verify_credentials")["id"]
        return {"/api/rounds/v1/networks/": {"id": network.network["id"]}, "/api/rounds/v1/chats/": {"id": network.chat["id"]},
                "/api/rounds/v1/summaries/": {"id": summary["id"]}, "/api/rounds/v1/questions/": {"id": question["id"]},
                "/api/rounds/v1/series/": {"id": series["id"]}, "/api/rounds/v1/accounts/": {"id": account},
                "/api/rounds/v1/conditions/": {"id": "DOID:1612"}, "/api/rounds/v1/organisations/": {"domain": self.mercy.domain}}


# In this order they are dealt out to shares: what takes long first.
WORK = {"rest": Clients.rest, "toot": Clients.toot, "Mastodon.py": Clients.mastodon_py, "megalodon": Clients.megalodon,
        "masto.js": Clients.masto_js, "citations": Clients.citations, "push": Clients.masto_js_push, "calendars": Clients.calendars}


def main():
    parser = argparse.ArgumentParser(prog="tests/clients/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--only", action="append", choices=list(WORK), help="one client; may be given several times")
    parser.add_argument("--share", metavar="I/N", default="0/1", help="the clients that fall to I when they are dealt out to N")
    options = parser.parse_args()
    index, shares = map(int, options.share.split("/"))
    chosen = [name for name in WORK if not options.only or name in options.only][index::shares]
    report = Report()
    with consortium(options.program) as hospitals:
        clients = Clients(hospitals)
        for name in chosen:
            started = time.monotonic()
            report.check(name, lambda: WORK[name](clients))
            print(f"-- {name} took {time.monotonic() - started:.0f} s", flush=True)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
