"""N1-N10 (listed in README.md beside this file): what an inbox must not take as signed. Each spoilt request has its twin: the
same request unspoiled is accepted."""
import json
import time

from cryptography.hazmat.primitives import hashes
from peer import Message, digest_of, http_date, send_message, sign_cavage, sign_rfc9421

HOUR = 3600


class Signatures:
    def __init__(self, rig):
        self.rig, self.pat, self.mercy = rig, rig.pat, rig.mercy

    def create(self):
        return self.pat.create(f"signed {time.monotonic_ns()}")

    def send(self, message):
        return send_message(self.mercy, message)

    def message(self, activity, path="/inbox", shift=0):
        return self.pat.message(self.mercy, activity, path, shift)

    def refuse(self, make, *statuses):
        """`make(activity)` gives a spoilt message: refused, and no row."""
        activity = self.create()
        self.rig.refused(self.send(make(activity)), *(statuses or (401,)))
        assert not self.rig.stored(activity["id"]), "stored although it was refused"

    def accept(self, make):
        activity = self.create()
        self.rig.accepted(self.send(make(activity)))
        assert self.rig.stored(activity["id"]), "202 without a row"

    def cavage(self, **options):
        return lambda activity: sign_cavage(self.message(activity), self.pat.key, **options)

    def rfc9421(self, key=None, **options):
        return lambda activity: sign_rfc9421(self.message(activity), key or self.pat.key, **options)

    def twins(self):
        """What is accepted: both schemes, both kinds of key, hs2019, both ways to cover the target, and it has its effect."""
        for make in (self.cavage(), self.cavage(algorithm="hs2019"), self.cavage(algorithm=""), self.rfc9421(), self.rfc9421(self.pat.second),
                     self.rfc9421(parts=("@method", "@request-target", "@authority", "content-digest")),
                     self.cavage(parts=("(request-target)", "(created)", "host", "digest"), algorithm="hs2019", created=int(time.time()))):
            self.accept(make)
        for scheme in ("cavage", "rfc9421"):
            activity = self.create()
            self.rig.accepted(self.pat.post(self.mercy, activity, scheme=scheme))
            self.rig.arrives(activity)

    def n1_unsigned(self):
        self.refuse(self.message)

    def n2_digest(self):
        body_of = lambda activity: json.dumps(activity).encode()  # noqa: E731
        covered = ("(request-target)", "host", "date")
        self.refuse(self.cavage(parts=covered, digest=None))
        self.refuse(self.cavage(parts=covered))
        self.refuse(self.cavage(digest=f"SHA-256={digest_of(b'another body')}"))
        self.refuse(lambda a: sign_cavage(self.message(a), self.pat.key, digest=f"SHA={digest_of(body_of(a), 'sha1')}"))

        def two_digests(activity):
            message = self.message(activity).add("Digest", f"SHA-256={digest_of(body_of(activity))}")
            return sign_cavage(message.add("Digest", f"SHA-256={digest_of(b'other')}"), self.pat.key, digest=None)
        self.refuse(two_digests)
        self.refuse(self.rfc9421(parts=("@method", "@target-uri")))
        self.refuse(lambda a: sign_rfc9421(self.message(a).set("Content-Digest", f"sha-256=:{digest_of(b'other')}:"), self.pat.key, digest=False))
        self.accept(self.cavage(digest="sha-256"))

    def n3_body_changed(self):
        def changed(activity, sign):
            message = sign(activity)
            message.body = message.body.replace(b"signed", b"sIgned", 1)
            return message
        self.refuse(lambda a: changed(a, self.cavage()))
        self.refuse(lambda a: changed(a, self.rfc9421()))

    def n4_other_target(self):
        user_inbox = "/users/ann/inbox"

        def moved(activity, sign, target):
            message = sign(activity)
            message.target = target
            return message
        # A draft signature over the path alone is good for any query (some servers sign so); RFC 9421 has no such doubt.
        for sign, target in ((self.cavage(), user_inbox), (self.rfc9421(), user_inbox), (self.rfc9421(), "/inbox?x=1")):
            self.refuse(lambda a: moved(a, sign, target))
        self.refuse(self._query_changed)

        def get_signature(activity):
            get = sign_cavage(Message.get(self.mercy.domain, "/inbox"), self.pat.key, parts=("(request-target)", "host", "date"))
            return self.message(activity).set("Date", get.header("Date")).add("Digest", f"SHA-256={digest_of(json.dumps(activity).encode())}").add(
                "Signature", get.header("Signature"))
        self.refuse(get_signature)
        self.refuse(self.cavage(believe={"(request-target)": "get /inbox"}))
        self.refuse(self.rfc9421(believe={"@method": "GET"}))
        for path in (user_inbox, "/inbox?x=1"):
            self.accept(lambda a: sign_cavage(self.message(a, path), self.pat.key))
            self.accept(lambda a: sign_rfc9421(self.message(a, path), self.pat.key))

    def _query_changed(self, activity):
        message = sign_cavage(self.message(activity, "/inbox?x=1"), self.pat.key)
        message.target = "/inbox?x=2"
        return message

    def n5_host(self):
        self.refuse(self.cavage(parts=("(request-target)", "date", "digest")))
        self.refuse(self.cavage(believe={"host": "other.example"}))
        self.refuse(self.rfc9421(parts=("@method", "@request-target", "content-digest")))
        self.refuse(self.rfc9421(believe={"@target-uri": "https://other.example/inbox"}))

        # Captured on its way to another server: everything in it is right, except that we are not that server.
        def captured(sign):
            activity = self.create()
            message = Message.post("other.example", "/inbox", json.dumps(activity).encode())
            sign(message)
            status, _, body = self.send(message)
            assert status in (400, 401, 421) and not self.rig.stored(activity["id"]), f"{status}: {body}"
        captured(lambda m: sign_cavage(m, self.pat.key))
        captured(lambda m: sign_rfc9421(m, self.pat.key))

    def n6_time(self):
        now = int(time.time())
        created = ("(request-target)", "(created)", "host", "digest")
        created_expires = (*created, "(expires)")
        late = {"algorithm": "hs2019", "parts": created}
        for shift in (-2 * HOUR, 2 * HOUR):
            self.refuse(lambda a: sign_cavage(self.message(a, shift=shift), self.pat.key))
            self.refuse(self.cavage(created=now + shift, **late))
            self.refuse(self.rfc9421(created=shift))
        self.refuse(self.rfc9421(created=-14 * HOUR, expires=100 * HOUR))
        self.refuse(self.cavage(algorithm="hs2019", parts=created_expires, created=now - 14 * HOUR, expires=now + 100 * HOUR))
        self.refuse(self.rfc9421(expires=-10))
        self.refuse(self.cavage(algorithm="hs2019", parts=created_expires, created=now - 60, expires=now - 10))
        for date in ("yesterday", "2026-11-22T10:00:00Z", http_date().replace("GMT", "CET")):
            self.refuse(lambda a: sign_cavage(self.message(a).set("Date", date), self.pat.key))
        self.refuse(lambda a: sign_cavage(self.message(a).set("Date", None), self.pat.key))
        for shift in (-50 * 60, 50 * 60):
            self.accept(lambda a: sign_cavage(self.message(a, shift=shift), self.pat.key))
            self.accept(self.rfc9421(created=shift))
            self.accept(self.cavage(created=now + shift, **late))

    def n7_replay(self):
        activity = self.create()
        message = self.cavage()(activity)
        self.rig.accepted(self.send(message))
        self.rig.arrives(activity)
        status, _, body = self.send(message)
        assert 200 <= status < 300, f"a replay is answered {status}: {body}"
        self.rig.settled(activity["id"])
        count = self.rig.db.value("SELECT count(*) FROM statuses WHERE uri = :'uri'", uri=activity["object"]["id"])
        assert count == 1, f"{count} posts of one Create"
        self._create_after_delete(activity)
        self._follow_after_undo()

    def _create_after_delete(self, activity):
        note = activity["object"]
        gone = self.pat.activity("Delete", {"id": note["id"], "type": "Tombstone"})
        self.rig.accepted(self.pat.post(self.mercy, gone))
        self.rig.settled(gone["id"])
        assert self.rig.status(note["id"]) is None, "deleted by its author, and still there"
        again = self.pat.activity("Create", note)
        self.rig.accepted(self.pat.post(self.mercy, again))
        self.rig.settled(again["id"])
        assert self.rig.status(note["id"]) is None, "a Create that came after the Delete brought the post back"

    def _follow_after_undo(self):
        follow = self.pat.activity("Follow", self.mercy.users["ben"]["uri"])
        following = lambda: self.rig.db.value(  # noqa: E731
            "SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.account_id WHERE a.uri = :'uri'", uri=self.pat.id)
        message = self.cavage()(follow)
        self.rig.accepted(self.send(message))
        self.rig.settled(follow["id"])
        assert following() == 1, "the Follow had no effect"
        undo = self.pat.activity("Undo", follow)
        self.rig.accepted(self.pat.post(self.mercy, undo))
        self.rig.settled(undo["id"])
        assert following() == 0, "the Undo had no effect"
        status, _, _ = self.send(message)
        assert 200 <= status < 300
        self.rig.settled(follow["id"])
        assert following() == 0, "a replayed Follow came into force again after its Undo"

    def n8_algorithms(self):
        for algorithm in ("none", "hmac-sha256", "rsa-sha1", "ecdsa-sha256"):
            self.refuse(self.cavage(algorithm=algorithm))
        self.refuse(self.cavage(algorithm="rsa-sha1", hash_with=hashes.SHA1))
        self.refuse(self.cavage(hash_with=hashes.SHA1))
        self.refuse(self.cavage(parts=("(request-target)", "(created)", "host", "digest"), created=int(time.time())))
        for algorithm in ("none", "hmac-sha256", "ed25519", "rsa-pss-sha512"):
            self.refuse(self.rfc9421(algorithm=algorithm))
        self.refuse(self.rfc9421(created=None))
        self.refuse(self.rfc9421(parts=("@target-uri", "content-digest")))
        self.refuse(self.rfc9421(parts=("@method", "@authority", "content-digest")))

    def n9_ambiguous(self):
        def twice(activity):
            message = self.cavage()(activity)
            return message.add("Signature", message.header("Signature"))

        def both_schemes(activity):
            message = self.cavage()(activity)
            return sign_rfc9421(message, self.pat.key)

        def two_key_ids(activity):
            message = self.cavage()(activity)
            return message.set("Signature", f'keyId="{self.pat.key.id}",' + message.header("Signature"))

        def two_labels(activity):
            message = self.rfc9421()(activity)
            other = self.rfc9421(label="sig2")(activity)
            return message.set("Signature-Input", f"{message.header('Signature-Input')}, {other.header('Signature-Input')}").set(
                "Signature", f"{message.header('Signature')}, {other.header('Signature')}")
        for make in (twice, both_schemes, two_key_ids, two_labels):
            self.refuse(make, 400, 401)

    def n10_trailers(self):
        for name in ("Signature", "Digest", "Host"):
            activity = self.create()
            message = self.cavage()(activity)
            trailer = f"{name}: {message.header(name)}\r\n".encode()
            if name != "Host":
                message.set(name, None)
            body = message.body
            message.add("Transfer-Encoding", "chunked").add("Trailer", name)
            message.body = b"%x\r\n" % len(body) + body + b"\r\n0\r\n" + trailer + b"\r\n"
            status, _, answer = self.send(message)
            assert status == 400 and not self.rig.stored(activity["id"]), f"{name} as a trailer: {status} {answer}"
        activity = self.create()
        message = self.cavage()(activity)
        message.body = b"%x\r\n" % len(message.body) + message.body + b"\r\n0\r\n\r\n"
        self.rig.accepted(self.send(message.add("Transfer-Encoding", "chunked")))


def run(report, rig):
    tests = Signatures(rig)
    for name in ("twins", "n1_unsigned", "n2_digest", "n3_body_changed", "n4_other_target", "n5_host", "n6_time", "n7_replay", "n8_algorithms",
                 "n9_ambiguous", "n10_trailers"):
        report.check(f"signatures: {name.replace('_', ' ')}", getattr(tests, name))
