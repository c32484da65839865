"""A restart refuses nobody: the listening socket is held by whoever starts the server, as systemd does with rounds.socket."""
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time

from toolbox import Instance, eventually, free_port

CLIENTS, RESTARTS = 6, 3


class Held:
    """What systemd does: a socket that listens, and a server that is handed it as file 3."""

    def __init__(self, program, folder):
        self.instance = Instance(program, folder / "mercy", "mercy", free_port(), scheme="http", mode="closed")
        self.socket = socket.create_server(("127.0.0.1", self.instance.port), backlog=4096)
        self.answered, self.failed, self.stop = [], [], threading.Event()

    def launch(self):
        instance = self.instance
        instance.write_config()
        log = open(instance.log, "ab")

        def hand_over():
            os.dup2(self.socket.fileno(), 3)
            os.set_inheritable(3, True)  # it may have been 3 before
        # sh becomes the server, so that the number of its process is what LISTEN_PID says.
        instance.process = subprocess.Popen(["sh", "-c", 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@"', "sh", str(instance.program), "--config",
                                             str(instance.config), "serve"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            close_fds=False, preexec_fn=hand_over)
        log.close()

    def starts(self):
        self.launch()
        self.instance.wait_ready(120)
        self.instance.add_user("ann")

    def outlives_broken_pipes(self):
        """OpenSSL writes to sockets as to files: whoever leaves a TLS connection at the wrong moment makes the signal that ends programs."""
        os.kill(self.instance.process.pid, signal.SIGPIPE)
        assert self.instance.client("ann").get("/api/v1/accounts/verify_credentials")["username"] == "ann"

    def ask(self, number):
        """One connection for each request, one after another, until `stop`: posts and reads."""
        count = 0
        while not self.stop.is_set():
            count += 1
            key = f"{number}-{count}"
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.instance.port, timeout=60)
                headers = {"Host": self.instance.domain, "Authorization": f"Bearer {self.instance.users['ann']['token']}",
                           "Content-Type": "application/json", "Idempotency-Key": key}
                connection.request("POST", "/api/v1/statuses", json.dumps({"status": key}), headers)
                answer = connection.getresponse()
                body = answer.read()
                connection.close()
                if answer.status == 200:
                    self.answered.append(json.loads(body)["id"])
                else:
                    self.failed.append(f"{key}: {answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{key}: {error!r}")
            time.sleep(0.01)

    def refuses_nobody(self):
        clients = [threading.Thread(target=self.ask, args=(number,), daemon=True) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            for _ in range(RESTARTS):
                before = len(self.answered)
                eventually("people post", lambda: len(self.answered) > before + 20 or self.failed, 120)
                self.instance.process.send_signal(signal.SIGTERM)
                assert self.instance.process.wait(120) == 0, self.instance.last_log()
                self.launch()
            before = len(self.answered)
            eventually("people post again", lambda: len(self.answered) > before + 20 or self.failed, 120)
        finally:
            self.stop.set()
            for client in clients:
                client.join(120)
        assert not self.failed, f"{len(self.failed)} of {len(self.failed) + len(self.answered)} failed: {self.failed[:5]}"
        self.instance.wait_ready(120)
        client = self.instance.client("ann")
        missing = [post for post in self.answered[::5] if client.request("GET", f"/api/v1/statuses/{post}")[0] != 200]
        assert not missing, f"acknowledged and not there: {missing[:5]}"
        print(f"     {len(self.answered)} requests over {RESTARTS} restarts, none refused", flush=True)

    def another_port_is_its_own(self):
        """A socket for another port than http.port is none of the server's."""
        self.instance.stop()
        other = free_port()
        self.instance.values["http.port"] = other
        self.launch()
        eventually("it answers at its own port", lambda: answers(other, self.instance.domain), 120)
        self.instance.stop()

    def end(self):
        self.stop.set()
        self.instance.stop()
        self.socket.close()


def answers(port, host):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/livez", headers={"Host": host})
    return connection.getresponse().status == 200


def checks(report, program, folder):
    held = Held(program, folder)
    try:
        for name, work in (("a socket that was handed over is used", held.starts),
                           ("no broken pipe ends the server", held.outlives_broken_pipes), ("nobody is refused", held.refuses_nobody),
                           ("a socket for another port is left alone", held.another_port_is_its_own)):
            if not report.check(f"restart: {name}", work):
                return
    finally:
        held.end()
