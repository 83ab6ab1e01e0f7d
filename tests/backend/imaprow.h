// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/passwordcredentials.h"
#include "backend/contractrows.h"
#include "backend/dav/carddavclient.h"
#include "backend/imap/imapbackend.h"
#include "mime/mailfiles.h"
#include "support/imapclient.h"
#include "support/radicaleserver.h"
#include "support/smtpserver.h"

#include <QJsonArray>

namespace qn::test {

/// An account of its own on a real IMAP server, with an SMTP server that files nothing and an empty address book. Mail to the owner arrives when the
/// test says so.
class ImapRow final : public ContractRow, private OtherClient
{
public:
    ImapRow(quint16 port, SmtpServer &smtp, RadicaleServer &dav, RowTraits traits)
        : m_port(port)
        , m_smtp(smtp)
        , m_dav(dav)
        , m_traits(traits)
        , m_user(QStringLiteral("chen%1").arg(++users))
        , m_client(port, m_user, "secret")
        , m_delivered(int(smtp.count()))
    {
        m_dav.clear();
        restart();
    }
    ~ImapRow() override { end(); }

    RowTraits traits() const override { return m_traits; }
    backend::MailBackend &backend() override { return *m_backend; }
    OtherClient &other() override { return *this; }
    QDateTime now() const override { return m_clock.now(); }
    void restart() override
    {
        end();
        imap::ImapSettings settings;
        settings.imap = {QStringLiteral("127.0.0.1"), m_port, net::TlsMode::None, {}};
        settings.smtp = {QStringLiteral("127.0.0.1"), m_smtp.port(), net::TlsMode::None, {}};
        settings.user = m_user;
        m_contacts = std::make_unique<dav::CardDavClient>(m_dav.url(), m_http, m_davCredentials);
        m_backend = std::make_unique<imap::ImapBackend>(settings, Address{QStringLiteral("陈晓明"), owner()}, m_credentials,
            m_contacts.get(), m_clock, imap::ImapBackend::Options());
    }
    void setWatchTime(std::chrono::milliseconds time) override { m_backend->setWatchTime(time); }
    void deliver() override
    {
        for (; m_delivered < m_smtp.count(); ++m_delivered) {
            if (m_smtp.envelope(m_delivered).value(u"to").toArray().contains(owner()))
                m_client.append("INBOX", m_smtp.mail(m_delivered));
        }
    }

private:
    static QString owner() { return QStringLiteral("chen@qq.example"); }
    void end()
    {
        if (!m_backend)
            return;
        m_backend->abort();
        QCoreApplication::processEvents();
        m_backend.reset();
        m_contacts.reset();
    }

    RemoteFolderId folder(FolderRole role) override
    {
        learnNames();
        static const QHash<FolderRole, QByteArray> names = {{FolderRole::Sent, "Sent"}, {FolderRole::Drafts, "Drafts"},
            {FolderRole::Trash, "Trash"}, {FolderRole::Junk, "Junk"}, {FolderRole::Archive, "Archive"}};
        return RemoteFolderId(role == FolderRole::Inbox ? QStringLiteral("INBOX") : QString::fromLatin1(m_prefix + names.value(role)));
    }
    RemoteMessageId put(const RemoteFolderId &folder, const QByteArray &source, const QDateTime &date) override
    {
        const QByteArray when = QLocale::c().toString(date.toUTC(), u"dd-MMM-yyyy HH:mm:ss +0000").toLatin1();
        return RemoteMessageId(m_client.append(folder.value().toUtf8(), source, {}, when));
    }
    void setFlags(const RemoteFolderId &folder, const RemoteMessageId &id, MessageFlags add) override
    {
        m_client.select(folder.value().toUtf8());
        m_client.store(uid(id), add.testFlag(MessageFlag::Flagged) ? "+FLAGS (\\Flagged)" : "+FLAGS (\\Seen)");
    }
    void remove(const RemoteFolderId &folder, const RemoteMessageId &id) override
    {
        m_client.select(folder.value().toUtf8());
        m_client.expunge(uid(id));
    }
    void makeFolder(const QStringList &path) override
    {
        learnNames();
        QByteArray name = m_prefix;
        for (const QString &part : path) {
            name += (name == m_prefix ? QByteArray() : QByteArray(1, m_separator)) + mime::encodeModifiedUtf7(part).toLatin1();
            m_client.run("CREATE \"" + name + '"');
        }
    }
    static quint32 uid(const RemoteMessageId &id) { return id.value().section(u'.', 1).toUInt(); }
    /// Where Courier keeps folders: below INBOX.
    void learnNames()
    {
        const QByteArray answer = m_client.run("NAMESPACE").first();
        const auto match = QRegularExpression(QStringLiteral("\\(\\(\"([^\"]*)\" \"(.)\"")).match(QString::fromLatin1(answer));
        m_prefix = match.captured(1).toLatin1();
        m_separator = match.captured(2).toLatin1().at(0);
    }

    static inline int users = 0;
    const quint16 m_port;
    SmtpServer &m_smtp;
    RadicaleServer &m_dav;
    const RowTraits m_traits;
    const QString m_user;
    ManualClock m_clock;
    auth::GivenCredentials m_credentials{
        auth::Credentials{auth::Credentials::Kind::Password, m_user, Secret(QByteArray("secret"))}};
    auth::GivenCredentials m_davCredentials{
        auth::Credentials{auth::Credentials::Kind::Password, owner(), Secret(QByteArray("secret"))}};
    net::HttpClient m_http;
    ImapClient m_client;
    std::unique_ptr<dav::CardDavClient> m_contacts;
    std::unique_ptr<imap::ImapBackend> m_backend;
    QByteArray m_prefix;
    char m_separator = '/';
    int m_delivered = 0;
};

} // namespace qn::test
