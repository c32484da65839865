"""The container image: built by buildah without a registry, on a base from debootstrap; what is in it, and that it runs.
It downloads a few hundred megabytes of Debian and needs 4 GB of disk for a while, so it is run where it is named, and nightly:
`tests/deploy/run --only images`."""
import contextlib
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import yaml

from bare import SUITE, make_root, mirror_of_this_machine, reason_to_skip
from package_checks import build, output
from postgres import OwnCluster
from sbom_checks import validate
from toolbox import ROOT, eventually, free_port

CONTAINER = ROOT / "deploy" / "container"
BASE, IMAGE, USER = "localhost/debian-base:12", "localhost/rounds:test", 10001
# What helps whoever got in, and the server never starts.
UNWANTED = ("cc", "c++", "gcc", "g++", "clang", "clang-19", "ld", "as", "make", "cmake", "ninja", "git", "python3", "gdb", "strace", "wget", "nc", "ssh",
            "scp", "sudo", "ping", "psql", "tcpdump")


def why_no_image(mirror):
    """Why no image can be built here, and what to do; nothing when it can."""
    if not shutil.which("buildah"):
        return "buildah is missing: apt-get install --no-install-recommends buildah debootstrap"
    return reason_to_skip(mirror)


class Buildah:
    """All that it keeps lies in `folder`, nothing in the storage of this machine."""

    def __init__(self, folder):
        self.folder = folder
        self.options = ["buildah", "--root", str(folder / "store"), "--runroot", str(folder / "run"), "--storage-driver", "vfs"]

    def command(self, *words):
        return [*self.options, *map(str, words)]

    def run(self, *words, seconds=3600):
        done = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"buildah {words[0]}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def inside(self, *words):
        """As the image's own user, in its files."""
        return self.run("run", "--isolation", "chroot", "rounds", "--", *words, seconds=300)

    def end(self):
        for words in (("umount", "--all"), ("rm", "--all")):
            subprocess.run(self.command(*words), capture_output=True)


def sources_of_this_machine():
    """apt's sources of Debian here, so that the image gets the fixes this machine gets, and how it reaches them."""
    lines = output("apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages", "Origin: Debian")
    ways = [line for line in output("apt-config", "dump").splitlines() if re.match(r"Acquire::(http|https|Check-)", line)]
    return "".join(f"{line}\n" for line in lines.splitlines() if line.split()[2].startswith(SUITE)), "".join(f"{line}\n" for line in ways)


class Image:
    """The steps of whoever builds and runs one."""

    def __init__(self, program, folder, base):
        self.program, self.folder, self.base = program, folder, base
        self.buildah = Buildah(folder)
        self.server = self.cluster = None

    def has_a_base(self):
        root = self.base or self.folder / "base"
        make_root(root, mirror_of_this_machine())
        sources, ways = sources_of_this_machine()
        (root / "etc/apt/sources.list").write_text(sources)
        (root / "etc/apt/apt.conf.d/90of-the-builder").write_text(ways)
        packed = self.folder / "base.tar"
        # Without what debootstrap left of its work.
        output("tar", "-C", root, "--exclude=./var/cache/apt/archives/*.deb", "--exclude=./var/lib/apt/lists/*", "-cf", packed, ".")
        self.buildah.run("from", "--name", "base", "scratch")
        self.buildah.run("add", "base", packed, "/")
        self.buildah.run("commit", "--rm", "base", BASE)
        packed.unlink()

    def has_a_context(self):
        """What git knows of, and the package that is built already with its bill of materials."""
        context = self.folder / "context"
        context.mkdir()
        files = output("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        output("tar", "-C", ROOT, "--null", "-T", "-", "-cf", self.folder / "context.tar", input=files)
        output("tar", "-C", context, "-xf", self.folder / "context.tar")
        (self.folder / "context.tar").unlink()
        ready = context / "build" / "ready"
        ready.mkdir(parents=True)
        deb = build(self.program.parent, self.folder / "package")
        shutil.copy(deb, ready)
        output("dpkg-deb", "-x", deb, self.folder / "stripped")
        output("/usr/bin/python3", "-B", ROOT / "deploy/sbom", "--build", self.program.parent, "--programs", self.folder / "stripped/usr/bin",
               "--output", ready / "rounds.cdx.json")
        # What .dockerignore must keep out.
        (context / "deploy/container/secrets").mkdir()
        (context / "deploy/container/secrets/secret.key").write_text("planted-secret-7f3a")

    def is_built(self):
        """All stages, with the package that is there: compiling it inside as well is for the night's patience (see README)."""
        began = time.monotonic()
        self.buildah.run("bud", "--isolation", "chroot", "--format", "docker", "--pull-never", "--build-arg", f"BASE={BASE}",
                         "--build-arg", "READY=build/ready", "-f", self.folder / "context/deploy/container/Dockerfile", "-t", IMAGE,
                         self.folder / "context")
        self.buildah.run("from", "--pull-never", "--name", "rounds", IMAGE)
        self.root = pathlib.Path(self.buildah.run("mount", "rounds").strip())
        listed = self.buildah.run("images", "--format", "{{.Name}} {{.Size}}").splitlines()
        size = next(line.split(None, 1)[1] for line in listed if line.startswith("localhost/rounds"))
        print(f"     {size}, built in {time.monotonic() - began:.0f} s", flush=True)

    def is_described(self):
        made = json.loads(self.buildah.run("inspect", "--type", "image", IMAGE))["Docker"]["config"]
        assert made["User"] == f"{USER}:{USER}" and made["StopSignal"] == "SIGTERM" and "8080/tcp" in made["ExposedPorts"], made
        assert made["Entrypoint"][-1] == "/usr/bin/rounds" and made["Cmd"] == ["serve"] and "/var/lib/rounds" in made["Volumes"], made
        labels = {name.rsplit(".", 1)[1]: value for name, value in made["Labels"].items() if name.startswith("org.opencontainers.image.")}
        assert labels["licenses"] == "Apache-2.0" and labels["title"] == "Rounds" and labels["description"], labels
        assert output(self.program, "--version").split()[-1] == labels["version"], "the label names another version than the program"
        self.health = made["Healthcheck"]["Test"][1:]
        assert not any(re.search("PASSWORD|TOKEN|KEY", name) for name in made["Env"]), made["Env"]

    def is_small_inside(self):
        found = [name for name in UNWANTED for folder in ("bin", "sbin", "local/bin") if (self.root / "usr" / folder / name).exists()]
        assert not found, f"the image has {found}"
        risen = output("find", self.root, "-xdev", "-type", "f", "-perm", "/6000")
        assert not risen, f"these become somebody else: {risen}"
        for left in ("source", "package", "stripped"):
            assert not (self.root / left).exists(), f"/{left} of the first stage is in the image"
        assert not list((self.root / "var/lib/apt/lists").glob("*Packages*")) and not list((self.root / "var/cache/apt/archives").glob("*.deb"))
        writable = output("find", self.root / "usr", self.root / "etc", "-xdev", "(", "-uid", USER, "-o", "-perm", "-0002", "!", "-type", "l", ")")
        assert not writable, f"the server could change {writable}"

    def keeps_no_secrets(self):
        planted = subprocess.run(["grep", "-rlF", "planted-secret-7f3a", str(self.folder / "store")], capture_output=True, text=True).stdout
        assert not planted, f"a file of deploy/container/secrets is in a layer: {planted}"
        keys = subprocess.run(["grep", "-rlE", "--", "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----", str(self.root / "etc"), str(self.root / "var"),
                               str(self.root / "root")], capture_output=True, text=True).stdout
        assert not keys, f"private keys: {keys}"
        assert not list((self.root / "etc/rounds").iterdir()) and not list((self.root / "var/lib/rounds").iterdir())

    def has_its_bill(self, folder):
        file = self.root / "usr/share/doc/rounds/rounds.cdx.json"
        assert validate(file).returncode == 0, validate(file).stderr
        programs = json.loads(file.read_text())["metadata"]["component"]["components"]
        assert len(programs) == 3, programs
        for one in programs:
            held = hashlib.sha256((self.root / "usr/bin" / one["name"]).read_bytes()).hexdigest()
            assert held == one["hashes"][0]["content"], f"the bill is of another {one['name']}"

    def runs_programs(self):
        assert self.buildah.inside("rounds", "--version") == output(self.program, "--version")
        assert "Usage: rounds doctor" in self.buildah.inside("rounds", "doctor", "--help")
        assert "--head" in self.buildah.inside("rounds-audit-verify", "--help")
        assert self.buildah.inside("id", "-u").strip() == str(USER)
        loaded = self.buildah.inside("ldd", "/usr/bin/rounds", "/usr/bin/rounds-media")
        assert "not found" not in loaded, loaded

    def starts(self):
        """As compose.yaml starts it: the settings and secrets that prepare makes, at the places it names."""
        place = self.folder / "container"
        shutil.copytree(CONTAINER, place, ignore=shutil.ignore_patterns("secrets", "rounds.toml"))
        output(place / "prepare", "rounds.hospital.example", "St. Example")
        self.cluster = OwnCluster(self.folder / "postgresql")
        self.cluster.start()
        self.cluster.wait()
        settings = (place / "rounds.toml").read_text()
        (place / "rounds.toml").write_text(settings.replace("host=postgres dbname=rounds", "host=/database port=5432 dbname=postgres"))
        (self.folder / "data").mkdir()
        shutil.chown(self.folder / "data", USER, USER)
        service = yaml.safe_load((CONTAINER / "compose.yaml").read_text())["services"]["rounds"]
        self.port, self.metrics = free_port(), free_port()
        env = {**service["environment"], "ROUNDS_HTTP_ADDRESS": "127.0.0.1", "ROUNDS_HTTP_PORT": self.port, "ROUNDS_HTTP_METRICS_PORT": self.metrics}
        words = [word for name, value in env.items() for word in ("--env", f"{name}={value}")]
        for source, target in ((place / "secrets", "/run/secrets:ro"), (place / "rounds.toml", "/etc/rounds/rounds.toml:ro"),
                               (self.folder / "data", "/var/lib/rounds"), (self.cluster.folder, "/database")):
            words += ["--volume", f"{source}:{target}"]
        made = json.loads(self.buildah.run("inspect", "--type", "image", IMAGE))["Docker"]["config"]
        self.log = self.folder / "server.log"
        with open(self.log, "wb") as log:
            self.server = subprocess.Popen(self.buildah.command("run", "--isolation", "chroot", *words, "rounds", "--", *made["Entrypoint"], *made["Cmd"]),
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        eventually("the server answers /health", lambda: self.asked("/health") == (200, "OK"), 120)
        eventually("it is ready", lambda: self.asked("/readyz")[0] == 200, 120)
        assert self.asked("/api/v2/instance")[0] == 200

    def asked(self, path):
        assert self.server.poll() is None, self.log.read_text(errors="replace")[-3000:]
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": "rounds.hospital.example"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""
        except OSError:
            return 0, ""

    def check_of_health(self):
        return [word.replace(":9464/", f":{self.metrics}/") for word in self.health]

    def is_found_healthy(self):
        """By the image's own command; with nobody listening it says so."""
        self.buildah.inside(*self.check_of_health())
        nobody = [word.replace(":9464/", f":{free_port()}/") for word in self.health]
        done = subprocess.run(self.buildah.command("run", "--isolation", "chroot", "rounds", "--", *nobody), capture_output=True, stdin=subprocess.DEVNULL)
        assert done.returncode != 0, "the check of health is content with nobody"

    def processes(self):
        """In the container, below the engine that was started here, the outermost first."""
        found, wait = [], [self.server.pid]
        while wait:
            children = subprocess.run(["pgrep", "-P", str(wait.pop(0))], capture_output=True, text=True).stdout.split()
            wait += map(int, children)
            for child in map(int, children):
                with contextlib.suppress(OSError):
                    found.append((child, pathlib.Path(f"/proc/{child}/comm").read_text().strip(), pathlib.Path(f"/proc/{child}").stat().st_uid))
        return [(pid, name) for pid, name, uid in found if uid == USER and not name.startswith("memfd:")]  # the engine's own last step

    def stops_in_order(self):
        running = self.processes()
        assert [name for _, name in running][:2] == ["tini", "rounds"], running  # and neither is root
        subprocess.run(["kill", "-TERM", str(running[0][0])], check=True)
        assert self.server.wait(90) == 0, self.log.read_text(errors="replace")[-3000:]

    def end(self):
        if self.server and self.server.poll() is None:
            for pid, _ in self.processes():
                subprocess.run(["kill", "-KILL", str(pid)], capture_output=True)
            self.server.kill()
            self.server.wait()
        if self.cluster:
            self.cluster.stop()
        self.buildah.end()


def checks(report, program, folder, base):
    missing = why_no_image(mirror_of_this_machine())
    if missing:
        report.skip("an image", missing)
        return
    image = Image(program, folder, base)
    try:
        for name, step in (("a base without a registry", image.has_a_base),
                           ("the build context", image.has_a_context),
                           ("the image is built, both stages", image.is_built),
                           ("it says what it is, and how it is run", image.is_described),
                           ("no compiler, no tools, nothing that becomes root, nothing to overwrite", image.is_small_inside),
                           ("no secret in any layer", image.keeps_no_secrets),
                           ("its bill of materials is of its own programs", lambda: image.has_its_bill(folder)),
                           ("its programs run as its user", image.runs_programs),
                           ("it starts as Compose starts it, and answers /health", image.starts),
                           ("its own check of health finds it healthy", image.is_found_healthy),
                           ("SIGTERM stops it in order", image.stops_in_order)):
            if not report.check(f"image: {name}", step):
                break
    finally:
        image.end()
