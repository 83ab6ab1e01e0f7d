// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/logging.h"

#include <cstring>

namespace qn::server {

Q_LOGGING_CATEGORY(lcServer, "qingniao.server", QtInfoMsg)

namespace {

QLoggingCategory::CategoryFilter previousFilter = nullptr;

void withoutRequestDumps(QLoggingCategory *category)
{
    if (previousFilter)
        previousFilter(category);
    if (std::strncmp(category->categoryName(), "qt.httpserver", 13) == 0)
        category->setEnabled(QtDebugMsg, false);
}

} // namespace

void silenceRequestDumps()
{
    static const bool once = [] {
        previousFilter = QLoggingCategory::installFilter(withoutRequestDumps);
        return true;
    }();
    Q_UNUSED(once)
}

} // namespace qn::server
