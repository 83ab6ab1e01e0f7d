// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/certificate.h"

#include <QWidget>

class QVBoxLayout;

namespace qn::widgets {

/// The servers of an account whose own certificates the user trusts, each with a button that takes the trust back.
class TrustedCertificates final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TrustedCertificates)

public:
    explicit TrustedCertificates(QWidget *parent = nullptr);
    void showServers(const QList<TrustedServer> &servers); ///< what is the same is left as it is

signals:
    void withdrawRequested(const qn::TrustedServer &server);

private:
    QWidget *row(const TrustedServer &server);

    QVBoxLayout *m_rows;
    QList<TrustedServer> m_shown;
};

} // namespace qn::widgets
