"""Real clients against two instances. `tests/clients/run` starts it."""
import argparse
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SUPPORT = HERE.parent / "support"
sys.path.insert(0, str(SUPPORT))
import toolbox  # noqa: E402
from toolbox import Report, consortium, node, npm_install, python_environment  # noqa: E402

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


def main():
    parser = argparse.ArgumentParser(prog="tests/clients/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--only", action="append", choices=[*PEOPLE, "calendars", "citations"], help="one client; may be given several times")
    options = parser.parse_args()
    report = Report()
    with consortium(options.program) as hospitals:
        clients = Clients(hospitals)
        for name, work in {"calendars": clients.calendars, "citations": clients.citations, "masto.js": clients.masto_js,
                           "push": clients.masto_js_push, "megalodon": clients.megalodon, "Mastodon.py": clients.mastodon_py,
                           "toot": clients.toot}.items():
            if not options.only or name in options.only:
                report.check(name, work)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
