// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attachmentbar.h"

#include "core/whendone.h"
#include "widgets/attachmentreader.h"
#include "widgets/flowlayout.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QFileInfo>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>
#include <QStyle>

#include <algorithm>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int cardWidth = 224;
constexpr int cardHeight = 48;

Error tooLarge()
{
    Error error;
    error.kind = ErrorKind::TooLarge;
    error.detail = u"no room for the attachment"_s;
    return error;
}

QString iconFor(const QString &type)
{
    const std::pair<QLatin1StringView, QLatin1StringView> known[] = {{"image/"_L1, "file-image"_L1},
        {"audio/"_L1, "file-audio"_L1}, {"video/"_L1, "file-video"_L1}, {"text/html"_L1, "file-code"_L1},
        {"text/"_L1, "file-text"_L1}, {"application/pdf"_L1, "file-text"_L1}};
    for (const auto &[prefix, icon] : known) {
        if (type.startsWith(prefix))
            return icon;
    }
    for (const auto &word : {u"zip"_s, u"compressed"_s, u"rar"_s, u"tar"_s, u"7z"_s}) {
        if (type.contains(word))
            return u"file-archive"_s;
    }
    if (type.contains(u"excel"_s) || type.contains(u"spreadsheet"_s))
        return u"file-spreadsheet"_s;
    return type.contains(u"document"_s) || type.contains(u"word"_s) ? u"file-text"_s : u"file"_s;
}

} // namespace

ComposeAttachment::ComposeAttachment(Attachment attachment, bool loading, QWidget *parent)
    : QWidget(parent)
    , m_attachment(std::move(attachment))
    , m_loading(loading)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(cardHeight);
    describeItself();
}

void ComposeAttachment::setAttachment(Attachment attachment)
{
    m_attachment = std::move(attachment);
    m_loading = false;
    describeItself();
    update();
}

void ComposeAttachment::describeItself()
{
    setToolTip(m_attachment.name);
    setAccessibleName(m_loading ? tr("%1, being read").arg(m_attachment.name)
                                : tr("%1, %2").arg(m_attachment.name, sizeText(m_attachment.size)));
    setAccessibleDescription(tr("Attachment. Delete removes it."));
}

QSize ComposeAttachment::sizeHint() const
{
    return {cardWidth, cardHeight};
}

QRect ComposeAttachment::crossBox() const
{
    return QStyle::visualRect(layoutDirection(), rect(), QRect(width() - 28, (height() - 16) / 2, 16, 16));
}

void ComposeAttachment::paintEvent(QPaintEvent *)
{
    const auto tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? tokens.accent : tokens.border, hasFocus() ? 1.5 : 1.0));
    painter.setBrush(underMouse() ? tokens.hover : tokens.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), Tokens::radius, Tokens::radius);
    const auto place = [this](QRect box) { return QStyle::visualRect(layoutDirection(), rect(), box); };
    const auto icon = m_loading ? u"loader-circle"_s : iconFor(m_attachment.type);
    themeIcon(icon, tokens.accent).paint(&painter, place({12, (height() - 22) / 2, 22, 22}));

    const QRect text = place({44, 5, width() - 44 - 32, height() - 10});
    painter.setFont(themeFont(TextRole::Body));
    painter.setPen(tokens.text);
    painter.drawText(QRect(text.x(), text.y(), text.width(), text.height() / 2 + 1), Qt::AlignVCenter,
        QFontMetrics(painter.font()).elidedText(m_attachment.name, Qt::ElideMiddle, text.width()));
    painter.setFont(themeFont(TextRole::Caption));
    painter.setPen(tokens.textSecond);
    painter.drawText(QRect(text.x(), text.center().y() + 1, text.width(), text.height() / 2), Qt::AlignVCenter,
        m_loading ? tr("Reading…") : sizeText(m_attachment.size));
    const bool overCross = underMouse() && crossBox().contains(mapFromGlobal(QCursor::pos()));
    themeIcon(u"x"_s, overCross ? tokens.text : tokens.textThird).paint(&painter, crossBox());
}

void ComposeAttachment::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        emit removeRequested();
    else
        QWidget::keyPressEvent(event);
}

void ComposeAttachment::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && crossBox().adjusted(-6, -6, 6, 6).contains(event->position().toPoint()))
        emit removeRequested();
}

bool ComposeAttachment::event(QEvent *event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

AttachmentBar::AttachmentBar(QWidget *parent)
    : QScrollArea(parent)
    , m_content(new QWidget(this))
    , m_flow(new FlowLayout(m_content, Tokens::grid))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(m_content);
    viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    m_flow->setContentsMargins(0, Tokens::grid, 0, Tokens::grid);
    setAccessibleName(tr("Attachments"));
    hide();
}

void AttachmentBar::setAttachments(const QList<Attachment> &attachments)
{
    for (auto *card : std::as_const(m_cards))
        delete card;
    m_cards.clear();
    for (const auto &attachment : attachments)
        addCard(attachment, false);
    fit();
}

QList<Attachment> AttachmentBar::attachments() const
{
    QList<Attachment> list;
    for (const auto *card : m_cards) {
        if (!card->isLoading())
            list.append(card->attachment());
    }
    return list;
}

bool AttachmentBar::isLoading() const
{
    return std::any_of(m_cards.cbegin(), m_cards.cend(), [](const auto *card) { return card->isLoading(); });
}

qint64 AttachmentBar::totalBytes() const
{
    qint64 total = 0;
    for (const auto *card : m_cards)
        total += card->attachment().size;
    return total;
}

void AttachmentBar::addFiles(const QStringList &paths)
{
    for (const auto &path : paths) {
        const QFileInfo info(path);
        const auto room = m_limit - totalBytes();
        if (info.size() > room) {
            emit refused(info.fileName(), tooLarge());
            continue;
        }
        Attachment announced;
        announced.name = info.fileName();
        announced.size = info.size();
        auto *card = addCard(announced, true);
        whenDone(readAttachment(path, room), this, [this, card = QPointer(card)](const Result<Attachment> &read) {
            if (card)
                finish(card, read);
        });
    }
    fit();
}

void AttachmentBar::addData(Attachment attachment)
{
    attachment.size = attachment.content.size();
    if (attachment.size > m_limit - totalBytes()) {
        emit refused(attachment.name, tooLarge());
        return;
    }
    addCard(attachment, false);
    fit();
    emit changed();
}

ComposeAttachment *AttachmentBar::addCard(const Attachment &attachment, bool loading)
{
    auto *card = new ComposeAttachment(attachment, loading, m_content);
    m_cards.append(card);
    m_flow->addWidget(card);
    card->show();
    connect(card, &ComposeAttachment::removeRequested, this, [this, card] { removeCard(card); });
    return card;
}

void AttachmentBar::removeCard(ComposeAttachment *card)
{
    const auto at = m_cards.indexOf(card);
    if (at < 0)
        return;
    if (card->hasFocus())
        focusNextPrevChild(m_cards.size() > 1);
    m_cards.removeAt(at);
    m_flow->removeWidget(card);
    card->hide();
    card->deleteLater();
    fit();
    emit changed();
}

void AttachmentBar::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

void AttachmentBar::fit()
{
    constexpr int twoRows = 2 * cardHeight + 3 * Tokens::grid;
    setVisible(!m_cards.isEmpty());
    const int wanted = m_flow->heightForWidth(width());
    const bool scrolls = wanted > twoRows;
    setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    const int contentWidth = scrolls ? width() - verticalScrollBar()->sizeHint().width() : width();
    m_content->resize(contentWidth, m_flow->heightForWidth(contentWidth));
    setFixedHeight(std::min(wanted, twoRows));
}

void AttachmentBar::finish(ComposeAttachment *card, const Result<Attachment> &read)
{
    if (read) {
        card->setAttachment(*read);
        emit changed();
        return;
    }
    const auto name = card->attachment().name;
    removeCard(card);
    emit refused(name, read.error());
}

} // namespace qn::widgets
