"""The answering half: an HTTP/1.1 server (plain or TLS, many names on one port) whose answers a test writes."""
import dataclasses
import json
import socket
import ssl
import struct
import threading

from .recorder import Recorder, Seen

ACTIVITY = "application/activity+json"


@dataclasses.dataclass
class Answer:
    """What is sent back. `body`: bytes, text, or JSON. `delay` seconds before it. `cut`: only so many bytes of the body, then the
    connection closes. `close`: closes after it. `reset`: no answer at all but a TCP reset. `drop`: closes without an answer.
    `raw`: these bytes are the whole answer. `pour`: after it these, again and again until the other side has had enough."""
    status: int = 200
    body: object = b""
    type: str | None = ACTIVITY
    headers: tuple = ()
    delay: threading.Event | float | None = None
    cut: int | None = None
    close: bool = False
    reset: bool = False
    drop: bool = False
    raw: bytes | None = None
    pour: bytes | None = None

    def content(self):
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()

    def wire(self):
        if self.raw is not None:
            return self.raw
        content = self.content()
        lines = [f"HTTP/1.1 {self.status} Scripted", f"Content-Length: {len(content)}"]
        if self.type and content:
            lines.append(f"Content-Type: {self.type}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.close:
            lines.append("Connection: close")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + (content if self.cut is None else content[:self.cut])

    @staticmethod
    def of(step):
        """An Answer, a status, "reset", "drop", "cut" or "202-then-close"."""
        if isinstance(step, Answer):
            return step
        if isinstance(step, int):
            return Answer(step)
        named = {"reset": Answer(reset=True), "drop": Answer(drop=True), "202-then-close": Answer(202, close=True),
                 "cut": Answer(202, b"x" * 64, "text/plain", cut=10)}
        return named[step]


class PeerServer:
    """Documents by (host name, path). A value is an Answer, JSON (200 as activity+json), a function of Seen that gives either, or a
    script: a list whose last step stays. POSTs are answered from `inboxes` the same way, 202 where nothing is said."""

    def __init__(self, certificates=None):
        """`certificates`: {host name: (chain file, key file)}; plain HTTP without."""
        self.recorder = Recorder()
        self.documents, self.inboxes = {}, {}
        self.poured = {}  # path: how many bytes of an answer without end were taken
        self.scheme = "https" if certificates else "http"
        self._lock, self._stopping, self._open = threading.Lock(), threading.Event(), set()
        self._contexts = {host: self._context(*files) for host, files in (certificates or {}).items()}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _context(chain, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(chain), str(key))
        return context

    def _server_context(self):
        first = next(iter(self._contexts.values()))

        def choose(connection, name, _):
            connection.context = self._contexts.get(name, first)
        first.sni_callback = choose
        return first

    def stop(self):
        self._stopping.set()
        self._listener.close()
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            _close(connection)

    def _accept(self):
        while not self._stopping.is_set():
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain, self.recorder.connected()), daemon=True).start()

    def _serve(self, plain, number):
        connection = plain
        try:
            plain.settimeout(60)
            if self._contexts:
                connection = self._server_context().wrap_socket(plain, server_side=True)
            with self._lock:
                self._open.add(connection)
            buffered = b""
            while not self._stopping.is_set():
                request, buffered = _read_request(connection, buffered, number)
                if request is None:
                    return
                self.recorder.add(request)
                if not self._answer(connection, request):
                    return
        except (OSError, ssl.SSLError, ValueError):
            return
        finally:
            with self._lock:
                self._open.discard(connection)
            _close(connection)

    def _pour(self, connection, request, piece):
        """At most 64 MB, so that a reader without a limit is found out and not drowned."""
        self.poured[request.path] = 0
        try:
            while self.poured[request.path] < 64 << 20 and not self._stopping.is_set():
                connection.sendall(piece)
                self.poured[request.path] += len(piece)
        except OSError:
            pass

    def _step(self, request):
        name = request.host.split(":")[0]
        with self._lock:
            table = self.inboxes if request.method == "POST" else self.documents
            found = table.get((name, request.target), table.get((name, request.path)))
            if found is None:
                return Answer(202) if request.method == "POST" else Answer(404)
            if isinstance(found, list):
                return found.pop(0) if len(found) > 1 else found[0]
        return found

    def _answer(self, connection, request):
        step = self._step(request)
        if callable(step):
            step = step(request)
        answer = Answer(200, step) if isinstance(step, dict) else Answer.of(step)
        if isinstance(answer.delay, threading.Event):
            answer.delay.wait(30)
        elif answer.delay:
            self._stopping.wait(answer.delay)
        if answer.reset:
            raw = connection.detach() if isinstance(connection, ssl.SSLSocket) else None
            victim = socket.socket(fileno=raw) if raw is not None else connection
            victim.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            victim.close()
            return False
        if answer.drop:
            return False
        connection.sendall(answer.wire())
        if answer.pour:
            self._pour(connection, request, answer.pour)
            return False
        return answer.cut is None and not answer.close and request.header("connection").lower() != "close"


def _close(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    try:
        connection.close()
    except OSError:
        pass


def _read_request(connection, buffered, number):
    """(request or None at the end of the stream, bytes of the next one)."""
    while b"\r\n\r\n" not in buffered:
        more = connection.recv(65536)
        if not more:
            return None, b""
        buffered += more
    head, _, rest = buffered.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    length = int(next((value for name, value in headers if name == "content-length"), "0"))
    while len(rest) < length:
        more = connection.recv(65536)
        if not more:
            return None, b""
        rest += more
    body = rest[:length]
    host = next((value for name, value in headers if name == "host"), "")
    return Seen(Recorder.now(), host, method, target, headers, body, head + b"\r\n\r\n" + body, number), rest[length:]
