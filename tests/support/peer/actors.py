"""Who the peer is: actors with keys, their documents, and the activities they say."""
import datetime
import itertools
import json

from .keys import Key
from .server import PeerServer
from .signing import Message, sign_cavage, sign_rfc9421
from .wire import send_message

public = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]
_numbers = itertools.count(1)


def stamp(shift=0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=shift)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class Actor:
    """An actor under a host name of the peer. Its document is served; tests change `extra` or `keys` and call publish()."""

    def __init__(self, peer, host, name, kind="Person", key_kind="rsa"):
        self.peer, self.host, self.name, self.kind = peer, host, name, kind
        self.base = f"{peer.server.scheme}://{host}:{peer.server.port}"
        self.id = f"{self.base}/users/{name}"
        self.key = Key(f"{self.id}#main-key")
        self.second = Key(f"{self.id}#ed25519-key", "ed25519")
        self.extra = {}
        self.publish()

    @property
    def handle(self):
        return f"{self.name}@{self.host}:{self.peer.server.port}"

    @property
    def inbox_path(self):
        return f"/users/{self.name}/inbox"

    def document(self):
        return {"@context": [*CONTEXT, "https://w3id.org/security/multikey/v1"], "id": self.id, "type": self.kind,
                "preferredUsername": self.name, "name": f"{self.name} of the peer", "inbox": f"{self.id}/inbox",
                "outbox": f"{self.id}/outbox", "followers": f"{self.id}/followers", "url": f"{self.base}/@{self.name}",
                "endpoints": {"sharedInbox": f"{self.base}/inbox"},
                "publicKey": {"id": self.key.id, "owner": self.id, "publicKeyPem": self.key.pem()},
                "assertionMethod": [{"id": self.second.id, "type": "Multikey", "controller": self.id,
                                     "publicKeyMultibase": self.second.multikey()}], **self.extra}

    def publish(self):
        """Serves the document and the WebFinger answer for it."""
        documents = self.peer.server.documents
        documents[self.host, f"/users/{self.name}"] = self.document()
        documents[self.host, f"/users/{self.name}/outbox"] = {
            "@context": CONTEXT, "id": f"{self.id}/outbox", "type": "OrderedCollection", "totalItems": 0, "orderedItems": []}
        self.peer.publish_webfinger(self)
        return self

    def rotate(self):
        """A new RSA key under the same id."""
        self.key = Key(self.key.id)
        return self.publish()

    def new_id(self, kind):
        return f"{self.base}/{kind}/{next(_numbers)}"

    def note(self, content="Hello from the peer", *, serve=True, **fields):
        """A public Note; served under its id. `fields` replace or add members; None takes one away."""
        made = {"@context": CONTEXT, "id": self.new_id("notes"), "type": "Note", "attributedTo": self.id, "content": f"<p>{content}</p>",
                "published": stamp(), "to": [public], "cc": [f"{self.id}/followers"], **fields}
        made = {key: value for key, value in made.items() if value is not None}
        if serve and isinstance(made.get("id"), str) and made["id"].startswith(self.base):
            self.peer.server.documents[self.host, made["id"][len(self.base):]] = made
        return made

    def mention(self, instance, user):
        """Members of a note that mentions a person of an instance."""
        person = instance.users[user]
        return {"tag": [{"type": "Mention", "href": person["uri"], "name": f"@{user}@{instance.domain}"}],
                "cc": [person["uri"], f"{self.id}/followers"]}

    def activity(self, kind, obj, **fields):
        made = {"@context": CONTEXT, "id": self.new_id("activities"), "type": kind, "actor": self.id, "object": obj, **fields}
        for key in ("to", "cc"):
            if isinstance(obj, dict) and key in obj and key not in made:
                made[key] = obj[key]
        return {key: value for key, value in made.items() if value is not None}

    def create(self, content="Hello from the peer", **fields):
        return self.activity("Create", self.note(content, **fields))

    def message(self, instance, activity, path="/inbox", shift=0):
        """The unsigned POST of an activity (JSON, or bytes as they are)."""
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        return Message.post(instance.domain, path, body, shift=shift)

    def post(self, instance, activity, *, path="/inbox", scheme="cavage", key=None, shift=0, **options):
        """Signs and sends: (status, headers, body)."""
        message = self.message(instance, activity, path, shift)
        return send_message(instance, self.sign(instance, message, scheme, key, **options))

    def sign(self, instance, message, scheme="cavage", key=None, **options):
        if scheme == "cavage":
            return sign_cavage(message, key or self.key, **options)
        return sign_rfc9421(message, key or self.key, scheme=instance.scheme, **options)

    def get(self, instance, path, *, scheme="cavage", accept="application/activity+json", **options):
        message = Message.get(instance.domain, path, accept)
        return send_message(instance, self.sign(instance, message, scheme, **options))


class Peer:
    """A server with several host names on one port, and the actors on it."""

    def __init__(self, certificates=None, hosts=("p.localhost",)):
        self.server = PeerServer(certificates)
        self.hosts, self.recorder, self._fingers = list(hosts), self.server.recorder, {}
        for host in self.hosts:
            self.server.documents[host, "/.well-known/webfinger"] = self._webfinger

    def actor(self, name, host=None, **options):
        return Actor(self, host or self.hosts[0], name, **options)

    def publish_webfinger(self, actor, subject=None):
        self._fingers[f"acct:{actor.handle}"] = {
            "subject": subject or f"acct:{actor.handle}", "aliases": [actor.id],
            "links": [{"rel": "self", "type": "application/activity+json", "href": actor.id}]}

    def _webfinger(self, request):
        import urllib.parse
        from .server import Answer
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(request.target).query).get("resource", [""])[0]
        found = self._fingers.get(asked)
        return Answer(200, found, "application/jrd+json") if found else Answer(404)

    def serve(self, host, path, answer):
        """Puts a document (JSON, Answer, function or script) under a path of one of its names."""
        self.server.documents[host, path] = answer

    def answer_posts(self, host, path, script):
        """What POSTs there are answered; a list is worked through and its last step stays."""
        self.server.inboxes[host, path] = script

    def stop(self):
        self.server.stop()
