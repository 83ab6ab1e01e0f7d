// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/keychainlock.h"

#ifdef QN_SECRET_SERVICE
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

using namespace Qt::StringLiterals;

namespace qn::auth {

#ifdef QN_SECRET_SERVICE

void askWhetherLocked(
    const QString &service, const QString &entry, QObject *context, std::function<void(bool isLocked)> answer)
{
    using Attributes = QMap<QString, QString>;
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage search = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s,
        u"org.freedesktop.Secret.Service"_s, u"SearchItems"_s);
    search << QVariant::fromValue(Attributes{{u"server"_s, service}, {u"user"_s, entry}});
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(search), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context, [watcher, answer = std::move(answer)] {
        using Paths = QList<QDBusObjectPath>;
        const QDBusPendingReply<Paths, Paths> unlockedAndLocked = *watcher;
        watcher->deleteLater();
        answer(unlockedAndLocked.isValid() && !unlockedAndLocked.argumentAt<1>().isEmpty());
    });
}

#else

void askWhetherLocked(const QString &, const QString &, QObject *, std::function<void(bool isLocked)> answer)
{
    answer(false);
}

#endif

} // namespace qn::auth
