// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "widgets/composerequest.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

class QWidget;

namespace qn::session {
class Session;
}
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
    /// `session` is open and outlives this. `plugin` loads the WebEngine plugin when first called; null where it cannot be loaded.
    WindowController(session::Session &session, QString settingsFile, std::function<widgets::WebViewPlugin *()> plugin,
        QObject *parent = nullptr);
    ~WindowController() override;

    void showMainWindow(); ///< or raises it
    void compose(const widgets::ComposeRequest &request);
    void composeMailto(const QString &mailto);
    void restoreDrafts(); ///< compose windows that were open when the program ended without closing them
    void showContacts();
    void showSettings();
    bool hasWindows() const;

private:
    void connectMainWindow();
    void addOpenApiAccount();
    QWidget *dialogParent() const;

    session::Session &m_session;
    QString m_settingsFile;
    std::function<widgets::WebViewPlugin *()> m_plugin;
    widgets::SignInController *m_signIn;
    QPointer<widgets::MainWindow> m_main;
    QPointer<widgets::ContactsWindow> m_contacts;
    QPointer<widgets::AccountSettingsDialog> m_settings;
    QList<QPointer<widgets::ComposeWindow>> m_composing;
};

/// The plugin with Qt WebEngine, searched beside the program and in the installed places, loaded once.
widgets::WebViewPlugin *loadWebViewPlugin();

} // namespace qn::app
