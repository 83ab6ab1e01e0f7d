# SPDX-License-Identifier: GPL-3.0-or-later
"""The IMAP rows of benchmark.py: a Dovecot of our own, and side by side a reader that sends the same commands and only takes the bytes, mbsync,
and Qingniao (benchmarks/imapbench, qingniaoctl). All caches are warm: the reader goes first once, untimed."""
import imaplib, json, os, re, resource, shutil, signal, socket, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
USER, PASSWORD = 'me@mail.example', 'secret'
LIST = (b'(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM TO CC BCC REPLY-TO SUBJECT DATE MESSAGE-ID IN-REPLY-TO '
        b'REFERENCES CONTENT-TYPE)])')
DELAY, MBIT = 50, 10


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Dovecot:
    """As tests/support/dovecotserver.h."""

    def __init__(self, base, maildir):
        self.base, self.port = base, free_port()
        home = os.path.join(base, 'home', USER)
        os.makedirs(home)
        os.rename(maildir, os.path.join(home, 'Maildir'))
        root = os.geteuid() == 0
        user, group = ('nobody', 'nogroup') if root else (os.environ.get('USER', 'nobody'), str(os.getegid()))
        if root:
            subprocess.run(['chown', '-R', 'nobody:nogroup', os.path.join(base, 'home')], check=True)
        above = base  # Dovecot's user has to get there
        while above != '/':
            if not os.stat(above).st_mode & 1:
                os.chmod(above, os.stat(above).st_mode | 0o055)
            above = os.path.dirname(above)
        boxes = ''.join(' mailbox %s {\n  special_use = \\%s\n  auto = subscribe\n }\n' % (n, n) for n in ('Drafts', 'Sent', 'Trash', 'Junk'))
        with open(os.path.join(base, 'dovecot.conf'), 'w') as file:
            file.write(f'''base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
first_valid_uid = 1
auth_mechanisms = plain login
mail_fsync = never
mail_max_userip_connections = 100
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
passdb {{
 driver = static
 args = password={PASSWORD}
}}
userdb {{
 driver = static
 args = uid={user} gid={group} home={base}/home/%u
}}
mail_location = maildir:~/Maildir
namespace inbox {{
 inbox = yes
 separator = /
{boxes}}}
service imap-login {{
 chroot =
 inet_listener imap {{
  port = {self.port}
 }}
 inet_listener imaps {{
  port = 0
 }}
}}
service anvil {{
 chroot =
}}
ssl = no
''')
        self.process = subprocess.Popen([shutil.which('dovecot') or '/usr/sbin/dovecot', '-F', '-c', os.path.join(base, 'dovecot.conf')],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                with socket.create_connection(('127.0.0.1', self.port), 1) as probe:
                    if probe.recv(10):
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError('Dovecot does not start: ' + open(os.path.join(base, 'log')).read()[-500:])

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Reader:
    """Sends commands and takes the bytes of the answers, whatever they are."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port))
        self.buffer = bytearray(1 << 20)
        self.socket.recv(4096)
        self.ask(b'LOGIN %s %s' % (USER.encode(), PASSWORD.encode()))

    def ask(self, *commands):
        """Bytes and seconds of the answers to commands that are all sent at once."""
        began, total, tail = time.monotonic(), 0, b''
        self.socket.sendall(b''.join(b'r%d %s\r\n' % (n, c) for n, c in enumerate(commands)))
        last = b'\nr%d ' % (len(commands) - 1)
        view = memoryview(self.buffer)
        while True:
            got = self.socket.recv_into(view)
            if not got:
                raise RuntimeError('Dovecot hung up')
            total += got
            tail = (tail + bytes(view[max(0, got - 4096):got]))[-4096:]
            at = (b'\n' + tail).rfind(last)
            if at >= 0 and tail.endswith(b'\r\n'):
                if not (b'\n' + tail)[at + len(last):].startswith(b'OK'):
                    raise RuntimeError('Dovecot says ' + (b'\n' + tail)[at:].decode())
                return total, time.monotonic() - began

    def listing(self, size):
        """Bytes and seconds of all that a first listing asks for, from the end of the login on."""
        total = taken = 0
        for commands in ([b'SELECT INBOX', b'LIST "" "*" RETURN (SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))'],
                         [b'FETCH %d:* %s' % (max(1, size - 99), LIST)], [b'UID SEARCH RETURN (ALL) UID 1:%d' % max(1, size - 100)],
                         pages(size - 100)):
            answer = self.ask(*commands)
            total, taken = total + answer[0], taken + answer[1]
        return total, taken

    def close(self):
        self.ask(b'LOGOUT')
        self.socket.close()


def listing(port, size):
    reader = Reader(port)
    try:
        return reader.listing(size)
    finally:
        reader.close()


class Qingniao:
    def __init__(self, build, directory, port):
        self.process = subprocess.Popen([os.path.join(build, 'benchmarks/imapbench'), directory, str(port), USER, PASSWORD], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def do(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError('imapbench failed at ' + command)
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Mbsync:
    def __init__(self, base, port):
        self.box, self.config = os.path.join(base, 'mbsync'), os.path.join(base, 'mbsyncrc')
        os.makedirs(self.box)
        with open(self.config, 'w') as file:
            file.write(f'''FSync no
IMAPAccount a
Host 127.0.0.1
Port {port}
User {USER}
Pass {PASSWORD}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account a

MaildirStore near
Path {self.box}/
Inbox {self.box}/INBOX
SubFolders Verbatim

Channel c
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
''')

    def run(self):
        """Seconds by the clock and of the processor."""
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(['mbsync', '-q', '-c', self.config, '-a'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError('mbsync: ' + done.stdout[-300:])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.monotonic() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def other_client(port):
    client = imaplib.IMAP4('127.0.0.1', port)
    client.login(USER, PASSWORD)
    client.select('INBOX')
    return client


def thousand(size):
    return '%d:%d' % (max(1, size // 2 - 500), max(1, size // 2 + 499))


def deliver(client, count, number):
    for n in range(count):
        text = 'From: new@mail.example\r\nTo: me@mail.example\r\nSubject: new %d\r\nMessage-ID: <new-%d-%d@mail.example>\r\n\r\nhello\r\n' % (
            n, number, n)
        client.append('INBOX', None, None, text.encode())


def pages(size, step=1000):
    return [b'UID FETCH %d:%d %s' % (max(1, first - step + 1), first, LIST) for first in range(size, 0, -step)]


class Watcher(Reader):
    """A reader that asks what is new since the last time, as Qingniao does: what Dovecot itself takes for that."""

    def __init__(self, port):
        super().__init__(port)
        self.ask(b'ENABLE QRESYNC')
        self.ask(b'SELECT INBOX')
        self.note()

    def note(self):
        answer = self.text(b'STATUS INBOX (UIDVALIDITY UIDNEXT HIGHESTMODSEQ)')
        self.validity, self.next, self.modseq = (int(re.search(rb'%s (\d+)' % name, answer).group(1))
                                                 for name in (b'UIDVALIDITY', b'UIDNEXT', b'HIGHESTMODSEQ'))

    def text(self, command):
        self.socket.sendall(b't ' + command + b'\r\n')
        answer = b''
        while not re.search(rb'^t .*\r\n\Z', answer, re.M):
            answer += self.socket.recv(1 << 20)
        return answer

    def look(self, wanted):
        """Milliseconds for the news; `wanted`: the UIDs whose headers are fetched, None: the new ones."""
        taken = self.ask(b'NOOP')[1] + self.ask(b'STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)')[1]
        taken += self.ask(b'UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE %d VANISHED)' % self.modseq)[1]
        if wanted is not False:
            taken += self.ask(b'UID FETCH %s %s' % ((wanted or '%d:*' % self.next).encode(), LIST))[1]
        self.note()
        return taken * 1000


def changes(add, size, qingniao, mbsync, client, watcher):
    """News of each kind, first told to Qingniao, then to mbsync; and once more, to a reader: medians of three."""
    def both(name, work, news, wanted):
        ours, cpu, theirs, floor = [], [], [], []
        for n in range(3):
            work(2 * n)
            result = qingniao.do('sync')
            if result['named'] != news:
                raise RuntimeError('%s: %d were found' % (name, result['named']))
            ours.append(result['ms'])
            cpu.append(result['cpu_ms'])
            if mbsync:
                theirs.append(mbsync.run()[0] * 1000)
            watcher.look(wanted)
            work(2 * n + 1)
            floor.append(watcher.look(wanted))
            qingniao.do('sync')
        add('IMAP, %s, %s messages' % (name, size), sorted(ours)[1], 'ms', 'reader, the same questions', sorted(floor)[1])
        add('IMAP, %s, processor time, %s messages' % (name, size), sorted(cpu)[1], 'ms')
        if mbsync:
            add('IMAP, %s, beside mbsync, %s messages' % (name, size), sorted(ours)[1], 'ms', 'mbsync', sorted(theirs)[1])

    both('nothing changed', lambda n: None, 0, False)
    both('100 new', lambda n: deliver(client, 100, n), 100, None)
    flags = ('\\Flagged', '\\Answered', '\\Draft')
    client.uid('STORE', thousand(size), '-FLAGS.SILENT', '(%s)' % ' '.join(flags))
    qingniao.do('sync')
    both('1000 flag changes', lambda n: client.uid('STORE', thousand(size), ('+' if n % 2 == 0 else '-') + 'FLAGS.SILENT', flags[n // 2]), 1000,
         thousand(size))


def through_link(add, build, size, scratch, dovecot):
    """50 ms and 10 Mbit/s: the ideal is the bytes at full rate."""
    proxy = subprocess.Popen([sys.executable, os.path.join(HERE, 'throttle.py'), str(dovecot.port), str(DELAY), str(MBIT)], text=True,
                             stdout=subprocess.PIPE)
    try:
        port = int(proxy.stdout.readline())
        total, taken = listing(port, size)
        qingniao = Qingniao(build, os.path.join(scratch, 'imap-link'), port)
        ours = qingniao.do('list')
        qingniao.close()
        add('IMAP, complete list over %d ms and %d Mbit/s, %s messages' % (DELAY, MBIT, size), ours['ms'] / 1000, 's', 'reader, all at once', taken)
        add('IMAP, newest 100 over that link, %s messages' % size, ours['first_ms'], 'ms', 'round trips of the link', 2 * DELAY)
        print('  the bytes alone: %.2f s' % (total * 8 / MBIT / 1e6), file=sys.stderr)
    finally:
        proxy.terminate()
        proxy.wait()


def measure_imap(add, say, build, size, maildir, scratch, bodies=2000, link=True):
    """`maildir` is moved away. Rows go to `add`."""
    if not (shutil.which('dovecot') or os.path.exists('/usr/sbin/dovecot')):
        return say('IMAP: Dovecot is not installed')
    base = os.path.join(scratch, 'imap-%d' % size)
    os.makedirs(base)
    dovecot = Dovecot(base, maildir)
    qingniao = None
    try:
        reader = Reader(dovecot.port)
        reader.ask(b'SELECT INBOX')
        reader.ask(*pages(size))  # fills Dovecot's caches
        list_bytes, list_time = min((listing(dovecot.port, size) for _ in range(3)), key=lambda r: r[1])
        body_bytes, body_time = min((reader.ask(b'UID FETCH 1:%d (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])' % size) for _ in range(2)),
                                    key=lambda r: r[1])
        fetch_bytes, fetch_time = min((reader.ask(*pages(size)) for _ in range(3)), key=lambda r: r[1])
        newest_time = min(reader.ask(b'FETCH %d:%d %s' % (max(1, size - 99), size, LIST))[1] for _ in range(3))
        reader.close()
        say('  the reader: list %.1f MB %.2f s (the FETCHes alone %.1f MB %.2f s), all %.1f MB %.2f s' % (
            list_bytes / 1e6, list_time, fetch_bytes / 1e6, fetch_time, body_bytes / 1e6, body_time))

        runs = []
        for n in range(3):
            if qingniao:
                qingniao.close()
            qingniao = Qingniao(build, os.path.join(base, 'data-%d' % n), dovecot.port)
            runs.append(qingniao.do('list'))
            if runs[-1]['messages'] != size:
                raise RuntimeError('%d messages instead of %d' % (runs[-1]['messages'], size))
        best = min(runs, key=lambda r: r['ms'])
        add('IMAP, newest 100 stored after the login, %s messages' % size, min(r['first_ms'] for r in runs), 'ms', 'reader, the same bytes', newest_time * 1000)
        add('IMAP, complete list, %s messages' % size, best['ms'] / 1000, 's', 'reader, the same bytes', list_time)
        add('IMAP, complete list, processor time of Qingniao, %s messages' % size, best['cpu_ms'] / 1000, 's', 'reader, the same bytes', list_time)

        mbsync = Mbsync(base, dovecot.port) if shutil.which('mbsync') else None
        os.sync()  # nobody waits for what another one has written
        if mbsync:
            clock, cpu = mbsync.run()
            add('IMAP, mbsync, all messages stored, %s messages' % size, clock, 's', 'reader', body_time)
        client = other_client(dovecot.port)
        watcher = Watcher(dovecot.port)
        changes(add, size, qingniao, mbsync, client, watcher)
        watcher.close()
        client.logout()
        if bodies:
            count = min(bodies, size)
            result = qingniao.do('bodies %d' % count)
            add('IMAP, a body fetched, parsed and stored, µs, %s messages' % size, result['ms'] / count * 1000, 'µs', 'reader, all at once',
                body_time / size * 1e6)
            add('IMAP, …, processor time', result['cpu_ms'] / count * 1000, 'µs')
        os.sync()
        copied = qingniao.do('copy')
        add('IMAP, all messages stored, %s messages' % size, copied['ms'] / 1000, 's', 'reader, the same bytes', body_time)
        add('IMAP, …, processor time of Qingniao', copied['cpu_ms'] / 1000, 's')
        if mbsync:
            add('IMAP, list and all messages stored, %s messages' % size, (best['ms'] + copied['ms']) / 1000, 's', 'mbsync', clock)
        read = qingniao.do('read')
        memory = qingniao.do('sync')['rss_mib']
        floor = qingniao.do('gmime %d' % min(size, 10_000))
        add('IMAP, what is stored read and indexed, messages a second, %s messages' % size, copied['messages'] / (read['ms'] / 1000), '/s',
            'GMime alone, one thread', min(size, 10_000) / (floor['ms'] / 1000))
        add('IMAP, stored, read and indexed, messages a second, %s messages' % size, copied['messages'] / ((copied['ms'] + read['ms']) / 1000), '/s',
            'goal', 5000)
        add('IMAP, …, processor time of a message', (copied['cpu_ms'] + read['cpu_ms']) * 1000 / copied['messages'], 'µs')
        add('IMAP, peak memory, %s messages' % size, memory, 'MiB', 'goal', 100)
        if link and size <= 10_000:
            through_link(add, build, size, base, dovecot)
    finally:
        if qingniao:
            qingniao.close()
        dovecot.close()
        shutil.rmtree(base, ignore_errors=True)
