"""The Debian package: what it holds, declares and does; installed, configured, run, and removed on a throw-away machine."""
import http.client
import json
import os
import pathlib
import re
import subprocess
import time

from as_proxy import AsProxy
from stage import stage, why_not
from toolbox import ROOT, eventually, free_port

HERE = pathlib.Path(__file__).resolve().parent
DOMAIN = "rounds.hospital.example"
EXPECTED = """/etc/default/rounds /usr/bin/rounds /usr/bin/rounds-media /usr/bin/rounds-audit-verify /usr/sbin/rounds-setup /usr/sbin/rounds-admin
/usr/lib/systemd/system/rounds.service /usr/lib/systemd/system/rounds@.service /usr/lib/systemd/system/rounds.target /usr/lib/systemd/system/rounds.socket
/usr/lib/systemd/system/rounds-backup.service /usr/lib/systemd/system/rounds-backup.timer
/usr/share/rounds/config.example.toml /usr/share/rounds/own-tls.conf /usr/share/rounds/proxy/nginx.conf
/usr/share/rounds/proxy/Caddyfile /usr/share/rounds/monitoring/alerts.yaml /usr/share/doc/rounds/copyright
/usr/share/doc/rounds/UPGRADE.md""".split()


def output(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def build(build_folder, target):
    """Makes the package of what is built."""
    output("cpack", "-B", target, cwd=build_folder)
    return next(pathlib.Path(target).glob("rounds_*.deb"))


def holds_what_it_should(deb):
    listed = {line.split()[5].lstrip(".").rstrip("/"): line.split() for line in output("dpkg-deb", "-c", deb).splitlines()}
    missing = [path for path in EXPECTED if path not in listed]
    assert not missing, f"not in the package: {missing}"
    for path, fields in listed.items():
        assert fields[1] == "root/root", f"{path} belongs to {fields[1]}"
        assert fields[0][5] != "w" and fields[0][8] != "w", f"{path} is writable by others: {fields[0]}"


def declares_what_it_needs(deb, program):
    fields = {name: output("dpkg-deb", "-f", deb, name).strip() for name in ("Package", "Version", "Depends", "Recommends", "Description")}
    assert fields["Package"] == "rounds", fields
    assert f"{fields['Version']}" in output(program, "--version"), "the version of the package is not that of the program"
    declared = set(re.findall(r"([a-z0-9.+-]+)(?: \([^)]*\))?", fields["Depends"]))
    for binary in (program, pathlib.Path(program).with_name("rounds-media")):
        needed = re.findall(r"NEEDED\s+(\S+)", output("objdump", "-p", binary))
        for library in needed:
            owners = {line.split(":")[0] for line in output("dpkg", "-S", f"*/{library}").splitlines()}
            provided = output("dpkg-query", "-W", "-f", "${Provides}, ", *owners)
            owners |= set(re.findall(r"([a-z0-9.+-]+)(?: \([^)]*\))?", provided))
            assert owners & declared, f"{library} of {owners} is needed and not declared"
    assert {"adduser", "ffmpeg", "ca-certificates"} <= declared, declared
    assert "postgresql" in fields["Recommends"]


def installs_under_a_prefix(build_folder, folder):
    output("cmake", "--install", build_folder, "--prefix", folder)
    assert os.access(folder / "bin/rounds", os.X_OK) and os.access(folder / "bin/rounds-media", os.X_OK)
    assert (folder / "etc/default/rounds").exists(), "a trial installation keeps its settings inside"
    assert "Rounds" in output(folder / "bin/rounds", "--help")


class Machine:
    """The steps of an operator, in order."""

    def __init__(self, inside, deb):
        self.inside, self.port, self.metrics = inside, free_port(), free_port()
        self.deb = f"/opt/{deb.name}"
        inside.put(deb, self.deb)

    def install(self, *more, **options):
        return self.inside.try_run("/opt/install", "--domain", DOMAIN, "--organisation", 'St. "Example"', "--contact-email",
                                   "rounds@hospital.example", "--admin", "ann", "--port", self.port, "--peers",
                                   "a.example,b.example", "--yes", *more, **options)

    def refuses(self):
        """Answers that cannot work are refused by name, and nothing is changed."""
        run = lambda *words: self.inside.try_run("/opt/install", "--yes", *words)  # noqa: E731
        for words, said in (
                ((), "still needed: --domain --organisation --admin"),
                (("--domain", "no host", "--organisation", "x", "--admin", "ann"), "no host name"),
                (("--domain", DOMAIN, "--organisation", "x", "--admin", "ann"), "--admin-email"),
                (("--domain", DOMAIN, "--organisation", "x", "--admin", "ann", "--admin-email", "a@x.example", "--tls-key", "/etc/passwd"),
                 "belong together"),
                (("--domain", DOMAIN, "--organisation", "x", "--admin", "ann", "--admin-email", "a@x.example", "--database-url",
                  "postgresql://u:secret@db/rounds"), "--database-password-file"),
                (("--no-such",), "unknown option")):
            done = run(*words)
            assert done.returncode in (1, 2) and said in done.stderr, f"{words}: {done.returncode} {done.stderr}"
        assert self.inside.try_run("ls", "/etc/rounds").returncode != 0

    def dry_run_changes_nothing(self):
        done = self.install("--deb", self.deb, "--dry-run")
        assert done.returncode == 0, done.stderr
        for part in (self.deb, "/etc/rounds/rounds.toml", "rounds.secret.key", "account create ann", "systemctl"):
            assert part in done.stdout, f"{part} is not said: {done.stdout}"
        assert self.inside.try_run("ls", "/etc/rounds", "/usr/bin/rounds").returncode != 0, "a dry run installed something"

    def installs(self):
        done = self.install("--deb", self.deb, seconds=300)
        assert done.returncode == 0, done.stdout + done.stderr
        self.password = re.search(r"shown once: (\S+)", done.stdout)[1]
        assert "rounds" in self.inside.run("getent", "passwd", "rounds")
        modes = self.inside.run("stat", "-c", "%n %U %G %a", "/etc/rounds/rounds.toml", "/var/lib/rounds", "/etc/credstore",
                                "/etc/credstore/rounds.secret.key", "/var/lib/rounds/postgresql").split("\n")
        assert modes[:4] == ["/etc/rounds/rounds.toml root rounds 640", "/var/lib/rounds rounds rounds 700",
                             "/etc/credstore root root 700", "/etc/credstore/rounds.secret.key root root 600"], modes
        assert 'organisation = "St. \\"Example\\""' in self.inside.read("/etc/rounds/rounds.toml")
        assert self.inside.try_run("ls", "/etc/systemd/system/multi-user.target.wants/rounds.service").returncode != 0, \
            "the package started it"

    def again(self):
        """A second run keeps configuration, key and account."""
        kept = ("/etc/rounds/rounds.toml", "/etc/credstore/rounds.secret.key", "/etc/default/rounds")
        self.inside.run("bash", "-c", "echo '# mine' >> /etc/default/rounds")
        before = [self.inside.read(file) for file in kept]
        done = self.install("--deb", self.deb)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "exists already" in done.stdout and "shown once" not in done.stdout, done.stdout
        assert [self.inside.read(file) for file in kept] == before
        moved = self.inside.try_run("rounds-setup", "--yes", "--reconfigure", "--domain", "other.example", "--organisation", "x", "--admin",
                                    "ann", "--admin-email", "a@x.example")
        assert moved.returncode == 1 and "cannot change" in moved.stderr, moved.stderr
        self.inside.run("rounds-setup", "--yes")

    @property
    def client(self):
        return AsProxy(self.port, DOMAIN)

    def start(self):
        """Starts the service with what its unit allows."""
        self.inside.run("bash", "-c", f"echo ROUNDS_HTTP_METRICS_PORT={self.metrics} >> /etc/default/rounds")
        self.inside.put(HERE / "as_service.py", "/opt/as_service.py")
        command = self.inside.command("unshare", "--mount", "/usr/bin/python3", "-B", "/opt/as_service.py",
                                      "/usr/lib/systemd/system/rounds.service")
        self.service = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env={"PATH": os.environ["PATH"]})

        def ready():
            assert self.service.poll() is None, f"the service ended:\n{self.service.stdout.read()[-3000:]}"
            return self.client.request("GET", "/readyz")[0] == 200
        eventually("the service answers", ready, 60)

    def works_fenced(self, picture):
        """Under its unit the server does what takes most: it opens a picture in its sandbox, and a film with ffmpeg."""
        token = self.inside.run("rounds-admin", "--json", "token", "create", "ann", "--scopes", "read write")
        client = self.client.with_token(json.loads(token)["access_token"])
        assert client.get("/api/v1/accounts/verify_credentials")["username"] == "ann"
        for content in picture:
            status, media = send_file(client, content)
            assert status in (200, 202), (status, media)

            def done():
                state, _, body = client.request("GET", f"/api/v1/media/{media['id']}")
                assert state in (200, 206), (state, body)
                return state == 200
            eventually("the file is ready", done, 60)
        assert client.post("/api/v1/statuses", status="from inside", media_ids=[media["id"]])["media_attachments"]
        status, _, page = self.client.request("GET", "/", headers={"Accept": "text/html"}, raw=True)
        assert status == 200 and b"Example" in page, (status, page[:300])

    def is_fenced(self):
        """The process has what the unit leaves it, and no more."""
        pid = self.inside.run("pgrep", "-u", "rounds", "-x", "rounds").split()[0]
        status = dict(line.split(":\t", 1) for line in self.inside.read(f"/proc/{pid}/status").splitlines() if ":\t" in line)
        assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2" and int(status["CapBnd"], 16) == 0, status
        assert not status["Uid"].startswith("0")
        names = [line.split() for line in self.inside.read(f"/proc/{pid}/mountinfo").splitlines()]
        root = next(fields for fields in names if fields[4] == "/")
        assert "ro" in root[5].split(",") and "noexec" in root[5].split(","), root

    def backs_up(self):
        """The nightly unit, as it allows itself, beside the running service."""
        self.inside.run("rounds", "backup", "identity", "--to", "/opt/identity")
        self.inside.run("install", "-m", "0600", "/opt/identity.pub", "/etc/credstore/rounds.backup.recipient")
        self.inside.run("install", "-d", "-o", "rounds", "-g", "rounds", "-m", "0700", "/var/backups/rounds", "/var/backups/rounds-keys")
        said = self.inside.run("unshare", "--mount", "/usr/bin/python3", "-B", "/opt/as_service.py",
                               "/usr/lib/systemd/system/rounds-backup.service")
        assert "Keys are not in it" in said and "Keep it away" in said, said
        made = self.inside.run("ls", "/var/backups/rounds").split()
        assert len(made) == 1 and re.fullmatch(rf"rounds-{DOMAIN}-\d{{8}}T\d{{6}}Z\.backup", made[0]), made
        lock = ("--identity-file", "/opt/identity")
        told = json.loads(self.inside.run("rounds", "--json", "restore", "--verify", "--from", f"/var/backups/rounds/{made[0]}", *lock))
        assert told["domain"] == DOMAIN and told["rows"]["users"] == 1 and told["media_files"] > 0, told
        self.inside.run("rounds", "restore", "key", "--verify", "--from", "/var/backups/rounds-keys/keys.backup", *lock)
        assert self.client.request("GET", "/readyz")[0] == 200

    def stops(self):
        pid = self.inside.run("pgrep", "-u", "rounds", "-x", "rounds").split()[0]
        started = time.monotonic()
        self.inside.run("kill", "-TERM", pid)
        self.service.wait(60)
        assert time.monotonic() - started < 40, "longer than the unit would wait"
        assert self.service.returncode == 0, f"{self.service.returncode}: {self.service.stdout.read()[-2000:]}"
        assert self.inside.try_run("pgrep", "-u", "rounds", "-x", "postgres").returncode != 0, "PostgreSQL still runs"

    def is_removed(self):
        self.inside.run("dpkg", "--remove", "rounds")
        assert self.inside.try_run("ls", "/usr/bin/rounds").returncode != 0
        self.inside.run("ls", "/etc/rounds/rounds.toml", "/var/lib/rounds/postgresql", "/etc/default/rounds")
        said = self.inside.run("dpkg", "--purge", "rounds")
        assert "Kept: /var/lib/rounds" in said, said
        assert self.inside.try_run("ls", "/etc/rounds/rounds.toml").returncode != 0
        self.inside.run("ls", "/var/lib/rounds/postgresql", "/etc/credstore/rounds.secret.key")


def send_file(client, content):
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + content + b"\r\n--edge--\r\n"
    try:
        connection.request("POST", "/api/v2/media", body, {"Host": DOMAIN, "Authorization": f"Bearer {client.token}",
                                                          "Content-Type": "multipart/form-data; boundary=edge"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def checks(report, program, build_folder, folder, files):
    made = {}
    if not report.check("cpack makes the package", lambda: made.update(deb=build(build_folder, folder / "package"))):
        return
    deb = made["deb"]
    report.check("cmake --install under a prefix", lambda: installs_under_a_prefix(build_folder, folder / "prefix"))
    report.check("the package holds every file, owned by root", lambda: holds_what_it_should(deb))
    report.check("the package declares every library it links", lambda: declares_what_it_needs(deb, program))
    missing = why_not()
    if missing:
        report.skip("installing on a throw-away machine", missing)
        return
    with stage() as inside:
        inside.put(ROOT / "deploy" / "install", "/opt/install")
        inside.run("chmod", "0755", "/opt/install")
        machine = Machine(inside, deb)
        for name, step in (("the installer refuses wrong answers", machine.refuses),
                           ("a dry run changes nothing", machine.dry_run_changes_nothing),
                           ("the installer installs and configures", machine.installs),
                           ("run again it keeps what is there", machine.again),
                           ("the service starts as its unit allows", machine.start),
                           ("the service is fenced in", machine.is_fenced),
                           ("fenced in, it serves pages and opens pictures and films", lambda: machine.works_fenced(files())),
                           ("the nightly backup runs beside it as its unit allows", machine.backs_up),
                           ("SIGTERM stops it and its PostgreSQL", machine.stops),
                           ("removal keeps what people wrote", machine.is_removed)):
            if not report.check(name, step):
                break
