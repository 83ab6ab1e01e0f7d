// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linechannel.h"
#include "net/deflatestream.h"
#include "support/certificates.h"
#include "support/freeport.h"

#include <QCoroTask>
#include <QLibrary>
#include <QProcess>
#include <QSslSocket>
#include <QTcpServer>
#include <QTest>
#include <QTimer>

#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace qn;
using namespace qn::net;
using namespace qn::test;

namespace {

/// Accepts connections as sockets that can begin TLS whenever the test wants.
class Server final : public QTcpServer
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Server)

public:
    explicit Server(QSslConfiguration configuration)
        : m_configuration(std::move(configuration))
    {
        listen(QHostAddress::LocalHost);
    }
    Endpoint endpoint(TlsMode tls) const { return {u"localhost"_s, serverPort(), tls, {}}; }
    bool isImplicit = true;
    int accepted = 0;
    QByteArray received;
    QPointer<QSslSocket> socket; ///< the last one

signals:
    void ready();

protected:
    void incomingConnection(qintptr handle) override
    {
        ++accepted;
        socket = new QSslSocket(this);
        socket->setSocketDescriptor(handle);
        socket->setSslConfiguration(m_configuration);
        connect(socket, &QSslSocket::readyRead, this, [this, s = socket.data()] {
            received += s->readAll();
            emit receivedSomething();
        });
        if (isImplicit) {
            connect(socket, &QSslSocket::encrypted, this, &Server::ready);
            socket->startServerEncryption();
        } else {
            emit ready();
        }
    }

signals:
    void receivedSomething();

private:
    const QSslConfiguration m_configuration;
};

LineChannel::Options quick()
{
    LineChannel::Options options;
    options.connectTimeout = 10s;
    options.silence = 10s;
    return options;
}

QCoro::Task<Result<QByteArray>> readAtLeast(LineChannel *channel, qsizetype count)
{
    QByteArray all;
    while (all.size() < count) {
        const auto bytes = co_await channel->read();
        if (!bytes)
            co_return fail(bytes.error());
        all += *bytes;
    }
    co_return Result<QByteArray>(all);
}

constexpr char usingTls[] = "--using-tls"; ///< this program, as one that uses TLS and exits

QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 12345;
    for (char &c : bytes) {
        state = state * 1664525 + 1013904223;
        c = char(state >> 24);
    }
    return bytes;
}

} // namespace

/// Real sockets and real TLS on this machine.
class LineChannelTest final : public QObject
{
    Q_OBJECT

private:
    Certificate m_certificate;

    /// Opens, and says what became of it.
    Result<void> open(LineChannel &channel, const Endpoint &endpoint) { return QCoro::waitFor(channel.open(endpoint)); }

private slots:
    void initTestCase() { QVERIFY(m_certificate.isMade()); }
    void talksToAServerItTrusts();
    void refusesACertificateThatNobodyVouchesFor();
    void acceptsTheCertificateTheUserAccepted();
    void refusesAnotherCertificateThanTheAcceptedOne();
    void acceptedCertificateStandsForAnotherNameToo();
    void refusesOldTls();
    void refusesPlainAnswersToImplicitTls();
    void withoutTlsOnlyThisMachineIsReached_data();
    void withoutTlsOnlyThisMachineIsReached();
    void startTlsEncryptsALineInTheClear();
    void startTlsRefusesBytesThatCameBefore();
    void startTlsRefusesACertificateThatNobodyVouchesFor();
    void startTlsNeedsAnOpenLine();
    void reportsThatNobodyListens();
    void endOfTheStreamComesAfterItsBytes_data();
    void endOfTheStreamComesAfterItsBytes();
    void silenceIsATimeout();
    void handshakeThatNeverEndsIsATimeout();
    void serverThatTakesNothingIsATimeout();
    void abortEndsWhatIsUnderWay();
    void deletedChannelEndsWhatIsUnderWay();
    void canBeOpenedAgainAfterAnError();
    void bigStreamsArriveWholeBothWays_data();
    void bigStreamsArriveWholeBothWays();
    void takesNoMoreFromTheNetworkThanIsAskedFor();
    void tellsWhatHasLeft();
    void deflatesBothWays();
    void deflatedBytesReadTooEarlyAreGivenBack();
    void aDeflateBombComesInPieces();
    void brokenDeflateIsAProtocolError();
    void tlsOutlivesTheExitHandlers();
};

void LineChannelTest::talksToAServerItTrusts()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    connect(&server, &Server::ready, this, [&] { server.socket->write("* OK hello\r\n"); });
    LineChannel channel(quick(), nullptr);
    const auto opened = open(channel, server.endpoint(TlsMode::Implicit));
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
    QVERIFY(channel.isOpen());
    QVERIFY(channel.isEncrypted());
    const auto greeting = QCoro::waitFor(readAtLeast(&channel, 12));
    QVERIFY(greeting);
    QCOMPARE(*greeting, "* OK hello\r\n"_ba);
    channel.write("a LOGOUT\r\n");
    QTRY_COMPARE(server.received, "a LOGOUT\r\n"_ba);
    QCOMPARE(channel.bytesReceived(), 12);
    QCOMPARE(channel.bytesSent(), 10);
    QVERIFY(channel.readAvailable().isEmpty());
    QVERIFY(channel.refusedCertificate().isEmpty());
}

void LineChannelTest::refusesACertificateThatNobodyVouchesFor()
{
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    const auto opened = open(channel, server.endpoint(TlsMode::Implicit));
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Tls);
    QCOMPARE(opened.error().reason, ErrorReason::CertificateRefused);
    QCOMPARE(channel.refusedCertificate(), m_certificate.certificate().toDer());
    QVERIFY(opened.error().certificate);
    QCOMPARE(opened.error().certificate->sha256, m_certificate.sha256());
    QVERIFY(opened.error().certificate->mayBeTrusted);
    QVERIFY(opened.error().certificate->subject.contains("localhost"_L1));
    QVERIFY(!channel.refusal().isEmpty());
    QVERIFY(!channel.isOpen());
}

void LineChannelTest::acceptsTheCertificateTheUserAccepted()
{
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    Endpoint endpoint = server.endpoint(TlsMode::Implicit);
    endpoint.acceptedCertificate = m_certificate.sha256();
    QVERIFY(open(channel, endpoint));
    QVERIFY(channel.isEncrypted());
}

void LineChannelTest::refusesAnotherCertificateThanTheAcceptedOne()
{
    const Certificate other;
    Server server(other.server());
    LineChannel channel(quick(), nullptr);
    Endpoint endpoint = server.endpoint(TlsMode::Implicit);
    endpoint.acceptedCertificate = m_certificate.sha256();
    const auto opened = open(channel, endpoint);
    QVERIFY(!opened);
    QCOMPARE(opened.error().reason, ErrorReason::CertificateRefused);
    QCOMPARE(channel.refusedCertificate(), other.certificate().toDer());
}

void LineChannelTest::acceptedCertificateStandsForAnotherNameToo()
{
    const Certificate other(u"mail.example.com"_s);
    Server server(other.server());
    LineChannel channel(quick(), nullptr);
    Endpoint endpoint = server.endpoint(TlsMode::Implicit);
    {
        const Trust trust(other);
        const auto opened = open(channel, endpoint);
        QVERIFY(!opened); // the right issuer, but of another host
        QCOMPARE(opened.error().reason, ErrorReason::CertificateRefused);
    }
    endpoint.acceptedCertificate = other.sha256();
    QVERIFY(open(channel, endpoint));
}

void LineChannelTest::refusesOldTls()
{
    const quint16 port = freePort();
    QProcess old;
    old.setProcessChannelMode(QProcess::MergedChannels);
    old.start(u"openssl"_s,
        {u"s_server"_s, u"-accept"_s, u"127.0.0.1:%1"_s.arg(port), u"-cert"_s, m_certificate.file(), u"-key"_s,
            m_certificate.keyFile(), u"-tls1_1"_s, u"-cipher"_s, u"DEFAULT@SECLEVEL=0"_s});
    QVERIFY(old.waitForStarted());
    QByteArray said;
    QTRY_VERIFY((said += old.readAll()).contains("ACCEPT"));
    LineChannel channel(quick(), nullptr);
    const auto opened = open(channel, {u"localhost"_s, port, TlsMode::Implicit, m_certificate.sha256()});
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Tls);
    old.kill();
    old.waitForFinished();
}

void LineChannelTest::refusesPlainAnswersToImplicitTls()
{
    Server server(m_certificate.server());
    server.isImplicit = false;
    connect(&server, &Server::ready, this, [&] { server.socket->write("220 hello, no TLS here\r\n"); });
    LineChannel channel(quick(), nullptr);
    const auto opened = open(channel, server.endpoint(TlsMode::Implicit));
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Tls);
}

void LineChannelTest::withoutTlsOnlyThisMachineIsReached_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("name") << u"localhost"_s << true;
    QTest::newRow("address") << u"127.0.0.1"_s << true;
    QTest::newRow("another host") << u"imap.qq.com"_s << false;
    QTest::newRow("another address") << u"192.0.2.1"_s << false;
    QTest::newRow("looks like this machine") << u"localhost.example.com"_s << false;
}

void LineChannelTest::withoutTlsOnlyThisMachineIsReached()
{
    QFETCH(QString, host);
    QFETCH(bool, allowed);
    Server server(m_certificate.server());
    server.isImplicit = false;
    LineChannel channel(quick(), nullptr);
    const auto opened = open(channel, {host, server.serverPort(), TlsMode::None, {}});
    QCOMPARE(bool(opened), allowed);
    if (!allowed)
        QCOMPARE(opened.error().kind, ErrorKind::Tls);
}

void LineChannelTest::startTlsEncryptsALineInTheClear()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    server.isImplicit = false;
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::StartTls)));
    QVERIFY(!channel.isEncrypted());
    channel.write("STARTTLS\r\n");
    QTRY_COMPARE(server.received, "STARTTLS\r\n"_ba);
    server.socket->write("220 go\r\n");
    const auto go = QCoro::waitFor(readAtLeast(&channel, 8));
    QVERIFY(go);
    server.socket->startServerEncryption();
    const auto secured = QCoro::waitFor(channel.startTls());
    QVERIFY2(secured, secured ? "" : qPrintable(secured.error().detail));
    QVERIFY(channel.isEncrypted());
    channel.write("EHLO\r\n");
    QTRY_COMPARE(server.received, "STARTTLS\r\nEHLO\r\n"_ba);
    QVERIFY(server.socket->isEncrypted());
}

void LineChannelTest::startTlsRefusesBytesThatCameBefore()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    server.isImplicit = false;
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::StartTls)));
    QTRY_VERIFY(server.socket);
    server.socket->write("220 go\r\n");
    QVERIFY(QCoro::waitFor(readAtLeast(&channel, 8)));
    server.socket->write("250 the attacker's word\r\n");
    server.socket->flush();
    QTest::qWait(
        100); // so that the bytes are in this program, not still in the kernel, where TLS itself chokes on them
    const auto secured = QCoro::waitFor(channel.startTls());
    QVERIFY(!secured);
    QCOMPARE(secured.error().kind, ErrorKind::Tls);
    QCOMPARE(secured.error().reason, ErrorReason::TlsInjection);
    const auto word = QCoro::waitFor(channel.read());
    QVERIFY(!word);
    QVERIFY(channel.readAvailable().isEmpty());
}

void LineChannelTest::startTlsRefusesACertificateThatNobodyVouchesFor()
{
    Server server(m_certificate.server());
    server.isImplicit = false;
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::StartTls)));
    QTRY_VERIFY(server.socket);
    server.socket->startServerEncryption();
    const auto secured = QCoro::waitFor(channel.startTls());
    QVERIFY(!secured);
    QCOMPARE(secured.error().reason, ErrorReason::CertificateRefused);
}

void LineChannelTest::startTlsNeedsAnOpenLine()
{
    LineChannel channel(quick(), nullptr);
    const auto secured = QCoro::waitFor(channel.startTls());
    QVERIFY(!secured);
    QCOMPARE(secured.error().kind, ErrorKind::Internal);
}

void LineChannelTest::reportsThatNobodyListens()
{
    const quint16 port = freePort();
    LineChannel channel(quick(), nullptr);
    const auto opened = open(channel, {u"localhost"_s, port, TlsMode::Implicit, {}});
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Network);
    const auto unread = QCoro::waitFor(channel.read());
    QVERIFY(!unread);
}

void LineChannelTest::endOfTheStreamComesAfterItsBytes_data()
{
    QTest::addColumn<bool>("encrypted");
    QTest::newRow("TLS") << true;
    QTest::newRow("in the clear") << false;
}

void LineChannelTest::endOfTheStreamComesAfterItsBytes()
{
    QFETCH(bool, encrypted);
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    server.isImplicit = encrypted;
    const QByteArray all = noise(3'000'000);
    connect(&server, &Server::ready, this, [&] {
        server.socket->write(all);
        server.socket->disconnectFromHost();
    });
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(encrypted ? TlsMode::Implicit : TlsMode::None)));
    const auto got = QCoro::waitFor(readAtLeast(&channel, all.size()));
    QVERIFY2(got, got ? "" : qPrintable(got.error().detail));
    QVERIFY(*got == all);
    const auto end = QCoro::waitFor(channel.read());
    QVERIFY(!end);
    QCOMPARE(end.error().kind, ErrorKind::Network);
    QVERIFY(!channel.isOpen());
}

void LineChannelTest::silenceIsATimeout()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    const auto nothing = QCoro::waitFor(channel.read(20ms));
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().kind, ErrorKind::Timeout);
    QVERIFY(!channel.isOpen());
}

void LineChannelTest::handshakeThatNeverEndsIsATimeout()
{
    Server server(m_certificate.server());
    server.isImplicit = false;
    LineChannel::Options options = quick();
    options.connectTimeout = 50ms;
    LineChannel channel(options, nullptr);
    const auto opened = open(channel, server.endpoint(TlsMode::Implicit));
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Timeout);
}

void LineChannelTest::serverThatTakesNothingIsATimeout()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    connect(&server, &Server::ready, this, [&] {
        server.socket->disconnect(&server);
        server.socket->setReadBufferSize(1024);
    });
    LineChannel::Options options = quick();
    options.silence = 300ms;
    LineChannel channel(options, nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_VERIFY(server.socket->isEncrypted());
    channel.write(noise(30'000'000));
    const auto gone = QCoro::waitFor(channel.flushed());
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, ErrorKind::Timeout);
}

void LineChannelTest::abortEndsWhatIsUnderWay()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTimer::singleShot(0, &channel, &LineChannel::abort);
    const auto got = QCoro::waitFor(channel.read());
    QVERIFY(!got);
    QCOMPARE(got.error().kind, ErrorKind::Canceled);
    QVERIFY(!channel.isOpen());
    QTimer::singleShot(0, &channel, &LineChannel::abort);
    const auto opened = open(channel, server.endpoint(TlsMode::Implicit));
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Canceled);
}

void LineChannelTest::deletedChannelEndsWhatIsUnderWay()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    auto channel = std::make_unique<LineChannel>(quick(), nullptr);
    QVERIFY(open(*channel, server.endpoint(TlsMode::Implicit)));
    auto reading = channel->read();
    channel.reset();
    const auto got = QCoro::waitFor(reading);
    QVERIFY(!got);
    QCOMPARE(got.error().kind, ErrorKind::Canceled);
}

void LineChannelTest::canBeOpenedAgainAfterAnError()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_VERIFY(server.socket);
    server.socket->abort();
    QVERIFY(!QCoro::waitFor(channel.read()));
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_COMPARE(server.accepted, 2);
    QTRY_VERIFY(server.socket->isEncrypted());
    server.socket->write("again");
    const auto again = QCoro::waitFor(channel.read());
    QVERIFY(again);
    QCOMPARE(*again, "again"_ba);
}

void LineChannelTest::bigStreamsArriveWholeBothWays_data()
{
    endOfTheStreamComesAfterItsBytes_data();
}

void LineChannelTest::bigStreamsArriveWholeBothWays()
{
    QFETCH(bool, encrypted);
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    server.isImplicit = encrypted;
    const QByteArray all = noise(20'000'000);
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(encrypted ? TlsMode::Implicit : TlsMode::None)));
    QTRY_VERIFY(server.socket && (!encrypted || server.socket->isEncrypted()));
    server.socket->write(all);
    channel.write(all);
    auto flushing = channel.flushed(1000);
    const auto got = QCoro::waitFor(readAtLeast(&channel, all.size()));
    QVERIFY2(got, got ? "" : qPrintable(got.error().detail));
    QVERIFY(*got == all);
    const auto flushed = QCoro::waitFor(flushing);
    QVERIFY(flushed);
    QVERIFY(channel.bytesToWrite() <= 1000);
    QTRY_COMPARE_WITH_TIMEOUT(server.received.size(), all.size(), 60'000);
    QVERIFY(server.received == all);
}

void LineChannelTest::takesNoMoreFromTheNetworkThanIsAskedFor()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_VERIFY(server.socket && server.socket->isEncrypted());
    server.socket->write(noise(60'000'000));
    // Sender, kernel and channel fill up; then nothing moves although time passes.
    qint64 before = -1;
    const auto waiting = [&] { return server.socket->bytesToWrite() + server.socket->encryptedBytesToWrite(); };
    while (before != waiting()) {
        before = waiting();
        QTest::qWait(300);
    }
    QVERIFY2(waiting() > 40'000'000, qPrintable(QString::number(waiting())));
    const auto first = QCoro::waitFor(channel.read());
    QVERIFY(first);
    QVERIFY(first->size() <= 1 << 20);
}

void LineChannelTest::tellsWhatHasLeft()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    qint64 left = 0;
    connect(&channel, &LineChannel::written, this, [&](qint64 bytes) { left += bytes; });
    const QByteArray piece = noise(64 * 1024);
    for (int i = 0; i < 100; ++i)
        channel.write(piece);
    QCOMPARE(left, 0);
    QVERIFY(QCoro::waitFor(channel.flushed()));
    QCOMPARE(left, 100 * piece.size());
}

void LineChannelTest::deflatesBothWays()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    channel.startDeflate();
    DeflateStream other;
    const QByteArray text = "* 1 FETCH (FLAGS (\\Seen))\r\n"_ba.repeated(100'000);
    QTRY_VERIFY(server.socket && server.socket->isEncrypted());
    server.socket->write(other.pack(text));
    server.socket->write(other.pack("a1 OK\r\n"));
    const auto got = QCoro::waitFor(readAtLeast(&channel, text.size() + 7));
    QVERIFY(got);
    QVERIFY(*got == text + "a1 OK\r\n");
    QVERIFY(channel.bytesReceived() < text.size() / 10);
    channel.write("a2 NOOP\r\n");
    channel.write(text);
    QVERIFY(QCoro::waitFor(channel.flushed()));
    QByteArray arrived;
    QTRY_VERIFY([&] {
        other.feed(std::exchange(server.received, {}));
        arrived += other.unpack(10'000'000);
        return arrived.size() >= text.size() + 9;
    }());
    QVERIFY(arrived == "a2 NOOP\r\n" + text);
    QVERIFY(channel.bytesSent() < text.size() / 10);
}

void LineChannelTest::deflatedBytesReadTooEarlyAreGivenBack()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_VERIFY(server.socket && server.socket->isEncrypted());
    DeflateStream other;
    const QByteArray packed = other.pack("* 5 EXISTS\r\n");
    channel.startDeflate(packed.left(4));
    server.socket->write(packed.mid(4));
    const auto got = QCoro::waitFor(readAtLeast(&channel, 12));
    QVERIFY(got);
    QCOMPARE(*got, "* 5 EXISTS\r\n"_ba);
}

void LineChannelTest::aDeflateBombComesInPieces()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_VERIFY(server.socket && server.socket->isEncrypted());
    channel.startDeflate();
    const qsizetype size = 200'000'000;
    DeflateStream other;
    server.socket->write(other.pack(QByteArray(size, 'x')));
    qsizetype got = 0;
    while (got < size) {
        const auto piece = QCoro::waitFor(channel.read());
        QVERIFY(piece);
        QVERIFY(piece->size() <= 1 << 20);
        got += piece->size();
    }
    QCOMPARE(got, size);
    QVERIFY(channel.readAvailable().isEmpty());
}

void LineChannelTest::brokenDeflateIsAProtocolError()
{
    const Trust trust(m_certificate);
    Server server(m_certificate.server());
    LineChannel channel(quick(), nullptr);
    QVERIFY(open(channel, server.endpoint(TlsMode::Implicit)));
    QTRY_VERIFY(server.socket && server.socket->isEncrypted());
    channel.startDeflate();
    server.socket->write("\xff\xff this was never packed\r\n");
    const auto got = QCoro::waitFor(channel.read());
    QVERIFY(!got);
    QCOMPARE(got.error().kind, ErrorKind::Protocol);
    QVERIFY(!channel.isOpen());
}

/// Or a thread that ends while the program exits, as one that has been waited for does, crashes.
void LineChannelTest::tlsOutlivesTheExitHandlers()
{
    Server server(m_certificate.server());
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedChannels);
    program.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(usingTls), QString::number(server.serverPort())});
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(server.accepted, 1);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

/// Uses TLS and exits: 0 where OpenSSL is still there when all exit handlers have run, or where another library does the work.
static int useTls(int argc, char **argv)
{
    static int (*openSsl)(quint64, const void *) = nullptr; // says 0 once it has freed everything
    std::atexit([] { std::_Exit(openSsl && openSsl(0, nullptr) == 0 ? 1 : 0); }); // registered first, it runs last
    const QCoreApplication application(argc, argv);
    LineChannel channel(quick(), nullptr);
    static_cast<void>(QCoro::waitFor(channel.open({u"localhost"_s, quint16(QByteArray(argv[2]).toUShort()), TlsMode::Implicit, {}})));
    if (QSslSocket::activeBackend() == "openssl"_L1)
        openSsl = reinterpret_cast<decltype(openSsl)>(QLibrary(u"crypto"_s, u"3"_s).resolve("OPENSSL_init_crypto"));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 2 && QByteArrayView(argv[1]) == usingTls)
        return useTls(argc, argv);
    QCoreApplication application(argc, argv);
    LineChannelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "linechanneltest.moc"
