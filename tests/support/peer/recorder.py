"""What the peer saw."""
import dataclasses
import json
import threading
import time


@dataclasses.dataclass
class Seen:
    """One request as it came. `raw` holds its bytes from the first to the last; `headers` are (lower-case name, value)."""
    at: float
    host: str
    method: str
    target: str
    headers: list
    body: bytes
    raw: bytes
    connection: int

    def header(self, name):
        return next((value for key, value in self.headers if key == name), "")

    @property
    def path(self):
        return self.target.split("?")[0]

    def json(self):
        return json.loads(self.body)

    @property
    def scheme(self):
        """Which signature it carries: "rfc9421", "cavage" or ""."""
        if self.header("signature-input"):
            return "rfc9421"
        return "cavage" if self.header("signature") else ""


class Recorder:
    """All requests and connections, in order of arrival. Safe from any thread."""

    def __init__(self):
        self._lock, self._seen, self._connections = threading.Lock(), [], 0

    def connected(self):
        with self._lock:
            self._connections += 1
            return self._connections

    def add(self, seen):
        with self._lock:
            self._seen.append(seen)

    @property
    def connections(self):
        """How often the peer was connected to at all, also where no request followed."""
        with self._lock:
            return self._connections

    def all(self, *, host=None, method=None, path=None, since=0.0):
        with self._lock:
            return [s for s in self._seen if (host is None or s.host.split(":")[0] == host) and (method is None or s.method == method)
                    and (path is None or s.path == path) and s.at >= since]

    def count(self, **chosen):
        return len(self.all(**chosen))

    def activities(self, kind=None, **chosen):
        """JSON bodies that were posted, of one type or of all."""
        bodies = [seen.json() for seen in self.all(method="POST", **chosen) if seen.body]
        return [body for body in bodies if kind is None or body.get("type") == kind]

    @staticmethod
    def now():
        return time.monotonic()
