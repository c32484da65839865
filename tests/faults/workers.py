"""R7: a worker that is killed while it holds claims loses nothing: after the lease another one does all of it, once."""
import subprocess
import threading

import checkers
from load import eventually, stage
from peer import Answer

HELD = 40


class Roles:
    """The instance as two processes: one that listens, one that works."""

    def __init__(self, instance):
        self.instance, self.worker = instance, None
        instance.stop()
        self.web = self._start("web")
        instance.process = self.web
        instance.wait_ready()
        self.start_worker()

    def _start(self, role):
        with open(self.instance.log, "ab") as log:
            return subprocess.Popen([str(self.instance.program), "--config", str(self.instance.config), "serve", "--roles", role],
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def start_worker(self):
        self.worker = self._start("worker")

    def kill_worker(self):
        assert self.worker.poll() is None, f"the worker ended by itself:\n{self.instance.last_log()}"
        self.worker.kill()
        self.worker.wait()

    def stop(self):
        if self.worker.poll() is None:
            self.worker.terminate()
            self.worker.wait(30)


class Workers:
    def __init__(self, made, roles):
        self.stage, self.roles, self.db, self.mercy = made, roles, made.db, made.mercy
        self.pat = made.peer.actor("pat")
        self.stage.follow_me(self.pat)
        eventually("pat follows ann", lambda: self.stage.peer.recorder.activities("Accept"))

    def leased(self, table, leases):
        return self.db.value(f"SELECT count(*) FROM {table} WHERE state = 'waiting' AND id IN (SELECT unnest(items) FROM {leases})")

    def r7_inbox(self):
        """Boosts of posts that the peer hands out only later: the worker holds them while it is killed."""
        gate, host = threading.Event(), self.pat.host
        boosters = self.stage.actors("booster", 8)
        boosts = []
        for number in range(HELD):
            note = self.pat.note(f"slow {number}", serve=False)
            self.stage.peer.serve(host, note["id"][len(self.pat.base):], Answer(200, note, delay=gate))
            actor = boosters[number % len(boosters)]
            boost = actor.activity("Announce", note["id"], to=["https://www.w3.org/ns/activitystreams#Public"], cc=[f"{actor.id}/followers"])
            assert actor.post(self.mercy, boost)[0] == 202
            boosts.append(boost)
        eventually("the worker holds them", lambda: self.leased("inbox", "inbox_leases") > 0)
        held = self.leased("inbox", "inbox_leases")
        self.roles.kill_worker()
        gate.set()
        assert self.db.value("SELECT count(*) FROM inbox WHERE state = 'waiting'") >= held
        self.db.let_leases_pass()
        self.roles.start_worker()
        self.stage.drained()
        made = [row["uri"] for row in self.db.rows("SELECT uri FROM statuses WHERE reblog_of_id IS NOT NULL AND deleted_at IS NULL")]
        checkers.check_total_queue([boost["id"] for boost in boosts], made, duplicates=False)
        again = self.db.value("SELECT count(*) FROM inbox WHERE attempts > 0")
        assert again >= held, f"{held} were held by the dead worker, {again} were tried again"

    def r7_deliveries(self):
        gate, recorder = threading.Event(), self.stage.peer.recorder
        self.stage.peer.answer_posts(self.pat.host, "/inbox", lambda _: Answer(202, delay=gate))
        posted = [self.stage.ann.post("/api/v1/statuses", status=f"held {number}")["uri"] for number in range(HELD)]
        eventually("the worker holds them", lambda: self.leased("deliveries", "delivery_leases") > 0)
        self.roles.kill_worker()
        self.stage.peer.answer_posts(self.pat.host, "/inbox", Answer(202))
        gate.set()
        assert self.db.value("SELECT count(*) FROM deliveries WHERE state = 'waiting'") > 0
        self.db.let_leases_pass()
        self.roles.start_worker()
        eventually("all are delivered", lambda: self.db.value("SELECT (SELECT count(*) FROM deliveries WHERE state <> 'done') + "
                                                              "(SELECT count(*) FROM jobs)") == 0, 60, 0.3)
        creates = [a for a in recorder.activities("Create") if a["object"]["id"] in set(posted)]
        checkers.check_total_queue(posted, [a["object"]["id"] for a in creates])
        checkers.check_unique((a["object"]["id"], a["id"]) for a in creates)


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    with stage(program) as made:
        roles = Roles(made.mercy)
        try:
            tests = Workers(made, roles)
            for name in ("r7_inbox", "r7_deliveries"):
                report.check(f"workers: {name.replace('_', ' ')}", getattr(tests, name))
        finally:
            roles.stop()
