// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/line.h"
#include "net/deflatestream.h"
#include "net/logging.h"
#include "net/loopback.h"
#include "net/tlslibrary.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QNetworkProxyFactory>
#include <QSslCertificate>
#include <QSslConfiguration>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::net {

namespace {

constexpr qint64 most = 1 << 20; ///< bytes that wait in the socket or go to a reader at a time

/// What a certificate that the user accepted may be at fault for. A revoked, forged or broken one is never accepted.
bool isForgivable(QSslError::SslError error)
{
    switch (error) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
    case QSslError::HostNameMismatch:
        return true;
    default:
        return false;
    }
}

ErrorKind kindOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return ErrorKind::Tls;
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return ErrorKind::Timeout;
    default:
        return ErrorKind::Network;
    }
}

ErrorReason reasonOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return ErrorReason::HostNotFound;
    case QAbstractSocket::ConnectionRefusedError:
        return ErrorReason::ConnectionRefused;
    default:
        return ErrorReason::None;
    }
}

/// "Name (organization)", as far as it is told.
QString ownerText(const QStringList &names, const QStringList &organizations)
{
    const QString name = names.join(u", "_s), organization = organizations.join(u", "_s);
    if (name.isEmpty() || organization.isEmpty() || name == organization)
        return name.isEmpty() ? organization : name;
    return u"%1 (%2)"_s.arg(name, organization);
}

ServerCertificate describeCertificate(const QSslCertificate &certificate, bool mayBeTrusted)
{
    ServerCertificate shown;
    const QByteArray der = certificate.toDer();
    shown.sha256 = QCryptographicHash::hash(der, QCryptographicHash::Sha256);
    shown.subject = ownerText(certificate.subjectInfo(QSslCertificate::CommonName), certificate.subjectInfo(QSslCertificate::Organization));
    shown.issuer = ownerText(certificate.issuerInfo(QSslCertificate::CommonName), certificate.issuerInfo(QSslCertificate::Organization));
    shown.validFrom = certificate.effectiveDate().toUTC();
    shown.validUntil = certificate.expiryDate().toUTC();
    shown.mayBeTrusted = mayBeTrusted && !der.isEmpty();
    return shown;
}

QNetworkProxy proxyFor(const Endpoint &endpoint, const QNetworkProxy &wanted)
{
    if (isLoopback(endpoint.host))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    if (wanted.type() != QNetworkProxy::DefaultProxy)
        return wanted;
    const auto proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(endpoint.host, endpoint.port));
    for (const QNetworkProxy &proxy : proxies) {
        if (proxy.capabilities().testFlag(QNetworkProxy::TunnelingCapability) || proxy.type() == QNetworkProxy::NoProxy)
            return proxy;
    }
    return QNetworkProxy(QNetworkProxy::NoProxy);
}

QSslSocket *makeSocket(QObject *parent)
{
    keepTlsLibrary();
    return new QSslSocket(parent);
}

} // namespace

Line::Line(Endpoint e, const QNetworkProxy &proxy)
    : endpoint(std::move(e))
    , m_socket(makeSocket(this))
{
    m_socket->setProxy(proxyFor(endpoint, proxy));
    m_socket->setReadBufferSize(most);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    m_socket->setSslConfiguration(configuration);
    connect(m_socket, &QSslSocket::sslErrors, this, &Line::onSslErrors);
    connect(m_socket, &QSslSocket::connected, this, &Line::onConnected);
    connect(m_socket, &QSslSocket::encrypted, this, &Line::wake);
    connect(m_socket, &QSslSocket::readyRead, this, &Line::wake);
    connect(m_socket, &QSslSocket::bytesWritten, this, &Line::onBytesWritten);
    connect(m_socket, &QSslSocket::encryptedBytesWritten, this, &Line::onBytesWritten);
    connect(m_socket, &QSslSocket::errorOccurred, this, &Line::onError);
    connect(m_socket, &QSslSocket::disconnected, this, [this] {
        fail({ErrorKind::Network, u"the server closed the connection"_s, ErrorReason::None, 0, {}});
    });
}

Line::~Line()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->setParent(nullptr);
    m_socket->deleteLater();
}

void Line::connectToHost()
{
    m_encrypting = endpoint.tls == TlsMode::Implicit;
    if (m_encrypting)
        m_socket->connectToHostEncrypted(endpoint.host, endpoint.port);
    else
        m_socket->connectToHost(endpoint.host, endpoint.port);
}

void Line::startEncryption()
{
    m_encrypting = true;
    m_socket->setPeerVerifyName(endpoint.host);
    m_socket->startClientEncryption();
}

void Line::startDeflate(const QByteArray &alreadyRead)
{
    m_deflate = std::make_unique<DeflateStream>();
    m_deflate->feed(alreadyRead);
}

bool Line::isReady() const
{
    return !m_failure && m_socket->state() == QAbstractSocket::ConnectedState
        && (!m_encrypting || m_socket->isEncrypted());
}

void Line::onConnected()
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    // A name such as localhost says little about where it leads.
    if (endpoint.tls == TlsMode::None && !m_socket->peerAddress().isLoopback())
        fail({ErrorKind::Tls, u"a line without TLS is for this machine only"_s, ErrorReason::None, 0, {}});
    wake();
}

void Line::onSslErrors(const QList<QSslError> &errors)
{
    const QByteArray leaf = m_socket->peerCertificate().toDer();
    const bool isAccepted = !endpoint.acceptedCertificate.isEmpty() && !leaf.isEmpty()
        && QCryptographicHash::hash(leaf, QCryptographicHash::Sha256) == endpoint.acceptedCertificate;
    QList<QSslError> forgiven;
    QStringList reasons;
    for (const QSslError &error : errors) {
        if (isAccepted && isForgivable(error.error()))
            forgiven.append(error);
        else
            reasons.append(error.errorString());
    }
    if (reasons.isEmpty()) {
        m_socket->ignoreSslErrors(forgiven);
        return;
    }
    reasons.removeDuplicates();
    refusedCertificate = leaf;
    refusal = reasons.join(u' ');
    const bool forgivable
        = std::all_of(errors.begin(), errors.end(), [](const QSslError &error) { return isForgivable(error.error()); });
    shownCertificate = describeCertificate(m_socket->peerCertificate(), forgivable);
}

void Line::onError(QAbstractSocket::SocketError error)
{
    if (!refusal.isEmpty()) {
        Error refused{ErrorKind::Tls, refusal, ErrorReason::CertificateRefused, 0, {}};
        refused.certificate = shownCertificate;
        return fail(refused);
    }
    qCInfo(lcNet) << "line to" << endpoint.host << endpoint.port << "socket error" << error;
    fail({kindOf(error), u"socket error %1: %2"_s.arg(int(error)).arg(m_socket->errorString()), reasonOf(error), 0, {}});
}

void Line::fail(Error error)
{
    if (!m_failure) {
        m_failure = std::move(error);
        // What came before the end is still read, unless somebody here wanted the end.
        if (m_failure->kind != ErrorKind::Network)
            m_socket->abort();
    }
    wake();
}

bool Line::hasBytes() const
{
    return m_socket->isOpen() && (m_socket->bytesAvailable() > 0 || (m_deflate && m_deflate->hasInput()));
}

QByteArray Line::take()
{
    if (!m_socket->isOpen())
        return {};
    if (!m_deflate) {
        QByteArray bytes = m_socket->read(std::min(most, m_socket->bytesAvailable()));
        received += bytes.size();
        return bytes;
    }
    QByteArray bytes = m_deflate->unpack(most);
    while (bytes.isEmpty() && !m_deflate->isBroken() && m_socket->bytesAvailable() > 0) {
        const QByteArray packed = m_socket->read(64 * 1024);
        received += packed.size();
        m_deflate->feed(packed);
        bytes = m_deflate->unpack(most);
    }
    if (m_deflate->isBroken() && bytes.isEmpty())
        fail({ErrorKind::Protocol, u"the deflated stream cannot be read"_s, ErrorReason::None, 0, {}});
    return bytes;
}

void Line::write(const QByteArray &bytes)
{
    if (m_failure || bytes.isEmpty())
        return;
    m_stream += bytes.size();
    const QByteArray wire = m_deflate ? m_deflate->pack(bytes) : bytes;
    sent += wire.size();
    m_marks.enqueue({m_stream, sent});
    m_socket->write(wire);
}

qint64 Line::bytesToWrite() const
{
    return m_failure ? 0 : m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite();
}

void Line::onBytesWritten()
{
    // Encrypted bytes are a little more than the stream's, so this says rather too little than too much.
    const qint64 wire = sent - m_socket->bytesToWrite() - m_socket->encryptedBytesToWrite();
    const qint64 before = m_left;
    while (!m_marks.isEmpty() && m_marks.head().wire <= wire)
        m_left = m_marks.dequeue().stream;
    wake();
    if (m_left > before)
        emit written(m_left - before); // last: a slot may delete the channel and with it this
}

void Line::wake()
{
    const auto waiters = std::exchange(m_waiters, {});
    for (Completion *waiter : waiters)
        waiter->finish();
}

} // namespace qn::net
