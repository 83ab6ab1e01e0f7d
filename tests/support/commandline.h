// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/browser.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

namespace qn::test {

/// The real qingniaoctl on one data directory, and the real built-in server in another process.
class CommandLine final
{
public:
    struct Run
    {
        int code = -1; ///< -1: it crashed or did not end
        QByteArray out, err;
        QJsonDocument json() const { return QJsonDocument::fromJson(out.trimmed()); }
    };

    explicit CommandLine(QString directory) : m_directory(std::move(directory)) { }
    ~CommandLine() { stopServer(); }

    static QString program() { return QStringLiteral(QN_BINARY_DIR "/bin/qingniaoctl"); }

    Run run(const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        prepare(process, arguments, u"client"_s);
        process.start();
        process.write(input);
        process.closeWriteChannel();
        return finish(process);
    }

    /// True once it listens; server() then is what it said of itself.
    bool startServer(const QStringList &arguments)
    {
        prepare(m_sandbox, QStringList{u"sandbox"_s, u"--port"_s, u"0"_s} + arguments, u"server"_s);
        m_sandbox.start();
        if (!waitForLine(m_sandbox))
            return false;
        m_server = QJsonDocument::fromJson(m_sandbox.readLine()).object();
        return !m_server.isEmpty();
    }
    /// True where it ended in an orderly way.
    bool stopServer()
    {
        if (m_sandbox.state() == QProcess::NotRunning)
            return true;
        m_sandbox.terminate();
        const bool ended = m_sandbox.waitForFinished(10000);
        m_logs += m_sandbox.readAllStandardError();
        return ended && m_sandbox.exitStatus() == QProcess::NormalExit && m_sandbox.exitCode() == 0;
    }
    QString server(const QString &name) const { return m_server.value(name).toString(); }

    /// Adds an account of the server, agreeing as a person would. The code that was used is kept in codes().
    Run addAccount(const QString &redirect = u"https://yourapp.example/callback"_s)
    {
        QProcess process;
        prepare(process,
            {u"account"_s, u"add"_s, u"--open-api"_s, server(u"base_url"_s), u"--client-id"_s, u"test-app"_s, u"--redirect-uri"_s,
                redirect},
            u"client"_s);
        process.start();
        if (!waitForLine(process))
            return finish(process);
        const QUrl url(QJsonDocument::fromJson(process.readLine()).object().value(u"authorize_url"_s).toString());
        const QUrl redirected = Browser().authorize(url);
        m_codes.append(QUrlQuery(redirected).queryItemValue(u"code"_s).toLatin1());
        process.write(redirected.toEncoded() + '\n');
        return finish(process);
    }

    QByteArray logs() { return m_logs + m_sandbox.readAllStandardError(); } ///< everything written to standard error so far
    QList<QByteArray> codes() const { return m_codes; }

private:
    void prepare(QProcess &process, const QStringList &arguments, const QString &mailbox)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_LOGGING_RULES"_s, u"qingniao.*=true"_s);
        process.setProcessEnvironment(environment);
        process.setProgram(program());
        process.setArguments(QStringList{u"--data-dir"_s, m_directory + u'/' + mailbox, u"--json"_s} + arguments);
    }
    static bool waitForLine(QProcess &process)
    {
        while (!process.canReadLine())
            if (!process.waitForReadyRead(60000))
                return false;
        return true;
    }
    Run finish(QProcess &process)
    {
        const bool ended = process.waitForFinished(120'000) || process.state() == QProcess::NotRunning;
        if (!ended) {
            process.kill();
            process.waitForFinished();
        }
        Run run;
        run.code = ended && process.error() != QProcess::FailedToStart && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        run.out = process.readAllStandardOutput();
        run.err = process.readAllStandardError();
        m_logs += run.err;
        return run;
    }

    QString m_directory;
    QProcess m_sandbox;
    QJsonObject m_server;
    QByteArray m_logs;
    QList<QByteArray> m_codes;
};

} // namespace qn::test
