// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

namespace qn::store {

/// Brings what SQLite's log (WAL) of a database has into the file while others go on writing, on a thread and a
/// connection of its own: the writer would wait for the disk each time. Belongs to one thread.
class Checkpointer final
{
    Q_DISABLE_COPY_MOVE(Checkpointer)

public:
    explicit Checkpointer(const QString &file);
    ~Checkpointer(); ///< waits for what it is at
    void wake(); ///< something was written
    void wait(); ///< until it has done what it was woken for

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace qn::store
