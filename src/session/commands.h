// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/accountcommands.h"
#include "session/contactcommands.h"
#include "session/mailcommands.h"
#include "session/transfercommands.h"
#include "session/writingcommands.h"

namespace qn::session {

/// What Session can ask of the engine thread, by subject. Lives and dies with the Engine.
struct Commands
{
    explicit Commands(Engine &to)
        : engine(to)
        , accounts(to)
        , mail(to)
        , writing(to)
        , contacts(to)
        , transfers(to)
    {
    }
    Engine &engine;
    AccountCommands accounts;
    MailCommands mail;
    WritingCommands writing;
    ContactCommands contacts;
    TransferCommands transfers;
};

} // namespace qn::session
