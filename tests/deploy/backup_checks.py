"""A rehearsal of the worst day: an instance is backed up while it runs, lost, put back, and compared with what it was."""
import ctypes
import http.client
import json
import os
import pathlib
import pwd
import secrets
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from database import Database  # noqa: E402
from toolbox import Instance, eventually, free_port  # noqa: E402

WORDS = "the biopsy is on Monday"


def upload(client, content):
    """A picture, sent as a form; it is ready when this returns."""
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    connection = http.client.HTTPConnection("127.0.0.1", client.url.port, timeout=60)
    try:
        connection.request("POST", "/api/v2/media", head + content + b"\r\n--edge--\r\n", {
            "Host": client.url.netloc, "Authorization": f"Bearer {client.token}", "Content-Type": "multipart/form-data; boundary=edge"})
        answer = connection.getresponse()
        media = json.loads(answer.read())
        assert answer.status in (200, 202), (answer.status, media)
    finally:
        connection.close()
    return eventually("the upload is ready", lambda: client.request("GET", f"/api/v1/media/{media['id']}")[0] == 200 and media, 120)


def secret_file(path, line):
    path.write_text(line + "\n")
    path.chmod(0o600)
    return str(path)


class Rehearsal:
    def __init__(self, program, folder, picture):
        self.program, self.folder, self.picture = program, folder, picture
        self.instance = Instance(program, folder / "mercy", "mercy", free_port(), scheme="http", mode="closed")
        self.data = pathlib.Path(self.instance.values["paths.data"])
        self.passphrase = secret_file(folder / "passphrase", secrets.token_urlsafe(20))
        self.backups, self.keys = folder / "backups", folder / "apart" / "keys.backup"
        self.backups.mkdir()
        self.keys.parent.mkdir()
        self.identity = folder / "apart" / "identity"
        self.before = self.file = None

    def rounds(self, *words):
        """As on a bare machine: there is no configuration."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ROUNDS_")}
        return subprocess.run([self.program, "--json", *map(str, words)], capture_output=True, text=True, timeout=300, env=clean)

    def restore(self, file, *words, to=None, lock=("--passphrase-file",)):
        lock = [*lock, self.passphrase] if len(lock) == 1 else lock
        return self.rounds("restore", "--from", file, *(["--to", to or self.data]), *lock, *words)

    def restore_keys(self, *words):
        return self.rounds("restore", "key", "--from", self.keys, "--to", self.data, "--identity-file", self.identity, *words)

    def back_up_keys(self):
        return self.instance.command("backup", "key", "--to", str(self.keys), "--recipient-file", f"{self.identity}.pub")

    # The parts of the day, in their order.

    def live(self):
        self.instance.start()
        ann, ben = self.instance.add_user("ann"), self.instance.add_user("ben")
        client = self.instance.client("ann")
        self.posts = [client.post("/api/v1/statuses", status=f"post {number}")["id"] for number in range(3)]
        media = upload(client, self.picture)
        self.pictured = client.post("/api/v1/statuses", status="pictured", media_ids=[media["id"]])
        self.direct = client.post("/api/v1/statuses", status=f"@ben {WORDS}", visibility="direct")["id"]
        self.instance.command("account", "suspend", self.instance.add_user("eve")["user"])
        eventually("the audit log is sealed", lambda: int(self.instance.command("audit", "verify")["sealed"]) > 0)
        assert WORDS in self.read_direct() and ann["id"] != ben["id"]

    def read_direct(self):
        status, _, answer = self.instance.client("ben").request("GET", f"/api/v1/statuses/{self.direct}")
        return answer["content"] if status == 200 else f"status {status}"

    def picture_of(self, status):
        url = self.instance.client("ann").get(f"/api/v1/statuses/{status}")["media_attachments"][0]["url"]
        code, _, content = self.instance.client().request("GET", url[len(self.instance.base):], raw=True)
        assert code == 200 and content, code
        return content

    def back_up(self):
        assert self.rounds("backup", "identity", "--to", self.identity).returncode == 0
        self.seen = self.picture_of(self.pictured["id"])
        self.before = self.instance.command("backup", "--to", str(self.backups), "--passphrase-file", self.passphrase)
        self.file = pathlib.Path(self.before["file"])
        assert self.file.parent == self.backups and [file.name for file in self.backups.iterdir()] == [self.file.name]
        assert self.file.stat().st_mode & 0o777 == 0o600 and self.file.stat().st_size == self.before["size"]
        assert self.before["rows"]["statuses"] == 5 and self.before["rows"]["data_keys"] > 0, self.before["rows"]
        assert self.before["media_files"] >= 2 and self.before["audit"]["seal"] >= 1, self.before
        assert self.back_up_keys()["keys"] == self.before["rows"]["data_keys"]
        content = self.file.read_bytes() + self.keys.read_bytes()
        secret = (self.data / "secret.key").read_text().strip()
        for plain in (b"post 1", self.instance.domain.encode(), self.seen[:64], secret.encode(), bytes.fromhex(secret), b"PGDMP"):
            assert plain not in content, f"{plain[:20]} can be read"
        # Life goes on; this is what a recovery point costs.
        self.later = self.instance.client("ann").post("/api/v1/statuses", status="after the backup")["id"]

    def older_ones_go(self):
        """--keep counts this instance's backups alone."""
        folder = self.folder / "kept"
        folder.mkdir()
        name = self.file.name[:-len("20260101T000000Z.backup")]
        others = ["rounds-other.example-20200101T000000Z.backup", "notes.txt"]
        for file in [f"{name}2020010{day}T000000Z.backup" for day in (1, 2, 3)] + others:
            (folder / file).write_text("x")
        made = self.instance.command("backup", "--to", str(folder), "--passphrase-file", self.passphrase, "--keep", "2")
        assert made["removed"] == [f"{name}20200101T000000Z.backup", f"{name}20200102T000000Z.backup"], made["removed"]
        left = sorted(file.name for file in folder.iterdir())
        assert left == sorted([f"{name}20200103T000000Z.backup", pathlib.Path(made["file"]).name, *others]), left

    def lose_it(self):
        self.secret = (self.data / "secret.key").read_text()
        self.instance.stop()
        running = self.restore(self.file)
        assert running.returncode == 1 and "is not empty" in running.stderr, running
        shutil.rmtree(self.data)

    def refused(self, file, *said, lock=None, command="restore"):
        """One line, exit code 1, and no trace of a target."""
        target = self.folder / "nothing"
        lock = lock or ["--passphrase-file", self.passphrase]
        for words in (["--to", target], ["--verify"]):
            done = self.rounds(*command.split(), "--from", file, *words, *lock)
            line = done.stderr.strip()
            assert done.returncode == 1 and done.stdout == "" and "\n" not in line, done
            assert all(word in line for word in said), f"{said} are not all in: {line}"
            assert not target.exists(), f"{file.name} {words} made {list(target.rglob('*'))[:5]}"

    def damaged_ones(self):
        whole = self.file.read_bytes()
        damaged = self.folder / "damaged.backup"
        places = {0: "no backup", 8: "beginning", 20: "passphrase", 60: "beginning", 100: "passphrase", 120: "passphrase",
                  len(whole) // 2: "changed", len(whole) - 1: "changed"}
        for place, said in places.items():
            # Bytes 33 to 88 pad the wrapping of a passphrase: they are authenticated all the same.
            damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1:])
            self.refused(damaged, said)
        piece = 64 * 1024 + 17
        for left in (0, 50, 120, len(whole) // 2, 146 + piece, len(whole) - 1, len(whole) - 40):
            damaged.write_bytes(whole[:left])
            self.refused(damaged, str(damaged))
        damaged.write_bytes(whole + b"\0")
        self.refused(damaged, str(damaged))
        # Two pieces that change places.
        first, second = whole[146:146 + piece], whole[146 + piece:146 + 2 * piece]
        damaged.write_bytes(whole[:146] + second + first + whole[146 + 2 * piece:])
        self.refused(damaged, "changed")

    def wrong_locks(self):
        wrong = ["--passphrase-file", secret_file(self.folder / "wrong", "another passphrase")]
        self.refused(self.file, "wrong passphrase", lock=wrong)
        self.refused(self.keys, "recipient", lock=wrong, command="restore key")
        self.refused(self.keys, "recipient")
        self.refused(self.file, "--passphrase-file", lock=["--identity-file", str(self.identity)])
        self.refused(self.file, "no keys", command="restore key")
        other = self.folder / "other"
        assert self.rounds("backup", "identity", "--to", other).returncode == 0
        self.refused(self.keys, "another recipient", lock=["--identity-file", str(other)], command="restore key")
        readable = self.folder / "readable"
        shutil.copy(self.passphrase, readable)
        readable.chmod(0o644)
        self.refused(self.file, "others may read it", lock=["--passphrase-file", str(readable)])

    def put_back(self):
        done = self.restore(self.file)
        assert done.returncode == 0, done.stderr
        after = json.loads(done.stdout)
        for key in ("rows", "audit", "media_files", "schema", "taken_at", "domain"):
            assert after[key] == self.before[key], f"{key}: {after[key]}, but {self.before[key]} in the backup"
        assert after["differences"] == [] and after["audit_entries"] == self.before["audit"]["seal"], after
        print(f"     recovery point {after['recovery_point']}, {after['recovery_point_age_seconds']:.0f} s ago; recovery took "
              f"{after['recovery_seconds']:.1f} s; {sum(after['rows'].values())} rows, {after['media_files']} files", flush=True)
        assert 0 < after["recovery_seconds"] < after["recovery_point_age_seconds"] < 3600, after
        assert not (self.data / "secret.key").exists() and not (self.data / ".restoring").exists()
        restored = (self.data / "rounds.toml.restored").read_text()
        assert restored == self.instance.config.read_text(), restored

    def closed_without_keys(self):
        """Without the secret key there is no start; without the keys of direct messages their words are gone."""
        self.instance.launch()
        assert self.instance.process.wait(60) == 1 and "secret.key: missing" in self.instance.last_log(), self.instance.last_log()
        secret_file(self.data / "secret.key", self.secret.strip())
        self.instance.start()
        assert self.instance.client("ann").get(f"/api/v1/statuses/{self.posts[0]}")["content"] == "<p>post 0</p>"
        assert "biopsy" not in self.read_direct(), self.read_direct()
        self.instance.stop()
        (self.data / "secret.key").unlink()

    def open_with_keys(self):
        done = self.restore_keys()
        assert done.returncode == 0, done.stderr
        count = self.before["rows"]["data_keys"]
        assert json.loads(done.stdout) == {"keys": count, "put": count}, done.stdout
        assert (self.data / "secret.key").read_text() == self.secret and (self.data / "secret.key").stat().st_mode & 0o777 == 0o600
        again = self.restore_keys()
        assert again.returncode == 0 and json.loads(again.stdout) == {"keys": count, "put": 0}, again
        secret_file(self.data / "secret.key", "0" * 64)
        refused = self.restore_keys()
        assert refused.returncode == 1 and "another key is there" in refused.stderr, refused
        assert self.restore_keys("--force").returncode == 0
        self.instance.start()
        assert WORDS in self.read_direct(), self.read_direct()
        client = self.instance.client("ann")
        assert [client.get(f"/api/v1/statuses/{post}")["content"] for post in self.posts] == [f"<p>post {n}</p>" for n in range(3)]
        assert self.picture_of(self.pictured["id"]) == self.seen
        assert client.request("GET", f"/api/v1/statuses/{self.later}")[0] == 404, "a post from after the backup"
        assert client.post("/api/v1/statuses", status="life goes on")["id"]
        assert self.instance.command("audit", "verify")["findings"] == []

    def destroyed_keys_stay_destroyed(self):
        """A message whose key is destroyed later opens from no older backup, as the backup of keys is a newer one."""
        running = self.restore(self.file, "--force")
        assert running.returncode == 1 and "running server" in running.stderr, running
        Database(self.instance).run("DELETE FROM data_keys")
        assert self.back_up_keys()["keys"] == 0
        self.instance.stop()
        done = self.restore(self.file, "--force")
        assert done.returncode == 0, done.stderr
        aside = pathlib.Path(json.loads(done.stdout)["aside"])
        assert (aside / "postgresql" / "data" / "PG_VERSION").exists() and (aside / "media" / "files").exists(), list(aside.iterdir())
        assert self.restore_keys().returncode == 0
        self.instance.start()
        assert self.instance.client("ann").get(f"/api/v1/statuses/{self.posts[0]}") and "biopsy" not in self.read_direct()
        self.instance.stop()

    def as_root_for_another(self):
        """What root restores into a folder of the service's user belongs to that user, private database and all."""
        if os.geteuid() != 0:
            return
        data, owner = self.folder / "service", pwd.getpwnam("nobody")
        data.mkdir(mode=0o700)
        os.chown(data, owner.pw_uid, owner.pw_gid)
        done = self.restore(self.file, to=data)
        assert done.returncode == 0, done.stderr
        keys = self.rounds("restore", "key", "--from", self.keys, "--to", data, "--identity-file", self.identity)
        assert keys.returncode == 0, keys.stderr
        others = [str(file) for file in data.rglob("*") if file.lstat().st_uid != owner.pw_uid]
        assert (data / "secret.key").exists() and not others, others[:5]

    def of_a_service_in_a_namespace(self):
        """PrivateUsers= of the unit hides the postmaster's folder from commands; its database is used all the same, and lives on."""
        if os.geteuid() != 0:
            return
        owner, data = pwd.getpwnam("nobody"), self.folder / "fenced"
        data.mkdir(mode=0o700)
        os.chown(data, owner.pw_uid, owner.pw_gid)
        fenced = Instance(self.program, data / "instance", "fenced", free_port(), scheme="http", mode="closed")
        fenced.write_config()
        for path in (fenced.folder, fenced.config):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        as_owner = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
        with open(fenced.log, "ab") as log:
            fenced.process = subprocess.Popen(["/usr/bin/python3", "-B", __file__, *as_owner, str(self.program), "--config",
                                               str(fenced.config), "serve"], stdout=log, stderr=log)
        try:
            fenced.wait_ready()
            postmaster = pathlib.Path(fenced.values["paths.data"]) / "postgresql/data/postmaster.pid"
            pid = postmaster.read_text().splitlines()[0]
            hidden = subprocess.run([*as_owner, "readlink", f"/proc/{pid}/cwd"], capture_output=True, text=True)
            assert hidden.returncode != 0, f"the folder is shown, so that this tests nothing: {hidden.stdout}"
            lock = data / "passphrase"
            shutil.copy(self.passphrase, lock)
            os.chown(lock, owner.pw_uid, owner.pw_gid)
            # rounds-admin sees a process whose folder it may not look at, the backup's unit (ProtectProc=) sees none.
            invisible = ["unshare", "-m", "sh", "-c", 'mount -t proc -o hidepid=invisible proc /proc && exec "$@"', "sh"]
            assert subprocess.run([*invisible, *as_owner, "test", "-e", f"/proc/{pid}"]).returncode == 1, "it is shown there"
            for number, before in enumerate(([], invisible)):
                done = subprocess.run([*before, *as_owner, self.program, "--config", fenced.config, "backup", "--to",
                                       data / f"fenced-{number}.backup", "--passphrase-file", lock], capture_output=True, text=True, timeout=120)
                assert done.returncode == 0, done.stderr
            assert postmaster.read_text().splitlines()[0] == pid, "its PostgreSQL was taken for a dead one"
            assert fenced.client().request("GET", "/readyz")[0] == 200
        finally:
            fenced.stop()

    def into_a_database_elsewhere(self, cluster):
        """By URL, there and back."""
        cluster.run("CREATE ROLE keeper LOGIN PASSWORD 'hidden'; CREATE DATABASE keeper OWNER keeper;")
        url = f"host={cluster.folder} port=5432 user=keeper password=hidden dbname=keeper"
        elsewhere = self.folder / "elsewhere"
        done = self.restore(self.file, "--database-url", url, to=elsewhere)
        assert done.returncode == 0 and json.loads(done.stdout)["differences"] == [], done
        assert not (elsewhere / "postgresql").exists() and (elsewhere / "media" / "files").exists()
        full = self.restore(self.file, "--database-url", url, to=self.folder / "third")
        assert full.returncode == 1 and "is not empty" in full.stderr and not (self.folder / "third").exists(), full
        self.instance.values |= {"database.url": url, "paths.data": str(elsewhere)}
        made = self.instance.command("backup", "--to", str(self.folder / "by-url.backup"), "--passphrase-file", self.passphrase)
        assert told_apart(made["rows"]) == told_apart(self.before["rows"]), made["rows"]
        verified = self.restore(self.folder / "by-url.backup", "--verify")
        assert verified.returncode == 0 and json.loads(verified.stdout)["media_files"] == self.before["media_files"], verified


def told_apart(rows):
    """Rows by table, but for keys, which stay behind, and what each backup leaves a row in."""
    return {table: count for table, count in rows.items() if table not in ("data_keys", "backups") and not table.startswith("audit_")}


def run_in_user_namespace(command):
    """As systemd does it: users keep their numbers, nothing outside is theirs. Replaces this process."""
    libc = ctypes.CDLL(None, use_errno=True)
    me, ours, theirs = os.getpid(), os.pipe(), os.pipe()
    if os.fork() == 0:
        # Who writes the maps has to be outside, and ends with the one inside.
        os.close(ours[1])
        if not os.read(ours[0], 1):
            os._exit(1)
        for kind in ("uid_map", "gid_map"):
            pathlib.Path(f"/proc/{me}/{kind}").write_text("0 0 65536")
        os.write(theirs[1], b"x")
        os._exit(0)
    if libc.unshare(0x10000000) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    os.write(ours[1], b"x")
    os.read(theirs[0], 1)
    os.execvp(command[0], command)


def no_user_namespaces():
    """Why a namespace of one's own cannot be had here, or nothing: the kernel gives none to a process in a chroot."""
    probe = subprocess.run(["unshare", "--user", "true"], capture_output=True, text=True)
    return "" if probe.returncode == 0 else probe.stderr.strip()


def checks(report, program, folder, picture, cluster):
    """`cluster()` starts a PostgreSQL of the test's own."""
    day = Rehearsal(program, folder, picture)
    try:
        parts = (("it is backed up while it runs, and nothing can be read in it", lambda: (day.live(), day.back_up())),
                 ("older ones go, those of others stay", day.older_ones_go),
                 ("a folder that is not empty is left alone", day.lose_it),
                 ("a changed, shortened or lengthened backup is refused", day.damaged_ones),
                 ("a wrong passphrase or recipient is refused", day.wrong_locks),
                 ("what was there is there again: counts, audit log, files", day.put_back),
                 ("without the keys, direct messages stay closed", day.closed_without_keys),
                 ("with the keys, everything can be read", day.open_with_keys),
                 ("keys that were destroyed open no older backup", day.destroyed_keys_stay_destroyed),
                 ("what root restores belongs to the service", day.as_root_for_another),
                 ("a service in a user namespace of its own", day.of_a_service_in_a_namespace),
                 ("a database elsewhere, there and back", lambda: day.into_a_database_elsewhere(cluster())))
        for name, work in parts:
            if work == day.of_a_service_in_a_namespace and (missing := no_user_namespaces()):
                report.skip(f"backup: {name}", missing)
            elif not report.check(f"backup: {name}", work):
                return  # the rest builds on it
    finally:
        day.instance.stop()


if __name__ == "__main__":
    run_in_user_namespace(sys.argv[1:])
