// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace qn::widgets {

/// The wizard's first page: the address, from which the service is recognised, and the other ways in.
class AddressPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AddressPage)

public:
    explicit AddressPage(QWidget *parent = nullptr);
    QString address() const; ///< a QQ number completed
    void setAddress(const QString &address);
    /// What the address typed so far is; empty: not known.
    void showService(const QString &name);
    void setSearching(bool searching);
    void complain(const QString &problem);

signals:
    void addressEdited(); ///< it looks like one
    void submitted();
    void searchCanceled(); ///< set up by hand instead
    void qqChosen();
    void byHandChosen();
    void openApiChosen();
    void sampleChosen();

private:
    void submit();
    void build();
    QWidget *makeChoices();
    void say(const QString &text, const QString &icon, const QColor &colour);

    QLineEdit *m_address;
    QPushButton *m_next;
    QLabel *m_mark;
    QLabel *m_words;
    QPushButton *m_byHand;
    QProgressBar *m_busy;
    QWidget *m_choices;
};

} // namespace qn::widgets
