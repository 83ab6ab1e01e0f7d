// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

namespace qn::app {

/// Keeps `held` alive as long as its parent.
template <typename T>
class Holder final : public QObject
{
public:
    Holder(std::shared_ptr<T> held, QObject *parent) : QObject(parent), m_held(std::move(held)) { }

private:
    std::shared_ptr<T> m_held;
};

} // namespace qn::app
