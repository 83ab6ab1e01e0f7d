// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/messageparser.h"
#include "session/session.h"
#include "store/store.h"
#include "store/storereader.h"
#include "store/transaction.h"
#include "support/memorybackend.h"

#include <QApplication>
#include <QCoroTimer>
#include <QTemporaryDir>
#include <QtTest>

namespace qn::test {

/// A sign-in that ends as the test says.
class ScriptedSignIn final : public backend::SignIn
{
public:
    explicit ScriptedSignIn(const Result<void> &outcome)
        : m_outcome(outcome)
    {
    }
    Result<backend::SignInRequest> begin(backend::RedirectMode) override
    {
        return backend::SignInRequest{
            QUrl(QStringLiteral("http://127.0.0.1:9/authorize")), QUrl(QStringLiteral("http://127.0.0.1:9/back"))};
    }
    backend::Task<QUrl> redirected() override
    {
        while (!m_isAborted)
            co_await QCoro::sleepFor(std::chrono::milliseconds(1));
        co_return fail(ErrorKind::Canceled, QStringLiteral("aborted"));
    }
    backend::Task<void> complete(QString) override { co_return Result<void>(m_outcome); }
    void abort() override { m_isAborted = true; }

private:
    Result<void> m_outcome;
    bool m_isAborted = false;
};

class ScriptedServices final : public backend::AccountServices
{
public:
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &) override
    {
        return std::make_unique<MemoryBackend>();
    }
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &) override
    {
        return std::make_unique<ScriptedSignIn>(signInOutcome);
    }
    backend::Task<void> storeSecret(Account, QString, QByteArray) override { co_return Result<void>(); }
    backend::Task<void> forget(Account) override { co_return Result<void>(); }

    Result<void> signInOutcome; ///< of the next sign-in; set before it begins
};

template <typename T> Result<T> waitFor(QFuture<Result<T>> future)
{
    while (!future.isFinished())
        QTest::qWait(1);
    return future.result();
}

/// A real session on a data directory of its own, with accounts and contacts, offline unless said.
class SessionFixture
{
public:
    explicit SessionFixture(int accounts = 1, bool online = false)
    {
        fill(accounts);
        session::Session::Options options;
        options.dataDir = m_dir.path();
        options.online = online;
        options.parseMessage = mime::parseMessage;
        m_session = std::make_unique<session::Session>(options, services, m_clock);
        const auto opened = waitFor(m_session->open());
        if (!opened)
            qFatal("the session does not open: %s", qPrintable(opened.error().detail));
        while (m_session->accounts().size() < accounts)
            QTest::qWait(1);
    }
    session::Session &session() { return *m_session; }
    QString dataDir() const { return m_dir.path(); }
    AccountId account(int index = 0) const { return m_session->accounts().at(index).id; }

    QList<store::DraftRow> drafts()
    {
        return waitFor(m_session->reader().ask<QList<store::DraftRow>>([](store::Transaction &tx) {
            return store::drafts::list(tx);
        })).value_or(QList<store::DraftRow>());
    }
    QList<store::OutgoingRow> outbox()
    {
        return waitFor(m_session->reader().ask<QList<store::OutgoingRow>>([](store::Transaction &tx) {
            return store::outgoing::list(tx);
        })).value_or(QList<store::OutgoingRow>());
    }

    ScriptedServices services;

private:
    void fill(int accounts)
    {
        const auto made = store::Store::open(m_dir.path());
        if (!made)
            qFatal("no store: %s", qPrintable(made.error().detail));
        const auto written = (*made)->write([&](store::Transaction &tx) -> Result<void> {
            for (int i = 0; i < accounts; ++i) {
                Account account;
                account.name = QStringLiteral("Account %1").arg(i + 1);
                account.email = QStringLiteral("me%1@qq.com").arg(i + 1);
                const auto id = store::accounts::insert(tx, account);
                if (!id)
                    return fail(id.error());
                if (i > 0)
                    continue;
                const auto filled = store::contacts::replaceAll(tx, *id, people());
                if (!filled)
                    return filled;
            }
            return {};
        });
        if (!written)
            qFatal("no rows: %s", qPrintable(written.error().detail));
    }
    static QList<Contact> people()
    {
        const auto one = [](const char16_t *name, const char16_t *email) {
            Contact contact;
            contact.name = QString::fromUtf16(name);
            contact.email = QString::fromUtf16(email);
            contact.remoteId = RemoteContactId(contact.email);
            return contact;
        };
        return {one(u"韩梅梅", u"hanmeimei@example.com"), one(u"李雷", u"lilei@example.com"),
            one(u"Hannah Arendt", u"hannah@example.org"), one(u"王小明", u"wang@foxmail.com"),
            one(u"", u"newsletter@example.net")};
    }

    QTemporaryDir m_dir;
    SystemClock m_clock;
    std::unique_ptr<session::Session> m_session;
};

/// Types any text, Chinese too, as an input method commits it.
inline void commitText(QWidget *widget, const QString &text)
{
    for (const auto c : text) {
        QInputMethodEvent event;
        event.setCommitString(QString(c));
        QApplication::sendEvent(widget, &event);
    }
}

template <typename W> W *child(const QObject &parent, const char *name)
{
    auto *found = parent.findChild<W *>(QString::fromLatin1(name));
    if (!found)
        qFatal("there is no %s", name);
    return found;
}

} // namespace qn::test
