// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messagelistdelegate.h"

#include "widgets/avatar.h"
#include "widgets/paintedrows.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QPainter>
#include <QTextLayout>
#include <QtMath>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

constexpr int avatarSide = 40;
constexpr int avatarLeft = 22;
constexpr int textLeft = avatarLeft + avatarSide + 12;
constexpr int textRight = 18;
constexpr int markSide = 14;
constexpr int buttonSide = 30;

QRect textRect(const QRect &row)
{
    return row.adjusted(textLeft, 0, -textRight, 0);
}

QStaticText laidOut(const QString &text, const QFont &font)
{
    QStaticText result(text);
    result.setTextFormat(Qt::PlainText);
    result.setPerformanceHint(QStaticText::AggressiveCaching);
    result.prepare(QTransform(), font);
    return result;
}

/// Cut to the width. What fits, as most names and subjects do, is shaped once only.
QStaticText fitted(const QString &text, const QFont &font, int width)
{
    constexpr int narrow = 5; // pixels a letter; more letters than that hardly ever fit
    if (text.size() <= width / narrow) {
        QStaticText whole = laidOut(text, font);
        if (whole.size().width() <= width)
            return whole;
    }
    return laidOut(QFontMetrics(font).elidedText(text, Qt::ElideRight, width), font);
}

std::optional<store::MessageRow> rowOf(const QModelIndex &index)
{
    if (const auto *model = qobject_cast<const models::MessageListModel *>(index.model()))
        return model->rowAt(index.row());
    const QVariant value = index.data(models::MessageListModel::RowRole);
    return value.isValid() ? std::optional(value.value<store::MessageRow>()) : std::nullopt;
}

/// For what is loaded by it: glyphs are drawn into their cache before they are clipped.
template <typename Paint> void paintNowhere(qreal pixelRatio, Paint paint)
{
    QImage nothing(1, 1, QImage::Format_RGB32);
    nothing.setDevicePixelRatio(pixelRatio);
    QPainter painter(&nothing);
    paint(painter);
}

int markCount(const store::MessageRow &row)
{
    return int(row.hasAttachments) + int(row.flags.testFlag(MessageFlag::Flagged))
        + int(row.flags.testFlag(MessageFlag::Answered) || row.flags.testFlag(MessageFlag::Forwarded));
}

} // namespace

MessageListDelegate::MessageListDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_font(themeFont(TextRole::Body))
    , m_bold(themeFont(TextRole::Body, true))
    , m_caption(themeFont(TextRole::Caption))
    , m_lineHeight(qMax(19, QFontMetrics(m_font).lineSpacing()))
{
}

void MessageListDelegate::setShowsRecipients(bool recipients)
{
    m_recipients = recipients;
    m_cache.clear();
}

void MessageListDelegate::setHighlighter(const SearchHighlighter &highlighter)
{
    m_highlighter = highlighter;
    m_cache.clear();
}

QSize MessageListDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {240, rowHeight()};
}

int MessageListDelegate::rowHeight() const
{
    return qMax(Tokens::rowComfortable, 3 * m_lineHeight + 15);
}

const MessageListDelegate::Lines &MessageListDelegate::linesFor(const store::MessageRow &row, int width) const
{
    const QDateTime now = QDateTime::currentDateTime();
    const QString day = now.date().toString(Qt::ISODate);
    if (Lines *known = m_cache.object(row.id.value()); known && known->width == width && known->day == day && known->row == row)
        return *known;
    auto lines = std::make_unique<Lines>();
    lines->row = row;
    lines->width = width;
    lines->day = day;
    lines->marks = markCount(row);
    lines->name = m_recipients ? row.recipients : row.from.display();
    const QFont &nameFont = row.flags.testFlag(MessageFlag::Seen) ? m_font : m_bold;
    lines->time = laidOut(shortTime(row.date, now), m_caption);
    lines->timeWidth = qCeil(lines->time.size().width());
    QString shownName = lines->name.isEmpty() ? tr("(no recipient)") : lines->name;
    if (m_recipients && !lines->name.isEmpty())
        shownName = tr("To: %1").arg(lines->name);
    const QString subject = row.subject.isEmpty() ? tr("(no subject)") : row.subject.simplified();
    const int marksWidth = lines->marks * (markSide + 5);
    lines->sender = fitted(shownName, nameFont, width - lines->timeWidth - 12);
    lines->subject = fitted(subject, m_font, width - marksWidth);
    lines->preview = fitted(row.preview.simplified(), m_font, width);
    if (!m_highlighter.isEmpty())
        findMarks(*lines);
    Lines *kept = lines.release(); // the cache owns it
    m_cache.insert(row.id.value(), kept);
    return *kept;
}

void MessageListDelegate::findMarks(Lines &lines) const
{
    const auto find = [&](int line, const QStaticText &words, const QFont &font, SearchNode::Field field) {
        const auto ranges = m_highlighter.ranges(words.text(), field);
        if (ranges.isEmpty())
            return;
        QTextLayout layout(words.text(), font);
        layout.beginLayout();
        QTextLine whole = layout.createLine();
        whole.setLineWidth(1e5);
        layout.endLayout();
        for (const SearchHighlighter::Range &range : ranges) {
            const qreal left = whole.cursorToX(range.start), right = whole.cursorToX(range.start + range.length);
            lines.found.append({line, qMin(left, right), qAbs(right - left)});
        }
    };
    const bool seen = lines.row.flags.testFlag(MessageFlag::Seen);
    find(0, lines.sender, seen ? m_font : m_bold, m_recipients ? SearchNode::Field::To : SearchNode::Field::From);
    find(1, lines.subject, m_font, SearchNode::Field::Subject);
    find(2, lines.preview, m_font, SearchNode::Field::Body);
}

void MessageListDelegate::paintBackground(
    QPainter &painter, const QRect &rect, QStyle::State state, const Tokens &t) const
{
    const bool selected = state.testFlag(QStyle::State_Selected);
    const bool over = state.testFlag(QStyle::State_MouseOver);
    const bool focusOnly = state.testFlag(QStyle::State_HasFocus) && !selected;
    if (!selected && !over && !focusOnly)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(focusOnly ? QPen(t.accent, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(selected ? QBrush(t.selected) : over ? QBrush(t.hover) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(rect).adjusted(6, 1, -6, -1), Tokens::radius, Tokens::radius);
}

void MessageListDelegate::paintTexts(QPainter &painter, const QRect &text, const Lines &lines, const Tokens &t) const
{
    const bool seen = lines.row.flags.testFlag(MessageFlag::Seen);
    const int top = text.top() + (text.height() - 3 * m_lineHeight - 2) / 2;
    const auto put = [&](int x, int line, const QStaticText &words, const QFont &font, const QColor &ink) {
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawStaticText(QPointF(x, top + line * (m_lineHeight + 1)), words);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.match);
    for (const Lines::Mark &mark : lines.found)
        painter.drawRoundedRect(QRectF(text.left() + mark.left - 1, top + mark.line * (m_lineHeight + 1), mark.width + 2, m_lineHeight), 3, 3);
    put(text.left(), 0, lines.sender, seen ? m_font : m_bold, t.text);
    painter.setFont(m_caption);
    painter.setPen(seen ? t.textThird : t.accent);
    const int lift = QFontMetrics(m_font).ascent() - QFontMetrics(m_caption).ascent();
    painter.drawStaticText(QPointF(text.right() + 1 - lines.timeWidth, top + lift), lines.time);
    put(text.left(), 1, lines.subject, m_font, seen ? t.textSecond : t.text);
    put(text.left(), 2, lines.preview, m_font, t.textThird);
}

void MessageListDelegate::paintMarks(QPainter &painter, const QRect &text, const Lines &lines, const Tokens &t) const
{
    const int top = text.top() + (text.height() - 3 * m_lineHeight - 2) / 2 + m_lineHeight + 1;
    QRect place(text.right() + 1 - markSide, top + (m_lineHeight - markSide) / 2, markSide, markSide);
    const auto put = [&](const QString &icon, const QColor &ink) {
        themeIcon(icon, ink).paint(&painter, place);
        place.translate(-(markSide + 5), 0);
    };
    const MessageFlags flags = lines.row.flags;
    if (flags.testFlag(MessageFlag::Flagged))
        put(u"star-filled"_s, t.dark ? t.warning : QColor(0xe0, 0x94, 0x00));
    if (lines.row.hasAttachments)
        put(u"paperclip"_s, t.textThird);
    if (flags.testFlag(MessageFlag::Answered))
        put(u"reply"_s, t.textThird);
    else if (flags.testFlag(MessageFlag::Forwarded))
        put(u"forward"_s, t.textThird);
}

QRect MessageListDelegate::actionsRect(const QRect &row) const
{
    const int width = int(m_hoverActions.size()) * buttonSide + 6;
    return {row.right() - 12 - width, row.top() + (row.height() - buttonSide - 6) / 2, width, buttonSide + 6};
}

std::optional<MailAction> MessageListDelegate::actionAt(const QRect &row, const QPoint &position) const
{
    const QRect place = actionsRect(row).adjusted(3, 3, -3, -3);
    if (!place.contains(position))
        return std::nullopt;
    return m_hoverActions.value((position.x() - place.left()) / buttonSide);
}

void MessageListDelegate::paintActions(
    QPainter &painter, const QStyleOptionViewItem &option, const store::MessageRow &message, const Tokens &t) const
{
    if (m_hoverActions.isEmpty())
        return;
    // The texts fade into the ground under the buttons.
    const QRect place = actionsRect(option.rect);
    const QColor ground = option.state.testFlag(QStyle::State_Selected) ? t.selected : t.hover;
    QColor clear = ground;
    clear.setAlpha(0);
    const QRect veil(place.left() - 40, option.rect.top() + 2, option.rect.right() - 12 - place.left() + 40, option.rect.height() - 4);
    QLinearGradient fade(veil.left(), 0, veil.left() + 40, 0);
    fade.setColorAt(0, clear);
    fade.setColorAt(1, ground);
    painter.fillRect(veil, fade);
    painter.setRenderHint(QPainter::Antialiasing);
    QRect button(place.left() + 3, place.top() + 3, buttonSide, buttonSide);
    for (const MailAction action : m_hoverActions) {
        const bool hot = m_hotAction == action;
        if (hot) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.raised);
            painter.drawRoundedRect(button, 6, 6);
        }
        const QColor ink = hot ? (action == MailAction::Trash ? t.danger : t.accent) : t.textSecond;
        themeIcon(actionIcon(action, &message), ink).paint(&painter, button.adjusted(7, 7, -7, -7));
        button.translate(buttonSide, 0);
    }
}

void MessageListDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens t = Tokens::of(option.palette);
    painter->save();
    const auto row = rowOf(index);
    if (row && drawAhead(*painter, option, *row, t)) {
        painter->restore();
        return;
    }
    paintBackground(*painter, option.rect, option.state, t);
    if (!row) {
        paintSkeleton(*painter, option.rect, t);
        painter->restore();
        return;
    }
    paintContent(*painter, option.rect, *row, t);
    if (option.state.testFlag(QStyle::State_MouseOver))
        paintActions(*painter, option, *row, t);
    painter->restore();
}

bool MessageListDelegate::drawAhead(
    QPainter &painter, const QStyleOptionViewItem &option, const store::MessageRow &row, const Tokens &t) const
{
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    if (!m_paintedAhead || m_recipients || isHovered || !m_highlighter.isEmpty()
        || option.palette.color(QPalette::Base) != t.raised)
        return false;
    const QPaintDevice &device = *painter.device();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QImage *image = m_paintedAhead->find(
        row, {option.rect.width(), 0, device.devicePixelRatioF(), device.logicalDpiY()}, t.dark, isSelected);
    if (!image)
        return false;
    painter.drawImage(option.rect.topLeft(), *image);
    if (!isSelected)
        paintBackground(
            painter, option.rect, option.state, t); // at most the ring of the focus, around all that the image has
    return true;
}

void MessageListDelegate::paintContent(
    QPainter &painter, const QRect &rect, const store::MessageRow &row, const Tokens &t) const
{
    const QRect text = textRect(rect);
    const Lines &lines = linesFor(row, text.width());
    const QRectF avatar(rect.left() + avatarLeft, rect.center().y() - avatarSide / 2.0 + 1, avatarSide, avatarSide);
    const QString first = m_recipients ? row.recipients.section(u',', 0, 0).trimmed() : row.from.name;
    paintAvatar(painter, avatar, first, m_recipients ? first : row.from.email, t.dark);
    if (!row.flags.testFlag(MessageFlag::Seen)) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        painter.drawEllipse(QRectF(rect.left() + 10, rect.center().y() - 3, 8, 8));
    }
    paintTexts(painter, text, lines, t);
    paintMarks(painter, text, lines, t);
}

bool MessageListDelegate::prepareFaces(int kind, qreal pixelRatio) const
{
    const std::pair<QFont, QString> kinds[] = {{m_font, u"Az"_s}, {m_font, u"邮"_s}, {m_bold, u"Az"_s}, {m_bold, u"邮"_s}, {m_caption, u"0:1"_s}};
    if (kind >= int(std::size(kinds)))
        return false;
    paintNowhere(pixelRatio, [&one = kinds[kind]](QPainter &painter) {
        painter.setFont(one.first);
        painter.drawText(QPointF(0, 0), one.second);
    });
    return true;
}

void MessageListDelegate::prepare(const QStyleOptionViewItem &option, const QModelIndex &index, qreal pixelRatio) const
{
    paintNowhere(pixelRatio, [&](QPainter &painter) { paint(&painter, option, index); });
}

void MessageListDelegate::paintSkeleton(QPainter &painter, const QRect &row, const Tokens &t)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.hover);
    painter.drawEllipse(QRectF(row.left() + avatarLeft, row.center().y() - avatarSide / 2.0 + 1, avatarSide, avatarSide));
    const QRect text = textRect(row);
    const int top = row.center().y() - 22;
    painter.drawRoundedRect(QRectF(text.left(), top, text.width() * 0.42, 10), 5, 5);
    painter.drawRoundedRect(QRectF(text.left(), top + 18, text.width() * 0.78, 9), 4.5, 4.5);
    painter.drawRoundedRect(QRectF(text.left(), top + 35, text.width() * 0.6, 9), 4.5, 4.5);
}

QString MessageListDelegate::actionText(MailAction action, const store::MessageRow *row)
{
    switch (action) {
    case MailAction::Reply:
        return tr("Reply");
    case MailAction::ReplyAll:
        return tr("Reply all");
    case MailAction::Forward:
        return tr("Forward");
    case MailAction::Archive:
        return tr("Archive");
    case MailAction::Trash:
        return tr("Delete");
    case MailAction::Junk:
        return tr("Mark as junk");
    case MailAction::ToggleFlag:
        return row && row->flags.testFlag(MessageFlag::Flagged) ? tr("Remove star") : tr("Star");
    case MailAction::ToggleRead:
        return row && !row->flags.testFlag(MessageFlag::Seen) ? tr("Mark as read") : tr("Mark as unread");
    }
    return {};
}

QString MessageListDelegate::actionIcon(MailAction action, const store::MessageRow *row)
{
    switch (action) {
    case MailAction::Reply:
        return u"reply"_s;
    case MailAction::ReplyAll:
        return u"reply-all"_s;
    case MailAction::Forward:
        return u"forward"_s;
    case MailAction::Archive:
        return u"archive"_s;
    case MailAction::Trash:
        return u"trash-2"_s;
    case MailAction::Junk:
        return u"shield-alert"_s;
    case MailAction::ToggleFlag:
        return row && row->flags.testFlag(MessageFlag::Flagged) ? u"star-filled"_s : u"star"_s;
    case MailAction::ToggleRead:
        return row && !row->flags.testFlag(MessageFlag::Seen) ? u"mail-open"_s : u"mail"_s;
    }
    return {};
}

} // namespace qn::widgets
