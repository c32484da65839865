"""R1, R5: what was acknowledged with 202 is there after kill -9, and has its effect once."""
import time

import checkers
from load import CONNECTIONS, acknowledged, eventually, post_all, stage

ACTIVITIES, KILLS = 2000, 5
REPEATED = 240


class Inbox:
    def __init__(self, stage_, random):
        self.stage, self.random = stage_, random
        self.mercy, self.db = stage_.mercy, stage_.db
        self.actors = stage_.actors("poster", CONNECTIONS)
        self.cause = stage_.ann.post("/api/v1/statuses", status="Answer this")

    def replies(self, count):
        """Numbered replies to ann's post, in turn by each actor: with eight connections each keeps to one of them."""
        work = []
        for number in range(count):
            actor = self.actors[number % CONNECTIONS]
            note = actor.note(f"answer {number}", serve=False, inReplyTo=self.cause["uri"], **actor.mention(self.mercy, "ann"))
            work.append((actor, actor.activity("Create", note)))
        return work

    def check_effects(self, work, before):
        """Each Create made one post, and the counter that no unique index guards says the same."""
        wanted = [activity["object"]["id"] for _, activity in work]
        made = [row["uri"] for row in self.db.rows("SELECT uri FROM statuses WHERE content LIKE '%answer %' AND deleted_at IS NULL")]
        checkers.check_total_queue(wanted, [uri for uri in made if uri in set(wanted)], duplicates=False)
        count = self.replies_count()
        assert count == before + len(wanted), f"{len(wanted)} replies, and the counter went from {before} to {count}"

    def replies_count(self):
        return self.stage.ann.get(f"/api/v1/statuses/{self.cause['id']}")["replies_count"]

    def r1_kill_the_server(self):
        work, before = self.replies(ACTIVITIES), self.replies_count()
        posters = post_all(self.mercy, work, 180)
        kills = sorted(self.random.sample(range(ACTIVITIES // 20, ACTIVITIES * 9 // 10), KILLS))
        killed = 0
        for moment in kills:
            eventually(f"{moment} acknowledged", lambda: len(acknowledged(posters)) >= moment or not any(p.is_alive() for p in posters), 120, 0.002)
            if any(poster.is_alive() for poster in posters):
                self.mercy.kill()
                killed += 1
                self.mercy.start()
        for poster in posters:
            poster.join(180)
        assert killed >= KILLS - 1, f"only {killed} kills fell into the load"
        said = acknowledged(posters)
        print(f"     {len(said)} acknowledged over {killed} kills; other answers: {sorted({status for p in posters for status, _ in p.others})}")
        attempted = [activity["id"] for _, activity in work]
        stored = [row["activity_uri"] for row in self.db.rows("SELECT activity_uri FROM inbox")]
        checkers.check_set(attempted, said, [uri for uri in stored if uri in set(attempted)])
        assert len(said) == ACTIVITIES, f"only {len(said)} were taken in the time"
        self.db.let_leases_pass()
        self.stage.drained(120)
        self.check_effects(work, before)

    def r5_three_times_in_parallel(self):
        work, before = self.replies(REPEATED), self.replies_count()
        tripled = [pair for pair in work for _ in range(3)]
        self.random.shuffle(tripled)
        posters = post_all(self.mercy, tripled, 90)
        for poster in posters:
            poster.join(90)
        said = acknowledged(posters)
        assert len(said) == 3 * REPEATED, f"{len(said)} of {3 * REPEATED} were acknowledged: {[p.others[:3] for p in posters]}"
        self.stage.drained()
        rows = self.db.rows("SELECT activity_uri, count(*) AS n FROM inbox GROUP BY 1 HAVING count(*) > 1")
        assert not rows, rows
        self.check_effects(work, before)


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    with stage(program) as made:
        tests = Inbox(made, random)
        for name in ("r1_kill_the_server", "r5_three_times_in_parallel"):
            started = time.monotonic()
            report.check(f"inbox: {name.replace('_', ' ')}", getattr(tests, name))
            print(f"     ({time.monotonic() - started:.0f} s)")
