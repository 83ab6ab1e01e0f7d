// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/addaccountdialog.h"

#include "core/loopback.h"
#include "ui_addaccountdialog.h"
#include "widgets/theme.h"

#include <QPushButton>
#include <QUrl>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

/// Tokens travel there, so only an encrypted way or this very computer will do.
bool isGoodServer(const QUrl &url)
{
    return url.isValid() && !url.host().isEmpty()
        && (url.scheme() == u"https"_s || (url.scheme() == u"http"_s && isLoopbackHost(url.host())));
}

} // namespace

AddAccountDialog::AddAccountDialog(const Account &prefilled, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::AddAccountDialog>())
{
    m_ui->setupUi(this);
    setWindowTitle(tr("Add Account"));
    m_ui->headline->setFont(themeFont(TextRole::Title, true));
    for (auto *label : {m_ui->help, m_ui->secretHelp}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFont(themeFont(TextRole::Caption));
    }
    m_ui->redirectUri->setPlaceholderText(tr("Empty: sign in with your browser"));
    const auto given = [&](const QString &key) { return prefilled.settings.value(key).toString(); };
    m_ui->name->setText(prefilled.name);
    if (!given(u"baseUrl"_s).isEmpty())
        m_ui->baseUrl->setText(given(u"baseUrl"_s));
    m_ui->clientId->setText(given(u"clientId"_s));
    m_ui->redirectUri->setText(given(u"redirectUri"_s));
    m_ui->buttons->button(QDialogButtonBox::Ok)->setText(tr("Sign In"));
    m_ui->buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    (m_ui->clientId->text().isEmpty() ? m_ui->clientId : m_ui->clientSecret)->setFocus();
}

AddAccountDialog::~AddAccountDialog() = default;

void AddAccountDialog::tell(const Error &error)
{
    m_ui->notice->tell(error);
}

void AddAccountDialog::accept()
{
    const auto complain = [this](QLineEdit *field, const QString &title, const QString &advice) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, title, advice);
        field->setFocus();
        field->selectAll();
    };
    const QUrl server(m_ui->baseUrl->text().trimmed(), QUrl::StrictMode);
    const auto redirect = m_ui->redirectUri->text().trimmed();
    const auto clientId = m_ui->clientId->text().trimmed();
    if (!isGoodServer(server))
        return complain(m_ui->baseUrl, tr("Please check the server address"),
            tr("It begins with https://, like https://mail.qq.com"));
    if (clientId.isEmpty())
        return complain(m_ui->clientId, tr("The client ID is missing"),
            tr("You find it at the open platform, in your application."));
    if (!redirect.isEmpty() && QUrl(redirect, QUrl::StrictMode).scheme().isEmpty())
        return complain(m_ui->redirectUri, tr("Please check the redirect address"),
            tr("It must be exactly the one registered at the open platform."));
    Account account;
    account.kind = AccountKind::OpenApi;
    account.name = m_ui->name->text().trimmed();
    if (account.name.isEmpty())
        account.name = server.host() == u"mail.qq.com"_s ? tr("QQ Mail") : server.host();
    account.settings = {{u"baseUrl"_s, server.toString(QUrl::StripTrailingSlash)}, {u"clientId"_s, clientId}};
    if (!redirect.isEmpty())
        account.settings.insert(u"redirectUri"_s, redirect);
    emit filled(account, m_ui->clientSecret->text().trimmed().toUtf8());
    QDialog::accept();
}

} // namespace qn::widgets
