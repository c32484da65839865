"""The secret key of an instance is changed (`rounds keys`): counted, cut off in the middle, ended, and everything opens as before."""
import json
import os
import pathlib
import signal
import subprocess
import time

from backup_checks import secret_file
from postgres import OwnCluster
from toolbox import Instance, eventually, free_port

WORDS = "the stitches come out on Friday"


class Change:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.cluster = OwnCluster(folder / "database")
        self.instance = Instance(program, folder / "mercy", "mercy", free_port(), scheme="http", mode="closed",
                                 settings={"database.url": self.cluster.url})
        self.data = pathlib.Path(self.instance.values["paths.data"])
        self.file = self.data / "secret.key"

    def rounds(self, *words, env=None):
        return subprocess.run([str(self.program), "--config", str(self.instance.config), "--json", *map(str, words)], capture_output=True,
                              text=True, timeout=300, env={**os.environ, **(env or {})})

    def ok(self, *words, env=None):
        done = self.rounds(*words, env=env)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return json.loads(done.stdout)

    def lines(self):
        return self.file.read_text().split()

    def live(self):
        self.cluster.start()
        self.cluster.wait()
        self.instance.start(120)
        ann, ben = self.instance.add_user("ann"), self.instance.add_user("ben")
        assert ann["id"] != ben["id"]
        self.direct = self.instance.client("ann").post("/api/v1/statuses", status=f"@ben {WORDS}", visibility="direct")["id"]
        self.instance.command("account", "suspend", self.instance.add_user("eve")["user"])
        self.sealed()
        self.first = self.lines()

    def sealed(self):
        pending = "SELECT count(*) FROM audit_log l WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = l.id)"
        heads = "SELECT count(*) FROM audit_heads"
        file = self.data / "audit/heads.jsonl"
        eventually("the audit log is sealed, and its heads are kept outside", lambda: self.cluster.value(pending) == 0 and file.exists() and
                   file.read_text().count('{"head"') >= self.cluster.value(heads), 60)

    def words(self):
        status, _, answer = self.instance.client("ben").request("GET", f"/api/v1/statuses/{self.direct}")
        return answer["content"] if status == 200 else f"status {status}"

    def only_counts(self):
        shown = self.ok("keys", "show")
        assert len(shown["in_use"]) == 8 and shown["earlier"] == [], shown
        counted = self.ok("keys", "rotate", "--dry-run")
        there = {one["place"]: one["by_earlier"] for one in counted["places"]}
        assert there["actor_keys.private_key_sealed"] >= 6 and there["data_keys.wrapped"] >= 1, there
        assert self.lines() == self.first and WORDS in self.words()

    def not_beside_a_server(self):
        done = self.rounds("keys", "rotate")
        assert done.returncode == 1 and "the instance runs" in done.stderr and self.lines() == self.first, done

    def cut_off(self):
        """Killed while it waits for a row: the first places are through, the others are not."""
        self.instance.stop()
        holder = subprocess.Popen(["psql", "-X", "-q", self.cluster.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holder.stdin.write("BEGIN; SELECT 'held' FROM data_keys FOR UPDATE;\n")
        holder.stdin.flush()
        while "held" not in holder.stdout.readline():
            pass
        command = [str(self.program), "--config", str(self.instance.config), "keys", "rotate"]
        rotation = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rounds keys' AND wait_event_type = 'Lock'"
        eventually("it waits for the row", lambda: self.cluster.value(waiting) == 1, 60)
        rotation.send_signal(signal.SIGKILL)
        rotation.wait(60)
        holder.stdin.write("ROLLBACK;\n")
        holder.stdin.close()
        holder.wait(60)
        eventually("its connection is gone", lambda: self.cluster.value(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rounds keys'") == 0, 60)
        assert len(self.lines()) == 2 and self.lines()[1] == self.first[0], self.lines()

    def no_server_in_between(self):
        self.instance.launch()
        assert self.instance.process.wait(60) == 1 and "holds two keys" in self.instance.last_log(), self.instance.last_log()
        left = {one["place"]: one["by_earlier"] for one in self.ok("keys", "show")["places"]}
        assert left["actor_keys.private_key_sealed"] == 0 and left["data_keys.wrapped"] >= 1, left

    def goes_on(self):
        done = self.ok("keys", "rotate")
        there = {one["place"]: (one["by_earlier"], one["closed"]) for one in done["places"]}
        assert there["actor_keys.private_key_sealed"] == (0, 0) and there["data_keys.wrapped"][0] >= 1, there
        assert len(self.lines()) == 1 and self.lines() != self.first and self.file.stat().st_mode & 0o777 == 0o600

    def opens_as_before(self):
        self.instance.start(120)
        assert WORDS in self.words(), self.words()
        again = self.instance.client("ann").post("/api/v1/statuses", status="@ben and on Monday", visibility="direct")["id"]
        assert "Monday" in self.instance.client("ben").get(f"/api/v1/statuses/{again}")["content"]
        self.instance.command("account", "unsuspend", "eve")
        self.sealed()
        assert self.instance.command("audit", "verify")["findings"] == []
        exported = self.folder / "export.jsonl"
        self.instance.command("audit", "export", str(exported))
        key = self.instance.command("audit", "verify")["key"]
        alone = subprocess.run([f"{self.program}-audit-verify", "--key", key, exported], capture_output=True, text=True)
        assert alone.returncode == 0, alone.stdout + alone.stderr
        actions = [row["action"] for row in self.instance.command("audit", "search", "--action", "key.")]
        assert "key.rotate" in actions, actions

    def the_old_key_opens_nothing(self):
        self.instance.stop()
        kept = self.file.read_text()
        secret_file(self.file, self.first[0])
        shown = {one["place"]: one for one in self.ok("keys", "show")["places"]}
        for place in ("actor_keys.private_key_sealed", "data_keys.wrapped"):
            assert shown[place]["closed"] == shown[place]["seen"] > 0, shown[place]
        self.file.write_text(kept)

    def of_a_credential(self):
        """Where systemd hands the key over, root writes its file, and the service's user does the work."""
        store = self.folder / "credstore"
        store.mkdir()
        handed = {"CREDENTIALS_DIRECTORY": str(store)}
        file = store / "secret.key"
        secret_file(file, self.lines()[0])
        self.file.unlink()
        refused = self.rounds("keys", "rotate", env=handed)
        assert refused.returncode == 2 and "keys new --file" in refused.stderr, refused
        self.ok("keys", "new", "--file", file)
        assert len(file.read_text().split()) == 2
        earlier = self.ok("keys", "rotate", env=handed)["earlier"][0]
        wrong = self.rounds("keys", "retire", "--file", file, "00000000")
        assert wrong.returncode == 2 and len(file.read_text().split()) == 2, wrong
        self.ok("keys", "retire", "--file", file, earlier)
        assert len(file.read_text().split()) == 1
        secret_file(self.file, file.read_text().strip())
        self.instance.start(120)
        assert WORDS in self.words() and self.instance.command("audit", "verify")["findings"] == []

    def many(self):
        """How long it takes, for who plans the hour."""
        self.instance.stop()
        self.cluster.run("INSERT INTO data_keys (account_id, wrapped_by, wrapped) SELECT account_id, wrapped_by, wrapped FROM data_keys, "
                         "generate_series(1, 20000) LIMIT 20000")
        began = time.monotonic()
        done = self.ok("keys", "rotate")
        seconds = time.monotonic() - began
        seen = sum(one["seen"] for one in done["places"])
        print(f"     {seen} sealed anew in {seconds:.1f} s, {seen / seconds:.0f} a second", flush=True)
        assert seen > 20000 and sum(one["closed"] for one in done["places"]) == 0, done

    def stop(self):
        self.instance.stop()
        self.cluster.stop()


def checks(report, program, folder):
    change = Change(program, folder)
    try:
        for name, work in (("people write", change.live), ("a dry run counts and changes nothing", change.only_counts),
                           ("not beside a running server", change.not_beside_a_server), ("it is cut off in the middle", change.cut_off),
                           ("no server starts in between", change.no_server_in_between), ("it goes on where it was", change.goes_on),
                           ("everything opens, and the audit log goes on", change.opens_as_before),
                           ("the old key opens nothing", change.the_old_key_opens_nothing),
                           ("a key that is a credential", change.of_a_credential), ("many", change.many)):
            if not report.check(f"keys: {name}", work):
                return
    finally:
        change.stop()
