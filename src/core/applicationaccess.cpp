// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/applicationaccess.h"

#include <QStringList>

namespace qn {

namespace {

struct ScopeWord
{
    AccessScope scope;
    QLatin1String word;
};
constexpr ScopeWord scopeTable[] = {
    {AccessScope::ReadMail, QLatin1String("mail.read")},
    {AccessScope::SendMail, QLatin1String("mail.send")},
    {AccessScope::ReadContacts, QLatin1String("contacts.read")},
    {AccessScope::ChangeMail, QLatin1String("mail.change")},
    {AccessScope::ChangeContacts, QLatin1String("contacts.change")},
};

} // namespace

QString scopeWords(AccessScopes scopes)
{
    QStringList words;
    for (const ScopeWord &entry : scopeTable) {
        if (scopes.testFlag(entry.scope))
            words.append(entry.word);
    }
    return words.join(QLatin1Char(' '));
}

AccessScopes scopesFrom(const QString &words)
{
    AccessScopes scopes;
    const QStringList list = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const ScopeWord &entry : scopeTable)
        scopes.setFlag(entry.scope, list.contains(entry.word));
    return scopes;
}

} // namespace qn
