// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>
#include <QTimer>

namespace qn::widgets {

class MailActions;
class ReaderView;

/// Brings the message that is selected into the reader: head at once, body from the store or the server, errors in place; and
/// marks it as read when it has been looked at for a moment.
class ReaderController final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ReaderController)

public:
    ReaderController(session::Session &session, ReaderView &view, MailActions &actions);

    void open(const store::MessageRow &row);
    void close();
    /// The same message in another state (flags, place).
    void update(const store::MessageRow &row);
    MessageId message() const { return m_row.id; }
    store::MessageRow row() const { return m_row; }

signals:
    void messageChanged(); ///< another message, or none

private:
    void load();
    void takeBody(const Result<MessageBody> &body);
    void markReadSoon();

    session::Session &m_session;
    ReaderView &m_view;
    MailActions &m_actions;
    store::MessageRow m_row;
    int m_run = 0; ///< answers for an earlier message are dropped
    QTimer m_loadSoon; ///< the arrow keys run past messages without fetching each
    QTimer m_readSoon;
};

} // namespace qn::widgets
