// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/storefixture.h"

#include "store/sourcefiles.h"
#include "store/sourcereader.h"

#include <QDir>

namespace qn::store {

using namespace qn::test;

/// Sources that are kept as they came, and the bodies read out of them behind it.
class SourcesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_f = std::make_unique<StoreFixture>();
        m_account = m_f->addAccount();
        m_inbox = m_f->addFolders(m_account, {u"inbox"_s}).constFirst();
        QList<MessageHeader> headers;
        for (int i = 1; i <= 5; ++i)
            headers.append(header(u"m%1"_s.arg(i), 1'700'000'000 + i));
        m_f->write([&](Transaction &tx) { return messages::upsert(tx, m_inbox, headers, 1); });
    }

    void namesWhatIsMissingNewestFirst()
    {
        QCOMPARE(missing(), (QStringList{u"m5"_s, u"m4"_s, u"m3"_s, u"m2"_s, u"m1"_s}));
        keepBody(4, {u"text"_s, {}, {}});
        const ChangeSet changes = keep(3, "source");
        QCOMPARE(changes, ChangeSet()); // nothing that is shown
        QCOMPARE(missing(), (QStringList{u"m5"_s, u"m2"_s, u"m1"_s, u"m4"_s})); // a body without a source comes last
        QCOMPARE(missing(id(5)), (QStringList{u"m2"_s, u"m1"_s, u"m4"_s}));
        const auto count =
            m_f->read<messages::SourceCount>([&](Transaction &tx) { return messages::countSources(tx, m_account); });
        QCOMPARE(count.here, 1);
        QCOMPARE(count.missing, 4);
        QCOMPARE(source(3), QByteArray("source"));
        // It has no body, and is not asked for as one that needs the server's.
        QCOMPARE(body(3), std::nullopt);
        const auto bodies =
            m_f->read<QList<MessageId>>([&](Transaction &tx) { return messages::withoutBody(tx, m_account, 10); });
        QVERIFY(!bodies.contains(id(3)));
    }

    void keepsLongSourcesAndForgetsThemWithTheMessage()
    {
        QByteArray source(3'000'000, 'x');
        for (qsizetype i = 0; i < source.size(); i += 100)
            source[i] = char(i % 251);
        keep(1, source);
        QVERIFY(this->source(1) == source);
        source += "more";
        keep(1, source); // once more, and longer
        QVERIFY(this->source(1) == source);
        keep(1, {});
        QCOMPARE(this->source(1), QByteArray(""));
        const MessageId first = id(1);
        m_f->write([&](Transaction &tx) { return messages::remove(tx, m_inbox, {RemoteMessageId(u"m1"_s)}); });
        const auto none =
            m_f->read<std::optional<QByteArray>>([&](Transaction &tx) { return messages::source(tx, first); });
        QCOMPARE(none, std::nullopt);
        const auto gone = m_f->store->write([&](Transaction &tx) { return messages::setSource(tx, first, "late"); });
        QCOMPARE(gone.error().kind, ErrorKind::NotFound);
    }

    void whatAPowerCutTookIsMissing()
    {
        keep(1, QByteArray(500, 'a'));
        keep(2, QByteArray(500, 'b'));
        keepBody(2, {});
        const auto files = QDir(m_f->path() + u"/sources"_s).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QCOMPARE(QFile::permissions(files[0].filePath()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QFile file(files[0].filePath());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(700));
        file.write(QByteArray(100, '\0'));
        file.close();
        QCOMPARE(source(1), QByteArray(500, 'a'));
        QCOMPARE(source(2), QByteArray("(none)"));
        QVERIFY(file.resize(400));
        QCOMPARE(source(1), QByteArray("(none)"));
        // The one whose body was to be read: it is noticed, and wanted again.
        SourceReader reader(*m_f->store, m_f->path(), &parse);
        reader.start();
        QTRY_VERIFY(missing().contains(u"m1"_s));
        keep(2, "again");
        QCOMPARE(source(2), QByteArray("again"));
    }

    void roomIsGivenBack()
    {
        QByteArray bytes(1'000'000, 'x');
        for (int number : {1, 2, 3})
            keep(number, bytes + char('0' + number));
        m_f->reopen(); // the next run of the program writes into another file
        keep(4, "four");
        const QDir directory(m_f->path() + u"/sources"_s);
        const auto occupied = [&directory] {
            qint64 size = 0;
            for (const QFileInfo &info : directory.entryInfoList(QDir::Files))
                size += info.size();
            return size;
        };
        const auto tidy = [this] {
            bool isMore = true;
            for (int i = 0; i < 10 && isMore; ++i)
                m_f->write([&](Transaction &tx) {
                    const auto more = messages::tidySources(tx);
                    isMore = more.value_or(false);
                    return more;
                });
        };
        m_f->write([&](Transaction &tx) {
            return messages::remove(tx, m_inbox, {RemoteMessageId(u"m1"_s), RemoteMessageId(u"m2"_s)});
        });
        tidy();
        QVERIFY(occupied() > 3'000'000); // somebody may be writing
        for (const QFileInfo &info : directory.entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadWrite));
            file.setFileTime(QDateTime::currentDateTime().addSecs(-3600), QFileDevice::FileModificationTime);
        }
        tidy();
        QVERIFY2(occupied() < 1'100'000, qPrintable(QString::number(occupied())));
        QCOMPARE(source(3), bytes + '3');
        QCOMPARE(source(4), QByteArray("four"));
        // Files that are gone: their mail is missing again.
        m_f->store.reset();
        QVERIFY(QDir(directory.path()).removeRecursively());
        m_f->reopen();
        tidy();
        QCOMPARE(missing().size(), 3);
    }

    /// Piece by piece into a file of its own, of which no more is in memory than a piece.
    void largeSourcesComeInPieces()
    {
        QByteArray all(MessageSource::largeBytes + 12'345, 'x');
        for (qsizetype i = 0; i < all.size(); i += 97)
            all[i] = char(i % 251);
        const QDir directory(m_f->path() + u"/sources"_s);
        std::unique_ptr<SourceWriter> writer = m_f->store->newSource();
        constexpr qsizetype piece = 1'000'003;
        QVERIFY(writer->write(0, all.first(piece)));
        QVERIFY(writer->write(piece, "not that"));
        for (qsizetype at = piece; at < all.size(); at += piece) // anew from there on
            QVERIFY(writer->write(at, all.mid(at, piece)));
        QCOMPARE(writer->size(), all.size());
        const auto place = writer->place();
        QVERIFY(place);
        const MessageId first = id(1);
        m_f->write([&](Transaction &tx) { return messages::setSource(tx, first, *place); });
        writer->keep();
        writer.reset();
        QVERIFY(source(1) == all);
        keep(2, all.first(MessageSource::largeBytes));

        // What is large stays where it is.
        const auto open = [this](int number) {
            const MessageId message = id(number);
            return m_f->read<std::optional<MessageSource>>(
                [&](Transaction &tx) { return messages::openSource(tx, message); });
        };
        const auto large = open(1), small = open(2);
        QVERIFY(large && large->file() && small && !small->file());
        QCOMPARE(large->size(), all.size());
        QCOMPARE(small->bytes().size(), MessageSource::largeBytes);
        QFile file(large->file()->path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(large->file()->offset));
        QVERIFY(file.read(large->file()->length) == all);
        SourceReader reader(*m_f->store, m_f->path(), &parse);
        reader.start();
        QTRY_VERIFY(body(1).has_value());
        QCOMPARE(body(1)->text, u"text of a file of %1"_s.arg(all.size()));
        // Damage is noticed wherever it is.
        QVERIFY(file.seek(3'000'000) && file.write("!") == 1 && file.flush());
        QVERIFY(!open(1));

        // One that did not become whole leaves nothing behind.
        const auto files = [&directory] { return directory.entryList(QDir::Files).size(); };
        const auto before = files();
        writer = m_f->store->newSource();
        QVERIFY(writer->write(0, "begun"));
        QCOMPARE(files(), before + 1);
        writer.reset();
        QCOMPARE(files(), before);
    }

    void bodiesAreReadBehindIt()
    {
        // Some were kept by a run of the program that was killed.
        keep(1, "one");
        m_f->reopen();
        SourceReader reader(*m_f->store, m_f->path(), &parse);
        QSignalSpy caughtUp(&reader, &SourceReader::caughtUp);
        reader.start();
        QTRY_VERIFY(body(1).has_value());
        QCOMPARE(body(1)->text, u"text of one"_s);
        QTRY_VERIFY(!caughtUp.isEmpty());
        keep(2, "two");
        keep(3, "bad");
        QTRY_VERIFY(body(2).has_value());
        QTRY_VERIFY(body(3).has_value()); // it is not tried for ever
        QCOMPARE(body(3)->text, QString());
        QCOMPARE(source(3), QByteArray("bad"));
        QVERIFY(m_f->list(m_inbox)[3].hasAttachments);
    }

private:
    ChangeSet keep(int number, const QByteArray &source)
    {
        const MessageId message = id(number);
        return m_f->write([&](Transaction &tx) { return messages::setSource(tx, message, source); });
    }
    void keepBody(int number, const MessageBody &body)
    {
        const MessageId message = id(number);
        m_f->write([&](Transaction &tx) { return messages::setBody(tx, message, body, {}); });
    }
    static Result<Message> parse(const MessageSource &source)
    {
        if (source.bytes() == "bad")
            return fail(ErrorKind::Protocol, u"no mail"_s);
        Message message;
        message.body.text = u"text of "_s
            + (source.file() ? u"a file of %1"_s.arg(source.size()) : QString::fromUtf8(source.bytes()));
        message.body.attachments = {{u"2"_s, u"a.pdf"_s, u"application/pdf"_s, {}, 9, false, {}}};
        return message;
    }
    MessageId id(int number) const
    {
        for (const MessageRow &row : m_f->list(m_inbox)) {
            if (row.subject == u"Subject m%1"_s.arg(number))
                return row.id;
        }
        return {};
    }
    QStringList missing(MessageId without = {}) const
    {
        const auto places = m_f->read<QList<RemotePlace>>([&](Transaction &tx) {
            return messages::withoutSource(tx, m_account, 10, [without](MessageId one) { return one == without; });
        });
        QStringList names;
        for (const RemotePlace &place : places)
            names.append(place.remoteId.value());
        return names;
    }
    QByteArray source(int number) const
    {
        const MessageId message = id(number);
        return m_f->read<std::optional<QByteArray>>([&](Transaction &tx) { return messages::source(tx, message); })
            .value_or("(none)");
    }
    std::optional<MessageBody> body(int number) const
    {
        const MessageId message = id(number);
        return m_f->read<std::optional<MessageBody>>([&](Transaction &tx) { return messages::body(tx, message); });
    }

    std::unique_ptr<StoreFixture> m_f;
    AccountId m_account;
    FolderId m_inbox;
};

} // namespace qn::store

QTEST_GUILESS_MAIN(qn::store::SourcesTest)
#include "sourcestest.moc"
