// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/draftkeeper.h"

#include "core/whendone.h"

namespace qn::widgets {

DraftKeeper::DraftKeeper(session::Session &session, DraftId draft, Snapshot snapshot, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_draft(draft)
    , m_snapshot(std::move(snapshot))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { save(true); });
}

void DraftKeeper::touch(std::chrono::milliseconds delay)
{
    m_dirty = true;
    m_timer.start(delay);
}

void DraftKeeper::stop()
{
    m_timer.stop();
    m_dirty = false;
}

void DraftKeeper::whenIdle(std::function<void()> then)
{
    if (m_saving)
        m_waiting.append(std::move(then));
    else
        then();
}

void DraftKeeper::save(bool open, std::function<void(const Result<DraftId> &)> done)
{
    m_timer.stop();
    whenIdle([this, open, done = std::move(done)] { begin(open, done); });
}

void DraftKeeper::begin(bool open, std::function<void(const Result<DraftId> &)> done)
{
    auto row = m_snapshot();
    row.id = m_draft;
    row.open = open;
    m_dirty = false;
    m_saving = true;
    whenDone(m_session.saveDraft(row), this,
        [this, open, done = std::move(done)](const Result<DraftId> &result) { finish(open, result, done); });
}

void DraftKeeper::finish(
    bool open, const Result<DraftId> &result, const std::function<void(const Result<DraftId> &)> &done)
{
    m_saving = false;
    if (!result && result.error().kind == ErrorKind::NotFound && m_draft.isValid()) {
        // Deleted elsewhere while it was being written: what is in the window is worth a new one.
        m_draft = {};
        begin(open, done);
        return;
    }
    if (result)
        m_draft = *result;
    else
        m_dirty = true; // the next change, or closing, tries again
    const auto waiting = std::exchange(m_waiting, {});
    if (result)
        emit saved();
    else
        emit failed(result.error());
    if (done)
        done(result);
    for (const auto &then : waiting)
        whenIdle(then);
}

} // namespace qn::widgets
