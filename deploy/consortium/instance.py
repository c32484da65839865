"""Starts and stops Rounds instances as child processes, each with its own host name, port and data folder."""
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess

from .client import Client, eventually


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Instance:
    """One server. `settings` are further keys of the configuration ("section.key": value)."""

    def __init__(self, program, folder, name, port, *, scheme="https", host=None, tls=None, peers=(), mode="consortium",
                 ca=None, extra_ca=(), title=None, organisation=None, kind="hospital", settings=None):
        self.program, self.folder, self.name, self.port = pathlib.Path(program), pathlib.Path(folder), name, port
        self.scheme, self.host = scheme, host or f"{name}.localhost"
        self.domain = f"{self.host}:{port}"
        self.base = f"{scheme}://{self.domain}"
        self.ca, self.process, self.users, self.admin = ca, None, {}, None
        self.stopping = False  # it was told to, and has not ended yet
        self.environment = {}  # further variables of the process
        self.values = {
            "instance.domain": self.domain, "instance.scheme": scheme, "instance.title": title or name,
            "instance.organisation": organisation or title or name, "instance.kind": kind,
            "paths.data": str(self.folder / "data"),
            "http.address": "127.0.0.1", "http.port": port,
            "federation.mode": mode, "federation.peers": list(peers), "federation.loopback_testing": True,
            "federation.extra_ca_files": [str(file) for file in ([ca] if ca else []) + list(extra_ca)],
            "federation.retry_base_s": 1,
            **{f"limits.{limit}": 1_000_000 for limit in (
                "api_per_5min", "media_per_30min", "deletes_per_30min", "apps_per_5min", "logins_per_5min",
                "inbox_per_5min", "pages_per_5min")},
        }
        if tls:
            self.values |= {"http.certificate_file": str(tls[0]), "http.key_file": str(tls[1])}
        self.values |= settings or {}

    # PostgreSQL's socket and children need folders that its own user may enter.
    def write_config(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        sections = {}
        for key, value in self.values.items():
            section, option = key.split(".", 1)
            sections.setdefault(section, []).append(f"{option} = {json.dumps(value)}")
        text = "".join(f"[{section}]\n" + "\n".join(lines) + "\n\n" for section, lines in sections.items())
        self.config.write_text(text)

    @property
    def config(self):
        return self.folder / "rounds.toml"

    @property
    def log(self):
        return self.folder / "rounds.log"

    def start(self, wait=60):
        self.launch()
        self.wait_ready(wait)
        return self

    def launch(self):
        """Starts the process; it does not answer yet."""
        self.write_config()
        with open(self.log, "ab") as log:
            self.stopping = False
            self.process = subprocess.Popen([str(self.program), "--config", str(self.config), "serve"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True, env={**os.environ, **self.environment})

    def wait_ready(self, seconds=60):
        def ready():
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} did not start:\n{self.last_log()}")
            return self.client().request("GET", "/readyz")[0] == 200
        eventually(f"{self.name} answers", ready, seconds, 0.05)

    def last_log(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def client(self, user=None):
        """As nobody, or as the user of that name."""
        return Client(self.base, self.ca, self.users[user]["token"] if user else None)

    def kill(self):
        """SIGKILL: the machine lost power, as far as the server can tell. PostgreSQL goes on."""
        self.process.kill()
        self.process.wait()

    def ask_to_stop(self):
        """SIGTERM, without waiting for its effect."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.stopping = True

    def stop(self, seconds=30):
        if self.process is None or self.process.poll() is not None:
            return
        if not self.stopping:
            self.ask_to_stop()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def command(self, *arguments, text=None):
        """Runs `rounds --json ARGUMENTS` against this instance; what it prints, parsed when it is JSON."""
        self.write_config()
        done = subprocess.run([str(self.program), "--config", str(self.config), "--json", *arguments], input=text,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"rounds {' '.join(arguments)}: {done.stderr.strip()}")
        try:
            return json.loads(done.stdout)
        except ValueError:
            return done.stdout

    def add_user(self, username, display_name="", *, role="member", stakeholder="patient", note=""):
        """A person with a log-in and a token of all scopes."""
        password = secrets.token_hex(10)
        arguments = ["account", "create", username, "--email", f"{username}@{self.host}", "--password-stdin", "--role", role,
                     "--stakeholder", stakeholder, "--display-name", display_name or username]
        made = self.command(*arguments, *(["--note", note] if note else []), text=password + "\n")
        scopes = "read write follow push profile" + (" admin:read admin:write" if role == "admin" else "")
        token = self.command("token", "create", username, "--scopes", scopes)["access_token"]
        self.users[username] = {"user": username, "password": password, "token": token, "id": made["id"], "uri": made["uri"]}
        if role == "admin":
            self.admin = self.users[username]
        return self.users[username]

    def describe(self):
        """The entry of this instance in demo.json."""
        plain = [{key: user[key] for key in ("user", "password", "token")}
                 for user in self.users.values() if user is not self.admin]
        admin = {key: self.admin[key] for key in ("user", "password", "token")} if self.admin else None
        return {"name": self.name, "base": self.base, "admin": admin, "users": plain}


def make_names_resolve(hosts):
    """Programs that ask the system's resolver find *.localhost; those that know RFC 6761 do anyway."""
    file = pathlib.Path("/etc/hosts")
    text = file.read_text() if file.exists() else "127.0.0.1 localhost\n"
    known = {word for line in text.splitlines() for word in line.split("#")[0].split()[1:]}
    missing = [host for host in hosts if host not in known]
    if not missing:
        return
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        unresolved = [host for host in missing if not _resolves(host)]
        if unresolved:
            raise SystemExit(f"These names must resolve to 127.0.0.1, but /etc/hosts cannot be written: {' '.join(unresolved)}")
        return
    if not file.exists():
        file.write_text(text)
    # Added, not written anew: another test may do the same at this moment.
    with file.open("a") as hosts_file:
        hosts_file.write(("" if not text or text.endswith("\n") else "\n") + f"127.0.0.1 {' '.join(missing)}\n")


def _resolves(host):
    try:
        return socket.gethostbyname(host).startswith("127.")
    except OSError:
        return False
