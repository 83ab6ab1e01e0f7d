// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composelauncher.h"

#include "core/whendone.h"
#include "models/lookup.h"
#include "widgets/toast.h"

#include <memory>

namespace qn::widgets {

ComposeLauncher::ComposeLauncher(session::Session &session, Toast &toast, QObject *parent)
    : QObject(parent), m_session(session), m_toast(toast)
{
}

Address ComposeLauncher::self(AccountId account) const
{
    for (const Account &known : m_session.accounts()) {
        if (known.id == account)
            return {m_session.status(account).capabilities.accountName, known.email};
    }
    return {};
}

void ComposeLauncher::tell(const Error &error)
{
    if (error.kind != ErrorKind::Canceled)
        m_toast.tell(describe(error).title);
}

void ComposeLauncher::write(AccountId account, const QList<Address> &to)
{
    ComposeRequest request;
    request.account = account;
    request.draft.from = self(account);
    request.draft.to = to;
    emit composeRequested(request);
}

void ComposeLauncher::load(MessageId message, Loaded done)
{
    whenDone(models::findHeader(m_session.reader(), message), this, [this, message, done](const Result<MessageHeader> &found) {
        if (!found)
            return tell(found.error());
        const MessageHeader header = *found;
        whenDone(m_session.fetchBody(message), this, [this, header, done](const Result<MessageBody> &body) {
            if (!body)
                return tell(body.error());
            done(header, *body);
        });
    });
}

void ComposeLauncher::withAttachments(MessageId message, MessageBody body, std::function<void(const MessageBody &)> done)
{
    struct Gathering
    {
        MessageBody body;
        qsizetype missing = 0;
    };
    auto gathering = std::make_shared<Gathering>(Gathering{std::move(body), 0});
    for (const Attachment &attachment : std::as_const(gathering->body.attachments))
        gathering->missing += attachment.content.isEmpty();
    if (gathering->missing == 0)
        return done(gathering->body);
    for (qsizetype i = 0; i < gathering->body.attachments.size(); ++i) {
        if (!gathering->body.attachments.at(i).content.isEmpty())
            continue;
        const QString part = gathering->body.attachments.at(i).partId;
        whenDone(m_session.fetchAttachment(message, part), this, [this, gathering, i, done](const Result<QByteArray> &bytes) {
            if (bytes)
                gathering->body.attachments[i].content = *bytes;
            else
                tell(bytes.error());
            if (--gathering->missing == 0)
                done(gathering->body);
        });
    }
}

void ComposeLauncher::answer(ReplyKind kind, const store::MessageRow &row)
{
    load(row.id, [this, kind, row](const MessageHeader &header, const MessageBody &body) {
        const auto finish = [this, kind, row, header](const MessageBody &whole) {
            const Address from = self(row.account);
            ComposeRequest request;
            request.account = row.account;
            request.draft = buildReply(kind, header, whole, from, {from.email});
            request.focusBody = kind != ReplyKind::Forward;
            emit composeRequested(request);
        };
        if (kind == ReplyKind::Forward)
            withAttachments(row.id, body, finish);
        else
            finish(body);
    });
}

void ComposeLauncher::openDraft(DraftId draft)
{
    whenDone(models::findDraft(m_session.reader(), draft), this, [this](const Result<store::DraftRow> &row) {
        if (!row)
            return tell(row.error());
        emit composeRequested({row->account, row->mail, row->id, true});
    });
}

void ComposeLauncher::takeUpDraft(const store::MessageRow &row)
{
    whenDone(models::findHeader(m_session.reader(), row.id), this, [this, row](const Result<MessageHeader> &found) {
        if (!found)
            return tell(found.error());
        const MessageHeader header = *found;
        whenDone(models::findDraft(m_session.reader(), row.account, header.remoteId), this,
            [this, row, header](const Result<store::DraftRow> &known) {
                if (known)
                    emit composeRequested({known->account, known->mail, known->id, true});
                else
                    adoptDraft(row, header);
            });
    });
}

void ComposeLauncher::adoptDraft(const store::MessageRow &row, const MessageHeader &header)
{
    whenDone(m_session.fetchBody(row.id), this, [this, row, header](const Result<MessageBody> &body) {
        if (!body)
            return tell(body.error());
        withAttachments(row.id, *body, [this, row, header](const MessageBody &whole) {
            // Kept here first with the server's id, so that saving it replaces the server's copy.
            store::DraftRow draft;
            draft.account = row.account;
            draft.mail = continueDraft(header, whole, self(row.account));
            draft.remoteId = header.remoteId;
            const OutgoingMessage mail = draft.mail;
            whenDone(m_session.saveDraft(draft), this, [this, row, mail](const Result<DraftId> &id) {
                if (!id)
                    return tell(id.error());
                emit composeRequested({row.account, mail, *id, true});
            });
        });
    });
}

void ComposeLauncher::takeBack(OutgoingId mail)
{
    whenDone(m_session.undoSend(mail), this, [this](const Result<DraftId> &draft) {
        if (draft)
            openDraft(*draft);
        else
            m_toast.tell(tr("Too late: the mail is on its way"));
    });
}

} // namespace qn::widgets
