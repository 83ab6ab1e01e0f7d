// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>

namespace qn::app {

/// One desktop program per data directory: a second start hands its wish to the first one and ends.
class SingleInstance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SingleInstance)

public:
    explicit SingleInstance(const QString &dataDir, QObject *parent = nullptr);
    /// Hands `mailto` (empty: just raise the window) to the instance that runs. False where none does.
    bool handOver(const QString &mailto) const;
    /// Listens for later starts. False where another instance was quicker.
    bool listen();

signals:
    void raiseRequested();
    void composeRequested(const QString &mailto);

private:
    void readRequest(QLocalSocket *socket);
    QString m_name;
    QLocalServer m_server;
};

} // namespace qn::app
