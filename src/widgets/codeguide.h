// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/mailservice.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace qn::widgets {

/// The steps to a service's authorization code, numbered and with a drawing each.
class CodeGuide final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CodeGuide)

public:
    explicit CodeGuide(QWidget *parent = nullptr);
    void setService(const MailService &service);

signals:
    void pageRequested(const QUrl &page);

private:
    QLabel *m_title;
    QVBoxLayout *m_steps;
    QPushButton *m_open;
    QList<GuideStep> m_shown;
    QUrl m_page;
};

/// A number in a circle.
class StepNumber final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StepNumber)

public:
    explicit StepNumber(int number, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const int m_number;
};

} // namespace qn::widgets
