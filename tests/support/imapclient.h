// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QStringList>
#include <QTcpSocket>

namespace qn::test {

/// Another client of an account on 127.0.0.1: blocking, in the clear, and nothing of ours in it. Every folder and text is ASCII as IMAP
/// writes it. Never pipelines, never idles; a wrong answer is fatal.
class ImapClient final
{
    Q_DISABLE_COPY_MOVE(ImapClient)

public:
    ImapClient(quint16 port, const QString &user, const QByteArray &password)
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        if (!m_socket.waitForConnected(20'000) || !readResponse().startsWith("* OK"))
            qFatal("the other client gets no greeting");
        run("LOGIN \"" + user.toUtf8() + "\" \"" + password + '"');
    }

    /// The untagged answers, each with its literals, then the tagged one without its tag.
    QList<QByteArray> ask(const QByteArray &command, const QByteArray &literal = {})
    {
        const QByteArray tag = 'T' + QByteArray::number(++m_lastTag);
        m_socket.write(tag + ' ' + command + (literal.isNull() ? QByteArray() : " {" + QByteArray::number(literal.size()) + '}') + "\r\n");
        QList<QByteArray> answers;
        for (;;) {
            QByteArray answer = readResponse();
            if (answer.startsWith('+')) {
                m_socket.write(literal + "\r\n");
            } else if (answer.startsWith(tag + ' ')) {
                answers.append(answer.mid(tag.size() + 1));
                return answers;
            } else {
                answers.append(answer);
            }
        }
    }
    QList<QByteArray> run(const QByteArray &command, const QByteArray &literal = {})
    {
        const QList<QByteArray> answers = ask(command, literal);
        if (!answers.last().startsWith("OK"))
            qFatal("%s: %s", command.left(80).constData(), answers.last().constData());
        return answers;
    }
    void select(const QByteArray &folder) { m_selected = run("SELECT \"" + folder + '"'); }

    /// Puts a message there. Its name as `UIDVALIDITY.UID`; empty where the server does not tell (no UIDPLUS).
    QString append(const QByteArray &folder, const QByteArray &source, const QByteArray &flags = {}, const QByteArray &date = {})
    {
        const QByteArray status =
            run("APPEND \"" + folder + "\" (" + flags + ')' + (date.isEmpty() ? QByteArray() : " \"" + date + '"'), source).last();
        const auto match = QRegularExpression(QStringLiteral("APPENDUID (\\d+) (\\d+)")).match(QString::fromLatin1(status));
        return match.hasMatch() ? match.captured(1) + u'.' + match.captured(2) : QString();
    }
    QList<quint32> uids(const QByteArray &folder, const QByteArray &criteria = "ALL")
    {
        select(folder);
        QList<quint32> found;
        for (const QByteArray &answer : run("UID SEARCH " + criteria)) {
            if (!answer.startsWith("* SEARCH"))
                continue;
            for (const QByteArray &word : answer.mid(8).simplified().split(' '))
                if (!word.isEmpty())
                    found.append(word.toUInt());
        }
        return found;
    }
    /// Of a message in the folder that uids() has selected.
    QByteArray source(quint32 uid)
    {
        for (const QByteArray &answer : run("UID FETCH " + QByteArray::number(uid) + " (BODY.PEEK[])")) {
            const auto match = QRegularExpression(QStringLiteral("BODY\\[\\] \\{(\\d+)\\}\r\n")).match(QString::fromLatin1(answer));
            if (match.hasMatch())
                return answer.mid(match.capturedEnd(), match.captured(1).toInt());
        }
        return {};
    }
    QByteArray flags(quint32 uid)
    {
        for (const QByteArray &answer : run("UID FETCH " + QByteArray::number(uid) + " (FLAGS)")) {
            const auto match = QRegularExpression(QStringLiteral("FLAGS \\(([^)]*)\\)")).match(QString::fromLatin1(answer));
            if (match.hasMatch())
                return match.captured(1).toLatin1();
        }
        return {};
    }
    void store(quint32 uid, const QByteArray &change) { run("UID STORE " + QByteArray::number(uid) + ' ' + change); }
    void expunge(quint32 uid)
    {
        store(uid, "+FLAGS.SILENT (\\Deleted)");
        run("EXPUNGE");
    }
    quint32 uidValidity() const
    {
        const QByteArray all = m_selected.join();
        const auto match = QRegularExpression(QStringLiteral("UIDVALIDITY (\\d+)")).match(QString::fromLatin1(all));
        return match.captured(1).toUInt();
    }

private:
    QByteArray readResponse()
    {
        QByteArray response = readLine();
        static const QRegularExpression literal(QStringLiteral("\\{(\\d+)\\}\r\n$"));
        for (auto match = literal.match(QString::fromLatin1(response)); match.hasMatch();) {
            QByteArray bytes;
            while (bytes.size() < match.captured(1).toInt()) {
                need(1);
                bytes += m_socket.read(match.captured(1).toInt() - bytes.size());
            }
            const QByteArray rest = readLine();
            response += bytes + rest;
            match = literal.match(QString::fromLatin1(rest));
        }
        return response;
    }
    QByteArray readLine()
    {
        while (!m_socket.canReadLine())
            need(m_socket.bytesAvailable() + 1);
        return m_socket.readLine();
    }
    void need(qint64 bytes)
    {
        while (m_socket.bytesAvailable() < bytes)
            if (!m_socket.waitForReadyRead(60'000))
                qFatal("the other client's server does not answer: %s", qPrintable(m_socket.errorString()));
    }

    QTcpSocket m_socket;
    QList<QByteArray> m_selected;
    int m_lastTag = 0;
};

} // namespace qn::test
