// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace qn::widgets {

/// Places widgets in rows, from left to right and then down. The last one may take what is left of its row.
class FlowLayout final : public QLayout
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowLayout)

public:
    explicit FlowLayout(QWidget *parent, int spacing);
    ~FlowLayout() override;
    void insertWidget(int index, QWidget *widget);
    void setLastFills(bool fills) { m_lastFills = fills; }

    void addItem(QLayoutItem *item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    void setGeometry(const QRect &rect) override;

private:
    int arrange(const QRect &rect, bool apply) const;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
    bool m_lastFills = false;
};

} // namespace qn::widgets
