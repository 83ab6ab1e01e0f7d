// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"

namespace qn::session {

/// Reading mail and changing it. Engine thread; see Session for each command.
class MailCommands final
{
    Q_DISABLE_COPY_MOVE(MailCommands)

public:
    explicit MailCommands(Engine &engine)
        : m_engine(engine)
    {
    }
    backend::Task<MessageBody> fetchBody(MessageId message);
    backend::Task<QByteArray> fetchSource(MessageId message);
    backend::Task<QByteArray> fetchAttachment(MessageId message, QString partId);
    using Progress = std::function<bool(qint64 bytes)>; ///< so many have come; false: no more of them, please
    backend::Task<void> saveAttachment(MessageId message, QString partId, QString path, Progress progress);
    Result<OperationId> setFlags(const QList<MessageId> &messages, MessageFlags add, MessageFlags remove);
    Result<OperationId> move(const QList<MessageId> &messages, FolderId target);
    Result<OperationId> moveToRole(const QList<MessageId> &messages, FolderRole role);
    Result<OperationId> trash(const QList<MessageId> &messages);
    backend::Task<RemoteMessageId> append(AccountId account, FolderId folder, QByteArray source, MessageFlags flags);
    Result<void> undo(OperationId operation);

private:
    /// What is stored of a message.
    struct Stored
    {
        store::MessageRow row;
        std::optional<MessageBody> body;
        std::optional<MessageSource> source;
        RemoteFolderId folder;
        RemoteMessageId remoteId;
    };
    enum class Wanted { Body, Source };
    /// The source may be long: it is read where it is wanted, or there is no body.
    Result<Stored> stored(MessageId message, Wanted wanted = Wanted::Source);
    Result<MessageBody> readBody(MessageId message, const MessageSource &source);
    void noteError(AccountId account, const Error &error);
    using Chooser =
        std::function<Result<std::optional<store::OperationRow>>(store::Transaction &, const store::MessageRow &)>;
    /// One operation for each account and kind that `choose` names (nullopt: nothing to do). Returns the first one's
    /// id, none where there was nothing to do.
    Result<OperationId> insert(const QList<MessageId> &messages, const Chooser &choose);
    static Result<QList<store::OperationRow>> chosen(
        store::Transaction &tx, const QList<MessageId> &messages, const Chooser &choose);
    class KnownFolders;
    template <typename TargetOf> Result<OperationId> moveTo(const QList<MessageId> &messages, TargetOf targetOf);
    /// Drafts that only this computer has are discarded; returns the others.
    Result<QList<MessageId>> discardLocalDrafts(const QList<MessageId> &messages);
    /// Of what is stored; null where the server has to be asked.
    std::optional<Result<QByteArray>> attachmentHere(const Stored &known, const QString &partId);
    backend::Task<void> attachmentTo(MessageId message, QString partId, backend::FileTaker take);
    Result<QByteArray> localDraftFile(DraftId draft, const QString &partId);
    Result<void> allowed(AccountId account, bool backend::Capabilities::*what) const;

    Engine &m_engine;
    QHash<OperationId, QList<OperationId>> m_together; ///< by the first: what one command began in several accounts
};

} // namespace qn::session
