// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/importer.h"
#include "backend/sandbox/sandboxbackend.h"
#include "server/apiserver.h"
#include "support/browser.h"

#include <QCoroTask>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

/// Holds the server over the sample mailbox to resources/openapi.yaml, by a client that knows nothing else:
/// openapi_check.py.
class OpenApiTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    const std::shared_ptr<const Clock> m_clock = std::make_shared<SystemClock>();
    std::unique_ptr<sandbox::SandboxBackend> m_backend;
    std::unique_ptr<server::ApiServer> m_server;

    QString check(bool baselineOnly)
    {
        server::ServerOptions options;
        options.baselineOnly = baselineOnly;
        options.clients = {{u"checker"_s, u"Checker"_s, server::Client::secretHashOf(Secret("s")),
            {QUrl(u"https://checker.example/cb"_s)}}};
        m_server = std::make_unique<server::ApiServer>(*m_backend, options, *m_clock);
        if (!m_server->listen())
            return u"the server does not listen"_s;
        QProcess python;
        python.setProcessChannelMode(QProcess::MergedChannels);
        python.start(u"/usr/bin/python3"_s,
            {QStringLiteral(QN_SOURCE_DIR "/tests/server/openapi_check.py"),
                QStringLiteral(QN_SOURCE_DIR "/resources/openapi.yaml"), m_server->baseUrl().toString(),
                baselineOnly ? u"baseline"_s : u"all"_s});
        QEventLoop loop; // rather than qWaitFor(), which sleeps between the events that the server has to answer
        connect(&python, &QProcess::finished, &loop, &QEventLoop::quit);
        connect(&python, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
        loop.exec();
        const QString said = QString::fromUtf8(python.readAll());
        QCoro::waitFor(m_server->close());
        m_server.reset();
        return python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0
                && python.error() == QProcess::UnknownError
            ? QString()
            : u"failed: "_s + said;
    }

private slots:
    void initTestCase()
    {
        auto mailbox = sandbox::Mailbox::open(m_dir.path(), m_clock);
        QVERIFY(mailbox);
        QVERIFY(sandbox::importTree(**mailbox, QStringLiteral(QN_SOURCE_DIR "/resources/sample")));
        m_backend = std::make_unique<sandbox::SandboxBackend>(*mailbox);
        m_backend->setWatchTime(std::chrono::milliseconds(300));
    }

    void answersAsDocumented()
    {
        const QString problems = check(false);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }

    void answersTheBaselineAsDocumented()
    {
        const QString problems = check(true);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }
};

QTEST_GUILESS_MAIN(OpenApiTest)
#include "openapitest.moc"
