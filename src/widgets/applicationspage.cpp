// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/applicationspage.h"

#include "core/whendone.h"
#include "session/session.h"
#include "widgets/emptystate.h"
#include "widgets/inlinenotice.h"
#include "widgets/sheet.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds lookAgain{3};

QLabel *words(const QString &text, QWidget *parent, bool second)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText); // names come from outside
    label->setWordWrap(true);
    if (second)
        label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QString whatItMay(AccessScopes scopes)
{
    QStringList list;
    if (scopes.testFlag(AccessScope::ReadMail))
        list << ApplicationsPage::tr("read your mail");
    if (scopes.testFlag(AccessScope::SendMail))
        list << ApplicationsPage::tr("send mail in your name");
    if (scopes.testFlag(AccessScope::ChangeMail))
        list << ApplicationsPage::tr("mark, move and delete mail");
    if (scopes.testFlag(AccessScope::ChangeContacts))
        list << ApplicationsPage::tr("see and change your contacts");
    else if (scopes.testFlag(AccessScope::ReadContacts))
        list << ApplicationsPage::tr("see your contacts");
    return ApplicationsPage::tr("May %1").arg(list.join(ApplicationsPage::tr(", ", "between the words of a list")));
}

QString shortTime(const QDateTime &utc)
{
    return QLocale().toString(utc.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

ApplicationsPage::ApplicationsPage(session::Session &session, InlineNotice *notice, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_notice(notice)
    , m_scroll(new QScrollArea(this))
    , m_nothing(new EmptyStateWidget(
          {u"key"_s, tr("No application has access"), tr("Programs of yours ask for it through “qingniaoctl serve”.")}, this))
{
    auto *title = new QLabel(tr("Applications"), this);
    title->setFont(themeFont(TextRole::Title, true));
    auto *hint = words(tr("Programs on this computer that you have allowed to use your mail."), this, true);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(2);
    layout->addWidget(title);
    layout->addWidget(hint);
    layout->addSpacing(12);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_nothing, 1);
    m_scroll->hide();
    m_nothing->hide(); // nothing is said before it is known
    m_clock.setInterval(lookAgain);
    connect(&m_clock, &QTimer::timeout, this, &ApplicationsPage::readAgain);
}

void ApplicationsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    readAgain();
    m_clock.start();
}

void ApplicationsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_clock.stop();
}

void ApplicationsPage::readAgain()
{
    using Applications = QList<ApplicationAccess>;
    whenDone(m_session.applications(), this, [this](const Result<Applications> &applications) {
        if (applications)
            showAll(*applications);
        else if (isVisible())
            m_notice->tell(applications.error(), {{tr("Retry"), [this] { readAgain(); }}});
    });
}

/// Only what is different is drawn anew: a button under the mouse stays.
void ApplicationsPage::showAll(const QList<ApplicationAccess> &applications)
{
    if (std::exchange(m_wasRead, true) && applications == m_shown)
        return;
    m_shown = applications;
    const int place = m_scroll->verticalScrollBar()->value();
    m_cards = new QWidget(this); // the scroll area takes it and deletes the one before
    m_cards->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(m_cards);
    layout->setContentsMargins({});
    layout->setSpacing(Tokens::grid);
    for (const ApplicationAccess &application : applications)
        layout->addWidget(card(application));
    layout->addStretch(1);
    m_scroll->setWidget(m_cards);
    m_scroll->setVisible(!applications.isEmpty());
    m_nothing->setVisible(applications.isEmpty());
    m_scroll->verticalScrollBar()->setValue(place);
}

QString ApplicationsPage::mailboxOf(const ApplicationAccess &application) const
{
    const QList<Account> accounts = m_session.accounts();
    for (const Account &account : accounts) {
        if (account.id == application.account)
            return account.email.isEmpty() ? account.name : account.email;
    }
    return {};
}

QWidget *ApplicationsPage::card(const ApplicationAccess &application)
{
    auto *sheet = new Sheet(m_cards);
    auto *name = words(application.name, sheet, false);
    name->setFont(themeFont(TextRole::Body, true));
    auto *mailbox = words(mailboxOf(application), sheet, true);
    auto *scopes = words(whatItMay(application.scopes), sheet, false);
    auto *times = words(
        tr("Allowed %1 · last used %2").arg(shortTime(application.granted), shortTime(application.lastUsed)), sheet, true);
    times->setFont(themeFont(TextRole::Caption));
    auto *revoke = new QPushButton(tr("Take Back"), sheet);
    revoke->setObjectName(u"revoke"_s);
    revoke->setAccessibleName(tr("Take back the access of %1").arg(application.name));
    revoke->setProperty("danger", true);
    revoke->setAutoDefault(false);
    connect(revoke, &QPushButton::clicked, this, [this, application] { askToRevoke(application); });

    auto *who = new QVBoxLayout;
    who->setSpacing(2);
    who->addWidget(name);
    who->addWidget(mailbox);
    auto *head = new QHBoxLayout;
    head->setSpacing(16);
    head->addLayout(who, 1);
    head->addWidget(revoke, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addSpacing(4);
    layout->addWidget(scopes);
    layout->addWidget(times);
    return sheet;
}

void ApplicationsPage::askToRevoke(const ApplicationAccess &application)
{
    m_notice->tell(InlineNotice::Kind::Warning, tr("Take back the access of “%1”?").arg(application.name),
        tr("It can read and send nothing from then on, until you agree again."),
        {{tr("Keep"), [this] { m_scroll->setFocus(); }},
            {tr("Take Back"), [this, id = application.clientId] { revoke(id); }}});
    m_notice->focusFirstAction();
}

void ApplicationsPage::revoke(const QString &clientId)
{
    whenDone(m_session.revokeApplication(clientId), this, [this, clientId](const Result<void> &revoked) {
        if (!revoked)
            m_notice->tell(revoked.error(), {{tr("Retry"), [this, clientId] { revoke(clientId); }}});
        readAgain();
    });
}

} // namespace qn::widgets
