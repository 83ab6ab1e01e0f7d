// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/accountsettingsdialog.h"

#include "core/keptmail.h"
#include "core/whendone.h"
#include "models/lookup.h"
#include "ui_accountsettingsdialog.h"
#include "widgets/applicationspage.h"
#include "widgets/avatarlabel.h"
#include "widgets/contactdelegate.h"
#include "widgets/emptystate.h"
#include "widgets/growtofit.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"
#include "widgets/trustedcertificates.h"

#include <QLocale>

namespace qn::widgets {

using namespace Qt::StringLiterals;
using models::AccountModel;
using Phase = session::AccountStatus::Phase;

namespace {

class AccountDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, 56}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        auto name = index.data(Qt::DisplayRole).toString();
        const auto email = index.data(AccountModel::EmailRole).toString();
        paintPersonRow(
            *painter, option, email.isEmpty() || name == email ? QString() : name, email.isEmpty() ? name : email);
    }
};

} // namespace

AccountSettingsDialog::AccountSettingsDialog(session::Session &session, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_ui(std::make_unique<Ui::AccountSettingsDialog>())
    , m_model(session.reader())
    , m_avatar(new AvatarLabel(48, this))
    , m_nothing(new EmptyStateWidget({u"mailbox"_s, tr("No account yet"), tr("Add one to begin.")}, this))
{
    m_ui->setupUi(this);
    m_trusted = new TrustedCertificates(m_ui->page);
    m_ui->form->setWidget(m_ui->form->rowCount() - 1, QFormLayout::FieldRole, m_trusted); // beside its label
    m_applications = new ApplicationsPage(session, m_ui->notice, this);
    m_ui->head->insertWidget(0, m_avatar);
    m_ui->pages->addWidget(m_nothing);
    m_ui->pages->addWidget(m_applications);
    setUpWords();
    connectParts();
    showCurrent();
}

AccountSettingsDialog::~AccountSettingsDialog() = default;

void AccountSettingsDialog::setUpWords()
{
    setWindowTitle(tr("Accounts"));
    m_ui->right->setBackgroundRole(QPalette::Base);
    m_ui->right->setAutoFillBackground(true);
    m_ui->list->setModel(&m_model);
    m_ui->list->setItemDelegate(new AccountDelegate(m_ui->list));
    m_ui->list->setMouseTracking(true);
    m_ui->list->viewport()->setAutoFillBackground(false);
    m_ui->add->setIcon(themeIcon(u"plus"_s));
    m_ui->applications->setIcon(themeIcon(u"key"_s));
    m_ui->signIn->setIcon(themeIcon(u"log-in"_s));
    m_ui->title->setFont(themeFont(TextRole::Title, true));
    m_ui->status->setForegroundRole(QPalette::PlaceholderText);
    m_ui->hint->setForegroundRole(QPalette::PlaceholderText);
    m_ui->hint->setFont(themeFont(TextRole::Caption));
    m_ui->keepHint->setForegroundRole(QPalette::PlaceholderText);
    m_ui->keepHint->setFont(themeFont(TextRole::Caption));
    m_ui->keepHint->setText(tr("Mail and attachments can then be read and searched without a network. Otherwise recent "
                               "mail is kept, and older mail as you "
                               "open it."));
    for (auto *label : {m_ui->nameLabel, m_ui->emailLabel, m_ui->serverLabel, m_ui->trustedLabel})
        label->setForegroundRole(QPalette::PlaceholderText);
    m_ui->hint->setText(
        tr("Your sign-in is kept in the keychain of this computer. Removing the account removes it there too."));
    m_ui->trustedLabel->setAlignment(Qt::AlignLeading | Qt::AlignTop); // the first server's line
    for (auto *button : {m_ui->add, m_ui->applications})
        button->setProperty("leading", true);
    for (auto *button : {m_ui->add, m_ui->applications, m_ui->signIn, m_ui->remove, m_ui->close})
        button->setAutoDefault(false);
}

void AccountSettingsDialog::connectParts()
{
    connect(&m_session, &session::Session::changed, &m_model, &AccountModel::applyChanges);
    connect(&m_session, &session::Session::changed, this, [this](const store::ChangeSet &changes) {
        if (!changes.folders.isEmpty() || changes.everything)
            askAmount();
    });
    connect(&m_model, &AccountModel::ready, this, &AccountSettingsDialog::keepSelection);
    connect(&m_model, &AccountModel::failed, this, [this](const Error &error) { m_ui->notice->tell(error); });
    connect(&m_session, &session::Session::statusChanged, this, &AccountSettingsDialog::showStatus);
    connect(m_ui->list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AccountSettingsDialog::showChosen);
    connect(
        m_ui->list->selectionModel(), &QItemSelectionModel::currentChanged, this, &AccountSettingsDialog::showChosen);
    connect(m_ui->name, &QLineEdit::editingFinished, this, &AccountSettingsDialog::rename);
    connect(m_trusted, &TrustedCertificates::withdrawRequested, this, &AccountSettingsDialog::askToWithdraw);
    connect(m_ui->keepAll, &QCheckBox::clicked, this, &AccountSettingsDialog::keepAll);
    connect(m_ui->list, &QListView::clicked, this, &AccountSettingsDialog::showChosen);
    connect(m_ui->applications, &QPushButton::toggled, this, &AccountSettingsDialog::showApplications);
    connect(m_ui->add, &QPushButton::clicked, this, &AccountSettingsDialog::addRequested);
    connect(m_ui->signIn, &QPushButton::clicked, this, [this] { emit signInRequested(m_shown); });
    connect(m_ui->remove, &QPushButton::clicked, this, &AccountSettingsDialog::removeCurrent);
    connect(m_ui->close, &QPushButton::clicked, this, &QDialog::accept);
}

/// One account has more to show than another.
bool AccountSettingsDialog::event(QEvent *event)
{
    const bool isDone = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest)
        growToFit(*this);
    return isDone;
}

void AccountSettingsDialog::choose(AccountId account)
{
    m_shown = account;
    m_ui->applications->setChecked(false);
    keepSelection();
}

void AccountSettingsDialog::showApplications(bool shown)
{
    const QSignalBlocker quiet(m_ui->applications);
    m_ui->applications->setChecked(shown);
    m_ui->notice->clear();
    m_told.reset();
    if (!shown) {
        keepSelection();
        return;
    }
    {
        const QSignalBlocker still(m_ui->list->selectionModel());
        m_ui->list->selectionModel()->clear();
    }
    m_ui->list->viewport()->update();
    showCurrent();
}

/// A list that gets the focus makes its first row the current one, but only a row that is selected was chosen.
void AccountSettingsDialog::showChosen()
{
    if (m_ui->list->selectionModel()->hasSelection() && m_ui->applications->isChecked()) {
        const QSignalBlocker quiet(m_ui->applications);
        m_ui->applications->setChecked(false);
        m_ui->notice->clear();
    }
    showCurrent();
}

std::optional<Account> AccountSettingsDialog::current() const
{
    const auto index = m_ui->list->currentIndex();
    return index.isValid() ? m_model.at(index.row()) : std::nullopt;
}

void AccountSettingsDialog::keepSelection()
{
    const int row = std::max(0, m_model.rowOf(m_shown));
    if (!m_ui->applications->isChecked()) {
        const QSignalBlocker quiet(m_ui->list->selectionModel());
        m_ui->list->setCurrentIndex(m_model.index(row, 0));
    }
    m_ui->list->viewport()->update();
    showCurrent();
}

void AccountSettingsDialog::showCurrent()
{
    const auto account = current();
    if (m_ui->applications->isChecked()) {
        m_ui->pages->setCurrentWidget(m_applications);
        return;
    }
    m_ui->pages->setCurrentWidget(account ? m_ui->page : static_cast<QWidget *>(m_nothing));
    const auto before = std::exchange(m_shown, account ? account->id : AccountId());
    if (before != m_shown) {
        m_ui->notice->clear();
        m_told.reset();
    }
    if (!account)
        return;
    const auto name = account->name.isEmpty() ? account->email : account->name;
    m_avatar->setPerson({name == account->email ? QString() : name, account->email.isEmpty() ? name : account->email});
    m_ui->title->setText(name);
    if (before != m_shown || !m_ui->name->hasFocus())
        m_ui->name->setText(account->name);
    const bool isLocal = account->kind == AccountKind::Local;
    m_ui->email->setText(account->email.isEmpty() && !isLocal ? tr("Not known yet") : account->email);
    m_ui->server->setText(isLocal                                ? tr("None: this mail is only on this computer")
                              : account->kind == AccountKind::Sample ? tr("Sample mailbox on this computer")
                              : account->kind == AccountKind::Imap ? account->settings.value(u"imap"_s).toObject().value(u"host"_s).toString()
                                                               : account->settings.value(u"baseUrl"_s).toString());
    m_ui->serverLabel->setVisible(!m_ui->server->text().isEmpty());
    m_ui->trustedLabel->setVisible(!trustedServers(*account).isEmpty());
    m_trusted->showServers(trustedServers(*account));
    m_ui->keepAll->setVisible(!isLocal);
    m_ui->keepHint->setVisible(!isLocal);
    m_ui->keepAll->setChecked(keepsAllMail(*account));
    if (before != m_shown)
        askAmount();
    showStatus();
}

/// How much it is to keep all mail, as far as known.
void AccountSettingsDialog::askAmount()
{
    whenDone(models::sumSizes(m_session.reader(), m_shown), this, [this, id = m_shown](const Result<qint64> &bytes) {
        if (id != m_shown)
            return;
        const bool isKnown = bytes.value_or(0) > 0;
        m_ui->keepAll->setText(isKnown ? tr("&Keep all mail on this computer (about %1)").arg(sizeText(*bytes))
                                       : tr("&Keep all mail on this computer"));
    });
}

void AccountSettingsDialog::showStatus()
{
    if (!m_shown.isValid())
        return;
    const auto status = m_session.status(m_shown);
    QString words;
    switch (status.phase) {
    case Phase::Idle:
        words = status.copy
            ? tr("Keeping all mail on this computer: %1 of %2").arg(status.copy->done).arg(status.copy->total)
            : status.lastSync.isValid()
            ? tr("Up to date, last sync %1")
                  .arg(QLocale().toString(status.lastSync.toLocalTime(), QLocale::ShortFormat))
            : tr("Ready");
        break;
    case Phase::Connecting:
        words = tr("Connecting…");
        break;
    case Phase::Syncing:
        words = tr("Syncing…");
        break;
    case Phase::Offline:
        words = tr("Offline");
        break;
    case Phase::SignInNeeded:
        words = tr("Please sign in again");
        break;
    case Phase::Failed:
        words = status.error ? describe(*status.error).title : tr("Something went wrong");
        break;
    }
    m_ui->status->setText(words);
    m_ui->signIn->setProperty("primary", status.phase == Phase::SignInNeeded);
    m_ui->signIn->setText(status.phase == Phase::SignInNeeded ? tr("Sign In") : tr("Sign In Again"));
    m_ui->signIn->update();
    const bool trouble = status.error && status.error->kind == ErrorKind::Keychain;
    if (trouble && m_told != status.error) {
        m_ui->notice->tell(*status.error, {{tr("Retry"), [this] {
                                                m_told.reset();
                                                m_session.sync(m_shown);
                                            }}});
        m_told = status.error;
    } else if (!trouble && std::exchange(m_told, std::nullopt)) {
        m_ui->notice->clear();
    }
}

void AccountSettingsDialog::rename()
{
    auto account = current();
    const auto name = m_ui->name->text().trimmed();
    if (!account || name.isEmpty() || name == account->name)
        return;
    account->name = name;
    whenDone(m_session.updateAccount(*account), this, [this](const Result<void> &result) {
        if (!result)
            m_ui->notice->tell(result.error());
    });
}

void AccountSettingsDialog::askToWithdraw(const TrustedServer &server)
{
    m_ui->notice->tell(InlineNotice::Kind::Warning, tr("Stop trusting the certificate of %1?").arg(server.host),
        tr("No mail comes or goes through this server until its certificate can be verified. When you sign in again you can trust it anew."),
        {{tr("Keep"), [this] { m_ui->list->setFocus(); }},
            {tr("Do Not Trust"), [this, id = m_shown, server] { withdraw(id, server); }}});
    m_ui->notice->focusFirstAction();
}

/// From what is stored by then: the name may have changed since the question.
void AccountSettingsDialog::withdraw(AccountId account, const TrustedServer &server)
{
    const QList<Account> accounts = m_session.accounts();
    for (Account changed : accounts) {
        if (changed.id != account)
            continue;
        withdrawTrust(changed, server);
        whenDone(m_session.updateAccount(changed), this, [this, account, server](const Result<void> &result) {
            if (!result)
                m_ui->notice->tell(result.error(), {{tr("Retry"), [this, account, server] { withdraw(account, server); }}});
        });
    }
}

void AccountSettingsDialog::keepAll(bool all)
{
    auto account = current();
    if (!account)
        return;
    setKeepsAllMail(*account, all);
    whenDone(m_session.updateAccount(*account), this, [this](const Result<void> &result) {
        if (!result) {
            m_ui->notice->tell(result.error());
            showCurrent(); // as it is
        }
    });
}

void AccountSettingsDialog::removeCurrent()
{
    const auto account = current();
    if (!account)
        return;
    m_ui->notice->tell(InlineNotice::Kind::Warning, tr("Remove “%1”?").arg(m_ui->title->text()),
        tr("Its mail, contacts, drafts and sign-in are deleted from this computer. What is on the server stays there."),
        {{tr("Keep"), [this] { m_ui->list->setFocus(); }},
            {tr("Remove"), [this, id = account->id] { remove(id, false); }}});
    m_ui->notice->focusFirstAction();
}

void AccountSettingsDialog::remove(AccountId account, bool evenUnsent)
{
    m_ui->page->setEnabled(false);
    whenDone(m_session.removeAccount(account, evenUnsent), this, [this, account](const Result<void> &result) {
        m_ui->page->setEnabled(true);
        finishRemove(account, result);
    });
}

void AccountSettingsDialog::finishRemove(AccountId account, const Result<void> &result)
{
    if (result)
        return;
    if (result.error().kind == ErrorKind::Conflict) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("Some mail has not been sent yet"),
            tr("It is lost if you remove the account now."),
            {{tr("Keep"), [this] { m_ui->list->setFocus(); }},
                {tr("Remove Anyway"), [this, account] { remove(account, true); }}});
        m_ui->notice->focusFirstAction();
        return;
    }
    if (result.error().kind == ErrorKind::Keychain) {
        // The account is gone by now; only its entries in the keychain are left.
        m_ui->notice->tell(InlineNotice::Kind::Warning, tr("The account is removed, its keychain entries are not"),
            tr("Open the keychain program of this computer and delete the entries named Qingniao."));
        return;
    }
    m_ui->notice->tell(result.error(), {{tr("Retry"), [this, account] { remove(account, false); }}});
}

} // namespace qn::widgets
