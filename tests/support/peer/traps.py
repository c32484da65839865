"""Places that nobody may be led to."""
import ipaddress
import os
import pathlib
import socket
import threading


class Trap:
    """A listener that counts who connects, and hangs up."""

    def __init__(self, address="127.0.0.1"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, 0), family=family)
        self.port, self.connections = self._listener.getsockname()[1], 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()


def _own_address():
    """This machine's address towards others, when it is one that no federated server may be told to reach; else None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("203.0.113.1", 9))  # sends nothing
        except OSError:
            return None
        address = probe.getsockname()[0]
    found = ipaddress.ip_address(address)
    return None if found.is_global or found.is_loopback else address


def inside_host():
    """(host name, address) of this machine in its own network, where the system's resolver can be told of such a name; else None:
    a machine without a private address has no inside."""
    address = _own_address()
    if address is None:
        return None
    host = f"inside-{address.replace('.', '-')}.test"
    hosts = pathlib.Path("/etc/hosts")
    if not _resolves(host, address) and os.access(hosts, os.W_OK):
        with hosts.open("a") as file:
            file.write(f"{address} {host}\n")
    return (host, address) if _resolves(host, address) else None


def _resolves(host, address):
    try:
        return socket.gethostbyname(host) == address
    except OSError:
        return False
