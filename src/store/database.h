// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "store/store.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace qn::store {

class Database;
class SourceFiles;

/// One run of a prepared statement, taken from the connection's cache and given back at the end of the scope.
/// Failures are kept by the Database: after one, next() is false for every query until the transaction ends.
class Query final
{
    Q_DISABLE_COPY(Query)

public:
    Query(Query &&other) noexcept;
    ~Query();

    /// Steps; true where there is a row.
    bool next();
    void run();
    /// Binds the next arguments in order, for a statement of which only the program that runs knows how many it has.
    template <typename... Arguments> void bindMore(const Arguments &...arguments) { (bind(++m_bound, arguments), ...); }

    qint64 integer(int column) const;
    QString text(int column) const;
    QByteArray bytes(int column) const;
    QByteArrayView view(int column) const; ///< of a blob, until the next step
    bool isNull(int column) const;
    template <typename I> I id(int column) const { return I(integer(column)); }

private:
    friend class Database;
    Query(Database &database, const char *sql, sqlite3_stmt *statement)
        : m_database(database)
        , m_sql(sql)
        , m_statement(statement)
    {
    }
    void bind(int index, qint64 value);
    void bind(int index, int value) { bind(index, qint64(value)); }
    void bind(int index, bool value) { bind(index, qint64(value)); }
    void bind(int index, const QString &value);
    void bind(int index, const QByteArray &value);
    template <typename Tag> void bind(int index, Id<Tag> value)
    {
        if (value.isValid())
            bind(index, value.value());
    }
    template <typename Tag> void bind(int index, const RemoteId<Tag> &value) { bind(index, value.value()); }
    template <typename T> void bind(int index, const std::optional<T> &value)
    {
        if (value)
            bind(index, *value);
    }

    Database &m_database;
    const char *m_sql;
    sqlite3_stmt *m_statement;
    std::vector<QByteArray> m_texts; ///< what is bound: SQLite need not copy it
    int m_bound = 0;
    bool m_isBorrowing = false; ///< what is bound outlives the query, and need not be copied
};

/// One SQLite connection, used by one thread. The first failure inside a transaction is remembered, stops every later
/// query, and makes commit() refuse: code between may check once, at the end, with checked().
class Database final
{
    Q_DISABLE_COPY_MOVE(Database)

public:
    enum class Access { Write, Read };
    enum class Begin { Deferred, Immediate };
    /// Whose connection it is. Damage met by Writer, Reader and Indexer (which read and write the mailbox) leaves the
    /// mark of integrity.h.
    enum class Role { Writer, Reader, Indexer, Index, Other };

    static Result<std::unique_ptr<Database>> open(const QString &file, Access access, Role role = Role::Other);
    ~Database();

    /// `sql` must be a literal (it is the key of the cache). Arguments are bound in order; an invalid id and an empty
    /// optional are NULL.
    template <typename... Arguments> Query query(const char *sql, const Arguments &...arguments)
    {
        Query result = prepare(sql);
        int index = 0;
        (result.bind(++index, arguments), ...);
        return result;
    }
    template <typename... Arguments> void run(const char *sql, const Arguments &...arguments)
    {
        Query query = prepare(sql);
        query.m_isBorrowing = true;
        int index = 0;
        (query.bind(++index, arguments), ...);
        query.run();
    }
    /// Several statements without arguments, not cached.
    Result<void> execute(const QByteArray &sql);

    qint64 lastInsertId() const;
    int changedRows() const; ///< by the last INSERT, UPDATE or DELETE

    Result<void> begin(Begin kind, Durability durability = Durability::Full);
    Result<void> commit();
    void rollback();
    bool isInTransaction() const;
    QString file() const { return m_file; }
    Durability durability() const { return m_durability; }

    Result<void> status() const; ///< the first failure since begin()
    template <typename T> Result<T> checked(T value) const
    {
        if (m_failure)
            return fail(*m_failure);
        return value;
    }
    /// Makes this database the same as another one, in one transaction (SQLite's online backup).
    Result<void> copyFrom(Database &source);
    /// Ends what runs, with a failure, when `question` says so. Asked very often.
    void interruptWhen(std::function<bool()> question);
    SourceFiles &sourceFiles(); ///< beside this database
    qint64 dataVersion(); ///< changes when another connection has committed
    Result<void> makeEmpty(); ///< whatever is in the file, also where it is no database; other connections see it as a change
    void keepLogOnClose(); ///< the files stay as they are

    /// For tests: the N-th step from now on of connections of that role fails with `code` (an SQLite code). 0: off.
    static void injectFailure(int steps, int code, Role role = Role::Writer);

private:
    friend class Query;
    Database(QString file, Role role);
    int injectedFailure() const;
    void noteDamage(const Error &error, const char *sql) const;
    Query prepare(const char *sql);
    void giveBack(const char *sql, sqlite3_stmt *statement);
    void noteFailure(int code, const char *sql);
    Error lastError(int code) const;

    const QString m_file;
    const Role m_role;
    sqlite3 *m_handle = nullptr;
    std::unordered_map<const char *, std::vector<sqlite3_stmt *>> m_idle;
    std::unique_ptr<SourceFiles> m_sourceFiles;
    std::optional<Error> m_failure;
    std::function<bool()> m_interrupt;
    bool m_rollbackFailed = false;
    Durability m_durability = Durability::Full;
};

} // namespace qn::store
