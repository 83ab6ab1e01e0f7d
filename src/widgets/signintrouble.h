// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/certificate.h"
#include "widgets/signinadvice.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace qn::widgets {

/// Why a sign-in failed: a title, the checklist and the server's own words; or a certificate with the question whether to trust it.
class SignInTrouble final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignInTrouble)

public:
    explicit SignInTrouble(QWidget *parent = nullptr);
    /// `hasGuide`: there is a way back to it.
    void tell(const SignInAdvice &advice, bool hasGuide);
    void askToTrust(const ServerCertificate &certificate, const QString &server);

signals:
    void guideRequested();
    void trusted(); ///< the certificate last asked for

private:
    void clear();
    void say(const SignInAdvice &advice);
    QLabel *addText(const QString &text, bool isFaint);
    void addCheck(int number, const QString &text);
    void addFact(const QString &name, const QString &value, bool isFixed = false);

    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_lead;
    QWidget *m_details = nullptr; ///< made anew for each trouble
    QVBoxLayout *m_column;
    QVBoxLayout *m_rows = nullptr;
    QPushButton *m_trust;
    QPushButton *m_guide;
};

} // namespace qn::widgets
