# SPDX-License-Identifier: GPL-3.0-or-later
"""courier.py COURIER FOLDER PASSWORD: Courier's imapd, unpacked in COURIER (packaging/courier.sh), on a free port of 127.0.0.1, which it prints.

A user's mail is FOLDER/USER, made at the first login. The dialogue before the login is this program's, in the words of Courier's own imaplogin,
which would ask a daemon at a place that only root can write; all after it is Courier's. Ends with its standard input."""
import base64
import os
import pathlib
import pwd
import re
import signal
import socket
import sys
import threading
import traceback

courier, folder, password = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
folders = ["Sent", "Drafts", "Trash", "Junk", "Archive"]
# As Debian configures it. KEYWORDS and ACL are said by imaplogin for IMAP_KEYWORDS=1, IMAP_ACL=1.
capability = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"
watcher = f"qn{os.getpid()}"
said = capability + " AUTH=PLAIN ACL ACL2=UNION"


def say(line):
    os.write(1, line.encode() + b"\r\n")


def hear():
    """Byte by byte: what follows belongs to imapd."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            sys.exit(0)
        line += byte
    return line.decode("utf-8", "replace").rstrip("\r\n")


def words(line):
    """Atoms and quoted strings; a literal is asked for and comes from the next line."""
    found = []
    while line:
        match = re.match(r'\s*(?:"((?:[^"\\]|\\.)*)"|\{(\d+)\}$|([^\s"{]+))', line)
        if not match:
            break
        quoted, literal, atom = match.groups()
        line = line[match.end():]
        if literal is not None:
            say("+ go ahead")
            size = int(literal)
            text = b""
            while len(text) < size:
                text += os.read(0, size - len(text))
            found.append(text.decode())
            line = hear()
        else:
            found.append(atom if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
    return found


def login():
    """The tag and the user."""
    say(f"* OK [CAPABILITY {said}] Courier-IMAP ready. Copyright 1998-2019 Double Precision, Inc.  See COPYING for distribution information.")
    while True:
        tag, name, *rest = (words(hear()) + ["", ""])[:4]
        name = name.upper()
        if name == "CAPABILITY":
            say(f"* CAPABILITY {said}")
            say(f"{tag} OK CAPABILITY completed")
        elif name == "NOOP":
            say(f"{tag} OK NOOP completed")
        elif name == "LOGOUT":
            say("* BYE Courier-IMAP server shutting down")
            say(f"{tag} OK LOGOUT completed")
            sys.exit(0)
        elif name == "LOGIN" or (name == "AUTHENTICATE" and rest and rest[0].upper() == "PLAIN"):
            if name == "AUTHENTICATE":
                say("+ ")
                rest = base64.b64decode(hear()).decode().split("\0")[1:]
            if len(rest) > 1 and rest[1] == password:
                return tag, rest[0]
            say(f"{tag} NO Login failed.")
        else:
            say(f"{tag} NO Error in IMAP command received by server.")


def prepare(user):
    home = folder / user.replace("/", "_")
    for name in [""] + ["." + one for one in folders]:
        for part in ["cur", "new", "tmp"]:
            (home / name / part).mkdir(parents=True, exist_ok=True)
        if name:
            (home / name / "maildirfolder").touch()
    subscribed = home / "courierimapsubscribed"
    if not subscribed.exists():
        subscribed.write_text("".join(f"INBOX.{one}\n" for one in folders))
    return home


def serve(connection):
    for number in [0, 1]:
        os.dup2(connection.fileno(), number)
    connection.close()
    os.dup2(os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    tag, user = login()
    home = prepare(user)
    libraries = [str(one) for one in sorted({library.parent for library in courier.glob("usr/lib/**/*.so*")})]
    os.chdir(home)
    os.execve(courier / "usr/bin/imapd", ["imapd", str(home)], {
        "PATH": os.environ["PATH"], "GAM_CLIENT_ID": watcher, "LD_LIBRARY_PATH": ":".join(libraries), "HOME": str(home), "AUTHENTICATED": user, "AUTHADDR": user,
        "IMAPLOGINTAG": tag, "IMAP_CAPABILITY": capability, "IMAP_KEYWORDS": "1", "IMAP_ACL": "1", "IMAP_IDLE_TIMEOUT": "1",
        "IMAP_ENHANCEDIDLE": "0", "IMAP_USELOCKS": "0", "IMAP_MAILBOX_SANITY_CHECK": "1", "IMAP_TRASHFOLDERNAME": "Trash",
        "IMAP_EMPTYTRASH": "Trash:7", "IMAP_OBSOLETE_CLIENT": "0", "IMAP_UMASK": "022", "TCPREMOTEIP": "127.0.0.1", "TCPREMOTEPORT": "1"})


def refuse_to_watch(user):
    """imapd asks a daemon to watch its files, and waits a second where there is none."""
    daemon = socket.socket(socket.AF_UNIX)
    daemon.bind(f"\0/tmp/fam-{user}-{watcher}".encode().ljust(108, b"\0"))
    daemon.listen(50)
    while True:
        asking = daemon.accept()[0]
        asking.recv(1)  # closed before it has said anything, it would ask again
        asking.close()


def end():
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


os.setpgid(0, 0)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", 0), backlog=50)
print(listener.getsockname()[1], flush=True)
threading.Thread(target=end, daemon=True).start()
threading.Thread(target=refuse_to_watch, args=[pwd.getpwuid(os.getuid()).pw_name], daemon=True).start()
while True:
    connection, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        try:
            serve(connection)
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(1)
    connection.close()
