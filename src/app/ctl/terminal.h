// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/rows.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QEventLoop>
#include <QFuture>
#include <QFutureWatcher>
#include <QJsonArray>
#include <QJsonObject>

namespace qn::app {

/// Context of the texts that qingniaoctl shows to people: `Words::tr("…")`.
class Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};

/// Where a command of qingniaoctl reads and writes: results to standard output (text or JSON), everything else to standard error.
class Terminal final
{
    Q_DISABLE_COPY_MOVE(Terminal)

public:
    explicit Terminal(bool json) : m_json(json) { }
    bool json() const { return m_json; }
    void print(const QString &line) const; ///< a line of text; use where json() is false
    void print(const QJsonObject &object) const; ///< one line
    void print(const QJsonArray &array) const;
    void write(const QByteArray &bytes) const; ///< as they are
    void note(const QString &line) const; ///< progress, to standard error
    void error(const QString &message) const;
    void error(const Error &error) const; ///< in words for people, with the detail behind them
    QString readLine() const; ///< from standard input, without its line end; null at the end
    QByteArray readAll() const;

private:
    bool m_json;
};

/// Messages with the names of their folders, as `list` and `search` show them.
using ListedMessages = QList<std::pair<QString, store::MessageRow>>;
void print(const Terminal &terminal, const ListedMessages &messages);

/// Runs the event loop until `future` has finished. For the command line only.
template <typename T>
Result<T> await(QFuture<Result<T>> future)
{
    if (!future.isFinished()) {
        QEventLoop loop;
        QFutureWatcher<Result<T>> watcher;
        QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
        watcher.setFuture(future);
        if (!future.isFinished())
            loop.exec();
    }
    if (future.isCanceled() || future.resultCount() == 0)
        return fail(ErrorKind::Canceled, QStringLiteral("the session ended first"));
    return future.result();
}

} // namespace qn::app
