"""R4: what the API said yes to reaches each live inbox at least once, under one id, whatever the receivers do meanwhile."""
import threading
import time

import checkers
from load import Writer, eventually, stage
from peer import Answer

POSTS, WRITERS = 1000, 4
STEADY, MOODY, ABSENT = "steady.localhost", "moody.localhost", "absent.localhost"


class Moods:
    """Answers of a server that fails in all ways it can, but never so long that it counts as down."""

    def __init__(self, random):
        self.random, self.lock, self.row, self.counts = random, threading.Lock(), 0, {}

    def __call__(self, _):
        with self.lock:
            mood = self.random.choice(["fine"] * 8 + ["500", "503", "reset", "drop", "202-then-close", "cut"])
            # Each "come back later" rests the whole server, so a few are enough.
            if mood == "503" and self.counts.get("503", 0) >= 3:
                mood = "fine"
            failing = mood in ("500", "503", "reset", "drop", "cut")
            # Four sends are under way at once, so four in a row may be counted as five.
            if failing and self.row >= 1:
                mood, failing = "fine", False
            self.row = self.row + 1 if failing else 0
            self.counts[mood] = self.counts.get(mood, 0) + 1
        if mood == "fine":
            return Answer(202)
        if mood == "503":
            return Answer(503, b"", headers=(("Retry-After", "1"),))
        return Answer.of(int(mood) if mood.isdigit() else mood)


class Outbound:
    def __init__(self, stage_, random):
        self.stage, self.moods = stage_, Moods(random)
        self.readers = {host: stage_.peer.actor("reader", host) for host in (STEADY, MOODY, ABSENT)}
        for reader in self.readers.values():
            stage_.follow_me(reader)
        recorder = stage_.peer.recorder
        eventually("all three follow ann", lambda: all(recorder.activities("Accept", host=host) for host in self.readers))
        stage_.peer.answer_posts(MOODY, "/inbox", self.moods)

    def r4_every_post_arrives(self):
        recorder, deadline = self.stage.peer.recorder, time.monotonic() + 150
        self.stage.peer.answer_posts(ABSENT, "/inbox", Answer(drop=True))
        texts = [f"post {number} of ann" for number in range(POSTS)]
        writers = [Writer(self.stage.mercy, "ann", texts[n::WRITERS], deadline) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(160)
        posted = {text: body for writer in writers for text, body in writer.posted.items()}
        assert len(posted) == POSTS, f"the API took {len(posted)} of {POSTS}: {[w.refusals[:2] for w in writers]}"
        waiting = self.stage.db.value("SELECT count(*) FROM deliveries WHERE host LIKE 'absent%' AND state <> 'done'")
        assert waiting > POSTS / 2, f"only {waiting} wait for the server that is away: the test would prove nothing"
        # It comes back, and says something: that is how a server learns of it at once (of one that talks much, in ten seconds).
        self.stage.peer.answer_posts(ABSENT, "/inbox", Answer(202))
        reader = self.readers[ABSENT]

        def speaks_and_is_tried():
            status, _, body = reader.post(self.stage.mercy, reader.create("back again", **reader.mention(self.stage.mercy, "ann")))
            assert status == 202, body
            return self.stage.db.value("SELECT breaker FROM peers WHERE host LIKE 'absent%'") == "closed"
        eventually("the server that was heard of is tried", speaks_and_is_tried, 60, 0.5)
        undone = lambda: self.stage.db.rows("SELECT host, state, count(*) AS n FROM deliveries WHERE state <> 'done' GROUP BY 1, 2")  # noqa: E731
        try:
            eventually("all deliveries are done", lambda: not undone(), 120, 0.5)
        except TimeoutError:
            peers = self.stage.db.rows("SELECT host, breaker, failures, retry_at, now() AS now FROM peers WHERE breaker <> 'closed' OR retry_at IS NOT NULL")
            raise AssertionError(f"still to be delivered: {undone()}; peers {peers}") from None
        print(f"     moods: {self.moods.counts}")
        wanted = {body["uri"] for body in posted.values()}
        pairs = []
        for host in self.readers:
            creates = [a for a in recorder.activities("Create", host=host) if a["object"]["id"] in wanted]
            checkers.check_total_queue(wanted, [a["object"]["id"] for a in creates])
            pairs += [(a["object"]["id"], a["id"]) for a in creates]
        checkers.check_unique(pairs)
        steady = [a["object"]["id"] for a in recorder.activities("Create", host=STEADY)]
        checkers.check_total_queue(wanted, steady, duplicates=False)


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    with stage(program, (STEADY, MOODY, ABSENT)) as made:
        tests = Outbound(made, random)
        report.check("outbound: r4 every post arrives", tests.r4_every_post_arrives)
