// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signintrouble.h"

#include "widgets/codeguide.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

/// In lines of eight bytes.
QString fingerprintLines(const QByteArray &sha256)
{
    constexpr qsizetype lineBytes = 8;
    QStringList lines;
    for (qsizetype i = 0; i < sha256.size(); i += lineBytes)
        lines.append(fingerprint(sha256.mid(i, lineBytes)));
    return lines.join(u'\n');
}

} // namespace

SignInTrouble::SignInTrouble(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_lead(new QLabel(this))
    , m_column(new QVBoxLayout(this))
    , m_trust(new QPushButton(tr("Trust This Certificate for This Server"), this))
    , m_guide(new QPushButton(tr("Show the Guide Again"), this))
{
    m_column->setContentsMargins(24, 20, 24, 20);
    m_column->setSpacing(12);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    m_icon->setFixedSize(22, 22);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    m_title->setObjectName(u"troubleTitle"_s);
    m_title->setFont(themeFont(TextRole::Title, true));
    head->addWidget(m_title, 1);
    m_column->addLayout(head);
    m_lead->setForegroundRole(QPalette::PlaceholderText);
    for (auto *label : {m_title, m_lead}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_column->addWidget(m_lead);
    m_trust->setObjectName(u"trust"_s);
    m_guide->setObjectName(u"showGuide"_s);
    m_guide->setProperty("quiet", true);
    m_guide->setProperty("flush", chevronAir);
    m_guide->setIcon(themeIcon(u"chevron-left"_s));
    for (auto *button : {m_trust, m_guide}) {
        button->setAutoDefault(false);
        m_column->addWidget(button, 0, Qt::AlignLeft);
    }
    m_column->addStretch(1);
    connect(m_guide, &QPushButton::clicked, this, &SignInTrouble::guideRequested);
    connect(m_trust, &QPushButton::clicked, this, &SignInTrouble::trusted);
}

void SignInTrouble::clear()
{
    delete m_details;
    m_details = new QWidget(this);
    m_rows = new QVBoxLayout(m_details);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(10);
    m_column->insertWidget(2, m_details);
    const QColor colour = Tokens::of(palette()).danger;
    m_icon->setPixmap(themeIcon(u"circle-alert"_s, colour).pixmap(QSize(22, 22), devicePixelRatioF()));
}

QLabel *SignInTrouble::addText(const QString &text, bool isFaint)
{
    auto *label = new QLabel(text, m_details);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (isFaint) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFont(themeFont(TextRole::Caption));
    }
    return label;
}

void SignInTrouble::addCheck(int number, const QString &text)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(new StepNumber(number, m_details), 0, Qt::AlignTop);
    QLabel *words = addText(text, false);
    words->setObjectName(u"check"_s);
    words->setMinimumHeight(24);
    row->addWidget(words, 1);
    m_rows->addLayout(row);
}

void SignInTrouble::addFact(const QString &name, const QString &value, bool isFixed)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(1);
    column->addWidget(addText(name, true));
    QLabel *words = addText(value, false);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    words->setAccessibleName(name + u": "_s + value);
    if (isFixed) {
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPointSizeF(themeFont(TextRole::Caption).pointSizeF());
        words->setFont(font);
    }
    column->addWidget(words);
    m_rows->addLayout(column);
}

void SignInTrouble::say(const SignInAdvice &advice)
{
    clear();
    m_title->setText(advice.title);
    m_lead->setText(advice.lead);
    m_lead->setVisible(!advice.lead.isEmpty());
    setAccessibleName(advice.title + u'\n' + advice.lead);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void SignInTrouble::tell(const SignInAdvice &advice, bool hasGuide)
{
    say(advice);
    for (qsizetype i = 0; i < advice.checks.size(); ++i)
        addCheck(int(i) + 1, advice.checks.at(i));
    if (!advice.serverWords.isEmpty())
        m_rows->addWidget(addText(tr("The server's own words: %1").arg(advice.serverWords), true));
    m_trust->hide();
    m_guide->setVisible(hasGuide);
}

void SignInTrouble::askToTrust(const ServerCertificate &certificate, const QString &server)
{
    say({tr("The certificate of %1 is not trusted").arg(server),
        tr("Your password was not sent. Trust it only where this is your own or your company's server and you know its certificate."), {}, {}});
    const auto day = [](const QDateTime &time) { return QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat); };
    addFact(tr("Issued to"), certificate.subject);
    addFact(tr("Issued by"), certificate.issuer == certificate.subject ? tr("%1 (itself)").arg(certificate.issuer) : certificate.issuer);
    const bool isPast = certificate.validUntil < QDateTime::currentDateTimeUtc();
    addFact(tr("Valid"), (isPast ? tr("%1 to %2 (expired)") : tr("%1 to %2")).arg(day(certificate.validFrom), day(certificate.validUntil)));
    addFact(tr("SHA-256 fingerprint"), fingerprintLines(certificate.sha256), true);
    m_trust->show();
    m_guide->hide();
}

} // namespace qn::widgets
