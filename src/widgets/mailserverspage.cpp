// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailserverspage.h"

#include "core/loopback.h"
#include "ui_mailserverspage.h"
#include "widgets/theme.h"

#include <QIntValidator>
#include <QJsonObject>
#include <QUrl>

namespace qn::widgets {

using namespace Qt::StringLiterals;

MailServersPage::MailServersPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::MailServersPage>())
{
    m_ui->setupUi(this);
    m_ui->title->setFont(themeFont(TextRole::Display, true));
    m_ui->hint->setForegroundRole(QPalette::PlaceholderText);
    m_ui->ports->setForegroundRole(QPalette::PlaceholderText);
    m_ui->ports->setFont(themeFont(TextRole::Caption));
    m_ui->serversBack->setProperty("quiet", true);
    m_ui->serversBack->setProperty("flush", chevronAir);
    m_ui->serversBack->setIcon(themeIcon(u"chevron-left"_s));
    m_ui->serversDone->setProperty("primary", true);
    m_ui->serversDone->setMinimumSize(120, 36);
    for (const Line &line : lines())
        setUpLine(line);
    setFocusProxy(m_ui->imapHost);
    connect(m_ui->serversBack, &QPushButton::clicked, this, &MailServersPage::backRequested);
    connect(m_ui->serversDone, &QPushButton::clicked, this, &MailServersPage::submit);
}

MailServersPage::~MailServersPage() = default;

QList<MailServersPage::Line> MailServersPage::lines() const
{
    return {{m_ui->imapHost, m_ui->imapPort, m_ui->imapTls, 993, 143}, {m_ui->smtpHost, m_ui->smtpPort, m_ui->smtpTls, 465, 587}};
}

void MailServersPage::setUpLine(const Line &line)
{
    line.port->setFixedWidth(72);
    line.port->setValidator(new QIntValidator(1, 65535, line.port));
    line.tls->addItem(u"TLS"_s, u"implicit"_s);
    line.tls->addItem(u"STARTTLS"_s, u"starttls"_s);
    line.tls->addItem(tr("None (this computer only)"), u"none"_s);
    line.tls->setMinimumWidth(120);
    line.tls->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(line.tls, &QComboBox::activated, this, [line](int index) {
        const int port = line.port->text().toInt();
        if (port == line.tlsPort || port == line.startTlsPort)
            line.port->setText(QString::number(index == 0 ? line.tlsPort : line.startTlsPort));
    });
}

void MailServersPage::presentLine(const Line &line, const QString &key, const QString &prefix)
{
    const QJsonObject server = m_account.settings.value(key).toObject();
    const QString domain = m_account.email.section(u'@', 1);
    const QString host = server.value("host"_L1).toString();
    line.host->setPlaceholderText(prefix + u'.' + (domain.isEmpty() ? u"example.com"_s : domain));
    line.host->setText(!host.isEmpty() || domain.isEmpty() ? host : prefix + u'.' + domain);
    line.port->setText(QString::number(server.value("port"_L1).toInt(line.tlsPort)));
    line.tls->setCurrentIndex(std::max(0, line.tls->findData(server.value("tls"_L1).toString())));
}

void MailServersPage::present(const Account &account, const QString &hint)
{
    m_account = account;
    m_ui->hint->setText(hint);
    m_ui->hint->setVisible(!hint.isEmpty());
    presentLine(lines().at(0), u"imap"_s, u"imap"_s);
    presentLine(lines().at(1), u"smtp"_s, u"smtp"_s);
    m_ui->user->setText(account.settings.value("user"_L1).toString());
    m_ui->user->setPlaceholderText(account.email.isEmpty() ? tr("The mail address") : account.email);
    m_ui->cardDav->setText(account.settings.value("cardDav"_L1).toString());
    m_ui->serversNotice->clear();
}

bool MailServersPage::complain(QWidget *field, const QString &title, const QString &advice)
{
    m_ui->serversNotice->tell(InlineNotice::Kind::Danger, title, advice);
    field->setFocus();
    return false;
}

bool MailServersPage::takeLine(const Line &line, const QString &key)
{
    const QString host = line.host->text().trimmed().toLower();
    const bool isName = !host.isEmpty() && !host.contains(u'/') && !host.contains(u' ') && !host.contains(u'@');
    if (!isName)
        return complain(line.host, tr("Please check the name of the server"), tr("It is a name such as imap.example.com, without anything around it."));
    if (!line.port->hasAcceptableInput())
        return complain(line.port, tr("Please check the port"), tr("It is a number such as 993."));
    const QString tls = line.tls->currentData().toString();
    if (tls == "none"_L1 && !isLoopbackHost(host))
        return complain(line.tls, tr("Without encryption your password could be read by anybody"),
            tr("That is possible only for a server on this computer. Choose TLS or STARTTLS."));
    const QJsonObject before = m_account.settings.value(key).toObject();
    QJsonObject server{{u"host"_s, host}, {u"port"_s, line.port->text().toInt()}, {u"tls"_s, tls}};
    // A trusted certificate is that of one server.
    if (before.value("host"_L1).toString() == host && before.contains("certificate"_L1))
        server.insert(u"certificate"_s, before.value("certificate"_L1));
    if (before.value("host"_L1).toString() != host) {
        // Another server than the service's own.
        for (const QString &own : {u"provider"_s, u"codePage"_s, u"login"_s, u"oauth"_s, u"savesSent"_s})
            m_account.settings.remove(own);
    }
    m_account.settings.insert(key, server);
    return true;
}

void MailServersPage::submit()
{
    m_ui->serversNotice->clear();
    const QUrl contacts(m_ui->cardDav->text().trimmed(), QUrl::StrictMode);
    if (!contacts.isEmpty() && (!contacts.isValid() || contacts.scheme() != "https"_L1) && !isLoopbackHost(contacts.host())) {
        complain(m_ui->cardDav, tr("Please check the address for contacts"), tr("It begins with https://, or is left empty."));
        return;
    }
    if (!takeLine(lines().at(0), u"imap"_s) || !takeLine(lines().at(1), u"smtp"_s))
        return;
    const QString user = m_ui->user->text().trimmed();
    user.isEmpty() || user == m_account.email ? m_account.settings.remove(u"user"_s) : void(m_account.settings.insert(u"user"_s, user));
    contacts.isEmpty() ? m_account.settings.remove(u"cardDav"_s)
                       : void(m_account.settings.insert(u"cardDav"_s, contacts.toString(QUrl::FullyEncoded)));
    emit done();
}

} // namespace qn::widgets
