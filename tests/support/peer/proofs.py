"""FEP-8b32: integrity proofs by eddsa-jcs-2022, made and looked at by means of Python's json and cryptography."""
import hashlib
import json

from cryptography.exceptions import InvalidSignature

from .keys import base58

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def canonical(value):
    """RFC 8785, of documents whose keys are ASCII and whose numbers are whole."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _hashes(document, proof):
    plain = {key: value for key, value in document.items() if key != "proof"}
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(plain)).digest()


def prove(document, key, created):
    """The document with a proof by an Ed25519 key of its actor."""
    proof = {"@context": document["@context"], "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": created,
             "verificationMethod": key.id, "proofPurpose": "assertionMethod"}
    return {**document, "proof": {**proof, "proofValue": "z" + base58(key.sign(_hashes(document, proof)))}}


def proven(document, public_key):
    """Whether the document's proof is by this key (an Ed25519PublicKey)."""
    number = 0
    for digit in document["proof"]["proofValue"][1:]:
        number = number * 58 + _BASE58.index(digit)
    try:
        public_key.verify(number.to_bytes(64, "big"), _hashes(document, document["proof"]))
    except InvalidSignature:
        return False
    return True
