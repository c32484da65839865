"""Starts what a benchmark needs - the server, the floor, the sink - and stops it at the end."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

from consortium.instance import Instance, free_port, make_names_resolve

HOST = "bench.localhost"
LIMITS = ("api_per_5min", "media_per_30min", "deletes_per_30min", "apps_per_5min", "logins_per_5min", "inbox_per_5min",
          "pages_per_5min")


class Rig:
    """A folder, programs that run, and the sizes of a real run or of a smoke test. `with` cleans up."""

    def __init__(self, program, *, smoke, runs):
        self.program = pathlib.Path(program).resolve()
        self.smoke, self.runs = smoke, runs
        self.keys = pathlib.Path("/var/tmp/rounds-bench-keys")
        self.folder, self.children, self.instances = None, [], []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-bench-", dir="/var/tmp"))
        os.chmod(self.folder, 0o755)
        return self

    def __exit__(self, failure, *_):
        for instance in self.instances:
            if failure is not None:
                print(f"--- {instance.name}\n{instance.last_log(30)}")
            instance.stop()
        for child in self.children:
            child.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def size(self, real, smoke):
        return smoke if self.smoke else real

    def tool(self, name, *arguments, timeout=900):
        """Runs a load program to its end; the figures it prints."""
        done = subprocess.run([str(self.program.parent / name), *map(str, arguments)], capture_output=True, text=True, timeout=timeout)
        if done.returncode != 0:
            raise RuntimeError(f"{name} {arguments[0] if arguments else ''}: {done.stderr.strip() or done.stdout.strip()}")
        return json.loads(done.stdout)

    def start_tool(self, name, *arguments):
        child = Child(self.program.parent / name, arguments, self.folder / f"{name}-{len(self.children)}.log")
        self.children.append(child)
        return child

    def start_sink(self, population):
        return self.start_tool("bench_sink", *population.options())

    def start_floor(self):
        port = free_port()
        folder = self.folder / f"floor-{len(self.children)}"
        floor = self.start_tool("bench_floor", "--folder", folder, "--port", port)
        floor.base = f"http://127.0.0.1:{port}"
        floor.counting = ["--count-url", floor.ready["count_url"], "--count-sql", floor.ready["count_sql"]]
        return floor

    def start_server(self, **settings):
        """Plain http on loopback, open federation, no rate limits in the way; everything else as by default."""
        make_names_resolve([HOST])
        values = {"federation.authorized_fetch": False, **{f"limits.{name}": 1_000_000_000 for name in LIMITS}, **settings}
        folder = self.folder / f"server-{len(self.instances)}"
        instance = Server(self.program, folder, "bench", free_port(), scheme="http", host=HOST, mode="open", settings=values)
        self.instances.append(instance)
        return instance.start()


class Server(Instance):
    """An instance whose database and processes are looked at from outside."""

    @property
    def database(self):
        """Connection string of the private database."""
        folder = self.folder / "data" / "postgresql"
        socket = (folder / "data" / "postmaster.pid").read_text().splitlines()[4]
        return f"host={socket} port=5432 user=rounds dbname=rounds"

    @property
    def postmaster(self):
        return int((self.folder / "data" / "postgresql" / "data" / "postmaster.pid").read_text().split()[0])

    @property
    def processes(self):
        """--pid options: the server and its PostgreSQL."""
        return ["--pid", self.process.pid, "--pid", self.postmaster]

    def cpu_seconds(self):
        """Of the server, and of its PostgreSQL."""
        ours, database = cpu_seconds(self.process.pid), cpu_seconds(self.postmaster)
        return (ours - database if self.owns_postmaster() else ours), database

    def owns_postmaster(self):
        """Whether PostgreSQL runs as a child of the server, whose time then has that of PostgreSQL in it."""
        stat = pathlib.Path(f"/proc/{self.postmaster}/stat").read_text().rpartition(")")[2].split()
        return int(stat[1]) == self.process.pid

    def sql(self, text, **variables):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.database]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def counting(self, sql):
        return ["--count-url", self.database, "--count-sql", sql]

    def statements_per_s(self, sql, *, clients, seconds):
        """How often PostgreSQL alone answers a statement (pgbench, prepared). `sql` may begin with pgbench's own commands."""
        script = self.folder / "statement.sql"
        script.write_text(sql)
        command = [newest_pgbench(), "-n", "-M", "prepared", "-c", clients, "-j", 2, "-T", seconds, "-f", script, self.database]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
        if done.returncode != 0 or not found:
            raise RuntimeError(f"pgbench: {done.stderr.strip() or done.stdout.strip()}")
        return float(found.group(1))

    def rss_mib(self):
        """Of the server itself; what PostgreSQL's processes share would be counted many times."""
        return rss_mib(self.process)


def newest_pgbench():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("pgbench is missing: it is part of Debian's package postgresql")
    return found[-1]


def cpu_seconds(pid):
    """Processor time of a process and its descendants until now. proc(5): parent, utime, stime of /proc/PID/stat."""
    parents, ticks = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended while we look
            parents[int(entry.name)], ticks[int(entry.name)] = int(fields[1]), int(fields[11]) + int(fields[12])

    def below(one):
        while one > 1 and one != pid:
            one = parents.get(one, 0)
        return one == pid
    return sum(count for one, count in ticks.items() if below(one)) / os.sysconf("SC_CLK_TCK")


class Population:
    """Remote actors. Numbers, so that the sink and the load program mean the same people."""

    def __init__(self, rig, *, actors, hosts, distinct_keys=64):
        self.rig, self.actors, self.hosts = rig, actors, hosts
        self.distinct_keys, self.port = distinct_keys, free_port()

    def options(self):
        return ["--keys", self.rig.keys, "--actors", self.actors, "--hosts", self.hosts, "--distinct-keys", self.distinct_keys,
                "--actor-port", self.port]


class Child:
    """A program that prints one JSON line when it is ready and ends on SIGTERM."""

    def __init__(self, program, arguments, log):
        self.log = log
        with open(log, "wb") as errors:
            self.process = subprocess.Popen([str(program), *map(str, arguments)], stdout=subprocess.PIPE, stderr=errors,
                                            stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{program.name} did not start: {log.read_text().strip()}")
        self.ready = json.loads(line)

    def rss_mib(self):
        return rss_mib(self.process)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


def rss_mib(process):
    """Resident memory of a running child."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the process has ended")
