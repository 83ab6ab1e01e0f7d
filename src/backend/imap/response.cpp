// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/response.h"

namespace qn::imap {

bool Value::is(QByteArrayView name) const
{
    return kind == Kind::Atom && text.size() == name.size()
        && std::equal(name.begin(), name.end(), text.begin(),
            [](char wanted, char c) { return wanted == (c >= 'a' && c <= 'z' ? char(c - 32) : c); });
}

qint64 Value::number() const
{
    if ((kind != Kind::Atom && kind != Kind::String) || text.isEmpty() || text.size() > 30)
        return -1;
    qint64 value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || qMulOverflow(value, qint64(10), &value) || qAddOverflow(value, qint64(c - '0'), &value))
            return -1;
    }
    return value;
}

bool Value::operator==(const Value &other) const
{
    return kind == other.kind && text == other.text && std::equal(list.begin(), list.end(), other.list.begin(), other.list.end());
}

} // namespace qn::imap
