"""R9: a primary and a synchronous standby. What was acknowledged is on the standby when the primary is lost."""
import os
import pathlib
import shutil
import signal
import tempfile
import threading

import checkers
from load import CONNECTIONS, Writer, acknowledged, eventually, post_all, stage
from postgres import OwnCluster, standby_of


class Failover:
    def __init__(self, made, primary, standby, random, sizes):
        self.stage, self.mercy, self.random = made, made.mercy, random
        self.primary, self.standby = primary, standby
        self.activities, self.posts = sizes
        self.actors = made.actors("poster", CONNECTIONS)

    def r9_wait_that_somebody_cancels(self):
        """PostgreSQL says COMMIT and warns: here, but not there. That is no acknowledgement for us either."""
        receiver = int(self.standby.value("SELECT pid FROM pg_stat_wal_receiver"))
        os.kill(receiver, signal.SIGSTOP)
        try:
            actor = self.actors[0]
            activity = actor.create("waits for the standby", serve=False, **actor.mention(self.mercy, "ann"))
            self.cancelled(lambda: actor.post(self.mercy, activity), "rounds inbox")
            post = ("POST", "/api/v1/statuses", {"status": "waits as well"}, {"Idempotency-Key": "waits as well"})
            self.cancelled(lambda: self.stage.ann.request(*post), "rounds requests")
        finally:
            os.kill(receiver, signal.SIGCONT)
        eventually("the standby follows again", lambda: self.primary.value(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'") == 1)
        again = eventually("the activity is taken", lambda: actor.post(self.mercy, activity)[0] == 202)
        assert again and self.primary.value("SELECT count(*) FROM inbox WHERE activity_uri = :'uri'", uri=activity["id"]) == 1
        eventually("the post is taken", lambda: self.stage.ann.request(*post)[0] == 200)
        assert self.primary.value("SELECT count(*) FROM statuses WHERE source = 'waits as well'") == 1, "posted twice"

    def cancelled(self, request, connection):
        """Sends the request, and cancels the wait of its commit on that kind of connection; it must be answered 503."""
        answers = []
        sender = threading.Thread(target=lambda: answers.append(request()))
        sender.start()
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = :'name'"

        def answered():
            for row in self.primary.rows(waiting, name=connection):
                self.primary.run(f"SELECT pg_cancel_backend({row['pid']})")
            return answers
        status, headers, body = eventually(f"the commit of \"{connection}\" is answered", answered)[0]
        sender.join(60)
        assert status == 503 and headers.get("retry-after"), f"{connection}: {status} {body}"

    def r9_fail_over(self):
        work = [(actor, actor.create(f"replicated {number}", serve=False, **actor.mention(self.mercy, "ann")))
                for number in range(self.activities) for actor in [self.actors[number % CONNECTIONS]]]
        texts = [f"copied {number}" for number in range(self.posts)]
        posters = post_all(self.mercy, work, 240)
        writers = [Writer(self.mercy, "ann", texts[n::4], posters[0].deadline) for n in range(4)]
        for writer in writers:
            writer.start()
        moment = self.random.randrange(self.activities // 4, self.activities // 2)
        eventually(f"{moment} acknowledged", lambda: len(acknowledged(posters)) >= moment, 120, 0.005)
        self.primary.lose()
        before = len(acknowledged(posters))
        self.standby.promote()
        for one in [*posters, *writers]:
            one.join(300)
        said, attempted = acknowledged(posters), [activity["id"] for _, activity in work]
        print(f"     {before} acknowledged before the primary was lost, {len(said)} in the end")
        stored = [row["activity_uri"] for row in self.standby.rows("SELECT activity_uri FROM inbox")]
        checkers.check_set(attempted, said, [uri for uri in stored if uri in set(attempted)])
        assert len(said) == len(attempted), f"only {len(said)} of {len(attempted)} were taken: {[p.others[-1:] for p in posters]}"
        posted = [text for writer in writers for text in writer.posted]
        sources = [row["source"] for row in self.standby.rows("SELECT source FROM statuses WHERE source LIKE 'copied %'")]
        checkers.check_set(texts, posted, sources)
        assert len(posted) == len(texts), f"only {len(posted)} of {len(texts)} were posted: {[w.refusals[-1:] for w in writers]}"
        others = {answer for poster in posters for answer in poster.others}
        assert all(status == 503 and retry for status, retry in others), f"other answers: {others}"


def run(report, program, random, quick):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-test-", dir="/var/tmp"))
    os.chmod(folder, 0o755)
    primary = OwnCluster(folder / "primary")
    primary.start({"wal_level": "replica", "max_wal_senders": "4"})
    standby = None
    try:
        primary.wait()
        standby = standby_of(primary, folder / "standby")
        url = f"host={primary.folder},{standby.folder} port=5432,5432 user=rounds dbname=postgres target_session_attrs=read-write"
        with stage(program, database=primary, **{"database.url": url}) as made:
            tests = Failover(made, primary, standby, random, (200, 80) if quick else (1500, 500))
            for name in ("r9_wait_that_somebody_cancels", "r9_fail_over"):
                if not report.check(f"failover: {name.replace('_', ' ')}", getattr(tests, name)):
                    print(f"--- {made.mercy.last_log(15)}")
    finally:
        for cluster in (primary, standby):
            if cluster:
                cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
