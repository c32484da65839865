"""What arrives: from known and unknown people, beside attacks, and far more than can be taken."""
import threading

from .rig import Population

STORED = "SELECT count(*) FROM statuses"


def inbox_accept(rig, table):
    """Signed Creates of known actors until each is a row of statuses, against the floor"""
    counts = rig.size(20_000, 300)
    population = Population(rig, actors=64, hosts=8)
    rig.start_sink(population)
    floor, server = rig.start_floor(), rig.start_server()
    reader = server.add_user("reader")
    figures = {c: table.figure(f"inbox_accept c={c}", "stored/s", "floor", aim="0.35") for c in (16, 64)}
    for _ in range(rig.runs):
        for concurrency, figure in figures.items():
            common = [*population.options(), "--count", counts, "--concurrency", concurrency]
            limit = rig.tool("bench_load", "inbox", *common, "--inbox", floor.base + "/inbox", "--target", reader["uri"], *floor.counting,
                             "--pid", floor.process.pid)
            ours = rig.tool("bench_load", "inbox", *common, "--inbox", server.base + "/inbox", "--target", reader["uri"],
                            "--target-name", "@reader", *server.counting(STORED), *server.processes)
            for measured in (limit, ours):
                if measured["accepted"] != counts or measured["stored"] != counts:
                    raise RuntimeError(f"not all of {counts} were accepted and stored: {measured}")
            figure.add(ours["stored_per_s"], limit["stored_per_s"], accepted_per_s=ours["per_s"], p50_ms=ours["p50_ms"],
                       p99_ms=ours["p99_ms"], cpu_us=ours["cpu_us_per_op"], floor_cpu_us=limit["cpu_us_per_op"],
                       rss_mib=ours["rss_mib"])


def inbox_cold(rig, table):
    """First posts of 480 unknown actors on 240 hosts until each is stored, against the floor"""
    actors, hosts = rig.size(480, 12), rig.size(240, 6)
    floor, server = rig.start_floor(), rig.start_server()
    reader = server.add_user("reader")
    figure = table.figure("inbox_cold", "stored/s", "floor", aim="1.0")
    for _ in range(rig.runs):
        # Of other ports, so that nobody has heard of them.
        population = Population(rig, actors=actors, hosts=hosts)
        sink = rig.start_sink(population)
        common = [*population.options(), "--count", actors, "--warm", 0, "--concurrency", 64, "--target", reader["uri"]]
        limit = rig.tool("bench_load", "inbox", *common, "--inbox", floor.base + "/inbox", *floor.counting, "--pid", floor.process.pid)
        ours = rig.tool("bench_load", "inbox", *common, "--inbox", server.base + "/inbox", "--target-name", "@reader",
                        *server.counting(STORED), *server.processes)
        sink.stop()
        for measured in (limit, ours):
            if measured["accepted"] != actors or measured["stored"] != actors:
                raise RuntimeError(f"not all of {actors} were accepted and stored: {measured}")
        figure.add(ours["stored_per_s"], limit["stored_per_s"], accepted_per_s=ours["per_s"], p50_ms=ours["p50_ms"], p99_ms=ours["p99_ms"],
                   cpu_us=ours["cpu_us_per_op"], floor_cpu_us=limit["cpu_us_per_op"])


def inbox_hostile(rig, table):
    """Good activities stored while as many forged ones, repetitions, or bodies of 1 MB come between, against none of them"""
    counts = rig.size(10_000, 200)
    population = Population(rig, actors=64, hosts=8)
    rig.start_sink(population)
    server = rig.start_server()
    reader = server.add_user("reader")

    def load(beside):
        measured = rig.tool("bench_load", "inbox", *population.options(), "--count", counts, "--concurrency", 16, "--beside", beside, "--inbox",
                            server.base + "/inbox", "--target", reader["uri"], "--target-name", "@reader", *server.counting(STORED), *server.processes)
        if measured["stored"] != counts:
            raise RuntimeError(f"not all of {counts} were stored beside {beside}: {measured}")
        return measured
    figures = {beside: table.figure(f"inbox_hostile, {beside}", "stored/s", "clean", aim="0.6") for beside in ("forged", "duplicates", "large")}
    growth = table.figure("inbox_hostile, memory", "MiB", "after clean", aim="1.1")
    load("nothing")
    for _ in range(rig.runs):
        clean, before = load("nothing"), server.rss_mib()
        for beside, figure in figures.items():
            ours = load(beside)
            check_statuses(ours, counts, beside)
            figure.add(ours["stored_per_s"], clean["stored_per_s"], answered_per_s=ours["per_s"], p99_ms=ours["p99_ms"])
        growth.add(server.rss_mib(), before)


def check_statuses(measured, counts, beside):
    """Each forged request was refused, each repetition taken."""
    taken, refused = measured["accepted"], measured["statuses"].get("401", 0)
    wanted = {"forged": (counts, counts), "duplicates": (2 * counts, 0), "large": (counts, -(-counts // 50))}[beside]
    if (taken, refused) != wanted:
        raise RuntimeError(f"beside {beside}: taken and refused {taken, refused} instead of {wanted}: {measured}")


def flood(rig, table):
    """A minute of ten times the connections that fill the server: its memory, and what people feel of it"""
    population = Population(rig, actors=64, hosts=8)
    rig.start_sink(population)
    server = rig.start_server()
    reader = server.add_user("reader")
    client = server.client("reader")
    client.post("/api/v1/statuses", status="Is this still answered?")
    usual = ["bench_load", "inbox", *population.options(), "--inbox", server.base + "/inbox", "--target", reader["uri"], "--target-name", "@reader"]
    rig.tool(*usual, "--count", rig.size(5000, 100), "--concurrency", 64, *server.counting(STORED))
    before, seconds = server.rss_mib(), rig.size(60, 3)
    memory = table.figure("flood, memory at most", "MiB", "before", aim="< 2")
    calm = table.figure("flood, home timeline p99", "ms", aim="< 300 ms")
    for _ in range(min(rig.runs, 2)):
        with Watched(server) as watched:
            asking = threading.Thread(target=watched.ask, args=(rig, reader["token"], seconds))
            asking.start()
            ours = rig.tool(*usual, "--count", rig.size(40_000, 300), "--concurrency", 640, "--seconds", seconds, "--cycle", *server.processes)
            asking.join()
        strange = set(ours["statuses"]) - {"202", "429", "503"}
        if strange or ours["broken"] > ours["answered"] / 100:
            raise RuntimeError(f"the flood was answered oddly: {ours}")
        memory.add(watched.peak, before, answered_per_s=ours["per_s"], taken=ours["statuses"].get("202", 0), p99_ms=ours["p99_ms"],
                   refused=ours["answered"] - ours["accepted"])
        calm.add(watched.answers["p99_ms"], p50_ms=watched.answers["p50_ms"], answered=watched.answers["answered"])


class Watched:
    """The memory of the server at its most, and the answers that one person gets meanwhile."""

    def __init__(self, server):
        self.server, self.peak, self.answers = server, 0, None
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()

    def _look(self):
        while not self.ending.wait(0.1):
            self.peak = max(self.peak, self.server.rss_mib())

    def ask(self, rig, token, seconds):
        tokens = rig.folder / "reader-token"
        tokens.write_text(token + "\n")
        self.answers = rig.tool("bench_load", "get", "--base", self.server.base, "--target", "/api/v1/timelines/home?limit=20", "--tokens", tokens,
                                "--concurrency", 1, "--seconds", seconds)
