// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

class QAction;

namespace qn::widgets {

/// A password or code: hidden, with an eye to show it. Blanks within a pasted code are left out.
class SecretField final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SecretField)

public:
    explicit SecretField(QWidget *parent = nullptr);
    void hideSecret();
    /// What goes to the server: without blanks at the ends, and none at all where it is a code.
    QString secret() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void reveal(bool shown);
    QAction *m_eye;
};

} // namespace qn::widgets
