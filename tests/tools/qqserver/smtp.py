# SPDX-License-Identifier: GPL-3.0-or-later
"""The SMTP side."""
import base64
import email
import email.utils
import os
import re
import time

import line

FAILED = "535 Login Fail. Please enter your authorization code to login. More information in https://service.mail.qq.com/detail/0/53"
AT_RCPT = {"nobody": "550 Mailbox unavailable or access denied", "frequency": "550 Connection frequency limited",
           "quota": "550 Daily sending quota exceeded", "full": "552 Mailbox is full", "busy": "451 System busy, try again later"}
AT_DATA = {"spam": "550 Spam is embedded", "content": "550 Mail content denied"}


class Session:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.account, self.chosen = server.account, server.chosen
        self.secure = server.implicit_tls or not self.chosen.smtp_starttls
        self.user, self.sender, self.recipients = None, None, []

    def say(self, *lines):
        self.connection.send("".join(text + "\r\n" for text in lines).encode())

    def run(self):
        self.say("220 newxmesmtplogicsvrszc5-0.qq.com XMail Esmtp QQ Mail Server.")
        while True:
            text = self.connection.line().decode("utf-8", "replace")
            word, _, rest = text.partition(" ")
            handler = getattr(self, "do_" + word.lower(), None)
            if not handler or not word.isalpha():
                self.say("502 Invalid command")
            elif not self.secure and word.upper() not in ("EHLO", "HELO", "STARTTLS", "QUIT", "NOOP"):
                self.say("530 Must issue a STARTTLS command first.")
            elif handler(rest) is False:
                return

    def do_ehlo(self, rest):
        lines = ["newxmesmtplogicsvrszc5-0.qq.com", "PIPELINING", "SIZE 73400320"]
        lines += ["AUTH LOGIN PLAIN XOAUTH XOAUTH2", "AUTH=LOGIN"] if self.secure else ["STARTTLS"]
        lines += ["MAILCOMPRESS", "SMTPUTF8", "8BITMIME"]
        self.say(*[f"250{'-' if i < len(lines) - 1 else ' '}{text}" for i, text in enumerate(lines)])

    do_helo = do_ehlo

    def do_noop(self, rest):
        self.say("250 OK")

    def do_rset(self, rest):
        self.sender, self.recipients = None, []
        self.say("250 OK")

    def do_quit(self, rest):
        self.say("221 Bye.")
        return False

    def do_starttls(self, rest):
        if self.secure or not self.server.context:
            self.say("502 Invalid command")
            return
        self.say("220 Ready to start TLS from 127.0.0.1.")
        self.connection.secure(self.server.context)
        self.secure = True

    def ask(self, prompt):
        self.say("334 " + base64.b64encode(prompt).decode())
        return base64.b64decode(self.connection.line())

    def do_auth(self, rest):
        mechanism, _, initial = rest.partition(" ")
        try:
            if mechanism.upper() == "LOGIN":
                user = base64.b64decode(initial) if initial else self.ask(b"Username:")
                code = self.ask(b"Password:")
            elif mechanism.upper() == "PLAIN":
                _, user, code = (base64.b64decode(initial) if initial else self.ask(b"")).split(b"\0")
            else:
                answer = base64.b64decode(initial) if initial else self.ask(b"")
                user, code = re.fullmatch(rb"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01", answer).groups()
        except (ValueError, AttributeError):
            self.say("501 Syntax error")
            return
        if user.decode().lower() != self.account.user.lower() or code.decode() != self.account.code:
            self.say(FAILED)
            return
        self.user = user.decode()
        self.say("235 Authentication successful")

    def do_mail(self, rest):
        match = re.match(r"FROM:\s*<([^>]*)>", rest, re.IGNORECASE)
        if not self.user:
            self.say("503 Error: need EHLO and AUTH first !")
        elif not match:
            self.say("501 Syntax error")
        elif match.group(1).lower() != self.user.lower():
            self.say("501 Mail from address must be same as authorization user.")
        else:
            self.sender, self.recipients = match.group(1), []
            self.say("250 OK.")

    def do_rcpt(self, rest):
        match = re.match(r"TO:\s*<([^>]*)>", rest, re.IGNORECASE)
        if self.sender is None:
            self.say("503 Bad sequence of commands")
        elif not match or "@" not in match.group(1):
            self.say("501 Syntax error")
        elif (name := match.group(1).split("@")[0].lower()) in AT_RCPT:
            self.say(AT_RCPT[name])
        else:
            self.recipients.append(match.group(1))
            self.say("250 OK")

    def do_data(self, rest):
        if not self.recipients:
            self.say("503 Bad sequence of commands")
            return None
        self.say("354 End data with <CR><LF>.<CR><LF>.")
        lines = []
        while (text := self.connection.line()) != b".":
            lines.append(text[1:] if text.startswith(b".") else text)
        source = b"".join(text + b"\r\n" for text in lines)
        names = {r.split("@")[0].lower() for r in self.recipients}
        if "lostbefore" in names:
            return False
        refusal = next((answer for name, answer in AT_DATA.items() if name in names), None) or self.from_refusal(source)
        if refusal:
            self.say(refusal)
            return None
        self.take(source)
        if "lost" in names:
            return False
        self.say("250 OK: queued as.")
        self.sender, self.recipients = None, []
        return None

    def from_refusal(self, source):
        header = email.message_from_bytes(source.split(b"\r\n\r\n")[0])
        senders = email.utils.getaddresses([str(value) for value in header.get_all("From", [])])
        if len(senders) != 1 or senders[0][1].lower() != self.user.lower():
            return '550 The "From" header is missing or invalid. Please follow RFC5322, RFC2047, RFC822 standard protocol.'
        return None

    def take(self, source):
        account = self.account
        with account.lock:
            account.taken += 1
            number = account.taken
        if self.chosen.outbox:
            os.makedirs(self.chosen.outbox, exist_ok=True)
            with open(os.path.join(self.chosen.outbox, f"{number}.eml"), "wb") as file:
                file.write(source)
        if "message-id" in self.chosen.quirks:
            head, separator, body = source.partition(b"\r\n\r\n")
            head = re.sub(rb"(?im)^Message-ID:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", b"", head + b"\r\n")
            source = b"Message-ID: <tencent_%d_%d@qq.com>\r\n" % (time.time(), number) + head.removesuffix(b"\r\n") + separator + body
        if "sent-copy" in self.chosen.quirks:
            account.folder("Sent Messages").add(source, {"\\Seen"})
        if account.user.lower() in (r.lower() for r in self.recipients):
            account.folder("INBOX").add(source, set())


class Server(line.Listener):
    def __init__(self, account, chosen):
        super().__init__(account, chosen, chosen.smtp_port, Session, not chosen.smtp_starttls)
