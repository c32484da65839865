"""The benchmarks. Each takes a Rig and a Table, adds its figures, and measures the limit in the same run as ours."""
import time

from consortium.client import eventually

from .deliveries import deliver_dead_hosts, deliver_fanout
from .inbox import flood, inbox_accept, inbox_cold, inbox_hostile
from .lists import addresses, lists, posts_by_followers
from .rig import Population
from .storage import db_bytes
from .seeds import seed_home
from .streams import post_to_stream, stream_idle


# The newest 20 ids of each followed author, and of these the newest 20: the least that a home timeline can be made from.
NEWEST_OF_EACH = """\\set n random(1, READERS)
SELECT s.id FROM follows f CROSS JOIN LATERAL (
    SELECT p.id FROM statuses p WHERE p.account_id = f.target_account_id AND p.deleted_at IS NULL ORDER BY p.id DESC LIMIT 20) s
WHERE f.account_id = (SELECT account_id FROM bench_readers WHERE n = :n) AND f.accepted_at IS NOT NULL
ORDER BY s.id DESC LIMIT 20;
"""


def home_timeline(rig, table):
    """20 posts of a random person's home timeline, 300 follows, against 58 kB from memory"""
    floor, server = rig.start_floor(), rig.start_server()
    tokens = seed_home(server, readers=rig.size(1000, 20), authors=rig.size(2000, 100), follows=rig.size(300, 30),
                       statuses=rig.size(100_000, 2000))
    server.stop()
    server.start()
    file = rig.folder / "tokens"
    file.write_text("\n".join(tokens) + "\n")
    target = "/api/v1/timelines/home?limit=20"
    check_home(server, tokens[0], target)
    load = ["--concurrency", 32, "--seconds", rig.size(5, 1), "--random"]
    page = ["bench_load", "get", "--base", server.base, "--target", target, "--tokens", file, *load, *server.processes]
    cold = table.figure("home_timeline, first page", "pages/s", "bare query", aim="0.8")
    server.sql("CREATE TABLE bench_readers AS SELECT row_number() OVER () AS n, account_id FROM users; ANALYZE bench_readers")
    bare = server.statements_per_s(NEWEST_OF_EACH.replace("READERS", str(len(tokens))), clients=32, seconds=rig.size(5, 1))
    cold.add(rig.tool("bench_load", "get", "--base", server.base, "--target", target, "--tokens", file, "--concurrency", 32,
                      "--seconds", 120, "--count", len(tokens), *server.processes)["per_s"], bare)
    figure = table.figure("home_timeline c=32", "pages/s", "memory", aim="0.5")
    for _ in range(rig.runs):
        limit = rig.tool("bench_load", "get", "--base", floor.base, "--target", "/tl/mem", *load, "--pid", floor.process.pid)
        ours = rig.tool(*page)
        if ours["accepted"] != ours["answered"]:
            raise RuntimeError(f"not all pages came: {ours}")
        figure.add(ours["per_s"], limit["per_s"], p50_ms=ours["p50_ms"], p99_ms=ours["p99_ms"], cpu_us=ours["cpu_us_per_op"],
                   bytes=ours["mean_body"], floor_bytes=limit["mean_body"], rss_mib=ours["rss_mib"])


def check_home(server, token, target):
    client = server.client().with_token(token)
    page = client.get(target)
    if len(page) != 20 or not page[0]["account"]["acct"].startswith("author"):
        raise RuntimeError(f"the seeded timeline has {len(page)} posts")


def memory(rig, table):
    """Resident memory of the server: idle, and after 100,000 activities"""
    population = Population(rig, actors=64, hosts=8)
    rig.start_sink(population)
    floor, server = rig.start_floor(), rig.start_server()
    reader = server.add_user("reader")
    server.client("reader").get("/api/v1/timelines/home")
    idle = table.figure("memory, idle", "MiB", "floor", aim="< 40 MiB")
    idle.add(server.rss_mib(), floor.rss_mib())
    if rig.smoke:
        return
    loaded = table.figure("memory, 100,000 activities", "MiB")
    for _ in range(5):
        rig.tool("bench_load", "inbox", *population.options(), "--count", 20_000, "--inbox", server.base + "/inbox", "--target",
                 reader["uri"], *server.counting("SELECT count(*) FROM statuses"))
    loaded.add(server.rss_mib())


def restart(rig, table):
    """Start of the program until it answers, with what is stored in place"""
    server = rig.start_server()
    tokens = seed_home(server, readers=rig.size(1000, 20), authors=rig.size(2000, 100), follows=rig.size(300, 30),
                       statuses=rig.size(100_000, 2000))
    alive = table.figure("restart, /livez", "s", aim="< 1 s")
    home = table.figure("restart, home timeline", "s", aim="< 1 s")
    for _ in range(rig.runs):
        server.stop()
        started = time.monotonic()
        server.launch()
        alive.add(first_answer(server, started, "/livez"))
        home.add(first_answer(server, started, "/api/v1/timelines/home?limit=20", tokens[0]))


def first_answer(server, started, path, token=None):
    client = server.client().with_token(token)

    def answered():
        if server.process.poll() is not None:
            raise SystemExit(f"the server ended:\n{server.last_log()}")
        return client.request("GET", path, raw=True)[0] == 200
    eventually(f"{path} answers", answered, 60, 0.005)
    return time.monotonic() - started


ALL = {benchmark.__name__: benchmark for benchmark in (
    inbox_accept, inbox_cold, inbox_hostile, flood, home_timeline, deliver_fanout, deliver_dead_hosts, stream_idle, post_to_stream, memory, db_bytes,
    restart, lists, posts_by_followers, addresses)}
