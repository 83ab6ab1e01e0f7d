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
    : QObject(&view), m_view(view), m_model(model), m_reader(reader), m_opener(opener)
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &SelectionController::settle);
    connect(&view, &MessageListView::selectionSettled, &m_soon, qOverload<>(&QTimer::start));
    connect(&model, &QAbstractItemModel::dataChanged, this, &SelectionController::refresh);
}

void SelectionController::setPlace(AccountId account, FolderId folder)
{
    m_account = account;
    m_folder = folder;
}

MessageRow SelectionController::row(MessageId id) const
{
    if (const auto known = m_model.rowAt(m_model.rowOf(id)))
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
    mails.ids = m_view.selectedIds();
    mails.account = m_account;
    mails.folder = m_folder;
    const QItemSelectionModel &selection = *m_view.selectionModel();
    mails.known = m_model.loadedRows();
    mails.known.removeIf([&](const MessageRow &row) {
        const int at = m_model.rowOf(models::MessageListModel::keyOf(row));
        return at < 0 || !selection.isSelected(m_model.index(at));
    });
    std::sort(mails.known.begin(), mails.known.end(), [](const MessageRow &a, const MessageRow &b) {
        return models::MessageListModel::keyOf(a) > models::MessageListModel::keyOf(b);
    });
    return mails;
}

std::optional<MessageRow> SelectionController::single() const
{
    return m_view.selectedCount() == 1 ? m_model.rowAt(m_model.rowOf(m_view.selectedIds().constFirst())) : std::nullopt;
}

void SelectionController::settle()
{
    const int count = m_view.selectedCount();
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
