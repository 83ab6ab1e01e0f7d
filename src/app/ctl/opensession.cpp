// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/opensession.h"


namespace qn::app {

using namespace Qt::StringLiterals;

OpenSession::OpenSession(const CommandContext &context, Mode mode)
    : m_context(context)
    , m_services(std::make_unique<Services>(context.dataDir, m_clock))
{
    session::Session::Options options = Services::sessionOptions(context.dataDir);
    options.undoWindow = std::chrono::milliseconds(0);
    options.online = mode != Offline;
    options.syncsAsOwnerOnly = mode == Serving;
    m_session = std::make_unique<session::Session>(options, *m_services, m_clock);
    const Result<void> opened = await(m_session->open());
    m_ok = opened.has_value();
    if (const auto repair = m_session->repair())
        context.terminal.note(Words::tr("The mailbox was damaged and has been made anew; %n message(s) that exist nowhere else "
                                        "were rescued. The damaged file is kept: %1",
            nullptr, repair->rescued)
                .arg(repair->aside));
    if (!opened)
        context.terminal.error(opened.error());
    else if (mode == Online || mode == Serving)
        m_session->goOnline();
}

OpenSession::~OpenSession() = default;

std::optional<Account> OpenSession::account(const QString &id) const
{
    const QList<Account> accounts = m_session->accounts();
    for (const Account &account : accounts)
        if (id.isEmpty() || QString::number(account.id.value()) == id)
            return account;
    m_context.terminal.error(accounts.isEmpty() ? Words::tr("There is no account yet. Add one with: qingniaoctl account add")
                                                : Words::tr("There is no account %1. See: qingniaoctl account list").arg(id));
    return std::nullopt;
}

} // namespace qn::app
