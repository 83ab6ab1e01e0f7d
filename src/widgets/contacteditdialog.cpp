// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/contacteditdialog.h"

#include "core/whendone.h"
#include "ui_contacteditdialog.h"
#include "widgets/recipientparser.h"

#include <QPushButton>

namespace qn::widgets {

ContactEditDialog::ContactEditDialog(session::Session &session, AccountId account, Contact contact, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_ui(std::make_unique<Ui::ContactEditDialog>())
    , m_account(account)
    , m_contact(std::move(contact))
{
    m_ui->setupUi(this);
    const bool isNew = m_contact.remoteId.isEmpty();
    setWindowTitle(isNew ? tr("New Contact") : tr("Edit Contact"));
    m_ui->name->setText(m_contact.name);
    m_ui->email->setText(m_contact.email);
    m_ui->phone->setText(m_contact.phone);
    m_ui->note->setPlainText(m_contact.note);
    m_ui->note->setTabChangesFocus(true);
    m_ui->note->viewport()->setAutoFillBackground(false);
    m_ui->buttons->button(QDialogButtonBox::Save)->setText(tr("Save"));
    m_ui->buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
}

ContactEditDialog::~ContactEditDialog() = default;

Contact ContactEditDialog::contact() const
{
    auto contact = m_contact;
    contact.name = m_ui->name->text().trimmed();
    contact.email = m_ui->email->text().trimmed();
    contact.phone = m_ui->phone->text().trimmed();
    contact.note = m_ui->note->toPlainText().trimmed();
    return contact;
}

void ContactEditDialog::accept()
{
    if (m_saving)
        return;
    const auto filled = contact();
    if (const auto problem = addressProblem(filled.email); !problem.isEmpty()) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("Please check the address"), problem);
        m_ui->email->setFocus();
        return;
    }
    m_saving = true;
    m_ui->buttons->setEnabled(false);
    whenDone(m_session.saveContact(m_account, filled), this, [this](const Result<ContactId> &result) {
        m_saving = false;
        m_ui->buttons->setEnabled(true);
        if (!result) {
            m_ui->notice->tell(result.error());
            return;
        }
        emit saved(*result);
        QDialog::accept();
    });
}

} // namespace qn::widgets
