# SPDX-License-Identifier: GPL-3.0-or-later
"""The account that the server serves: folders, messages, and what changed when."""
import base64
import datetime
import os
import re
import threading
import time

OTHERS = "其他文件夹"
ROLES = {"Sent Messages": "\\Sent", "Drafts": "\\Drafts", "Deleted Messages": "\\Trash", "Junk": "\\Junk"}
MAILDIR = {"S": "\\Seen", "R": "\\Answered", "F": "\\Flagged", "D": "\\Draft", "T": "\\Deleted", "P": "$Forwarded"}
SUBJECTS = ["周末爬山", "Quarterly report", "发票已开具", "Re: 合同修改意见", "Your parcel is on its way", "会议纪要", "生日快乐"]


def encode_name(name):
    """Modified UTF-7 (RFC 3501 5.1.3)."""
    def shifted(match):
        text = match.group()
        return "&-" if text == "&" else "&" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
    return re.sub(r"&|[^ -~]+", shifted, name)


def decode_name(name):
    def plain(match):
        text = match.group(1).replace(",", "/")
        return "&" if not text else base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-16-be", "replace")
    return re.sub(r"&([^-]*)-", plain, name)


def generated(user, number):
    """A message as QQ's users get them: some GBK, some multiparts with files."""
    when = datetime.datetime(2024, 1, 1, 8, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=8))) + datetime.timedelta(minutes=17 * number)
    subject = SUBJECTS[number % len(SUBJECTS)]
    charset = "gb18030" if number % 2 else "utf-8"

    def encoded(text):
        return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="
    header = (f"Received: from mail.example.cn; {when:%a, %d %b %Y %H:%M:%S %z}\r\nFrom: {encoded('王小明')} <wang{number % 40}@example.cn>\r\n"
              f"To: {user}\r\nSubject: {encoded(subject)} {number}\r\nDate: {when:%a, %d %b %Y %H:%M:%S %z}\r\n"
              f"Message-ID: <m{number}@example.cn>\r\nMIME-Version: 1.0\r\n")
    text = base64.encodebytes(f"{subject}，第 {number} 封。\n\n祝好\n小明\n".encode(charset)).decode().replace("\n", "\r\n")
    part = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}"
    if number % 7:
        return (header + part).encode()
    file = base64.encodebytes(bytes(range(256)) * (1 + number % 50)).decode().replace("\n", "\r\n")
    name = encoded(f"附件{number}.pdf")
    return (header + 'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n--=_b\r\n' + part +
            f'--=_b\r\nContent-Type: application/pdf; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{file}--=_b--\r\n').encode()


class Message:
    __slots__ = ("uid", "flags", "date", "_source", "_path", "_header", "size", "changed", "tree")

    def __init__(self, uid, flags, date, source=None, path=None):
        self.uid, self.flags, self.date = uid, flags, date
        self._source, self._path, self._header, self.tree = source, path, None, None
        self.size = len(self.source())
        self.changed = 0

    def source(self):
        if self._source is not None:
            return self._source
        with open(self._path, "rb") as file:
            source = file.read()
        return source if b"\r\n" in source[:2000] else source.replace(b"\n", b"\r\n")

    def header(self):
        if self._header is None:
            source = self.source()
            end = source.find(b"\r\n\r\n")
            self._header = source if end < 0 else source[:end + 4]
        return self._header


class Folder:
    def __init__(self, name, lock):
        self.name, self.wire, self.lock = name, encode_name(name), lock
        self.validity, self.next_uid, self.change = 1400000000 + len(name), 1, 0
        self.messages, self.index = [], {}
        self.selectable = name != OTHERS

    def add(self, source, flags, date=None, path=None):
        with self.lock:
            message = Message(self.next_uid, set(flags), time.time() if date is None else date, source, path)
            self.next_uid += 1
            self.messages.append(message)
            self.index[message.uid] = message
            return message

    def by_uid(self, uid):
        return self.index[uid]

    def set_flags(self, message, add, remove):
        with self.lock:
            flags = (message.flags | add) - remove
            if flags != message.flags:
                message.flags = flags
                self.change += 1
                message.changed = self.change

    def remove(self, uids):
        with self.lock:
            self.messages = [m for m in self.messages if m.uid not in uids]
            self.index = {m.uid: m for m in self.messages}

    def renumber(self):
        with self.lock:
            self.validity += 1
            for uid, message in enumerate(self.messages, self.next_uid + 1000):
                message.uid = uid
            self.next_uid += 1001 + len(self.messages)
            self.index = {m.uid: m for m in self.messages}
            return self.validity


class Account:
    def __init__(self, chosen):
        self.lock = threading.RLock()
        self.user, self.code, self.chosen = chosen.user, chosen.code, chosen
        self.folders, self.logins, self.moves, self.commands, self.taken, self.delivered = {}, [], 0, 0, 0, 0
        for name in ["INBOX", *ROLES, OTHERS]:
            self.create(name)
        if chosen.mail:
            self.load(chosen.mail)
        else:
            self.generate(chosen.messages)

    def create(self, name):
        with self.lock:
            return self.folders.setdefault(name, Folder(name, self.lock))

    def folder(self, name):
        return self.folders["INBOX" if name.upper() == "INBOX" else name]

    def generate(self, count):
        first = time.time() - 600 * count
        for number in range(1, count + 1):
            flags = {"\\Seen"} if number % 5 else set()
            if number % 11 == 0:
                flags.add("\\Flagged")
            self.folder("INBOX").add(generated(self.user, number), flags, first + 600 * number)
        self.create(OTHERS + "/工作")
        self.create(OTHERS + "/旅行 2024")
        for offset, name in enumerate(["Sent Messages", "Junk", OTHERS + "/工作"]):
            for number in range(3):
                self.folder(name).add(generated(self.user, 100000 + 10 * offset + number), {"\\Seen"})

    def load(self, root):
        for directory, below, files in os.walk(root):
            below.sort()
            name = os.path.relpath(directory, root).replace(os.sep, "/")
            name = re.sub(r"(^|/)(cur|new|tmp)$", "", name)
            folder = self.create("INBOX" if name in ("", ".") else name)
            for file in sorted(files):
                path = os.path.join(directory, file)
                info = re.search(r"[:;!]2,([A-Za-z]*)$", file)
                if info or file.endswith(".eml") or os.path.basename(directory) in ("cur", "new"):
                    flags = {MAILDIR[c] for c in (info.group(1) if info else "") if c in MAILDIR}
                    folder.add(None, flags, os.path.getmtime(path), path)
