"""nginx and Caddy with the sample configurations before a real instance: pages, API, limits, streams."""
import base64
import contextlib
import json
import os
import re
import socket
import ssl
import subprocess
import time

from as_proxy import AsProxy
from consortium.certificates import make_authority, make_certificate
from toolbox import ROOT, Client, Instance, eventually, free_port

PROXY = ROOT / "deploy" / "proxy"
NAME = "rounds.hospital.example"
HOST = "mercy.localhost"
BODY = 1 << 20
UPLOAD = 40 * (1 << 20) + 256 * 1024


def replaced(text, *pairs):
    """With each of the values that an operator replaces; it fails on one that is not in the sample."""
    for pattern, value in pairs:
        text, times = re.subn(pattern, str(value), text)
        assert times, f"the sample has no {pattern}"
    return text


class Site:
    """An instance that stands behind whichever proxy listens on `port`."""

    def __init__(self, program, folder):
        self.folder, self.port, self.plain, self.own = folder, free_port(), free_port(), free_port()
        self.metrics, self.scraped = free_port(), free_port()
        authority = make_authority(folder / "ca")
        self.certificate, self.key = make_certificate(folder / "ca", HOST)
        self.instance = Instance(program, folder / "mercy", "mercy", self.port, ca=authority, mode="open", settings={
            "http.port": self.own, "http.trusted_proxies": ["127.0.0.1", "::1"], "http.metrics_port": self.metrics})

    def start(self):
        self.instance.launch()
        eventually("the instance answers", lambda: self.direct().request("GET", "/readyz")[0] == 200, 60)
        self.instance.add_user("ann")
        return self

    def direct(self, user=None):
        return AsProxy(self.own, self.instance.domain, self.instance.users[user]["token"] if user else None)

    def client(self):
        return self.instance.client("ann")

    def tls(self):
        """A connection to the proxy on which bytes are sent by hand."""
        plain = socket.create_connection(("127.0.0.1", self.port), 20)
        return ssl.create_default_context(cafile=str(self.instance.ca)).wrap_socket(plain, server_hostname=HOST)

    def head(self, method, path, *headers):
        token = self.instance.users["ann"]["token"]
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.instance.domain}", f"Authorization: Bearer {token}", *headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def nginx(site, folder):
    text = replaced((PROXY / "nginx.conf").read_text(), (r"127\.0\.0\.1:8080", f"127.0.0.1:{site.own}"), (NAME.replace(".", r"\."), HOST),
                    (r"listen \[::\]:[^\n]*", ""), (r"listen 443", f"listen 127.0.0.1:{site.port}"),
                    (r"listen 80;", f"listen 127.0.0.1:{site.plain};"), (r"/etc/ssl/rounds/certificate\.pem", site.certificate),
                    (r"/etc/ssl/rounds/key\.pem", site.key), (r"/var/log/nginx/", f"{folder}/"))
    text += replaced((PROXY / "nginx-metrics.conf").read_text(), (r"listen 9465", f"listen 127.0.0.1:{site.scraped}"),
                     (r"127\.0\.0\.1:9464", f"127.0.0.1:{site.metrics}"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(f"user root;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{temporary}{text}}}\n")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "early.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    return [*command, "-g", "daemon off;"], {}


def caddy(site, folder):
    text = replaced((PROXY / "Caddyfile").read_text(), (r"127\.0\.0\.1:8080", f"127.0.0.1:{site.own}"),
                    (r"(?m)^" + NAME.replace(".", r"\."), f"{HOST}:{site.port}"), (r"/etc/ssl/rounds/certificate\.pem", site.certificate),
                    (r"/etc/ssl/rounds/key\.pem", site.key), (r"/var/log/caddy/", f"{folder}/"),
                    (r"grace_period 10s", "grace_period 1s"), (r"admin off", f"admin off\n\tauto_https disable_redirects\n\thttp_port {site.plain}"))
    (folder / "Caddyfile").write_text(text)
    return (["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"],
            {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)})


@contextlib.contextmanager
def running(site, make, folder):
    folder.mkdir()
    command, env = make(site, folder)
    with open(folder / "output", "w") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **env})
    try:
        def up():
            assert process.poll() is None, (folder / "output").read_text()
            return site.instance.client().request("GET", "/livez")[0] == 200
        eventually(f"{command[0]} answers", up, 20)
        yield
    finally:
        process.terminate()
        process.wait(20)


def page(site):
    status, headers, body = site.instance.client().request("GET", "/", headers={"Accept": "text/html"}, raw=True)
    assert status == 200 and b"<html" in body, status
    assert "max-age" in headers.get("strict-transport-security", ""), f"the server does not know that this is TLS: {headers}"
    assert site.instance.client().request("GET", "/readyz")[0] == 200, "probes from this machine pass"


def api(site):
    assert site.client().get("/api/v1/accounts/verify_credentials")["username"] == "ann"
    made = site.client().post("/api/v1/statuses", status="through the proxy")
    assert made["uri"].startswith(site.instance.base + "/"), made["uri"]


def spoofed(site):
    """A client's own X-Forwarded-For reaches nobody."""
    site.instance.client().request("GET", "/api/v1/instance?spoofed", headers={"X-Forwarded-For": "203.0.113.7"})
    log = eventually("the request is logged", lambda: (text := site.instance.last_log(40)) and "/api/v1/instance" in text and text)
    assert "203.0.113.7" not in log, log


def answer_to(site, head, body=b"", seconds=20):
    """The status of the answer."""
    connection = site.tls()
    try:
        connection.settimeout(seconds)
        connection.sendall(head)
        with contextlib.suppress(OSError):  # refused before all was sent
            connection.sendall(body)
        return int(connection.recv(100).split()[1])
    finally:
        connection.close()


def limits(site):
    """The proxy lets through what the server takes, and no more."""
    json_type = "Content-Type: application/json"
    exact = json.dumps({"status": ""}).encode()
    exact = exact[:-2] + b"x" * (BODY - len(exact)) + exact[-2:]
    fits = answer_to(site, site.head("POST", "/api/v1/statuses", json_type, f"Content-Length: {BODY}"), exact)
    assert fits == 422, f"a body of {BODY} bytes: {fits}; the server would find the post too long"
    beyond = answer_to(site, site.head("POST", "/api/v1/statuses", json_type, f"Content-Length: {BODY + 1}"), exact + b" ")
    assert beyond == 413, f"a body of {BODY + 1} bytes: {beyond}"
    form = "Content-Type: multipart/form-data; boundary=edge"
    start = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    upload = start + b"\0" * (UPLOAD - len(start) - 12) + b"\r\n--edge--\r\n"
    taken = answer_to(site, site.head("POST", "/api/v2/media", form, f"Content-Length: {len(upload)}"), upload, 60)
    assert taken == 422, f"an upload of {len(upload)} bytes: {taken}; the server would find that it is no picture"
    beyond = answer_to(site, site.head("POST", "/api/v2/media", form, f"Content-Length: {UPLOAD + 1}"), upload + b" ", 60)
    assert beyond == 413, f"an upload of {UPLOAD + 1} bytes: {beyond}"


def read_until(connection, wanted, seconds=10):
    seen, deadline = b"", time.monotonic() + seconds
    while wanted not in seen:
        left = deadline - time.monotonic()
        assert left > 0, f"{wanted!r} did not come; seen: {seen[-300:]!r}"
        connection.settimeout(left)
        piece = connection.recv(65536)
        assert piece, f"closed after {seen[-300:]!r}"
        seen += piece
    return seen


def server_sent_events(site):
    connection = site.tls()
    try:
        connection.sendall(site.head("GET", "/api/v1/streaming/user", "Accept: text/event-stream"))
        assert b" 200 " in read_until(connection, b"\r\n\r\n"), "the head comes before any event"
        for number in range(3):
            site.client().post("/api/v1/statuses", status=f"sent-event {number}")
            read_until(connection, f"sent-event {number}".encode(), 5)
    finally:
        connection.close()


def web_socket(site):
    connection = site.tls()
    try:
        token = site.instance.users["ann"]["token"]
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(site.head("GET", f"/api/v1/streaming?stream=user&access_token={token}", "Connection: Upgrade",
                                     "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"))
        assert b" 101 " in read_until(connection, b"\r\n\r\n")
        site.client().post("/api/v1/statuses", status="over-the-socket")
        read_until(connection, b"over-the-socket", 5)
    finally:
        connection.close()


def logs_no_token(site, folder):
    token = site.instance.users["ann"]["token"]
    for file in [folder / "rounds.log", folder / "rounds.error.log", folder / "output"]:
        assert not file.exists() or token not in file.read_text(), f"{file.name} holds a token"
    assert "/api/v1/streaming" in (folder / "rounds.log").read_text()


def redirects(site):
    status, headers, _ = Client(f"http://{HOST}:{site.plain}").request("GET", "/about?x=1")
    assert status == 308 and headers["location"] == f"https://{HOST}/about?x=1", (status, headers)


def metrics(site):
    """As Prometheus asks."""
    status, headers, text = Client(f"http://127.0.0.1:{site.scraped}").request("GET", "/metrics")
    assert status == 200 and "rounds_http_requests_total{" in text and headers["content-type"].startswith("text/plain; version=0.0.4"), status
    assert Client(f"http://127.0.0.1:{site.scraped}").request("GET", "/readyz")[0] == 404


def numbers_are_the_servers():
    """The limits in the sample for nginx are those that the server has by default."""
    example = (ROOT / "deploy" / "config.example.toml").read_text()
    value = {key: int(re.search(rf"(?m)^#{key} = (\d+)", example)[1]) for key in ("body_bytes", "image_bytes", "video_bytes")}
    upload = max(value["video_bytes"], 2 * value["image_bytes"], value["body_bytes"]) + 256 * 1024
    assert (value["body_bytes"], upload) == (BODY, UPLOAD), (value, upload)
    sizes = re.findall(r"client_max_body_size (\d+)([km]);", (PROXY / "nginx.conf").read_text())
    assert sorted(int(n) << {"k": 10, "m": 20}[unit] for n, unit in sizes) == [BODY, UPLOAD], sizes


def checks(report, site, folder):
    report.check("the limits in nginx.conf are the server's", numbers_are_the_servers)
    for name, make in (("nginx", nginx), ("Caddy", caddy)):
        def all_of(name=name, make=make):
            place = folder / name
            with running(site, make, place):
                for what, work in (("a page", page), ("the API", api), ("forged addresses are dropped", spoofed), ("limits", limits),
                                   ("server-sent events", server_sent_events), ("a WebSocket", web_socket)):
                    report.check(f"{name}: {what}", lambda work=work: work(site))
                if name == "nginx":
                    report.check("nginx: metrics", lambda: metrics(site))
                    report.check("nginx: plain HTTP is sent to HTTPS", lambda: redirects(site))
            report.check(f"{name}: no token is logged", lambda: logs_no_token(site, place))
        report.check(f"{name} starts with the sample", all_of)
