"""Benchmarks of streaming."""
import resource


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
    """From the answer to a post until its event is on a follower's WebSocket"""
    server = rig.start_server()
    author, reader = server.add_user("author"), server.add_user("reader")
    client = server.client("reader")
    client.post(f"/api/v1/accounts/{server.client('author').get('/api/v1/accounts/verify_credentials')['id']}/follow")
    figure = table.figure("post_to_stream, p50", "ms", aim="p99 <= 10 ms")
    for _ in range(rig.runs):
        took = rig.tool("bench_load", "events", "--base", server.base, "--count", rig.size(500, 10), "--author", author["token"],
                        "--token", reader["token"])
        figure.add(took["p50_ms"], p99_ms=took["p99_ms"], worst_ms=took["worst_ms"])


def allow_many_files():
    """Programs started from here inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
