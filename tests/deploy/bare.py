"""From a bare Debian 12 to a federating instance: `tests/deploy/bare` starts it. Too slow for each change (it installs what Debian has),
so it is run by hand and nightly."""
import argparse
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
import toolbox  # noqa: E402
from consortium.certificates import make_authority, make_certificate  # noqa: E402
from consortium.instance import make_names_resolve  # noqa: E402
from package_checks import build  # noqa: E402
from stage import stage, why_not  # noqa: E402
from toolbox import ROOT, Client, Instance, eventually, free_port  # noqa: E402

HOST, PEER, SUITE = "bare.localhost", "stluke.localhost", "bookworm"
# What as_service.py needs to do what systemd would: none of it is needed by Rounds.
HARNESS = ("python3-minimal", "python3-seccomp", "systemd")


def mirror_of_this_machine():
    """The first of apt's sources that has the suite; empty when there is none."""
    command = ["apt-get", "indextargets", "--format", "$(SITE)", f"Release: {SUITE}"]
    sites = subprocess.run(command, capture_output=True, text=True).stdout.split() if shutil.which("apt-get") else []
    return sites[0].rstrip("/") if sites else ""


def reason_to_skip(mirror):
    """Why this cannot be done here, or nothing."""
    if not mirror:
        return "apt knows no source of Debian here, and --mirror names none"
    if not shutil.which("debootstrap"):
        return "debootstrap is not installed"
    try:
        with urllib.request.urlopen(f"{mirror}/dists/{SUITE}/Release", timeout=20):
            pass
    except (urllib.error.URLError, OSError) as error:
        return f"{mirror} does not answer: {error}"
    return why_not()


class Bare:
    """The steps of an operator on a machine that has nothing yet."""

    def __init__(self, program, folder):
        self.program, self.folder, self.port, self.metrics = program, folder, free_port(), free_port()
        make_names_resolve([HOST, PEER])
        self.authority = make_authority(folder / "tls")
        self.tls = make_certificate(folder / "tls", HOST)
        self.domain = f"{HOST}:{self.port}"
        self.service = self.peer = None

    def is_bare(self, inside):
        self.inside = inside
        for program in ("rounds", "psql", "ffmpeg", "python3", "openssl"):
            assert inside.try_run("sh", "-c", f"command -v {program}").returncode != 0, f"{program} is there: this is not bare"
        assert 'VERSION_ID="12"' in inside.read("/etc/os-release")

    def installs(self, deb):
        """The installer alone gets what is missing."""
        for source, target in ((deb, f"/opt/{deb.name}"), (ROOT / "deploy/install", "/opt/install"), (self.authority, "/opt/ca.pem"),
                               (self.tls[0], "/opt/certificate.pem"), (self.tls[1], "/opt/key.pem")):
            self.inside.put(source, target)
        self.inside.run("chmod", "0755", "/opt/install")
        self.inside.run("sh", "-c", f"echo 127.0.0.1 {HOST} {PEER} >> /etc/hosts")
        self.peer_port = free_port()
        said = self.inside.run(
            "/opt/install", "--deb", f"/opt/{deb.name}", "--yes", "--domain", self.domain, "--organisation", "Bare Hospital",
            "--contact-email", "rounds@bare.example", "--admin", "ann", "--listen", "127.0.0.1", "--port", self.port,
            "--tls-certificate", "/opt/certificate.pem", "--tls-key", "/opt/key.pem", "--peers", f"{PEER}:{self.peer_port}", seconds=1200)
        assert re.search(r"shown once: \S+", said), said

    def starts(self):
        """With the unit's command, user, credentials and restrictions."""
        # On loopback, and by an authority of the test's own: that is what differs from a hospital's machine.
        self.inside.run("install", "-m", "0644", "/opt/ca.pem", "/etc/rounds/ca.pem")
        self.inside.run("sh", "-c", f"printf 'ROUNDS_FEDERATION_LOOPBACK_TESTING=true\\nROUNDS_FEDERATION_EXTRA_CA_FILES=/etc/rounds/ca.pem\\n"
                                    f"ROUNDS_HTTP_METRICS_PORT={self.metrics}\\n' >> /etc/default/rounds")
        self.inside.put(HERE / "as_service.py", "/opt/as_service.py")
        self.service = subprocess.Popen(
            self.inside.command("unshare", "--mount", "/usr/bin/python3", "-B", "/opt/as_service.py",
                                "/usr/lib/systemd/system/rounds.service"),
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "service.log", "wb"), stderr=subprocess.STDOUT,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})

        def ready():
            assert self.service.poll() is None, (self.folder / "service.log").read_text(errors="replace")[-3000:]
            return self.client().request("GET", "/readyz")[0] == 200
        eventually("the service answers", ready, 120)

    def client(self, token=None):
        return Client(f"https://{self.domain}", self.authority, token)

    def has_accounts(self):
        self.inside.run("rounds-admin", "account", "create", "cora", "--email", "cora@bare.example", "--password-stdin",
                        text="a long password of hers\n")
        said = self.inside.run("rounds-admin", "--json", "token", "create", "cora", "--scopes", "read write follow")
        self.cora = self.client(re.search(r'"access_token":\s*"([^"]+)"', said)[1])
        assert self.cora.get("/api/v1/accounts/verify_credentials")["username"] == "cora"

    def federates(self):
        """Followed from elsewhere, a post arrives there, and its answer here."""
        self.peer = Instance(self.program, self.folder / "stluke", "stluke", self.peer_port, ca=self.authority,
                             tls=make_certificate(self.folder / "tls", PEER), peers=[self.domain])
        self.peer.start(120)
        self.peer.add_user("ben")
        ben = self.peer.client("ben")
        found = eventually("cora is found", lambda: ben.get("/api/v2/search", q=f"@cora@{self.domain}", resolve="true",
                                                            type="accounts")["accounts"], 120)
        eventually("ben may follow", lambda: ben.post(f"/api/v1/accounts/{found[0]['id']}/follow"), 120)
        eventually("cora is followed", lambda: ben.get("/api/v1/accounts/relationships", **{"id[]": found[0]["id"]})[0]["following"], 120)
        eventually("cora posts", lambda: self.cora.post("/api/v1/statuses", status="from a bare machine"), 120)
        post = eventually("her post arrives", lambda: next(
            (one for one in ben.get("/api/v1/timelines/home") if "from a bare machine" in one["content"]), None), 120)
        eventually("ben answers", lambda: ben.post("/api/v1/statuses", status=f"@cora@{self.domain} well done", in_reply_to_id=post["id"]), 120)
        eventually("the answer arrives", lambda: any("well done" in one["status"]["content"] for one in self.cora.get("/api/v1/notifications")
                                                     if one["type"] == "mention"), 120)

    def stops(self):
        pid = self.inside.run("pgrep", "-u", "rounds", "-x", "rounds").split()[0]
        self.inside.run("kill", "-TERM", pid)
        assert self.service.wait(60) == 0, (self.folder / "service.log").read_text(errors="replace")[-2000:]

    def end(self):
        if self.peer:
            self.peer.stop()
        if self.service and self.service.poll() is None:
            self.service.kill()


def make_root(folder, mirror):
    """A bare root; one that is there is taken as it is."""
    if (folder / "etc/os-release").exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(folder), mirror], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-500:]


def walk(report, options, folder):
    root = pathlib.Path(options.root).resolve() if options.root else folder / "root"
    program = pathlib.Path(options.program).resolve()
    timed = Timed(report)
    bare, deb = Bare(program, folder), {}
    with contextlib.ExitStack() as held:
        held.callback(bare.end)
        steps = (("a bare Debian 12 is made", lambda: make_root(root, options.mirror)),
                 ("the package is made", lambda: deb.update(file=build(program.parent, folder / "package"))),
                 ("nothing of Rounds is there yet", lambda: bare.is_bare(held.enter_context(stage(root, in_memory=False)))),
                 ("the installer gets what is missing, and configures", lambda: bare.installs(deb["file"])),
                 ("(what plays systemd's part is installed)", lambda: bare.inside.run(
                     "apt-get", "install", "-y", "-q", "--no-install-recommends", "procps", *HARNESS, env={"DEBIAN_FRONTEND": "noninteractive"},
                     seconds=900)),
                 ("the service starts as its unit allows", bare.starts),
                 ("people get accounts", bare.has_accounts),
                 ("it federates with another instance, both ways", bare.federates),
                 ("it stops in order", bare.stops))
        for name, step in steps:
            if not timed.check(name, step):
                break
    print(f"installing and starting took {timed.total:.0f} s, without the making of the root and the package", flush=True)


class Timed:
    """Checks that say how long they took; `total` is what an operator waits for."""

    def __init__(self, report):
        self.report, self.total = report, 0.0

    def check(self, name, step):
        began = time.monotonic()
        good = self.report.check(f"bare: {name}", step)
        took = time.monotonic() - began
        print(f"     {took:.1f} s", flush=True)
        if "installer" in name or "starts" in name:
            self.total += took
        return good


def main():
    parser = argparse.ArgumentParser(prog="tests/deploy/bare")
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--root", default="", help="a folder with a bare root of debootstrap; made when it is not there, and kept")
    parser.add_argument("--mirror", default=os.environ.get("ROUNDS_DEBIAN_MIRROR") or mirror_of_this_machine(),
                        help="where Debian's packages come from (default: from where this machine has them)")
    options = parser.parse_args()
    missing = reason_to_skip(options.mirror)
    if missing:
        print(f"skipped: {missing}")
        return 0
    report = toolbox.Report()
    with tempfile.TemporaryDirectory(prefix="rounds-bare-", dir="/var/tmp") as name:
        pathlib.Path(name).chmod(0o755)
        walk(report, options, pathlib.Path(name))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
