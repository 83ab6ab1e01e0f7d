// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>

namespace qn::net {

/// Unpacks a gzip or zlib stream piece by piece. Unlike the access manager's own it can tell whether the stream was
/// whole.
class Inflater final
{
    Q_DISABLE_COPY_MOVE(Inflater)

public:
    enum class State { Going, Whole, Broken, TooLarge };

    explicit Inflater(qint64 maxBytes);
    ~Inflater();

    State feed(const QByteArray &packed);
    State state() const;
    const QByteArray &bytes() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace qn::net
