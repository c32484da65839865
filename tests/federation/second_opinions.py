"""What others wrote looks at the same things: apsig signs and verifies, and the odd objects of fediverse-pasture-inputs arrive. See
opinions/README.md."""
import base64
import json
import os
import pathlib
import subprocess

from cryptography.hazmat.primitives import serialization
from peer import Message, send_message, stamp
from rig import EVIL, P
from toolbox import eventually, python_environment

HERE = pathlib.Path(__file__).resolve().parent / "opinions"
TABLE = HERE / "notes.tsv"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PASTURE = "http://pasture-one-actor"
# Taken away at once: a server refuses to start with a setting that it does not have.
UPDATE = os.environ.pop("ROUNDS_UPDATE_NOTES", "")


class Apsig:
    """The library in a program of its own, for it wants other versions of what we use."""

    def __init__(self, python):
        self._program = subprocess.Popen([python, str(HERE / "apsig_tool.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL, text=True)

    def __call__(self, ask, **question):
        self._program.stdin.write(json.dumps({"ask": ask, **question}) + "\n")
        self._program.stdin.flush()
        answer = self._program.stdout.readline()
        assert answer, f"apsig ended at {ask}"
        return json.loads(answer)

    def stop(self):
        self._program.stdin.close()
        self._program.wait(30)


def private_pem(key):
    return key._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,  # noqa: SLF001
                                      serialization.NoEncryption()).decode()


class SecondOpinions:
    def __init__(self, rig):
        self.rig, self.mercy, self.pat, self.peer, self.recorder = rig, rig.mercy, rig.pat, rig.peer, rig.recorder
        self.python = python_environment(HERE / "requirements.txt")
        self.apsig = Apsig(self.python)
        self.odd, self.odd_id, self.second = None, None, None

    def apsig_signs_requests(self):
        for changed in (False, True):
            activity = self.pat.create("signed by apsig")
            body = json.dumps(activity).encode()
            headers = self.apsig("sign_request", key=private_pem(self.pat.key), key_id=self.pat.key.id, method="POST",
                                 url=f"{self.mercy.base}/inbox", body=base64.b64encode(body).decode(),
                                 headers={"Content-Type": "application/activity+json", "Host": self.mercy.domain})
            message = Message("POST", "/inbox", list(headers.items()), body.replace(b"apsig", b"apsiG") if changed else body)
            answer = send_message(self.mercy, message)
            if changed:
                self.rig.refused(answer, 401)
            else:
                self.rig.accepted(answer)
                self.rig.arrives(activity)

    def apsig_verifies_our_requests(self):
        reader = self.peer.actor("apsig-reader")
        follow = reader.activity("Follow", self.mercy.users["ann"]["uri"])
        self.rig.accepted(reader.post(self.mercy, follow))
        uri = self.rig.ann.post("/api/v1/statuses", status="verified by apsig")["uri"]
        find = lambda: [s for s in self.recorder.all(host=P, method="POST") if s.body and s.scheme == "cavage"  # noqa: E731
                        and s.json().get("type") == "Create" and s.json()["object"]["id"] == uri]
        seen = eventually("the post", find, 60)[0]
        actor = self.pat.get(self.mercy, "/users/ann")[2]
        ask = lambda body: self.apsig("verify_request", key=actor["publicKey"]["publicKeyPem"], method="POST",  # noqa: E731
                                      url=f"https://{seen.host}{seen.target}", headers=dict(seen.headers), body=base64.b64encode(body).decode())
        assert ask(seen.body) == actor["publicKey"]["id"], "apsig does not verify our request"
        assert ask(seen.body.replace(b"apsig", b"apsiG")) is None
        # The proof that the activity carries.
        methods = actor["assertionMethod"]
        key = next(one["publicKeyMultibase"] for one in (methods if isinstance(methods, list) else [methods])
                   if one["id"] == seen.json()["proof"]["verificationMethod"])
        assert self.apsig("verify_proof", key=key, document=seen.json()), "apsig does not verify our proof"
        forged = seen.json()
        forged["object"]["content"] += "!"
        assert not self.apsig("verify_proof", key=key, document=forged)

    def apsig_signs_proofs(self):
        group = self.peer.actor("apsig-group", EVIL, kind="Group")
        author = self.peer.actor("apsig-author")
        self.rig.ann.call("POST", f"/api/v1/accounts/{self.rig.resolve(group.id, 'accounts')[0]['id']}/follow")
        follow = eventually("the group is followed", lambda: [f for f in self.recorder.activities("Follow", host=EVIL) if f["object"] == group.id], 60)[0]
        self.passes_on(group, group.activity("Accept", follow))
        raw = author.second._private.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw,  # noqa: SLF001
                                                   serialization.NoEncryption())
        for text, forged in (("proven by apsig", False), ("forged after apsig", True)):
            document = author.activity("Create", author.note(text, serve=False))
            document = self.apsig("sign_proof", key=base64.b64encode(raw).decode(), document=document, options={
                "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": stamp(), "verificationMethod": author.second.id,
                "proofPurpose": "assertionMethod"})
            if forged:
                document["object"]["summary"] = "changed"
            self.passes_on(group, group.activity("Announce", document, to=[PUBLIC], cc=[f"{group.id}/followers"]))
            assert self.rig.shown_posts(text) == (0 if forged else 1), text

    def passes_on(self, group, activity):
        self.rig.accepted(group.post(self.mercy, activity))
        self.rig.settled(activity["id"])

    # Odd objects.
    def odd_notes(self):
        """Each becomes what opinions/notes.tsv says."""
        examples = json.loads(subprocess.run([self.python, str(HERE / "odd_notes.py")], check=True, capture_output=True, text=True, timeout=60).stdout)
        assert len(examples) > 200, len(examples)
        sent = [(f"{name}\t{number}", *self.send_odd(members)) for name, number, members in examples]
        ids = [activity["id"] for _, _, activity, status in sent if status == 202]
        waiting = "SELECT count(*) FROM inbox WHERE state = 'waiting' AND actor_uri = :'actor'"
        eventually("all are worked through", lambda: self.rig.db.value(waiting, actor=self.odd.id) == 0, 120)
        states = {row["activity_uri"]: row for row in self.rig.db.rows(
            "SELECT activity_uri, state, last_error FROM inbox WHERE actor_uri = :'actor'", actor=self.odd.id)}
        assert set(ids) <= set(states), "202 without a row"
        shown = self.shown()
        self.compare([f"{name}\t{self.outcome(note, activity, status, states, shown)}" for name, note, activity, status in sent])

    def shown(self):
        """What ann reads of the actor: URI of the post -> the post."""
        found, last = {}, None
        while page := self.rig.ann.get(f"/api/v1/accounts/{self.odd_id}/statuses", limit=40, **({"max_id": last} if last else {})):
            found |= {status["uri"]: status for status in page}
            last = page[-1]["id"]
        return found

    def send_odd(self, members):
        if self.odd is None:
            self.odd = self.peer.actor("odd")
            self.second = self.peer.actor("second")
            self.odd_id = self.rig.resolve(self.odd.id, "accounts")[0]["id"]
            self.rig.ann.call("POST", f"/api/v1/accounts/{self.odd_id}/follow")
            for number in (1, 2):
                self.peer.serve(P, f"/assets/note{number}.jsonap", {**self.pat.note(f"note {number}", serve=False),
                                                                     "id": f"{self.odd.base}/assets/note{number}.jsonap"})
        text = json.dumps(members).replace(f"{PASTURE}/actor", self.odd.id).replace(f"{PASTURE}/second", self.second.id).replace(
            PASTURE, self.odd.base)
        note = {**self.odd.note(serve=False, cc=None), "content": None, **json.loads(text)}
        note = {key: value for key, value in note.items() if value is not None}
        activity = self.odd.activity("Create", note, to=note.get("to"))
        status, _, answer = self.odd.post(self.mercy, activity)
        assert status in (202, 400, 401), f"{status} {answer}"
        return note, activity, status

    def outcome(self, note, activity, status, states, everything):
        if status != 202:
            return f"refused\tat the door ({status})"
        shown = everything.get(note.get("id"))
        if shown is None:
            return f"refused\t{states[activity['id']]['last_error']}"
        kept = {"content": shown["content"], "spoiler": shown["spoiler_text"], "sensitive": shown["sensitive"], "language": shown["language"],
                "visibility": shown["visibility"] if shown["visibility"] != "public" else None,
                "media": [[media["type"], media["description"]] for media in shown["media_attachments"]],
                "mentions": [mention["acct"] for mention in shown["mentions"]], "tags": [tag["name"] for tag in shown["tags"]],
                "reply": bool(shown["in_reply_to_id"]) or None, "quote": bool(shown.get("quote")) or None,
                "url": shown["url"] if shown["url"] != note["id"] else None}
        compact = json.dumps({key: value for key, value in kept.items() if value not in (None, [], "", False)}, ensure_ascii=False)
        # Ports and numbers are of this run.
        for ours, named in ((note["id"], "NOTE"), (self.odd.base, "https://peer"), (self.odd.handle, "odd@peer"),
                            (f":{self.peer.server.port}", "")):
            compact = compact.replace(ours, named)
        return f"post\t{compact}"

    def compare(self, lines):
        if UPDATE:
            TABLE.write_text("\n".join(["# input, number, post or refused, what is shown or why not (see README.md)", *lines]) + "\n")
        wanted = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
        assert len(lines) == len(wanted), f"{len(lines)} inputs, {len(wanted)} lines"
        different = [f"  {is_now}\n  was {was}" for is_now, was in zip(lines, wanted) if is_now != was]
        assert not different, f"{len(different)} differ:\n" + "\n".join(different[:10])


def run(report, rig):
    tests = SecondOpinions(rig)
    try:
        for name in ("apsig_signs_requests", "apsig_verifies_our_requests", "apsig_signs_proofs", "odd_notes"):
            report.check(f"opinions: {name.replace('_', ' ')}", getattr(tests, name))
    finally:
        tests.apsig.stop()
