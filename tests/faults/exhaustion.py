"""R19: every database connection is taken by something slow. Waits are bounded, the answer is 503, and operators still get in."""
import subprocess
import threading
import time

from load import eventually, stage

REQUESTS = 200
SLOW = 60  # seconds that the table stays locked; nobody waits that long
BOUND = 20  # seconds: acquire_timeout_ms and statement_timeout_ms are 2 and 5 s, the rest is for a loaded machine


class Asker(threading.Thread):
    def __init__(self, instance, path, user=None):
        super().__init__(daemon=True)
        self.client, self.path, self.answer, self.took = instance.client(user), path, None, None
        self.client.timeout = SLOW

    def run(self):
        started = time.monotonic()
        self.answer = self.client.request("GET", self.path)
        self.took = time.monotonic() - started


class Exhaustion:
    def __init__(self, made):
        self.stage, self.db, self.mercy = made, made.db, made.mercy

    def r19_pool_exhausted(self):
        post = self.stage.ann.post("/api/v1/statuses", status="hard to read")
        self.mercy.add_user("boss", role="admin")
        holder = self.lock("statuses")
        try:
            askers = [Asker(self.mercy, f"/api/v1/statuses/{post['id']}/context", "ann") for _ in range(REQUESTS)]
            for asker in askers:
                asker.start()
            eventually("all connections are taken", lambda: self.blocked() >= 4)
            self.operators_get_in()
            for asker in askers:
                asker.join(SLOW)
            assert holder.poll() is None, "the lock ended before the requests did: the test proved nothing"
        finally:
            self.db.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'")
            holder.wait()
        self.bounded(askers)
        eventually("the post is read again", lambda: self.stage.ann.request("GET", f"/api/v1/statuses/{post['id']}")[0] == 200)
        eventually("readiness is back", lambda: self.mercy.client().request("GET", "/readyz")[0] == 200)

    def lock(self, table):
        """Somebody's session that keeps everybody from the table."""
        command = ["psql", "-X", "-q", "-h", self.db.socket_folder, "-d", f"user=rounds dbname={self.db.name} application_name=holder", "-c",
                   f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({SLOW})"]
        holder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually("the table is locked", lambda: self.db.value(
            f"SELECT count(*) FROM pg_locks WHERE relation = '{table}'::regclass AND mode = 'AccessExclusiveLock' AND granted") == 1)
        return holder

    def blocked(self):
        return self.db.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rounds requests' AND wait_event_type = 'Lock'")

    def operators_get_in(self):
        """Neither liveness, the command line nor the admin API waits for the pool that everybody waits for."""
        started = time.monotonic()
        status, _, body = self.mercy.client().request("GET", "/livez", raw=True)
        assert status == 200, body
        status, headers, _ = self.mercy.client().request("GET", "/readyz", raw=True)
        assert status in (200, 503) and (status == 200 or headers.get("retry-after")), status
        token = self.mercy.command("token", "create", "boss", "--scopes", "admin:read")["access_token"]
        boss = self.mercy.client()
        boss.token = token
        status, _, body = boss.request("GET", "/api/v1/admin/domain_blocks", raw=True)
        assert status == 200, f"the admin API waits as well: {status} {body}"
        assert time.monotonic() - started < BOUND, f"took {time.monotonic() - started:.1f} s"

    def bounded(self, askers):
        answers = [asker.answer for asker in askers]
        assert all(answers), f"{answers.count(None)} of {REQUESTS} have no answer after {SLOW} s"
        refused = [answer for answer in answers if answer[0] != 200]
        assert len(refused) == REQUESTS, f"{REQUESTS - len(refused)} were answered although the table is locked"
        wrong = [(status, body) for status, headers, body in refused if status != 503 or not headers.get("retry-after")]
        assert not wrong, wrong[:3]
        longest = max(asker.took for asker in askers)
        print(f"     {len(refused)} refused with 503, the longest after {longest:.1f} s")
        assert longest < BOUND, f"somebody waited {longest:.1f} s"


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    with stage(program) as made:
        if not report.check("exhaustion: r19 pool exhausted", Exhaustion(made).r19_pool_exhausted):
            print(f"--- {made.mercy.last_log(15)}")
