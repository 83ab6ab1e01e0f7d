// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadir.h"
#include "app/language.h"
#include "app/tour/tour.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QLoggingCategory>

#include <cstdio>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"qingniao.*.info=false"_s);
    QCoreApplication::setApplicationName(u"qingniao"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    const qn::app::Language language(application);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({u"data-dir"_s, u"Directory of the mailbox; wants to be new."_s, u"DIR"_s});
    parser.addOption({u"out"_s, u"Where the pictures go."_s, u"DIR"_s, u"."_s});
    parser.process(application);
    const auto dataDir = qn::app::prepareDataDir(parser.value(u"data-dir"_s));
    if (!dataDir || !QDir().mkpath(parser.value(u"out"_s))) {
        std::fputs("The directories cannot be made.\n", stderr);
        return 1;
    }
    qn::widgets::applyTheme(application, qn::widgets::ThemeMode::System);
    qn::app::Tour tour(*dataDir, parser.value(u"out"_s));
    if (tour.walk())
        return 0;
    std::fprintf(stderr, "The tour stopped: %s\n", qPrintable(tour.failure()));
    return 1;
}
