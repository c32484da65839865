"""N55: two hundred log in at once. Memory stays bounded, who reads is not kept waiting, everybody gets in or is told to come again."""
import http.client
import pathlib
import re
import threading
import time
import urllib.parse

from load import stage

AT_ONCE = 200
PASSWORD = "correct horse battery staple"
MEMORY_MB = 200  # two hashes of 19 MiB at a time, and what 200 connections take


class LogIn(threading.Thread):
    """Loads the form, waits for the others, and sends it."""

    def __init__(self, instance, barrier, right):
        super().__init__(daemon=True)
        self.instance, self.barrier, self.right, self.status, self.broken = instance, barrier, right, None, None

    def ask(self, method, body=None, headers=None):
        connection = http.client.HTTPConnection(self.instance.host, self.instance.port, timeout=120)
        try:
            connection.request(method, "/auth/sign_in", body, {"Host": self.instance.domain, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read().decode()
        finally:
            connection.close()

    def run(self):
        try:
            _, headers, page = self.ask("GET")
            cookies = "; ".join(value.split(";")[0] for name, value in headers if name.lower() == "set-cookie")
            fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("form_token", "next")}
            fields |= {"login": "many", "password": PASSWORD if self.right else PASSWORD + "!"}
            self.barrier.wait(120)
            self.status, _, _ = self.ask("POST", urllib.parse.urlencode(fields), {
                "Cookie": cookies, "Origin": self.instance.base, "Content-Type": "application/x-www-form-urlencoded"})
        except Exception as error:  # noqa: BLE001 - told below
            self.broken = repr(error)


def memory_mb(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024


def two_hundred_at_once(program):
    with stage(program) as made:
        mercy = made.mercy
        mercy.command("account", "create", "many", "--email", "many@home.example", "--password-stdin", text=PASSWORD + "\n")
        before, barrier = memory_mb(mercy.process), threading.Barrier(AT_ONCE)
        people = [LogIn(mercy, barrier, True) for _ in range(AT_ONCE)]
        for person in people:
            person.start()
        reads = []
        while any(person.is_alive() for person in people):
            began = time.monotonic()
            status, _, _ = made.ann.request("GET", "/api/v1/timelines/home")
            reads.append(time.monotonic() - began)
            assert status == 200, status
        broken = [person.broken for person in people if person.broken]
        assert not broken, f"{len(broken)} got no answer: {broken[:3]}"
        outcomes = {status: sum(person.status == status for person in people) for status in {person.status for person in people}}
        grown, slowest = memory_mb(mercy.process) - before, max(reads)
        print(f"     {AT_ONCE} log-ins: {outcomes}; {len(reads)} reads beside them, the slowest {slowest:.2f} s; memory +{grown:.0f} MB", flush=True)
        # 303: in; 429 or 503: come again. Nothing else, and some get in.
        assert set(outcomes) <= {303, 429, 503} and outcomes.get(303, 0) > 0, outcomes
        assert grown < MEMORY_MB, f"{grown} MB"
        assert slowest < 10, f"a timeline took {slowest} s"


def run(report, program, _random, _quick):
    report.check("logins: n55 two hundred at once", lambda: two_hundred_at_once(program))
