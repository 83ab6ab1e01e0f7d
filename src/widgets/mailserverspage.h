// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

#include <QWidget>

#include <memory>

namespace Ui {
class MailServersPage;
}

class QComboBox;
class QLineEdit;

namespace qn::widgets {

/// The servers of a mailbox, by hand.
class MailServersPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MailServersPage)

public:
    explicit MailServersPage(QWidget *parent = nullptr);
    ~MailServersPage() override;
    /// Where the account has no servers yet they are guessed from its address. `hint` says why the page is shown.
    void present(const Account &account, const QString &hint);
    /// The account with what was entered.
    Account account() const { return m_account; }

signals:
    void done();
    void backRequested();

private:
    struct Line
    {
        QLineEdit *host;
        QLineEdit *port;
        QComboBox *tls;
        int tlsPort, startTlsPort;
    };
    QList<Line> lines() const;
    void setUpLine(const Line &line);
    void presentLine(const Line &line, const QString &key, const QString &prefix);
    bool complain(QWidget *field, const QString &title, const QString &advice);
    bool takeLine(const Line &line, const QString &key);
    void submit();

    std::unique_ptr<Ui::MailServersPage> m_ui;
    Account m_account;
};

} // namespace qn::widgets
