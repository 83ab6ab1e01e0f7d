// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rowlistview.h"

#include <QAbstractListModel>
#include <QAccessible>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTest>

using namespace qn::widgets;
using namespace Qt::StringLiterals;

namespace {

constexpr int rowHeight = 20;

class Rows final : public QAbstractListModel
{
public:
    explicit Rows(int count)
        : m_count(count)
    {
    }
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_count; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::DisplayRole)
            ++asked;
        return role == Qt::DisplayRole || role == Qt::AccessibleTextRole ? QVariant(u"row %1"_s.arg(index.row())) : QVariant();
    }
    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        ++asked;
        return QAbstractListModel::flags(index);
    }
    void insert(int row, int count)
    {
        beginInsertRows({}, row, row + count - 1);
        m_count += count;
        endInsertRows();
    }
    void remove(int row, int count)
    {
        beginRemoveRows({}, row, row + count - 1);
        m_count -= count;
        endRemoveRows();
    }
    mutable int asked = 0;

private:
    int m_count;
};

class Delegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {100, rowHeight}; }
    void paint(QPainter *, const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        painted.append(index.row());
    }
    mutable QList<int> painted;
};

struct Window
{
    explicit Window(int count)
        : rows(count)
    {
        view.setItemDelegate(&delegate);
        view.setFrameShape(QFrame::NoFrame);
        view.setSelectionMode(QAbstractItemView::ExtendedSelection);
        view.setEditTriggers(QAbstractItemView::NoEditTriggers);
        view.setModel(&rows);
        view.resize(200, 10 * rowHeight);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
    }
    int top() { return view.indexAt({5, 0}).row(); }
    QPair<int, int> selected() const
    {
        const QItemSelection ranges = view.selectionModel()->selection();
        return ranges.size() == 1 ? QPair(ranges[0].top(), ranges[0].bottom()) : QPair(-1, int(ranges.size()));
    }
    Rows rows;
    Delegate delegate;
    RowListView view;
};

} // namespace

class RowListViewTest final : public QObject
{
    Q_OBJECT

private slots:
    void paintsWhatIsSeenAndAsksForNothingElse()
    {
        Window w(1'000'000);
        QTRY_VERIFY(!w.delegate.painted.isEmpty());
        w.view.selectAll();
        QCOMPARE(w.selected(), QPair(0, 999'999));
        w.view.clearSelection();
        w.view.verticalScrollBar()->setValue(w.view.verticalScrollBar()->maximum());
        w.rows.insert(500'000, 10);
        w.rows.remove(1000, 20);
        w.delegate.painted.clear();
        w.view.viewport()->repaint();
        QCOMPARE(w.delegate.painted, (QList<int>{999'980, 999'981, 999'982, 999'983, 999'984, 999'985, 999'986, 999'987, 999'988, 999'989}));
        QVERIFY2(w.rows.asked < 1000, qPrintable(QString::number(w.rows.asked)));
    }

    void placesAreWhereRowsAre()
    {
        Window w(100);
        w.view.verticalScrollBar()->setValue(33);
        QCOMPARE(w.view.visualRect(w.rows.index(2)), QRect(0, 7, w.view.viewport()->width(), rowHeight));
        QCOMPARE(w.view.indexAt({3, 6}).row(), 1);
        QCOMPARE(w.view.indexAt({3, 7}).row(), 2);
        w.view.scrollTo(w.rows.index(50));
        QCOMPARE(w.view.visualRect(w.rows.index(50)).bottom(), 10 * rowHeight - 1);
        w.view.scrollTo(w.rows.index(0));
        QCOMPARE(w.view.verticalScrollBar()->value(), 0);
        w.view.scrollTo(w.rows.index(50), QAbstractItemView::PositionAtTop);
        QCOMPARE(w.top(), 50);
        Window few(3);
        QVERIFY(!few.view.indexAt({3, 3 * rowHeight}).isValid());
    }

    void keysGoThroughTheRows()
    {
        Window w(100);
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers with = {}) {
            QTest::keyClick(&w.view, key, with);
            return w.view.currentIndex().row();
        };
        w.view.setCurrentIndex(w.rows.index(0));
        QCOMPARE(press(Qt::Key_Down), 1);
        QCOMPARE(press(Qt::Key_PageDown), 11);
        QCOMPARE(press(Qt::Key_Up), 10);
        QCOMPARE(press(Qt::Key_PageUp), 0);
        QCOMPARE(press(Qt::Key_End), 99);
        QCOMPARE(w.top(), 90);
        QCOMPARE(press(Qt::Key_Home, Qt::ShiftModifier), 0);
        QCOMPARE(w.selected(), QPair(0, 99));
        QCOMPARE(press(Qt::Key_Down), 1);
        QCOMPARE(press(Qt::Key_Down, Qt::ShiftModifier), 2);
        QCOMPARE(w.selected(), QPair(1, 2));
        QCOMPARE(press(Qt::Key_R), 2); // no search by typing
    }

    void theMouseSelects()
    {
        Window w(100);
        const auto click = [&](int row, Qt::KeyboardModifiers with = {}) {
            QTest::mouseClick(w.view.viewport(), Qt::LeftButton, with, {5, row * rowHeight + 5});
        };
        click(2);
        QCOMPARE(w.selected(), QPair(2, 2));
        click(6, Qt::ShiftModifier);
        QCOMPARE(w.selected(), QPair(2, 6));
        click(4, Qt::ControlModifier);
        QCOMPARE(w.selected(), QPair(-1, 2));
    }

    void keepsWhatIsSeenWhereItIs()
    {
        Window w(100);
        w.rows.insert(0, 5);
        QCOMPARE(w.top(), 0); // at the top new rows are wanted
        w.view.verticalScrollBar()->setValue(40 * rowHeight + 7);
        w.rows.insert(0, 5);
        w.rows.insert(3, 1);
        QCOMPARE(w.top(), 46);
        QCOMPARE(w.view.visualRect(w.rows.index(46)).top(), -7);
        w.rows.remove(0, 6);
        QCOMPARE(w.top(), 40);
        QCOMPARE(w.view.visualRect(w.rows.index(40)).top(), -7);
        w.rows.remove(50, 10);
        w.rows.insert(60, 10);
        QCOMPARE(w.top(), 40);
        w.rows.remove(35, 20); // what was seen goes, too: the next row is in its place
        QCOMPARE(w.top(), 35);
    }

    void isReadToThoseWhoDoNotSee()
    {
        Window w(30);
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(&w.view);
        QVERIFY(list);
        QCOMPARE(list->childCount(), 30);
        QCOMPARE(list->child(3)->text(QAccessible::Name), u"row 3"_s);
        QCOMPARE(list->child(3)->rect().topLeft(), w.view.viewport()->mapToGlobal(QPoint(0, 3 * rowHeight)));
    }
};

QTEST_MAIN(RowListViewTest)
#include "rowlistviewtest.moc"
