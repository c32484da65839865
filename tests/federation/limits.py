"""N44-N47: bodies, framing and JSON that must end at the door, with bounded memory."""
import json
import pathlib
import time

from peer import RawConnection, sign_cavage

MEGABYTE = 1 << 20
SLACK_KB = 12 * 1024  # what a server's memory moves by itself between two looks


class Limits:
    def __init__(self, rig):
        self.rig, self.pat, self.mercy = rig, rig.pat, rig.mercy

    def connect(self):
        return RawConnection(self.mercy.host, self.mercy.port, self.mercy.ca)

    def rss_kb(self):
        text = pathlib.Path(f"/proc/{self.mercy.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")))

    def signed(self, body):
        """A signed POST of bytes as they are."""
        return sign_cavage(self.pat.message(self.mercy, body), self.pat.key)

    def answered(self, connection):
        """The status, or None when the connection ended without one."""
        try:
            return connection.answer()[0]
        except TimeoutError:
            raise
        except OSError:
            return None

    def padded(self, size):
        activity = self.pat.create("padded")
        activity["padding"] = ""
        activity["padding"] = "x" * (size - len(json.dumps(activity).encode()))
        body = json.dumps(activity).encode()
        assert len(body) == size
        return activity, body

    def n44_size(self):
        activity, body = self.padded(MEGABYTE)
        with self.connect() as connection:
            status, _, answer = connection.send(self.signed(body).wire()).answer()
        assert status == 202 and self.rig.stored(activity["id"]), f"at the limit: {status} {answer}"
        activity, body = self.padded(MEGABYTE + 1)
        with self.connect() as connection:
            assert self.answered(connection.send(self.signed(body).wire())) == 413, "one byte too many"
        assert not self.rig.stored(activity["id"])
        before = self.rss_kb()
        with self.connect() as connection:
            head = f"POST /inbox HTTP/1.1\r\nHost: {self.mercy.domain}\r\nContent-Type: application/activity+json\r\n"
            connection.send(f"{head}Content-Length: {100 * MEGABYTE}\r\n\r\n".encode())
            assert self.answered(connection) == 413, "declared"
        with self.connect() as connection:
            connection.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            status = self.flood(connection, b"10000\r\n" + b"x" * 65536 + b"\r\n", 32)
        assert status in (413, None), f"chunked: {status}"
        assert self.rss_kb() - before < SLACK_KB, f"memory grew from {before} kB to {self.rss_kb()} kB"

    def n44_lying_length(self):
        """Fewer bytes than declared: the message's deadline ends it. More: the rest is a request of its own, and a bad one."""
        activity = self.pat.create("short")
        message = self.signed(json.dumps(activity).encode())
        message.add("Content-Length", str(len(message.body) + 10))
        with self.connect() as connection:
            started = time.monotonic()
            assert self.answered(connection.send(message.wire())) in (408, 400, None)
            assert time.monotonic() - started < 12, "the deadline did not end it"
        assert not self.rig.stored(activity["id"])
        message = self.signed(json.dumps(self.pat.create("long")).encode())
        message.add("Content-Length", str(len(message.body) - 1))
        with self.connect() as connection:
            assert self.answered(connection.send(message.wire())) in (400, 401)

    def flood(self, connection, piece, megabytes):
        """Sends up to so much; the status that comes, or None when the connection was cut."""
        connection.socket.settimeout(20)
        try:
            for _ in range(megabytes * MEGABYTE // len(piece)):
                connection.send(piece)
        except OSError:
            pass
        return self.answered(connection)

    def n45_chunk_extensions_and_trailers(self):
        head = (f"POST /inbox HTTP/1.1\r\nHost: {self.mercy.domain}\r\nContent-Type: application/activity+json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n").encode()
        for opening, piece in ((b"5;ext=", b"e" * 65536), (b"5\r\nhello\r\n0\r\n", b"Trailer-%d: " % 1 + b"t" * 1000 + b"\r\n")):
            before = self.rss_kb()
            with self.connect() as connection:
                status = self.flood(connection.send(head + opening), piece, 32)
            assert status in (400, 413, 431, None), f"{opening}: {status}"
            assert self.rss_kb() - before < SLACK_KB, f"{opening}: memory grew from {before} kB to {self.rss_kb()} kB"
        # One-byte chunks: the bytes on the wire count too (E4).
        with self.connect() as connection:
            status = self.flood(connection.send(head), b"1\r\nx\r\n" * 10000, 8)
        assert status in (400, 413, None), status
        self.still_serves()

    def still_serves(self):
        activity = self.pat.create("still there")
        self.rig.accepted(self.pat.post(self.mercy, activity))

    def n46_framing(self):
        host = f"Host: {self.mercy.domain}"
        form = "Content-Type: application/activity+json"
        bad = {
            "chunked, gzip": ["POST /inbox HTTP/1.1", host, form, "Transfer-Encoding: chunked, gzip", "", "0", "", ""],
            "xchunked with length": ["POST /inbox HTTP/1.1", host, form, "Transfer-Encoding: xchunked", "Content-Length: 2", "", "{}"],
            "gzip, chunked": ["POST /inbox HTTP/1.1", host, form, "Transfer-Encoding: gzip, chunked", "", "0", "", ""],
            "two codings": ["POST /inbox HTTP/1.1", host, form, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "", "0", "", ""],
            "length and coding": ["POST /inbox HTTP/1.1", host, form, "Transfer-Encoding: chunked", "Content-Length: 5", "", "0", "", ""],
            "coding on 1.0": ["POST /inbox HTTP/1.0", host, form, "Transfer-Encoding: chunked", "", "0", "", ""],
            "two hosts": ["GET /livez HTTP/1.1", host, "Host: other.example", "", ""],
            "twice our host": ["GET /livez HTTP/1.1", host, host, "", ""],
            "no host": ["GET /livez HTTP/1.1", "", ""],
            "equal lengths": ["POST /inbox HTTP/1.1", host, form, "Content-Length: 2", "Content-Length: 2", "", "{}"],
            "listed lengths": ["POST /inbox HTTP/1.1", host, form, "Content-Length: 2,2", "", "{}"],
            "different lengths": ["POST /inbox HTTP/1.1", host, form, "Content-Length: 2", "Content-Length: 3", "", "{} "],
            "signed length": ["POST /inbox HTTP/1.1", host, form, "Content-Length: +2", "", "{}"],
            "hexadecimal length": ["POST /inbox HTTP/1.1", host, form, "Content-Length: 0x2", "", "{}"],
            "overflowing length": ["POST /inbox HTTP/1.1", host, form, "Content-Length: 99999999999999999999999", "", "{}"],
            "folded line": ["GET /livez HTTP/1.1", host, "X-A: a", " b", "", ""],
            "space before colon": ["GET /livez HTTP/1.1", host, "X-A : a", "", ""],
            "absolute form": [f"GET {self.mercy.base}/livez HTTP/1.1", host, "", ""],
            "relative target": ["GET livez HTTP/1.1", host, "", ""],
            "two slashes": ["GET //evil.example/livez HTTP/1.1", host, "", ""],
            "bare CR": ["GET /livez HTTP/1.1", host, "X-A: a\rb", "", ""],
            "NUL": ["GET /livez HTTP/1.1", host, "X-A: a\0b", "", ""],
            "name with space": ["GET /livez HTTP/1.1", host, "X A: a", "", ""],
        }
        second = f"GET /livez HTTP/1.1\r\n{host}\r\nX-Second: 1\r\n\r\n"
        for name, lines in bad.items():
            self.refuse_and_close(name, ("\r\n".join(lines) + second).encode())
        self.refuse_and_close("bare LF", f"GET /livez HTTP/1.1\n{host}\n\n{second}".encode())
        # The twin: two good requests on one connection are both answered.
        with self.connect() as connection:
            connection.send((f"GET /livez HTTP/1.1\r\n{host}\r\n\r\n" + second).encode())
            assert [connection.answer()[0], connection.answer()[0]] == [200, 200]

    def refuse_and_close(self, name, data):
        with self.connect() as connection:
            try:
                status = connection.send(data).answer()[0]
            except ConnectionError:
                raise AssertionError(f"{name}: closed without an answer") from None
            # A fault in one message makes all that follows on the connection doubtful.
            assert status == 400, f"{name}: answered {status}"
            try:
                assert connection.ended(), f"{name}: something came after the refusal: {connection.buffered[:80]}"
            except TimeoutError:
                raise AssertionError(f"{name}: the connection stays open") from None

    def n46_host_of_another(self):
        for host in ("other.example", self.mercy.host, f"{self.mercy.host}:1", ""):
            with self.connect() as connection:
                status, _, _ = connection.send(f"GET /users/ann HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).answer()
            assert status in (400, 421), f"Host: {host}: {status}"

    def n47_json(self):
        def deep(levels):
            activity = self.pat.create("deep")
            activity["deep"] = "@"
            # The activity's own object is the first level.
            return activity, json.dumps(activity).replace('"@"', "[" * (levels - 1) + "]" * (levels - 1)).encode()

        def changed(old, new):
            activity = self.pat.create("changed")
            activity["extra"] = "@@"
            return activity, json.dumps(activity).encode().replace(old, new, 1)
        refused = {
            "depth 33": deep(33), "depth 3000": deep(3000), "the id twice": changed(b'"extra": "@@"', b'"id": "https://p.localhost/other"'),
            "the id twice, once escaped": changed(b'"extra": "@@"', b'"\\u0069d": "https://p.localhost/other"'),
            "1e400": changed(b'"@@"', b"1e400"), "NaN": changed(b'"@@"', b"NaN"), "NUL": changed(b"@@", b"\\u0000"),
            "NUL in a key": changed(b"extra", b"ex\\u0000tra"), "raw NUL": changed(b"@@", b"\0"), "bad UTF-8": changed(b"@@", b"\xc3\x28"),
            "a lone surrogate": changed(b"@@", b"\\ud800"), "single quotes": changed(b'"@@"', b"'a'"), "a comma too many": changed(b'"@@"', b'"a",'),
            "a comment": changed(b'"@@"', b'"a" /* b */'),
        }
        activity, body = changed(b"@@", b"a")
        refused |= {"BOM": (activity, b"\xef\xbb\xbf" + body), "trailing data": (activity, body + b"{}"), "cut": (activity, body[:-1]),
                    "an array": (activity, b"[" + body + b"]"), "nothing": (activity, b" ")}
        for name, (activity, body) in refused.items():
            status, answer = self.post(body)
            assert status == 400, f"{name}: {status} {answer}"
            assert not self.rig.stored(activity["id"]), f"{name} was stored"
        for name, (activity, body) in {"depth 32": deep(32), "unchanged": changed(b"@@", b"a"), "escaped": changed(b"@@", b"\\u00e9"),
                                       "a large number": changed(b'"@@"', b"1e300")}.items():
            status, answer = self.post(body)
            assert status == 202 and self.rig.stored(activity["id"]), f"{name}: {status} {answer}"

    def post(self, body):
        with self.connect() as connection:
            status, _, answer = connection.send(self.signed(body).wire()).answer()
        return status, answer

    def types_and_encodings(self):
        """Only ActivityPub's types, and nothing compressed."""
        def sent(headers):
            activity = self.pat.create("typed")
            message = self.pat.message(self.mercy, activity)
            for name, value in headers.items():
                message.set(name, value)
            with self.connect() as connection:
                status = connection.send(sign_cavage(message, self.pat.key).wire()).answer()[0]
            return status, self.rig.stored(activity["id"])
        for content_type in ("application/json", "text/plain", "application/ld+json", None):
            assert sent({"Content-Type": content_type}) == (415, False), content_type
        for coding in ("gzip", "br", "identity, gzip"):
            assert sent({"Content-Encoding": coding}) == (415, False), coding
        for content_type in ("application/activity+json; charset=utf-8", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'):
            assert sent({"Content-Type": content_type}) == (202, True), content_type


def run(report, rig):
    tests = Limits(rig)
    for name in ("n44_size", "n44_lying_length", "n45_chunk_extensions_and_trailers", "n46_framing", "n46_host_of_another", "n47_json",
                 "types_and_encodings"):
        report.check(f"limits: {name.replace('_', ' ')}", getattr(tests, name))
