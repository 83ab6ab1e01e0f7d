// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recipientcompleter.h"

#include "widgets/recipientfield.h"

namespace qn::widgets {

using models::RecipientCompletionModel;

RecipientCompleter::RecipientCompleter(store::StoreReader &reader, QObject *parent)
    : QObject(parent)
    , m_model(reader)
{
    connect(&m_model, &RecipientCompletionModel::ready, this, &RecipientCompleter::answer);
}

void RecipientCompleter::serve(RecipientField *field)
{
    connect(field, &RecipientField::completionAsked, this, [this, field](const QString &text) { ask(field, text); });
}

void RecipientCompleter::ask(RecipientField *field, const QString &text)
{
    m_field = field;
    m_text = text;
    m_model.setText(text);
}

void RecipientCompleter::answer()
{
    if (!m_field || m_text.isEmpty())
        return;
    QList<Address> people;
    for (int row = 0; row < m_model.rowCount(); ++row)
        people.append(m_model.addressAt(row));
    m_field->offer(m_text, people);
}

} // namespace qn::widgets
