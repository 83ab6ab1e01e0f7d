// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/messagefetch.h"

#include "backend/imap/fetchitems.h"
#include "backend/imap/fetchreading.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

Error messageIsGone()
{
    return Error{ErrorKind::NotFound, u"the message is gone"_s, ErrorReason::None, 0, {}};
}

bool isRefusal(const Error &error)
{
    return error.kind == ErrorKind::Server || error.kind == ErrorKind::Parameter || error.kind == ErrorKind::Unsupported;
}

CommandText fetchCommand(const QByteArray &set, const QByteArray &items)
{
    return command("UID FETCH " + set + " (" + items + ')');
}

std::optional<QByteArray> sectionIn(const Answer &answer, quint32 uid, const QByteArray &name)
{
    for (const Response &response : answer.untagged) {
        if (response.name != "FETCH" || readFetch(response).uid != uid)
            continue;
        if (std::optional<QByteArray> found = section(response, name))
            return found;
    }
    return std::nullopt;
}

} // namespace qn::imap
