// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchquery.h"
#include "widgets/searchhints.h"

#include <QLineEdit>

namespace qn::widgets {

class SearchPopup;

/// Where the user types a query. Offers operators, their values and recent searches; underlines what a query's error is about.
class SearchField final : public QLineEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchField)

public:
    explicit SearchField(QWidget *parent = nullptr);
    void setRecent(const QStringList &recent) { m_recent = recent; }
    QStringList recent() const { return m_recent; }
    /// Puts a query on top of the recent ones.
    void remember(const QString &query);
    void setError(const std::optional<SearchError> &error); ///< underlines the part at fault
    SearchPopup *popup() const { return m_popup; }

signals:
    void left(); ///< Esc: back to where the user was
    void entered(); ///< Enter, Down: into the results

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    bool takePopupKey(int key);
    void offer();
    void take(const SearchHint &hint);
    int leftOf(qsizetype position);

    SearchPopup *m_popup;
    QStringList m_recent;
    std::optional<SearchError> m_error;
};

} // namespace qn::widgets
