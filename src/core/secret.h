// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDebug>

namespace qn {

/// A token, code, password or client secret. It cannot be printed: operator<< writes "***",
/// and there is no conversion to text; only reveal() gives the bytes, at the place that sends or stores them.
class Secret final
{
public:
    Secret() = default;
    explicit Secret(QByteArray value) : m_value(std::move(value)) { }
    const QByteArray &reveal() const { return m_value; }
    bool isEmpty() const { return m_value.isEmpty(); }
    bool operator==(const Secret &) const = default;
    friend QDebug operator<<(QDebug debug, const Secret &) { return debug << "***"; }

private:
    QByteArray m_value;
};

} // namespace qn
