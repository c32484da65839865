"""R22, migrations while running: `tests/deploy/migrations` starts it. CI runs it on few rows, nightly on a million."""
import argparse
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import toolbox  # noqa: E402
from database import pg_program  # noqa: E402
from migration_rules import FIRST  # noqa: E402
from postgres import OwnCluster  # noqa: E402
from toolbox import ROOT, eventually  # noqa: E402

P99_MS, LONGEST_MS = 500, 2500  # lock_timeout is 2 s: whoever waits behind a migration waits no longer
PEOPLE = 1000
JUDGED_ROWS = 1_000_000

FILL = """
INSERT INTO accounts (id, username, uri, url, actor_type, inbox_url)
SELECT n, 'u' || n, 'https://a.example/u/' || n, 'https://a.example/@u' || n, 'Person', 'https://a.example/u/' || n || '/inbox'
FROM generate_series(1, {people}) n;
INSERT INTO conversations (id) SELECT n FROM generate_series(1, {people}) n;
INSERT INTO statuses (id, uri, url, account_id, visibility, local, conversation_id, content, created_at)
SELECT n, 'https://a.example/p/' || n, 'https://a.example/@u/' || n, 1 + n % {people}, (n % 4)::smallint, true, 1 + n % {people},
       '<p>text of a post with the number ' || n || '</p>', now() - n * interval '1 second'
FROM generate_series(1, {rows}) n;
INSERT INTO favourites (account_id, status_id) SELECT 1 + n % {people}, n FROM generate_series(1, {rows}, 4) n;
INSERT INTO follows (account_id, target_account_id, uri, accepted_at)
SELECT a, 1 + (a + b * 7) % {people}, 'https://a.example/f/' || a || '-' || b, now()
FROM generate_series(1, {people}) a, generate_series(1, 20) b WHERE a <> 1 + (a + b * 7) % {people} ON CONFLICT DO NOTHING;
"""
# What the program of the first release does while a later one migrates: posts, favourites, edits, reads of a timeline.
WRITE = """
\\set person random(1, {people})
\\set post random(1, {rows})
BEGIN;
INSERT INTO statuses (uri, account_id, visibility, local, conversation_id, content)
VALUES ('https://a.example/new/' || :client_id || '-' || nextval('writes'), :person, 0, true, :person, '<p>new</p>');
INSERT INTO favourites (account_id, status_id) VALUES (:person, :post) ON CONFLICT DO NOTHING;
UPDATE statuses SET content = '<p>edited</p>', version = version + 1, edited_at = now() WHERE id = :post;
INSERT INTO events (kind, status_id, account_id) VALUES ('status', :post, :person);
COMMIT;
SELECT id, content FROM statuses WHERE visibility = 0 AND reblog_of_id IS NULL AND deleted_at IS NULL ORDER BY id DESC LIMIT 20;
"""


class Writers(threading.Thread):
    """pgbench again and again, a few seconds each (it keeps its log until its end): 50 transactions a second in all, for the figures are
    to show waiting and not a machine at its limit."""

    def __init__(self, command, folder):
        super().__init__(daemon=True)
        self.command, self.folder, self.over, self.failed = command, folder, threading.Event(), []
        self.start()

    def run(self):
        while not self.over.is_set():
            done = subprocess.run([*self.command, "-T", "3", "postgres"], capture_output=True, text=True, cwd=self.folder)
            if done.returncode != 0 or "aborted" in done.stderr:
                self.failed.append(done.stderr[-1000:])
                return

    def stop(self):
        self.over.set()
        self.join(120)
        assert not self.failed, f"a write of the older program failed: {self.failed}"


class Running:
    def __init__(self, program, folder, rows):
        self.program, self.folder, self.rows = program, folder, rows
        self.cluster = OwnCluster(folder / "cluster")
        self.baseline = [file for file in sorted((ROOT / "migrations").glob("0*.sql")) if int(file.name[:4]) < FIRST]

    def fill(self):
        """The schema of the baseline as an older program left it, full of rows."""
        self.cluster.start({"shared_buffers": "256MB", "max_wal_size": "2GB"})
        self.cluster.wait()
        self.cluster.run("CREATE TABLE schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)")
        for file in self.baseline:
            self.apply(file.read_text())
            checksum = hashlib.sha256(file.read_bytes()).hexdigest()
            self.cluster.run(f"INSERT INTO schema_migrations VALUES ('{file.name}', '{checksum}', now())")
        self.apply("CREATE SEQUENCE writes;" + FILL.format(people=PEOPLE, rows=self.rows) + "ANALYZE;")

    def apply(self, text):
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.cluster.url], input=text, text=True, check=True, timeout=1200)

    def write(self):
        script = self.folder / "write.sql"
        script.write_text(WRITE.format(people=PEOPLE, rows=self.rows))
        return Writers([pg_program("pgbench"), "-n", "-f", str(script), "-c", "8", "-j", "2", "-R", "50", "-l",
                        f"--log-prefix={self.folder}/pgbench", "-h", str(self.cluster.folder), "-p", "5432", "-U", "rounds"], self.folder)

    def latencies(self):
        """Of each transaction, in ms, without the time that -R let it wait for its turn."""
        found = []
        for file in self.folder.glob("pgbench.*"):
            for line in file.read_text().splitlines():
                fields = line.split()
                found.append(int(fields[2]) / 1000 - (int(fields[6]) / 1000 if len(fields) > 6 else 0))
        return sorted(found)

    def written(self):
        return self.cluster.value("SELECT last_value FROM writes")

    def migrate(self):
        config = self.folder / "rounds.toml"
        config.write_text(f'[instance]\ndomain = "a.example"\n[paths]\ndata = "{self.folder}/data"\n[database]\nurl = "{self.cluster.url}"\n')
        began = time.monotonic()
        done = subprocess.run([str(self.program), "--config", str(config), "migrate"], capture_output=True, text=True, timeout=1800)
        assert done.returncode == 0, done.stderr[-2000:]
        applied = re.findall(r"applied (\S+)", done.stdout)
        there = len(list((ROOT / "migrations").glob("0*.sql")))
        assert len(applied) == there - len(self.baseline), (len(applied), there)
        return len(applied), time.monotonic() - began

    def online(self):
        writers = self.write()
        try:
            eventually("people write", lambda: self.written() > 50, 60)
            applied, seconds = self.migrate()
            after = self.written()
            eventually("they write on with the new schema", lambda: self.written() > after + 50, 60)
        finally:
            writers.stop()
        found = self.latencies()
        p99, longest = found[int(len(found) * 0.99)], found[-1]
        print(f"     {self.rows} posts, {applied} migrations in {seconds:.1f} s beside {len(found)} writes: p50 {found[len(found) // 2]:.1f} ms, "
              f"p99 {p99:.1f} ms, longest {longest:.0f} ms", flush=True)
        # Few rows tell whether writes fail or are lost; how long people wait is judged where nothing else runs beside.
        assert self.rows < JUDGED_ROWS or (p99 <= P99_MS and longest <= LONGEST_MS), (p99, longest)

    def a_lock_is_noticed(self):
        """The figures are those of people who wait: what they show of a table that is locked for three seconds."""
        for file in self.folder.glob("pgbench.*"):
            file.unlink()
        writers, before = self.write(), self.written()
        try:
            eventually("people write", lambda: self.written() > before + 50, 60)
            self.apply("BEGIN; LOCK TABLE statuses IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(3); COMMIT;")
        finally:
            writers.stop()
        assert self.latencies()[-1] > LONGEST_MS, f"nobody waited: {self.latencies()[-1]} ms"

    def nothing_is_lost(self):
        """Rows of before, and what was written meanwhile; indexes are valid."""
        kept = self.cluster.value("SELECT count(*) FROM statuses WHERE id <= 1000000000")
        new = self.cluster.value("SELECT count(*) FROM statuses WHERE uri LIKE 'https://a.example/new/%'")
        assert kept == self.rows and new > 100, (kept, new)
        assert self.cluster.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0


def checks(report, program, folder, rows):
    running = Running(program, folder, rows)
    try:
        for name, work in (("a schema of the first release is filled", running.fill),
                           ("migrations beside writers keep nobody waiting", running.online),
                           ("a table that is locked would be noticed", running.a_lock_is_noticed),
                           ("nothing is lost, every index is valid", running.nothing_is_lost)):
            if not report.check(f"migrations: {name}", work):
                return
    finally:
        running.cluster.stop()


def main():
    parser = argparse.ArgumentParser(prog="tests/deploy/migrations")
    parser.add_argument("--program", default=str(ROOT / "build/release/rounds"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    report = toolbox.Report()
    with tempfile.TemporaryDirectory(prefix="rounds-migrations-", dir="/var/tmp") as name:
        os.chmod(name, 0o755)
        checks(report, pathlib.Path(options.program).resolve(), pathlib.Path(name), options.rows)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
