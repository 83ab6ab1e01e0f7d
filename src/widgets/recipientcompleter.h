// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/recipientcompletionmodel.h"

#include <QPointer>

namespace qn::widgets {

class RecipientField;

/// Answers the recipient fields of one window from the contacts.
class RecipientCompleter final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecipientCompleter)

public:
    RecipientCompleter(store::StoreReader &reader, QObject *parent);
    void serve(RecipientField *field);

private:
    void ask(RecipientField *field, const QString &text);
    void answer();

    models::RecipientCompletionModel m_model;
    QPointer<RecipientField> m_field; ///< who asked last
    QString m_text;
};

} // namespace qn::widgets
