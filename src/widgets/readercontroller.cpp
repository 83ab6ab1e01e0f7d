// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/readercontroller.h"

#include "core/whendone.h"
#include "models/lookup.h"
#include "widgets/mailactions.h"
#include "widgets/readerview.h"

namespace qn::widgets {

namespace {

MessageHeader headOf(const store::MessageRow &row)
{
    MessageHeader header;
    header.from = row.from;
    header.subject = row.subject;
    header.date = row.date;
    header.flags = row.flags;
    return header;
}

QStringList ownAddresses(const session::Session &session)
{
    QStringList own;
    for (const Account &account : session.accounts())
        own.append(account.email);
    return own;
}

} // namespace

ReaderController::ReaderController(session::Session &session, ReaderView &view, MailActions &actions)
    : QObject(&view), m_session(session), m_view(view), m_actions(actions)
{
    m_loadSoon.setSingleShot(true);
    m_loadSoon.setInterval(50);
    m_readSoon.setSingleShot(true);
    m_readSoon.setInterval(1000);
    connect(&m_loadSoon, &QTimer::timeout, this, &ReaderController::load);
    connect(&m_readSoon, &QTimer::timeout, this, [this] { m_actions.markRead(m_row.id); });
    connect(&view, &ReaderView::retryRequested, this, &ReaderController::load);
}

void ReaderController::open(const store::MessageRow &row)
{
    if (row.id == m_row.id)
        return update(row);
    ++m_run;
    m_readSoon.stop();
    m_row = row;
    m_view.setOwnAddresses(ownAddresses(m_session));
    m_view.showHeader(headOf(row));
    m_loadSoon.start();
    emit messageChanged();
}

void ReaderController::close()
{
    ++m_run;
    m_loadSoon.stop();
    m_readSoon.stop();
    m_row = {};
    m_view.showNothing();
    emit messageChanged();
}

void ReaderController::update(const store::MessageRow &row)
{
    // Marked as unread by hand while open: it stays so.
    if (m_row.flags.testFlag(MessageFlag::Seen) && !row.flags.testFlag(MessageFlag::Seen))
        m_readSoon.stop();
    m_row = row;
}

void ReaderController::load()
{
    const int run = ++m_run;
    whenDone(models::findHeader(m_session.reader(), m_row.id), this, [this, run](const Result<MessageHeader> &header) {
        if (run != m_run)
            return;
        if (header)
            m_view.showHeader(*header);
        whenDone(m_session.fetchBody(m_row.id), this, [this, run](const Result<MessageBody> &body) {
            if (run == m_run)
                takeBody(body);
        });
    });
}

void ReaderController::takeBody(const Result<MessageBody> &body)
{
    if (!body)
        return m_view.showError(body.error());
    const MessageId id = m_row.id;
    const QList<Attachment> parts = body->attachments;
    auto loader = [this, id, parts](const QString &contentId, std::function<void(QByteArray, QString)> done) {
        const auto part = std::find_if(parts.cbegin(), parts.cend(), [&](const Attachment &a) { return a.contentId == contentId; });
        if (part == parts.cend())
            return done({}, {});
        const QString type = part->type;
        whenDone(m_session.fetchAttachment(id, part->partId), this, [done, type](const Result<QByteArray> &bytes) {
            done(bytes.value_or(QByteArray()), bytes ? type : QString());
        });
    };
    m_view.showBody(*body, std::move(loader));
    markReadSoon();
}

void ReaderController::markReadSoon()
{
    if (!m_row.flags.testFlag(MessageFlag::Seen) && m_session.status(m_row.account).capabilities.flags)
        m_readSoon.start();
}

} // namespace qn::widgets
