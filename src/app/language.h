// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

class QCoreApplication;

namespace qn::app {

/// The language of the windows: the system's, or that of QN_LANGUAGE (en, zh_CN). Any Chinese gets Simplified Chinese.
class Language final
{
    Q_DISABLE_COPY_MOVE(Language)

public:
    explicit Language(QCoreApplication &application);

private:
    QTranslator m_program;
    QTranslator m_qt;
};

} // namespace qn::app
