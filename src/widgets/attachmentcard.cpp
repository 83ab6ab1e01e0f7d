// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attachmentcard.h"

#include "widgets/stylepaint.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QContextMenuEvent>
#include <QFileInfo>
#include <QMenu>
#include <QPainter>
#include <QStyleOption>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::widgets {

AttachmentCard::AttachmentCard(const Attachment &attachment, QWidget *parent)
    : QAbstractButton(parent), m_attachment(attachment), m_save(new QToolButton(this))
{
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setText(attachment.name);
    setToolTip(attachment.name);
    setAccessibleName(tr("Attachment %1, %2").arg(attachment.name, sizeText(attachment.size)));
    m_save->setAutoRaise(true);
    m_save->setCursor(Qt::ArrowCursor);
    connect(this, &QAbstractButton::clicked, this, [this] {
        if (!m_busy)
            emit openRequested();
    });
    connect(m_save, &QToolButton::clicked, this, [this] { m_busy ? emit cancelRequested() : emit saveRequested(); });
    describeButton();
}

void AttachmentCard::describeButton()
{
    m_save->setIcon(themeIcon(m_busy ? u"x"_s : u"download"_s));
    m_save->setToolTip(m_busy ? tr("Stop") : tr("Save as…"));
    m_save->setAccessibleName((m_busy ? tr("Stop fetching %1") : tr("Save %1")).arg(m_attachment.name));
}

QString AttachmentCard::iconName(const Attachment &attachment)
{
    const QString ending = QFileInfo(attachment.name).suffix().toLower();
    if (attachment.type.startsWith(u"image/"_s))
        return u"file-image"_s;
    if (attachment.type.startsWith(u"video/"_s))
        return u"file-video"_s;
    if (QStringList{u"xls"_s, u"xlsx"_s, u"csv"_s, u"ods"_s, u"et"_s}.contains(ending))
        return u"file-spreadsheet"_s;
    if (QStringList{u"zip"_s, u"rar"_s, u"7z"_s, u"gz"_s, u"tar"_s}.contains(ending))
        return u"file-archive"_s;
    if (QStringList{u"pdf"_s, u"doc"_s, u"docx"_s, u"txt"_s, u"md"_s, u"odt"_s, u"rtf"_s, u"wps"_s}.contains(ending))
        return u"file-text"_s;
    if (attachment.type == u"message/rfc822"_s)
        return u"mail"_s;
    if (attachment.type == u"text/calendar"_s)
        return u"calendar"_s;
    return u"file"_s;
}

void AttachmentCard::setBusy(bool busy)
{
    m_busy = busy;
    m_fetched = 0;
    describeButton();
    update();
}

void AttachmentCard::setFetched(qint64 bytes)
{
    m_fetched = bytes;
    update();
}

void AttachmentCard::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool over = underMouse() && !m_busy;
    painter.setPen(QPen(hasFocus() ? t.accent : t.border, hasFocus() ? 1.6 : 1));
    painter.setBrush((isDown() && !m_busy) || over ? t.hover : t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.8, 0.8, -0.8, -0.8), Tokens::radius, Tokens::radius);
    const QRect tile(11, (height() - 38) / 2, 38, 38);
    QColor tint = t.accent;
    tint.setAlphaF(t.dark ? 0.18f : 0.1f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    painter.drawRoundedRect(tile, 7, 7);
    themeIcon(m_busy ? u"loader-circle"_s : iconName(m_attachment), t.accent).paint(&painter, tile.adjusted(9, 9, -9, -9));
    const int left = tile.right() + 12, width = this->width() - left - 46;
    painter.setFont(themeFont(TextRole::Body));
    painter.setPen(t.text);
    const int middle = height() / 2;
    painter.drawText(QRect(left, middle - 22, width, 22), Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_attachment.name, Qt::ElideMiddle, width));
    painter.setFont(themeFont(TextRole::Caption));
    painter.setPen(t.textThird);
    const QString state = m_fetched > 0 ? tr("%1 of %2").arg(sizeText(m_fetched), sizeText(m_attachment.size)) : tr("Fetching…");
    painter.drawText(QRect(left, middle, width, 20), Qt::AlignLeft | Qt::AlignVCenter,
        m_busy ? state : sizeText(m_attachment.size));
    if (m_busy && m_fetched > 0 && m_attachment.size > 0) {
        QStyleOptionProgressBar bar;
        bar.palette = palette();
        bar.rect = QRect(left, this->height() - 9, width, 3);
        bar.maximum = 1000;
        bar.progress = int(std::min<qint64>(m_fetched * bar.maximum / m_attachment.size, bar.maximum));
        paint::progressBar(bar, painter);
    }
}

void AttachmentCard::resizeEvent(QResizeEvent *)
{
    m_save->setGeometry(width() - 42, (height() - 32) / 2, 32, 32);
}

void AttachmentCard::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_busy)
        return;
    QMenu menu(this);
    menu.addAction(themeIcon(u"external-link"_s), tr("Open"), this, &AttachmentCard::openRequested);
    menu.addAction(themeIcon(u"download"_s), tr("Save as…"), this, &AttachmentCard::saveRequested);
    menu.exec(event->globalPos());
}

} // namespace qn::widgets
