"""A client of the Mastodon API and of Rounds' own API, with Python's standard library only."""
import http.client
import json
import os
import ssl
import time
import urllib.parse


class ApiError(Exception):
    """An answer other than 2xx. `status`, `body` (parsed when JSON)."""

    def __init__(self, method, path, status, body):
        super().__init__(f"{method} {path}: {status} {str(body)[:300]}")
        self.status, self.body = status, body


class Client:
    """Speaks to one instance, as nobody or with a token. Connects to 127.0.0.1 whatever the name resolves to."""

    def __init__(self, base, ca=None, token=None, timeout=30):
        self.base, self.ca, self.token, self.timeout = base.rstrip("/"), ca, token, timeout
        self.url = urllib.parse.urlsplit(self.base)

    def with_token(self, token):
        return Client(self.base, self.ca, token, self.timeout)

    def _connect(self):
        if self.url.scheme == "https":
            context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
            connection = _LoopbackHttps(self.url.hostname, self.url.port or 443, self.timeout, context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.url.port or 80, timeout=self.timeout)
        return connection

    def request(self, method, path, body=None, headers=None, raw=False):
        """(status, headers, body): body is parsed JSON unless `raw`."""
        sent = {"Host": self.url.netloc, "Accept": "application/json"}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        connection = self._connect()
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            content = answer.read()
            fields = {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()
        if raw:
            return answer.status, fields, content
        try:
            return answer.status, fields, json.loads(content)
        except ValueError:
            return answer.status, fields, content.decode(errors="replace")

    def call(self, method, path, body=None, headers=None):
        status, _, answer = self.request(method, path, body, headers)
        if not 200 <= status < 300:
            raise ApiError(method, path, status, answer)
        return answer

    def get(self, path, **query):
        return self.call("GET", path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else ""))

    def post(self, path, **body):
        return self.call("POST", path, body)

    def patch(self, path, **body):
        return self.call("PATCH", path, body)

    def delete(self, path, **body):
        return self.call("DELETE", path, body or None)


class _LoopbackHttps(http.client.HTTPSConnection):
    """TLS to 127.0.0.1 with the name of the instance in SNI and verified against its certificate."""

    def __init__(self, host, port, timeout, context):
        super().__init__(host, port, timeout=timeout, context=context)
        self._tls = context

    def connect(self):
        import socket
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def eventually(what, check, seconds=60, every=0.1):
    """Calls `check` until it returns something true, and returns that; TimeoutError naming `what` otherwise. TEST_PATIENCE
    multiplies the limit: for a machine that does other work beside."""
    seconds *= float(os.environ.get("TEST_PATIENCE", "1"))
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        try:
            value = check()
            if value:
                return value
        except (ApiError, OSError, KeyError, IndexError) as error:
            last = error
        time.sleep(every)
    raise TimeoutError(f"{what}: not within {seconds} s" + (f" (last: {last})" if last else ""))
