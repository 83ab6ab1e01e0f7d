// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QTimer>

#include <functional>

namespace qn::widgets {

/// Saves a draft through the session as it is written: a moment after the last change, one save at a time, the latest
/// state last.
class DraftKeeper final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DraftKeeper)

public:
    using Snapshot = std::function<store::DraftRow()>;
    /// `snapshot` tells what stands in the window; its id is filled in here.
    DraftKeeper(session::Session &session, DraftId draft, Snapshot snapshot, QObject *parent);

    DraftId draft() const { return m_draft; } ///< invalid until the first save
    bool isDirty() const { return m_dirty || m_saving; }
    bool hasDraft() const { return m_draft.isValid() || m_saving; }
    void touch(std::chrono::milliseconds delay); ///< something changed: save in a while
    void stop(); ///< no more saves by itself; one under way goes on
    /// Runs `then` when no save is under way.
    void whenIdle(std::function<void()> then);
    /// Saves now, for the last time or because it matters; `open` as in DraftRow.
    void save(bool open, std::function<void(const Result<DraftId> &)> done = {});

signals:
    void saved();
    void failed(const qn::Error &error);

private:
    void begin(bool open, std::function<void(const Result<DraftId> &)> done);
    void finish(bool open, const Result<DraftId> &result, const std::function<void(const Result<DraftId> &)> &done);

    session::Session &m_session;
    DraftId m_draft;
    Snapshot m_snapshot;
    QTimer m_timer;
    bool m_dirty = false;
    bool m_saving = false;
    QList<std::function<void()>> m_waiting;
};

} // namespace qn::widgets
