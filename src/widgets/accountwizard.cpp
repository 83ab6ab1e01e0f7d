// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/accountwizard.h"

#include "core/whendone.h"
#include "widgets/addresspage.h"
#include "widgets/inlinenotice.h"
#include "widgets/mailboxpage.h"
#include "widgets/mailserverspage.h"
#include "widgets/mailservice.h"
#include "widgets/signinadvice.h"
#include "widgets/signinhelp.h"

#include <QHBoxLayout>
#include <QJsonObject>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize usualSize(860, 600);
constexpr int formWidth = 380;
constexpr int siteWidth = 720, siteHeight = 720;

} // namespace

AccountWizard::AccountWizard(session::Session &session, PluginSource plugin, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_signIn(session)
    , m_pages(new QStackedWidget(this))
    , m_addressPage(new AddressPage(this))
    , m_serversPage(new MailServersPage(this))
    , m_twoColumns(new QWidget(this))
    , m_mailbox(new MailboxPage(this))
    , m_help(new SignInHelp(std::move(plugin), this))
{
    m_account.kind = AccountKind::Imap;
    setWindowTitle(tr("Add Account"));
    build();
    connectPages();
    resize(usualSize);
    setPage(m_addressPage);
}

AccountWizard::~AccountWizard() = default;

void AccountWizard::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_pages);
    auto *columns = new QHBoxLayout(m_twoColumns);
    columns->setContentsMargins(0, 0, 16, 0);
    columns->setSpacing(0);
    m_mailbox->setFixedWidth(formWidth);
    columns->addWidget(m_mailbox);
    auto *side = new QVBoxLayout;
    side->setContentsMargins(0, 16, 0, 16);
    side->addWidget(m_help);
    columns->addLayout(side, 1);
    auto *servers = new QWidget(m_pages);
    auto *centred = new QHBoxLayout(servers);
    m_serversPage->setMaximumWidth(640);
    centred->addWidget(m_serversPage);
    for (QWidget *page : {static_cast<QWidget *>(m_addressPage), m_twoColumns, servers})
        m_pages->addWidget(page);
}

void AccountWizard::connectPages()
{
    connect(m_addressPage, &AddressPage::addressEdited, this, &AccountWizard::recognise);
    connect(m_addressPage, &AddressPage::submitted, this, &AccountWizard::search);
    connect(m_addressPage, &AddressPage::searchCanceled, this, [this] {
        ++m_question;
        m_addressPage->setSearching(false);
        m_addressPage->showService({});
        m_account.email = m_addressPage->address();
        setUpByHand({});
    });
    connect(m_addressPage, &AddressPage::qqChosen, this, &AccountWizard::chooseQQ);
    connect(m_addressPage, &AddressPage::byHandChosen, this, [this] {
        m_account.email = looksLikeAddress(m_addressPage->address()) ? m_addressPage->address() : QString();
        m_account.settings = {};
        setUpByHand({});
    });
    // Closed first: what comes then has windows of its own.
    connect(m_addressPage, &AddressPage::openApiChosen, this, [this] {
        hide();
        emit openApiChosen();
        deleteLater();
    });
    connect(m_addressPage, &AddressPage::sampleChosen, this, [this] {
        hide();
        emit sampleChosen();
        deleteLater();
    });
    connect(m_serversPage, &MailServersPage::done, this, &AccountWizard::useServers);
    connect(m_serversPage, &MailServersPage::backRequested, this,
        [this] { setPage(m_account.settings.contains("imap"_L1) ? m_twoColumns : static_cast<QWidget *>(m_addressPage)); });
    connect(m_mailbox, &MailboxPage::backRequested, this, [this] { setPage(m_addressPage); });
    connect(m_mailbox, &MailboxPage::addressEdited, this, &AccountWizard::addressChanged);
    connect(m_mailbox, &MailboxPage::serversRequested, this, [this] { setUpByHand({}); });
    connect(m_mailbox, &MailboxPage::signInRequested, this, &AccountWizard::signIn);
    connect(m_mailbox, &MailboxPage::cancelRequested, this, [this] {
        if (m_signIn.isRunning())
            return m_signIn.cancel();
        // It was still being looked for where to sign in to.
        ++m_question;
        m_isSearching = m_wantsSignIn = false;
        m_mailbox->setBusy(false);
        m_account.settings = {};
        setUpByHand(unknownHint(m_account.email));
    });
    connect(m_help, &SignInHelp::trusted, this, &AccountWizard::trustCertificate);
    connect(m_help, &SignInHelp::pageShown, this, [this] { resize(std::max(width(), formWidth + siteWidth), std::max(height(), siteHeight)); });
    connect(&m_signIn, &MailboxSignIn::succeeded, this, &AccountWizard::succeed);
    connect(&m_signIn, &MailboxSignIn::failed, this, &AccountWizard::fail);
}

void AccountWizard::setPage(QWidget *page)
{
    m_pages->setCurrentWidget(page == m_serversPage ? m_serversPage->parentWidget() : page);
    page == m_twoColumns ? m_mailbox->focusFirstEmpty() : page->setFocus();
    const QList<QPushButton *> buttons = page->findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->property("primary").toBool())
            button->setDefault(true); // Enter belongs to the page that is shown
    }
}

// the first page

void AccountWizard::recognise()
{
    const int question = ++m_question;
    whenDone(m_session.suggestAccount(m_addressPage->address(), false), this, [this, question](const Result<Account> &account) {
        if (question == m_question)
            m_addressPage->showService(account ? mailServiceOf(*account).name : QString());
    });
}

void AccountWizard::search()
{
    const QString address = m_addressPage->address();
    m_addressPage->setAddress(address);
    const int question = ++m_question;
    m_addressPage->setSearching(true);
    whenDone(m_session.suggestAccount(address, true), this, [this, question, address](const Result<Account> &account) {
        if (question != m_question)
            return;
        m_addressPage->setSearching(false);
        m_addressPage->showService({});
        if (account)
            return found(*account);
        m_account.email = address;
        m_account.settings = {};
        setUpByHand(unknownHint(address));
    });
}

QString AccountWizard::unknownHint(const QString &address)
{
    return tr("The servers of %1 are not known. Please enter them; what is here is only a guess.").arg(address.section(u'@', -1));
}

void AccountWizard::found(const Account &account)
{
    take(account);
    presentMailbox();
}

void AccountWizard::take(const Account &account)
{
    m_isByHand = false;
    const AccountId id = m_account.id;
    m_account = account;
    m_account.id = id;
    // Gmail takes passwords made for one program; without a registration of its own that is the way.
    if (mailServiceOf(account).kind == MailService::Kind::Google && !hasClientId(account))
        m_account.settings.remove(u"login"_s);
}

void AccountWizard::chooseQQ()
{
    const QString typed = m_addressPage->address();
    const int question = ++m_question;
    whenDone(m_session.suggestAccount(u"someone@qq.com"_s, false), this, [this, typed, question](const Result<Account> &account) {
        if (question != m_question)
            return;
        Account qq = account.value_or(m_account);
        qq.email = looksLikeAddress(typed) ? typed : QString();
        qq.name = qq.email;
        found(qq);
    });
}

void AccountWizard::setUpByHand(const QString &hint)
{
    m_serversPage->present(m_account, hint);
    setPage(m_serversPage);
}

void AccountWizard::useServers()
{
    m_account = m_serversPage->account();
    m_isByHand = true;
    presentMailbox();
}

// the mailbox

void AccountWizard::presentMailbox()
{
    m_refused.reset();
    m_mailbox->present(m_account, m_account.id.isValid());
    m_mailbox->notice().clear();
    m_help->showGuide(m_account);
    setPage(m_twoColumns);
}

/// An address of another domain is another service, unless the servers were given by hand: no password may go to the wrong one.
void AccountWizard::addressChanged()
{
    const QString address = m_mailbox->address();
    const auto domain = [](const QString &of) { return of.section(u'@', -1).toLower(); };
    const bool isSame = domain(address) == domain(m_account.email);
    m_account.email = address;
    m_account.name = address;
    const int question = ++m_question;
    if (isSame || m_isByHand) {
        m_mailbox->present(m_account, m_account.id.isValid());
        return;
    }
    m_isSearching = true;
    whenDone(m_session.suggestAccount(address, true), this, [this, question, address](const Result<Account> &account) {
        if (question != m_question)
            return;
        m_isSearching = false;
        const bool goOn = std::exchange(m_wantsSignIn, false);
        if (goOn)
            m_mailbox->setBusy(false);
        if (!account) {
            m_account.settings = {};
            return setUpByHand(unknownHint(address));
        }
        take(*account);
        m_mailbox->present(m_account, false);
        m_help->showGuide(m_account);
        if (goOn)
            signIn();
    });
}

// signing in

bool AccountWizard::isThereAlready()
{
    const QList<Account> accounts = m_session.accounts();
    const auto same = std::find_if(accounts.begin(), accounts.end(), [this](const Account &one) {
        return one.kind == AccountKind::Imap && one.id != m_account.id && one.email.compare(m_account.email, Qt::CaseInsensitive) == 0;
    });
    if (same == accounts.end())
        return false;
    const Account known = *same;
    m_mailbox->notice().tell(InlineNotice::Kind::Info, tr("This mailbox is here already"), {},
        {{tr("Sign In Again"), [this, known] { askAgain(known); }}});
    return true;
}

void AccountWizard::signIn()
{
    if (m_signIn.isRunning())
        return;
    if (!looksLikeAddress(m_mailbox->address()))
        return m_mailbox->complainAboutAddress();
    if (m_mailbox->address() != m_account.email)
        addressChanged();
    if (m_isSearching) {
        m_wantsSignIn = true;
        m_mailbox->setBusy(true);
        return;
    }
    if (!m_account.id.isValid())
        m_account.name = m_account.email;
    if (isThereAlready())
        return;
    if (wantsBrowser(m_account)) {
        QJsonObject oauth = m_account.settings.value("oauth"_L1).toObject();
        if (!hasClientId(m_account))
            oauth.insert(u"clientId"_s, m_mailbox->clientId());
        m_account.settings.insert(u"oauth"_s, oauth);
        if (!hasClientId(m_account))
            return m_mailbox->complainAboutSecret();
        hide();
        emit browserWanted(m_account);
        deleteLater();
        return;
    }
    if (m_mailbox->secret().isEmpty())
        return m_mailbox->complainAboutSecret();
    ++m_question;
    m_mailbox->setBusy(true);
    m_signIn.start(m_account, m_mailbox->secret());
}

void AccountWizard::succeed(AccountId account, const std::optional<Error> &keychain)
{
    const auto finish = [this, account] {
        hide();
        emit signedIn(account);
        deleteLater();
    };
    if (!keychain || m_isClosing)
        return finish();
    // It has worked; the mail comes in while this is being read.
    m_mailbox->setBusy(false);
    m_mailbox->setEnabled(true);
    m_account.id = account;
    UserMessage words = describe(*keychain);
    words.advice += u'\n' + tr("You are signed in, but only until Qingniao is closed: nothing of it may be stored outside the keychain.");
    m_mailbox->notice().tell(InlineNotice::Kind::Warning, words.title, words.advice,
        {{tr("Stay Signed In for This Run Only"), finish}, {tr("Retry"), [this] { signIn(); }}});
}

void AccountWizard::fail(const Error &error)
{
    if (m_isClosing) {
        deleteLater();
        return;
    }
    m_mailbox->setBusy(false);
    if (error.kind == ErrorKind::Canceled) {
        m_mailbox->focusFirstEmpty();
        return;
    }
    showTrouble(error);
    m_mailbox->selectSecret();
}

void AccountWizard::showTrouble(const Error &error)
{
    m_refused = error;
    m_help->showTrouble(error, m_account, m_mailbox->secret());
}

/// For this server only: the host that showed it, whether for incoming or for outgoing mail.
void AccountWizard::trustCertificate()
{
    if (!m_refused || !m_refused->certificate)
        return;
    const QString shownBy = serverOf(*m_refused, m_account).section(u':', 0, -2);
    for (const QString &key : {u"imap"_s, u"smtp"_s}) {
        QJsonObject server = m_account.settings.value(key).toObject();
        if (server.value("host"_L1).toString() != shownBy)
            continue;
        server.insert(u"certificate"_s, QString::fromLatin1(m_refused->certificate->sha256.toHex()));
        m_account.settings.insert(key, server);
    }
    m_refused.reset();
    m_help->showGuide(m_account);
    signIn();
}

void AccountWizard::askAgain(const Account &account)
{
    setWindowTitle(tr("Sign In Again"));
    m_account = account;
    presentMailbox();
    // A certificate that is new may be what is wrong, not the password.
    if (const std::optional<Error> error = m_session.status(account.id).error; error && error->kind == ErrorKind::Tls)
        showTrouble(*error);
}

void AccountWizard::reject()
{
    QDialog::reject();
    ++m_question;
    if (!m_signIn.isRunning()) {
        deleteLater();
        return;
    }
    m_isClosing = true;
    m_signIn.cancel();
}

} // namespace qn::widgets
