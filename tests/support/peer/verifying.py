"""Is a request that arrived signed as it says? Computed from the recorded bytes, with Python's cryptography."""
import base64
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from .signing import digest_of


def key_id_of(seen):
    """The key that the request names, in either scheme."""
    found = re.search(r'keyid="([^"]+)"', seen.header("signature-input") or seen.header("signature"), re.IGNORECASE)
    return found.group(1) if found else ""


def _cavage_text(seen):
    fields = dict(re.findall(r'(\w+)="([^"]*)"', seen.header("signature")))
    values = {"(request-target)": f"{seen.method.lower()} {seen.target}"}
    parts = fields["headers"].split()
    return "\n".join(f"{part}: {values.get(part, seen.header(part))}" for part in parts), fields["signature"], parts


def _rfc9421_text(seen, scheme):
    label, parameters = re.fullmatch(r"\s*([^=]+)=(\(.*)", seen.header("signature-input")).groups()
    values = {"@method": seen.method, "@target-uri": f"{scheme}://{seen.host}{seen.target}", "@authority": seen.host,
              "@request-target": seen.target, "@path": seen.path, "@scheme": scheme}
    parts = re.findall(r'"([^"]+)"', parameters.split(")")[0])
    lines = [f'"{part}": {values.get(part, seen.header(part))}' for part in parts] + [f'"@signature-params": {parameters}']
    return "\n".join(lines), re.search(re.escape(label) + r"=:([^:]+):", seen.header("signature")).group(1), parts


def signed_parts(seen, pem, scheme="https"):
    """The parts that the signature covers, when it is right and the digest is the body's; AssertionError otherwise."""
    modern = bool(seen.header("signature-input"))
    text, signature, parts = _rfc9421_text(seen, scheme) if modern else _cavage_text(seen)
    key = serialization.load_pem_public_key(pem.encode())
    try:
        key.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise AssertionError(f"the signature does not fit what was sent:\n{seen.raw[:2000].decode(errors='replace')}") from None
    if seen.body:
        name, wanted = (("content-digest", f"sha-256=:{digest_of(seen.body)}:") if modern else ("digest", f"SHA-256={digest_of(seen.body)}"))
        assert name in parts and seen.header(name) == wanted, f"{name}: {seen.header(name)}"
    return parts
