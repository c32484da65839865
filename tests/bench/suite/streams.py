"""Benchmarks of streaming."""
import resource

from .rig import Population


def stream_idle(rig, table):
    """Memory of an open WebSocket that nothing happens on, against a bare one of Beast"""
    allow_many_files()
    sockets = rig.size(5000, 50)
    many = {f"streaming.{name}": 10_000 for name in ("sockets", "sockets_per_account")}
    floor, server = rig.start_floor(), rig.start_server(**many, **{"http.connections": 20_000})
    reader = server.add_user("reader")
    figure = table.figure("stream_idle", "B/socket", "Beast", aim="<= 1.5")
    for _ in range(rig.runs):
        common = ["bench_load", "sockets", "--count", sockets]
        limit = rig.tool(*common, "--base", floor.base, "--target", "/socket", "--pid", floor.process.pid)
        ours = rig.tool(*common, "--base", server.base, "--token", reader["token"], "--pid", server.process.pid)
        figure.add(max(1, ours["bytes_each"]), max(1, limit["bytes_each"]), per_s=ours["per_s"], floor_per_s=limit["per_s"],
                   rss_mib=ours["rss_mib"])
        # What the allocator keeps would be reused: the next run must grow again to be measured.
        server.stop()
        server.start()
        floor.stop()
        floor = rig.start_floor()


def post_to_stream(rig, table):
    """From the answer to a post until its event is on a follower's WebSocket, against one delivery to the floor"""
    allow_many_files()
    idle = rig.size(1000, 10)
    population = Population(rig, actors=8, hosts=2)
    rig.start_sink(population)
    floor = rig.start_floor()
    server = rig.start_server(**{"streaming.sockets_per_account": 10_000})
    author, reader, other = (server.add_user(name) for name in ("author", "reader", "other"))
    client = server.client("reader")
    client.post(f"/api/v1/accounts/{author['id']}/follow")
    figure = table.figure("post_to_stream, p50", "ms", "one delivery", aim="<= 3; p99 <= 10 ms")
    for _ in range(rig.runs):
        limit = rig.tool("bench_load", "inbox", *population.options(), "--count", rig.size(2000, 20), "--concurrency", 1,
                         "--inbox", floor.base + "/inbox", "--target", reader["uri"], *floor.counting)
        took = rig.tool("bench_load", "events", "--base", server.base, "--count", rig.size(500, 10), "--author", author["token"],
                        "--token", reader["token"], "--idle", idle, "--idle-token", other["token"])
        figure.add(took["p50_ms"], limit["p50_ms"], p99_ms=took["p99_ms"], worst_ms=took["worst_ms"])


def allow_many_files():
    """Programs started from here inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
