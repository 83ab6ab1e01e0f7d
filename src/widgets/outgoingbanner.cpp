// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/outgoingbanner.h"

#include "widgets/theme.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::widgets {

using store::OutgoingRow;
using store::OutgoingState;

namespace {

/// Texts outside the class, under its name for the translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(OutgoingBanner)
};

int urgency(OutgoingState state)
{
    switch (state) {
    case OutgoingState::Failed:
        return 5;
    case OutgoingState::Unknown:
        return 4;
    case OutgoingState::Queued:
        return 3;
    case OutgoingState::Sending:
        return 2;
    case OutgoingState::Sent:
        return 1;
    case OutgoingState::Filed:
        break;
    }
    return 0;
}

QString title(const OutgoingRow &row)
{
    return row.mail.subject.trimmed().isEmpty() ? Words::tr("(no subject)") : row.mail.subject.simplified();
}

constexpr qint64 overdueAfter = 3000; // milliseconds

/// An account's mails leave one after the other, oldest first: where the oldest is overdue, a later one waits as well;
/// but not for the network while one is being handed over.
bool waitsForNetwork(const QList<OutgoingRow> &rows, AccountId account, qint64 now)
{
    const auto has = [&](auto &&condition) {
        return std::any_of(rows.cbegin(), rows.cend(), [&](const OutgoingRow &row) { return row.account == account && condition(row); });
    };
    return !has([](const OutgoingRow &row) { return row.state == OutgoingState::Sending; }) && has([now](const OutgoingRow &row) {
        return row.state == OutgoingState::Queued && (row.attempts > 0 || row.notBefore + overdueAfter <= now);
    });
}

void describeQueued(OutgoingText &text, const OutgoingRow &row, bool waits)
{
    text.icon = u"send"_s;
    text.undo = true;
    text.text = waits ? Words::tr("“%1” waits for the network").arg(title(row)) : Words::tr("Sending “%1”…").arg(title(row));
}

} // namespace

OutgoingText outgoingText(const QList<OutgoingRow> &rows, qint64 now)
{
    OutgoingText text;
    const auto worst = std::max_element(rows.cbegin(), rows.cend(),
        [](const OutgoingRow &a, const OutgoingRow &b) { return urgency(a.state) < urgency(b.state); });
    if (worst == rows.cend())
        return text;
    text.mail = worst->id;
    switch (worst->state) {
    case OutgoingState::Queued:
        describeQueued(text, *worst, waitsForNetwork(rows, worst->account, now));
        break;
    case OutgoingState::Sending:
        text.icon = u"send"_s;
        text.text = Words::tr("Sending “%1”…").arg(title(*worst));
        break;
    case OutgoingState::Sent:
    case OutgoingState::Filed:
        text.icon = u"check"_s;
        text.tone = OutgoingText::Tone::Good;
        text.text = Words::tr("Sent");
        break;
    case OutgoingState::Unknown:
        text.icon = u"circle-alert"_s;
        text.tone = OutgoingText::Tone::Bad;
        text.text = Words::tr("It is not certain that “%1” was sent. Look into Sent before you send it again.").arg(title(*worst));
        text.retry = true;
        break;
    case OutgoingState::Failed:
        text.icon = u"circle-alert"_s;
        text.tone = OutgoingText::Tone::Bad;
        text.text = Words::tr("“%1” was not sent: %2").arg(title(*worst), worst->error ? describe(*worst->error).title : Words::tr("unknown reason"));
        text.edit = text.retry = true;
        break;
    }
    return text;
}

std::optional<qint64> nextOverdue(const QList<OutgoingRow> &rows, qint64 now)
{
    std::optional<qint64> next;
    for (const OutgoingRow &row : rows) {
        const qint64 due = row.notBefore + overdueAfter;
        if (row.state == OutgoingState::Queued && due > now)
            next = std::min(due, next.value_or(due));
    }
    return next;
}

OutgoingBanner::OutgoingBanner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_undo(new QPushButton(this))
    , m_retry(new QPushButton(tr("Send again"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 12, 6);
    row->setSpacing(10);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_undo);
    row->addWidget(m_retry);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_undo->setProperty("quiet", true);
    m_retry->setProperty("quiet", true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_sentFor.setSingleShot(true);
    m_sentFor.setInterval(3500);
    m_overdue.setSingleShot(true);
    for (QTimer *timer : {&m_sentFor, &m_overdue})
        connect(timer, &QTimer::timeout, this, &OutgoingBanner::refresh);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        m_takenBack = m_shown.mail;
        emit undoRequested(m_shown.mail);
    });
    connect(m_retry, &QPushButton::clicked, this, [this] { emit retryRequested(m_shown.mail); });
    hide();
}

void OutgoingBanner::follow(models::OutgoingModel &model)
{
    m_model = &model;
    connect(&model, &QAbstractItemModel::rowsInserted, this, &OutgoingBanner::refresh);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &OutgoingBanner::refresh);
    connect(&model, &QAbstractItemModel::dataChanged, this, &OutgoingBanner::refresh);
    connect(&model, &QAbstractItemModel::modelReset, this, &OutgoingBanner::refresh);
    refresh();
}

void OutgoingBanner::refresh()
{
    if (!m_model)
        return;
    QList<OutgoingRow> rows;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        // "Sent" is said once, for a moment, and not again after a start.
        if (const auto row = m_model->at(i); row && row->state != OutgoingState::Sent)
            rows.append(*row);
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (const std::optional<qint64> due = nextOverdue(rows, now))
        m_overdue.start(std::chrono::milliseconds(*due - now));
    OutgoingText text = outgoingText(rows, now);
    const bool wasOnItsWay = m_shown.mail.isValid() && m_shown.tone == OutgoingText::Tone::Quiet;
    const auto before = m_model->at(m_model->rowOf(m_shown.mail));
    if (text.text.isEmpty() && wasOnItsWay && (!before || before->state == OutgoingState::Sent) && m_shown.mail != m_takenBack) {
        text = {OutgoingText::Tone::Good, {}, u"check"_s, tr("Sent"), false, false, false};
        m_sentFor.start();
    } else if (text.text.isEmpty() && m_sentFor.isActive()) {
        return;
    }
    show(text);
}

void OutgoingBanner::show(const OutgoingText &text)
{
    m_shown = text;
    m_text->setText(text.text);
    setAccessibleName(text.text);
    m_undo->setText(text.edit ? tr("Edit") : tr("Undo"));
    m_undo->setVisible(text.undo || text.edit);
    m_retry->setVisible(text.retry);
    applyColours();
    setVisible(!text.text.isEmpty());
}

void OutgoingBanner::applyColours()
{
    const Tokens t = Tokens::of(palette());
    const QColor ink = m_shown.tone == OutgoingText::Tone::Bad ? t.danger
        : m_shown.tone == OutgoingText::Tone::Good             ? t.success
                                                               : t.accent;
    m_icon->setPixmap(m_shown.icon.isEmpty() ? QPixmap() : themeIcon(m_shown.icon, ink).pixmap(QSize(18, 18), devicePixelRatioF()));
}

void OutgoingBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens t = Tokens::of(palette());
    painter.fillRect(rect(), m_shown.tone == OutgoingText::Tone::Quiet ? t.selected : t.raised);
    painter.fillRect(QRect(0, 0, width(), 1), t.border);
}

void OutgoingBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

} // namespace qn::widgets
