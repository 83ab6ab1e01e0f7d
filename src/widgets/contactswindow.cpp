// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/contactswindow.h"

#include "core/addressparser.h"
#include "core/whendone.h"
#include "ui_contactswindow.h"
#include "widgets/abilities.h"
#include "widgets/avatarlabel.h"
#include "widgets/contactdelegate.h"
#include "widgets/contacteditdialog.h"
#include "widgets/emptystate.h"
#include "widgets/flowlayout.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QShortcut>

namespace qn::widgets {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using models::ContactListModel;

ContactsWindow::ContactsWindow(session::Session &session, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_session(session)
    , m_ui(std::make_unique<Ui::ContactsWindow>())
    , m_model(session.reader())
    , m_avatar(new AvatarLabel(64, this))
    , m_nobody(
          new EmptyStateWidget({u"contact"_s, tr("Choose somebody"), tr("Everything about them is shown here.")}, this))
    , m_emptyList(new EmptyStateWidget({}, this))
{
    m_ui->setupUi(this);
    m_ui->head->insertWidget(0, m_avatar);
    m_ui->details->addWidget(m_nobody);
    m_ui->lists->addWidget(m_emptyList);
    auto *actions = new FlowLayout(m_ui->actions, Tokens::grid);
    actions->setContentsMargins(0, 16, 0, 20);
    for (auto *button : {m_ui->write, m_ui->copy, m_ui->edit, m_ui->remove})
        actions->addWidget(button);
    setUpWords();
    setUpShortcuts();
    connectParts();
    showList();
    showCurrent();
    m_ui->search->setFocus();
}

ContactsWindow::~ContactsWindow() = default;

void ContactsWindow::setUpWords()
{
    setWindowTitle(tr("Contacts"));
    m_ui->right->setBackgroundRole(QPalette::Base);
    m_ui->right->setAutoFillBackground(true);
    m_ui->list->setModel(&m_model);
    m_ui->list->setItemDelegate(new ContactDelegate(m_ui->list));
    m_ui->list->setUniformItemSizes(true);
    m_ui->list->setMouseTracking(true);
    m_ui->list->viewport()->setAutoFillBackground(false);
    m_ui->search->addAction(themeIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_ui->add->setIcon(themeIcon(u"user-plus"_s));
    m_ui->write->setIcon(themeIcon(u"square-pen"_s));
    m_ui->copy->setIcon(themeIcon(u"copy"_s));
    m_ui->edit->setIcon(themeIcon(u"pencil"_s));
    m_ui->remove->setIcon(themeIcon(u"trash-2"_s));
    m_ui->name->setFont(themeFont(TextRole::Display, true));
    for (auto *label : {m_ui->emailLabel, m_ui->phoneLabel, m_ui->noteLabel, m_ui->accountLabel}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFont(themeFont(TextRole::Caption));
    }
}

void ContactsWindow::setUpShortcuts()
{
    const auto on = [this](const QKeySequence &keys, auto slot) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(QKeySequence::Find, [this] {
        m_ui->search->setFocus();
        m_ui->search->selectAll();
    });
    on(QKeySequence::New, &ContactsWindow::addContact);
    on(QKeySequence::Close, &ContactsWindow::close);
    on(Qt::Key_Escape, [this] {
        if (m_ui->search->text().isEmpty())
            close();
        else
            search({});
    });
    m_ui->search->installEventFilter(this);
    m_ui->list->installEventFilter(this);
}

void ContactsWindow::connectParts()
{
    m_searchPause.setSingleShot(true);
    m_searchPause.setInterval(60ms);
    connect(m_ui->search, &QLineEdit::textChanged, &m_searchPause, qOverload<>(&QTimer::start));
    connect(&m_searchPause, &QTimer::timeout, this, [this] { m_model.setFilter(m_ui->search->text().trimmed()); });
    connect(m_ui->search, &QLineEdit::returnPressed, this, &ContactsWindow::writeToCurrent);
    connect(&m_session, &session::Session::changed, &m_model, &ContactListModel::applyChanges);
    connect(&m_model, &ContactListModel::ready, this, [this] {
        m_loaded = true;
        showList();
        keepSelection();
    });
    connect(&m_model, &ContactListModel::failed, this, [this](const Error &error) { m_ui->notice->tell(error); });
    connect(m_ui->list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ContactsWindow::showCurrent);
    connect(m_ui->list, &QListView::doubleClicked, this, &ContactsWindow::writeToCurrent);
    connect(m_ui->write, &QPushButton::clicked, this, &ContactsWindow::writeToCurrent);
    connect(m_ui->copy, &QPushButton::clicked, this, [this] {
        if (const auto row = current())
            QGuiApplication::clipboard()->setText(row->contact.email);
    });
    connect(m_ui->edit, &QPushButton::clicked, this, &ContactsWindow::editCurrent);
    connect(m_ui->remove, &QPushButton::clicked, this, &ContactsWindow::removeCurrent);
    connect(m_ui->add, &QPushButton::clicked, this, &ContactsWindow::addContact);
    connect(&m_session, &session::Session::statusChanged, this, &ContactsWindow::updateActions);
    connect(&m_session, &session::Session::accountsChanged, this, &ContactsWindow::updateActions);
}

void ContactsWindow::search(const QString &text)
{
    m_ui->search->setText(text);
    m_searchPause.stop();
    m_model.setFilter(text.trimmed());
}

void ContactsWindow::showList()
{
    const bool empty = m_loaded && m_model.rowCount() == 0;
    m_ui->lists->setCurrentWidget(empty ? static_cast<QWidget *>(m_emptyList) : m_ui->list);
    if (m_model.filter().isEmpty())
        m_emptyList->setState({u"users"_s, tr("No contacts yet"), tr("They appear here after the first sync.")});
    else
        m_emptyList->setState({u"search"_s, tr("Nobody found"), tr("Try fewer letters, or a part of the address.")});
}

void ContactsWindow::keepSelection()
{
    int row = m_model.rowOf(m_wanted);
    if (row >= 0)
        m_wanted = {};
    else
        row = m_model.rowOf(m_shown);
    if (row < 0 && m_model.rowCount() > 0 && !m_model.filter().isEmpty())
        row = 0; // the best match, so that Enter writes to it
    const auto index = m_model.index(row, 0);
    const QSignalBlocker quiet(m_ui->list->selectionModel());
    m_ui->list->setCurrentIndex(row < 0 ? QModelIndex() : index);
    m_ui->list->viewport()->update();
    showCurrent();
}

std::optional<store::ContactRow> ContactsWindow::current() const
{
    const auto index = m_ui->list->currentIndex();
    return index.isValid() ? m_model.at(index.row()) : std::nullopt;
}

void ContactsWindow::showCurrent()
{
    const auto row = current();
    m_ui->details->setCurrentWidget(row ? m_ui->detailPage : static_cast<QWidget *>(m_nobody));
    if (std::exchange(m_shown, row ? row->id : ContactId()) != m_shown)
        m_ui->notice->clear();
    if (row)
        showContact(*row);
    updateActions();
}

void ContactsWindow::showContact(const store::ContactRow &row)
{
    const auto &contact = row.contact;
    m_avatar->setPerson({contact.name, contact.email});
    m_ui->name->setText(contact.name.isEmpty() ? contact.email : contact.name);
    const auto set = [](QLabel *label, QLabel *value, const QString &text) {
        value->setText(text);
        label->setVisible(!text.isEmpty());
        value->setVisible(!text.isEmpty());
    };
    set(m_ui->emailLabel, m_ui->email, contact.email);
    set(m_ui->phoneLabel, m_ui->phone, contact.phone);
    set(m_ui->noteLabel, m_ui->note, contact.note);
    QString account;
    for (const auto &entry : m_session.accounts()) {
        if (entry.id == row.account && m_session.accounts().size() > 1)
            account = entry.name.isEmpty() ? entry.email : entry.name;
    }
    set(m_ui->accountLabel, m_ui->account, account);
}

AccountId ContactsWindow::editableAccount() const
{
    for (const auto &entry : m_session.accounts()) {
        if (abilities(m_session, entry.id).editContacts)
            return entry.id;
    }
    return {};
}

void ContactsWindow::updateActions()
{
    const auto row = current();
    const bool editable = row && abilities(m_session, row->account).editContacts;
    const auto reason = tr("The server of this account keeps its contacts to itself: they can only be read here");
    m_ui->edit->setEnabled(editable);
    m_ui->edit->setToolTip(editable ? tr("Edit this contact") : reason);
    m_ui->remove->setEnabled(editable);
    m_ui->remove->setToolTip(editable ? tr("Delete this contact") : reason);
    const bool addable = editableAccount().isValid();
    m_ui->add->setEnabled(addable);
    m_ui->add->setToolTip(addable
            ? tr("New contact (%1)").arg(QKeySequence(QKeySequence::New).toString(QKeySequence::NativeText))
            : reason);
    m_ui->write->setEnabled(row.has_value());
    m_ui->copy->setEnabled(row.has_value());
}

void ContactsWindow::writeToCurrent()
{
    const auto row = current();
    if (!row)
        return;
    ComposeRequest request;
    request.account = row->account;
    request.draft.to = {{row->contact.name, row->contact.email}};
    emit composeRequested(request);
}

void ContactsWindow::addContact()
{
    const auto account = editableAccount();
    if (!account.isValid())
        return;
    Contact contact;
    // What was looked for in vain is probably what is wanted.
    const auto typed = m_ui->search->text().trimmed();
    if (m_model.rowCount() == 0 && !typed.isEmpty())
        (isValidEmail(typed) ? contact.email : contact.name) = typed;
    openEditor(contact, account);
}

void ContactsWindow::editCurrent()
{
    if (const auto row = current(); row && m_ui->edit->isEnabled())
        openEditor(row->contact, row->account);
}

void ContactsWindow::openEditor(const Contact &contact, AccountId account)
{
    auto *dialog = new ContactEditDialog(m_session, account, contact, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ContactEditDialog::saved, this, [this](ContactId id) {
        m_wanted = id;
        search({});
        keepSelection();
    });
    dialog->open();
}

void ContactsWindow::removeCurrent()
{
    const auto row = current();
    if (!row || !m_ui->remove->isEnabled())
        return;
    const auto &contact = row->contact;
    m_ui->notice->tell(InlineNotice::Kind::Warning,
        tr("Delete %1?").arg(contact.name.isEmpty() ? contact.email : contact.name),
        tr("The contact is deleted on the server too."),
        {{tr("Keep"), [this] { m_ui->list->setFocus(); }}, {tr("Delete"), [this, row = *row] { remove(row); }}});
    m_ui->notice->focusFirstAction();
}

void ContactsWindow::remove(const store::ContactRow &row)
{
    whenDone(m_session.removeContact(row.id), this, [this, row](const Result<void> &result) {
        if (!result)
            m_ui->notice->tell(result.error(), {{tr("Try Again"), [this, row] { remove(row); }}});
    });
}

bool ContactsWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_ui->search && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up)) {
        // The list is gone through while the words stay in the search field.
        const int step = key->key() == Qt::Key_Down ? 1 : -1;
        const int row = std::clamp(m_ui->list->currentIndex().row() + step, 0, std::max(0, m_model.rowCount() - 1));
        m_ui->list->setCurrentIndex(m_model.index(row, 0));
        return true;
    }
    if (watched != m_ui->list)
        return QWidget::eventFilter(watched, event);
    const auto commanding = Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier;
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        writeToCurrent();
        return true;
    }
    if (key->key() == Qt::Key_Delete) {
        removeCurrent();
        return true;
    }
    if (!key->text().isEmpty() && key->text().at(0).isPrint() && !(key->modifiers() & commanding)) {
        m_ui->search->setFocus();
        m_ui->search->setText(m_ui->search->text() + key->text());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace qn::widgets
