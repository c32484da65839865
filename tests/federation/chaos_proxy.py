"""A port that spoils connections on their way to another one."""
import random
import select
import socket
import struct
import threading

RESET, DROP = 0.25, 0.1


class ChaosProxy:
    """Passes bytes on between a port and another. While `chaos` is on, some connections are reset after some of them, and of some
    the bytes are dropped from then on: nothing comes, and nobody says why, until the one who waits gives up."""

    def __init__(self, port, upstream, seed):
        self.port, self.upstream, self.random = port, upstream, random.Random(seed)
        self.chaos, self.reset, self.dropped, self.open = False, 0, 0, True
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while self.open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        chance = self.random.random() if self.chaos else 1.0
        left = self.random.randrange(1, 6000) if chance < RESET + DROP else None
        try:
            server = socket.create_connection(("127.0.0.1", self.upstream), timeout=5)
        except OSError:
            client.close()
            return
        with client, server:
            try:
                self._relay(client, server, left, chance >= RESET)
            except OSError:
                pass

    def _relay(self, client, server, left, drops):
        """One thread for both directions: what it closes is closed at once."""
        other, passing = {client: server, server: client}, [client, server]
        while passing:
            for source in select.select(passing, [], [])[0]:
                data = source.recv(16384)
                if not data:
                    passing.remove(source)
                    other[source].shutdown(socket.SHUT_WR)
                    continue
                if left is not None:
                    left -= len(data)
                    if left <= 0 and drops:
                        self.dropped += 1
                        self._swallow(passing)
                        return
                    if left <= 0:
                        self.reset += 1
                        for end in other:
                            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                other[source].sendall(data)

    def _swallow(self, ends):
        """Until one of both goes, or the chaos is over."""
        while self.chaos and all(end.fileno() >= 0 for end in ends):
            for end in select.select(ends, [], [], 0.5)[0]:
                if not end.recv(16384):
                    return

    def stop(self):
        self.open = False
        self.listener.close()
