"""N28, N35, N37, N38, N41, N42, N43: what a peer would have us ask for. Whether a place was asked is known by who listens there; each lure has
its twin, the same by a peer that means well."""
import gzip
import json
import pathlib
import time
import urllib.parse

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from peer import Answer, Trap, inside_host, signed_parts
from pictures import png
from rig import EVIL, P, VICTIM
from toolbox import eventually

AP = "application/activity+json"
MEGABYTE = 1 << 20
FOLLOWED_REDIRECTS, READ_PARENTS, READ_PAGES, FETCHED_MENTIONS = 3, 10, 3, 10
SLACK_KB = 16 * 1024


class Lures:
    def __init__(self, rig):
        self.rig, self.mercy, self.pat, self.peer, self.recorder = rig, rig.mercy, rig.pat, rig.peer, rig.recorder
        self.inside = inside_host()

    def path(self, kind="notes"):
        return f"/{kind}/lure{time.monotonic_ns()}"

    def picture(self, path=None):
        """A picture at the peer: its address."""
        path = path or self.path("pictures")
        self.peer.serve(P, path, Answer(200, png(), "image/png"))
        return self.pat.base + path

    def shown(self, url):
        """The status of a file as a person's app asks for it."""
        split = urllib.parse.urlsplit(url)
        assert split.netloc == self.mercy.domain, f"people are sent to {url}"
        return self.rig.ann.request("GET", split.path, raw=True)

    def arrives(self, note):
        activity = self.pat.activity("Create", note)
        self.rig.accepted(self.pat.post(self.mercy, activity))
        self.rig.arrives(activity)
        return self.rig.ann.get("/api/v1/statuses/" + self.rig.status(note["id"])["id"])

    # N28
    def n28_webfinger_subject_elsewhere(self):
        nina = self.peer.actor("nina")
        port = self.peer.server.port
        here, there = f"acct:nina@{P}:{port}", f"acct:nina@{EVIL}:{port}"
        fingers = self.peer._fingers  # noqa: SLF001 - what the peer's WebFinger says
        answer = fingers.pop(here)
        fingers[there] = {**answer, "subject": there}
        assert not self.rig.resolve(there[5:], "accounts"), "named by a host that is not its own"
        domains = lambda: {row["domain"] for row in self.rig.db.rows(  # noqa: E731
            "SELECT domain FROM accounts WHERE uri = :'uri'", uri=nina.id)}
        assert domains() <= {f"{P}:{port}"}, domains()
        # An actor whose own host gives it the name of somebody at the victim's.
        pete = self.peer.actor("pete")
        self.peer.publish_webfinger(pete, subject=f"acct:root@{VICTIM}:{port}")
        self.rig.resolve(pete.handle, "accounts")
        assert not self.rig.resolve(f"root@{VICTIM}:{port}", "accounts")
        assert self.rig.db.value("SELECT count(*) FROM accounts WHERE username = 'root'") == 0
        # Both sides say so: it counts, under its own name.
        nora = self.peer.actor("nora")
        fingers[f"acct:nora@{EVIL}:{port}"] = fingers[f"acct:nora@{P}:{port}"]
        found = self.rig.resolve(f"nora@{EVIL}:{port}", "accounts")
        assert [one["acct"] for one in found] == [nora.handle], found

    # N35
    def n35_redirects(self):
        note = self.pat.note("behind redirects")
        found = self.rig.resolve(self._hops(FOLLOWED_REDIRECTS, note["id"])[0])
        assert [status["uri"] for status in found] == [note["id"]], "three redirects within its own origin are followed"
        first, last = self._hops(FOLLOWED_REDIRECTS + 1, note["id"])
        assert not self.rig.resolve(first) and self.recorder.count(path=last) == 1, "the last allowed one was asked"
        # In a circle.
        one, other = self.path(), self.path()
        self.peer.serve(P, one, Answer(302, headers=(("Location", self.pat.base + other),)))
        self.peer.serve(P, other, Answer(302, headers=(("Location", self.pat.base + one),)))
        assert not self.rig.resolve(self.pat.base + one)
        assert self.recorder.count(path=one) == 1 and self.recorder.count(path=other) == 1
        with Trap() as plain:
            for location in (f"http://{P}:{plain.port}/x", f"http://127.0.0.1:{plain.port}/x", "file:///etc/passwd", "//", "javascript:1",
                             f"https://x:y@{P}:{plain.port}/", f"https://{P}:{plain.port}\\@{P}/"):
                self._refused_at(location)
            assert plain.connections == 0, "down from https to http"
        if self.inside:
            with Trap(self.inside[1]) as trap:
                for host in self.inside:
                    self._refused_at(f"https://{host}:{trap.port}/x")
                assert trap.connections == 0, "led to an address inside"

    def _hops(self, count, target):
        """So many redirects that end at the target: the first address, and the path of the last redirect."""
        paths = [self.path() for _ in range(count)]
        for path, following in zip(paths, [*(self.pat.base + path for path in paths[1:]), target]):
            self.peer.serve(P, path, Answer(302, headers=(("Location", following),)))
        return self.pat.base + paths[0], paths[-1]

    def _refused_at(self, location):
        path = self.path()
        self.peer.serve(P, path, Answer(302, headers=(("Location", location),)))
        assert not self.rig.resolve(self.pat.base + path), location
        assert self.recorder.count(path=path) == 1, f"{location}: not asked at all"

    def n35_a_signature_stays_at_its_host(self):
        """After a redirect the request is signed anew, for the host it goes to."""
        victim = self.peer.actor("vito", VICTIM)
        note = victim.note("elsewhere")
        path, landing = self.path(), note["id"][len(victim.base):]
        self.peer.serve(P, path, Answer(302, headers=(("Location", note["id"]),)))
        self.rig.resolve(self.pat.base + path)
        pem = self.pat.get(self.mercy, "/actor")[2]["publicKey"]["publicKeyPem"]
        here = self.recorder.all(host=P, path=path)[0]
        there = self.recorder.all(host=VICTIM, path=landing)[0]
        assert here.header("signature") != there.header("signature")
        assert {"(request-target)", "host"} <= set(signed_parts(there, pem)), "not signed for the host that was reached"
        assert there.host.startswith(VICTIM)

    # N37
    def n37_pictures_and_pages_inside(self):
        honest = self._faces(self.picture())
        assert honest[0] == [200, 200], honest
        page = self.path("pages")
        self.peer.serve(P, page, Answer(200, "<html><head><title>A page</title></head></html>", "text/html"))
        self._link(self.pat.base + page)
        eventually("the honest page is read", lambda: self.recorder.count(path=page) >= 1, 60)
        if not self.inside:
            return
        with Trap(self.inside[1]) as trap:
            for host in self.inside:
                statuses, _ = self._faces(f"https://{host}:{trap.port}/face.png")
                assert 200 not in statuses, statuses
                self._link(f"https://{host}:{trap.port}/page")
            host, address = self.inside
            self._subscribe(f"https://{address}:{trap.port}/push", 422)
            self._subscribe(f"https://{host}:{trap.port}/push", 200)  # a name says nothing yet; its address does
            self._tell_ben()
            eventually("no page waits to be read", lambda: self.rig.db.value("SELECT count(*) FROM jobs WHERE kind = 'preview_card'") == 0, 60)
            assert trap.connections == 0, "a place inside was asked"
        self._subscribe(f"{self.pat.base}/push", 200)
        self._tell_ben()
        eventually("the honest push service is told", lambda: self.recorder.count(method="POST", path="/push") >= 1, 60)

    def _faces(self, url):
        """How the avatar of an actor and the file of a post are shown that are said to be there."""
        name = f"face{time.monotonic_ns()}"
        actor = self.peer.actor(name)
        actor.extra = {"icon": {"type": "Image", "mediaType": "image/png", "url": url}}
        actor.publish()
        found = self.rig.resolve(actor.id, "accounts")[0]
        status = self.arrives(self.pat.note("look", attachment=[{"type": "Document", "mediaType": "image/png", "url": url, "name": "look"}]))
        files = [found["avatar"], status["media_attachments"][0]["url"]]
        return [self.shown(file)[0] for file in files], files

    def _link(self, url):
        self.arrives(self.pat.note(f'read <a href="{url}">this</a>'))

    def _subscribe(self, endpoint, expected):
        point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        text = lambda data: __import__("base64").urlsafe_b64encode(data).decode().rstrip("=")  # noqa: E731
        status, _, body = self.rig.ben.request("POST", "/api/v1/push/subscription", {
            "subscription": {"endpoint": endpoint, "keys": {"p256dh": text(point), "auth": text(b"0123456789abcdef")}},
            "data": {"alerts": {"mention": True}}})
        assert status == expected, f"{endpoint}: {status} {body}"

    def _tell_ben(self):
        """ben is mentioned, and every app of ben's that asked is told: no job for that is left that was not tried."""
        self.arrives(self.pat.note("hello ben", **self.pat.mention(self.mercy, "ben")))
        eventually("pushes were tried", lambda: self.rig.db.value("SELECT count(*) FROM jobs WHERE kind = 'push' AND attempts = 0") == 0, 60)

    # N38
    def rss_kb(self):
        text = pathlib.Path(f"/proc/{self.mercy.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")))

    def n38_answers_without_end(self):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {AP}\r\n".encode()
        chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
        endless = {
            "chunks": Answer(raw=chunked, pour=b"4000\r\n" + b" " * 0x4000 + b"\r\n"),
            "chunks of one byte": Answer(raw=chunked, pour=b"1\r\n \r\n" * 5000),
            "a chunk's extension": Answer(raw=chunked + b"1;", pour=b"e" * 0x4000),
            "trailers": Answer(raw=chunked + b"2\r\n{}\r\n0\r\n", pour=b"T: " + b"t" * 1000 + b"\r\n"),
            "no length": Answer(raw=head + b"\r\n", pour=b" " * 0x4000),
            "header fields": Answer(raw=head, pour=b"X-A: b\r\n" * 1000),
            "interim answers": Answer(raw=b"", pour=b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        }
        before = self.rss_kb()
        for name, answer in endless.items():
            path = self.path()
            self.peer.serve(P, path, answer)
            assert not self.rig.resolve(self.pat.base + path), name
            poured = eventually(f"{name}: the peer is hung up on", lambda: self.peer.server.poured.get(path), 60)
            assert poured < 12 * MEGABYTE, f"{name}: {poured} bytes were taken"
        assert self.rss_kb() - before < SLACK_KB, f"memory grew from {before} kB to {self.rss_kb()} kB"

    def n38_sizes_and_codings(self):
        assert self._sized(MEGABYTE) and not self._sized(MEGABYTE + 1), "1 MB is the limit"
        note = self.pat.note("packed", serve=False)
        packed = Answer(200, gzip.compress(json.dumps(note).encode()), AP, (("Content-Encoding", "gzip"),))
        bomb = Answer(200, gzip.compress(b" " * (64 << 20)), AP, (("Content-Encoding", "gzip"),))
        cut = Answer(200, note, cut=100)
        for answer in (packed, bomb, cut):
            self.peer.serve(P, note["id"][len(self.pat.base):], answer)
            assert not self.rig.resolve(note["id"]) and self.rig.status(note["id"]) is None

    def _sized(self, size):
        note = self.pat.note("sized", serve=False)
        note["padding"] = ""
        note["padding"] = "x" * (size - len(json.dumps(note).encode()))
        self.peer.serve(P, note["id"][len(self.pat.base):], note)
        return [status["uri"] for status in self.rig.resolve(note["id"])] == [note["id"]]

    # N41
    def n41_inboxes_that_are_none(self):
        for number, inbox in enumerate(([f"{self.pat.base}/1", f"{self.pat.base}/2"], 7, "", None, {}, "'); DROP TABLE accounts; --",
                                        f"https://{VICTIM}:{self.peer.server.port}/inbox", self.mercy.base + "/inbox", "https://xn--\u00fc/inbox",
                                        f"{self.pat.base}/{'x' * 100_000}", "javascript:alert(1)", "http://127.0.0.1:1/inbox")):
            actor = self.peer.actor(f"inbox{number}")
            actor.extra = {"inbox": inbox}
            actor.publish()
            activity = actor.activity("Follow", self.mercy.users["ann"]["uri"])
            status = actor.post(self.mercy, activity)[0]
            known = self.rig.db.rows("SELECT inbox_url FROM accounts WHERE uri = :'uri'", uri=actor.id)
            if len(str(inbox)) > 1000 and known:
                continue  # long, but of its own server: harmless
            assert status == 401 and not self.rig.stored(activity["id"]) and not known, f"{str(inbox)[:60]}: {status} {known}"
        honest = self.peer.actor("inboxed")
        self.rig.accepted(honest.post(self.mercy, honest.activity("Follow", self.mercy.users["ann"]["uri"])))

    # N42
    def n42_we_ask_ourselves_nothing(self):
        mine = self.rig.ann.get(f"/api/v1/accounts/{self.mercy.users['ann']['id']}")["avatar"]
        assert self.shown(mine)[0] == 200, "the picture would be there to be had"
        statuses, _ = self._faces(mine)
        assert 200 not in statuses, "we asked ourselves"
        statuses, _ = self._faces(self.picture())
        assert statuses == [200, 200]

    # N43
    def n43_threads_without_end(self):
        name = f"chain{time.monotonic_ns()}"
        for number in range(1, 61):
            path = f"/notes/{name}-{number}"
            self.peer.serve(P, path, {**self.pat.note(f"{number}", serve=False), "id": self.pat.base + path,
                                      "inReplyTo": f"{self.pat.base}/notes/{name}-{number - 1}"})
        self.arrives(self.pat.note("the last", inReplyTo=f"{self.pat.base}/notes/{name}-60"))
        asked = [number for number in range(0, 61) if self.recorder.count(path=f"/notes/{name}-{number}")]
        assert 60 in asked and len(asked) <= READ_PARENTS + 1, asked

    def n43_pages_without_end(self):
        note = self.pat.note("many answers", serve=False)
        here = note["id"][len(self.pat.base):]
        answers = [self.pat.note(f"answer {number}", inReplyTo=note["id"]) for number in range(2)]
        page = lambda number: f"{self.pat.base}{here}/replies/{number}"  # noqa: E731
        for number in range(40):
            self.peer.serve(P, page(number)[len(self.pat.base):], {
                "@context": note["@context"], "id": page(number), "type": "CollectionPage", "partOf": f"{note['id']}/replies",
                "next": page(number + 1), "items": [answers[number]["id"]] if number < 2 else [f"{page(number)}/none"]})
        note["replies"] = {"id": f"{note['id']}/replies", "type": "Collection", "first": page(0)}
        self.peer.serve(P, here, note)
        shown = self.arrives(note)
        self.rig.ann.get(f"/api/v1/statuses/{shown['id']}/context")
        eventually("the answers are read", lambda: self.rig.db.value(
            "SELECT count(*) FROM thread_refreshes WHERE status_id = :'id' AND finished_at IS NOT NULL", id=shown["id"]), 120)
        asked = [number for number in range(40) if self.recorder.count(path=page(number)[len(self.pat.base):])]
        assert 0 in asked and len(asked) <= READ_PAGES, asked
        assert self.rig.status(answers[0]["id"]), "the answer on the first page was not taken"

    def n43_a_storm_of_mentions(self):
        base = f"https://{VICTIM}:{self.peer.server.port}/users/storm{time.monotonic_ns()}-"
        tags = [{"type": "Mention", "href": f"{base}{number}", "name": f"@storm{number}"} for number in range(500)]
        since = self.recorder.now()
        self.arrives(self.pat.note("all of you", tag=tags, to=[f"{base}{number}" for number in range(500)]
                                   + ["https://www.w3.org/ns/activitystreams#Public"]))
        asked = [seen for seen in self.recorder.all(host=VICTIM, method="GET", since=since) if "/users/storm" in seen.path]
        assert 1 <= len({seen.path for seen in asked}) <= FETCHED_MENTIONS, len(asked)


def run(report, rig):
    tests = Lures(rig)
    for name in ("n28_webfinger_subject_elsewhere", "n35_redirects", "n35_a_signature_stays_at_its_host", "n37_pictures_and_pages_inside",
                 "n38_answers_without_end", "n38_sizes_and_codings", "n41_inboxes_that_are_none", "n42_we_ask_ourselves_nothing",
                 "n43_threads_without_end", "n43_pages_without_end", "n43_a_storm_of_mentions"):
        report.check(f"lures: {name.replace('_', ' ')}", getattr(tests, name))
