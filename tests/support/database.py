"""Looks into the private database of an instance, over its socket."""
import json
import pathlib
import subprocess


class Database:
    """Of one instance that has no database.url of its own."""

    def __init__(self, instance):
        self.folder = pathlib.Path(instance.values["paths.data"]) / "postgresql"

    def _postmaster(self):
        file = next(self.folder.rglob("postmaster.pid"))
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

    def rows(self, sql, **values):
        """The rows as dictionaries. `values` are quoted and stand in the text as :'name'."""
        wrapped = f"SELECT coalesce(json_agg(r), '[]') FROM ({sql}) AS r"
        return json.loads(self.run(wrapped, **values))

    def value(self, sql, **values):
        """The one column of the one row."""
        rows = self.rows(sql, **values)
        return next(iter(rows[0].values())) if rows else None

    def run(self, sql, **values):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.socket_folder, "-U", "rounds", "-d", "rounds"]
        for name, value in values.items():
            command += ["-v", f"{name}={value}"]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise OSError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()
