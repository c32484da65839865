"""The machine of the database is lost: what pgBackRest archived is brought back by the sample configuration, and compared."""
import hashlib
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import time

from backup_checks import upload
from database import as_postgres, pg_program
from postgres import OwnCluster
from toolbox import ROOT, Instance, eventually, free_port

SAMPLES = ROOT / "deploy" / "pgbackrest"
WORDS = "the second opinion is on Thursday"
COUNTED = ("accounts", "users", "statuses", "media_attachments", "data_keys", "follows", "audit_log", "audit_seals")


def sample_settings():
    """{name: value} of the sample for postgresql.conf."""
    text = (SAMPLES / "postgresql.conf").read_text()
    return dict(re.findall(r"^(\w+) = '?(.*?)'?$", text, re.MULTILINE))


class Archive:
    def __init__(self, program, folder, picture):
        self.program, self.folder, self.picture = program, folder, picture
        self.cluster = OwnCluster(folder / "database")
        self.repository, self.config = folder / "repository", folder / "pgbackrest.conf"
        self.password = secrets.token_urlsafe(30)
        for name in ("repository", "lock", "spool"):
            (folder / name).mkdir()
            if os.geteuid() == 0:
                shutil.chown(folder / name, "postgres", "postgres")
        self.instance = Instance(program, folder / "mercy", "mercy", free_port(), scheme="http", mode="closed",
                                 settings={"database.url": self.cluster.url})

    def configure(self):
        """The sample, with the folders of this test for those of a machine."""
        text = (SAMPLES / "pgbackrest.conf").read_text()
        for before, after in (("/var/lib/postgresql/15/main", str(self.cluster.data)), ("/var/run/postgresql", str(self.cluster.folder)),
                              ("repo1-path=/var/lib/pgbackrest", f"repo1-path={self.repository}"), ("CHANGE-ME", self.password),
                              ("[global]\n", f"[global]\nlock-path={self.folder}/lock\nspool-path={self.folder}/spool\n"),
                              ("pg1-port=5432\n", "pg1-port=5432\npg1-user=rounds\npg1-database=postgres\n")):
            assert before in text, f"the sample has no {before}"
            text = text.replace(before, after)
        self.config.write_text(text)
        self.config.chmod(0o640)
        if os.geteuid() == 0:
            shutil.chown(self.config, "root", "postgres")

    def pgbackrest(self, *words):
        done = subprocess.run(as_postgres("pgbackrest", f"--config={self.config}", "--stanza=rounds", *words), capture_output=True, text=True,
                              timeout=300, cwd=self.folder)
        assert done.returncode == 0, f"pgbackrest {words}: {done.stdout[-1500:]}{done.stderr[-1500:]}"
        return done.stdout

    def start_archiving(self):
        self.configure()
        settings = sample_settings()
        assert settings["archive_command"].startswith("pgbackrest --stanza=rounds"), settings
        settings["archive_command"] = settings["archive_command"].replace("pgbackrest", f"pgbackrest --config={self.config}", 1)
        self.cluster.start({**settings, "max_wal_size": "64MB"})
        self.cluster.wait()
        self.pgbackrest("stanza-create")
        self.pgbackrest("check")

    def full_backup(self):
        self.instance.start(120)
        ann = self.instance.add_user("ann")
        ben = self.instance.add_user("ben")
        assert ann["id"] != ben["id"]
        self.ann = self.instance.client("ann")
        self.ann.post("/api/v1/statuses", status="before the backup")
        self.pgbackrest("--type=full", "backup")

    def life_goes_on(self):
        """What only the archived log has."""
        media = upload(self.ann, self.picture)
        self.pictured = self.ann.post("/api/v1/statuses", status="pictured", media_ids=[media["id"]])
        self.direct = self.ann.post("/api/v1/statuses", status=f"@ben {WORDS}", visibility="direct")["id"]
        self.instance.command("account", "suspend", self.instance.add_user("eve")["user"])
        self.last_kept = self.ann.post("/api/v1/statuses", status="the last one that must be there")["id"]
        heads = pathlib.Path(self.instance.values["paths.data"]) / "audit/heads.jsonl"
        pending = "SELECT count(*) FROM audit_log l WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = l.id)"
        eventually("all entries are sealed", lambda: self.cluster.value(pending) == 0 and heads.exists(), 60)
        self.heads = self.folder / "heads.jsonl"
        shutil.copy(heads, self.heads)
        self.counts = {table: self.cluster.value(f"SELECT count(*) FROM {table}") for table in COUNTED}
        self.files = self.media_hashes()
        assert self.files and self.counts["statuses"] >= 4, (self.files, self.counts)
        # What the timeout of the sample does within a minute.
        self.segment = self.cluster.value("SELECT pg_walfile_name(pg_switch_wal()) AS name")
        self.kept_at = time.monotonic()

        def archived():
            return (self.cluster.value("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver") or "") >= self.segment
        eventually("the log is archived", archived, 120)

    def media_hashes(self):
        folder = pathlib.Path(self.instance.values["paths.data"]) / "media" / "files"
        return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}

    def nothing_can_be_read(self):
        secret = (pathlib.Path(self.instance.values["paths.data"]) / "secret.key").read_text().strip()
        for file in self.repository.rglob("*"):
            if not file.is_file():
                continue
            content = file.read_bytes()
            for plain in (b"before the backup", WORDS.encode(), secret.encode(), bytes.fromhex(secret)):
                assert plain not in content, f"{plain[:20]} can be read in {file.name}"

    def lose_the_machine(self):
        """Posts go on until the moment; those after the last archived segment are what is lost."""
        self.acknowledged = [self.ann.post("/api/v1/statuses", status=f"late {number}")["id"] for number in range(5)]
        self.lost_at = time.monotonic()
        self.instance.kill()
        self.cluster.stop()
        shutil.rmtree(self.cluster.data)

    def restore(self):
        self.cluster.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(self.cluster.data, "postgres", "postgres")
        self.pgbackrest("restore")
        settings = sample_settings()
        settings["archive_mode"] = "off"  # the rehearsal writes to nobody's repository
        self.cluster.start(settings)
        eventually("it is recovered", lambda: self.cluster.value("SELECT pg_is_in_recovery() AS is") is False, 120)
        self.instance.start(120)
        self.back_at = time.monotonic()

    def compare(self):
        there = {table: self.cluster.value(f"SELECT count(*) FROM {table}") for table in COUNTED}
        fewer = {table: (there[table], count) for table, count in self.counts.items() if there[table] < count}
        assert not fewer, f"fewer rows than there were (now, then): {fewer}"
        found = self.instance.command("audit", "verify", "--heads", str(self.heads))
        assert found["findings"] == [] and int(found["sealed"]) >= self.counts["audit_seals"], found
        assert self.files.items() <= self.media_hashes().items(), "files of media are not what they were"
        url = self.instance.client("ann").get(f"/api/v1/statuses/{self.pictured['id']}")["media_attachments"][0]["url"]
        assert self.instance.client().request("GET", url[len(self.instance.base):], raw=True)[0] == 200, "the row leads to no file"
        assert self.instance.client("ann").get(f"/api/v1/statuses/{self.last_kept}")["id"] == self.last_kept
        lost = [post for post in self.acknowledged if self.instance.client("ann").request("GET", f"/api/v1/statuses/{post}")[0] != 200]
        rpo = self.lost_at - self.kept_at if lost else 0.0
        print(f"     RPO {rpo:.1f} s ({len(lost)} acknowledged posts lost; at most archive_timeout = "
              f"{sample_settings()['archive_timeout']} s), RTO {self.back_at - self.lost_at:.1f} s", flush=True)

    def keys_are_apart(self):
        """With the database alone direct messages stay closed; the secret key, kept elsewhere, opens them."""
        def words():
            status, _, answer = self.instance.client("ben").request("GET", f"/api/v1/statuses/{self.direct}")
            return answer["content"] if status == 200 else f"status {status}"
        assert WORDS in words(), words()
        self.instance.stop()
        file = pathlib.Path(self.instance.values["paths.data"]) / "secret.key"
        kept = file.read_text()
        file.write_text(secrets.token_hex(32) + "\n")
        done = subprocess.run([str(self.program), "--config", str(self.instance.config), "--json", "keys", "show"], capture_output=True,
                              text=True, timeout=120)
        assert done.returncode == 0 and '"place":"data_keys.wrapped"' in done.stdout.replace(" ", ""), done
        closed = re.search(r'"place":"data_keys.wrapped","seen":(\d+),"by_earlier":0,"closed":(\d+)', done.stdout.replace(" ", ""))
        assert closed and closed[1] == closed[2] != "0", done.stdout
        file.write_text(kept)
        self.instance.start(120)
        assert WORDS in words(), words()

    def stop(self):
        self.instance.stop()
        self.cluster.stop()


def checks(report, program, folder, picture):
    if not shutil.which("pgbackrest"):
        report.skip("continuous archiving", "pgbackrest is not installed")
        return
    assert pg_program("postgres")
    day = Archive(program, folder, picture)
    try:
        for name, work in (("the sample configuration archives", day.start_archiving),
                           ("a full backup beside the running instance", day.full_backup),
                           ("what happens afterwards is archived", day.life_goes_on),
                           ("nothing can be read in the repository", day.nothing_can_be_read),
                           ("the machine is lost and restored", lambda: (day.lose_the_machine(), day.restore())),
                           ("counts, audit log and files are what they were", day.compare),
                           ("keys are apart", day.keys_are_apart)):
            if not report.check(f"archive: {name}", work):
                return  # the rest builds on it
    finally:
        day.stop()
