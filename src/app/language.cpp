// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace qn::app {

using namespace Qt::StringLiterals;

Language::Language(QCoreApplication &application)
{
    const QString wanted = qEnvironmentVariable("QN_LANGUAGE");
    QLocale locale = wanted.isEmpty() ? QLocale::system() : QLocale(wanted);
    const bool chinese = wanted.isEmpty() ? locale.uiLanguages().value(0).startsWith("zh"_L1) : locale.language() == QLocale::Chinese;
    if (!wanted.isEmpty())
        QLocale::setDefault(locale);
    const QString name = chinese ? u"zh_CN"_s : u"en"_s;
    if (m_program.load(u":/i18n/qingniao_"_s + name))
        application.installTranslator(&m_program);
    if (chinese && m_qt.load(u"qtbase_zh_CN"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(&m_qt);
}

} // namespace qn::app
