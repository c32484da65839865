"""`rounds doctor` on a set-up that is well, and on set-ups that are broken in one way each: it names what is broken, and nothing else."""
import contextlib
import email.utils
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time

from consortium.certificates import make_authority, make_certificate
from consortium.instance import make_names_resolve
from postgres import OwnCluster
from toolbox import ROOT, Instance, eventually, free_port

HOST, PEER = "mercy.localhost", "peer.localhost"
NOWHERE = "nowhere.invalid"


class Peer:
    """Another server, as far as the doctor looks: it answers to nodeinfo, by a clock of its own."""

    def __init__(self, certificate, key):
        self.ahead = 0
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def date_time_string(self, timestamp=None):
                return email.utils.formatdate((timestamp or time.time()) + peer.ahead, usegmt=True)

            def do_GET(self):
                body = b'{"links":[]}'
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.authority = f"{PEER}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def expired_certificate(folder, host):
    """Signed like the others; its last day was yesterday."""
    file, request, key = folder / "expired.pem", folder / "expired.csr", folder / f"{host}.key"
    subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", f"/CN={host}", "-out", request], check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-req", "-in", request, "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial",
                    "-days", "-1", "-extfile", folder / f"{host}.ext", "-out", file], check=True, capture_output=True)
    return file


class Clinic:
    """A set-up with everything that the doctor looks at: own TLS, a PostgreSQL by URL, a mail server, a peer."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        make_names_resolve([HOST, PEER])
        self.ca_folder = folder / "ca"
        authority = make_authority(self.ca_folder)
        self.tls = make_certificate(self.ca_folder, HOST)
        self.nowhere = make_certificate(self.ca_folder, NOWHERE)
        self.peer = Peer(*make_certificate(self.ca_folder, PEER))
        self.cluster = OwnCluster(folder / "postgresql")
        self.cluster.start()
        self.cluster.wait()
        self.cluster.run("CREATE ROLE keeper LOGIN CREATEROLE; CREATE DATABASE keeper OWNER keeper;")
        self.url = f"host={self.cluster.folder} port=5432 user=keeper dbname=keeper"
        self.mail = subprocess.Popen(["/usr/bin/python3", ROOT / "tests/support/mail_sink.py", folder], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)
        mail_port = int(self.mail.stdout.readline())
        self.instance = Instance(program, folder / "mercy", "mercy", free_port(), ca=authority, tls=self.tls, peers=[self.peer.authority],
                                 settings={"database.url": self.url, "mail.server": f"127.0.0.1:{mail_port}", "mail.security": "none",
                                           "instance.contact_email": "rounds@hospital.example", "accounts.staff_second_factor": True})
        self.instance.write_config()
        self.instance.config.chmod(0o640)

    def stop(self):
        self.instance.stop()
        self.peer.stop()
        self.mail.stdin.close()
        self.mail.wait(20)
        self.cluster.stop()

    def sql(self, text):
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url], input=text, capture_output=True,
                              text=True, check=True).stdout.strip()

    @contextlib.contextmanager
    def settings(self, changed):
        before = dict(self.instance.values)
        self.instance.values.update(changed)
        self.instance.write_config()
        try:
            yield
        finally:
            self.instance.values.clear()
            self.instance.values.update(before)
            self.instance.write_config()

    def doctor(self, *words, before=()):
        """(exit code, its findings)."""
        done = subprocess.run([*before, self.program, "--config", self.instance.config, "--json", "doctor", *words], capture_output=True,
                              text=True, timeout=120)
        assert done.stdout, done.stderr
        answer = json.loads(done.stdout)
        assert answer["ok"] == (done.returncode == 0), f"exit code {done.returncode}: {answer}"
        return done.returncode, answer["checks"]

    def names(self, check, *said, words=(), before=(), code=1, settings=None):
        """The doctor finds that check wrong and no other, says these words, and what to do."""
        with self.settings(settings or {}):
            got, checks = self.doctor(*words, before=before)
        wrong = [one for one in checks if one["state"] == "wrong"]
        assert got == code and {one["check"] for one in wrong} == {check}, f"exit code {got}: {wrong}"
        text = " ".join(one["says"] + " " + one["advice"] for one in wrong)
        assert all(word in text for word in said), f"{said} are not all in: {text}"
        assert all(one["advice"] for one in wrong), f"it does not say what to do: {wrong}"


ALL = {"configuration", "permissions", "disk", "port", "name", "certificate", "database", "schema", "audit log", "backup", "mail", "peer", "clock"}


def healthy(clinic):
    code, checks = clinic.doctor()
    bad = [one for one in checks if one["state"] in ("wrong", "skipped")]
    assert code == 0 and not bad, bad
    assert {one["check"] for one in checks} == ALL
    warned = [one["says"] for one in checks if one["state"] == "warning"]
    assert len(warned) == 3 and "loopback_testing" in warned[0] and all("was ever made" in one for one in warned[1:]), warned


def healthy_while_it_runs(clinic):
    clinic.instance.start()
    try:
        healthy(clinic)
        by_check = {one["check"]: one["says"] for one in clinic.doctor()[1] if one["state"] == "ok"}
        assert "which runs" in by_check["port"] and "this instance answers" in by_check["name"], by_check
    finally:
        clinic.instance.stop()


def private_database(clinic):
    """It is not made by looking at it; once made, it is looked at like any other."""
    data = clinic.folder / "private"
    with clinic.settings({"database.url": "", "paths.data": str(data)}):
        code, found = clinic.doctor()
        assert code == 0 and not data.exists(), found
        assert any("made at the first start" in one["says"] for one in found), found
        subprocess.run([clinic.program, "--config", clinic.instance.config, "migrate"], check=True, capture_output=True)
        code, found = clinic.doctor()
        assert code == 0 and {"database", "schema"} <= {one["check"] for one in found if one["state"] == "ok"}, found


def one_line_each(clinic):
    with clinic.settings({"mail.server": f"127.0.0.1:{free_port()}"}):
        done = subprocess.run([clinic.program, "--config", clinic.instance.config, "doctor"], capture_output=True, text=True, timeout=120)
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and len(lines) == len(ALL) + 2, done.stdout  # two of configuration, two of backup
    wrong = [line for line in lines if line.startswith("wrong")]
    assert len(wrong) == 1 and wrong[0].split()[1] == "mail" and "; to do: " in wrong[0], wrong


def taken_port(clinic):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of an earlier check may linger there
        other.bind(("127.0.0.1", clinic.instance.port))
        other.listen()
        clinic.names("port", "taken by another program")


def wrong_clock(clinic):
    for ahead in (7200, -7200):
        clinic.peer.ahead = ahead
        clinic.names("clock", "s apart", "NTP")
    clinic.peer.ahead = 0


def fsync_off(clinic):
    change = lambda to: (clinic.cluster.run(f"ALTER SYSTEM SET fsync = {to}"), clinic.cluster.run("SELECT pg_reload_conf()"),  # noqa: E731
                         eventually("it is so", lambda: clinic.cluster.value("SELECT current_setting('fsync') AS is") == to))
    change("off")
    try:
        clinic.names("database", "fsync = off", "ALTER SYSTEM SET fsync = on")
    finally:
        change("on")


# Mounts of a program's own. In a chroot the root is no mount point, and its propagation cannot be changed: unshare would give up.
IN_OWN_MOUNTS = ["unshare", "--mount", "--propagation", "unchanged", "sh", "-c"]
PRIVATE = "mount --make-rprivate / 2>/dev/null"


def full_disk(clinic):
    """The data folder is a file system of 8 MB that is written full."""
    data = clinic.folder / "small"
    data.mkdir()
    clinic.names("disk", "MB are free", str(data), settings={"paths.data": str(data)}, before=[
        *IN_OWN_MOUNTS, f'{PRIVATE}; mount -t tmpfs -o size=8m,mode=0700 none {data} && ! cat /dev/zero 2>/dev/null > {data}/full; '
                        f'"$@"; code=$?; umount {data}; exit $code', "sh"])
    clinic.names("disk", "MB are free", words=["--least-free-mb", "1000000000"])


def open_files(clinic):
    data = clinic.folder / "open"
    data.mkdir()
    key = data / "secret.key"
    key.write_text("0" * 64 + "\n")
    key.chmod(0o644)
    clinic.names("permissions", f"chmod 0600 {key}", settings={"paths.data": str(data)})
    tls_key = clinic.folder / "open.key"
    shutil.copy(clinic.tls[1], tls_key)
    tls_key.chmod(0o644)
    clinic.names("permissions", f"chmod 0640 {tls_key}", settings={"http.key_file": str(tls_key)})
    clinic.instance.config.chmod(0o666)
    clinic.names("permissions", f"chmod go-w {clinic.instance.config}")
    clinic.instance.config.chmod(0o640)


def old_schema(clinic):
    last = clinic.sql("SELECT max(name) FROM schema_migrations")
    row = clinic.sql(f"DELETE FROM schema_migrations WHERE name = '{last}' RETURNING format('(%L, %L, %L)', name, checksum, applied_at)")
    try:
        clinic.names("schema", last, "rounds migrate")
    finally:
        clinic.sql(f"INSERT INTO schema_migrations (name, checksum, applied_at) VALUES {row}")
    clinic.sql("INSERT INTO schema_migrations VALUES ('9999_later__change.sql', 'x', now())")
    try:
        clinic.names("schema", "newer than this program")
    finally:
        clinic.sql("DELETE FROM schema_migrations WHERE name LIKE '9999%'")


def old_backup(clinic):
    """One that was made; one that was made too long ago, of the instance or of its keys."""
    lock = clinic.folder / "passphrase"
    lock.write_text("the passphrase of a test\n")
    lock.chmod(0o600)
    clinic.instance.command("backup", "--to", str(clinic.folder / "day.backup"), "--passphrase-file", str(lock))
    clinic.instance.command("backup", "note", "--keys", "--by", "another program")
    code, found = clinic.doctor()
    says = [one["says"] for one in found if one["check"] == "backup" and one["state"] == "ok"]
    assert code == 0 and len(says) == 2 and "by rounds" in says[0] and "by another program" in says[1], found
    for kind, said in (("data", "of the instance"), ("keys", "of its keys")):
        clinic.sql(f"UPDATE backups SET finished_at = now() - interval '3 days' WHERE kind = '{kind}'")
        clinic.names("backup", said, "3 days ago", "journalctl")
        with_more_patience = clinic.doctor("--backup-hours", "100")
        assert with_more_patience[0] == 0, with_more_patience
        clinic.sql("UPDATE backups SET finished_at = now()")


def poor_role(clinic):
    clinic.cluster.run("CREATE ROLE poor LOGIN")
    clinic.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO poor")
    clinic.names("database", "may not read and write", "GRANT", settings={"database.url": clinic.url.replace("user=keeper", "user=poor")})


def no_configuration(clinic):
    broken = clinic.folder / "broken.toml"
    broken.write_text('[instance]\ndomian = "a.example"\n')
    done = subprocess.run([clinic.program, "--config", broken, "--json", "doctor"], capture_output=True, text=True, timeout=60)
    checks = json.loads(done.stdout)["checks"]
    assert done.returncode == 78 and [one["check"] for one in checks] == ["configuration"] and "domian" in checks[0]["says"], done


def checks(report, program, folder, more=()):
    """`more` are checks(report, clinic) of others that want such a set-up."""
    clinic = Clinic(program, folder)
    closed = f"127.0.0.1:{free_port()}"
    try:
        subprocess.run([program, "--config", clinic.instance.config, "migrate"], check=True, capture_output=True)
        expired = expired_certificate(clinic.ca_folder, HOST)
        nowhere = {"instance.domain": NOWHERE, "http.certificate_file": str(clinic.nowhere[0]), "http.key_file": str(clinic.nowhere[1])}
        certificate, key = make_certificate(clinic.ca_folder, PEER)
        others = {"instance.domain": clinic.peer.authority, "http.certificate_file": str(certificate), "http.key_file": str(key)}
        check = lambda name, work: report.check(f"doctor: {name}", work)  # noqa: E731
        check("a set-up that is well", lambda: healthy(clinic))
        check("a running one that is well", lambda: healthy_while_it_runs(clinic))
        check("a private database", lambda: private_database(clinic))
        check("one line each, with what to do", lambda: one_line_each(clinic))
        check("a DNS name that leads nowhere", lambda: clinic.names("name", NOWHERE, "has no address", settings=nowhere))
        check("a DNS name that leads to another site", lambda: clinic.names("name", "another site", settings=others))
        check("an expired certificate", lambda: clinic.names("certificate", "expired on", settings={"http.certificate_file": str(expired)}))
        check("a certificate for another name", lambda: clinic.names("certificate", f"not for {HOST}", settings={
            "http.certificate_file": str(certificate), "http.key_file": str(key)}))
        check("a clock off by two hours", lambda: wrong_clock(clinic))
        check("fsync off", lambda: fsync_off(clinic))
        check("a port that is taken", lambda: taken_port(clinic))
        check("a full disk", lambda: full_disk(clinic))
        check("files that others may read", lambda: open_files(clinic))
        check("a mail server that does not answer", lambda: clinic.names("mail", closed, settings={"mail.server": closed}))
        check("a sign-on provider that does not answer", lambda: clinic.names("sign_on", closed, "cannot be reached", settings={
            "sign_on.issuer": f"http://{closed}", "sign_on.client_id": "rounds"}))
        check("rules for roles that are none", lambda: clinic.names("sign_on", "chief", settings={
            "sign_on.issuer": f"http://{closed}", "sign_on.client_id": "rounds", "sign_on.roles": ["chief"]}))
        check("a database that does not answer", lambda: clinic.names("database", "cannot be reached", settings={
            "database.url": f"host={clinic.folder}/nobody user=keeper dbname=keeper"}))
        check("an old schema, and one that is too new", lambda: old_schema(clinic))
        check("a backup that is too old", lambda: old_backup(clinic))
        check("a database role without rights", lambda: poor_role(clinic))
        check("a peer that does not answer", lambda: clinic.names("peer", "cannot be reached", words=["--peer", f"{PEER}:{free_port()}"]))
        check("a configuration that cannot be read", lambda: no_configuration(clinic))
        for one in more:
            one(report, clinic)
    finally:
        clinic.stop()
