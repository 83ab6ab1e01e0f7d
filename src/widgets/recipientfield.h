// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/recipientparser.h"

#include <QScrollArea>

#include <optional>

class QLineEdit;

namespace qn::widgets {

class CompletionPopup;
class FlowLayout;
class RecipientChip;

/// Where recipients are typed: what is typed becomes a chip on comma, semicolon, Enter, Tab or when the focus leaves.
/// Grows with its chips up to four rows, then scrolls. People to offer come through completionAsked() and offer().
class RecipientField final : public QScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecipientField)

public:
    explicit RecipientField(QWidget *parent = nullptr);

    void setRecipients(const QList<Address> &addresses);
    /// All of them, the impossible ones and what is still being typed included: nothing is lost in a draft.
    QList<Address> recipients() const;
    bool isEmpty() const { return recipients().isEmpty(); }
    /// Turns what is being typed into chips.
    void commitTyped();
    /// The first recipient that cannot be written to, if there is one.
    std::optional<Recipient> firstProblem() const;
    void focusProblem();
    /// People for the text asked for; an answer that comes after the text has gone is ignored.
    void offer(const QString &text, const QList<Address> &people);
    void setName(const QString &name); ///< for screen readers: "To"
    bool isOffering() const;
    QLineEdit *input() const { return m_input; }

signals:
    void changed();
    void completionAsked(const QString &text); ///< empty: nothing is wanted any more

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    void addChip(const Recipient &recipient, int index = -1);
    void addAll(const QList<Recipient> &recipients);
    void removeChip(RecipientChip *chip, int step);
    void editChip(RecipientChip *chip);
    void moveFocus(RecipientChip *chip, int step);
    void takeTyped(const QString &text);
    void accept(const Address &address);
    bool handleKey(class QKeyEvent *event);
    bool handlePopupKey(int key);
    bool pasteRecipients();
    void hidePopup();
    void fitInput();
    void updateHeight();
    void announce();

    QWidget *m_content;
    FlowLayout *m_flow;
    QLineEdit *m_input;
    CompletionPopup *m_popup;
    QList<RecipientChip *> m_chips;
    bool m_stepped = false; ///< the user has gone through the people offered
};

} // namespace qn::widgets
