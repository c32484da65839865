"""What is wrong is said in one clear line: settings, surroundings, and requests to the client API."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from toolbox import consortium, free_port
from peer import RawConnection

WRONG_CONFIGURATION, FAILED = 78, 1


class Start:
    """`rounds serve` with settings that cannot work."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def serve(self, text, env=None, seconds=60):
        """(exit code, lines on stderr)."""
        file = self.folder / "rounds.toml"
        file.write_text(text)
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ROUNDS_")}
        done = subprocess.run([str(self.program), "--config", str(file), "serve"], capture_output=True, text=True, timeout=seconds,
                              env=clean | (env or {}))
        return done.returncode, [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]

    def minimal(self, **sections):
        settings = {"instance": {"domain": '"rounds.example"'}, "paths": {"data": f'"{self.folder}/data"'}, "http": {"port": str(free_port())}}
        for section, values in sections.items():
            settings[section] = settings.get(section, {}) | values
        return "\n".join(f"[{section}]\n" + "\n".join(f"{key} = {value}" for key, value in values.items()) for section, values in settings.items())

    def wrong_value(self, section, key, value, *allowed):
        code, lines = self.serve(self.minimal(**{section: {key: value}}))
        assert code == WRONG_CONFIGURATION, f"exit {code}: {lines}"
        assert len(lines) == 1, f"not one line: {lines}"
        for part in (f"{section}.{key}", value.strip('"'), *allowed):
            assert part in lines[0], f"{part!r} is missing in {lines[0]!r}"

    def wrong_values(self):
        self.wrong_value("http", "port", "70000", "0", "65535")
        self.wrong_value("http", "port", '"eighty"', "65535")
        self.wrong_value("federation", "mode", '"friendly"', "consortium", "open", "closed")
        self.wrong_value("federation", "authorized_fetch", '"yes"', "true", "false")
        self.wrong_value("database", "connections", "0", "1", "200")
        self.wrong_value("instance", "scheme", '"gopher"', "https", "http")
        self.wrong_value("log", "level", '"loud"', "debug", "info")
        self.wrong_value("limits", "status_characters", "-1", "100000")

    def wrong_from_environment(self):
        code, lines = self.serve(self.minimal(), {"ROUNDS_HTTP_PORT": "70000"})
        assert code == WRONG_CONFIGURATION and len(lines) == 1 and "70000" in lines[0] and "65535" in lines[0], f"{code}: {lines}"

    def unknown_setting(self):
        code, lines = self.serve(self.minimal(http={"prot": "80"}))
        assert code == WRONG_CONFIGURATION and len(lines) == 1 and "http.prot" in lines[0], f"{code}: {lines}"

    def not_toml(self):
        code, lines = self.serve("[http\nport = 80\n")
        assert code == WRONG_CONFIGURATION and len(lines) == 1 and "rounds.toml:1" in lines[0], f"{code}: {lines}"

    def no_domain(self):
        code, lines = self.serve(f'[paths]\ndata = "{self.folder}/data"\n')
        assert code == WRONG_CONFIGURATION and len(lines) == 1 and "instance.domain" in lines[0], f"{code}: {lines}"

    def failed(self, text, *parts, code=FAILED):
        found, lines = self.serve(text)
        errors = [line for line in lines if line.startswith("rounds:")]
        assert found == code and len(errors) == 1, f"exit {found}: {lines}"
        for part in parts:
            assert part in errors[0], f"{part!r} is missing in {errors[0]!r}"
        assert not any("terminate called" in line or "Segmentation" in line for line in lines), lines

    def port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.failed(self.minimal(http={"port": str(port)}), str(port))

    def missing_certificate(self):
        self.failed(self.minimal(http={"certificate_file": '"/nowhere/chain.pem"', "key_file": '"/nowhere/key.pem"'}), "/nowhere/chain.pem")

    def unreachable_database(self):
        port = free_port()
        self.failed(self.minimal(database={"url": f'"host=127.0.0.1 port={port} user=rounds dbname=rounds connect_timeout=3"'}), str(port))

    def missing_file(self):
        done = subprocess.run([str(self.program), "--config", "/nowhere/rounds.toml", "serve"], capture_output=True, text=True, timeout=60)
        assert done.returncode in (2, WRONG_CONFIGURATION) and "/nowhere/rounds.toml" in done.stderr, done


GOOD_STATUS = {"status": "fine"}
# method, path, JSON body, statuses that are right. {id}: a post of ann's; {list}: a list of hers.
REQUESTS = [
    ("GET", "/api/v1/statuses/1", None, (404,)),
    ("GET", "/api/v1/statuses/abc", None, (404,)),
    ("GET", "/api/v1/statuses/-1", None, (404,)),
    ("GET", "/api/v1/statuses/99999999999999999999999", None, (404,)),
    ("GET", "/api/v1/statuses/%00", None, (400, 404)),
    ("DELETE", "/api/v1/statuses/1", None, (404,)),
    ("PUT", "/api/v1/statuses/1", GOOD_STATUS, (404,)),
    ("PUT", "/api/v1/statuses/{id}", {"status": ""}, (422,)),
    ("POST", "/api/v1/statuses", {}, (422,)),
    ("POST", "/api/v1/statuses", {"status": ""}, (422,)),
    ("POST", "/api/v1/statuses", {"status": "   "}, (422,)),
    ("POST", "/api/v1/statuses", {"status": "x" * 2001}, (422,)),
    ("POST", "/api/v1/statuses", {"status": "a\0b"}, (400, 422)),
    ("POST", "/api/v1/statuses", {"status": "x", "visibility": "everyone"}, (422,)),
    ("POST", "/api/v1/statuses", {"status": "x", "in_reply_to_id": "1"}, (404, 422)),
    ("POST", "/api/v1/statuses", {"status": "x", "in_reply_to_id": "abc"}, (404, 422)),
    ("POST", "/api/v1/statuses", {"status": "x", "media_ids": ["1"]}, (404, 422)),
    ("POST", "/api/v1/statuses/1/favourite", None, (404,)),
    ("POST", "/api/v1/statuses/1/reblog", None, (404,)),
    ("POST", "/api/v1/statuses/1/bookmark", None, (404,)),
    ("POST", "/api/v1/statuses/1/pin", None, (404,)),
    ("GET", "/api/v1/statuses/1/context", None, (404,)),
    ("GET", "/api/v1/accounts/1", None, (404,)),
    ("GET", "/api/v1/accounts/xyz", None, (404,)),
    ("POST", "/api/v1/accounts/1/follow", None, (404,)),
    ("POST", "/api/v1/accounts/{me}/follow", None, (403, 422)),
    ("POST", "/api/v1/accounts/1/block", None, (404,)),
    ("GET", "/api/v1/accounts/lookup", None, (400, 404, 422)),
    ("GET", "/api/v1/accounts/lookup?acct=nobody", None, (404,)),
    ("GET", "/api/v1/lists/1", None, (404,)),
    ("POST", "/api/v1/lists", {}, (422,)),
    ("POST", "/api/v1/lists", {"title": ""}, (422,)),
    ("POST", "/api/v1/lists", {"title": "x", "replies_policy": "some"}, (422,)),
    ("GET", "/api/v1/timelines/list/1", None, (404,)),
    ("POST", "/api/v2/filters", {}, (422,)),
    ("POST", "/api/v2/filters", {"title": "x", "context": ["nowhere"]}, (422,)),
    ("GET", "/api/v2/filters/1", None, (404,)),
    ("GET", "/api/v1/notifications/1", None, (404,)),
    ("GET", "/api/v2/search", None, (400, 422)),
    ("POST", "/api/v1/apps", {}, (422,)),
    ("POST", "/api/v1/apps", {"client_name": "x", "redirect_uris": "not a uri"}, (422,)),
    ("POST", "/api/v1/apps", {"client_name": "x", "redirect_uris": "https://a.example/", "scopes": "everything"}, (422,)),
    ("POST", "/oauth/token", {"grant_type": "password"}, (400, 401)),
    ("POST", "/oauth/token", {"grant_type": "authorization_code", "code": "x", "client_id": "x", "client_secret": "x", "redirect_uri": "x"}, (400, 401)),
    ("GET", "/api/v1/nothing", None, (404,)),
    ("DELETE", "/api/v1/timelines/home", None, (405,)),
    ("POST", "/api/v1/instance", None, (405,)),
    ("GET", "/api/rounds/v1/networks/1", None, (404,)),
    ("GET", "/api/rounds/v1/chats/abc", None, (404,)),
    ("GET", "/api/rounds/v1/summaries/1", None, (404,)),
    ("POST", "/api/rounds/v1/networks", {"username": "no spaces please", "title": "x"}, (403, 422)),
]


class Api:
    def __init__(self, instance):
        self.instance = instance
        instance.add_user("ann")
        self.ann = instance.client("ann")
        self.post = self.ann.post("/api/v1/statuses", status="mine")

    def refused(self, method, path, body, statuses):
        path = path.replace("{id}", self.post["id"]).replace("{me}", self.instance.users["ann"]["id"])
        status, headers, answer = self.ann.request(method, path, body)
        assert status in statuses, f"{method} {path} {str(body)[:80]}: {status} {str(answer)[:200]}"
        assert "json" in headers.get("content-type", ""), f"{path}: {headers.get('content-type')}"
        assert isinstance(answer, dict) and isinstance(answer.get("error"), str) and answer["error"], f"{path}: {answer}"

    def table(self):
        faults = []
        for row in REQUESTS:
            try:
                self.refused(*row)
            except AssertionError as fault:
                faults.append(str(fault))
        assert not faults, f"{len(faults)} of {len(REQUESTS)}:\n" + "\n".join(faults)

    def needs_a_token(self):
        stranger = self.instance.client()
        for method, path in (("GET", "/api/v1/timelines/home"), ("POST", "/api/v1/statuses"), ("GET", "/api/v1/notifications"),
                             ("GET", "/api/v1/accounts/verify_credentials"), ("GET", "/api/v1/lists")):
            for client in (stranger, stranger.with_token("not a token"), stranger.with_token("")):
                status, _, answer = client.request(method, path, {} if method == "POST" else None)
                assert status == 401 and answer.get("error"), f"{path}: {status} {answer}"

    def bodies(self):
        """Bodies that are not what they say."""
        faults = []
        for content_type, body in (("application/json", b"{"), ("application/json", b'{"status": "a"} x'), ("application/json", b"[]"),
                                   ("application/json", b'{"status": "\xff"}'), ("application/json", b"[" * 5000),
                                   ("multipart/form-data", b"no boundary"), ("multipart/form-data; boundary=b", b"--b\r\nnothing")):
            with RawConnection(self.instance.host, self.instance.port, self.instance.ca) as connection:
                head = (f"POST /api/v1/statuses HTTP/1.1\r\nHost: {self.instance.domain}\r\nContent-Type: {content_type}\r\n"
                        f"Authorization: Bearer {self.instance.users['ann']['token']}\r\nContent-Length: {len(body)}\r\n\r\n")
                status, headers, answer = connection.send(head.encode() + body).answer()
            if status not in (400, 413, 422) or b'"error"' not in answer or "json" not in headers.get("content-type", ""):
                faults.append(f"{content_type} {body[:20]!r}: {status} {answer[:100]!r}")
        assert not faults, "\n".join(faults)

    def limits_are_clamped(self):
        for query in ("limit=1000000000", "limit=-1", "limit=abc", "limit=0", "min_id=9&max_id=1", "max_id=abc", "since_id=-5"):
            status, _, answer = self.ann.request("GET", f"/api/v1/timelines/public?{query}")
            assert status in (200, 400, 422), f"{query}: {status} {answer}"
            assert isinstance(answer, list) if status == 200 else answer.get("error"), f"{query}: {answer}"
        for query in ("%25", "_", "%5C", "%27%3B--", "x" * 3000):
            status, _, answer = self.ann.request("GET", f"/api/v2/search?q={query}")
            assert status in (200, 400, 422), f"{query}: {status} {answer}"


def run(report, program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-test-", dir="/var/tmp"))
    os.chmod(folder, 0o755)
    try:
        start = Start(program, folder)
        for name in ("wrong_values", "wrong_from_environment", "unknown_setting", "not_toml", "no_domain", "port_in_use", "missing_certificate",
                     "unreachable_database", "missing_file"):
            report.check(f"bad input: {name.replace('_', ' ')}", getattr(start, name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with consortium(program, ("mercy",)) as hospitals:
        api = Api(hospitals["mercy"])
        for name in ("table", "needs_a_token", "bodies", "limits_are_clamped"):
            report.check(f"bad input: API: {name.replace('_', ' ')}", getattr(api, name))
