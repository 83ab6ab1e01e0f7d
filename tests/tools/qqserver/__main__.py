#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server that behaves the way QQ Mail's IMAP and SMTP are known to behave, for tests and for engineers. Python's standard library only.

    python3 tests/tools/qqserver [--messages N | --mail DIR] [--quirk NAME=on|off …] [--quirks none] [options]

It listens on 127.0.0.1 and prints `imap PORT` and `smtp PORT`, one a line, when it is ready. Sign in as --user (li@qq.com) with --code
(abcdefghijklmnop). It ends on SIGTERM, on `quit`, or (with --stdin) when its standard input ends.

Mail: --messages N makes N of them in INBOX (by default 50), a few in the other folders. --mail DIR serves DIR instead: directories are folders
(`INBOX`, `Sent Messages`, `其他文件夹/工作` …), files in them (*.eml, or a Maildir's cur and new with their flags) are messages. Nothing is written there.

Quirks (all on by default, `--quirks none` turns all off first; each but the last three is what somebody has met, see the issue's facts):
    wrong-capability   the tagged answer to LOGIN carries a capability list that is wrong (LITERAL+, no MOVE)
    no-special-use     LIST has no special-use flags, only XLIST has. Off: SPECIAL-USE is offered
    envelope           ENVELOPE lacks fields, ends hosts in an escaped quote, has GBK bytes, fills in display names
    bodystructure      BODYSTRUCTURE of multiparts is an empty multipart
    header-fields      BODY[HEADER.FIELDS (…)] is empty
    descending         UID ranges that descend are refused
    date               the day in INTERNALDATE is not padded
    unknown-command    an unknown command gets `* BAD Command!` and no tagged answer
    move-lost          every --move-lost-every'th MOVE (3) happens, but the connection ends instead of an answer
    eof                the connection ends after --eof-after commands (400)
    busy               from the --busy-after'th command (8500) on, some commands fail
    search             FROM, SUBJECT and the like are ignored, TEXT and BODY are refused, non-ASCII text finds the wrong mail
    idle               IDLE is accepted and pushes nothing
    login-limit        more than --login-limit logins (20) within --login-window seconds (60) are refused
    gbk                texts of refusals are GBK
    append-limit       APPEND over --append-limit bytes (20 MiB) is refused after all of it was sent
    literal            a non-synchronizing literal is refused. Off: LITERAL+ is offered
    message-id         SMTP rewrites the Message-ID
    sent-copy          what SMTP accepts appears in Sent Messages (a setting of the user's at QQ)
    compress           COMPRESS=DEFLATE is offered

SMTP refuses by recipient: nobody@, frequency@, quota@, full@ at RCPT; spam@, content@ after the data; busy@ for now (451); lost@ takes the mail and
ends the connection without an answer; lostbefore@ ends it without taking the mail. Mail to --user comes to INBOX.

Commands on standard input (one a line, each is answered by one line, `ok …` or `error …`):
    deliver FOLDER [FILE]         flag FOLDER UID +FLAG|-FLAG          expunge FOLDER UID
    quirk NAME=on|off             validity FOLDER                      create FOLDER
    drop                          (ends all connections)               sent        (number of mails SMTP took)
    list FOLDER                   (`UID:flags` of each message)        quit
"""
import argparse
import signal
import sys
import threading

import imap
import mailbox
import smtp

QUIRKS = ("wrong-capability no-special-use envelope bodystructure header-fields descending date unknown-command move-lost eof busy "
          "search idle login-limit gbk append-limit literal message-id sent-copy compress").split()


def options():
    parser = argparse.ArgumentParser(prog="qqserver", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--user", default="li@qq.com")
    parser.add_argument("--code", default="abcdefghijklmnop")
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--mail", metavar="DIR")
    parser.add_argument("--imap-port", type=int, default=0)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--cert", help="PEM: TLS from the first byte on both ports")
    parser.add_argument("--key")
    parser.add_argument("--smtp-starttls", action="store_true", help="with --cert: SMTP wants STARTTLS first, as port 587 does")
    parser.add_argument("--quirks", choices=["all", "none"], default="all")
    parser.add_argument("--quirk", action="append", default=[], metavar="NAME=on|off")
    parser.add_argument("--move-lost-every", type=int, default=3)
    parser.add_argument("--eof-after", type=int, default=400)
    parser.add_argument("--busy-after", type=int, default=8500)
    parser.add_argument("--login-limit", type=int, default=20)
    parser.add_argument("--login-window", type=float, default=60)
    parser.add_argument("--append-limit", type=int, default=20 << 20)
    parser.add_argument("--outbox", metavar="DIR", help="each mail that SMTP takes is written there as it came")
    parser.add_argument("--stdin", action="store_true", help="take commands, and end with standard input")
    parser.add_argument("--log", action="store_true", help="write the dialogues to standard error")
    chosen = parser.parse_args()
    chosen.quirks = set(QUIRKS if chosen.quirks == "all" else [])
    for setting in chosen.quirk:
        set_quirk(chosen.quirks, setting)
    return chosen


def set_quirk(quirks, setting):
    name, _, state = setting.partition("=")
    if name not in QUIRKS or state not in ("", "on", "off"):
        raise SystemExit(f"qqserver: no such quirk: {setting}")
    (quirks.discard if state == "off" else quirks.add)(name)


def obey(line, account, chosen, servers):
    word, _, rest = line.strip().partition(" ")
    if word == "deliver":
        folder, _, path = rest.partition("\t") if "\t" in rest else (rest, "", "")
        if path:
            with open(path, "rb") as file:
                source = file.read()
        else:
            source = mailbox.generated(account.user, 900000 + account.delivered)
        account.delivered += 1
        return str(account.folder(folder).add(source, set()).uid)
    if word == "flag":
        folder, uid, flag = rest.rsplit(" ", 2)
        message = account.folder(folder).by_uid(int(uid))
        account.folder(folder).set_flags(message, {flag[1:]} if flag[0] == "+" else set(), {flag[1:]} if flag[0] == "-" else set())
        return ""
    if word == "expunge":
        folder, uid = rest.rsplit(" ", 1)
        account.folder(folder).remove({int(uid)})
        return ""
    if word == "quirk":
        set_quirk(chosen.quirks, rest)
        return ""
    if word == "validity":
        return str(account.folder(rest).renumber())
    if word == "create":
        account.create(rest)
        return ""
    if word == "drop":
        for server in servers:
            server.drop()
        return ""
    if word == "sent":
        return str(account.taken)
    if word == "list":
        return " ".join(f"{m.uid}:{','.join(sorted(m.flags))}" for m in account.folder(rest).messages)
    raise ValueError("unknown command")


def main():
    chosen = options()
    account = mailbox.Account(chosen)
    servers = [imap.Server(account, chosen), smtp.Server(account, chosen)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"imap {servers[0].port}\nsmtp {servers[1].port}", flush=True)
    if not chosen.stdin:
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        return
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        try:
            print("ok", obey(line.rstrip("\n"), account, chosen, servers), flush=True)
        except (KeyError, ValueError, OSError, SystemExit) as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
