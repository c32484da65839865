"""Requests that are signed by draft-cavage-12 or RFC 9421, with each part open to being wrong."""
import base64
import dataclasses
import email.utils
import hashlib
import time

CAVAGE_PARTS = ("(request-target)", "host", "date", "digest", "content-type")
RFC9421_PARTS = ("@method", "@target-uri", "content-digest")


def http_date(shift=0):
    """IMF-fixdate of now and so many seconds."""
    return email.utils.formatdate(time.time() + shift, usegmt=True)


def digest_of(body, algorithm="sha256"):
    return base64.b64encode(hashlib.new(algorithm, body).digest()).decode()


@dataclasses.dataclass
class Message:
    """A request in the making: sent as it stands here."""
    method: str
    target: str
    headers: list
    body: bytes = b""

    @staticmethod
    def post(authority, path, body, content_type="application/activity+json", shift=0):
        return Message("POST", path, [("Host", authority), ("Date", http_date(shift)), ("Content-Type", content_type)], body)

    @staticmethod
    def get(authority, path, accept="application/activity+json", shift=0):
        return Message("GET", path, [("Host", authority), ("Date", http_date(shift)), ("Accept", accept)])

    def header(self, name):
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    def set(self, name, value):
        """Replaces all fields of that name; None takes them away."""
        self.headers = [(key, old) for key, old in self.headers if key.lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))
        return self

    def add(self, name, value):
        self.headers.append((name, value))
        return self

    def wire(self):
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers)]
        if self.body and not self.header("Content-Length") and not self.header("Transfer-Encoding"):
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


def sign_cavage(message, key, *, parts=None, algorithm="rsa-sha256", digest="SHA-256", created=None, expires=None, believe=None,
                hash_with=None):
    """Adds Digest (unless `digest` is None; a text with "=" is taken as it is) and Signature. `believe` replaces what is signed for
    a part, by the part's name: the signature is then for another request than the one that goes out."""
    if message.body and digest:
        message.set("Digest", digest if "=" in digest else f"{digest}={digest_of(message.body)}")
    parts = parts or [part for part in CAVAGE_PARTS if part.startswith("(") or message.header(part)]
    known = {"(request-target)": f"{message.method.lower()} {message.target}", "(created)": str(created), "(expires)": str(expires)}
    lines = [f"{part}: {(believe or {}).get(part, known.get(part, message.header(part)))}" for part in parts]
    text = "\n".join(lines)
    signature = key.sign_base64(text, hash_with) if hash_with else key.sign_base64(text)
    fields = [f'keyId="{key.id}"', f'algorithm="{algorithm}"' if algorithm else "", f"created={created}" if created is not None else "",
              f"expires={expires}" if expires is not None else "", f'headers="{" ".join(parts)}"', f'signature="{signature}"']
    return message.add("Signature", ",".join(field for field in fields if field))


def sign_rfc9421(message, key, *, scheme="https", parts=None, created=0, expires=None, algorithm=None, label="sig1", digest=True,
                 believe=None):
    """Adds Content-Digest, Signature-Input and Signature. `created`: seconds from now, None leaves the parameter out."""
    if message.body and digest:
        message.set("Content-Digest", f"sha-256=:{digest_of(message.body)}:")
    parts = parts or [part for part in RFC9421_PARTS if part.startswith("@") or message.header(part)]
    authority = message.header("Host")
    known = {"@method": message.method, "@target-uri": f"{scheme}://{authority}{message.target}", "@authority": authority,
             "@request-target": message.target, "@path": message.target.split("?")[0], "@scheme": scheme}
    algorithm = algorithm or ("ed25519" if key.kind == "ed25519" else "rsa-v1_5-sha256")
    now = int(time.time())
    parameters = "(" + " ".join(f'"{part}"' for part in parts) + ")"
    parameters += f";created={now + created}" if created is not None else ""
    parameters += f";expires={now + expires}" if expires is not None else ""
    parameters += f';alg="{algorithm}";keyid="{key.id}"'
    lines = [f'"{part}": {(believe or {}).get(part, known.get(part, message.header(part)))}' for part in parts]
    signature = key.sign_base64("\n".join([*lines, f'"@signature-params": {parameters}']))
    return message.add("Signature-Input", f"{label}={parameters}").add("Signature", f"{label}=:{signature}:")
