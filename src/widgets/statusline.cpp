// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statusline.h"

#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace qn::widgets {

using session::AccountStatus;
using Phase = AccountStatus::Phase;

namespace {

/// Texts outside the class, under its name for the translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(StatusLine)
};

int urgency(const AccountStatus &status)
{
    switch (status.phase) {
    case Phase::SignInNeeded:
        return 6;
    case Phase::Failed:
        return 5;
    case Phase::Syncing:
        return 4;
    case Phase::Connecting:
        return 3;
    case Phase::Offline:
        return 2;
    case Phase::Idle:
        break;
    }
    return status.copy ? 1 : 0;
}

QString accountName(const QList<Account> &accounts, AccountId id)
{
    for (const Account &account : accounts) {
        if (account.id == id)
            return account.email.isEmpty() ? account.name : account.email;
    }
    return {};
}

void describeIdle(StatusText &text, const AccountStatus &status, const QDateTime &now)
{
    text.icon = u"check"_s;
    if (!status.lastSync.isValid())
        text.text = Words::tr("Not updated yet");
    else if (status.lastSync.secsTo(now) < 60)
        text.text = Words::tr("Updated just now");
    else
        text.text = Words::tr("Updated %1").arg(shortTime(status.lastSync, now));
}

void describeCopy(StatusText &text, const sync::CopyState &copy)
{
    text.icon = u"download"_s;
    text.busy = true;
    text.done = copy.done;
    text.total = copy.total;
    text.text = Words::tr("Keeping all mail on this computer: %1 of %2").arg(copy.done).arg(copy.total);
}

void describeSync(StatusText &text, const AccountStatus &status)
{
    text.icon = u"refresh-cw"_s;
    text.busy = true;
    text.done = status.done;
    text.total = status.total;
    if (status.total > 0)
        text.text = Words::tr("Getting mail: %1 of %2").arg(qMin(status.done, status.total)).arg(status.total);
    else if (status.done > 0)
        text.text = Words::tr("Getting mail: %1").arg(status.done);
    else
        text.text = Words::tr("Looking for new mail…");
}

} // namespace

StatusText statusText(const QList<AccountStatus> &statuses, const QDateTime &now, const QList<Account> &accounts)
{
    StatusText text;
    const auto worst = std::max_element(statuses.cbegin(), statuses.cend(),
        [](const AccountStatus &a, const AccountStatus &b) { return urgency(a) < urgency(b); });
    if (worst == statuses.cend())
        return text;
    text.account = worst->account;
    if (worst->error)
        text.details = describe(*worst->error).advice;
    switch (worst->phase) {
    case Phase::Idle:
        if (worst->copy)
            describeCopy(text, *worst->copy);
        else
            describeIdle(text, *worst, now);
        break;
    case Phase::Connecting:
        text.icon = u"refresh-cw"_s;
        text.text = Words::tr("Connecting…");
        text.busy = true;
        break;
    case Phase::Syncing:
        describeSync(text, *worst);
        break;
    case Phase::Offline:
        text.icon = u"cloud-off"_s;
        text.text = Words::tr("Offline. You see what is on this computer.");
        text.action = StatusText::Action::Retry;
        break;
    case Phase::SignInNeeded:
        text.icon = u"log-in"_s;
        text.text = Words::tr("%1 needs you to sign in again").arg(accountName(accounts, worst->account));
        text.action = StatusText::Action::SignIn;
        text.warns = true;
        break;
    case Phase::Failed:
        text.icon = u"circle-alert"_s;
        text.text = worst->error ? describe(*worst->error).title : Words::tr("Mail could not be updated");
        text.action = StatusText::Action::Retry;
        text.warns = true;
        break;
    }
    return text;
}

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_progress(new QProgressBar(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 1, 16, 0);
    row->setSpacing(8);
    row->addWidget(m_icon);
    row->addWidget(m_text);
    row->addWidget(m_action);
    row->addWidget(m_progress);
    row->addStretch(1);
    m_text->setFont(themeFont(TextRole::Caption));
    m_text->setTextFormat(Qt::PlainText);
    m_action->setFont(themeFont(TextRole::Caption, true));
    m_action->setProperty("quiet", true);
    m_action->setFixedHeight(24);
    m_action->setCursor(Qt::PointingHandCursor);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(120, 6);
    m_progress->setAccessibleName(tr("Progress"));
    setFixedHeight(30);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_shown.action == StatusText::Action::SignIn)
            emit signInRequested(m_shown.account);
        else
            emit retryRequested(m_shown.account);
    });
    auto *minute = new QTimer(this); // "just now" ages
    minute->start(30000);
    connect(minute, &QTimer::timeout, this, &StatusLine::refresh);
    show({});
}

void StatusLine::follow(session::Session &session)
{
    m_session = &session;
    connect(&session, &session::Session::statusChanged, this, &StatusLine::refresh);
    connect(&session, &session::Session::accountsChanged, this, &StatusLine::refresh);
    refresh();
}

void StatusLine::refresh()
{
    if (!m_session)
        return;
    QList<AccountStatus> statuses;
    for (const Account &account : m_session->accounts()) {
        if (account.kind == AccountKind::Local)
            continue; // no server, nothing to tell
        statuses.append(m_session->status(account.id));
    }
    show(statusText(statuses, QDateTime::currentDateTimeUtc(), m_session->accounts()));
}

void StatusLine::show(const StatusText &text)
{
    m_shown = text;
    m_text->setText(text.text);
    m_text->setToolTip(text.details);
    setAccessibleName(text.text);
    m_action->setVisible(text.action != StatusText::Action::None);
    m_action->setText(text.action == StatusText::Action::SignIn ? tr("Sign in") : tr("Try again"));
    m_progress->setVisible(text.busy && text.total > 0);
    m_progress->setRange(0, qMax(1, text.total));
    m_progress->setValue(text.done);
    applyColours();
}

void StatusLine::applyColours()
{
    const Tokens t = Tokens::of(palette());
    const QColor ink = m_shown.warns ? t.warning : t.textThird;
    m_icon->setPixmap(m_shown.icon.isEmpty() ? QPixmap() : themeIcon(m_shown.icon, ink).pixmap(QSize(14, 14), devicePixelRatioF()));
    QPalette own = m_text->palette();
    own.setColor(QPalette::WindowText, ink);
    m_text->setPalette(own);
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens t = Tokens::of(palette());
    painter.fillRect(rect(), t.surface);
    painter.fillRect(QRect(0, 0, width(), 1), t.border);
}

void StatusLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

} // namespace qn::widgets
