// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

class QAbstractItemView;
class QWidget;

namespace qn::app {

class Services;
class WindowController;

/// A new user's first minutes, walked through in the real windows against the built-in server: tries the sample mailbox, signs in,
/// reads, searches, replies, writes to a contact, sees a mail arrive, looks somebody up, quits and starts again. Takes a picture of
/// every step. Runs event loops of its own; for the tour program only.
class Tour final
{
    Q_DISABLE_COPY_MOVE(Tour)

public:
    Tour(QString dataDir, QString pictures);
    ~Tour();
    /// False where a step did not come about; failure() says which.
    bool walk();
    QString failure() const { return m_failure; }

private:
    struct Program;
    bool start();
    void quit();
    bool openSampleMailbox();
    bool signIn();
    bool readMail();
    bool search();
    bool reply();
    bool writeToContact();
    bool writeToSelf();
    bool lookSomebodyUp();
    bool startAgain();
    bool showDark();

    bool until(const QString &what, const std::function<bool()> &come, int seconds = 20);
    bool picture(const QString &name, QWidget *window);
    bool selectMessage(const std::function<bool(const QModelIndex &)> &wanted, const QString &what);
    QWidget *topLevel(const char *className) const;
    bool composeWindowTakesKeys() const;
    bool mainWindowTakesKeys();

    const QString m_dataDir;
    const QString m_pictures;
    QString m_failure;
    int m_number = 0;
    std::unique_ptr<Program> m_program;
};

} // namespace qn::app
