"""P, the peer that can lie: a foreign server on loopback whose every answer and every signed part a test decides, and which
records each request byte for byte. docs: server.py (what it answers), signing.py (what it sends), verifying.py (what it
makes of what it gets), actors.py (who it is)."""
from .actors import Actor, Peer, public, stamp
from .keys import Key
from .recorder import Recorder, Seen
from .proofs import prove, proven
from .server import Answer, PeerServer
from .signing import Message, digest_of, http_date, sign_cavage, sign_rfc9421
from .traps import Trap, inside_host
from .verifying import key_id_of, signed_parts
from .wire import RawConnection, read_answer, send_message

__all__ = ["Actor", "Answer", "Key", "Message", "Peer", "PeerServer", "RawConnection", "Recorder", "Seen", "Trap", "digest_of",
           "http_date", "inside_host", "key_id_of", "prove", "proven", "public", "read_answer", "send_message", "sign_cavage", "sign_rfc9421", "signed_parts", "stamp"]
