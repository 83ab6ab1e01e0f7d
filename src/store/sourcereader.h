// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/messagesource.h"
#include "core/result.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace qn::store {

class Store;

/// Reads the bodies out of sources that were kept as they came (messages::setSource), newest first, on a thread of its
/// own with low priority and a connection of its own; what it has read is written on the store's thread, where it
/// lives. A kill at any time loses nothing.
class SourceReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SourceReader)

public:
    /// Called on the thread that reads.
    using Parse = std::function<Result<Message>(const MessageSource &source)>;

    SourceReader(Store &store, const QString &dataDir, Parse parse, QObject *parent = nullptr);
    ~SourceReader() override; ///< waits for the message that is being read
    /// Begins to work, now and whenever sources were kept.
    void start();

signals:
    void caughtUp(); ///< every source that was there has been read

private:
    struct ReadBody
    {
        MessageId id;
        std::optional<MessageBody> body; ///< nullopt: the source was lost
    };
    class Worker;
    void keep(const QList<ReadBody> &bodies);
    void tidy();
    Store &m_store;
    bool m_isTidied = false;
    std::unique_ptr<Worker> m_worker;
};

} // namespace qn::store
