"""R18: SIGTERM under load. Nobody new comes in, what was begun is finished, what was acknowledged is there, streams are told to go."""
import base64
import os
import signal
import socket
import time

import checkers
from load import CONNECTIONS, Writer, acknowledged, eventually, post_all, stage

DRAIN = 20  # seconds, http.drain_timeout_ms
GOING_AWAY = 1001


class Socket:
    """A WebSocket that only listens (RFC 6455 section 5.2; the server's frames are not masked)."""

    def __init__(self, instance, user):
        self.socket = socket.create_connection((instance.host, instance.port), 60)
        key = base64.b64encode(os.urandom(16)).decode()
        target = f"/api/v1/streaming?stream=user&access_token={instance.users[user]['token']}"
        self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: {instance.domain}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        status = self.file.readline()
        assert b" 101 " in status, status
        while self.file.readline().strip():
            pass

    def close_code(self):
        """Reads to the end: the code of the close frame, or None when there was none."""
        code = None
        while head := self.file.read(2):
            length = head[1] & 127
            if length > 125:
                length = int.from_bytes(self.file.read(2 if length == 126 else 8), "big")
            payload = self.file.read(length)
            if head[0] & 15 == 8:
                code = int.from_bytes(payload[:2], "big")
        return code


class Stopping:
    def __init__(self, made, random, sizes):
        self.stage, self.mercy, self.db, self.random = made, made.mercy, made.db, random
        self.activities, self.posts = sizes
        self.actors = made.actors("poster", CONNECTIONS)

    def r18_graceful_stop(self):
        work = [(actor, actor.create(f"before the end {number}", serve=False, **actor.mention(self.mercy, "ann")))
                for number in range(self.activities) for actor in [self.actors[number % CONNECTIONS]]]
        texts = [f"last words {number}" for number in range(self.posts)]
        stream = Socket(self.mercy, "ann")
        posters = post_all(self.mercy, work, 180)
        writers = [Writer(self.mercy, "ann", texts[n::4], posters[0].deadline) for n in range(4)]
        for writer in writers:
            writer.start()
        moment = self.random.randrange(self.activities // 5, self.activities // 2)
        eventually(f"{moment} acknowledged", lambda: len(acknowledged(posters)) >= moment, 120, 0.005)
        took = self.terminate()
        code = stream.close_code()
        assert code == GOING_AWAY, f"the WebSocket ended with {code}"
        before = len(acknowledged(posters))
        self.mercy.start()
        for one in [*posters, *writers]:
            one.join(200)
        said, posted = acknowledged(posters), [text for writer in writers for text in writer.posted]
        print(f"     ended {took:.1f} s after SIGTERM; {before} of {len(said)} were acknowledged by then")
        stored = [row["activity_uri"] for row in self.db.rows("SELECT activity_uri FROM inbox")]
        attempted = [activity["id"] for _, activity in work]
        checkers.check_set(attempted, said, [uri for uri in stored if uri in set(attempted)])
        assert len(said) == len(attempted), f"only {len(said)} of {len(attempted)} were taken"
        rows = self.db.rows("SELECT source FROM statuses WHERE source LIKE 'last words %'")
        checkers.check_set(texts, posted, [row["source"] for row in rows])
        assert len(posted) == len(texts), f"only {len(posted)} of {len(texts)} were posted"
        self.no_lease_was_left(work)

    def terminate(self):
        """Seconds until the program has ended by itself."""
        started = time.monotonic()
        self.mercy.process.send_signal(signal.SIGTERM)
        code = self.mercy.process.wait(DRAIN + 60)
        assert code == 0, f"it ended with {code}"
        return time.monotonic() - started

    def no_lease_was_left(self, work):
        """An orderly end gives work back: nothing has to wait two minutes for a lease to run out."""
        started = time.monotonic()
        self.stage.drained(110)
        made = [row["uri"] for row in self.db.rows("SELECT uri FROM statuses WHERE content LIKE '%before the end %' AND deleted_at IS NULL")]
        checkers.check_total_queue([activity["object"]["id"] for _, activity in work], made, duplicates=False)
        print(f"     all had its effect after {time.monotonic() - started:.1f} s more")


def run(report, program, random, quick):
    with stage(program) as made:
        tests = Stopping(made, random, (240, 80) if quick else (2000, 600))
        if not report.check("stopping: r18 graceful stop", tests.r18_graceful_stop):
            print(f"--- {made.mercy.last_log(15)}")
