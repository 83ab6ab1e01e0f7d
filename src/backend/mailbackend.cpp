// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/mailbackend.h"

#include "backend/accountservices.h"

namespace qn::backend {

using namespace Qt::StringLiterals;

Task<RemoteMessageId> MailBackend::append(RemoteFolderId, QByteArray, MessageFlags)
{
    co_return Result<RemoteMessageId>(fail(ErrorKind::Unsupported, u"no mail from elsewhere is taken"_s));
}

} // namespace qn::backend
