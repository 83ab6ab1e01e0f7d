// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

/// The rooms and the only calls allowed between them (ARCHITECTURE.md): reads every #include line under src/.
class IncludeEdgesTest final : public QObject
{
    Q_OBJECT

private slots:
    void includesOnlyWhatTheHouseAllows();
    void keepsWebEngineInItsRoom();
    void everyRoomOfTheTableExists();

private:
    static QString roomOf(const QString &path);
};

static const QHash<QString, QSet<QString>> allowed = {
    {u"core"_s, {}},
    {u"mime"_s, {u"core"_s}},
    {u"api"_s, {u"core"_s}},
    {u"net"_s, {u"core"_s}},
    {u"auth"_s, {u"core"_s, u"net"_s}},
    {u"store"_s, {u"core"_s}},
    {u"backend"_s, {u"core"_s}},
    {u"backend/http"_s, {u"core"_s, u"backend"_s, u"api"_s, u"net"_s, u"auth"_s}},
    {u"backend/sandbox"_s, {u"core"_s, u"backend"_s, u"mime"_s}},
    {u"backend/smtp"_s, {u"core"_s, u"mime"_s, u"net"_s, u"auth"_s}},
    {u"backend/dav"_s, {u"core"_s, u"net"_s, u"auth"_s}},
    {u"backend/imap"_s, {u"core"_s, u"backend"_s, u"mime"_s, u"net"_s, u"auth"_s, u"backend/smtp"_s, u"backend/dav"_s}},
    {u"sync"_s, {u"core"_s, u"store"_s, u"backend"_s}},
    {u"transfer"_s, {u"core"_s, u"mime"_s, u"store"_s}},
    {u"session"_s, {u"core"_s, u"store"_s, u"sync"_s, u"backend"_s, u"transfer"_s}},
    {u"models"_s, {u"core"_s, u"store"_s}},
    {u"widgets"_s, {u"core"_s, u"models"_s, u"session"_s, u"store"_s, u"backend"_s}},
    {u"webview"_s, {u"core"_s, u"auth"_s, u"widgets"_s}},
    {u"server"_s, {u"core"_s, u"api"_s, u"backend"_s}},
};

/// The store's reading side: what models and widgets may see of it.
static const QSet<QString> readingSide = {u"store/rows.h"_s, u"store/storereader.h"_s, u"store/transaction.h"_s,
    u"store/localdrafts.h"_s};
/// The plain structs of the backend room that session's own interface speaks in.
static const QSet<QString> backendForWidgets = {u"backend/accountservices.h"_s, u"backend/mailbackend.h"_s};

QString IncludeEdgesTest::roomOf(const QString &path)
{
    const QStringList parts = path.split(u'/');
    if (parts.size() > 2 && parts.at(0) == "backend"_L1)
        return parts.at(0) + u'/' + parts.at(1);
    return parts.at(0);
}

void IncludeEdgesTest::includesOnlyWhatTheHouseAllows()
{
    const QString root = QStringLiteral(QN_SOURCE_DIR "/src/");
    static const QRegularExpression include(u"^\\s*#\\s*include\\s+\"([^\"]+)\""_s, QRegularExpression::MultilineOption);
    QStringList broken;
    int files = 0;
    QDirIterator it(root, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next().mid(root.size());
        const QString room = roomOf(path);
        if (room == "app"_L1)
            continue; // the composition root may include everything
        QVERIFY2(allowed.contains(room), qPrintable(u"no such room: "_s + path));
        QFile file(root + path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        ++files;
        auto matches = include.globalMatch(QString::fromUtf8(file.readAll()));
        while (matches.hasNext()) {
            const QString target = matches.next().captured(1);
            if (!target.contains(u'/'))
                continue; // moc, ui_*.h
            const QString other = roomOf(target);
            bool fine = other == room || allowed.value(room).contains(other);
            if ((room == "models"_L1 || room == "widgets"_L1) && other == "store"_L1)
                fine = readingSide.contains(target);
            if (room == "widgets"_L1 && other == "backend"_L1)
                fine = backendForWidgets.contains(target);
            if (!fine)
                broken.append(path + u" includes "_s + target);
        }
    }
    QVERIFY2(files > 50, "the sources were not found");
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void IncludeEdgesTest::keepsWebEngineInItsRoom()
{
    const QString root = QStringLiteral(QN_SOURCE_DIR "/src/");
    QDirIterator it(root, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        if (path.mid(root.size()).startsWith("webview/"_L1))
            continue;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("#include <QWebEngine"), qPrintable(path));
    }
}

void IncludeEdgesTest::everyRoomOfTheTableExists()
{
    for (auto it = allowed.begin(); it != allowed.end(); ++it)
        QVERIFY2(QDir(QStringLiteral(QN_SOURCE_DIR "/src/") + it.key()).exists(), qPrintable(it.key()));
}

QTEST_GUILESS_MAIN(IncludeEdgesTest)
#include "includeedgestest.moc"
