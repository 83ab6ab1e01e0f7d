// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "core/mailbox.h"

#include <QDialog>

#include <memory>

namespace Ui {
class AddAccountDialog;
}

namespace qn::widgets {

/// Asks for what an Open API account needs. It only asks: filled() hands it to whoever runs the sign-in.
class AddAccountDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AddAccountDialog)

public:
    /// `prefilled`: what is known already, for example from an attempt that failed.
    explicit AddAccountDialog(const Account &prefilled, QWidget *parent = nullptr);
    ~AddAccountDialog() override;
    void tell(const Error &error); ///< why the attempt before failed

public slots:
    void accept() override;

signals:
    /// The secret goes into the keychain and nowhere else; it may be empty.
    void filled(const qn::Account &account, const QByteArray &clientSecret);

private:
    std::unique_ptr<Ui::AddAccountDialog> m_ui;
};

} // namespace qn::widgets
