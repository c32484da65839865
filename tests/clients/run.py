"""Real clients against two instances. `tests/clients/run` starts it."""
import argparse
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import toolbox  # noqa: E402
from toolbox import Report, consortium, eventually, node, npm_install, python_environment, sign_in_and_allow  # noqa: E402


def run(command, env=None, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=180)
    if done.returncode != 0:
        raise RuntimeError(f"{pathlib.Path(command[0]).name} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def masto_js(hospitals):
    npm_install(HERE)
    mercy, stluke = hospitals["mercy"], hospitals["stluke"]
    arguments = {"mercy": mercy.base, "stluke": stluke.base, "mercyToken": mercy.users["ann"]["token"],
                 "stlukeToken": stluke.users["ben"]["token"], "handle": f"ann@{mercy.domain}"}
    print(run([node(HERE), str(HERE / "masto_client.mjs"), json.dumps(arguments)], {"NODE_EXTRA_CA_CERTS": str(hospitals.ca)}), end="")


def masto_js_push(hospitals):
    npm_install(HERE)
    mercy = hospitals["mercy"]
    arguments = {"mercy": mercy.base, "annToken": mercy.users["ann"]["token"], "ruthToken": mercy.users["ruth"]["token"]}
    print(run([node(HERE), str(HERE / "push_client.mjs"), json.dumps(arguments)], {"NODE_EXTRA_CA_CERTS": str(hospitals.ca)}), end="")


def calendars(hospitals):
    npm_install(HERE)
    mercy = hospitals["mercy"]
    arguments = {"mercy": mercy.base, "domain": mercy.domain, "token": mercy.users["operator"]["token"]}
    print(run([node(HERE), str(HERE / "calendar_client.mjs"), json.dumps(arguments)], {"NODE_EXTRA_CA_CERTS": str(hospitals.ca)}), end="")


def citations(hospitals):
    npm_install(HERE)
    mercy = hospitals["mercy"]
    arguments = {"mercy": mercy.base, "token": mercy.users["operator"]["token"]}
    print(run([node(HERE), str(HERE / "citation_client.mjs"), json.dumps(arguments)], {"NODE_EXTRA_CA_CERTS": str(hospitals.ca)}), end="")


def mastodon_py(hospitals):
    python = python_environment(HERE / "requirements.txt")
    mercy, stluke = hospitals["mercy"], hospitals["stluke"]
    arguments = {"mercy": mercy.base, "stluke": stluke.base, "mercy_domain": mercy.domain,
                 "stluke_domain": stluke.domain, "ca": str(hospitals.ca),
                 "ruth": mercy.users["ruth"]["password"], "maya": stluke.users["maya"]["password"]}
    print(run([python, str(HERE / "mastodon_py.py"), str(HERE.parent / "support"), json.dumps(arguments)],
              {"REQUESTS_CA_BUNDLE": str(hospitals.ca)}), end="")


class Toot:
    """The command-line client toot, with a configuration folder of its own for each person."""

    def __init__(self, hospitals, instance, user):
        python = python_environment(HERE / "requirements.txt")
        self.program = str(pathlib.Path(python).parent / "toot")
        self.hospitals, self.instance, self.user = hospitals, instance, user
        self.env = {"XDG_CONFIG_HOME": str(hospitals.folder / f"toot-{user}"), "REQUESTS_CA_BUNDLE": str(hospitals.ca),
                    "BROWSER": "/bin/true", "NO_COLOR": "1"}

    def __call__(self, *arguments):
        return run([self.program, *arguments], self.env)

    def log_in(self):
        """toot prints the address to open and reads the code that the page shows."""
        process = subprocess.Popen([self.program, "login", "--instance", self.instance.base], env={**os.environ, **self.env},
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=0)
        seen = ""
        process.stdin.write("n\n")
        process.stdin.flush()
        while "/oauth/authorize" not in seen or not seen.rstrip().endswith(":"):
            piece = process.stdout.read(1)
            if not piece:
                raise RuntimeError(f"toot login ended:\n{seen}")
            seen += piece
        url = next(word for word in seen.split() if "/oauth/authorize" in word)
        code = sign_in_and_allow(self.instance.base, self.hospitals.ca, url, self.user, self.instance.users[self.user]["password"])
        rest, _ = process.communicate(code + "\n", timeout=60)
        assert process.returncode == 0, seen + rest


def toot(hospitals):
    mercy, stluke = hospitals["mercy"], hospitals["stluke"]
    tom, eva = Toot(hospitals, mercy, "tom"), Toot(hospitals, stluke, "eva")
    tom.log_in()
    eva.log_in()
    assert "tom" in tom("whoami")
    eva("follow", f"tom@{mercy.domain}")
    eventually("toot shows the follow", lambda: "eva" in tom("notifications"))
    tom("post", "Posted with toot", "--visibility", "public")
    eventually("toot shows the post", lambda: "Posted with toot" in eva("timelines", "home"))


def main():
    parser = argparse.ArgumentParser(prog="tests/clients/run")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    options = parser.parse_args()
    report = Report()
    with consortium(options.program) as hospitals:
        for name, users in {"mercy": ("ann", "ruth", "tom"), "stluke": ("ben", "maya", "eva")}.items():
            for user in users:
                hospitals[name].add_user(user)
        hospitals["mercy"].add_user("operator", role="admin")
        report.check("ical.js and node-ical", lambda: calendars(hospitals))
        report.check("citeproc, RIS and BibTeX", lambda: citations(hospitals))
        report.check("masto.js", lambda: masto_js(hospitals))
        report.check("masto.js: push, groups, conversations", lambda: masto_js_push(hospitals))
        report.check("Mastodon.py", lambda: mastodon_py(hospitals))
        report.check("toot", lambda: toot(hospitals))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
