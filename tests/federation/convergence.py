"""Three instances and Fedify whose people write, change and delete while servers are killed, connections reset or dropped, and one
follower's server takes everything and never answers: in the end all hold the same.

Every instance listens behind a proxy of ours, which is what the others reach. What a killed server held is free again at once, not
after its lease of two minutes. The seed is printed; ROUNDS_TEST_SEED repeats a run."""
import concurrent.futures
import http.client
import os
import random
import threading
import time

from chaos_proxy import ChaosProxy
from consortium.certificates import make_certificate
from consortium.instance import make_names_resolve
from database import Database
from fedify_peer import HERE, FedifyPeer
from peer import Answer, Peer
from toolbox import ApiError, consortium, eventually, free_port, npm_install

NAMES = ("mercy", "stluke", "oncosociety")
POSTS = 30
VOID = "void.localhost"
MARK = "round trip"


def posts_of(instance):
    """What counts as the state of an instance: its posts by id, with their wording."""
    rows = Database(instance).rows(f"SELECT uri, content FROM statuses WHERE deleted_at IS NULL AND reblog_of_id IS NULL AND content LIKE '%{MARK}%'")
    return {row["uri"]: wording(row["content"]) for row in rows}


def wording(content):
    return content.split(MARK, 1)[1].split("<", 1)[0]


def posts_at_fedify(alice):
    """What alice wrote, and what she was told of others, read in the order of arrival. A deleted post stays so."""
    held, gone = {note["id"]: wording(note["content"]) for note in alice("notes")}, set()
    for activity in alice("received"):
        said = activity["json"].get("object")
        uri = said.get("id") if isinstance(said, dict) else said
        if activity["type"] == "Delete":
            gone.add(uri)
        elif activity["type"] in ("Create", "Update") and MARK in (said.get("content") or ""):
            held[uri] = wording(said["content"])
    return {uri: text for uri, text in held.items() if uri not in gone}


def differences(instances, alice):
    """Lines that say who holds what others do not."""
    states = {instance.name: posts_of(instance) for instance in instances} | {"fedify": posts_at_fedify(alice)}
    found = []
    for uri in sorted(set().union(*states.values())):
        wordings = {name: state.get(uri) for name, state in states.items()}
        if len(set(wordings.values())) != 1:
            found.append(f"{uri}: {wordings}")
    return found


class Chaos:
    def __init__(self, hospitals, alice, void, proxies, seed):
        self.instances = [hospitals[name] for name in NAMES]
        self.alice, self.void, self.reader = alice, void, void.actor("reader")
        self.proxies, self.random, self.running = proxies, random.Random(seed), True
        self.kills, self.silence = 0, threading.Event()

    def meet(self):
        """Everybody follows everybody, and somebody of the server that will not answer follows each."""
        for instance in self.instances:
            instance.add_user(self.user(instance))
        for instance in self.instances:
            self.follow_others(instance)
            uri = instance.users[self.user(instance)]["uri"]
            self.alice("follow", who=uri)
            assert self.reader.post(instance, self.reader.activity("Follow", uri))[0] == 202
        eventually("alice follows all", lambda: len({a["json"]["actor"] for a in self.alice.received("Accept")}) == len(NAMES))
        eventually("the reader follows all", lambda: len(self.void.recorder.activities("Accept")) >= len(NAMES))
        # From now on it takes everything and says nothing until the sender has given up.
        self.void.answer_posts(VOID, "/inbox", Answer(drop=True, delay=self.silence))

    def follow_others(self, instance):
        for other in self.instances:
            if other is not instance:
                self.follow(instance, f"{self.user(other)}@{other.domain}")
        self.follow(instance, f"alice@{self.alice.domain}")

    def follow(self, instance, handle):
        client = instance.client(self.user(instance))
        found = eventually(f"{instance.name} finds {handle}", lambda: client.get(
            "/api/v2/search", q="@" + handle, resolve="true", type="accounts")["accounts"])[0]
        client.call("POST", f"/api/v1/accounts/{found['id']}/follow")
        eventually(f"{instance.name} follows {handle}", lambda: client.get(
            "/api/v1/accounts/relationships", **{"id[]": found["id"]})[0]["following"])

    @staticmethod
    def user(instance):
        return f"of_{instance.name}"

    @staticmethod
    def client(instance, user=None):
        """One that soon gives up a connection whose bytes are dropped."""
        made = instance.client(user)
        made.timeout = 5
        return made

    def kill_now_and_then(self):
        while self.running:
            time.sleep(self.random.uniform(1.0, 2.5))
            victim = self.random.choice(self.instances)
            victim.kill()
            self.kills += 1
            time.sleep(self.random.uniform(0.2, 0.8))
            Database(victim).let_leases_pass()  # of the dead: nobody else works on this database
            victim.launch()
            eventually(f"{victim.name} answers again", lambda: self.answers(victim), 120)  # noqa: B023

    def answers(self, instance):
        try:
            return self.client(instance).request("GET", "/readyz")[0] == 200
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
        return eventually(f"{method} {path}", done, 120, 0.1)[0]

    def write(self):
        """Each deed is that of somebody chosen by the seed: a new post, another wording, a delete."""
        written = {writer: [] for writer in (*NAMES, "fedify")}
        hands = {instance.name: Hand(self, instance) for instance in self.instances} | {"fedify": AliceHand(self.alice)}
        for number in range(POSTS):
            name = self.random.choice([*NAMES, *NAMES, "fedify"])
            hand, mine, choice = hands[name], written[name], self.random.random()
            if mine and choice < 0.2:
                hand.change(self.random.choice(mine), f"{MARK} {number} changed")
            elif mine and choice < 0.35:
                hand.delete(mine.pop(self.random.randrange(len(mine))))
            else:
                mine.append(hand.post(f"{MARK} {number}"))

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
            eventually("all hold the same", lambda: not differences(self.instances, self.alice), 300, 0.5)
        finally:
            self.tell()
        resets, drops = (sum(getattr(proxy, what) for proxy in self.proxies) for what in ("reset", "dropped"))
        assert self.kills and resets and drops, "nothing went wrong, so nothing was shown"
        assert self.waiting_for_the_void(), "nothing waits for the server that does not answer"

    def stop(self):
        """Who stops waits for what is under way, so all do at once."""
        self.silence.set()
        with concurrent.futures.ThreadPoolExecutor() as all_at_once:
            list(all_at_once.map(lambda instance: instance.stop(), self.instances))

    def waiting_for_the_void(self):
        return sum(Database(instance).value(f"SELECT count(*) FROM deliveries WHERE host LIKE '{VOID}%' AND state <> 'done'")
                   for instance in self.instances)

    def tell(self):
        left = differences(self.instances, self.alice)
        print(f"convergence: {len(posts_of(self.instances[0]))} posts of {len(NAMES)} instances and Fedify, {self.kills} kills, "
              f"{sum(p.reset for p in self.proxies)} resets, {sum(p.dropped for p in self.proxies)} connections dropped, "
              f"{self.waiting_for_the_void()} deliveries to a server that does not answer, {len(left)} differences", flush=True)
        for line in left[:10]:
            print("  " + line)


class Hand:
    """Writes by the API of an instance."""

    def __init__(self, chaos, instance):
        self.chaos, self.client = chaos, chaos.client(instance, chaos.user(instance))

    def post(self, text):
        return self.chaos.insistently(self.client, "POST", "/api/v1/statuses", {"status": text})["id"]

    def change(self, post, text):
        self.chaos.insistently(self.client, "PUT", f"/api/v1/statuses/{post}", {"status": text})

    def delete(self, post):
        self.chaos.insistently(self.client, "DELETE", f"/api/v1/statuses/{post}", None)


class AliceHand:
    """Writes at Fedify, which takes its time with what cannot be sent and does not keep the order: so nothing is changed there."""

    def __init__(self, alice):
        self.alice = alice

    def post(self, text):
        return self.alice("post", text=f"<p>{text}</p>")

    def change(self, post, text):
        self.post(text)

    def delete(self, post):
        self.post(f"{MARK} instead of a delete of {post}")


def run(report, program):
    seed = int(os.environ.get("ROUNDS_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
    print(f"convergence: seed {seed}", flush=True)
    npm_install(HERE)
    make_names_resolve([VOID])
    proxies, alice, void = [], None, None

    def behind(port, number):
        inner = free_port()
        proxies.append(ChaosProxy(port, inner, seed + number))
        return inner

    def behind_proxies(hospitals):
        for number, name in enumerate(NAMES):
            instance = hospitals[name]
            instance.values["http.port"] = behind(instance.port, number)
            instance.values |= {"federation.retry_base_s": 1, "federation.retry_cap_s": 4}
    try:
        with consortium(program, NAMES, behind_proxies, federation="open") as hospitals:
            folder, port = hospitals.folder / "tls", free_port()
            alice = FedifyPeer(folder, "fedify-chaos.localhost", "rfc9421", hospitals.ca, port, listen=behind(port, len(NAMES)), queue=True)
            void = Peer({VOID: make_certificate(folder, VOID)}, (VOID,))
            chaos = Chaos(hospitals, alice, void, proxies, seed)
            try:
                if report.check("convergence: they meet", chaos.meet):
                    report.check("convergence: all hold the same in the end", chaos.converges)
            finally:
                chaos.stop()
    finally:
        for proxy in proxies:
            proxy.stop()
        for one in (alice, void):
            if one:
                one.stop()
