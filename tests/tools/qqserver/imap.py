# SPDX-License-Identifier: GPL-3.0-or-later
"""The IMAP side."""
import base64
import datetime
import re
import time

import line
import mailbox
import structure

FAILED = "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy."
BUSY = "系统繁忙，请稍后再试"
FLAGS = "\\Answered \\Flagged \\Deleted \\Draft \\Seen"


class Bad(Exception):
    """A tagged BAD."""


class No(Exception):
    """A tagged NO."""


def tokens(pieces):
    """The words of a command: str for atoms and strings, bytes for literals, lists for parentheses."""
    out, stack = [], []
    for index, piece in enumerate(pieces):
        if isinstance(piece, bytes) and index % 2:
            out.append(piece)
            continue
        text, at = piece.decode("utf-8", "surrogateescape"), 0
        while at < len(text):
            c = text[at]
            if c == " ":
                at += 1
            elif c == "(":
                stack.append(out)
                out = []
                at += 1
            elif c == ")":
                if not stack:
                    raise Bad("unexpected parenthesis")
                stack[-1].append(out)
                out = stack.pop()
                at += 1
            elif c == '"':
                match = re.compile(r'"((?:[^"\\]|\\.)*)"').match(text, at)
                if not match:
                    raise Bad("unfinished string")
                out.append(re.sub(r"\\(.)", r"\1", match.group(1)))
                at = match.end()
            else:
                match = re.compile(r"(?:[^ ()\"\[]|\[[^\]]*\])+").match(text, at)
                if not match:
                    raise Bad("syntax")
                out.append(match.group())
                at = match.end()
    if stack:
        raise Bad("parenthesis missing")
    return out


def text_of(token):
    return token.decode("utf-8", "surrogateescape") if isinstance(token, bytes) else token


class Session:
    def __init__(self, server, connection):
        self.account, self.chosen, self.connection = server.account, server.chosen, connection
        self.signed_in, self.folder, self.read_only = False, None, False
        self.view, self.seen_change, self.commands = [], 0, 0

    def quirk(self, name):
        return name in self.chosen.quirks

    # -- the dialogue

    def say(self, *lines):
        self.connection.send(b"".join((text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")) + b"\r\n" for text in lines))

    def run(self):
        self.say(f"* OK [CAPABILITY {self.first_capabilities()}] QQMail XMIMAP4Server ready")
        while True:
            pieces = self.read_command()
            if pieces is None:
                continue
            tag, _, rest = pieces[0].decode("latin-1").partition(" ")
            word, _, arguments = rest.partition(" ")
            pieces[0] = pieces[0][len(tag) + 1 + len(word) + (1 if arguments or len(pieces) > 1 else 0):]
            if not self.obey(tag, word.upper(), pieces):
                return

    def read_command(self):
        """The command's line and its literals in turn; None where it was refused."""
        pieces = [self.connection.line()]
        while match := re.search(rb"~?\{(\d+)(\+?)\}$", pieces[-1]):
            size = int(match.group(1))
            if match.group(2):
                if self.quirk("literal"):
                    self.say(pieces[0].split(b" ")[0] + b" BAD parameters!")
                    return None  # and what was to be the literal is taken for commands
            else:
                self.say("+ Ready for additional command text")
            pieces[-1] = pieces[-1][:match.start()]
            pieces.append(self.connection.exactly(size))
            pieces.append(self.connection.line())
        return pieces

    def obey(self, tag, word, pieces):
        self.commands += 1
        self.account.commands += 1
        if self.quirk("eof") and self.commands > self.chosen.eof_after:
            return False
        by_uid = word == "UID"
        try:
            arguments = tokens(pieces)
            if by_uid:
                if not arguments:
                    raise Bad("UID parameters!")
                word = "UID " + text_of(arguments.pop(0)).upper()
            handler = getattr(self, "do_" + word.replace(" ", "_").lower(), None)
            if handler is None or (word == "COMPRESS" and not self.quirk("compress")):
                if self.quirk("unknown-command"):
                    self.say("* BAD Command!")
                else:
                    self.say(f"{tag} BAD Command!")
                return True
            if not self.signed_in and word not in ("CAPABILITY", "NOOP", "LOGOUT", "ID", "LOGIN", "AUTHENTICATE"):
                raise Bad("Please login first")
            if self.quirk("busy") and self.account.commands > self.chosen.busy_after and self.account.commands % 7 == 0:
                raise No(BUSY)
            done = handler(tag, arguments)
        except Bad as error:
            self.say(f"{tag} BAD {error}")
            return True
        except No as error:
            self.say(tag.encode() + b" NO " + str(error).encode("gb18030" if self.quirk("gbk") else "utf-8"))
            return True
        except (ValueError, IndexError, AttributeError, TypeError):
            self.say(f"{tag} BAD parameters!")
            return True
        if done is None:
            return False
        if self.folder and word not in ("FETCH", "STORE", "SEARCH"):
            self.tell_changes()
        self.say(f"{tag} OK {done}")
        if word == "COMPRESS":
            self.connection.compress()
        return True

    def tell_changes(self):
        """EXPUNGE, EXISTS and changed flags, as others have made them."""
        with self.account.lock:
            lines, present = [], self.folder.index
            for position in range(len(self.view) - 1, -1, -1):
                if self.view[position].uid not in present or present[self.view[position].uid] is not self.view[position]:
                    lines.append(f"* {position + 1} EXPUNGE")
                    del self.view[position]
            if len(self.folder.messages) > len(self.view):
                self.view += self.folder.messages[len(self.view):]
                lines.append(f"* {len(self.view)} EXISTS")
            if self.folder.change > self.seen_change:
                lines += [f"* {i} FETCH (UID {m.uid} FLAGS ({' '.join(sorted(m.flags))}))"
                          for i, m in enumerate(self.view, 1) if m.changed > self.seen_change]
                self.seen_change = self.folder.change
        if lines:
            self.say(*lines)

    # -- before and around the login

    def first_capabilities(self):
        return "IMAP4 IMAP4rev1 ID AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2 NAMESPACE"

    def capabilities(self):
        if not self.signed_in:
            return self.first_capabilities()
        names = "IMAP4 IMAP4rev1 XLIST MOVE IDLE XAPPLEPUSHSERVICE NAMESPACE CHILDREN ID UIDPLUS"
        for quirk, name, when in (("compress", "COMPRESS=DEFLATE", True), ("literal", "LITERAL+", False), ("no-special-use", "SPECIAL-USE", False)):
            if self.quirk(quirk) == when:
                names += " " + name
        return names

    def do_capability(self, tag, arguments):
        self.say("* CAPABILITY " + self.capabilities())
        return "CAPABILITY Completed"

    def do_noop(self, tag, arguments):
        return "NOOP Completed"

    def do_logout(self, tag, arguments):
        self.say("* BYE LOGOUT received", f"{tag} OK LOGOUT Completed")

    def do_id(self, tag, arguments):
        self.say('* ID ("name" "QQMail" "vendor" "Tencent")')
        return "ID Completed"

    def login(self, user, code):
        now = time.time()
        with self.account.lock:
            self.account.logins = [t for t in self.account.logins if now - t < self.chosen.login_window] + [now]
            often = len(self.account.logins) > self.chosen.login_limit
        if (self.quirk("login-limit") and often) or user.lower() != self.account.user.lower() or code != self.account.code:
            raise No(FAILED)
        self.signed_in = True
        if self.quirk("wrong-capability"):
            return "[CAPABILITY IMAP4 IMAP4rev1 LITERAL+ CONDSTORE] Success login ok"
        return "Success login ok"

    def do_login(self, tag, arguments):
        return self.login(text_of(arguments[0]), text_of(arguments[1]))

    def ask(self, prompt):
        self.say(b"+ " + base64.b64encode(prompt))
        answer = self.connection.line()
        if answer == b"*":
            raise Bad("canceled")
        return base64.b64decode(answer)

    def do_authenticate(self, tag, arguments):
        mechanism = arguments[0].upper()
        if mechanism == "LOGIN":
            user = self.ask(b"Username:")
            return self.login(user.decode(), self.ask(b"Password:").decode())
        answer = base64.b64decode(arguments[1]) if len(arguments) > 1 else self.ask(b"")
        if mechanism == "PLAIN":
            _, user, code = answer.split(b"\0")
        elif mechanism == "XOAUTH2":
            match = re.fullmatch(rb"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01", answer)
            user, code = match.groups()
        else:
            raise No("unsupported mechanism")
        return self.login(user.decode(), code.decode())

    def do_namespace(self, tag, arguments):
        self.say('* NAMESPACE (("" "/")) NIL NIL')
        return "NAMESPACE Success"

    def do_compress(self, tag, arguments):
        return "DEFLATE active"

    # -- folders

    def find(self, token):
        name = mailbox.decode_name(text_of(token))
        try:
            folder = self.account.folder(name)
        except KeyError:
            raise No("Folder not exist!") from None
        return folder

    def listing(self, word, arguments, special):
        arguments = [a for a in arguments if not isinstance(a, list) and a.upper() != "RETURN"]
        pattern = text_of(arguments[0]) + text_of(arguments[1])
        if pattern == "":
            self.say(f'* {word} (\\NoSelect) "/" ""')
            return
        form = re.compile("".join(".*" if c == "*" else "[^/]*" if c == "%" else re.escape(c) for c in pattern), re.IGNORECASE)
        names = list(self.account.folders)
        lines = []
        for name in names:
            folder = self.account.folders[name]
            children = any(other.startswith(name + "/") for other in names)
            flags = ([] if folder.selectable else ["\\NoSelect"]) + ["\\HasChildren" if children else "\\HasNoChildren"]
            if special:
                flags += [f for n, f in mailbox.ROLES.items() if n == name] + (["\\Inbox"] if name == "INBOX" and word == "XLIST" else [])
            if form.fullmatch(folder.wire):
                lines.append(f'* {word} ({" ".join(flags)}) "/" "{folder.wire}"')
        if lines:
            self.say(*lines)

    def do_list(self, tag, arguments):
        self.listing("LIST", arguments, not self.quirk("no-special-use"))
        return "LIST completed"

    def do_xlist(self, tag, arguments):
        self.listing("XLIST", arguments, True)
        return "XLIST completed"

    def do_lsub(self, tag, arguments):
        self.listing("LSUB", arguments, False)
        return "LSUB completed"

    def do_subscribe(self, tag, arguments):
        return "SUBSCRIBE Completed"

    do_unsubscribe = do_subscribe

    def do_create(self, tag, arguments):
        self.account.create(mailbox.decode_name(text_of(arguments[0])).rstrip("/"))
        return "CREATE Completed"

    def do_delete(self, tag, arguments):
        folder = self.find(arguments[0])
        if folder.name in mailbox.ROLES or folder.name in ("INBOX", mailbox.OTHERS):
            raise No("system folder")
        del self.account.folders[folder.name]
        return "DELETE Completed"

    def do_rename(self, tag, arguments):
        folder, target = self.find(arguments[0]), mailbox.decode_name(text_of(arguments[1]))
        with self.account.lock:
            del self.account.folders[folder.name]
            folder.name, folder.wire = target, mailbox.encode_name(target)
            self.account.folders[target] = folder
        return "RENAME Completed"

    def do_status(self, tag, arguments):
        folder = self.find(arguments[0])
        values = {"MESSAGES": len(folder.messages), "RECENT": 0, "UIDNEXT": folder.next_uid, "UIDVALIDITY": folder.validity,
                  "UNSEEN": sum("\\Seen" not in m.flags for m in folder.messages)}
        items = " ".join(f"{name.upper()} {values[name.upper()]}" for name in arguments[1])
        self.say(f'* STATUS "{folder.wire}" ({items})')
        return "STATUS Completed"

    def select(self, arguments, read_only):
        self.folder = None
        folder = self.find(arguments[0])
        if not folder.selectable:
            raise No("Folder can not be selected")
        with self.account.lock:
            self.folder, self.read_only = folder, read_only
            self.view, self.seen_change = list(folder.messages), folder.change
        unseen = next((i for i, m in enumerate(self.view, 1) if "\\Seen" not in m.flags), 0)
        self.say(f"* {len(self.view)} EXISTS", "* 0 RECENT", *([f"* OK [UNSEEN {unseen}]"] if unseen else []),
                 f"* OK [UIDVALIDITY {folder.validity}] UID validity status", f"* OK [UIDNEXT {folder.next_uid}] Predicted next UID",
                 f"* FLAGS ({FLAGS})", f"* OK [PERMANENTFLAGS ({FLAGS})] Permanent flags")
        return ("[READ-ONLY] EXAMINE" if read_only else "[READ-WRITE] SELECT") + " complete"

    def do_select(self, tag, arguments):
        return self.select(arguments, False)

    def do_examine(self, tag, arguments):
        return self.select(arguments, True)

    def do_check(self, tag, arguments):
        return "CHECK Completed"

    def do_close(self, tag, arguments):
        if not self.read_only:
            self.folder.remove({m.uid for m in self.view if "\\Deleted" in m.flags})
        self.folder = None
        return "CLOSE Completed"

    # -- messages

    def chosen_messages(self, text, by_uid):
        """(sequence number, message) of a set."""
        if not self.folder:
            raise Bad("Please select a folder first")
        last = (self.view[-1].uid if self.view else 0) if by_uid else len(self.view)
        wanted, everything = set(), []
        for part in text_of(text).split(","):
            first, _, end = part.partition(":")
            low = last if first == "*" else int(first)
            high = low if not end else last if end == "*" else int(end)
            if low > high:
                if self.quirk("descending") and first != "*" and end != "*":
                    raise Bad("UID parameters!" if by_uid else "parameters!")
                low, high = high, low
            everything.append((low, high))
            if low == high:
                wanted.add(low)
        if all(low == high for low, high in everything):
            return [(i, m) for i, m in enumerate(self.view, 1) if (m.uid if by_uid else i) in wanted]
        return [(i, m) for i, m in enumerate(self.view, 1)
                if any(low <= (m.uid if by_uid else i) <= high for low, high in everything)]

    def internal_date(self, message):
        when = datetime.datetime.fromtimestamp(message.date, datetime.timezone(datetime.timedelta(hours=8)))
        day = str(when.day) if self.quirk("date") else f"{when.day:2d}"
        return f'"{day}-{when:%b-%Y %H:%M:%S %z}"'

    def item(self, name, message):
        upper = name.upper()
        if upper == "UID":
            return f"UID {message.uid}".encode()
        if upper == "FLAGS":
            return f"FLAGS ({' '.join(sorted(message.flags))})".encode()
        if upper == "INTERNALDATE":
            return b"INTERNALDATE " + self.internal_date(message).encode()
        if upper == "RFC822.SIZE":
            return b"RFC822.SIZE %d" % message.size
        if upper == "ENVELOPE":
            return b"ENVELOPE " + structure.envelope(message, self.quirk("envelope"))
        if upper in ("BODYSTRUCTURE", "BODY"):
            return upper.encode() + b" " + structure.structure(structure.tree(message), self.quirk("bodystructure"))
        if upper.startswith("RFC822"):
            data = {"RFC822": message.source, "RFC822.HEADER": message.header}[upper]()
            return upper.encode() + b" {%d}\r\n" % len(data) + data
        match = re.fullmatch(r"BODY(\.PEEK)?\[(.*)\](?:<(\d+)\.(\d+)>)?", name, re.IGNORECASE)
        if not match:
            raise Bad("FETCH parameters!")
        data = structure.section(message, match.group(2), self.quirk("header-fields"))
        shown = f"BODY[{match.group(2)}]".encode()
        if match.group(3) and data is not None:
            data = data[int(match.group(3)):int(match.group(3)) + int(match.group(4))]
            shown += f"<{match.group(3)}>".encode()
        return shown + (b" NIL" if data is None else b" {%d}\r\n" % len(data) + data)

    def fetch(self, arguments, by_uid):
        wanted = arguments[1]
        names = wanted if isinstance(wanted, list) else [wanted]
        names = {"ALL": ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"], "FAST": ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
                 "FULL": ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"]}.get(names[0].upper() if len(names) == 1 else "", names)
        if by_uid and not any(n.upper() == "UID" for n in names):
            names = ["UID", *names]
        marks = any(re.match(r"BODY\[|RFC822$", n, re.IGNORECASE) for n in names) and not self.read_only
        out, size = [], 0
        for number, message in self.chosen_messages(arguments[0], by_uid):
            if marks and "\\Seen" not in message.flags:
                self.folder.set_flags(message, {"\\Seen"}, set())
                names = names if "FLAGS" in (n.upper() for n in names) else [*names, "FLAGS"]
            out.append(b"* %d FETCH (" % number + b" ".join(self.item(name, message) for name in names) + b")\r\n")
            size += len(out[-1])
            if size > 1 << 18:
                self.connection.send(b"".join(out))
                out, size = [], 0
        if out:
            self.connection.send(b"".join(out))
        return "FETCH Completed"

    def do_fetch(self, tag, arguments):
        return self.fetch(arguments, False)

    def do_uid_fetch(self, tag, arguments):
        return self.fetch(arguments, True)

    def store(self, arguments, by_uid):
        if self.read_only:
            raise No("read only")
        action, flags = arguments[1].upper(), arguments[2]
        names = {(f[0] + f[1:].capitalize() if f[0] == "\\" else f) for f in (flags if isinstance(flags, list) else [flags])}
        lines = []
        for number, message in self.chosen_messages(arguments[0], by_uid):
            if action[0] == "+":
                self.folder.set_flags(message, names, set())
            elif action[0] == "-":
                self.folder.set_flags(message, set(), names)
            else:
                self.folder.set_flags(message, names, message.flags - names)
            if not action.endswith(".SILENT"):
                uid = f"UID {message.uid} " if by_uid else ""
                lines.append(f"* {number} FETCH ({uid}FLAGS ({' '.join(sorted(message.flags))}))")
        self.seen_change = self.folder.change
        if lines:
            self.say(*lines)
        return "STORE Completed"

    def do_store(self, tag, arguments):
        return self.store(arguments, False)

    def do_uid_store(self, tag, arguments):
        return self.store(arguments, True)

    def copy(self, arguments, by_uid, moving):
        target, messages = self.find(arguments[1]), [m for _, m in self.chosen_messages(arguments[0], by_uid)]
        with self.account.lock:
            copies = [target.add(m.source(), m.flags, m.date) for m in messages]
            if moving:
                self.folder.remove({m.uid for m in messages})
        if not messages:
            return ""
        return (f"[COPYUID {target.validity} {','.join(str(m.uid) for m in messages)} {','.join(str(m.uid) for m in copies)}] ")

    def do_copy(self, tag, arguments):
        return self.copy(arguments, False, False) + "COPY Completed"

    def do_uid_copy(self, tag, arguments):
        return self.copy(arguments, True, False) + "COPY Completed"

    def move(self, arguments, by_uid):
        done = self.copy(arguments, by_uid, True)
        self.account.moves += 1
        if self.quirk("move-lost") and self.account.moves % self.chosen.move_lost_every == 0:
            return None
        return done + "MOVE Completed"

    def do_move(self, tag, arguments):
        return self.move(arguments, False)

    def do_uid_move(self, tag, arguments):
        return self.move(arguments, True)

    def do_expunge(self, tag, arguments):
        self.folder.remove({m.uid for m in self.view if "\\Deleted" in m.flags})
        return "EXPUNGE Completed"

    def do_uid_expunge(self, tag, arguments):
        self.folder.remove({m.uid for _, m in self.chosen_messages(arguments[0], True) if "\\Deleted" in m.flags})
        return "EXPUNGE Completed"

    def do_append(self, tag, arguments):
        folder, source = self.find(arguments[0]), arguments[-1]
        if self.quirk("append-limit") and len(source) > self.chosen.append_limit:
            raise No(f"Mail length {len(source)} exceeded!")
        flags, date = set(), None
        for argument in arguments[1:-1]:
            if isinstance(argument, list):
                flags = set(argument)
            else:
                date = datetime.datetime.strptime(argument.strip(), "%d-%b-%Y %H:%M:%S %z").timestamp()
        message = folder.add(source if isinstance(source, bytes) else source.encode(), flags, date)
        return f"[APPENDUID {folder.validity} {message.uid}] APPEND Completed"

    def do_idle(self, tag, arguments):
        self.say("+ idling")
        if not self.quirk("idle"):
            self.connection.sock.settimeout(0.05)
            try:
                while True:
                    try:
                        self.connection.fill()
                        break
                    except TimeoutError:
                        if self.folder:
                            self.tell_changes()
            finally:
                self.connection.sock.settimeout(None)
        if self.connection.line().upper() != b"DONE":
            raise Bad("DONE expected")
        return "IDLE Completed"

    # -- searching

    def matches(self, words, message, number, charset):
        """Whether the criteria at the front of `words` (used up) are all met."""
        def one():
            word = words.pop(0)
            if isinstance(word, list):
                inner = list(word)
                return self.matches(inner, message, number, charset)
            word = text_of(word).upper()
            for name, flag in (("SEEN", "\\Seen"), ("ANSWERED", "\\Answered"), ("FLAGGED", "\\Flagged"), ("DELETED", "\\Deleted"), ("DRAFT", "\\Draft")):
                if word in (name, "UN" + name):
                    return (flag in message.flags) == (word == name)
            if word in ("ALL", "OLD"):
                return True
            if word in ("RECENT", "NEW"):
                return False
            if word == "NOT":
                return not one()
            if word == "OR":
                first = one()
                return one() or first
            if word in ("SINCE", "BEFORE", "ON"):
                day = datetime.datetime.strptime(text_of(words.pop(0)), "%d-%b-%Y").date()
                mine = datetime.datetime.fromtimestamp(message.date, datetime.timezone(datetime.timedelta(hours=8))).date()
                return {"SINCE": mine >= day, "BEFORE": mine < day, "ON": mine == day}[word]
            if word in ("LARGER", "SMALLER"):
                limit = int(words.pop(0))
                return message.size > limit if word == "LARGER" else message.size < limit
            if word in ("KEYWORD", "UNKEYWORD"):
                return (words.pop(0) in message.flags) == (word == "KEYWORD")
            if word == "UID":
                return number in {i for i, _ in self.chosen_messages(words.pop(0), True)}
            if word in ("FROM", "TO", "CC", "BCC", "SUBJECT", "HEADER", "TEXT", "BODY"):
                if self.quirk("search") and word in ("TEXT", "BODY"):
                    raise Bad("SEARCH parameters!")
                field = text_of(words.pop(0)) if word == "HEADER" else word
                sought = text_of(words.pop(0))
                if self.quirk("search"):
                    return True if sought.isascii() else message.uid % 2 == 0
                if word in ("TEXT", "BODY"):
                    return sought.lower().encode() in message.source().lower()
                value = structure.decoded_gbk(structure.raw(structure.tree(message), field)) or b""
                return sought.lower().encode("gb18030") in value.lower()
            return number in {i for i, _ in self.chosen_messages(word, False)}
        result = True
        while words:
            result = one() and result
        return result

    def search(self, arguments, by_uid):
        charset = "us-ascii"
        if text_of(arguments[0]).upper() == "CHARSET":
            charset = text_of(arguments[1])
            arguments = arguments[2:]
        found = [str(m.uid if by_uid else i) for i, m in enumerate(self.view, 1) if self.matches(list(arguments), m, i, charset)]
        self.say(" ".join(["* SEARCH", *found]))
        return "SEARCH Completed"

    def do_search(self, tag, arguments):
        return self.search(arguments, False)

    def do_uid_search(self, tag, arguments):
        return self.search(arguments, True)


class Server(line.Listener):
    def __init__(self, account, chosen):
        super().__init__(account, chosen, chosen.imap_port, Session, True)
