// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QDialog>

namespace Ui {
class ContactEditDialog;
}

namespace qn::widgets {

/// A new contact, or changes to one. Saves through the session and stays open where that fails.
class ContactEditDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ContactEditDialog)

public:
    /// `contact` without remoteId: a new one.
    ContactEditDialog(session::Session &session, AccountId account, Contact contact, QWidget *parent);
    ~ContactEditDialog() override;

public slots:
    void accept() override;

signals:
    void saved(qn::ContactId contact);

private:
    Contact contact() const;

    session::Session &m_session;
    std::unique_ptr<Ui::ContactEditDialog> m_ui;
    AccountId m_account;
    Contact m_contact;
    bool m_saving = false;
};

} // namespace qn::widgets
