"""Asks apsig: one JSON question a line on standard input, one answer a line."""
import base64
import json
import sys

from apsig.draft import Signer, Verifier
from apsig.proof.sign import ProofSigner
from apsig.proof.verify import ProofVerifier
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519


def sign_request(asked):
    key = serialization.load_pem_private_key(asked["key"].encode(), None)
    signer = Signer(headers=asked["headers"], private_key=key, method=asked["method"], url=asked["url"], key_id=asked["key_id"],
                    body=base64.b64decode(asked["body"]))
    return signer.sign()


def verify_request(asked):
    return Verifier(public_pem=asked["key"], method=asked["method"], url=asked["url"], headers=asked["headers"],
                    body=base64.b64decode(asked["body"])).verify()


def sign_proof(asked):
    key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(asked["key"]))
    return ProofSigner(key).sign(asked["document"], asked["options"])


def verify_proof(asked):
    return ProofVerifier(asked["key"]).verify(asked["document"])


QUESTIONS = {"sign_request": sign_request, "verify_request": verify_request, "sign_proof": sign_proof, "verify_proof": verify_proof}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(QUESTIONS[question["ask"]](question)), flush=True)
