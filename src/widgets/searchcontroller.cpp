// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchcontroller.h"

#include "core/whendone.h"
#include "models/foldermodel.h"
#include "models/lookup.h"
#include "widgets/messagelistdelegate.h"
#include "widgets/messagelistview.h"
#include "widgets/searchfield.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPushButton>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qn::widgets {

using models::MessageListModel;
using Scope = SearchBar::Scope;

namespace {

bool names(const SearchNode &query, SearchNode::Kind kind)
{
    return query.kind == kind
        || std::any_of(query.children.begin(), query.children.end(), [kind](const SearchNode &n) { return names(n, kind); });
}

SearchNode inFolder(FolderId folder)
{
    SearchNode node;
    node.kind = SearchNode::Kind::Folder;
    node.folder = folder;
    return node;
}

SearchNode without(SearchNode inner)
{
    SearchNode node;
    node.kind = SearchNode::Kind::Not;
    node.children.push_back(std::move(inner));
    return node;
}

} // namespace

SearchController::SearchController(
    session::Session &session, const models::FolderModel &folders, SearchBar &bar, MessageListView &results)
    : QObject(&bar)
    , m_session(session)
    , m_folders(folders)
    , m_bar(bar)
    , m_results(results)
    , m_offer(new QPushButton(results.viewport()))
{
    m_offer->hide();
    m_offer->setObjectName(u"searchOffer"_s);
    m_offer->setCursor(Qt::PointingHandCursor);
    connect(m_offer, &QPushButton::clicked, this, &SearchController::widen);
    m_results.setEmptyState({});
    m_results.installEventFilter(this);
    m_results.viewport()->installEventFilter(this);
    m_errorSoon.setSingleShot(true);
    m_errorSoon.setInterval(700ms);
    m_pendingSoon.setSingleShot(true);
    m_pendingSoon.setInterval(2s);
    connect(&m_errorSoon, &QTimer::timeout, this, [this] {
        if (m_error)
            takeError(*m_error);
    });
    connect(&m_pendingSoon, &QTimer::timeout, this, [this] {
        m_model->refresh();
        askPending();
    });
    SearchField *field = m_bar.field();
    connect(field, &QLineEdit::textChanged, this, &SearchController::ask);
    connect(field, &SearchField::left, this, [this] {
        leave();
        emit mailboxWanted();
    });
    connect(field, &SearchField::entered, this, [this] {
        m_errorSoon.stop();
        if (m_error)
            return takeError(*m_error);
        m_bar.field()->remember(m_query);
        emit resultsWanted();
    });
    connect(&m_bar, &SearchBar::scopeChosen, this, [this](Scope scope) {
        m_preferred = scope;
        ask();
    });
}

SearchController::~SearchController() = default;

void SearchController::createModel()
{
    m_model = std::make_unique<MessageListModel>(m_session.searchReader());
    connect(&m_session, &session::Session::changed, m_model.get(), &MessageListModel::applyChanges);
    connect(m_model.get(), &MessageListModel::firstRowsShown, this, [this] {
        m_isWaiting = false;
        m_results.scrollToTop();
        describe();
    });
    connect(m_model.get(), &MessageListModel::ready, this, &SearchController::describe);
    connect(m_model.get(), &QAbstractItemModel::rowsInserted, this, &SearchController::describe);
    connect(m_model.get(), &QAbstractItemModel::rowsRemoved, this, &SearchController::describe);
    connect(m_model.get(), &MessageListModel::failed, this, [this](const Error &error) {
        m_isWaiting = false;
        if (error.kind == ErrorKind::NotFound)
            m_bar.tell(SearchBar::Note::Error, tr("There is no folder of this name."));
        else if (error.kind != ErrorKind::Canceled)
            m_bar.tell(SearchBar::Note::Error, qn::describe(error).title);
        emit titleChanged();
    });
    m_results.setMessages(m_model.get());
}

void SearchController::setMailbox(FolderId folder)
{
    m_mailbox = folder;
    const auto row = m_folders.folder(folder);
    m_bar.setMailbox(row ? models::FolderModel::displayName(row->folder) : QString());
}

void SearchController::start()
{
    m_bar.field()->setFocus(Qt::ShortcutFocusReason);
    m_bar.field()->selectAll();
}

void SearchController::leave()
{
    m_bar.field()->clear();
    setActive(false);
}

void SearchController::setActive(bool active)
{
    if (active == m_isActive)
        return;
    m_isActive = active;
    m_bar.setActive(active);
    if (active) {
        if (!m_model)
            createModel();
        // Who stands in trash or junk looks for something there.
        const auto here = m_folders.folder(m_mailbox);
        const bool isHidden = here && (here->folder.role == FolderRole::Trash || here->folder.role == FolderRole::Junk);
        m_bar.setScope(isHidden ? Scope::Mailbox : m_preferred);
        m_results.setEmptyState({});
        askPending();
    } else {
        m_errorSoon.stop();
        m_pendingSoon.stop();
        m_offer->hide();
        m_query.clear();
        m_highlighter = {};
        m_error.reset();
        if (m_preferred == Scope::Everywhere)
            m_preferred = Scope::AllMail;
        m_model->setFolders({});
    }
    emit activeChanged();
}

void SearchController::ask()
{
    const QString text = m_bar.field()->text();
    if (text.trimmed().isEmpty())
        return setActive(false);
    setActive(true);
    m_errorSoon.stop();
    m_error.reset();
    if (m_bar.note() == SearchBar::Note::Error)
        m_bar.tell(SearchBar::Note::None);
    const auto query = parseSearchQuery(text, QDateTime::currentDateTime());
    if (!query) {
        m_error = query.error();
        m_errorSoon.start();
        return;
    }
    m_query = text.simplified();
    m_namesFolder = names(*query, SearchNode::Kind::Folder);
    m_highlighter = SearchHighlighter(*query);
    m_results.messageDelegate()->setHighlighter(m_highlighter);
    const bool wasEmpty = m_model->rowCount() == 0;
    m_isWaiting = true;
    m_model->setQuery(narrowed(*query));
    if (wasEmpty)
        m_offer->hide();
    emit queryChanged();
}

void SearchController::takeError(const SearchError &error)
{
    m_bar.field()->setError(error);
    m_bar.tell(SearchBar::Note::Error, error.message);
}

SearchNode SearchController::narrowed(SearchNode query) const
{
    if (m_namesFolder || m_bar.scope() == Scope::Everywhere)
        return query;
    SearchNode all;
    all.kind = SearchNode::Kind::And;
    if (query.kind == SearchNode::Kind::And)
        all.children = std::move(query.children);
    else
        all.children.push_back(std::move(query));
    if (m_bar.scope() == Scope::Mailbox && m_mailbox.isValid()) {
        all.children.push_back(inFolder(m_mailbox));
        return all;
    }
    for (const Account &account : m_session.accounts()) {
        for (const FolderRole role : {FolderRole::Trash, FolderRole::Junk}) {
            if (const FolderId folder = m_folders.folderByRole(account.id, role); folder.isValid())
                all.children.push_back(without(inFolder(folder)));
        }
    }
    return all;
}

QString SearchController::title() const
{
    if (!m_model || m_isWaiting)
        return tr("Searching…");
    const int count = m_model->rowCount();
    if (!m_model->isReady())
        return tr("%1+ results", "at least so many").arg(QLocale().toString(count));
    return count == 0 ? tr("No results") : tr("%Ln results", nullptr, count);
}

void SearchController::describe()
{
    if (!m_isActive)
        return;
    offerMore();
    emit titleChanged();
}

/// What to say where nothing was found, and where else to look.
void SearchController::offerMore()
{
    const bool isNothing = m_model->isReady() && m_model->rowCount() == 0;
    m_offer->hide();
    if (!isNothing)
        return m_results.setEmptyState({});
    const auto here = m_folders.folder(m_mailbox);
    const bool isMailbox = m_bar.scope() == Scope::Mailbox && !m_namesFolder && here;
    const QString hint = isMailbox ? tr("Nothing in “%1” matches.").arg(models::FolderModel::displayName(here->folder))
                                   : tr("Fewer or shorter words find more.");
    QString shown = m_query;
    constexpr qsizetype most = 60;
    if (shown.size() > most)
        shown = shown.left(most) + u'…';
    m_results.setEmptyState({u"search"_s, tr("No results for “%1”").arg(shown), hint});
    if (!m_namesFolder && m_bar.scope() != Scope::Everywhere) {
        m_offer->setText(isMailbox ? tr("Search all mail") : tr("Search trash and junk, too"));
        m_offer->show();
        placeOffer();
    }
}

void SearchController::widen()
{
    const Scope wider = m_bar.scope() == Scope::Mailbox ? Scope::AllMail : Scope::Everywhere;
    m_bar.setScope(wider);
    m_preferred = wider;
    m_bar.field()->setFocus();
    ask();
}

void SearchController::placeOffer()
{
    m_offer->adjustSize();
    const QRect room = m_results.viewport()->rect();
    m_offer->move(room.center().x() - m_offer->width() / 2, m_results.emptyStateBottom() + 16);
}

void SearchController::askPending()
{
    whenDone(models::countPending(m_session.searchReader()), this, [this](const Result<qint64> &pending) {
        if (!m_isActive || !pending)
            return;
        if (*pending > 0)
            m_pendingSoon.start();
        if (m_bar.note() == SearchBar::Note::Error)
            return;
        if (*pending > 0)
            m_bar.tell(SearchBar::Note::Quiet, tr("Indexing… %Ln messages left", nullptr, int(qMin<qint64>(*pending, INT_MAX))));
        else
            m_bar.tell(SearchBar::Note::None);
    });
}

bool SearchController::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == m_results.viewport() && m_offer->isVisible())
        placeOffer();
    if (event->type() != QEvent::KeyPress || watched != &m_results)
        return QObject::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        leave();
        emit mailboxWanted();
        return true;
    }
    const bool isTop = m_results.currentIndex().row() <= 0;
    if (key->key() == Qt::Key_Up && isTop && key->modifiers() == Qt::NoModifier) {
        m_bar.field()->setFocus(Qt::OtherFocusReason);
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace qn::widgets
