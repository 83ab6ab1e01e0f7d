// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace qn::widgets;

namespace {

/// WCAG 2.1 relative luminance and contrast ratio.
double luminance(const QColor &colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (qMax(x, y) + 0.05) / (qMin(x, y) + 0.05);
}

} // namespace

class ThemeTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void textIsReadableOnEverySurface_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textIsReadableOnEverySurface()
    {
        QFETCH(bool, dark);
        const Tokens t = dark ? Tokens::night() : Tokens::light();
        for (const QColor &ground : {t.surface, t.panel, t.raised, t.hover, t.selected}) {
            for (const QColor &ink : {t.text, t.textSecond, t.textThird, t.danger, t.warning, t.success}) {
                const double ratio = contrast(ink, ground);
                QVERIFY2(ratio >= 4.5, qPrintable(u"%1 on %2: %3"_s.arg(ink.name(), ground.name()).arg(ratio)));
            }
        }
        for (const QColor &ink : {t.text, t.textSecond, t.textThird})
            QVERIFY2(contrast(ink, t.match) >= 4.5, qPrintable(ink.name() + u" on a match"_s));
        for (const QColor &ground : {t.surface, t.panel, t.raised})
            QVERIFY2(contrast(t.accent, ground) >= 4.5, qPrintable(t.accent.name() + ground.name()));
        QVERIFY(contrast(t.onAccent, t.accent) >= 4.5);
        QVERIFY(contrast(t.onAccent, t.accentHover) >= 4.5);
    }

    void avatarsKeepTheirColourAndTheirLettersReadable()
    {
        QCOMPARE(avatarColor(u"Ann@Example.com"_s, false), avatarColor(u"ann@example.com"_s, false));
        for (int i = 0; i < 200; ++i) {
            for (const bool dark : {false, true}) {
                const QColor colour = avatarColor(u"user%1@example.com"_s.arg(i), dark);
                QVERIFY2(contrast(Qt::white, colour) >= 4.5, qPrintable(colour.name()));
            }
        }
    }

    void namesBecomeInitials_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("email");
        QTest::addColumn<QString>("expected");
        QTest::newRow("chinese") << u"王小明"_s << u"x@qq.com"_s << u"小明"_s;
        QTest::newRow("two characters") << u"李雷"_s << u"x@qq.com"_s << u"李雷"_s;
        QTest::newRow("one character") << u"妈"_s << u"x@qq.com"_s << u"妈"_s;
        QTest::newRow("organisation") << u"腾讯云服务中心"_s << u"x@qq.com"_s << u"腾讯"_s;
        QTest::newRow("latin") << u"Ada Lovelace"_s << u"a@b.c"_s << u"AL"_s;
        QTest::newRow("three words") << u"Anna Maria Schmidt"_s << u"a@b.c"_s << u"AS"_s;
        QTest::newRow("apostrophe") << u"Conan O'Brien"_s << u"a@b.c"_s << u"CO"_s;
        QTest::newRow("address only") << QString() << u"zhang.san@qq.com"_s << u"ZS"_s;
        QTest::newRow("nothing") << QString() << QString() << u"?"_s;
        QTest::newRow("outside the BMP") << u"𠮷野"_s << u"a@b.c"_s << u"𠮷野"_s;
    }

    void namesBecomeInitials()
    {
        QFETCH(QString, name);
        QFETCH(QString, email);
        QTEST(initials(name, email), "expected");
    }

    void aFlushButtonAlignsWithWhatStandsAbove()
    {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        column->setContentsMargins(40, 10, 40, 10);
        auto *heading = new QLabel(u"Heading"_s, &window);
        auto *button = new QPushButton(u"Heading"_s, &window);
        button->setProperty("quiet", true);
        button->setProperty("flush", 0);
        column->addWidget(heading);
        column->addWidget(button, 0, Qt::AlignLeft);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const QImage shot = window.grab().toImage();
        const auto firstInk = [&](const QWidget *widget) {
            const QRect place = widget->geometry();
            for (int x = place.left(); x <= place.right(); ++x) {
                for (int y = place.top(); y <= place.bottom(); ++y) {
                    if (shot.pixelColor(x, y) != shot.pixelColor(0, 0))
                        return x;
                }
            }
            return -1;
        };
        QVERIFY(firstInk(heading) >= 40);
        QCOMPARE(firstInk(button), firstInk(heading));
        QVERIFY(button->geometry().left() < heading->geometry().left()); // there is a ground to show under the mouse
    }

    void iconsFollowTheTheme()
    {
        const auto inkOf = [](const QIcon &icon) {
            const QImage image = icon.pixmap(24, 24).toImage();
            QColor darkest(Qt::transparent);
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (image.pixelColor(x, y).alpha() > darkest.alpha())
                        darkest = image.pixelColor(x, y);
                }
            }
            return darkest;
        };
        const QIcon icon = themeIcon(u"inbox"_s);
        applyTheme(*qApp, ThemeMode::Light);
        const QColor light = inkOf(icon);
        applyTheme(*qApp, ThemeMode::Dark);
        const QColor night = inkOf(icon);
        applyTheme(*qApp, ThemeMode::Light);
        QVERIFY(light.alpha() > 100);
        QVERIFY(night.lightness() > light.lightness() + 60);
        QCOMPARE(inkOf(themeIcon(u"inbox"_s, QColor(255, 0, 0))).red(), 255);
    }
};

QTEST_MAIN(ThemeTest)
#include "themetest.moc"
