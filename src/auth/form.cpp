// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/form.h"

#include <algorithm>

namespace qn::auth {

QByteArray encodeForm(const FormItems &items)
{
    QByteArray form;
    for (const auto &[name, value] : items) {
        if (!form.isEmpty())
            form += '&';
        form += name.toPercentEncoding() + '=' + value.toPercentEncoding();
    }
    return form;
}

FormItems decodeForm(const QByteArray &text)
{
    const auto decode = [](QByteArray part) { return QByteArray::fromPercentEncoding(part.replace('+', ' ')); };
    FormItems items;
    for (const QByteArray &part : text.split('&')) {
        const qsizetype equals = part.indexOf('=');
        if (!part.isEmpty())
            items.append({decode(part.left(equals)), equals < 0 ? QByteArray() : decode(part.mid(equals + 1))});
    }
    return items;
}

QByteArray formValue(const FormItems &items, QByteArrayView name)
{
    const auto found =
        std::find_if(items.begin(), items.end(), [name](const auto &item) { return item.first == name; });
    return found == items.end() ? QByteArray() : found->second;
}

qsizetype formCount(const FormItems &items, QByteArrayView name)
{
    return std::count_if(items.begin(), items.end(), [name](const auto &item) { return item.first == name; });
}

} // namespace qn::auth
