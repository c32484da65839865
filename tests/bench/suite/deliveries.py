"""What leaves: one post to many servers, some of which are dead."""
import time

from consortium.client import Client, eventually

from .rig import Population

FOLLOWS = "SELECT count(*) FROM follows WHERE accepted_at IS NOT NULL"


class Followers:
    """People on many hosts who follow one author, each host with an open connection."""

    def __init__(self, rig, actors, hosts):
        self.population = Population(rig, actors=actors, hosts=hosts)
        rig.start_sink(self.population)
        self.server = rig.start_server()
        author = self.server.add_user("author")
        rig.tool("bench_load", "follow", *self.population.options(), "--count", actors, "--warm", 0, "--concurrency", 4,
                 "--inbox", self.server.base + "/inbox", "--target", author["uri"], *self.server.counting(FOLLOWS))
        follows = int(self.server.sql(FOLLOWS))
        if follows != actors:
            raise RuntimeError(f"{follows} of {actors} followers")
        self.sink = Client(f"http://127.0.0.1:{self.population.port}")
        # Every follow is accepted, and a first post opens a connection to each host.
        eventually("the Accepts arrived", lambda: self.sink.get("/__stats")["posts"] >= actors, 120)
        self.fan_out(hosts)

    def fan_out(self, wanted, posts=1):
        """Seconds from the first post until the last host that works has all."""
        client = self.server.client("author")
        self.sink.get("/__reset")
        started = time.monotonic()
        for n in range(posts):
            client.post("/api/v1/statuses", status=f"Post {n} to everybody, {started}")
        eventually("all deliveries", lambda: self.sink.get("/__stats")["posts"] >= wanted, 120, 0.05)
        arrived = self.sink.get("/__stats")
        if arrived["posts"] != wanted:
            raise RuntimeError(f"{arrived['posts']} deliveries instead of {wanted}")
        return arrived["last_at"] - started


def deliver_fanout(rig, table):
    """Posts to 480 followers on 240 hosts over kept-alive connections, against signing alone"""
    hosts, posts = rig.size(240, 6), rig.size(10, 2)
    followers = Followers(rig, rig.size(480, 12), hosts)
    figure = table.figure("deliver_fanout", "deliveries/s", "signatures/s", aim="0.5")
    for _ in range(rig.runs):
        limit = rig.tool("bench_sign", "--threads", 2, "--seconds", rig.size(3, 1))["per_s"]
        before = followers.server.cpu_seconds()
        rate = posts * hosts / followers.fan_out(posts * hosts, posts)
        after = followers.server.cpu_seconds()
        cpu, database = ((then - now) * 1e6 / (posts * hosts) for now, then in zip(before, after))
        figure.add(rate, limit, posts=posts, hosts=hosts, cpu_us=cpu, database_cpu_us=database)


def deliver_dead_hosts(rig, table):
    """The same while 10 % of the hosts never answer and 10 % answer 500: the time of the others, against all healthy"""
    hosts, posts = rig.size(240, 20), rig.size(10, 2)
    followers = Followers(rig, 2 * hosts, hosts)
    dead = hosts // 10
    working = hosts - 2 * dead
    figure = table.figure("deliver_dead_hosts", "s", "all healthy", aim="<= 1.1")
    for _ in range(rig.runs):
        healthy = followers.fan_out(posts * hosts, posts)
        followers.sink.get(f"/__break?{dead}&{dead}")
        sick = followers.fan_out(posts * working, posts)
        in_vain = followers.sink.get("/__stats")["in_vain"]
        if in_vain == 0:
            raise RuntimeError("nothing was sent to the hosts that do not work")
        figure.add(sick, healthy, working=working, in_vain=in_vain, healthy_per_s=posts * hosts / healthy, per_s=posts * working / sick)
        mend(followers)


def mend(followers):
    """All hosts work again, and what waits for them is forgotten: the next run begins like the first."""
    server = followers.server
    server.sql("DELETE FROM deliveries WHERE state <> 'done'; "
               "UPDATE peers SET breaker = 'closed', failures = 0, retry_at = NULL, failing_since = NULL")
    # What it holds in memory goes with it, to hosts that are still broken.
    server.stop()
    server.start()
    followers.sink.get("/__break?0&0")
    followers.fan_out(followers.population.hosts)
