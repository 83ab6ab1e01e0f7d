// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"
#include "net/retryafter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::net {

namespace {

ErrorKind kindOf(int status)
{
    switch (status) {
    case 401:
        return ErrorKind::Authorization;
    case 403:
        return ErrorKind::Permission;
    case 404:
    case 410:
        return ErrorKind::NotFound;
    case 407:
        return ErrorKind::Network;
    case 408:
        return ErrorKind::Timeout;
    case 409:
    case 412:
        return ErrorKind::Conflict;
    case 413:
        return ErrorKind::TooLarge;
    case 429:
        return ErrorKind::RateLimited;
    case 501:
        return ErrorKind::Unsupported;
    default:
        break;
    }
    if (status >= 400 && status < 500)
        return ErrorKind::Parameter;
    return status >= 500 ? ErrorKind::Server : ErrorKind::Protocol;
}

} // namespace

QByteArray HttpResponse::header(QByteArrayView name) const
{
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto &h) { return h.first == name; });
    return found == headers.end() ? QByteArray() : found->second;
}

Result<void> statusError(const HttpResponse &response)
{
    if (response.status >= 200 && response.status < 300)
        return {};
    Error error{
        kindOf(response.status), u"HTTP status %1"_s.arg(response.status), ErrorReason::None, response.status, {}};
    if (response.status == 429 || response.status >= 500)
        error.retryAfter = retryAfter(response, QDateTime::currentDateTimeUtc());
    return fail(std::move(error));
}

} // namespace qn::net
