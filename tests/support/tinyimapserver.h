// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QMap>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace qn::test {

/// An IMAP server on 127.0.0.1 with a mailbox in memory, small enough that a session with it is a few kilobytes: its line can be cut at each of
/// them. What was asked for has happened even where the answer is cut off. `modern`: QRESYNC and the like; else no more than QQ has.
class TinyImapServer final : public QTcpServer
{
    Q_DISABLE_COPY_MOVE(TinyImapServer)

public:
    struct Mail
    {
        QByteArray subject;
        QList<QByteArray> flags;
        qint64 modSeq = 1;
    };
    struct Box
    {
        QMap<quint32, Mail> mails;
        quint32 uidNext = 1;
        qint64 modSeq = 1;
        QList<std::pair<qint64, quint32>> vanished;
    };

    explicit TinyImapServer(bool modern)
        : m_modern(modern)
    {
        reset();
        listen(QHostAddress::LocalHost);
    }
    void reset()
    {
        m_boxes = {{"INBOX", {}}, {"Trash", {}}};
        m_cut = -1;
        m_sentInAll = 0;
        m_asked.clear();
    }
    void refuse(const QByteArray &words) { m_refused = words; } ///< commands with these are answered BAD
    /// So many commands with these words came.
    int timesAsked(const QByteArray &words) const
    {
        return int(std::count_if(
            m_asked.cbegin(), m_asked.cend(), [&](const QByteArray &line) { return line.contains(words); }));
    }
    void put(const QByteArray &box, const QByteArray &subject)
    {
        Box &b = m_boxes[box];
        b.mails.insert(b.uidNext++, Mail{subject, {}, ++b.modSeq});
    }
    void expunge(const QByteArray &box, quint32 uid)
    {
        Box &b = m_boxes[box];
        if (b.mails.remove(uid))
            b.vanished.append({++b.modSeq, uid});
    }
    void flag(const QByteArray &box, quint32 uid, const QByteArray &flag)
    {
        Box &b = m_boxes[box];
        if (!b.mails.contains(uid) || b.mails[uid].flags.contains(flag))
            return;
        b.mails[uid].flags.append(flag);
        b.mails[uid].modSeq = ++b.modSeq;
    }
    /// All of them in one step.
    void flagAll(const QByteArray &box, const QByteArray &flag)
    {
        Box &b = m_boxes[box];
        ++b.modSeq;
        for (Mail &mail : b.mails) {
            mail.flags.append(flag);
            mail.modSeq = b.modSeq;
        }
    }
    /// The line is cut once, when so many bytes have been sent in all from now on.
    void cutAfter(qint64 bytes)
    {
        m_cut = bytes;
        m_sentInAll = 0;
    }
    bool wasCut() const { return m_cut < 0; }
    qint64 sentBytes() const { return m_sentInAll; }
    /// `box/uid subject flags` of each message, sorted.
    QStringList contents() const
    {
        QStringList lines;
        for (auto box = m_boxes.cbegin(); box != m_boxes.cend(); ++box) {
            for (auto mail = box->mails.cbegin(); mail != box->mails.cend(); ++mail) {
                QList<QByteArray> flags = mail->flags;
                std::sort(flags.begin(), flags.end());
                lines.append(QString::fromLatin1(box.key() + "/7." + QByteArray::number(mail.key()) + ' ' + mail->subject + ' ' + flags.join(' ')));
            }
        }
        std::sort(lines.begin(), lines.end());
        return lines;
    }

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *socket = new QTcpSocket(this);
        socket->setSocketDescriptor(handle);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        auto selected = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket, selected] {
            while (socket->isOpen() && socket->canReadLine())
                answer(socket, socket->readLine().trimmed(), *selected);
        });
        send(socket, "* OK ready\r\n");
    }

private:
    void send(QTcpSocket *socket, QByteArray bytes)
    {
        if (!socket->isOpen())
            return;
        const bool cuts = m_cut >= 0 && m_sentInAll + bytes.size() >= m_cut;
        if (cuts)
            bytes.truncate(m_cut - m_sentInAll);
        m_sentInAll += bytes.size();
        socket->write(bytes);
        if (cuts) {
            m_cut = -1;
            socket->flush();
            socket->close();
        }
    }

    void answer(QTcpSocket *socket, const QByteArray &line, QByteArray &selected)
    {
        const QList<QByteArray> words = line.split(' ');
        const QByteArray tag = words.value(0), name = words.value(1).toUpper(), second = words.value(2).toUpper();
        QByteArray out, status = "OK done";
        m_asked.append(line);
        if (!m_refused.isEmpty() && line.contains(m_refused))
            return send(socket, tag + " BAD no\r\n");
        if (name == "CAPABILITY")
            out = "* CAPABILITY IMAP4rev1 UIDPLUS MOVE" + QByteArray(m_modern ? " ENABLE CONDSTORE QRESYNC ESEARCH" : "") + "\r\n";
        else if (name == "ENABLE")
            out = "* ENABLED QRESYNC CONDSTORE\r\n";
        else if (name == "LIST")
            out = "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Trash\r\n";
        else if (name == "STATUS")
            out = statusOf(unquoted(words.value(2)));
        else if (name == "SELECT")
            out = select(selected = unquoted(words.value(2)), line, status);
        else if (name == "FETCH")
            out = fetch(m_boxes[selected], words.value(2), false, line);
        else if (name == "UID" && second == "FETCH")
            out = fetch(m_boxes[selected], words.value(3), true, line);
        else if (name == "UID" && second == "SEARCH")
            out = search(m_boxes[selected], line);
        else if (name == "UID" && second == "STORE")
            store(selected, words);
        else if (name == "UID" && second == "MOVE")
            out = move(selected, words.value(3), unquoted(words.value(4)));
        else if (name == "LOGOUT")
            out = "* BYE\r\n";
        else if (name != "LOGIN" && name != "NOOP")
            status = "BAD what is " + name;
        send(socket, out + tag + ' ' + status + "\r\n");
        if (name == "LOGOUT")
            socket->close();
    }

    static QByteArray unquoted(QByteArray name)
    {
        name.replace('"', "");
        return name;
    }
    QByteArray statusOf(const QByteArray &name) const
    {
        const Box box = m_boxes.value(name);
        const auto unseen = std::count_if(box.mails.begin(), box.mails.end(), [](const Mail &m) { return !m.flags.contains("\\Seen"); });
        return "* STATUS " + name + " (MESSAGES " + QByteArray::number(box.mails.size()) + " UIDNEXT " + QByteArray::number(box.uidNext)
            + " UIDVALIDITY 7 UNSEEN " + QByteArray::number(qint64(unseen))
            + (m_modern ? " HIGHESTMODSEQ " + QByteArray::number(box.modSeq) : QByteArray()) + ")\r\n";
    }
    QByteArray select(const QByteArray &name, const QByteArray &line, QByteArray &status)
    {
        if (!m_boxes.contains(name)) {
            status = "NO no such mailbox";
            return {};
        }
        const Box &box = m_boxes[name];
        QByteArray out = "* " + QByteArray::number(box.mails.size()) + " EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT "
            + QByteArray::number(box.uidNext) + "] next\r\n";
        if (!m_modern)
            return out;
        out += "* OK [HIGHESTMODSEQ " + QByteArray::number(box.modSeq) + "] highest\r\n";
        const qsizetype at = line.indexOf("(QRESYNC (7 ");
        if (at < 0)
            return out;
        const qint64 since = line.mid(at + 12, line.indexOf(')', at) - at - 12).toLongLong();
        out += vanishedSince(box, since);
        int number = 0;
        for (auto mail = box.mails.cbegin(); mail != box.mails.cend(); ++mail) {
            ++number;
            if (mail->modSeq > since)
                out += item(number, mail.key(), *mail, "FLAGS");
        }
        return out;
    }
    static QByteArray vanishedSince(const Box &box, qint64 since)
    {
        QByteArray out;
        for (const auto &[modSeq, uid] : box.vanished) {
            if (modSeq > since)
                out += "* VANISHED (EARLIER) " + QByteArray::number(uid) + "\r\n";
        }
        return out;
    }
    QByteArray item(int number, quint32 uid, const Mail &mail, const QByteArray &asked) const
    {
        QByteArray out = "* " + QByteArray::number(number) + " FETCH (UID " + QByteArray::number(uid);
        if (asked.contains("FLAGS"))
            out += " FLAGS (" + mail.flags.join(' ') + ")";
        if (m_modern)
            out += " MODSEQ (" + QByteArray::number(mail.modSeq) + ')';
        if (asked.contains("INTERNALDATE"))
            out += " INTERNALDATE \"04-Nov-2026 12:00:00 +0800\" RFC822.SIZE 100";
        const QByteArray header = "From: a@b.example\r\nSubject: " + mail.subject + "\r\n\r\n";
        if (asked.contains("BODY.PEEK[HEADER"))
            out += " BODY[HEADER.FIELDS (FROM)] {" + QByteArray::number(header.size()) + "}\r\n" + header;
        else if (asked.contains("BODY.PEEK[]"))
            out += " BODY[] {" + QByteArray::number(header.size() + 6) + "}\r\n" + header + "text\r\n";
        return out + ")\r\n";
    }
    /// Numbers of `1:3,7,9:*`.
    static QList<quint32> numbers(const QByteArray &set, quint32 last)
    {
        QList<quint32> all;
        for (const QByteArray &part : set.split(',')) {
            const QList<QByteArray> ends = part.split(':');
            const auto value = [last](const QByteArray &text) { return text == "*" ? last : text.toUInt(); };
            for (quint32 n = value(ends.first()); n <= value(ends.last()); ++n)
                all.append(n);
        }
        return all;
    }
    QByteArray fetch(const Box &box, const QByteArray &set, bool byUid, const QByteArray &line) const
    {
        const QList<quint32> wanted = numbers(set, byUid ? box.uidNext : quint32(box.mails.size()));
        const qsizetype at = line.indexOf("(CHANGEDSINCE ");
        const qint64 since = at < 0 ? -1 : line.mid(at + 14, line.indexOf(' ', at + 14) - at - 14).toLongLong();
        QByteArray out = at < 0 ? QByteArray() : vanishedSince(box, since);
        quint32 number = 0;
        for (auto mail = box.mails.cbegin(); mail != box.mails.cend(); ++mail) {
            ++number;
            if (mail->modSeq > since && wanted.contains(byUid ? mail.key() : number))
                out += item(int(number), mail.key(), *mail, line);
        }
        return out;
    }
    QByteArray search(const Box &box, const QByteArray &line) const
    {
        QList<quint32> allowed;
        const qsizetype at = line.indexOf(" UID ", 10);
        if (at > 0)
            allowed = numbers(line.mid(at + 5), box.uidNext);
        QList<QByteArray> found;
        for (auto mail = box.mails.cbegin(); mail != box.mails.cend(); ++mail) {
            if ((at < 0 || allowed.contains(mail.key())) && (!line.contains("UNSEEN") || !mail->flags.contains("\\Seen")))
                found.append(QByteArray::number(mail.key()));
        }
        if (line.contains("RETURN"))
            return "* ESEARCH (TAG \"" + line.split(' ').first() + "\") UID" + (found.isEmpty() ? "" : " ALL " + found.join(',')) + "\r\n";
        return "* SEARCH" + (found.isEmpty() ? "" : ' ' + found.join(' ')) + "\r\n";
    }
    void store(const QByteArray &selected, const QList<QByteArray> &words)
    {
        const QByteArray name = words.value(5).mid(1).chopped(1);
        for (const quint32 uid : numbers(words.value(3), m_boxes[selected].uidNext))
            flag(selected, uid, name);
    }
    QByteArray move(const QByteArray &from, const QByteArray &set, const QByteArray &to)
    {
        QByteArray out;
        for (const quint32 uid : numbers(set, m_boxes[from].uidNext)) {
            if (!m_boxes[from].mails.contains(uid))
                continue;
            Mail mail = m_boxes[from].mails.value(uid);
            const quint32 target = m_boxes[to].uidNext;
            put(to, mail.subject);
            m_boxes[to].mails[target].flags = mail.flags;
            expunge(from, uid);
            out += "* OK [COPYUID 7 " + QByteArray::number(uid) + ' ' + QByteArray::number(target) + "] moved\r\n";
            out += m_modern ? "* VANISHED " + QByteArray::number(uid) + "\r\n" : "* 1 EXPUNGE\r\n";
        }
        return out;
    }

    const bool m_modern;
    QMap<QByteArray, Box> m_boxes;
    qint64 m_cut = -1, m_sentInAll = 0;
    QList<QByteArray> m_asked;
    QByteArray m_refused;
};

} // namespace qn::test
