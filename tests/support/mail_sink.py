"""A mail server that keeps what it is sent: mail_sink.py FOLDER [CERTIFICATE KEY USER PASSWORD].

Prints its port, then a line per message. With a certificate it demands STARTTLS and that log-in. Mails to "refused@..." are
refused for good, those to "busy@..." for now. Each message becomes FOLDER/<number>.json. Ends when its input ends.
"""
import asyncio
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 no such mailbox"
        if address.startswith("busy@"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        message = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data.decode() if session.authenticated else "",
            "content": envelope.original_content.decode("latin-1"),
        }
        name = self.folder / f"{self.count:04}.json"
        unfinished = name.with_suffix(".part")
        unfinished.write_text(json.dumps(message))
        unfinished.rename(name)
        return "250 kept"


async def main(folder, certificate=None, key=None, user=None, password=None):
    context = None
    settings = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        def authenticate(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (user, password)
            return AuthResult(success=True, auth_data=data.login) if good else AuthResult(success=False, handled=False)

        settings = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate}
    keeper = Keeper(pathlib.Path(folder))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, hostname="sink.example", loop=loop, **settings), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
