"""One open instance and the lying peer, both over TLS by one authority, and questions to ask of the instance's state."""
import contextlib
import sys

from consortium.certificates import make_certificate
from consortium.instance import make_names_resolve
from database import Database
from peer import Peer
from toolbox import Client, consortium, eventually

P, EVIL, VICTIM = "p.localhost", "evil.localhost", "victim.localhost"


class Rig:
    """`mercy` is the instance (ann and ben live there), `peer` the liar; `pat` is an honest actor of it whom ann follows."""

    def __init__(self, hospitals):
        self.mercy = hospitals["mercy"]
        folder = hospitals.folder / "tls"
        make_names_resolve([P, EVIL, VICTIM])
        self.peer = Peer({host: make_certificate(folder, host) for host in (P, EVIL, VICTIM)}, (P, EVIL, VICTIM))
        self.recorder = self.peer.recorder
        self.db = Database(self.mercy)
        for user in ("ann", "ben"):
            self.mercy.add_user(user)
        self.ann, self.ben = self.mercy.client("ann"), self.mercy.client("ben")
        self.pat = self.peer.actor("pat")

    def befriend(self):
        """ann follows pat, and pat accepts: what pat says publicly has a reader at mercy."""
        found = self.resolve(self.pat.id, "accounts")
        assert found, "the instance cannot find pat of the peer"
        self.ann.call("POST", f"/api/v1/accounts/{found[0]['id']}/follow")
        follow = eventually("the Follow reaches the peer", lambda: self.recorder.activities("Follow"))[0]
        self.accepted(self.pat.post(self.mercy, self.pat.activity("Accept", follow)))
        eventually("ann follows pat", lambda: self.ann.get("/api/v1/accounts/relationships", **{"id[]": found[0]["id"]})[0]["following"])
        self.pat_id = found[0]["id"]

    def resolve(self, query, kind="statuses", client=None):
        """What a person's search for an address finds, fetched from there when it is not known."""
        return (client or self.ann).get("/api/v2/search", q=query, resolve="true", type=kind)[kind]

    # Answers of the inbox.
    @staticmethod
    def accepted(answer):
        assert answer[0] == 202, f"answered {answer[0]}, not 202: {answer[2]}"

    @staticmethod
    def refused(answer, *statuses):
        assert answer[0] in statuses, f"answered {answer[0]}, not {statuses}: {answer[2]}"
        assert isinstance(answer[2], dict) and answer[2].get("error"), f"no error in {answer[2]!r}"

    # State.
    def stored(self, activity_id):
        return self.db.value("SELECT count(*) FROM inbox WHERE activity_uri = :'uri'", uri=activity_id) > 0

    def settled(self, activity_id):
        """Waits until the worker is through with an accepted activity; its row."""
        return eventually(f"{activity_id} is worked through", lambda: self.db.rows(
            "SELECT state, last_error FROM inbox WHERE activity_uri = :'uri' AND state <> 'waiting'", uri=activity_id))[0]

    def status(self, uri):
        """The row of a post that counts, or None."""
        rows = self.db.rows("SELECT s.id::text, a.uri AS author, s.content, s.visibility, s.deleted_at FROM statuses s "
                            "JOIN accounts a ON a.id = s.account_id WHERE s.uri = :'uri'", uri=uri)
        return rows[0] if rows and rows[0]["deleted_at"] is None else None

    def shown_posts(self, text):
        """How many posts hold this text, wherever they claim to be from."""
        return self.db.value("SELECT count(*) FROM statuses WHERE content LIKE '%' || :'text' || '%' AND deleted_at IS NULL", text=text)

    def arrives(self, activity):
        """A Create has its effect: the post is there under its own id."""
        self.settled(activity["id"])
        found = self.status(activity["object"]["id"])
        assert found, f"no post from {activity['id']}: {self.settled(activity['id'])}"
        return found


@contextlib.contextmanager
def open_rig(program):
    # A message that does not end is given up after four seconds instead of thirty.
    with consortium(program, ("mercy",), federation="open", settings={"http.message_timeout_ms": 4000}) as hospitals:
        rig = Rig(hospitals)
        try:
            rig.befriend()
            yield rig
        except Exception:
            print(f"--- mercy\n{rig.mercy.last_log(40)}", file=sys.stderr)
            raise
        finally:
            rig.peer.stop()


__all__ = ["EVIL", "P", "VICTIM", "Client", "Rig", "open_rig"]
