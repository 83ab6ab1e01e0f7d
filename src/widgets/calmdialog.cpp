// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/calmdialog.h"

#include "widgets/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace qn::widgets {

namespace {
constexpr int textWidth = 340;
constexpr int iconSize = 32;
} // namespace

CalmDialog::CalmDialog(const QString &icon, const UserMessage &message, QWidget *parent)
    : QDialog(parent)
    , m_buttons(new QDialogButtonBox(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(message.title);
    setAccessibleName(message.title);
    setAccessibleDescription(message.advice);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 20);
    column->setSpacing(20);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    column->addLayout(row);
    auto *picture = new QLabel(this);
    picture->setPixmap(
        themeIcon(icon, Tokens::of(palette()).accent).pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    row->addWidget(picture, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(6);
    row->addLayout(words, 1);
    const auto say = [&](const QString &text, const QFont &font) {
        auto *label = new QLabel(text, this);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setFont(font);
        label->setMinimumWidth(textWidth);
        words->addWidget(label);
    };
    say(message.title, themeFont(TextRole::Title, true));
    say(message.advice, themeFont(TextRole::Body));
    column->addWidget(m_buttons);
    column->setSizeConstraint(QLayout::SetFixedSize);
}

void CalmDialog::addAction(const QString &text, std::function<void()> run, bool stays)
{
    const bool primary = !std::exchange(m_hasPrimary, true);
    auto *button = m_buttons->addButton(text, primary ? QDialogButtonBox::YesRole : QDialogButtonBox::NoRole);
    button->setDefault(primary);
    button->setAutoDefault(primary);
    connect(button, &QPushButton::clicked, this, [this, run = std::move(run), stays] {
        const auto then = run; // the dialog, and with it this connection, may go away
        if (!stays) {
            m_dismissed = {};
            close();
        }
        if (then)
            then();
    });
}

void CalmDialog::reject()
{
    const auto dismissed = std::exchange(m_dismissed, {});
    QDialog::reject();
    if (dismissed)
        dismissed();
}

} // namespace qn::widgets
