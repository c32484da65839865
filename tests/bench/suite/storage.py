"""What is kept of what arrives."""
import subprocess

from .inbox import STORED
from .rig import Population

# Tables with their indexes and long values, after dead rows are cleared away.
BYTES = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace " \
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'm')"


def db_bytes(rig, table):
    """Bytes in the database for each stored activity, against the five tables of the floor"""
    counts = rig.size(20_000, 300)
    population = Population(rig, actors=64, hosts=8)
    rig.start_sink(population)
    floor, server = rig.start_floor(), rig.start_server()
    reader = server.add_user("reader")
    figure = table.figure("db_bytes", "B/activity", "floor", aim="<= 1.2")
    common = ["bench_load", "inbox", *population.options(), "--count", counts, "--target", reader["uri"], "--target-name", "@reader"]
    for again in range(2):
        grown = []
        for one, url, counting in ((server, server.database, server.counting(STORED)), (floor, floor.ready["count_url"], floor.counting)):
            before = size(url)
            rig.tool(*common, "--inbox", one.base + "/inbox", *counting)
            grown.append((size(url) - before) / counts)
        # The first time the queues grow to a size in which they then stay: their rows are emptied and used again.
        if again:
            figure.add(*grown)
    biggest(server, 2 * counts)


def size(url):
    """VACUUM has a session of its own: it takes no part in a transaction."""
    psql(url, "VACUUM ANALYZE")
    return int(psql(url, BYTES))


def psql(url, text):
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", text], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def biggest(server, counts):
    """Where the bytes are."""
    rows = server.sql("SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r' "
                      "AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT 8").splitlines()
    for name, whole, indexes in (row.split("|") for row in rows):
        print(f"       {name}: {int(whole) // counts} B/activity, {int(indexes) // counts} of them indexes", flush=True)
