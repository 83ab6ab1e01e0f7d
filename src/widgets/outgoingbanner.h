// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/outgoingmodel.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace qn::widgets {

/// What the banner says of the outbox. Kept apart from the widget so that it can be tested.
struct OutgoingText
{
    enum class Tone { Quiet, Good, Bad };
    Tone tone = Tone::Quiet;
    OutgoingId mail;
    QString icon, text;
    bool undo = false, edit = false, retry = false;
    bool operator==(const OutgoingText &) const = default;
};
/// The most urgent mail of the outbox, or an empty text. `now`: milliseconds since the epoch.
OutgoingText outgoingText(const QList<store::OutgoingRow> &rows, qint64 now);
/// When the text changes by itself, milliseconds since the epoch: the oldest mail that can still leave in time no longer can.
std::optional<qint64> nextOverdue(const QList<store::OutgoingRow> &rows, qint64 now);

/// The strip that follows a mail on its way out: sending (with Undo), sent, not sent (with what to do).
class OutgoingBanner final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OutgoingBanner)

public:
    explicit OutgoingBanner(QWidget *parent = nullptr);
    void follow(models::OutgoingModel &model);

signals:
    void undoRequested(qn::OutgoingId mail); ///< back into a compose window
    void retryRequested(qn::OutgoingId mail);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void show(const OutgoingText &text);
    void applyColours();

    models::OutgoingModel *m_model = nullptr;
    OutgoingText m_shown;
    OutgoingId m_takenBack; ///< leaves the outbox without having been sent
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_undo;
    QPushButton *m_retry;
    QTimer m_sentFor; ///< how long "Sent" stays
    QTimer m_overdue; ///< when a mail that nobody has tried to send waits for the network
};

} // namespace qn::widgets
