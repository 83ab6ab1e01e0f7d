// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/secretfield.h"

#include "core/authorizationcode.h"
#include "widgets/theme.h"

#include <QAction>
#include <QEvent>

namespace qn::widgets {

using namespace Qt::StringLiterals;

SecretField::SecretField(QWidget *parent)
    : QLineEdit(parent)
    , m_eye(addAction(themeIcon(u"eye"_s), TrailingPosition))
{
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    m_eye->setCheckable(true);
    connect(m_eye, &QAction::toggled, this, &SecretField::reveal);
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        // "abcd efgh ijkl mnop" as it is shown; a password may have blanks and keeps them.
        if (const QString code = authorizationCodeIn(text); !code.isEmpty() && code != text)
            setText(code);
    });
    reveal(false);
}

void SecretField::reveal(bool shown)
{
    setEchoMode(shown ? Normal : Password);
    m_eye->setIcon(themeIcon(shown ? u"eye-off"_s : u"eye"_s));
    m_eye->setText(shown ? tr("Hide") : tr("Show"));
    m_eye->setToolTip(m_eye->text());
}

void SecretField::hideSecret()
{
    m_eye->setChecked(false);
}

QString SecretField::secret() const
{
    const QString code = authorizationCodeIn(text());
    return code.isEmpty() ? text().trimmed() : code;
}

void SecretField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::EnabledChange && !isEnabled())
        hideSecret();
}

} // namespace qn::widgets
