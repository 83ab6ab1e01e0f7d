// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

/// Every text in the sources is in translations/qingniao_zh_CN.ts, and translated.
class TranslationsTest final : public QObject
{
    Q_OBJECT

private slots:
    void chineseIsComplete();
    void placeholdersSurvive();

private:
    struct Text
    {
        QString context, source, translation;
        bool finished = true;
    };
    QList<Text> read(const QString &path);
    const QString m_root = QStringLiteral(QN_SOURCE_DIR);
};

QList<TranslationsTest::Text> TranslationsTest::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QList<Text> texts;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "name"_L1)
            context = xml.readElementText();
        else if (xml.name() == "message"_L1)
            texts.append({context, {}, {}, true});
        else if (xml.name() == "source"_L1)
            texts.last().source = xml.readElementText();
        else if (xml.name() == "translation"_L1) {
            texts.last().finished = xml.attributes().value("type"_L1) != "unfinished"_L1;
            texts.last().translation = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        }
    }
    return texts;
}

void TranslationsTest::chineseIsComplete()
{
    QTemporaryDir dir;
    const QString fresh = dir.filePath(u"fresh.ts"_s);
    QVERIFY(QFile::copy(m_root + u"/translations/qingniao_zh_CN.ts"_s, fresh));
    QVERIFY(QFile::setPermissions(fresh, QFile::ReadOwner | QFile::WriteOwner));
    QProcess lupdate;
    lupdate.setWorkingDirectory(m_root);
    lupdate.start(QStringLiteral(QN_LUPDATE), {u"src"_s, u"ui"_s, u"-locations"_s, u"none"_s, u"-no-obsolete"_s, u"-ts"_s, fresh});
    QVERIFY(lupdate.waitForFinished(60000));
    QCOMPARE(lupdate.exitCode(), 0);
    const QList<Text> texts = read(fresh);
    QVERIFY(texts.size() > 300);
    QStringList missing;
    for (const Text &text : texts)
        if (!text.finished || text.translation.isEmpty())
            missing.append(text.context + u": "_s + text.source);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TranslationsTest::placeholdersSurvive()
{
    static const QRegularExpression placeholder(u"%(?:\\d|n)"_s);
    for (const Text &text : read(m_root + u"/translations/qingniao_zh_CN.ts"_s)) {
        const auto found = [](const QString &where) {
            QStringList all;
            auto matches = placeholder.globalMatch(where);
            while (matches.hasNext())
                all.append(matches.next().captured());
            all.sort();
            return all;
        };
        QVERIFY2(found(text.source) == found(text.translation), qPrintable(text.source));
    }
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translationstest.moc"
