// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/keychainstore.h"

#include <QCoroTask>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::auth;

namespace {

const QString service = u"qingniao-test"_s;

template <typename T> QByteArray nameOf(const Result<T> &result)
{
    if (result)
        return "ok";
    switch (result.error().reason) {
    case ErrorReason::KeychainAbsent:
        return "absent";
    case ErrorReason::KeychainLocked:
        return "locked";
    case ErrorReason::KeychainDenied:
        return "denied";
    default:
        return "other: " + result.error().detail.toUtf8();
    }
}

/// What the program does when the test starts it again in other surroundings: prints how each step ended.
int probe(const QStringList &steps)
{
    KeychainStore store(service);
    for (const QString &step : steps) {
        QByteArray result;
        if (step == "write"_L1) {
            result = nameOf(QCoro::waitFor(store.write(u"probe"_s, u"tokens"_s, Secret("letter"))));
        } else if (step == "remove"_L1) {
            result = nameOf(QCoro::waitFor(store.remove(u"probe"_s, u"tokens"_s)));
        } else {
            const auto read = QCoro::waitFor(store.read(u"probe"_s, u"tokens"_s));
            result = read && !*read ? "none"_ba : nameOf(read);
        }
        std::printf("%s %s\n", qPrintable(step), result.constData());
    }
    return 0;
}

/// The lines that the probe printed.
QByteArray output(QProcess &process, const QString &program, const QStringList &arguments)
{
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    if (!process.waitForFinished(60'000))
        process.kill();
    QByteArray lines;
    for (const QByteArray &line : process.readAllStandardOutput().split('\n')) {
        if (line.startsWith("write ") || line.startsWith("read ") || line.startsWith("remove "))
            lines += line + '\n';
    }
    return lines;
}

} // namespace

/// Against the keychain of the session that this runs in. None is a failure, not a reason to skip.
class KeychainStoreTest final : public QObject
{
    Q_OBJECT

private:
    KeychainStore m_store{service};

    std::optional<Secret> read(const QString &name)
    {
        const auto secret = QCoro::waitFor(m_store.read(u"account"_s, name));
        return secret ? *secret : Secret("error: " + secret.error().detail.toUtf8());
    }

private slots:
    void initTestCase();
    void cleanup();
    void readsBackWhatWasWritten();
    void thereIsNothingBefore();
    void overwrites();
    void keepsAccountsAndNamesApart();
    void removesOnceAndAgain();
    void worksFromAnotherThread();
    void worksManyAtOnce();
    void tellsWhereThereIsNoKeychain();
    void tellsALockedKeychainFromAnEmptyOne();
};

void KeychainStoreTest::initTestCase()
{
    const auto written = QCoro::waitFor(m_store.write(u"account"_s, u"a"_s, Secret("x")));
    QVERIFY2(written,
        "No usable Secret Service. Run this inside: dbus-run-session -- bash -c "
        "'printf \"pw\\n\" | gnome-keyring-daemon --unlock --components=secrets; …'");
}

void KeychainStoreTest::cleanup()
{
    for (const QString &name : {u"a"_s, u"b"_s})
        QVERIFY(QCoro::waitFor(m_store.remove(u"account"_s, name)));
}

void KeychainStoreTest::readsBackWhatWasWritten()
{
    const QByteArray value = "{\"access\":\"\x01\xff\0青鸟\"}"_ba + QByteArray(4000, 'x');
    QVERIFY(QCoro::waitFor(m_store.write(u"account"_s, u"a"_s, Secret(value))));
    QCOMPARE(read(u"a"_s)->reveal(), value);
}

void KeychainStoreTest::thereIsNothingBefore()
{
    QVERIFY(!read(u"a"_s));
}

void KeychainStoreTest::overwrites()
{
    QVERIFY(QCoro::waitFor(m_store.write(u"account"_s, u"a"_s, Secret("old"))));
    QVERIFY(QCoro::waitFor(m_store.write(u"account"_s, u"a"_s, Secret("new"))));
    QCOMPARE(read(u"a"_s)->reveal(), "new"_ba);
}

void KeychainStoreTest::keepsAccountsAndNamesApart()
{
    QVERIFY(QCoro::waitFor(m_store.write(u"account"_s, u"a"_s, Secret("1"))));
    QVERIFY(QCoro::waitFor(m_store.write(u"account"_s, u"b"_s, Secret("2"))));
    QCOMPARE(read(u"a"_s)->reveal(), "1"_ba);
    QCOMPARE(read(u"b"_s)->reveal(), "2"_ba);
    const auto other = QCoro::waitFor(m_store.read(u"account2"_s, u"a"_s));
    QVERIFY(other && !*other);
}

void KeychainStoreTest::removesOnceAndAgain()
{
    QVERIFY(QCoro::waitFor(m_store.write(u"account"_s, u"a"_s, Secret("x"))));
    QVERIFY(QCoro::waitFor(m_store.remove(u"account"_s, u"a"_s)));
    QVERIFY(!read(u"a"_s));
    QVERIFY(QCoro::waitFor(m_store.remove(u"account"_s, u"a"_s)));
}

void KeychainStoreTest::worksFromAnotherThread()
{
    QByteArray seen;
    bool wasOnThread = false;
    std::unique_ptr<QThread> engine(QThread::create([&] {
        KeychainStore store(service);
        if (QCoro::waitFor(store.write(u"account"_s, u"b"_s, Secret("from the engine")))) {
            const auto secret = QCoro::waitFor(store.read(u"account"_s, u"b"_s));
            wasOnThread = QThread::currentThread() == store.thread();
            seen = secret && *secret ? (*secret)->reveal() : "nothing"_ba;
        }
    }));
    engine->start();
    QTRY_VERIFY(engine->isFinished());
    QCOMPARE(seen, "from the engine"_ba);
    QVERIFY(wasOnThread);
}

void KeychainStoreTest::worksManyAtOnce()
{
    int done = 0;
    for (int i = 0; i < 10; ++i) {
        m_store.write(u"account"_s, u"a"_s, Secret(QByteArray::number(i))).then([&done](Result<void> r) {
            done += r.has_value();
        });
    }
    QTRY_COMPARE(done, 10);
    QCOMPARE(read(u"a"_s)->reveal(), "9"_ba);
}

void KeychainStoreTest::tellsWhereThereIsNoKeychain()
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/bus"_s);
    process.setProcessEnvironment(environment);
    const QByteArray lines =
        output(process, QCoreApplication::applicationFilePath(), {u"--probe"_s, u"read"_s, u"write"_s, u"remove"_s});
    QCOMPARE(lines, "read absent\nwrite absent\nremove absent\n"_ba);
}

void KeychainStoreTest::tellsALockedKeychainFromAnEmptyOne()
{
    QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_DATA_HOME"_s, home.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, home.path());
    environment.remove(u"DISPLAY"_s); // nobody will answer the question for the password
    environment.remove(u"WAYLAND_DISPLAY"_s);
    const auto inSession = [&](const QString &daemon, const QString &steps) {
        QProcess process;
        process.setProcessEnvironment(environment);
        const QString script = daemon
            + u" >&2; for _ in $(seq 300); do dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "
              "string:org.freedesktop.secrets | grep -q true && break; sleep 0.1; done; exec '%1' --probe %2"_s
                  .arg(QCoreApplication::applicationFilePath(), steps);
        return output(process, u"dbus-run-session"_s, {u"--"_s, u"bash"_s, u"-c"_s, script});
    };
    QCOMPARE(inSession(u"printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets"_s, u"read write read"_s),
        "read none\nwrite ok\nread ok\n"_ba);
    QCOMPARE(inSession(u"gnome-keyring-daemon --start --components=secrets"_s, u"read write remove read"_s),
        "read locked\nwrite locked\nremove locked\nread locked\n"_ba);
    QCOMPARE(
        inSession(u"printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets"_s, u"read"_s), "read ok\n"_ba);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--probe"_L1)
        return probe(arguments.mid(2));
    KeychainStoreTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "keychainstoretest.moc"
