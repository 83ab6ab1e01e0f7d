// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/composerequest.h"
#include "widgets/firstsight.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>

class QWidget;

namespace qn::widgets {
class AccountSettingsDialog;
class ComposeWindow;
class ContactsWindow;
class MainWindow;
class SignInController;
class WebViewPlugin;
}

namespace qn::app {

/// Opens windows and connects them with each other. Lives on the interface thread.
class WindowController final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowController)

public:
    using PluginSource = std::function<widgets::WebViewPlugin *()>;
    /// `session` is open and outlives this. `plugin` gives the WebEngine plugin, loaded when first called; null: there is none.
    WindowController(session::Session &session, QString settingsFile, PluginSource plugin, QObject *parent = nullptr);
    ~WindowController() override;

    void expect(widgets::FirstSight sight) { m_sight = std::move(sight); } ///< for the main window that is made next
    void showMainWindow(); ///< or raises it
    QWidget *mainWindow() const; ///< nullptr where it is not open
    void compose(const widgets::ComposeRequest &request); ///< raises the window that has this draft open already
    void composeMailto(const QString &mailto); ///< without an account: once there is one
    /// Says that a damaged database was made anew.
    void tellRepair(const session::Session::Repair &repair);
    void restoreDrafts(); ///< what was open in a compose window when the program ended without closing it
    void showContacts();
    void showSettings();

private:
    void tellDamage();
    void connectMainWindow();

    session::Session &m_session;
    const QString m_settingsFile;
    const PluginSource m_plugin;
    widgets::FirstSight m_sight;
    widgets::SignInController *const m_signIn;
    QString m_waitingMailto; ///< for want of an account
    QPointer<widgets::MainWindow> m_main;
    QPointer<widgets::ContactsWindow> m_contacts;
    QPointer<widgets::AccountSettingsDialog> m_settings;
    QList<QPointer<widgets::ComposeWindow>> m_composing;
};

} // namespace qn::app
