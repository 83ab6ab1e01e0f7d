// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <memory>

namespace Ui {
class WelcomePage;
}

namespace qn::widgets {

/// What a new user sees: the bird and the two ways in.
class WelcomePage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WelcomePage)

public:
    explicit WelcomePage(QWidget *parent = nullptr);
    ~WelcomePage() override;

signals:
    void signInChosen();
    void sampleChosen();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void applyColours();
    std::unique_ptr<Ui::WelcomePage> m_ui; ///< nullptr until it is shown
};

} // namespace qn::widgets
