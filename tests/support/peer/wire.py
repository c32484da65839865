"""Raw bytes to an instance and what comes back."""
import json
import socket
import ssl


class RawConnection:
    """A connection to 127.0.0.1, with TLS in the name of `host` when there is a `ca`. Sends what it is given."""

    def __init__(self, host, port, ca=None, timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if ca:
            self.socket = ssl.create_default_context(cafile=str(ca)).wrap_socket(self.socket, server_hostname=host)
        self.buffered = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)
        return self

    def answer(self):
        return read_answer(self)

    def ended(self):
        """True when the other side closed and nothing more comes; TimeoutError when it stays open."""
        while True:
            try:
                data = self.socket.recv(65536)
            except (ConnectionError, ssl.SSLError):
                return True
            if not data:
                return not self.buffered
            self.buffered += data

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed without an answer")
        self.buffered += data


def read_answer(connection):
    """(status, {lower-case name: value}, body) of the next answer; interim answers are passed over."""
    while True:
        while b"\r\n\r\n" not in connection.buffered:
            connection._more()
        head, _, connection.buffered = connection.buffered.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        if status >= 200:
            break
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = int(headers.get("content-length", 0))
    while len(connection.buffered) < length:
        connection._more()
    body, connection.buffered = connection.buffered[:length], connection.buffered[length:]
    return status, headers, body


def send_message(instance, message):
    """One signed or spoilt message over a connection of its own: (status, headers, body), JSON parsed where it is."""
    with RawConnection(instance.host, instance.port, instance.ca if instance.scheme == "https" else None) as connection:
        connection.send(message.wire())
        status, headers, body = read_answer(connection)
    try:
        return status, headers, json.loads(body)
    except ValueError:
        return status, headers, body
