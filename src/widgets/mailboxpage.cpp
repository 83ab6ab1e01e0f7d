// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailboxpage.h"

#include "core/authorizationcode.h"
#include "widgets/inlinenotice.h"
#include "widgets/secretfield.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace qn::widgets {

using namespace Qt::StringLiterals;

MailboxPage::MailboxPage(QWidget *parent)
    : QWidget(parent)
    , m_back(new QPushButton(tr("Back"), this))
    , m_title(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_addressLabel(new QLabel(tr("Mail address"), this))
    , m_secretLabel(new QLabel(this))
    , m_clientIdLabel(new QLabel(tr("Client &ID"), this))
    , m_address(new QLineEdit(this))
    , m_secret(new SecretField(this))
    , m_clientId(new QLineEdit(this))
    , m_paste(new QPushButton(tr("Use the Code on the Clipboard"), this))
    , m_pasteHint(new QLabel(tr("A code that you copy is offered here."), this))
    , m_signIn(new QPushButton(this))
    , m_progress(new QProgressBar(this))
    , m_working(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_notice(new InlineNotice(this))
    , m_servers(new QLabel(this))
    , m_change(new QPushButton(tr("Change…"), this))
{
    m_back->setObjectName(u"back"_s);
    m_address->setObjectName(u"mailboxAddress"_s);
    m_address->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    m_address->setPlaceholderText(u"12345678@qq.com"_s);
    m_secret->setObjectName(u"secret"_s);
    m_clientId->setObjectName(u"clientId"_s);
    m_paste->setObjectName(u"useClipboard"_s);
    m_paste->setIcon(themeIcon(u"copy"_s));
    m_signIn->setObjectName(u"signIn"_s);
    m_signIn->setProperty("primary", true);
    m_signIn->setDefault(true);
    m_cancel->setObjectName(u"cancelSignIn"_s);
    m_change->setObjectName(u"changeServers"_s);
    m_change->setAccessibleName(tr("Change the servers"));
    m_notice->setObjectName(u"notice"_s);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    build();
    setBusy(false);
    connect(m_back, &QPushButton::clicked, this, &MailboxPage::backRequested);
    connect(m_change, &QPushButton::clicked, this, &MailboxPage::serversRequested);
    connect(m_signIn, &QPushButton::clicked, this, &MailboxPage::signInRequested);
    connect(m_cancel, &QPushButton::clicked, this, &MailboxPage::cancelRequested);
    connect(m_paste, &QPushButton::clicked, this, &MailboxPage::useClipboard);
    connect(m_secret, &QLineEdit::textChanged, this, &MailboxPage::lookAtClipboard);
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, &MailboxPage::lookAtClipboard);
    connect(m_address, &QLineEdit::editingFinished, this, [this] {
        const QString whole = address();
        if (whole != m_address->text())
            m_address->setText(whole);
        if (whole != m_account.email && looksLikeAddress(whole))
            emit addressEdited();
    });
}

void MailboxPage::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(4);
    for (QPushButton *quiet : {m_back, m_change}) {
        quiet->setProperty("quiet", true);
        quiet->setAutoDefault(false);
    }
    m_back->setProperty("flush", chevronAir);
    m_change->setProperty("flush", 0);
    m_back->setIcon(themeIcon(u"chevron-left"_s));
    column->addWidget(m_back, 0, Qt::AlignLeft);
    column->addSpacing(8);
    m_title->setFont(themeFont(TextRole::Display, true));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addSpacing(16);
    addField(m_addressLabel, m_address);
    addField(m_secretLabel, m_secret);
    addField(m_clientIdLabel, m_clientId);
    m_paste->setAutoDefault(false);
    column->addWidget(m_paste, 0, Qt::AlignLeft);
    m_pasteHint->setMinimumHeight(m_paste->sizeHint().height()); // the button below does not jump
    m_pasteHint->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    column->addWidget(m_pasteHint);
    column->addSpacing(6);
    m_signIn->setMinimumHeight(40);
    column->addWidget(m_signIn);
    column->addWidget(m_progress);
    auto *working = new QHBoxLayout;
    m_working->setForegroundRole(QPalette::PlaceholderText);
    m_cancel->setAutoDefault(false);
    working->addWidget(m_working, 1);
    working->addWidget(m_cancel);
    column->addLayout(working);
    column->addSpacing(8);
    column->addWidget(m_notice);
    column->addStretch(1);
    auto *servers = new QHBoxLayout;
    servers->setSpacing(8);
    m_servers->setObjectName(u"servers"_s);
    m_servers->setWordWrap(true);
    servers->addWidget(m_servers, 1);
    servers->addWidget(m_change, 0, Qt::AlignBottom);
    column->addLayout(servers);
    auto *kept = new QLabel(tr("It is kept in the keychain of this computer and nowhere else."), this);
    kept->setWordWrap(true);
    column->addWidget(kept);
    for (QLabel *small : {m_servers, kept, m_pasteHint}) {
        small->setForegroundRole(QPalette::PlaceholderText);
        small->setFont(themeFont(TextRole::Caption));
    }
}

void MailboxPage::addField(QLabel *label, QWidget *field)
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    label->setBuddy(field);
    label->setFont(themeFont(TextRole::Caption, true));
    field->setMinimumHeight(40);
    field->setAccessibleName(label->text().remove(u'&'));
    column->addWidget(label);
    column->addWidget(field);
    column->addSpacing(8);
}

void MailboxPage::present(const Account &account, bool isKnown)
{
    m_account = account;
    m_service = mailServiceOf(account);
    const bool asksBrowser = wantsBrowser(account);
    m_back->setVisible(!isKnown);
    m_title->setText(m_service.name.isEmpty() ? tr("Your mailbox") : m_service.name);
    m_hint->setText(isKnown ? tr("Please sign in again: the server no longer takes what is stored.")
            : asksBrowser ? tr("You sign in on the service's own page, in your browser.")
            : m_service.isBuiltIn && m_service.kind != MailService::Kind::Other
            ? tr("Sign in with your address and the %1.").arg(m_service.secret.toLower())
            : tr("Sign in with your address and password."));
    if (m_address->text() != account.email && !account.email.isEmpty())
        m_address->setText(account.email);
    m_address->setReadOnly(isKnown);
    m_secretLabel->setText(m_service.secret);
    m_secret->setAccessibleName(m_service.secret);
    m_secret->setPlaceholderText(m_service.secretHint);
    m_secretLabel->setVisible(!asksBrowser);
    m_secret->setVisible(!asksBrowser);
    const bool asksId = asksBrowser && !hasClientId(account);
    m_clientIdLabel->setVisible(asksId);
    m_clientId->setVisible(asksId);
    m_signIn->setText(asksBrowser ? tr("Sign In with the Browser") : tr("Sign In"));
    showServers();
    lookAtClipboard();
}

void MailboxPage::showServers()
{
    const auto host = [this](QLatin1StringView which) { return m_account.settings.value(which).toObject().value("host"_L1).toString(); };
    const QString imap = host("imap"_L1), smtp = host("smtp"_L1);
    m_servers->setText(imap.isEmpty() ? QString() : tr("Servers: %1, %2").arg(imap, smtp));
}

QString MailboxPage::address() const
{
    return completedAddress(m_address->text());
}

QString MailboxPage::secret() const
{
    return m_secret->secret();
}

QString MailboxPage::clientId() const
{
    return m_clientId->text().trimmed();
}

/// What is on the clipboard is only compared with the form of a code, and goes nowhere until the user says so.
void MailboxPage::lookAtClipboard()
{
    const bool mayOffer = isVisible() && m_service.takesCode && !m_isBusy && m_secret->isVisibleTo(this);
    const QString code = mayOffer ? authorizationCodeIn(QGuiApplication::clipboard()->text()) : QString();
    const bool offers = !code.isEmpty() && code != m_secret->secret();
    m_paste->setVisible(offers);
    m_pasteHint->setVisible(m_service.takesCode && !offers);
}

void MailboxPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    lookAtClipboard();
}

void MailboxPage::useClipboard()
{
    if (const QString code = authorizationCodeIn(QGuiApplication::clipboard()->text()); !code.isEmpty())
        m_secret->setText(code);
    m_address->text().isEmpty() ? m_address->setFocus() : m_signIn->setFocus();
}

void MailboxPage::setBusy(bool busy)
{
    m_isBusy = busy;
    for (QWidget *field : {static_cast<QWidget *>(m_address), static_cast<QWidget *>(m_secret), static_cast<QWidget *>(m_clientId),
             static_cast<QWidget *>(m_signIn), static_cast<QWidget *>(m_back), static_cast<QWidget *>(m_change)})
        field->setEnabled(!busy);
    m_progress->setVisible(busy);
    m_working->setVisible(busy);
    m_cancel->setVisible(busy);
    if (busy) {
        m_working->setText(tr("Signing in to %1…").arg(m_service.name));
        m_notice->clear();
        m_cancel->setFocus();
    }
    lookAtClipboard();
}

void MailboxPage::complain(QLineEdit *field, const QString &title, const QString &advice)
{
    m_notice->tell(InlineNotice::Kind::Danger, title, advice);
    field->setFocus();
    field->selectAll();
}

void MailboxPage::complainAboutAddress()
{
    complain(m_address, tr("Please check the address"), tr("It looks like 12345678@qq.com."));
}

void MailboxPage::complainAboutSecret()
{
    if (m_clientId->isVisibleTo(this))
        return complain(m_clientId, tr("The client ID is missing"), tr("You get it where your application is registered."));
    complain(m_secret, tr("The %1 is missing").arg(m_service.secret.toLower()),
        m_service.takesCode ? tr("The guide shows how to get it.") : QString());
}

void MailboxPage::focusFirstEmpty()
{
    if (m_address->text().isEmpty())
        m_address->setFocus();
    else if (m_clientId->isVisibleTo(this))
        m_clientId->setFocus();
    else
        m_secret->isVisibleTo(this) ? m_secret->setFocus() : m_signIn->setFocus();
}

void MailboxPage::selectSecret()
{
    m_secret->setFocus();
    m_secret->selectAll();
}

} // namespace qn::widgets
