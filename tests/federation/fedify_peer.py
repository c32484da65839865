"""Fedify as the other server: over http and https, with each signature scheme as its first knock."""
import json
import os
import pathlib
import subprocess
import threading

from consortium.certificates import make_certificate
from consortium.instance import make_names_resolve
from toolbox import consortium, eventually, free_port, node, npm_install

HERE = pathlib.Path(__file__).resolve().parent / "fedify"
SCHEMES = {"rfc9421": "rfc9421", "draft-cavage-http-signatures-12": "cavage"}


class FedifyPeer:
    """The program fedify/peer.mjs, spoken to in lines of JSON. `more`: further options of it."""

    def __init__(self, folder, name, first_knock, ca=None, port=None, **more):
        make_names_resolve([name])
        self.name, self.port, self.first_knock = name, port or free_port(), first_knock
        self.domain = f"{name}:{self.port}"
        options = {"name": name, "port": self.port, "firstKnock": first_knock, **more}
        if ca:
            certificate, key = make_certificate(folder, name)
            options |= {"key": str(key), "certificate": str(certificate)}
        environment = {**os.environ, **({"NODE_EXTRA_CA_CERTS": str(ca)} if ca else {})}
        self.log = open(folder / f"{name}.log", "w+")
        self.process = subprocess.Popen([node(HERE), str(HERE / "peer.mjs"), json.dumps(options)], env=environment, text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log)
        line = self._line(60)
        self.actor, self.count = line["ready"], 0

    def _line(self, seconds):
        """Fedify's own logger may write to stdout; only our lines are JSON objects."""
        watchdog = threading.Timer(seconds, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                if line.startswith("{"):
                    return json.loads(line)
        finally:
            watchdog.cancel()
        self.log.seek(0)
        raise RuntimeError(f"the Fedify peer ended or did not answer in {seconds} s:\n{self.log.read()[-2000:]}")

    def __call__(self, command, **given):
        self.count += 1
        self.process.stdin.write(json.dumps({"n": self.count, "do": command, **given}) + "\n")
        answer = self._line(60)
        if "failed" in answer:
            raise RuntimeError(f"{command}: {answer['failed']}")
        return answer["is"]

    def received(self, kind):
        return [activity for activity in self("received") if activity["type"] == kind]

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Meeting:
    """ann at mercy and alice at Fedify."""

    def __init__(self, mercy, alice):
        self.mercy, self.alice = mercy, alice
        self.ann, self.uri = mercy.client("ann"), mercy.users["ann"]["uri"]

    def home(self, uri):
        for status in self.ann.get("/api/v1/timelines/home", limit=40):
            if (status["reblog"] or status)["uri"] == uri:
                return status
        return None

    def notified(self, kind, of=None):
        return [n for n in self.ann.get("/api/v1/notifications", limit=40)
                if n["type"] == kind and self.alice.domain in n["account"]["acct"] and (of is None or n["status"]["uri"] == of)]

    def follows_both_ways(self):
        # Over https by handle; WebFinger is not asked over http by Fedify, so there by address.
        query = f"@alice@{self.alice.domain}" if self.alice.actor.startswith("https") else self.alice.actor
        found = self.ann.get("/api/v2/search", q=query, resolve="true", type="accounts")["accounts"]
        assert len(found) == 1, f"{query} is not found"
        self.account = found[0]["id"]
        self.ann.call("POST", f"/api/v1/accounts/{self.account}/follow")
        relationship = lambda: self.ann.get("/api/v1/accounts/relationships", **{"id[]": self.account})[0]  # noqa: E731
        eventually("Fedify accepts ann's Follow", lambda: relationship()["following"])
        self.followed = self.alice("follow", who=self.uri)
        eventually("alice follows ann", lambda: relationship()["followed_by"])
        accept = eventually("Fedify receives the Accept", lambda: self.alice.received("Accept"))[0]
        assert self.followed in json.dumps(accept["json"]), accept

    def posts_both_ways(self):
        self.note = self.alice("post", text="<p>Hello from <b>Fedify</b></p>", mentions=[self.uri])
        arrived = eventually("alice's post in ann's home timeline", lambda: self.home(self.note))
        assert "Hello from" in arrived["content"]
        eventually("the mention", lambda: self.notified("mention", self.note))
        self.posted = self.ann.post("/api/v1/statuses", status="Hello from Rounds, #fedify")
        created = lambda: [a for a in self.alice.received("Create") if self.posted["uri"] in json.dumps(a["json"])]  # noqa: E731
        create = eventually("ann's post at Fedify", created)[0]
        assert "Hello from Rounds" in json.dumps(create["json"])

    def replies_both_ways(self):
        reply = self.alice("post", text="<p>I read you</p>", mentions=[self.uri], replyTo=self.posted["uri"])
        thread = lambda: [s["uri"] for s in self.ann.get(f"/api/v1/statuses/{self.posted['id']}/context")["descendants"]]  # noqa: E731
        eventually("alice's reply in the thread", lambda: reply in thread())
        mine = self.ann.post("/api/v1/statuses", status=f"@alice@{self.alice.domain} and I you", in_reply_to_id=self.home(self.note)["id"])
        at_fedify = lambda: [a for a in self.alice.received("Create") if mine["uri"] in json.dumps(a["json"])]  # noqa: E731
        create = eventually("ann's reply at Fedify", at_fedify)[0]
        assert self.note in json.dumps(create["json"]), "the reply does not name what it answers"

    def likes_and_boosts(self):
        self.alice("like", note=self.posted["uri"])
        eventually("alice's Like", lambda: self.notified("favourite", self.posted["uri"]))
        self.alice("announce", note=self.posted["uri"])
        eventually("alice's Announce", lambda: self.notified("reblog", self.posted["uri"]))
        here = self.home(self.note)["id"]
        self.ann.call("POST", f"/api/v1/statuses/{here}/favourite")
        self.ann.call("POST", f"/api/v1/statuses/{here}/reblog")
        for kind in ("Like", "Announce"):
            eventually(f"ann's {kind} at Fedify", lambda: [a for a in self.alice.received(kind) if self.note in json.dumps(a["json"])])
        self.ann.call("POST", f"/api/v1/statuses/{here}/unfavourite")
        eventually("ann's Undo at Fedify", lambda: self.alice.received("Undo"))

    def updates_and_deletes(self):
        self.alice("update", note=self.note, text="<p>Hello again</p>")
        eventually("alice's Update", lambda: "Hello again" in self.home(self.note)["content"])
        here = self.home(self.note)["id"]
        self.alice("delete", note=self.note)
        eventually("alice's Delete", lambda: self.ann.request("GET", f"/api/v1/statuses/{here}")[0] == 404)
        self.ann.call("PUT", f"/api/v1/statuses/{self.posted['id']}", {"status": "Hello again from Rounds"})
        eventually("ann's Update at Fedify", lambda: [a for a in self.alice.received("Update") if "Hello again from Rounds" in json.dumps(a["json"])])
        self.ann.call("DELETE", f"/api/v1/statuses/{self.posted['id']}")
        eventually("ann's Delete at Fedify", lambda: [a for a in self.alice.received("Delete") if self.posted["uri"] in json.dumps(a["json"])])
        try:
            self.alice("lookup", url=self.posted["uri"])
        except RuntimeError:
            return
        raise AssertionError("Fedify can still read what was deleted")

    def unfollows(self):
        self.alice("unfollow", who=self.uri, follow=self.followed)
        relationship = lambda: self.ann.get("/api/v1/accounts/relationships", **{"id[]": self.account})[0]  # noqa: E731
        eventually("alice follows ann no more", lambda: not relationship()["followed_by"])
        self.ann.call("POST", f"/api/v1/accounts/{self.account}/unfollow")
        eventually("ann's Undo{Follow} at Fedify", lambda: len(self.alice.received("Undo")) >= 2)

    def nothing_was_refused(self):
        """Each delivery was signed and Fedify verified it; over https handles resolve on both sides."""
        posts = [r for r in self.alice("requests") if r["method"] == "POST"]
        refused = [r for r in posts if not 200 <= r["status"] < 300]
        assert posts and not refused, [(r["target"], r["status"], r["headers"]) for r in refused]
        assert all("signature" in r["headers"] for r in posts)
        if self.alice.actor.startswith("https"):
            found = self.alice("webfinger", handle=f"acct:ann@{self.mercy.domain}")
            assert found and any(link.get("href") == self.uri for link in found["links"]), found


STEPS = ("follows_both_ways", "posts_both_ways", "replies_both_ways", "likes_and_boosts", "updates_and_deletes", "unfollows", "nothing_was_refused")


def meet(report, mercy, folder, ca, knock):
    scheme = "https" if ca else "http"
    alice = FedifyPeer(folder, f"fedify-{SCHEMES[knock]}-{scheme}.localhost", knock, ca)
    try:
        meeting = Meeting(mercy, alice)
        for step in STEPS:
            report.check(f"fedify over {scheme}, first knock {SCHEMES[knock]}: {step.replace('_', ' ')}", getattr(meeting, step))
    finally:
        alice.stop()


def over_http(consortium_):
    """This instance speaks http: no certificate, and addresses that begin with it."""
    for instance in consortium_.instances.values():
        instance.scheme, instance.ca = "http", None
        instance.base = f"http://{instance.domain}"
        instance.values |= {"instance.scheme": "http", "http.certificate_file": "", "http.key_file": ""}


def run(report, program):
    npm_install(HERE)
    for prepare in (None, over_http):
        with consortium(program, ("mercy",), prepare, federation="open") as hospitals:
            mercy = hospitals["mercy"]
            mercy.add_user("ann")
            for knock in SCHEMES:
                meet(report, mercy, hospitals.folder / "tls", None if prepare else hospitals.ca, knock)
