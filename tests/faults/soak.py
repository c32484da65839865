"""R23: what grows under a load that does not. `tests/faults/soak` starts it."""
import argparse
import http.client
import pathlib
import random
import socket
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE)]
import toolbox  # noqa: E402
from load import stage  # noqa: E402

EVERY = 5  # seconds between samples
WARM_UP = 1 / 3  # of the time: caches fill, pools open
# By how much the trend over the measured time may rise, as a share of the mean and at least so much.
BOUNDS = {"memory": (0.10, 24.0, "MB"), "files": (0.10, 24, "open files"), "dead rows": (1.0, 20_000, "rows"), "queue": (0.5, 300, "jobs"),
          "connections": (0.2, 5, "of PostgreSQL")}


def words(rng):
    """A text of its own without digits, which the privacy guard might take for somebody's number."""
    return " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(3))


class Worker(threading.Thread):
    """One who does a thing again and again; what fails is counted."""

    def __init__(self, stop, pause, step):
        super().__init__(daemon=True)
        self.stop, self.pause, self.step, self.done, self.failed = stop, pause, step, 0, []

    def run(self):
        while not self.stop.is_set():
            try:
                self.step()
                self.done += 1
            except (OSError, http.client.HTTPException, toolbox.ApiError, AssertionError) as error:
                self.failed.append(repr(error)[:200])
            self.stop.wait(self.pause)


class Soak:
    def __init__(self, made, rng):
        self.made, self.rng, self.stop = made, rng, threading.Event()
        self.samples = {name: [] for name in BOUNDS}

    def poster(self, user):
        client, own = self.made.mercy.client(user), []

        def step():
            status = client.post("/api/v1/statuses", status=f"soak {words(self.rng)}", visibility=self.rng.choice(["public", "unlisted", "private"]))
            own.append(status["id"])
            if len(own) > 50:
                client.call("DELETE", f"/api/v1/statuses/{own.pop(0)}")
            client.post(f"/api/v1/statuses/{own[-1]}/favourite")
        return step

    def reader(self, user):
        client = self.made.mercy.client(user)

        def step():
            for path in ("/api/v1/timelines/home", "/api/v1/timelines/public?limit=40", "/api/v1/notifications", "/api/v2/instance"):
                assert client.request("GET", path)[0] == 200, path
            assert self.made.mercy.client().request("GET", "/@ann", headers={"Accept": "text/html"}, raw=True)[0] == 200
        return step

    def peer(self, actor):
        def step():
            note = actor.create(f"from elsewhere {words(self.rng)}", **actor.mention(self.made.mercy, "ann"))
            status, _, body = actor.post(self.made.mercy, note)
            assert status == 202, (status, body)
        return step

    def listener(self, user):
        """A stream that is opened, read for a while and left."""
        instance = self.made.mercy
        token = instance.users[user]["token"]

        def step():
            with socket.create_connection((instance.host, instance.port), 30) as connection:
                connection.sendall(f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {instance.domain}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
                connection.settimeout(30)
                assert b" 200 " in connection.recv(4096)
        return step

    def sample(self):
        process = pathlib.Path(f"/proc/{self.made.mercy.process.pid}")
        rss = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS"))
        values = {"memory": int(rss.split()[1]) / 1024, "files": len(list((process / "fd").iterdir())),
                  "dead rows": self.made.db.value("SELECT coalesce(sum(n_dead_tup), 0)::bigint AS n FROM pg_stat_user_tables"),
                  "queue": self.made.db.value("SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + (SELECT count(*) FROM jobs) + "
                                              "(SELECT count(*) FROM deliveries WHERE state = 'waiting') AS n"),
                  "connections": self.made.db.value("SELECT count(*) AS n FROM pg_stat_activity WHERE datname IS NOT NULL")}
        for name, value in values.items():
            self.samples[name].append((time.monotonic(), float(value)))

    def run(self, minutes):
        mercy = self.made.mercy
        for number in range(4):
            mercy.add_user(f"u{number}")
            mercy.client(f"u{number}").post(f"/api/v1/accounts/{mercy.users['ann']['id']}/follow")
        actors = self.made.actors("soaker", 3)
        workers = [Worker(self.stop, 0.1, self.poster("ann")), Worker(self.stop, 0.3, self.poster("u0")), Worker(self.stop, 0.2, self.reader("u1")),
                   Worker(self.stop, 0.2, self.reader("ann")), Worker(self.stop, 1.0, self.listener("u2")),
                   *(Worker(self.stop, 0.2, self.peer(actor)) for actor in actors)]
        for worker in workers:
            worker.start()
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            self.stop.wait(EVERY)
            self.sample()
        self.stop.set()
        for worker in workers:
            worker.join(60)
        failed = [one for worker in workers for one in worker.failed]
        done = sum(worker.done for worker in workers)
        print(f"     {done} rounds of work in {minutes:g} min, {len(failed)} failed {failed[:2]}", flush=True)
        assert done > minutes * 60 and len(failed) <= done / 1000, (done, failed[:5])


def trend(samples):
    """(mean, rise of the fitted line from the first to the last sample), after the warm-up."""
    used = samples[int(len(samples) * WARM_UP):]
    times, values = [time for time, _ in used], [value for _, value in used]
    mean_time, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - mean_time) ** 2 for time in times)
    slope = sum((time - mean_time) * (value - mean) for time, value in used) / spread
    return mean, slope * (times[-1] - times[0])


def flat(name, samples):
    share, least, unit = BOUNDS[name]
    mean, rise = trend(samples)
    print(f"     {name}: mean {mean:.1f} {unit}, trend {rise:+.1f} over the time", flush=True)
    bound = max(share * mean, least)
    assert rise <= bound, f"{name} grows by {rise:.1f} {unit}, more than {bound:.1f}"


def trend_notices():
    """A leak of a hundredth of the mean with each sample is one."""
    leaking = [(float(n), 100.0 + n) for n in range(90)]
    steady = [(float(n), 100.0 + (n % 7)) for n in range(90)]
    assert trend(leaking)[1] > 50 and abs(trend(steady)[1]) < 3, (trend(leaking), trend(steady))


def main():
    parser = argparse.ArgumentParser(prog="tests/faults/soak")
    parser.add_argument("--program", default=str(toolbox.ROOT / "build/release/rounds"))
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    report = toolbox.Report()
    report.check("soak: a leak would be noticed", trend_notices)
    with stage(pathlib.Path(options.program).resolve()) as made:
        soak = Soak(made, random.Random(options.seed))
        if report.check("soak: the load is done", lambda: soak.run(options.minutes)):
            for name, samples in soak.samples.items():
                report.check(f"soak: {name} stay flat" if name.endswith("s") else f"soak: {name} stays flat", lambda name=name, samples=samples: flat(name, samples))
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
