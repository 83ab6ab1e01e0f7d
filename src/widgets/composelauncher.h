// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/composerequest.h"
#include "widgets/replybuilder.h"

#include <QObject>

namespace qn::widgets {

class Toast;

/// Makes what a compose window opens with: fetches the mail that is answered, forwarded or taken up again.
class ComposeLauncher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ComposeLauncher)

public:
    ComposeLauncher(session::Session &session, Toast &toast, QObject *parent);

    void write(AccountId account, const QList<Address> &to = {});
    void answer(ReplyKind kind, const store::MessageRow &row);
    /// A message of the Drafts folder.
    void takeUpDraft(const store::MessageRow &row);
    void openDraft(DraftId draft);
    /// Back from the outbox into a compose window.
    void takeBack(OutgoingId mail);

signals:
    void composeRequested(const qn::widgets::ComposeRequest &request);

private:
    using Loaded = std::function<void(const MessageHeader &, const MessageBody &)>;
    void load(MessageId message, Loaded done);
    void withAttachments(MessageId message, MessageBody body, std::function<void(const MessageBody &)> done);
    void adoptDraft(const store::MessageRow &row, const MessageHeader &header);
    void tell(const Error &error);
    Address self(AccountId account) const;

    session::Session &m_session;
    Toast &m_toast;
};

} // namespace qn::widgets
