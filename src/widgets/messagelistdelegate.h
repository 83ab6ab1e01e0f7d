// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"
#include "models/messagelistmodel.h"
#include "widgets/mailaction.h"

#include <QCache>
#include <QStaticText>
#include <QStyledItemDelegate>

#include <memory>

namespace qn::widgets {

class PaintedRows;
struct Tokens;

/// Paints the rows of a message list (look.md): avatar, sender, time, subject, preview, marks, and the buttons that a hover shows.
class MessageListDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageListDelegate)

public:
    explicit MessageListDelegate(QObject *parent = nullptr);

    /// In Sent and Drafts a row is about whom it goes to.
    void setShowsRecipients(bool recipients);
    /// What is marked in the texts.
    void setHighlighter(const SearchHighlighter &highlighter);
    /// What a hover offers; those that the server cannot do are left out.
    void setHoverActions(const QList<MailAction> &actions) { m_hoverActions = actions; }
    QList<MailAction> hoverActions() const { return m_hoverActions; }
    /// The button under `position`, or nullopt.
    std::optional<MailAction> actionAt(const QRect &row, const QPoint &position) const;
    QRect actionsRect(const QRect &row) const;
    void setHotAction(std::optional<MailAction> action) { m_hotAction = action; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// The two layers of a row below the buttons of a hover: its ground, and what it says. Any thread, with a delegate
    /// of that thread.
    void paintBackground(QPainter &painter, const QRect &rect, QStyle::State state, const Tokens &tokens) const;
    void paintContent(QPainter &painter, const QRect &rect, const store::MessageRow &row, const Tokens &tokens) const;
    /// Rows that need not be painted any more, until it is taken away again (null).
    void setPaintedAhead(std::shared_ptr<PaintedRows> rows) { m_paintedAhead = std::move(rows); }
    int rowHeight() const;
    /// Loads the faces of one kind of text, `kind` = 0, 1, …; false where there is no such kind. The first time it takes some
    /// milliseconds, most of all for a Chinese face.
    bool prepareFaces(int kind, qreal pixelRatio) const;
    /// All that painting it needs (faces, glyphs, laid out texts), without painting anything.
    void prepare(const QStyleOptionViewItem &option, const QModelIndex &index, qreal pixelRatio) const;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    static void paintSkeleton(QPainter &painter, const QRect &row, const Tokens &tokens);
    static QString actionText(MailAction action, const store::MessageRow *row = nullptr);
    static QString actionIcon(MailAction action, const store::MessageRow *row = nullptr);

private:
    /// Text of one row, cut to the width and laid out once.
    struct Lines
    {
        store::MessageRow row;
        int width = 0;
        int timeWidth = 0, marks = 0;
        QString day; ///< of the day it was made on: "today" ages
        QString name;
        QStaticText sender, time, subject, preview;
        struct Mark
        {
            int line;
            qreal left, width; ///< from the text's left edge
        };
        QList<Mark> found; ///< what a search found
    };
    bool drawAhead(QPainter &painter, const QStyleOptionViewItem &option, const store::MessageRow &row,
        const Tokens &tokens) const;
    void findMarks(Lines &lines) const;
    const Lines &linesFor(const store::MessageRow &row, int width) const;
    void paintTexts(QPainter &painter, const QRect &text, const Lines &lines, const Tokens &tokens) const;
    void paintMarks(QPainter &painter, const QRect &text, const Lines &lines, const Tokens &tokens) const;
    void paintActions(QPainter &painter, const QStyleOptionViewItem &option, const store::MessageRow &message,
        const Tokens &tokens) const;

    bool m_recipients = false;
    SearchHighlighter m_highlighter;
    QList<MailAction> m_hoverActions{MailAction::Archive, MailAction::Trash, MailAction::ToggleFlag, MailAction::ToggleRead};
    std::optional<MailAction> m_hotAction;
    QFont m_font, m_bold, m_caption;
    int m_lineHeight = 0;
    mutable QCache<qint64, Lines> m_cache{300};
    std::shared_ptr<PaintedRows> m_paintedAhead;
};

} // namespace qn::widgets
