// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/composerequest.h"
#include "widgets/draftkeeper.h"

#include <QWidget>

namespace Ui {
class ComposeWindow;
}

namespace qn::widgets {

/// Writes one mail. Opens at once; saves the draft as it is written; closes when the mail is safe in the outbox.
/// A top-level window that deletes itself when closed. The session must be open.
class ComposeWindow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ComposeWindow)

public:
    ComposeWindow(session::Session &session, ComposeRequest request, QWidget *parent = nullptr);
    ~ComposeWindow() override;

    DraftId draft() const { return m_keeper.draft(); } ///< invalid until the draft is first saved

public slots:
    void send(); ///< asks in place first where something looks forgotten
    void discard(); ///< asks in place where there is something to lose
    void chooseFiles();

signals:
    void sent(qn::OutgoingId mail); ///< safe in the outbox; the window closes
    void draftKept(qn::DraftId draft); ///< closed, the draft is saved

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    enum class State { Writing, Sending, Done };

    void setUpWords();
    void setUpShortcuts();
    void connectParts();
    void fill(const OutgoingMessage &draft);
    void fillAccounts();
    void applyCapabilities();
    AccountId account() const;
    OutgoingMessage mail() const;
    bool hasContent() const;
    void noteChange();
    void showTitle();
    void setStatus(const QString &text);

    bool recipientsAreFine();
    bool sizeIsFine();
    bool nothingForgotten();
    void handOver();
    void finishSend(const Result<OutgoingId> &result);
    void setBusy(bool busy);

    void dropDraft();
    bool keepDraft();
    void addFiles(const QStringList &paths);
    void refuseFile(const QString &name, const Error &error);

    session::Session &m_session;
    std::unique_ptr<Ui::ComposeWindow> m_ui;
    ComposeRequest m_request; ///< what the form does not show: references, the account asked for
    DraftKeeper m_keeper;
    State m_state = State::Writing;
    bool m_changed = false; ///< by the user, since the window opened
    bool m_sendWhenRead = false; ///< send was asked for while a file was being read
    bool m_subjectAsked = false, m_attachmentAsked = false;
};

} // namespace qn::widgets
