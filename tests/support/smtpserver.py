# SPDX-License-Identifier: GPL-3.0-or-later
"""smtpserver.py FOLDER [--certificate PEM --key PEM [--starttls]] [--password P]: aiosmtpd on a free port of 127.0.0.1, which it prints.

Each mail becomes FOLDER/N.eml as received and FOLDER/N.json with its envelope. Ends with its standard input. --password: everybody signs in with
it, and nobody sends without."""
import argparse
import asyncio
import json
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=pathlib.Path)
arguments.add_argument("--certificate")
arguments.add_argument("--key")
arguments.add_argument("--starttls", action="store_true")
arguments.add_argument("--password")
options = arguments.parse_args()


class Keeper:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = options.folder / str(self.count)
        self.count += 1
        name.with_suffix(".eml").write_bytes(envelope.original_content)
        name.with_suffix(".json").write_text(
            json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "options": envelope.mail_options,
                        "tls": session.ssl is not None, "authenticated": session.authenticated}))
        return "250 OK: queued as."


def authenticate(server, session, envelope, mechanism, data):
    good = options.password is None or (isinstance(data, LoginPassword) and data.password == options.password.encode())
    return AuthResult(success=good, handled=False)


def context():
    if not options.certificate:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(options.certificate, options.key)
    return made


def connection():
    return SMTP(keeper, data_size_limit=100_000_000, enable_SMTPUTF8=True, hostname="localhost",
                tls_context=context() if options.starttls else None, require_starttls=options.starttls,
                authenticator=authenticate, auth_required=options.password is not None, auth_require_tls=options.starttls)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=None if options.starttls else context())
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
keeper = Keeper()
asyncio.run(main())
