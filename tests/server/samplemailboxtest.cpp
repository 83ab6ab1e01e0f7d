// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/importer.h"
#include "backend/sandbox/sandboxbackend.h"

#include <QCoroTask>
#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

/// What a new user sees first has to be whole: resources/sample as the sandbox reads it.
class SampleMailboxTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    std::unique_ptr<sandbox::SandboxBackend> m_backend;
    sandbox::ImportReport m_report;
    const std::shared_ptr<const Clock> m_clock = std::make_shared<SystemClock>();
    QList<Folder> m_folders;
    QList<std::pair<Folder, Message>> m_messages;

    static QString where(const std::pair<Folder, Message> &found)
    {
        return found.first.name + u": "_s + found.second.header.subject;
    }

private slots:
    void initTestCase()
    {
        auto mailbox = sandbox::Mailbox::open(m_dir.path(), m_clock);
        QVERIFY(mailbox);
        const auto report = sandbox::importTree(**mailbox, QStringLiteral(QN_SOURCE_DIR "/resources/sample"));
        QVERIFY(report);
        m_report = *report;
        m_backend = std::make_unique<sandbox::SandboxBackend>(*mailbox);
        m_folders = QCoro::waitFor(m_backend->folders()).value();
        for (const Folder &folder : std::as_const(m_folders)) {
            const ChangePage page = QCoro::waitFor(m_backend->changes(folder.remoteId, {}, 1000)).value();
            for (const MessageHeader &header : page.upserted)
                m_messages.append(
                    {folder, QCoro::waitFor(m_backend->message(folder.remoteId, header.remoteId)).value()});
        }
    }

    void isOfTheRightSize()
    {
        QVERIFY(m_messages.size() >= 80);
        QCOMPARE(m_report.messages, int(m_messages.size()));
        QCOMPARE(m_report.contacts, 30);
        QCOMPARE(m_report.skipped, 0);
        const auto inbox = std::find_if(
            m_folders.cbegin(), m_folders.cend(), [](const Folder &f) { return f.role == FolderRole::Inbox; });
        QVERIFY(inbox->unread >= 8 && inbox->unread <= 15);
        QVERIFY(inbox->total >= 50);
        const Capabilities can = QCoro::waitFor(m_backend->capabilities()).value();
        QCOMPARE(can.accountName, u"陈晓明"_s);
        QCOMPARE(can.accountEmail, u"chen.xiaoming@qq.example"_s);
    }

    void readsWithoutADamagedCharacter()
    {
        for (const auto &found : std::as_const(m_messages)) {
            const MessageHeader &header = found.second.header;
            QString all =
                header.subject + header.from.name + header.preview + found.second.body.text + found.second.body.html;
            for (const Attachment &attachment : found.second.body.attachments)
                all += attachment.name;
            QVERIFY2(!all.contains(QChar::ReplacementCharacter) && !all.contains(u"=?"_s), qPrintable(where(found)));
            QVERIFY2(!header.subject.isEmpty() && !header.from.email.isEmpty() && !header.preview.isEmpty(),
                qPrintable(where(found)));
            QVERIFY2(!found.second.body.text.trimmed().isEmpty(), qPrintable(where(found)));
        }
    }

    void keepsToReservedDomains()
    {
        for (const auto &found : std::as_const(m_messages))
            QVERIFY2(found.second.header.from.email.endsWith(u".example"_s), qPrintable(where(found)));
    }

    void isDatedRelativeToTheImport()
    {
        const QDateTime now = m_clock->now();
        int today = 0;
        for (const auto &found : std::as_const(m_messages)) {
            QVERIFY2(found.second.header.date <= now, qPrintable(where(found)));
            today += found.second.header.date > now.addSecs(-24 * 3600) ? 1 : 0;
        }
        QVERIFY(today > 10);
    }

    void threadsAreWhole()
    {
        QSet<QString> known;
        for (const auto &found : std::as_const(m_messages))
            known.insert(found.second.header.messageId);
        QCOMPARE(known.size(), m_messages.size());
        int replies = 0;
        for (const auto &found : std::as_const(m_messages)) {
            for (const QString &id : found.second.header.references + found.second.header.inReplyTo) {
                QVERIFY2(known.contains(id), qPrintable(where(found)));
                ++replies;
            }
        }
        QVERIFY(replies > 20);
    }

    void everyAttachmentOpens()
    {
        int files = 0, pictures = 0;
        for (const auto &found : std::as_const(m_messages)) {
            for (const Attachment &attachment : found.second.body.attachments) {
                const Result<QByteArray> bytes = QCoro::waitFor(
                    m_backend->attachment(found.first.remoteId, found.second.header.remoteId, attachment.partId));
                QVERIFY2(bytes && !bytes->isEmpty(), qPrintable(where(found)));
                if (attachment.type == "application/pdf"_L1)
                    QVERIFY(bytes->startsWith("%PDF-"));
                if (attachment.isInline)
                    QVERIFY2(
                        found.second.body.html.contains(u"cid:"_s + attachment.contentId), qPrintable(where(found)));
                ++(attachment.isInline ? pictures : files);
            }
        }
        QVERIFY(files >= 10);
        QVERIFY(pictures >= 6);
    }
};

QTEST_GUILESS_MAIN(SampleMailboxTest)
#include "samplemailboxtest.moc"
