"""R3: the connection to PostgreSQL is cut between a COMMIT and its answer. Nobody knows what became of it; the repetition tells."""
import pathlib
import random as randoms
import shutil
import socket
import struct
import tempfile
import threading
import os

import checkers
from load import CONNECTIONS, Writer, acknowledged, eventually, post_all, stage
from postgres import OwnCluster
from toolbox import free_port

CUT = 0.15  # of the commits of each kind of connection,
SURELY = (3, 8)  # and these of each kind, so that none is spared by chance
POOLS = ("rounds inbox", "rounds workers", "rounds requests")
WRITES = {"rounds inbox": (b"INSERT", b"SELECT")}  # it is told which rows of a batch are new


class AnswerCutter:
    """Passes PostgreSQL's protocol on to a socket. While `cutting`, some connections are closed when the server has committed and
    before its answer is passed on (PostgreSQL manual 55.7: a type, a length, the rest)."""

    def __init__(self, socket_file, seed):
        self.upstream, self.random, self.lock = str(socket_file), randoms.Random(seed), threading.Lock()
        self.cutting, self.cuts, self.commits, self.open, self.port = False, {}, {}, True, free_port()
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        with client, server:
            try:
                server.connect(self.upstream)
                start = client.recv(65536)
                server.sendall(start)
                forward = threading.Thread(target=self._forward, args=(client, server), daemon=True)
                forward.start()
                self._answers(server, client, self._name(start))
            except OSError:
                pass
            finally:
                for end in (client, server):
                    _shut(end)

    @staticmethod
    def _name(start):
        words = start[8:].split(b"\0")
        settings = dict(zip(words[::2], words[1::2]))
        return settings.get(b"application_name", b"").decode()

    @staticmethod
    def _forward(client, server):
        try:
            while data := client.recv(65536):
                server.sendall(data)
        except OSError:
            pass
        _shut(server)

    def _answers(self, server, client, name):
        buffered, inserted = b"", False
        while data := server.recv(65536):
            buffered += data
            passed = 0
            while len(buffered) - passed >= 5:
                kind, length = buffered[passed:passed + 1], struct.unpack_from("!I", buffered, passed + 1)[0]
                if len(buffered) - passed < 1 + length:
                    break
                said = buffered[passed + 5:passed + 1 + length]
                # The batches of the inbox are committed by their synchronisation point, which ends in "ready for query".
                committed = (kind == b"C" and said == b"COMMIT\0") or (kind == b"Z" and inserted)
                inserted = (kind == b"C" and said.startswith(WRITES.get(name, b"INSERT"))) or (inserted and kind in (b"2", b"C", b"n"))
                if committed and self._cut(name):
                    return
                passed += 1 + length
            client.sendall(buffered[:passed])
            buffered = buffered[passed:]

    def _cut(self, name):
        with self.lock:
            if not self.cutting or name not in POOLS:
                return False
            self.commits[name] = self.commits.get(name, 0) + 1
            if self.random.random() >= CUT and self.commits[name] not in SURELY:
                return False
            self.cuts[name] = self.cuts.get(name, 0) + 1
            return True

    def stop(self):
        self.open = False
        _shut(self.listener)
        self.listener.close()


def _shut(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


class Doubt:
    def __init__(self, made, cutter, sizes):
        self.stage, self.cutter, self.db, self.mercy = made, cutter, made.db, made.mercy
        self.activities, self.posts = sizes
        self.actors = made.actors("poster", CONNECTIONS)

    def r3_commit_outcome_unknown(self):
        work = [(actor, actor.create(f"doubtful {number}", serve=False, **actor.mention(self.mercy, "ann")))
                for number in range(self.activities) for actor in [self.actors[number % CONNECTIONS]]]
        texts = [f"in doubt {number}" for number in range(self.posts)]
        self.cutter.cutting = True
        posters = post_all(self.mercy, work, 180)
        writers = [Writer(self.mercy, "ann", texts[n::4], posters[0].deadline) for n in range(4)]
        for writer in writers:
            writer.start()
        for one in [*posters, *writers]:
            one.join(200)
        self.arrived(work, posters)
        self.posted(texts, writers)
        # Workers hold what they cannot tell the end of until the lease is over.
        self.db.let_leases_pass()
        eventually("commits of workers are cut too", lambda: self.cutter.cuts.get("rounds workers"))
        self.cutter.cutting = False
        self.had_their_effect_once(work)
        print(f"     cut between COMMIT and its answer: {self.cutter.cuts}")
        assert all(self.cutter.cuts.get(name) for name in POOLS), f"some kind of connection was never cut: {self.cutter.cuts}"

    def arrived(self, work, posters):
        said, attempted = acknowledged(posters), [activity["id"] for _, activity in work]
        assert len(said) == len(work), f"only {len(said)} of {len(work)} were taken: {[p.others[-2:] for p in posters]}"
        stored = [row["activity_uri"] for row in self.db.rows("SELECT activity_uri FROM inbox")]
        checkers.check_set(attempted, said, [uri for uri in stored if uri in set(attempted)])
        others = {answer for poster in posters for answer in poster.others}
        assert others and all(status == 503 and retry for status, retry in others), f"other answers: {others}"

    def posted(self, texts, writers):
        acknowledged_texts = {text for writer in writers for text in writer.posted}
        rows = self.db.rows("SELECT source FROM statuses WHERE source LIKE 'in doubt %' AND deleted_at IS NULL")
        checkers.check_set(texts, acknowledged_texts, [row["source"] for row in rows])
        assert len(acknowledged_texts) == len(texts), f"only {len(acknowledged_texts)} of {len(texts)} were taken"
        refusals = [refusal for writer in writers for refusal in writer.refusals]
        assert all(status == 503 and retry for status, retry, _ in refusals), refusals[:5]

    def had_their_effect_once(self, work):
        def settled():
            self.db.let_leases_pass()
            return self.db.value("SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + (SELECT count(*) FROM jobs)") == 0
        eventually("nothing waits", settled, 120, 0.5)
        made = [row["uri"] for row in self.db.rows("SELECT uri FROM statuses WHERE content LIKE '%doubtful %' AND deleted_at IS NULL")]
        checkers.check_total_queue([activity["object"]["id"] for _, activity in work], made, duplicates=False)


def run(report, program, random, quick):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-test-", dir="/var/tmp"))
    os.chmod(folder, 0o755)
    cluster = OwnCluster(folder / "cluster")
    cluster.start()
    cutter = AnswerCutter(cluster.folder / ".s.PGSQL.5432", random.random())
    url = f"host=127.0.0.1 port={cutter.port} user=rounds dbname=postgres sslmode=disable gssencmode=disable"
    try:
        cluster.wait()
        with stage(program, database=cluster, **{"database.url": url}) as made:
            tests = Doubt(made, cutter, (160, 60) if quick else (1000, 400))
            if not report.check("doubt: r3 commit outcome unknown", tests.r3_commit_outcome_unknown):
                print(f"--- {made.mercy.last_log(15)}")
    finally:
        cutter.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
