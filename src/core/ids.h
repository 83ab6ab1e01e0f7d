// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

#include <compare>

namespace qn {

/// Row id in the local store. Ids of different tags do not convert into each other. 0 means "none".
template <typename Tag>
class Id final
{
public:
    constexpr Id() = default;
    constexpr explicit Id(qint64 value) : m_value(value) { }
    constexpr qint64 value() const { return m_value; }
    constexpr bool isValid() const { return m_value > 0; }
    auto operator<=>(const Id &) const = default;
    friend size_t qHash(Id id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    qint64 m_value = 0;
};

/// Name that a server gives to something. Opaque: only that server can read it.
template <typename Tag>
class RemoteId final
{
public:
    RemoteId() = default;
    explicit RemoteId(QString value) : m_value(std::move(value)) { }
    const QString &value() const { return m_value; }
    bool isEmpty() const { return m_value.isEmpty(); }
    bool operator==(const RemoteId &) const = default;
    bool operator<(const RemoteId &other) const { return m_value < other.m_value; }
    friend size_t qHash(const RemoteId &id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    QString m_value;
};

using AccountId = Id<struct AccountTag>;
using FolderId = Id<struct FolderTag>;
using MessageId = Id<struct MessageTag>;
using ContactId = Id<struct ContactTag>;
using OperationId = Id<struct OperationTag>;
using OutgoingId = Id<struct OutgoingTag>;
using DraftId = Id<struct DraftTag>;

using RemoteFolderId = RemoteId<struct FolderTag>;
using RemoteMessageId = RemoteId<struct MessageTag>;
using RemoteContactId = RemoteId<struct ContactTag>;

} // namespace qn

Q_DECLARE_METATYPE(qn::AccountId)
Q_DECLARE_METATYPE(qn::FolderId)
Q_DECLARE_METATYPE(qn::MessageId)
Q_DECLARE_METATYPE(qn::ContactId)
Q_DECLARE_METATYPE(qn::OutgoingId)
Q_DECLARE_METATYPE(qn::DraftId)
