"""R2, R8: PostgreSQL dies under load: nothing that was acknowledged is lost, clients are told to come back, and it recovers by itself."""
import os
import threading
import time

import checkers
from load import CONNECTIONS, Writer, acknowledged, eventually, post_all, stage

ACTIVITIES = 800
POSTS = 400
PATIENCE = float(os.environ.get("TEST_PATIENCE", "1"))  # of a machine that does other work beside


class Readiness(threading.Thread):
    """Asks /readyz until told to stop: what it said, and when."""

    def __init__(self, instance):
        super().__init__(daemon=True)
        self.client, self.ending, self.said = instance.client(), threading.Event(), []
        self.client.timeout = 60

    def run(self):
        while not self.ending.is_set():
            try:
                status = self.client.request("GET", "/readyz")[0]
            except OSError:
                status = None
            self.said.append((time.monotonic(), status))
            self.ending.wait(0.02)

    def stop(self):
        self.ending.set()
        self.join(10)
        return self.said


class DatabaseFaults:
    def __init__(self, made, random):
        self.stage, self.random, self.mercy, self.db = made, random, made.mercy, made.db
        self.actors = made.actors("poster", CONNECTIONS)

    def r8_restart_under_load(self):
        deadline = time.monotonic() + 60
        texts = [f"restart {number}" for number in range(POSTS)]
        readiness = Readiness(self.mercy)
        readiness.start()
        writers = [Writer(self.mercy, "ann", texts[n::4], deadline) for n in range(4)]
        for writer in writers:
            writer.start()
        posted = lambda: sum(len(writer.posted) for writer in writers)  # noqa: E731
        eventually("a part is posted", lambda: posted() > POSTS // 5, 60, 0.01)
        stopped, before = time.monotonic(), posted()  # before: the instance may have started it again when pg_ctl is back
        self.db.stop("immediate")
        eventually("readiness is false", lambda: any(at > stopped and status == 503 for at, status in list(readiness.said)), 60, 0.02)
        eventually("the API says 503", lambda: any(w.refusals for w in writers), 60, 0.02)
        eventually("posts are taken again", lambda: posted() > before + 4, 60, 0.02)
        recovered = time.monotonic() - stopped
        eventually("readiness is true", lambda: readiness.said[-1][1] == 200, 60, 0.02)
        assert recovered < 10 * PATIENCE, f"took {recovered:.1f} s to recover"
        for writer in writers:
            writer.join(60)
        said = readiness.stop()
        assert {status for _, status in said} <= {200, 503}, {status for _, status in said}
        refusals = [refusal for writer in writers for refusal in writer.refusals]
        assert all(status == 503 and retry and '"error"' in body for status, retry, body in refusals), \
            [r for r in refusals if r[0] != 503 or not r[1]][:5]
        assert not any(writer.broken for writer in writers), "connections of clients were cut"
        print(f"     recovered after {recovered:.1f} s; {len(refusals)} refusals with 503")
        self._all_there(texts, {text for writer in writers for text in writer.posted})

    def _all_there(self, texts, acknowledged_texts):
        rows = self.db.rows("SELECT source FROM statuses WHERE source LIKE 'restart %' AND deleted_at IS NULL")
        checkers.check_set(texts, acknowledged_texts, [row["source"] for row in rows])
        assert len(acknowledged_texts) == len(texts), f"only {len(acknowledged_texts)} of {len(texts)} were taken"

    def r2_kill_the_postmaster(self):
        work = [(actor, actor.create(f"kept {number}", serve=False, **actor.mention(self.mercy, "ann")))
                for number in range(ACTIVITIES) for actor in [self.actors[number % CONNECTIONS]]]
        posters = post_all(self.mercy, work, 120)
        for moment in sorted(self.random.sample(range(ACTIVITIES // 10, ACTIVITIES * 8 // 10), 2)):
            eventually(f"{moment} acknowledged", lambda: len(acknowledged(posters)) >= moment, 60, 0.005)
            self.db.wait(but_not=self.db.kill())
        for poster in posters:
            poster.join(120)
        said, attempted = acknowledged(posters), {activity["id"] for _, activity in work}
        stored = [row["activity_uri"] for row in self.db.rows("SELECT activity_uri FROM inbox")]
        checkers.check_set(attempted, said, [uri for uri in stored if uri in attempted])
        assert len(said) == ACTIVITIES, f"only {len(said)} of {ACTIVITIES} were taken"
        others = {answer for poster in posters for answer in poster.others}
        assert all(status == 503 and retry for status, retry in others), others
        print(f"     {len(said)} acknowledged; other answers: {others}")
        self.db.let_leases_pass()
        self.stage.drained(90)
        made = [row["uri"] for row in self.db.rows("SELECT uri FROM statuses WHERE content LIKE '%kept %' AND deleted_at IS NULL")]
        checkers.check_total_queue([activity["object"]["id"] for _, activity in work], made, duplicates=False)


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    with stage(program) as made:
        tests = DatabaseFaults(made, random)
        for name in ("r8_restart_under_load", "r2_kill_the_postmaster"):
            if not report.check(f"database: {name.replace('_', ' ')}", getattr(tests, name)):
                print(f"--- {made.mercy.last_log(15)}")
