// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/addresspage.h"

#include "widgets/choicerow.h"
#include "widgets/icons.h"
#include "widgets/mailservice.h"
#include "widgets/theme.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStringListModel>
#include <QVBoxLayout>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int columnWidth = 440;

/// "me@f" becomes me@foxmail.com, the rest selected.
void offerDomains(QLineEdit *field)
{
    auto *model = new QStringListModel(field);
    auto *completer = new QCompleter(model, field);
    completer->setCompletionMode(QCompleter::InlineCompletion); // a list would take the Enter key
    field->setCompleter(completer);
    QObject::connect(field, &QLineEdit::textEdited, model, [model](const QString &text) {
        static const QStringList domains{u"qq.com"_s, u"foxmail.com"_s, u"vip.qq.com"_s, u"163.com"_s, u"126.com"_s, u"gmail.com"_s,
            u"outlook.com"_s, u"hotmail.com"_s};
        QStringList offered;
        if (const qsizetype at = text.indexOf(u'@'); at > 0) {
            for (const QString &domain : domains) {
                if (domain.startsWith(text.mid(at + 1), Qt::CaseInsensitive))
                    offered.append(text.left(at + 1) + domain);
            }
        }
        model->setStringList(offered);
    });
}

} // namespace

AddressPage::AddressPage(QWidget *parent)
    : QWidget(parent)
    , m_address(new QLineEdit(this))
    , m_next(new QPushButton(tr("Continue"), this))
    , m_mark(new QLabel(this))
    , m_words(new QLabel(this))
    , m_byHand(new QPushButton(tr("Set Up by Hand"), this))
    , m_busy(new QProgressBar(this))
    , m_choices(makeChoices())
{
    m_address->setObjectName(u"address"_s);
    m_address->setAccessibleName(tr("Mail address"));
    m_address->setPlaceholderText(tr("Mail address or QQ number"));
    m_address->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    offerDomains(m_address);
    m_next->setObjectName(u"next"_s);
    m_next->setDefault(true);
    m_next->setProperty("primary", true);
    for (QWidget *tall : {static_cast<QWidget *>(m_address), static_cast<QWidget *>(m_next)})
        tall->setMinimumHeight(40);
    m_byHand->setObjectName(u"searchByHand"_s);
    m_byHand->setProperty("quiet", true);
    m_byHand->setAutoDefault(false);
    m_mark->setFixedSize(18, 18);
    m_words->setObjectName(u"service"_s);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setFont(themeFont(TextRole::Caption));
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedHeight(3);
    for (QWidget *passing : {static_cast<QWidget *>(m_byHand), static_cast<QWidget *>(m_busy)}) {
        QSizePolicy policy = passing->sizePolicy();
        policy.setRetainSizeWhenHidden(true); // nothing jumps
        passing->setSizePolicy(policy);
    }
    build();
    setSearching(false);
    setFocusProxy(m_address);
    // Changed, not edited: what is completed counts, and Enter then goes on at once.
    connect(m_address, &QLineEdit::returnPressed, this, &AddressPage::submit);
    connect(m_address, &QLineEdit::textChanged, this, [this] {
        say({}, {}, {});
        if (looksLikeAddress(address()))
            emit addressEdited();
    });
    connect(m_next, &QPushButton::clicked, this, &AddressPage::submit);
    connect(m_byHand, &QPushButton::clicked, this, &AddressPage::searchCanceled);
}

void AddressPage::build()
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    auto *bird = new QLabel(this);
    bird->setPixmap(applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    column->addWidget(bird, 0, Qt::AlignHCenter);
    column->addSpacing(12);
    auto *title = new QLabel(tr("Add your mailbox"), this);
    title->setFont(themeFont(TextRole::Display, true));
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    auto *hint = new QLabel(tr("Type its address; Qingniao knows or finds the servers."), this);
    hint->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(hint, 0, Qt::AlignHCenter);
    column->addSpacing(20);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_address, 1);
    row->addWidget(m_next);
    column->addLayout(row);
    auto *told = new QHBoxLayout;
    told->setContentsMargins(4, 6, 0, 0);
    told->setSpacing(6);
    told->addWidget(m_mark);
    told->addWidget(m_words, 1);
    told->addWidget(m_byHand);
    column->addLayout(told);
    column->addWidget(m_busy);
    column->addSpacing(14);
    column->addWidget(m_choices);
    auto *frame = new QWidget(this);
    frame->setFixedWidth(columnWidth);
    frame->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(24, 24, 24, 24);
    outer->addStretch(1);
    outer->addWidget(frame, 0, Qt::AlignHCenter);
    outer->addStretch(1);
}

QWidget *AddressPage::makeChoices()
{
    auto *choices = new QWidget(this);
    auto *column = new QVBoxLayout(choices);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    const auto add = [&](const QString &name, const QString &icon, const QString &title, const QString &hint, const QString &badge,
                         void (AddressPage::*chosen)()) {
        auto *row = new ChoiceRow(icon, title, hint, badge, choices);
        row->setObjectName(name);
        connect(row, &QAbstractButton::clicked, this, chosen);
        column->addWidget(row);
    };
    add(u"chooseQQ"_s, u"key"_s, tr("QQ Mail"), tr("With an authorization code; Foxmail and VIP addresses too"), tr("Recommended"),
        &AddressPage::qqChosen);
    add(u"chooseByHand"_s, u"settings"_s, tr("Another server"), tr("Enter the servers for incoming and outgoing mail by hand"), {},
        &AddressPage::byHandChosen);
    add(u"chooseOpenApi"_s, u"file-code"_s, tr("QQ Mail Open API"), tr("With the client ID of an application at the open platform"), {},
        &AddressPage::openApiChosen);
    add(u"chooseSample"_s, u"mailbox"_s, tr("Sample mailbox"), tr("To look around; it stays on this computer"), {}, &AddressPage::sampleChosen);
    return choices;
}

QString AddressPage::address() const
{
    return completedAddress(m_address->text());
}

void AddressPage::setAddress(const QString &address)
{
    m_address->setText(address);
}

void AddressPage::say(const QString &text, const QString &icon, const QColor &colour)
{
    m_words->setText(text);
    m_mark->setPixmap(icon.isEmpty() ? QPixmap() : themeIcon(icon, colour).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void AddressPage::showService(const QString &name)
{
    if (name.isEmpty())
        say({}, {}, {});
    else
        say(name, u"circle-check"_s, Tokens::of(palette()).success);
}

void AddressPage::complain(const QString &problem)
{
    say(problem, u"circle-alert"_s, Tokens::of(palette()).danger);
    m_address->setFocus();
    m_address->selectAll();
}

void AddressPage::setSearching(bool searching)
{
    m_address->setEnabled(!searching);
    m_next->setEnabled(!searching);
    m_choices->setEnabled(!searching);
    m_byHand->setVisible(searching);
    m_busy->setVisible(searching);
    if (searching)
        say(tr("Looking for the servers of %1…").arg(address().section(u'@', -1)), u"search"_s, Tokens::of(palette()).accent);
}

void AddressPage::submit()
{
    if (!looksLikeAddress(address()))
        return complain(tr("This is not a mail address, such as 12345678@qq.com."));
    emit submitted();
}

} // namespace qn::widgets
