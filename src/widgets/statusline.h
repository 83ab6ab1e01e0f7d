// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace qn::widgets {

/// What a status line says. Kept apart from the widget so that it can be tested.
struct StatusText
{
    enum class Action { None, Retry, SignIn };
    QString icon, text, details;
    Action action = Action::None;
    AccountId account;
    int done = 0, total = -1; ///< of a sync; total -1: unknown
    bool busy = false, warns = false;
    bool operator==(const StatusText &) const = default;
};
/// The most urgent of what all accounts have to say.
StatusText statusText(const QList<session::AccountStatus> &statuses, const QDateTime &now, const QList<Account> &accounts);

/// The line at the bottom of the window: progress of a sync, offline, last sync, and what went wrong with the one thing to do.
class StatusLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatusLine)

public:
    explicit StatusLine(QWidget *parent = nullptr);
    void follow(session::Session &session);

signals:
    void retryRequested(qn::AccountId account);
    void signInRequested(qn::AccountId account);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void show(const StatusText &text);
    void applyColours();

    session::Session *m_session = nullptr;
    StatusText m_shown;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QProgressBar *m_progress;
};

} // namespace qn::widgets
