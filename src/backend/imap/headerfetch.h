// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/line.h"
#include "core/message.h"

#include <QCoroTask>

#include <memory>

namespace qn::imap {

/// Names of messages: UIDVALIDITY and UID, so that an id of another life of the folder is never taken for one of this.
RemoteMessageId messageId(quint32 uidValidity, quint32 uid);

/// Fetches what a list shows of messages and reads it on a thread of the pool. The pages of a long listing are asked for ahead, so that server, line
/// and parser are at work while the caller stores the last page. Lives on the engine thread; the caller has entered the line and selected the
/// folder. What is under way ends with Line::abort().
class HeaderFetch final
{
    Q_DISABLE_COPY_MOVE(HeaderFetch)

public:
    using Headers = QCoro::Task<Result<QList<MessageHeader>>>;

    explicit HeaderFetch(Line &line);
    ~HeaderFetch();

    /// Newest first. `sets` are asked for at once.
    Headers fetch(QList<QByteArray> sets, bool byUid, quint32 uidValidity);
    /// The first of these sets of UIDs; the others are what will be wanted next by all appearances.
    Headers page(QList<QByteArray> sets, quint32 uidValidity);

private:
    struct Request;
    struct State;
    static std::shared_ptr<Request> begin(const std::shared_ptr<State> &state, QByteArray set, bool byUid, quint32 uidValidity);
    static QCoro::Task<void> run(std::shared_ptr<State> state, std::shared_ptr<Request> request);

    const std::shared_ptr<State> m_state;
};

} // namespace qn::imap
