"""Keys of the peer's actors."""
import base64

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(data):
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


class Key:
    """An RSA or Ed25519 key pair with the id under which others know it."""

    def __init__(self, key_id, kind="rsa", bits=2048):
        self.id, self.kind = key_id, kind
        self._private = (ed25519.Ed25519PrivateKey.generate() if kind == "ed25519"
                         else rsa.generate_private_key(public_exponent=65537, key_size=bits))

    def named(self, key_id):
        """The same key under another id."""
        other = object.__new__(Key)
        other.id, other.kind, other._private = key_id, self.kind, self._private
        return other

    def sign(self, data, algorithm=hashes.SHA256):
        """PKCS#1 v1.5 over SHA-256 (or another hash), or Ed25519."""
        if self.kind == "ed25519":
            return self._private.sign(data)
        return self._private.sign(data, padding.PKCS1v15(), algorithm())

    def sign_base64(self, text, algorithm=hashes.SHA256):
        return base64.b64encode(self.sign(text.encode(), algorithm)).decode()

    def pem(self):
        return self._private.public_key().public_bytes(serialization.Encoding.PEM,
                                                       serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def multikey(self):
        """FEP-521a: an Ed25519 key behind its multicodec prefix."""
        raw = self._private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return "z" + base58(b"\xed\x01" + raw)
