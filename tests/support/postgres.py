"""A PostgreSQL of the test's own, for settings and faults that a private cluster does not have."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess

from database import Sql, as_postgres, pg_program
from toolbox import eventually


class OwnCluster(Sql):
    """initdb in `folder`, or a copy of a running cluster; start(...) with settings and environment."""

    def __init__(self, folder, copy_of=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.data, self.process = self.folder / "data", None
        if copy_of:
            self._run(pg_program("pg_basebackup"), "-D", str(self.data), "-h", str(copy_of.folder), "-U", "rounds", "-c", "fast", "-X", "stream", "-R")
        else:
            self._run(pg_program("initdb"), "-D", str(self.data), "-U", "rounds", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.name, self.socket_folder = "postgres", str(self.folder)
        self.url = f"host={self.folder} port=5432 user=rounds dbname=postgres"

    def _run(self, *command):
        subprocess.run(as_postgres(*command), check=True, capture_output=True)

    def start(self, settings=None, env=None):
        given = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "max_connections": "80", **(settings or {})}
        words = [word for key, value in given.items() for word in ("-c", f"{key}={value}")]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(as_postgres(pg_program("postgres"), "-D", str(self.data), *words), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env={**os.environ, **(env or {})}, cwd=self.folder)

    def answers(self):
        return subprocess.run([pg_program("pg_isready"), "-q", "-h", str(self.folder)], check=False).returncode == 0

    def wait(self, seconds=60):
        eventually("PostgreSQL answers", self.answers, seconds)
        return self

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """An immediate shutdown: no last checkpoint."""
        if self.data.joinpath("postmaster.pid").exists():
            subprocess.run(as_postgres(pg_program("pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop"), capture_output=True)
        if self.process:
            self.process.wait(30)

    def lose(self):
        """The machine is gone: the postmaster and all that it started, at once."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        for pid in (self.process.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(60)

    def promote(self):
        self._run(pg_program("pg_ctl"), "-D", str(self.data), "-w", "promote")

    def log(self):
        return (self.folder / "log").read_text(errors="replace")


def standby_of(primary, folder):
    """A synchronous standby of a running cluster, which commits nothing without it from now on."""
    standby = OwnCluster(folder, copy_of=primary)
    standby.start({"cluster_name": "standby"})
    standby.wait()
    primary.run("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    primary.run("SELECT pg_reload_conf()")
    eventually("the standby is synchronous", lambda: primary.value("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1)
    return standby
