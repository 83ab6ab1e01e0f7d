// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchhints.h"

#include <QCoreApplication>

#include <vector>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SearchHints)
};

struct Entry
{
    QString english; ///< as the query language knows it everywhere
    QString local; ///< as it knows it in the user's language
    QString explanation;
    std::vector<Entry> values = {};
};

Entry entry(const char *english, const QString &local, const QString &explanation, const std::vector<Entry> &values = {})
{
    return {QString::fromLatin1(english), local, explanation, values};
}

/// Translators: only words that core/searchquery.cpp and core/searchvalues.cpp know (a test reads every one of them).
std::vector<Entry> entries()
{
    const std::vector<Entry> states{entry("unread", Words::tr("unread", "value of is:"), Words::tr("Not read yet")),
        entry("flagged", Words::tr("flagged", "value of is:"), Words::tr("With a star")),
        entry("read", Words::tr("read", "value of is:"), Words::tr("Already read")),
        entry("answered", Words::tr("answered", "value of is:"), Words::tr("You replied to it")),
        entry("forwarded", Words::tr("forwarded", "value of is:"), Words::tr("You passed it on"))};
    const std::vector<Entry> folders{entry("inbox", Words::tr("inbox", "value of in:"), Words::tr("In the inbox")),
        entry("sent", Words::tr("sent", "value of in:"), Words::tr("What you sent")),
        entry("archive", Words::tr("archive", "value of in:"), Words::tr("What you archived")),
        entry("junk", Words::tr("junk", "value of in:"), Words::tr("In the junk folder")),
        entry("trash", Words::tr("trash", "value of in:"), Words::tr("What you deleted"))};
    const std::vector<Entry> days{entry("today", Words::tr("today", "value of before:"), Words::tr("This day")),
        entry("yesterday", Words::tr("yesterday", "value of before:"), Words::tr("The day before")),
        entry("lastweek", Words::tr("lastweek", "value of before:"), Words::tr("The week before this one")),
        entry("30d", Words::tr("30d", "value of before:"), Words::tr("30 days ago")),
        entry("2026-01-31", u"2026-01-31"_s, Words::tr("A day, a month (2026-01) or a year (2026)"))};
    const std::vector<Entry> sizes{entry("500k", u"500k"_s, Words::tr("500 kilobytes")),
        entry("5M", u"5M"_s, Words::tr("5 megabytes"))};
    return {entry("from", Words::tr("from", "search operator"), Words::tr("Sender: a name or an address")),
        entry("to", Words::tr("to", "search operator"), Words::tr("Recipient: a name or an address")),
        entry("subject", Words::tr("subject", "search operator"), Words::tr("Words of the subject")),
        entry("has", Words::tr("has", "search operator"), Words::tr("With an attachment"),
            {entry("attachment", Words::tr("attachment", "value of has:"), Words::tr("With an attachment"))}),
        entry("is", Words::tr("is", "search operator"), Words::tr("Unread, starred, answered …"), states),
        entry("in", Words::tr("in", "search operator"), Words::tr("A folder"), folders),
        entry("before", Words::tr("before", "search operator"), Words::tr("Older than a day"), days),
        entry("after", Words::tr("after", "search operator"), Words::tr("Of a day or newer"), days),
        entry("on", Words::tr("on", "search operator"), Words::tr("Of a day, a month or a year"), days),
        entry("cc", Words::tr("cc", "search operator"), Words::tr("Who got a copy")),
        entry("body", Words::tr("body", "search operator"), Words::tr("Words of the text")),
        entry("filename", Words::tr("filename", "search operator"), Words::tr("Name of an attachment")),
        entry("larger", Words::tr("larger", "search operator"), Words::tr("Bigger than a size"), sizes),
        entry("smaller", Words::tr("smaller", "search operator"), Words::tr("Smaller than a size"), sizes)};
}

bool beginsWith(const Entry &entry, const QString &typed)
{
    return entry.english.startsWith(typed, Qt::CaseInsensitive) || entry.local.startsWith(typed, Qt::CaseInsensitive);
}

bool isNamed(const Entry &entry, const QString &typed)
{
    return entry.english.compare(typed, Qt::CaseInsensitive) == 0 || entry.local.compare(typed, Qt::CaseInsensitive) == 0;
}

QList<SearchHint> hintsForNothing(const QStringList &recent)
{
    QList<SearchHint> hints;
    for (const QString &query : recent)
        hints.append({query, {}, 0, 0, true, true});
    constexpr size_t most = 8;
    auto operators = entries();
    operators.resize(most);
    for (const Entry &one : operators)
        hints.append({one.local + u':', one.explanation, 0, 0, false, false});
    return hints;
}

QList<SearchHint> valuesOf(const Entry &entry, const QString &typed, qsizetype start)
{
    QList<SearchHint> hints;
    for (const Entry &value : entry.values) {
        if (beginsWith(value, typed) && !isNamed(value, typed))
            hints.append({value.local, value.explanation, start, typed.size(), false, true});
    }
    return hints;
}

} // namespace

QList<SearchHint> searchHints(const QString &text, qsizetype cursor, const QStringList &recent)
{
    if (text.trimmed().isEmpty())
        return hintsForNothing(recent);
    qsizetype start = cursor;
    while (start > 0 && !text.at(start - 1).isSpace() && !u"(（-"_s.contains(text.at(start - 1)))
        --start;
    // A word that goes on behind the cursor is being mended, not begun.
    if (start == cursor || (cursor < text.size() && !text.at(cursor).isSpace()))
        return {};
    const QString word = text.mid(start, cursor - start);
    qsizetype colon = word.indexOf(u':');
    if (colon < 0)
        colon = word.indexOf(u'：');
    QList<SearchHint> hints;
    for (const Entry &one : entries()) {
        if (colon >= 0 && isNamed(one, word.left(colon)))
            return valuesOf(one, word.mid(colon + 1), start + colon + 1);
        if (colon < 0 && word.size() >= 2 && beginsWith(one, word))
            hints.append({one.local + u':', one.explanation, start, word.size(), false, false});
    }
    return hints;
}

} // namespace qn::widgets
