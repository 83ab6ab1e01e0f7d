// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

namespace qn::dav {

/// A card (RFC 6350; 3.0 of RFC 2426 and 2.1 are read as well). What this program does not know of it is kept when it is changed.
class VCard final
{
public:
    /// A line, unfolded, as it stands: `group.NAME;PARAM=x:value`.
    struct Property
    {
        QString name; ///< upper case, without group
        QString head; ///< all before the colon
        QString value; ///< raw
    };

    /// The first card in `text`; without any property where there is none.
    static VCard parse(const QByteArray &text);
    /// A new one of version 3.0, which every server takes.
    static VCard make(const QString &uid);

    bool isEmpty() const { return m_properties.isEmpty(); }
    QString uid() const;
    /// Name (FN, else N), first address, first telephone, note. The remote id is left empty.
    Contact contact() const;
    /// Takes over what a Contact has; other addresses and numbers stay.
    void set(const Contact &contact);
    /// CRLF, folded at 75 bytes between characters.
    QByteArray text() const;

private:
    const Property *find(QLatin1StringView name) const;
    void put(QLatin1StringView name, const QString &value);

    QList<Property> m_properties; ///< between BEGIN and END
};

} // namespace qn::dav
