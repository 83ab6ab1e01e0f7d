// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;
class QLabel;
class QToolButton;

namespace qn::widgets {

class SearchField;

/// The search field above the message list and, while something is looked for, where to look and a quiet word below it.
class SearchBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchBar)

public:
    enum class Scope { Mailbox, AllMail, Everywhere }; ///< all mail leaves trash and junk out
    enum class Note { None, Quiet, Error };

    explicit SearchBar(QWidget *parent = nullptr);
    SearchField *field() const { return m_field; }
    void setMailbox(const QString &name); ///< the choice beside "All mail"; empty: there is none
    void setScope(Scope scope);
    Scope scope() const { return m_scope; }
    void setActive(bool active); ///< shows where to look
    void tell(Note kind, const QString &text = {});
    Note note() const { return m_note; }
    QString noteText() const;

signals:
    void scopeChosen(qn::widgets::SearchBar::Scope scope); ///< by the user

protected:
    void changeEvent(QEvent *event) override;

private:
    QToolButton *addChoice(Scope scope);
    void choose(Scope scope);
    void applyColours();

    SearchField *m_field;
    QWidget *m_choices;
    QButtonGroup *m_group;
    QToolButton *m_mailbox;
    QToolButton *m_allMail;
    QLabel *m_text;
    const QString m_help; ///< the field's own description
    Scope m_scope = Scope::AllMail;
    Note m_note = Note::None;
};

} // namespace qn::widgets
