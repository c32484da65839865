"""Load: an instance over plain http, peers that post to it on several connections, and people who post by its API."""
import contextlib
import http.client
import json
import threading
import time

from consortium.instance import make_names_resolve
from database import Database
from peer import Peer, RawConnection
from toolbox import ApiError, consortium, eventually

CONNECTIONS = 8


def over_http(made):
    for instance in made.instances.values():
        instance.scheme, instance.ca = "http", None
        instance.base = f"http://{instance.domain}"
        instance.values |= {"instance.scheme": "http", "http.certificate_file": "", "http.key_file": ""}


class Stage:
    """One open instance (ann lives there) and a peer with some host names; each of its actors is known to the instance."""

    def __init__(self, hospitals, hosts, database=None):
        self.mercy = hospitals["mercy"]
        make_names_resolve(hosts)
        self.peer = Peer(hosts=hosts)
        self.db = database or Database(self.mercy)
        self.mercy.add_user("ann")
        self.ann = self.mercy.client("ann")

    def actors(self, prefix, count):
        """Actors of the first host whose keys the instance has read already."""
        made = [self.peer.actor(f"{prefix}{number}") for number in range(count)]
        for actor in made:
            status, _, body = actor.post(self.mercy, actor.create("known by now", **actor.mention(self.mercy, "ann")))
            assert status == 202, f"{status}: {body}"
        self.drained()
        return made

    def drained(self, seconds=60):
        """Nothing waits in the inbox or the outbox."""
        eventually("nothing waits", lambda: self.db.value(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') + (SELECT count(*) FROM jobs)") == 0, seconds, 0.3)

    def follow_me(self, actor):
        status, _, body = actor.post(self.mercy, actor.activity("Follow", self.mercy.users["ann"]["uri"]))
        assert status == 202, f"{status}: {body}"


@contextlib.contextmanager
def stage(program, hosts=("p.localhost",), database=None, environment=None, before=None, **settings):
    """`database`: where to look when `settings` name a database.url. `environment`: further variables of the server.
    `before(instance)` is called before it starts."""
    def prepare(made):
        over_http(made)
        made["mercy"].environment = environment or {}
        if before:
            before(made["mercy"])
    with consortium(program, ("mercy",), prepare, federation="open", settings=settings or None) as hospitals:
        made = Stage(hospitals, hosts, database)
        try:
            yield made
        finally:
            made.peer.stop()


class Poster(threading.Thread):
    """Posts (actor, activity) pairs over one connection until each was acknowledged or `stop` is set; connects again after each failure.
    Notes what was acknowledged and which other answers came."""

    def __init__(self, instance, work, deadline, tries=None):
        super().__init__(daemon=True)
        self.instance, self.work, self.deadline, self.tries = instance, list(work), deadline, tries
        self.acknowledged, self.others, self.connection = [], [], None

    def run(self):
        for actor, activity in self.work:
            left = self.tries
            while time.monotonic() < self.deadline and left != 0:
                left = None if left is None else left - 1
                if self._once(actor, activity):
                    break

    def _once(self, actor, activity):
        try:
            if self.connection is None:
                self.connection = RawConnection(self.instance.host, self.instance.port, timeout=60)
            message = actor.sign(self.instance, actor.message(self.instance, activity))
            status, headers, _ = self.connection.send(message.wire()).answer()
        except OSError:
            self._again()
            return False
        if headers.get("connection", "").lower() == "close":
            self._again()
        if status == 202:
            self.acknowledged.append(activity["id"])
            return True
        self.others.append((status, headers.get("retry-after")))
        threading.Event().wait(0.05)
        return False

    def _again(self):
        if self.connection:
            self.connection.close()
        self.connection = None
        threading.Event().wait(0.02)


def post_all(instance, work, seconds, tries=None):
    """Starts CONNECTIONS posters that share the work; an actor's activities stay on one connection, in order."""
    deadline = time.monotonic() + seconds
    posters = [Poster(instance, work[number::CONNECTIONS], deadline, tries) for number in range(CONNECTIONS)]
    for poster in posters:
        poster.start()
    return posters


def acknowledged(posters):
    return [uri for poster in posters for uri in poster.acknowledged]


class Writer(threading.Thread):
    """A person's client that posts one status after another and notes what the API said."""

    def __init__(self, instance, user, texts, deadline):
        super().__init__(daemon=True)
        self.client, self.texts, self.deadline = instance.client(user), list(texts), deadline
        self.client.timeout = 60
        self.posted, self.refusals, self.broken = {}, [], 0

    def run(self):
        for text in self.texts:
            while time.monotonic() < self.deadline:
                try:
                    status, headers, body = self.client.request("POST", "/api/v1/statuses", {"status": text}, {"Idempotency-Key": text})
                except (OSError, http.client.HTTPException):
                    self.broken += 1
                    threading.Event().wait(0.05)
                    continue
                if status == 200:
                    self.posted[text] = body
                    break
                self.refusals.append((status, headers.get("retry-after"), json.dumps(body)[:200]))
                threading.Event().wait(0.05)


__all__ = ["ApiError", "CONNECTIONS", "Stage", "Writer", "acknowledged", "eventually", "post_all", "stage"]
