// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/paintedrows.h"
#include "widgets/messagelistdelegate.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace qn::widgets;
using namespace Qt::StringLiterals;

/// Rows painted ahead are what the delegate paints, to the pixel, and are used for nothing else.
class PaintedRowsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }
    void areWhatTheDelegatePaints_data();
    void areWhatTheDelegatePaints();
    void areOfNoUseElsewhere();
    void areNotBegunWithoutAPlace();
    void remembersThePlace();

private:
    static QList<store::MessageRow> rows();
    static PaintedRows::Place place(qreal ratio = 1)
    {
        return {348, 4, ratio, QImage(1, 1, QImage::Format_RGB32).logicalDpiY()};
    }
};

QList<store::MessageRow> PaintedRowsTest::rows()
{
    const QDateTime date(QDate(2024, 5, 6), QTime(7, 8), Qt::UTC);
    store::MessageRow chinese{MessageId(1), AccountId(1), FolderId(1), {u"王小明"_s, u"ming@qq.example"_s}, {},
        u"项目进度汇报"_s, u"您好，会议改到下周二，地点不变。"_s, date, 1000, {}, true};
    store::MessageRow english{MessageId(2), AccountId(1), FolderId(1), {u"Anna Schmidt"_s, u"anna@mail.example"_s}, {},
        u"A subject that is much too long for the width of one row"_s, u"And a preview"_s, date, 1000,
        MessageFlag::Seen | MessageFlag::Flagged | MessageFlag::Answered, false};
    store::MessageRow bare;
    bare.id = MessageId(3);
    bare.from.email = u"no.reply@mail.example"_s;
    return {chinese, english, bare};
}

void PaintedRowsTest::areWhatTheDelegatePaints_data()
{
    QTest::addColumn<qreal>("ratio");
    QTest::addColumn<bool>("isSelected");
    QTest::newRow("plain") << 1.0 << false;
    QTest::newRow("selected") << 1.0 << true;
    QTest::newRow("twice the pixels") << 2.0 << false;
}

void PaintedRowsTest::areWhatTheDelegatePaints()
{
    QFETCH(qreal, ratio);
    QFETCH(bool, isSelected);
    const std::unique_ptr<PaintedRows> painted = PaintedRows::begin(rows(), place(ratio));
    QVERIFY(painted);
    const MessageListDelegate delegate;
    const Tokens tokens = Tokens::light();
    const QRect rect(0, 0, 348, delegate.rowHeight());
    for (const store::MessageRow &row : rows()) {
        QImage now(rect.size() * ratio, QImage::Format_RGB32);
        now.setDevicePixelRatio(ratio);
        now.fill(tokens.raised);
        QPainter painter(&now);
        delegate.paintBackground(painter, rect, isSelected ? QStyle::State_Selected : QStyle::State_None, tokens);
        delegate.paintContent(painter, rect, row, tokens);
        painter.end();
        const QImage *image = painted->find(row, place(ratio), false, isSelected);
        if (isSelected && row.id != rows().constFirst().id) {
            QVERIFY(!image);
            continue;
        }
        QVERIFY(image);
        QCOMPARE(*image, now);
    }
}

void PaintedRowsTest::areOfNoUseElsewhere()
{
    const std::unique_ptr<PaintedRows> painted = PaintedRows::begin(rows(), place());
    QVERIFY(painted);
    store::MessageRow row = rows().constFirst();
    QVERIFY(painted->find(row, place(), false, false));
    QVERIFY(!painted->find(row, place(), true, false));
    QVERIFY(!painted->find(row, place(2), false, false));
    PaintedRows::Place wider = place();
    ++wider.width;
    QVERIFY(!painted->find(row, wider, false, false));
    row.flags = MessageFlag::Seen; // read meanwhile
    QVERIFY(!painted->find(row, place(), false, false));
}

void PaintedRowsTest::areNotBegunWithoutAPlace()
{
    QVERIFY(!PaintedRows::begin(rows(), {}));
    QVERIFY(!PaintedRows::begin({}, place()));
    QVERIFY(!PaintedRows::begin(rows(), place(1.25)));
}

void PaintedRowsTest::remembersThePlace()
{
    const QTemporaryDir dir;
    const QString file = dir.filePath(u"settings.ini"_s);
    QCOMPARE(PaintedRows::remembered(file).width, 0);
    PaintedRows::remember(file, place(2));
    QCOMPARE(PaintedRows::remembered(file), place(2));
}

QTEST_MAIN(PaintedRowsTest)
#include "paintedrowstest.moc"
