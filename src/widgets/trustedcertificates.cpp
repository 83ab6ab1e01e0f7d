// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trustedcertificates.h"

#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownBytes = 8; ///< of the fingerprint; all of it is in the tool tip

} // namespace

TrustedCertificates::TrustedCertificates(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins({});
    m_rows->setSpacing(8);
}

void TrustedCertificates::showServers(const QList<TrustedServer> &servers)
{
    setVisible(!servers.isEmpty());
    if (servers == m_shown)
        return;
    m_shown = servers;
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // the button that was pressed may be one of them
        delete item;
    }
    for (const TrustedServer &server : servers)
        m_rows->addWidget(row(server));
}

QWidget *TrustedCertificates::row(const TrustedServer &server)
{
    auto *line = new QWidget(this);
    auto *host = new QLabel(server.host, line);
    host->setTextFormat(Qt::PlainText);
    auto *digest = new QLabel(tr("SHA-256 %1…").arg(fingerprint(server.sha256.left(shownBytes))), line);
    digest->setObjectName(u"fingerprint"_s);
    digest->setTextFormat(Qt::PlainText);
    digest->setToolTip(fingerprint(server.sha256));
    digest->setForegroundRole(QPalette::PlaceholderText);
    digest->setFont(themeFont(TextRole::Caption));
    auto *withdraw = new QPushButton(tr("Do Not Trust Any More"), line);
    withdraw->setObjectName(u"withdraw"_s);
    withdraw->setAccessibleName(tr("Do not trust the certificate of %1 any more").arg(server.host));
    withdraw->setAutoDefault(false);
    connect(withdraw, &QPushButton::clicked, this, [this, server] { emit withdrawRequested(server); });

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(host);
    words->addWidget(digest);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins({});
    layout->setSpacing(16);
    layout->addLayout(words, 1);
    layout->addWidget(withdraw, 0, Qt::AlignVCenter);
    return line;
}

} // namespace qn::widgets
