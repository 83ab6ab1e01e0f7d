// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/selectioncontroller.h"

#include "models/messagelistmodel.h"
#include "widgets/messagelistview.h"
#include "widgets/readercontroller.h"
#include "widgets/readerview.h"

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

QList<MessageRow> SelectionController::rows() const
{
    QList<MessageRow> rows;
    for (const MessageId id : m_view.selectedIds())
        rows.append(row(id));
    return rows;
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
