// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/searchmatcher.h"
#include "widgets/mailaction.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace qn::widgets {

class AvatarLabel;
class FlowLayout;
class PersonChip;

/// The head of the message sheet: subject, who to whom, when, and the buttons to answer.
class MessageHead final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageHead)

public:
    explicit MessageHead(QWidget *parent = nullptr);
    void showHeader(const MessageHeader &header, const QStringList &own);
    void setHighlighter(const SearchHighlighter &highlighter); ///< marks what a search found in the subject
    void setAnswerable(bool answerable); ///< false for drafts

signals:
    void actionTriggered(qn::widgets::MailAction action);
    void writeRequested(const qn::Address &address);

protected:
    void changeEvent(QEvent *event) override;

private:
    QToolButton *addButton(QHBoxLayout *row, MailAction action);
    void addPeople(const QString &label, const QList<Address> &people, const QStringList &own);
    void applyColours();
    void showSubject();

    SearchHighlighter m_highlighter;
    QString m_subjectText;
    QLabel *m_subject;
    QLabel *m_time;
    AvatarLabel *m_avatar;
    QHBoxLayout *m_senderRow;
    QWidget *m_people;
    FlowLayout *m_flow;
    PersonChip *m_sender = nullptr;
    QList<QLabel *> m_labels;
    QList<QToolButton *> m_buttons;
    QToolButton *m_replyAll = nullptr;
};

} // namespace qn::widgets
