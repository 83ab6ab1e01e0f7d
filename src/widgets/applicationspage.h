// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/applicationaccess.h"
#include "core/result.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace qn::session {
class Session;
}

namespace qn::widgets {

class EmptyStateWidget;
class InlineNotice;

/// The user's own programs that may use a mailbox (qingniaoctl serve): what each may do, when it last did, and taking that
/// back. Reads again every few seconds while it is shown, since programs ask from outside.
class ApplicationsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ApplicationsPage)

public:
    explicit ApplicationsPage(session::Session &session, InlineNotice *notice, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void readAgain();
    void showAll(const QList<ApplicationAccess> &applications);
    QWidget *card(const ApplicationAccess &application);
    QString mailboxOf(const ApplicationAccess &application) const;
    void askToRevoke(const ApplicationAccess &application);
    void revoke(const QString &clientId);

    session::Session &m_session;
    InlineNotice *const m_notice; ///< of the window around
    QScrollArea *m_scroll;
    QWidget *m_cards = nullptr;
    EmptyStateWidget *m_nothing;
    QList<ApplicationAccess> m_shown;
    QTimer m_clock;
    bool m_wasRead = false;
};

} // namespace qn::widgets
