"""Looks into the private database of an instance, over its socket."""
import json
import os
import pathlib
import re
import signal
import subprocess

from toolbox import eventually


def pg_program(name):
    """A program of the newest PostgreSQL that is installed."""
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))
    return str(folders[-1] / name)


def as_postgres(*command):
    """PostgreSQL refuses to run as root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command] if os.geteuid() == 0 else list(command)


class Sql:
    """Questions to a database by psql. Subclasses have `socket_folder` and `name`."""

    name = "rounds"

    def rows(self, sql, **values):
        """The rows as dictionaries. `values` are quoted and stand in the text as :'name'."""
        wrapped = f"SELECT coalesce(json_agg(r), '[]') FROM ({sql}) AS r"
        return json.loads(self.run(wrapped, **values))

    def value(self, sql, **values):
        """The one column of the one row."""
        rows = self.rows(sql, **values)
        return next(iter(rows[0].values())) if rows else None

    def run(self, sql, **values):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.socket_folder, "-U", "rounds", "-d", self.name]
        for name, value in values.items():
            command += ["-v", f"{name}={value}"]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise OSError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def let_leases_pass(self):
        """What two minutes do: whoever held work holds it no more."""
        for table in ("inbox_leases", "delivery_leases"):
            self.run(f"UPDATE {table} SET ends_at = now() - interval '1 second'")
        self.run("UPDATE jobs SET lease_until = now() - interval '1 second', run_at = least(run_at, now()) WHERE lease_until > now()")


class Database(Sql):
    """Of one instance that has no database.url of its own."""

    def __init__(self, instance):
        self.folder = pathlib.Path(instance.values["paths.data"]) / "postgresql"

    def _postmaster(self):
        file = next(self.folder.rglob("postmaster.pid"), None)
        if file is None:
            raise FileNotFoundError(f"no PostgreSQL runs in {self.folder}")
        return file.read_text().splitlines()

    @property
    def pid(self):
        """Process id of the postmaster."""
        return int(self._postmaster()[0])

    @property
    def data_folder(self):
        """PGDATA."""
        return pathlib.Path(self._postmaster()[1])

    @property
    def socket_folder(self):
        return self._postmaster()[4]

    def stop(self, mode="immediate"):
        """As pg_ctl stop; `immediate` is a crash of all processes at once. The instance is expected to start it again, maybe before
        pg_ctl would have looked whether it is gone: it would wait for the end of the new one."""
        pid = self.pid
        os.kill(pid, {"immediate": signal.SIGQUIT, "fast": signal.SIGINT, "smart": signal.SIGTERM}[mode])
        eventually("the postmaster ends", lambda: not pathlib.Path(f"/proc/{pid}").exists(), 60, 0.01)

    def kill(self):
        """kill -9 of the postmaster; its children notice by themselves."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait(self, but_not=None, seconds=60):
        """Until it answers, by another postmaster than `but_not`."""
        eventually("PostgreSQL answers", lambda: self.pid != but_not and self.value("SELECT 1") == 1, seconds)
