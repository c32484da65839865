"""The operator's part of README.md ("Run it"), followed word by word on a throw-away machine: what it says is typed, and works."""
import json
import os
import re
import subprocess

from as_proxy import AsProxy
from package_checks import HERE
from stage import stage, why_not
from toolbox import ROOT, eventually, free_port

# A command of the text -> how it is typed. {words} are what the machine knows by then. Several lines: each of them.
TYPED = {
    "deploy/install --help": ["deploy/install --help"],
    "rounds roster": ["rounds-admin roster list"],
    "rounds-admin COMMAND": ["rounds-admin queue show"],
    "rounds --help": ["rounds --help"],
    "rounds COMMAND --help": ["rounds queue --help"],
    "rounds --config FILE setup": ["rounds --config /opt/other.toml setup --domain other.example --organisation Other --contact-email it@other.example "
                                   "--data /opt/other --yes"],
    "rounds doctor": ["rounds-admin doctor --json"],
    "rounds compliance report --results FILE": ["rounds-admin compliance report --results /opt/results.tsv"],
    "rounds serve --roles web": ["rounds serve --help"],
    "rounds invite": ["rounds-admin invite create", "rounds-admin invite list"],
    "rounds account list --pending": ["rounds-admin account list --pending"],
    "rounds break-glass grant NAME": ["rounds-admin break-glass grant {admin}"],
    "rounds queue show": ["rounds-admin queue show"],
    "rounds credential believe DOMAIN --title NAME": ["rounds-admin credential believe believed.example --title Believed"],
    "rounds credential marks NAME@DOMAIN": ["rounds-admin credential marks {admin}"],
    "rounds metrics network NAME": ["rounds-admin metrics network lungs"],
    "rounds metrics organisation": ["rounds-admin metrics organisation"],
    "rounds reference note DOI retracted --as NAME": ["rounds-admin reference note 10.1000/182 retracted --as {admin}"],
    "rounds network bar": ["rounds-admin account create seller --email seller@example.org --password 'sold by the dozen'",
                           "rounds-admin network bar lungs seller --as {admin} --reason 'Sells in every thread.' --days 7",
                           "rounds-admin network barred lungs --as {admin}"],
    "rounds block": ["rounds-admin block mail throwaway.example", "rounds-admin block list"],
    "rounds moderate": ["rounds-admin moderate reports"],
    "rounds audit search": ["rounds-admin audit search"],
    "rounds audit verify": ["rounds-admin audit verify"],
    "rounds-audit-verify": ["rounds-admin audit export /var/lib/rounds/export.jsonl", "rounds-audit-verify /var/lib/rounds/export.jsonl"],
    "rounds incident received POST": ["rounds-admin incident received {post}"],
    "rounds guard crisis list": ["rounds-admin guard crisis list"],
    "rounds guard queue": ["rounds-admin guard queue"],
    "rounds guard log": ["rounds-admin guard log"],
    "rounds backup --to FOLDER": ["rounds-admin backup --to /var/lib/rounds/copies --passphrase-file /var/lib/rounds/passphrase"],
    "rounds backup key --to FILE": ["rounds-admin backup key --to /var/lib/rounds/keys.backup --passphrase-file /var/lib/rounds/passphrase"],
    "rounds backup last": ["rounds-admin backup last"],
    "rounds restore": ["rounds restore --verify --from {backup} --passphrase-file /var/lib/rounds/passphrase"],
    "rounds restore key": ["rounds restore key --verify --from /var/lib/rounds/keys.backup --passphrase-file /var/lib/rounds/passphrase"],
    "rounds keys rotate": ["rounds-admin keys show"],  # tests/deploy/backup_checks.py rotates
}
# In ordinary text of code, but no command: names of programs and of units.
NAMES = {"rounds", "rounds-media", "rounds-admin", "rounds.service"}


def section(text, title):
    found = re.search(rf"^## {title}\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no part \"{title}\""
    return found[1]


def blocks(text):
    """The lines to type, in their order."""
    return [line.strip() for line in text.splitlines() if line.startswith("    ")]


def named_commands(text):
    """Commands in running text and tables, without what is said about paths and settings."""
    words = re.findall(r"`([^`\n]+)`", text)
    return [word for word in words if re.match(r"(rounds|deploy/install)\b", word) and word not in NAMES and not word.startswith("rounds.")]


def is_known(text):
    """Whoever changes a command in the text says here how it is followed."""
    said = set(named_commands(text))
    assert said - set(TYPED) == set(), f"README.md names commands that this test does not follow: {sorted(said - set(TYPED))}"
    assert set(TYPED) - said == set(), f"README.md does not name these any more: {sorted(set(TYPED) - said)}"


class Reader:
    """Somebody who does what the text says, on a machine with a checkout and Debian's packages."""

    def __init__(self, inside, text):
        self.inside, self.text, self.metrics = inside, text, free_port()
        self.known = {}

    def type(self, line, **options):
        done = self.inside.try_run("bash", "-c", f"cd {ROOT} && {line}", seconds=900, **options)
        assert done.returncode == 0, f"$ {line}\nexit code {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"
        return done.stdout

    def installs(self):
        lines = blocks(self.text)
        assert len(lines) == 2 and lines[1].startswith("deploy/install --domain"), lines
        for line in lines:
            said = self.type(line)
        admin = re.search(r"--admin (\w+)", lines[1])[1]
        domain = re.search(r"--domain (\S+)", lines[1])[1]
        assert re.search(rf"password of @{admin}, shown once: \S+", said), said
        self.known |= {"admin": admin, "domain": domain}

    def starts(self):
        """As rounds.service, which the installer could not start without systemd; then people begin to use it."""
        self.inside.run("bash", "-c", f"printf 'ROUNDS_HTTP_METRICS_PORT={self.metrics}\\nROUNDS_HTTP_PORT={free_port()}\\n' "
                                      ">> /etc/default/rounds")
        port = int(re.search(r"ROUNDS_HTTP_PORT=(\d+)", self.inside.read("/etc/default/rounds"))[1])
        self.inside.put(HERE / "as_service.py", "/opt/as_service.py")
        self.service = subprocess.Popen(self.inside.command("unshare", "--mount", "/usr/bin/python3", "-B", "/opt/as_service.py",
                                                            "/usr/lib/systemd/system/rounds.service"),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={"PATH": os.environ["PATH"]})
        client = AsProxy(port, self.known["domain"])

        def ready():
            assert self.service.poll() is None, f"the service ended with {self.service.returncode}"
            return client.request("GET", "/readyz")[0] == 200
        eventually("the service answers", ready, 120)
        for path in ("/livez", "/readyz", "/health"):
            assert f"`{path}`" in self.text and client.request("GET", path)[0] == 200, path
        scraped = AsProxy(self.metrics, "127.0.0.1").request("GET", "/metrics")
        assert scraped[0] == 200 and "rounds_http_requests_total" in scraped[2], scraped[:2]
        self.inside.run("bash", "-c", "install -d -o rounds -g rounds -m 0700 /var/lib/rounds/copies && echo 'a passphrase of a test' > "
                                      "/var/lib/rounds/passphrase && chown rounds /var/lib/rounds/passphrase && chmod 600 "
                                      "/var/lib/rounds/passphrase && touch /opt/results.tsv")
        token = json.loads(self.type(f"rounds-admin --json token create {self.known['admin']} --scopes 'read write'"))["access_token"]
        self.known["post"] = client.with_token(token).post("/api/v1/statuses", status="first")["id"]
        self.type(f"rounds-admin network open lungs --as {self.known['admin']} --title Lungs --condition DOID:1324")
        eventually("the audit log is sealed", lambda: int(json.loads(self.type("rounds-admin --json audit verify"))["sealed"]) > 0, 60)

    def follow(self, command):
        for line in TYPED[command]:
            if "{backup}" in line:
                self.known["backup"] = self.type("ls /var/lib/rounds/copies/*.backup").split()[0]
            if command == "rounds doctor":
                self.judge_doctor(line.format(**self.known))
            else:
                self.type(line.format(**self.known))

    def judge_doctor(self, line):
        """On this machine the name leads nowhere, which is what the doctor is to say, and nothing else."""
        done = self.inside.try_run("bash", "-c", line.replace("doctor --json", "--json doctor"))
        answer = json.loads(done.stdout)
        wrong = {one["check"] for one in answer["checks"] if one["state"] == "wrong"}
        assert wrong <= {"name", "mail"}, answer

    def stops(self):
        """"SIGTERM: no new connections, what is in flight finishes". No command before has troubled the service's PostgreSQL."""
        log = self.inside.read("/var/lib/rounds/postgresql/postgres.log")
        assert "pre-existing shared memory" not in log and "lock file" not in log, log[-3000:]
        pid = self.inside.run("pgrep", "-u", "rounds", "-x", "rounds").split()[0]
        self.inside.run("kill", "-TERM", pid)
        assert self.service.wait(60) == 0, self.service.returncode


def checks(report):
    text = section((ROOT / "README.md").read_text(), "Run it")
    if not report.check("README: each command of the operator's part is followed", lambda: is_known(text)):
        return
    missing = why_not()
    if missing:
        report.skip("README: following it", missing)
        return
    with stage(also=ROOT) as inside:
        reader = Reader(inside, text)
        if not (report.check("README: what it says to install by installs", reader.installs)
                and report.check("README: the service starts, answers and is watched", reader.starts)):
            return
        for command in dict.fromkeys(named_commands(text)):
            report.check(f"README: {command}", lambda command=command: reader.follow(command))
        report.check("README: it stops in order", reader.stops)
