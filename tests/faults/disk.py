"""R2: a disk that fails, and settings that would lose acknowledged posts in a crash."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import checkers
from load import CONNECTIONS, acknowledged, eventually, post_all, stage
from postgres import OwnCluster
from toolbox import free_port

ACTIVITIES = 400
FAILS = 60  # one sync in so many
HERE = pathlib.Path(__file__).resolve().parent
WRONG = ("fsync", "synchronous_commit", "full_page_writes")


class Disk:
    def __init__(self, program, folder, random):
        self.program, self.folder, self.random = program, folder, random
        self.cluster = OwnCluster(folder / "cluster")

    def refuses_unsafe_settings(self):
        for wrong in WRONG:
            self.cluster.start({wrong: "off"})
            self.cluster.wait()
            try:
                code, lines = self.serve()
            finally:
                self.cluster.stop()
            assert code not in (0, None) and [line for line in lines if wrong in line], f"{wrong} = off: exit {code}: {lines}"

    def serve(self):
        """(exit code, what it printed) of a server on the cluster, which is expected to end by itself."""
        file = self.folder / "rounds.toml"
        file.write_text(f'[instance]\ndomain = "rounds.example"\n[paths]\ndata = "{self.folder}/refused"\n'
                        f'[http]\nport = {free_port()}\n[database]\nurl = "{self.cluster.url}"\n')
        process = subprocess.Popen([str(self.program), "--config", str(file), "serve"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            output, _ = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            return None, output.splitlines()
        return process.returncode, output.splitlines()

    def r2_fsync_errors(self):
        """One fsync or fdatasync in sixty fails. PostgreSQL must stop rather than go on (data_sync_retry = off), and what was
        acknowledged before is there when the disk is well again."""
        self.cluster.start()
        self.cluster.wait()
        with stage(self.program, database=self.cluster, **{"database.url": self.cluster.url}) as made:
            actors = made.actors("poster", CONNECTIONS)
            work = [(actor, actor.create(f"disk {number}", serve=False, **actor.mention(made.mercy, "ann")))
                    for number in range(ACTIVITIES) for actor in [actors[number % CONNECTIONS]]]
            attempted = {activity["id"] for _, activity in work}
            self.cluster.stop()
            said, others = self.post_while_failing(made, work)
            checkers.check_set(attempted, said, self.stored(attempted))
            assert all(status == 503 and retry for status, retry in others), others
            eventually("ready again", lambda: made.mercy.client().request("GET", "/readyz")[0] == 200)
            rest = post_all(made.mercy, [(actor, activity) for actor, activity in work if activity["id"] not in set(said)], 30)
            for poster in rest:
                poster.join(30)
            checkers.check_set(attempted, attempted, self.stored(attempted))

    def post_while_failing(self, made, work):
        """(what was acknowledged, other answers); the disk is well again at the end."""
        self.start_failing()
        posters, restarts = post_all(made.mercy, work, 40), 0
        while any(poster.is_alive() for poster in posters):
            if not self.cluster.running:
                restarts += 1
                self.start_failing()
            for poster in posters:
                poster.join(0.05)
        panics = self.cluster.log().count("PANIC")
        self.cluster.stop()
        self.cluster.start()
        self.cluster.wait()
        said = acknowledged(posters)
        print(f"     {panics} panics, {restarts} restarts, {len(said)} of {ACTIVITIES} acknowledged meanwhile")
        assert panics > 0, "no fsync failed: the test proved nothing"
        return said, {answer for poster in posters for answer in poster.others}

    def start_failing(self):
        """Debian's libfiu (1.1) crashes PostgreSQL before its first line, hence a preloaded library of our own."""
        library, flag = self.folder / "failing_sync.so", self.folder / "disk-fails"
        if not library.exists():
            subprocess.run(["clang-19", "-O1", "-shared", "-fPIC", "-o", str(library), str(HERE / "failing_sync.c")], check=True)
        flag.touch()
        self.cluster.start(env={"LD_PRELOAD": str(library), "ROUNDS_TEST_SYNC_FLAG": str(flag), "ROUNDS_TEST_SYNC_FAILS": str(FAILS)})
        eventually("PostgreSQL answers or ends", lambda: self.cluster.answers() or not self.cluster.running, 60, 0.02)

    def stored(self, attempted):
        return [row["activity_uri"] for row in self.cluster.rows("SELECT activity_uri FROM inbox") if row["activity_uri"] in attempted]


def run(report, program, random, quick):  # noqa: ARG001 - all groups are called alike
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-test-", dir="/var/tmp"))
    os.chmod(folder, 0o755)
    disk = Disk(program, folder, random)
    try:
        report.check("disk: refuses unsafe settings", disk.refuses_unsafe_settings)
        started = time.monotonic()
        report.check("disk: r2 fsync errors", disk.r2_fsync_errors)
        print(f"     ({time.monotonic() - started:.0f} s)")
    finally:
        disk.cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
