"""Three instances whose people write, change and delete while servers are killed and connections reset: in the end all hold the same.

Every instance listens behind a proxy of ours, which is what the others reach. The seed is printed; ROUNDS_SEED repeats a run."""
import http.client
import os
import random
import select
import socket
import struct
import threading
import time

from database import Database
from toolbox import ApiError, consortium, eventually, free_port

NAMES = ("mercy", "stluke", "oncosociety")
POSTS = 40
RESET = 0.3


class ChaosProxy:
    """Passes bytes on between a port and another. While `chaos` is on, some connections are reset after some of them."""

    def __init__(self, port, upstream, seed):
        self.port, self.upstream, self.random = port, upstream, random.Random(seed)
        self.chaos, self.reset, self.open = False, 0, True
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        spoil = self.chaos and self.random.random() < RESET
        left = self.random.randrange(1, 6000) if spoil else None
        try:
            server = socket.create_connection(("127.0.0.1", self.upstream), timeout=5)
        except OSError:
            client.close()
            return
        with client, server:
            try:
                self._relay(client, server, left)
            except OSError:
                pass

    def _relay(self, client, server, left):
        """One thread for both directions: what it closes is closed at once."""
        other, passing = {client: server, server: client}, [client, server]
        while passing:
            for source in select.select(passing, [], [])[0]:
                data = source.recv(16384)
                if not data:
                    passing.remove(source)
                    other[source].shutdown(socket.SHUT_WR)
                    continue
                if left is not None:
                    left -= len(data)
                    if left <= 0:
                        self.reset += 1
                        for end in other:
                            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                other[source].sendall(data)

    def stop(self):
        self.open = False
        self.listener.close()


def posts_of(instance):
    """What counts as the state of an instance: its posts by id, with their wording."""
    rows = Database(instance).rows("SELECT uri, content FROM statuses WHERE deleted_at IS NULL AND reblog_of_id IS NULL AND content LIKE '%round trip%'")
    return {row["uri"]: row["content"].split("round trip", 1)[1] for row in rows}


def differences(instances):
    """Lines that say which instance holds what others do not."""
    states = {instance.name: posts_of(instance) for instance in instances}
    found = []
    for uri in sorted(set().union(*states.values())):
        wordings = {name: state.get(uri) for name, state in states.items()}
        if len(set(wordings.values())) != 1:
            found.append(f"{uri}: {wordings}")
    return found


class Chaos:
    def __init__(self, hospitals, proxies, seed):
        self.instances = [hospitals[name] for name in NAMES]
        self.proxies, self.random, self.running = proxies, random.Random(seed), True
        self.kills = 0

    def meet(self):
        for instance in self.instances:
            instance.add_user(f"of-{instance.name}".replace("-", "_"))
        for instance in self.instances:
            client = instance.client(self.user(instance))
            for other in self.instances:
                if other is instance:
                    continue
                handle = f"{self.user(other)}@{other.domain}"
                found = eventually(f"{instance.name} finds {handle}", lambda: client.get(
                    "/api/v2/search", q="@" + handle, resolve="true", type="accounts")["accounts"], 30)[0]  # noqa: B023
                client.call("POST", f"/api/v1/accounts/{found['id']}/follow")
                eventually(f"{instance.name} follows {handle}", lambda: client.get(
                    "/api/v1/accounts/relationships", **{"id[]": found["id"]})[0]["following"], 30)  # noqa: B023

    @staticmethod
    def user(instance):
        return f"of_{instance.name}"

    def kill_now_and_then(self):
        while self.running:
            time.sleep(self.random.uniform(1.0, 2.5))
            victim = self.random.choice(self.instances)
            victim.kill()
            self.kills += 1
            time.sleep(self.random.uniform(0.2, 0.8))
            victim.launch()
            eventually(f"{victim.name} answers again", lambda: self.answers(victim), 90)  # noqa: B023

    @staticmethod
    def answers(instance):
        try:
            return instance.client().request("GET", "/readyz")[0] == 200
        except http.client.HTTPException:
            return False

    def insistently(self, client, method, path, values):
        """Until the server says yes: it may be down. An Idempotency-Key keeps a post from being made twice."""
        key = {"Idempotency-Key": f"{self.random.getrandbits(64):x}"}

        def done():
            try:
                status, _, body = client.request(method, path, values, key)
            except (OSError, ApiError, ValueError, http.client.HTTPException):  # down, or an answer that was cut off
                return None
            return (body,) if status in (200, 404) else None
        return eventually(f"{method} {path}", done, 90, 0.1)[0]

    def write(self):
        written = {instance.name: [] for instance in self.instances}
        for number in range(POSTS):
            instance = self.random.choice(self.instances)
            client, mine = instance.client(self.user(instance)), written[instance.name]
            choice = self.random.random()
            if mine and choice < 0.2:
                self.insistently(client, "PUT", f"/api/v1/statuses/{self.random.choice(mine)}", {"status": f"round trip {number} changed"})
            elif mine and choice < 0.35:
                self.insistently(client, "DELETE", f"/api/v1/statuses/{mine.pop(self.random.randrange(len(mine)))}", None)
            else:
                mine.append(self.insistently(client, "POST", "/api/v1/statuses", {"status": f"round trip {number}"})["id"])

    def converges(self):
        for proxy in self.proxies:
            proxy.chaos = True
        killer = threading.Thread(target=self.kill_now_and_then)
        killer.start()
        try:
            self.write()
        finally:
            self.running = False
            killer.join()
            for proxy in self.proxies:
                proxy.chaos = False
        held = posts_of(self.instances[0])
        assert held, "nothing was written"
        try:
            eventually("all instances hold the same", lambda: not differences(self.instances), 180, 0.5)
        finally:
            left = differences(self.instances)
            print(f"convergence: {len(posts_of(self.instances[0]))} posts, {self.kills} kills, {sum(p.reset for p in self.proxies)} resets, "
                  f"{len(left)} differences", flush=True)
            for line in left[:10]:
                print("  " + line)
        assert self.kills > 0 and sum(proxy.reset for proxy in self.proxies) > 0, "nothing went wrong, so nothing was shown"


def run(report, program):
    seed = int(os.environ.get("ROUNDS_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
    print(f"convergence: seed {seed}", flush=True)
    proxies = []

    def behind_proxies(hospitals):
        for number, name in enumerate(NAMES):
            instance = hospitals[name]
            inner = free_port()
            instance.values["http.port"] = inner
            instance.values["federation.retry_cap_s"] = 4
            proxies.append(ChaosProxy(instance.port, inner, seed + number))
    try:
        with consortium(program, NAMES, behind_proxies) as hospitals:
            chaos = Chaos(hospitals, proxies, seed)
            if report.check("convergence: they meet", chaos.meet):
                report.check("convergence: all hold the same in the end", chaos.converges)
    finally:
        for proxy in proxies:
            proxy.stop()
