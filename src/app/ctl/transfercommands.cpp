// SPDX-License-Identifier: GPL-3.0-or-later
// import and export
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTimer>

#include <csignal>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

volatile std::sig_atomic_t interrupted = 0;

/// Ctrl+C ends it in an orderly way; what is there stays.
class Interruptible final
{
    Q_DISABLE_COPY_MOVE(Interruptible)

public:
    explicit Interruptible(session::Session &session)
    {
        std::signal(SIGINT, [](int) { interrupted = 1; });
        std::signal(SIGTERM, [](int) { interrupted = 1; });
        QObject::connect(&m_poll, &QTimer::timeout, &session, [&session] {
            if (interrupted)
                session.cancelTransfer();
        });
        m_poll.start(100);
    }

private:
    QTimer m_poll;
};

int finish(const CommandContext &context, const Result<transfer::Report> &report, const QElapsedTimer &clock)
{
    if (!report) {
        context.terminal.error(report.error());
        return exitFailed;
    }
    const double seconds = double(clock.elapsed()) / 1000;
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"messages"_s, report->messages}, {u"skipped"_s, report->skipped},
            {u"seconds"_s, seconds}, {u"canceled"_s, report->canceled}});
    else
        context.terminal.print(Words::tr("%n message(s) in %1 s, %2 skipped.", nullptr, report->messages)
                                   .arg(seconds, 0, 'f', 1)
                                   .arg(report->skipped));
    return report->canceled ? exitFailed : 0;
}

/// The account that was asked for: an invalid id where none was.
std::optional<AccountId> accountFor(const OpenSession &open, const QString &id)
{
    if (id.isEmpty())
        return AccountId();
    const auto account = open.account(id);
    return account ? std::optional<AccountId>(account->id) : std::nullopt;
}

} // namespace

int runImport(const CommandContext &context)
{
    const CommandLine line(context, u"import PATH [--folder F] [--account ID]"_s,
        {{u"folder"_s, {}, u"F"_s}, {u"account"_s, {}, u"ID"_s}});
    if (!line.ok())
        return exitUsage;
    if (line.positional().size() != 1)
        return line.usageError();
    const bool toServer = line.isSet(u"account"_s);
    OpenSession open(context, toServer ? OpenSession::OnDemand : OpenSession::Offline);
    if (!open.ok())
        return exitFailed;
    const auto account = accountFor(open, line.value(u"account"_s));
    if (!account)
        return exitFailed;
    QObject::connect(&open.session(), &session::Session::transferProgressed, &open.session(),
        [&context](const transfer::Progress &progress) {
            const QString share =
                progress.total > 0 ? u" (%1%)"_s.arg(100 * progress.done / progress.total) : QString();
            context.terminal.note(Words::tr("%n message(s)", nullptr, progress.messages) + share);
        });
    const Interruptible interruptible(open.session());
    QElapsedTimer clock;
    clock.start();
    const auto report =
        await(open.session().importMail({line.positional().constFirst(), *account, line.value(u"folder"_s)}));
    return finish(context, report, clock);
}

int runExport(const CommandContext &context)
{
    const CommandLine line(context, u"export PATH [--folder F] [--account ID] [--format mbox|maildir|eml]"_s,
        {{u"folder"_s, {}, u"F"_s}, {u"account"_s, {}, u"ID"_s}, {u"format"_s, {}, u"FORMAT"_s, u"mbox"_s}});
    if (!line.ok())
        return exitUsage;
    const QHash<QString, transfer::MailFormat> formats = {{u"mbox"_s, transfer::MailFormat::Mbox},
        {u"maildir"_s, transfer::MailFormat::Maildir}, {u"eml"_s, transfer::MailFormat::Eml}};
    const auto format = formats.constFind(line.value(u"format"_s).toLower());
    if (line.positional().size() != 1 || format == formats.cend())
        return line.usageError();
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;
    const auto account = accountFor(open, line.value(u"account"_s));
    if (!account)
        return exitFailed;
    const Interruptible interruptible(open.session());
    QElapsedTimer clock;
    clock.start();
    const auto report =
        await(open.session().exportMail({line.positional().constFirst(), *account, line.value(u"folder"_s), *format}));
    return finish(context, report, clock);
}

} // namespace qn::app
