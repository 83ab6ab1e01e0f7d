// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signinhelp.h"

#include "widgets/codeguide.h"
#include "widgets/emptystate.h"
#include "widgets/mailservice.h"
#include "widgets/signintrouble.h"
#include "widgets/stylepaint.h"

#include <QDesktopServices>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

QScrollArea *scrolled(QWidget *content, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false); // setWidget() has switched it on
    return area;
}

} // namespace

SignInHelp::SignInHelp(PluginSource plugin, QWidget *parent)
    : QFrame(parent)
    , m_plugin(std::move(plugin))
    , m_stack(new QStackedWidget(this))
    , m_guide(new CodeGuide(this))
    , m_trouble(new SignInTrouble(this))
    , m_note(new EmptyStateWidget({}, this))
    , m_guideArea(scrolled(m_guide, m_stack))
    , m_troubleArea(scrolled(m_trouble, m_stack))
{
    auto *inside = new QVBoxLayout(this);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_stack);
    for (QWidget *one : {m_guideArea, m_troubleArea, static_cast<QWidget *>(m_note)})
        m_stack->addWidget(one);
    connect(m_guide, &CodeGuide::pageRequested, this, &SignInHelp::openPage);
    connect(m_trouble, &SignInTrouble::guideRequested, this, [this] { showGuide(m_account); });
    connect(m_trouble, &SignInTrouble::trusted, this, &SignInHelp::trusted);
}

void SignInHelp::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens tokens = Tokens::of(palette());
    paint::box(painter, rect(), Tokens::radius + 2, tokens.raised, tokens.border);
}

void SignInHelp::showGuide(const Account &account)
{
    m_account = account;
    const MailService service = mailServiceOf(account);
    if (!service.steps.isEmpty()) {
        m_guide->setService(service);
        m_stack->setCurrentWidget(m_guideArea);
        return;
    }
    if (service.kind == MailService::Kind::Microsoft && !hasClientId(account))
        m_note->setState({u"key"_s, tr("Outlook wants its own sign-in page"),
            tr("It takes no passwords from mail programs any more, and this copy of Qingniao is not registered with Microsoft. With the client ID of an "
               "application that is, you can go on.")});
    else if (wantsBrowser(account))
        m_note->setState({u"external-link"_s, tr("Your browser does the rest"),
            tr("You allow access on the service's own page and come back here.")});
    else
        m_note->setState({u"shield-check"_s, tr("Encrypted all the way"),
            tr("Qingniao checks the server's certificate before it sends your password. If the service has passwords for mail programs, make one in its "
               "web settings and use that.")});
    m_stack->setCurrentWidget(m_note);
}

void SignInHelp::showTrouble(const Error &error, const Account &account, const QString &secret)
{
    m_account = account;
    const MailService service = mailServiceOf(account);
    if (error.certificate && error.certificate->mayBeTrusted && !service.isBuiltIn)
        m_trouble->askToTrust(*error.certificate, serverOf(error, account));
    else
        m_trouble->tell(signInAdvice(error, account, secret), !service.steps.isEmpty());
    m_stack->setCurrentWidget(m_troubleArea);
}

void SignInHelp::openPage(const QUrl &page)
{
    m_address = page;
    if (WebViewPlugin *plugin = m_page || !m_plugin ? nullptr : m_plugin()) {
        m_page = plugin->createSitePage(this);
        if (m_page)
            buildPagePane();
    }
    if (!m_page) {
        QDesktopServices::openUrl(page);
        return;
    }
    m_stack->setCurrentWidget(m_pagePane);
    emit pageShown();
    m_page->open(page);
}

void SignInHelp::buildPagePane()
{
    m_pagePane = new QWidget(m_stack);
    auto *column = new QVBoxLayout(m_pagePane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(8, 6, 8, 0);
    auto *steps = new QPushButton(themeIcon(u"chevron-left"_s), tr("Show the Steps"), m_pagePane);
    auto *browser = new QPushButton(themeIcon(u"external-link"_s), tr("Open in the Browser"), m_pagePane);
    for (QPushButton *button : {steps, browser}) {
        button->setProperty("quiet", true);
        button->setAutoDefault(false);
    }
    row->addWidget(steps);
    row->addStretch(1);
    row->addWidget(browser);
    column->addLayout(row);
    column->addWidget(m_page, 1);
    m_stack->addWidget(m_pagePane);
    connect(steps, &QPushButton::clicked, this, [this] { showGuide(m_account); });
    connect(browser, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(m_address); });
}

} // namespace qn::widgets
