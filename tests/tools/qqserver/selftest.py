#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's own imaplib and smtplib as clients: mail can be read, sent and moved, and the quirks are there."""
import imaplib
import os
import smtplib
import subprocess
import sys
import time


class Running:
    def __init__(self, *options):
        self.process = subprocess.Popen([sys.executable, "-B", os.path.dirname(os.path.abspath(__file__)), "--stdin", *options],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.imap_port, self.smtp_port = (int(self.process.stdout.readline().split()[1]) for _ in range(2))

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer.startswith("ok"), answer
        return answer[3:].strip()

    def client(self):
        client = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=100)
        client.login("li@qq.com", "abcdefghijklmnop")
        return client

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)


def reads_mail():
    with Running("--messages", "60") as server:
        client = server.client()
        folders = [line.decode() for line in client.list()[1]]
        assert '(\\NoSelect \\HasChildren) "/" "&UXZO1mWHTvZZOQ-"' in folders, folders
        assert not any("\\Sent" in line for line in folders)
        assert client.select("INBOX")[1] == [b"60"]
        answer = client.uid("FETCH", "1:60", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])")[1]
        headers = [part for part in answer if isinstance(part, tuple)]
        assert len(headers) == 60 and all(b"Message-ID: <m" in part[1] for part in headers)
        whole = client.uid("FETCH", "7", "(BODY.PEEK[] RFC822.SIZE BODY.PEEK[2.MIME])")[1]
        assert b"RFC822.SIZE %d" % len(whole[0][1]) in b"".join(p if isinstance(p, bytes) else p[0] for p in whole)
        assert b"application/pdf" in whole[1][1]
        assert client.uid("STORE", "3", "+FLAGS", "(\\Flagged)")[0] == "OK"
        assert "3:\\Flagged" in server.ask("list INBOX")
        unseen = client.uid("SEARCH", "UNSEEN")[1][0].split()
        assert len(unseen) == 12, unseen
        assert client.uid("COPY", "3", "Junk")[0] == "OK"
        client.append("Drafts", "(\\Draft)", None, b"Subject: d\r\n\r\nx\r\n")
        assert server.ask("list Drafts") == "1:\\Draft"
        client.logout()


def has_quirks():
    with Running("--messages", "40", "--login-limit", "3", "--login-window", "3600") as server:
        client = server.client()
        client.select("INBOX")
        assert client.uid("FETCH", "5", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1][0][1] == b""
        try:
            client.uid("FETCH", "9:5", "(FLAGS)")
            raise AssertionError("a descending range was taken")
        except imaplib.IMAP4.error as error:
            assert "UID parameters!" in str(error)
        assert b'\\")' in client.uid("FETCH", "5", "(ENVELOPE)")[1][0]
        assert b'( "mixed"' in client.uid("FETCH", "7", "(BODYSTRUCTURE)")[1][0]
        assert len(client.uid("SEARCH", "FROM", "nobody")[1][0].split()) == 40
        for _ in range(2):
            assert client.uid("MOVE", "%d" % (10 + _), "Junk")[0] == "OK"
        try:
            client.uid("MOVE", "12", "Junk")
            raise AssertionError("the answer was not lost")
        except (imaplib.IMAP4.abort, OSError):
            pass
        assert "12:" not in server.ask("list INBOX").split()
        again = server.client()
        again.logout()
        server.client().logout()
        try:
            server.client()
            raise AssertionError("too many logins were taken")
        except imaplib.IMAP4.error as error:
            assert "login frequency limited" in str(error)


def sends_mail():
    with Running("--messages", "1") as server:
        client = smtplib.SMTP("127.0.0.1", server.smtp_port, timeout=100)
        client.login("li@qq.com", "abcdefghijklmnop")
        mail = b"From: li@qq.com\r\nTo: li@qq.com\r\nMessage-ID: <mine@qq.com>\r\nSubject: s\r\n\r\n.x\r\n"
        refused = client.sendmail("li@qq.com", ["li@qq.com", "nobody@qq.com"], mail)
        assert list(refused) == ["nobody@qq.com"] and server.ask("sent") == "1"
        for recipient, sender in (("spam@qq.com", mail), ("wang@qq.com", b"Subject: no From\r\n\r\n")):
            try:
                client.sendmail("li@qq.com", [recipient], sender)
                raise AssertionError("sent")
            except smtplib.SMTPDataError as error:
                assert error.smtp_code == 550
        client.quit()
        reader = server.client()
        reader.select('"Sent Messages"')
        number = reader.search(None, "ALL")[1][0].split()[-1].decode()
        source = reader.fetch(number, "(BODY.PEEK[])")[1][0][1]
        assert b"mine@qq.com" not in source and source.endswith(b"\r\n\r\n.x\r\n"), source
        reader.logout()


def serves_many():
    with Running("--messages", "10000", "--quirk", "eof=off") as server:
        client = server.client()
        client.select("INBOX")
        begun, count = time.process_time(), 0
        for first in range(1, 10000, 500):
            answer = client.uid("FETCH", f"{first}:{first + 499}", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])")[1]
            count += sum(isinstance(part, tuple) for part in answer)
        assert count == 10000
        print(f"10,000 headers: {time.process_time() - begun:.2f} s of the client's time", file=sys.stderr)
        client.logout()


if __name__ == "__main__":
    for test in (reads_mail, has_quirks, sends_mail, serves_many):
        test()
        print("passed", test.__name__)
