"""A throw-away certificate authority and server certificates, made with the openssl program."""
import os
import pathlib
import subprocess


def _openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.strip()}")


def make_authority(folder: pathlib.Path) -> pathlib.Path:
    """The authority's certificate in `folder`; made when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if not certificate.exists():
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                 "-subj", "/CN=Rounds demo authority", "-keyout", str(key), "-out", str(certificate),
                 "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        os.chmod(key, 0o600)
    return certificate


def make_certificate(folder: pathlib.Path, host: str) -> tuple[pathlib.Path, pathlib.Path]:
    """(certificate chain, key) for a host name, signed by the authority in `folder`."""
    certificate, key, request = folder / f"{host}.pem", folder / f"{host}.key", folder / f"{host}.csr"
    if not certificate.exists():
        extensions = folder / f"{host}.ext"
        extensions.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=CA:FALSE\n"
                              "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n")
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={host}",
                 "-keyout", str(key), "-out", str(request))
        _openssl("x509", "-req", "-in", str(request), "-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"),
                 "-CAcreateserial", "-days", "30", "-extfile", str(extensions), "-out", str(certificate))
        os.chmod(key, 0o600)
    return certificate, key
