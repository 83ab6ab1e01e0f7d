// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QDialog>

#include <functional>

class QDialogButtonBox;

namespace qn::widgets {

/// A small window that says what happened and offers what can be done. Not modal; deletes itself when it closes.
class CalmDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CalmDialog)

public:
    /// `icon` of resources/icons.
    CalmDialog(const QString &icon, const UserMessage &message, QWidget *parent);
    /// The first one added is the primary one. `run` is called after the dialog has closed, unless `stays`.
    void addAction(const QString &text, std::function<void()> run, bool stays = false);
    /// Called where it is closed without an action (Esc, the window's cross).
    void onDismissed(std::function<void()> run) { m_dismissed = std::move(run); }

public slots:
    void reject() override;

private:
    QDialogButtonBox *m_buttons;
    std::function<void()> m_dismissed;
    bool m_hasPrimary = false;
};

} // namespace qn::widgets
