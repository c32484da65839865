"""What people say in private is planted and looked for where it must not be: audit log, signed heads, metrics, the server's log, and what a
crash leaves behind (security.md N74, R24)."""
import os
import pathlib
import re
import signal
import subprocess

from database import Database
from toolbox import Instance, eventually, free_port

PASSWORD = "canary passphrase nobody guesses"
PLANTED = {"a direct message": "canaryxylophone", "a name": "Canarya Featherstone", "an e-mail address": "canary.mail@patients.example",
           "a record number": "MRN 48213377", "a telephone number": "555-0147-9921", "a comment of a report": "canarycomplaint",
           "a warning of a moderator": "canarywarning", "what was searched for": "canaryquestion", "the reason of a break-glass": "canaryreason",
           "a password": PASSWORD}


def wrapped(program, folder):
    """The program, allowed to leave core dumps of any size in a folder of its own."""
    (folder / "cores").mkdir()
    (folder / "cores").chmod(0o777)
    script = folder / "program"
    script.write_text(f'#!/bin/sh\nulimit -c unlimited\ncd {folder}/cores && exec {program} "$@"\n')
    script.chmod(0o755)
    return script


class Planted:
    def __init__(self, program, folder):
        self.folder = folder
        self.instance = Instance(wrapped(program, folder), folder / "mercy", "mercy", free_port(), scheme="http", mode="closed",
                                 settings={"http.metrics_port": free_port(), "log.level": "debug"})

    def plant(self):
        instance = self.instance
        instance.start(120)
        admin = instance.add_user("boss", role="admin")
        made = instance.command("account", "create", "canary", "--email", PLANTED["an e-mail address"], "--password-stdin",
                                "--display-name", PLANTED["a name"], text=PASSWORD + "\n")
        token = instance.command("token", "create", "canary", "--scopes", "read write follow push profile")["access_token"]
        instance.add_user("ben")
        self.secrets = {**PLANTED, "a token": token, "a token of staff": admin["token"]}
        canary, staff = instance.client().with_token(token), instance.client("boss")
        canary.post("/api/v1/statuses", status=f"@ben {PLANTED['a direct message']}", visibility="direct")
        text = f"call me on {PLANTED['a telephone number']}, my number is {PLANTED['a record number']}"
        for _ in range(2):  # warned once, then it is theirs to say
            canary.request("POST", "/api/v1/statuses", {"status": text})
        post = instance.client("ben").post("/api/v1/statuses", status="something else")
        report = canary.post("/api/v1/reports", account_id=instance.users["ben"]["id"], status_ids=[post["id"]],
                             comment=PLANTED["a comment of a report"])
        staff.post(f"/api/v1/admin/accounts/{instance.users['ben']['id']}/action", type="none", report_id=report["id"],
                   text=PLANTED["a warning of a moderator"])
        canary.get("/api/v2/search", q=PLANTED["what was searched for"])
        staff.get("/api/v2/admin/accounts", email=PLANTED["an e-mail address"])
        staff.get("/api/v2/admin/accounts", display_name=PLANTED["a name"])
        instance.client().request("POST", "/oauth/token", {"grant_type": "password", "username": PLANTED["an e-mail address"],
                                                           "password": PASSWORD})
        instance.client().request("GET", f"/api/v1/streaming/user?access_token={token}x")
        staff.post(f"/api/v1/admin/accounts/{made['id']}/action", type="silence", text=PLANTED["the reason of a break-glass"])
        eventually("all of it is sealed", lambda: "account.silence" in self.exported(), 60)

    def exported(self):
        """The sealed entries."""
        file = self.folder / "export.jsonl"
        file.unlink(missing_ok=True)
        self.instance.command("audit", "export", str(file))
        return file.read_text()

    def not_in(self, where, text, twin):
        """`twin` is what must be there, so that nothing is not taken for everything."""
        assert twin in text, f"{where} does not even hold {twin}"
        for what, secret in self.secrets.items():
            assert secret not in text, f"{what} stands in {where}"

    def not_in_the_audit_log(self):
        self.not_in("the audit log", self.exported(), "account.silence")
        self.not_in("the signed heads", (pathlib.Path(self.instance.values["paths.data"]) / "audit/heads.jsonl").read_text(), '"head"')
        rows = Database(self.instance).run("SELECT * FROM audit_log")
        self.not_in("the table of the audit log", rows, "account.silence")

    def not_in_metrics(self):
        client = self.instance.client()
        client.url = client.url._replace(netloc=f"127.0.0.1:{self.instance.values['http.metrics_port']}")
        status, _, text = client.request("GET", "/metrics")
        assert status == 200, status
        self.not_in("the metrics", text, "rounds_http_requests_total")

    def not_in_the_log(self):
        self.not_in("the server's log", self.instance.log.read_text(), "/api/v1/statuses")

    def crash(self, process):
        """Whether the system wrote its memory to a disk."""
        process.send_signal(signal.SIGSEGV)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == -signal.SIGSEGV, process.returncode
        return os.WCOREDUMP(status)

    def cores_would_be_found(self):
        """A program that does not forbid it leaves one."""
        victim = subprocess.Popen(["sh", "-c", f"ulimit -c unlimited; cd {self.folder}/cores && exec sleep 60"])
        eventually("it sleeps", lambda: pathlib.Path(f"/proc/{victim.pid}/comm").read_text().strip() == "sleep", 60)
        assert self.crash(victim), "this machine writes no core dumps at all"

    def no_core_is_left(self):
        limits = pathlib.Path(f"/proc/{self.instance.process.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits), limits
        assert not self.crash(self.instance.process), "its memory was written to a disk"


def checks(report, program, folder):
    planted = Planted(program, folder)
    try:
        if not report.check("canaries: they are planted", planted.plant):
            return
        report.check("canaries: none in the audit log, its table and its heads", planted.not_in_the_audit_log)
        report.check("canaries: none in the metrics", planted.not_in_metrics)
        report.check("canaries: none in the server's log", planted.not_in_the_log)
        # Elsewhere (a pattern with a path, a program that takes them) one of a test's own would be in somebody's way.
        if pathlib.Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/")):
            report.skip("canaries: a core dump would be noticed", "core dumps of this machine go elsewhere")
        else:
            report.check("canaries: a core dump would be noticed", planted.cores_would_be_found)
        report.check("canaries: a crash leaves no memory on a disk", planted.no_core_is_left)
    finally:
        planted.instance.stop()
        for pid in ([Database(planted.instance).pid] if next((planted.instance.folder / "data").rglob("postmaster.pid"), None) else []):
            subprocess.run(["kill", "-INT", str(pid)], check=False)
