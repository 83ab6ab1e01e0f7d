// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/selectioncontroller.h"

#include "models/messagelistmodel.h"
#include "widgets/messagelistview.h"
#include "widgets/readercontroller.h"
#include "widgets/readerview.h"

#include <algorithm>

namespace qn::widgets {

using store::MessageRow;

SelectionController::SelectionController(
    MessageListView &view, models::MessageListModel &model, ReaderView &reader, ReaderController &opener)
    : QObject(&view), m_view(&view), m_model(&model), m_mailboxView(view), m_mailboxModel(model), m_reader(reader), m_opener(opener)
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &SelectionController::settle);
    follow(view, model);
}

void SelectionController::follow(MessageListView &view, models::MessageListModel &model)
{
    if (m_followed.contains(&view))
        return;
    m_followed.insert(&view);
    connect(&view, &MessageListView::selectionSettled, this, [this, list = &view] {
        if (list == m_view)
            m_soon.start();
    });
    connect(&model, &QAbstractItemModel::dataChanged, this, [this, list = &view] {
        if (list == m_view)
            refresh();
    });
}

void SelectionController::setResults(MessageListView *view, models::MessageListModel *model)
{
    m_view = view ? view : &m_mailboxView;
    m_model = view ? model : &m_mailboxModel;
    follow(*m_view, *m_model);
    m_soon.start();
}

AccountId SelectionController::account() const
{
    if (m_view == &m_mailboxView)
        return m_account;
    const auto row = first();
    return row ? row->account : m_account;
}

FolderId SelectionController::folder() const
{
    if (m_view == &m_mailboxView)
        return m_folder;
    const auto row = first();
    return row ? row->folder : FolderId();
}

std::optional<MessageRow> SelectionController::first() const
{
    int top = -1;
    if (const QItemSelectionModel *selected = m_view->selectionModel()) {
        for (const QItemSelectionRange &range : selected->selection())
            top = top < 0 ? range.top() : qMin(top, range.top());
    }
    return m_model->rowAt(top);
}

void SelectionController::setPlace(AccountId account, FolderId folder)
{
    m_account = account;
    m_folder = folder;
}

MessageRow SelectionController::row(MessageId id) const
{
    if (const auto known = m_model->rowAt(m_model->rowOf(id)))
        return *known;
    MessageRow bare;
    bare.id = id;
    bare.account = m_account;
    bare.folder = m_folder;
    return bare;
}

Mails SelectionController::mails() const
{
    Mails mails;
    mails.ids = m_view->selectedIds();
    mails.account = account();
    mails.folder = folder();
    const QItemSelectionModel &selection = *m_view->selectionModel();
    mails.known = m_model->loadedRows();
    mails.known.removeIf([&](const MessageRow &row) {
        const int at = m_model->rowOf(models::MessageListModel::keyOf(row));
        return at < 0 || !selection.isSelected(m_model->index(at));
    });
    std::sort(mails.known.begin(), mails.known.end(), [](const MessageRow &a, const MessageRow &b) {
        return models::MessageListModel::keyOf(a) > models::MessageListModel::keyOf(b);
    });
    return mails;
}

std::optional<MessageRow> SelectionController::single() const
{
    return m_view->selectedCount() == 1 ? first() : std::nullopt;
}

void SelectionController::settle()
{
    const int count = m_view->selectedCount();
    const auto row = single();
    if (row) {
        m_opener.open(*row);
    } else {
        m_opener.close(); // a single one that is not loaded yet comes with refresh()
        if (count > 1)
            m_reader.showSelectionCount(count);
    }
    emit changed();
}

void SelectionController::refresh()
{
    if (const auto row = single()) {
        m_opener.open(*row);
        emit changed();
    }
}

} // namespace qn::widgets
