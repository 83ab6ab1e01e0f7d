#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""benchmark.py BUILD_DIR SIZE...: measures Qingniao against a peer or a floor in the same run and prints one table.
Called by packaging/benchmark.sh inside packaging/with-desktop.sh. Standard library only."""
import base64, hashlib, json, os, re, shutil, sqlite3, statistics, subprocess, sys, tempfile, threading, time
import urllib.error, urllib.parse, urllib.request

from imaprows import measure_imap

BUILD = sys.argv[1]
SIZES = [int(n) for n in sys.argv[2:]] or [10_000, 100_000]
HERE = os.path.dirname(os.path.abspath(__file__))
GENERATOR = os.environ.get('QN_CORPUS_GENERATOR') or os.path.join(HERE, '..', '..', '..', 'shared', 'bench', 'gen_corpus.py')
RUNS = 9
FIRST_PAGE, PAGE = 100, 1000  # as sync/syncstate.h has them
ONLY = os.environ.get('QN_BENCHMARK_ONLY', '')  # "imap", or "mail" (import and search): these rows and no others
rows = []


def say(text):
    print(text, file=sys.stderr, flush=True)


def add(name, value, unit, peer='', peer_value=None):
    ratio = '' if not peer_value else '%.2f' % (value / peer_value)
    shown = '' if peer_value is None else '%s %s' % (number(peer_value), unit)
    rows.append((name, '%s %s' % (number(value), unit), peer, shown, ratio))
    say('  %s: %s (%s: %s)' % (name, rows[-1][1], peer, shown))


def number(value):
    return '%.0f' % value if value >= 100 else '%.3g' % value


def program(name):
    return os.path.join(BUILD, name)


# ---------------------------------------------------------------- start

def start(command):
    """Milliseconds from exec to an answered key, MiB of resident memory then, milliseconds of processor time in all."""
    began = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    ready = memory = None
    for line in process.stderr:
        if b'key answered' in line:
            ready = (time.monotonic() - began) * 1000
        found = re.search(rb'Rss: (\d+) kB', line)
        if found:
            memory = int(found.group(1)) / 1024
    usage = os.wait4(process.pid, 0)[2]
    process.returncode = 0
    if ready is None or memory is None:
        raise SystemExit('%s did not come up' % command[0])
    return ready, memory, (usage.ru_utime + usage.ru_stime) * 1000


def settle(command):
    """The first start of a mailbox, as a user has it: it learns what the desktop looks like."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    time.sleep(3)
    process.terminate()
    process.wait()


def drop_caches():
    try:
        os.sync()
        with open('/proc/sys/vm/drop_caches', 'w') as file:
            file.write('3')
        return True
    except OSError:
        return False


def measure_start(size, directory):
    empty, full = [], []
    mail = [program('bin/qingniao'), '--data-dir', directory, '--trace-startup=exit']
    settle(mail[:-1])
    for _ in range(RUNS):  # in turns, so that both meet the same machine
        empty.append(start([program('benchmarks/emptywindow')]))
        full.append(start(mail))
    middle = lambda values, i: statistics.median(v[i] for v in values)
    add('start, warm, %s messages' % size, middle(full, 0), 'ms', 'empty Qt window', middle(empty, 0))
    add('start, processor time, %s messages' % size, middle(full, 2), 'ms', 'empty Qt window', middle(empty, 2))
    add('memory then, %s messages' % size, middle(full, 1), 'MiB', 'empty Qt window', middle(empty, 1))
    if drop_caches():
        floor = start([program('benchmarks/emptywindow')])
        drop_caches()
        add('start, cold, %s messages' % size, start(mail)[0], 'ms', 'empty Qt window', floor[0])


# ---------------------------------------------------------------- store and list

def measure_store(size, directory):
    seconds = float(subprocess.run([program('benchmarks/makestore'), directory, str(size)], check=True, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    source = sqlite3.connect(os.path.join(directory, 'mail.db'))
    data = source.execute('SELECT * FROM message LIMIT 100000').fetchall()
    floor = os.path.join(directory, 'floor.db')
    bare = sqlite3.connect(floor)
    bare.execute('PRAGMA journal_mode=WAL')
    bare.execute('CREATE TABLE m (%s)' % ', '.join('c%d' % i for i in range(len(data[0]))))
    began = time.monotonic()
    for first in range(0, len(data), 500):
        with bare:
            bare.executemany('INSERT INTO m VALUES (%s)' % ', '.join('?' * len(data[0])), data[first:first + 500])
    taken = time.monotonic() - began
    bare.close()
    os.remove(floor)
    add('store, µs a header, %s messages' % size, seconds / size * 1e6, 'µs', 'bare SQLite table, no index', taken / len(data) * 1e6)


def longest_steps(directory):
    copy = directory + '-list'
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(directory, copy)
    out = subprocess.run([program('benchmarks/listbench'), copy], check=True, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL).stdout
    shutil.rmtree(copy)
    return {line.split()[0]: [float(x) for x in line.split()[1:]] for line in out.splitlines()}


def measure_list(small, sizes, directories):
    few = longest_steps(small)
    for size in sizes:
        many = longest_steps(directories[size])
        for phase in ('show', 'open', 'scroll', 'jump', 'select-all', 'arrive', 'sync', 'mark-read', 'resync', 'other-process', 'leave'):
            add('list, longest step, %s, %s rows' % (phase, size), many[phase][1], 'ms', 'same at 1000 rows', few[phase][1])


# ---------------------------------------------------------------- mail: import, search, sync

def corpus(size, directory):
    """A Maildir: realistic mail where its generator is at hand, else plain mail of our own."""
    path = os.path.join(directory, 'corpus-%d' % size)
    if os.path.exists(GENERATOR):
        subprocess.run([sys.executable, GENERATOR, '--count', str(size), '--out', path], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return path
    for name in ('cur', 'new', 'tmp'):
        os.makedirs(os.path.join(path, name))
    for n in range(size):
        text = ('您好,关于项目进度的会议改到下周。 Please read the report %d before the meeting. ' % n) * (5 + n % 60)
        with open(os.path.join(path, 'cur', '%d.bench:2,S' % n), 'w', encoding='utf-8', newline='') as file:
            file.write('From: =?utf-8?B?5p2O5aic?= <p%d@mail.example>\r\nTo: me@mail.example\r\nSubject: Report %d\r\n'
                       'Message-ID: <%d@mail.example>\r\nDate: Mon, 02 Nov 2026 10:%02d:%02d +0800\r\nMIME-Version: 1.0\r\n'
                       'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n'
                       % (n % 100, n, n, n // 60 % 60, n % 60, text))
    return path


def control(data, *arguments):
    command = [program('bin/qingniaoctl'), '--data-dir', data, '--json', *arguments]
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def copied(source, target):
    """Milliseconds to copy the files and flush them to the disk, as an import does at its end."""
    def work():
        subprocess.run(['cp', '-r', source, target], check=True)
        os.sync()
    os.sync()
    taken = timed(work)
    shutil.rmtree(target) if os.path.isdir(target) else os.remove(target)
    return taken


def measure_import(size, mail, scratch):
    """A Maildir into a mailbox of our own, out again in each format, and these in again. cp copies the same files."""
    data = os.path.join(scratch, 'import-%d' % size)
    subprocess.run(['grep', '-rlF', '-e', '会议', mail], stdout=subprocess.DEVNULL, check=False)  # now they are in the cache
    floor = statistics.median(copied(mail, os.path.join(scratch, 'copy')) for _ in range(3))

    def transfer(what, *arguments, floor=floor):
        os.sync()
        taken = timed(lambda: done.append(control(*arguments)))
        if done[-1].returncode != 0:
            say('%s: not measured: %s' % (what, done[-1].stderr[-200:]))
            return False
        add('%s, µs a message, %s messages' % (what, size), taken / size * 1000, 'µs', 'cp of the files', floor / size * 1000)
        say('  %.0f messages a second' % (size / taken * 1000))
        return True

    done = []
    if not transfer('import of a Maildir', data, 'import', mail):
        return None
    for name in ('mbox', 'maildir', 'eml'):
        out, copy = os.path.join(scratch, 'export.' + name), os.path.join(scratch, 'again-' + name)
        if transfer('export to ' + name, data, 'export', out, '--format', name) and name != 'maildir':
            transfer('import of ' + name, copy, 'import', out, floor=copied(out, os.path.join(scratch, 'copy')))
        for path in (out, copy):
            shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)
    return data


def measure_search(size, data):
    if control(data, 'search', '会议', '--limit', '1').returncode != 0:
        return say('search: not measured: there is no such command yet')
    base = min(timed(lambda: control(data, 'account', 'list')) for _ in range(5))
    texts = [row[0] or '' for row in sqlite3.connect(os.path.join(data, 'mail.db')).execute('SELECT text FROM body')]
    for word in ('会议', '的', 'meeting', '项目进度'):
        newest = min(timed(lambda: control(data, 'search', word, '--limit', '100')) for _ in range(5))
        began = time.monotonic()
        sum(word in text for text in texts)
        add('search %s, newest 100, %s messages' % (word, size), max(newest - base, 0.01), 'ms', 'scan of the bodies in memory',
            (time.monotonic() - began) * 1000)


def measure_search_peers(size, mail, data, scratch):
    """notmuch and mu, where they are installed: how fast they index the same files, and what they find of a word."""
    word = '会议'
    found = control(data, 'search', word, '--count')
    ours = json.loads(found.stdout)['count'] if found.returncode == 0 else 0
    answer = min(timed(lambda: control(data, 'search', word, '--count')) for _ in range(5))
    config, mu = os.path.join(scratch, 'notmuch-config'), os.path.join(scratch, 'mu')
    with open(config, 'w') as file:
        file.write('[database]\npath=%s\n[user]\nprimary_email=me@mail.example\n' % mail)
    peers = {
        'notmuch': ([['notmuch', '--config=' + config, 'new']], ['notmuch', '--config=' + config, 'count', word]),
        'mu': ([['mu', 'init', '--muhome=' + mu, '--maildir=' + mail], ['mu', 'index', '--muhome=' + mu]],
               ['mu', 'find', '--muhome=' + mu, '--fields=i', word]),
    }
    for name, (prepare, ask) in peers.items():
        if not shutil.which(name):
            say('search: %s is not installed' % name)
            continue
        taken = timed(lambda: [subprocess.run(step, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for step in prepare])
        out = subprocess.run(ask, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        theirs = int(out) if name == 'notmuch' and out.strip() else len(out.splitlines())
        say('  %s indexes %.0f messages a second' % (name, size / taken * 1000))
        add('messages found with %s, %s messages' % (word, size), ours, 'messages', name, theirs)
        add('count of %s, whole command, %s messages' % (word, size), answer, 'ms', name, min(timed(
            lambda: subprocess.run(ask, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) for _ in range(5)))
    shutil.rmtree(os.path.join(mail, '.notmuch'), ignore_errors=True)


def timed(work):
    began = time.monotonic()
    work()
    return (time.monotonic() - began) * 1000


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def agree(url):
    """Signs in as a person with a browser would; the address that the browser is sent to at the end."""
    opener = urllib.request.build_opener(NoRedirect)

    def ask(address, fields=None):
        try:
            body = urllib.parse.urlencode(fields).encode() if fields else None
            return opener.open(address, body).read().decode(), None
        except urllib.error.HTTPError as answer:
            if answer.code not in (302, 303):
                raise
            return '', answer.headers['Location']

    page, location = ask(url)
    for action in ('continue', 'agree'):
        if location:
            break
        hidden = lambda name: re.search('name="%s" value="([^"]*)"' % name, page).group(1)
        page, location = ask(url.split('?')[0], {'transaction': hidden('transaction'), 'form_token': hidden('form_token'),
                                                'action': action, 'password': ''})
    return location


def sign_in(data, server):
    process = subprocess.Popen([program('bin/qingniaoctl'), '--data-dir', data, '--json', 'account', 'add', '--open-api',
                                server['base_url'], '--client-id', 'benchmark', '--redirect-uri', 'https://app.example/back'],
                               text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    url = json.loads(process.stdout.readline())['authorize_url']
    out, err = process.communicate(agree(url) + '\n')
    if process.returncode != 0:
        raise RuntimeError(err[-200:])


def token(server):
    """An access token of our own, for curl."""
    base = server['base_url'].rstrip('/')
    verifier = 'v' * 64
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()
    query = urllib.parse.urlencode({'response_type': 'code', 'client_id': 'benchmark', 'redirect_uri': 'https://app.example/back',
                                    'state': 's', 'code_challenge': challenge, 'code_challenge_method': 'S256'})
    code = urllib.parse.parse_qs(urllib.parse.urlparse(agree(base + '/cgi-bin/oauth2/authorize?' + query)).query)['code'][0]
    body = urllib.parse.urlencode({'grant_type': 'authorization_code', 'client_id': 'benchmark', 'code': code,
                                   'redirect_uri': 'https://app.example/back', 'code_verifier': verifier}).encode()
    return json.loads(urllib.request.urlopen(base + '/cgi-bin/oauth2/token', body).read())['access_token']


def curl_pages(server, access):
    """Seconds that one curl takes for the pages of a first sync, one after the other; and how many mails they name."""
    base = server['base_url'].rstrip('/') + '/cgi-bin/api/'
    curl = ['curl', '-s', '--compressed', '-H', 'Authorization: Bearer ' + access]
    get = lambda url: json.loads(subprocess.run(curl + [url], check=True, stdout=subprocess.PIPE).stdout)
    urls, mails = [], 0
    for folder in get(base + 'get_folder_list')['folders']:
        fields = {'folder': folder['id'], 'limit': FIRST_PAGE}
        while True:
            urls.append(base + 'get_changes?' + urllib.parse.urlencode(fields))
            page = get(urls[-1])
            mails += len(page['mails'])
            if not page['more']:
                break
            fields = {'folder': folder['id'], 'limit': PAGE, 'token': page['next']}
    lists = ''.join('url = "%s"\noutput = /dev/null\n' % url for url in urls)
    began = time.monotonic()
    subprocess.run(curl + ['-K', '-'], input=lists, text=True, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began, mails


def first_mail(data):
    """Milliseconds from going online to the newest 100 mails of a mailbox that was empty on the screen."""
    process = subprocess.Popen([program('bin/qingniao'), '--data-dir', data, '--trace-startup'], stderr=subprocess.PIPE,
                               stdout=subprocess.DEVNULL)
    guard = threading.Timer(30, process.kill)
    guard.start()
    steps = {}
    for line in process.stderr:
        found = re.match(rb'startup: +([0-9.]+) ms +(.*)', line)
        if found:
            steps[found.group(2).decode().strip()] = float(found.group(1))
        if 'first mail painted' in steps:
            break
    process.kill()
    process.wait()
    guard.cancel()
    return steps['first mail painted'] - steps['online']


def measure_first_mail(server, scratch, size):
    taken = []
    for turn in range(5):
        data = os.path.join(scratch, 'first-%d-%d' % (size, turn))
        sign_in(data, server)
        taken.append(first_mail(data))
        shutil.rmtree(data)
    add('newest 100 on the screen, from going online, %s messages' % size, statistics.median(taken), 'ms')


def measure_sync(size, mail, scratch):
    server_dir = os.path.join(scratch, 'server-%d' % size)
    process = subprocess.Popen([program('bin/qingniaoctl'), '--data-dir', server_dir, '--json', 'sandbox', '--port', '0', '--import', mail],
                               text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        server = json.loads(process.stdout.readline())
        floors, ours = [], []
        for turn in range(3):  # in turns, so that both meet the same machine
            data = os.path.join(scratch, 'sync-%d-%d' % (size, turn))
            sign_in(data, server)
            floor, mails = curl_pages(server, token(server))
            floors.append(floor)
            began = time.monotonic()
            done = control(data, 'sync')
            ours.append(time.monotonic() - began)
            if done.returncode != 0:
                raise RuntimeError(done.stderr[-200:])
            shutil.rmtree(data)
        add('first sync of the list, %s messages' % size, statistics.median(ours), 's', 'curl, the same %s' % mails,
            statistics.median(floors))
        measure_first_mail(server, scratch, size)
    except (RuntimeError, KeyError, ValueError, AttributeError, subprocess.CalledProcessError, OSError) as error:
        say('sync: not measured: %r' % error)
    finally:
        process.terminate()
        process.wait()


def measure_all_imap(scratch):
    for size in [n for n in SIZES if n <= 100_000]:
        say('IMAP with %s messages' % size)
        try:
            measure_imap(add, say, BUILD, size, corpus(size, scratch), scratch)
        except (RuntimeError, OSError, ValueError, KeyError) as error:
            say('IMAP: not measured: %r' % error)


def measure_others(scratch):
    small = os.path.join(scratch, 'store-1000')
    subprocess.run([program('benchmarks/makestore'), small, '1000'], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    directories = {}
    for size in SIZES:
        say('store and start with %s messages' % size)
        directories[size] = os.path.join(scratch, 'store-%d' % size)
        measure_store(size, directories[size])
        measure_start(size, directories[size])
    say('list')
    measure_list(small, SIZES, directories)


def measure_mail(scratch):
    for size in [n for n in SIZES if n <= 100_000]:
        say('import, search and sync of %s messages' % size)
        mail = corpus(size, scratch)
        data = measure_import(size, mail, scratch)
        if data:
            measure_search(size, data)
            measure_search_peers(size, mail, data, scratch)
        if ONLY != 'mail':
            measure_sync(size, mail, scratch)
        shutil.rmtree(mail)


def main():
    with tempfile.TemporaryDirectory(prefix='qn-benchmark-') as scratch:
        if not ONLY:
            measure_others(scratch)
        if ONLY != 'imap':
            measure_mail(scratch)
        if ONLY != 'mail':
            measure_all_imap(scratch)
    print('| what | Qingniao | against | there | ratio |\n| --- | --- | --- | --- | --- |')
    for row in rows:
        print('| ' + ' | '.join(row) + ' |')


main()
