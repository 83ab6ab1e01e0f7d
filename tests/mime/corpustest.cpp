// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/messageparser.h"
#include "support/mailfile.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

/// The message files of Python's own e-mail tests (Debian: libpython3.11-testsuite), read by us and by Python. Where
/// Python finds a header without a defect, we have to read the same.
class CorpusTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void agreesWithPython_data();
    void agreesWithPython();

private:
    QJsonObject m_python;
};

namespace {

QString corpus()
{
    for (const QString &version : {u"3.11"_s, u"3.12"_s, u"3.13"_s}) {
        const QString path = u"/usr/lib/python%1/test/test_email/data"_s.arg(version);
        if (QDir(path).exists())
            return path;
    }
    return {};
}

constexpr auto script = R"(
import email, email.policy, email.utils, glob, json, os, sys
def addresses(m, name):
    h = m[name]
    if h is None or h.defects: return None
    # The policy drops comments, where old mailers have put the name.
    names = dict((e, n) for n, e in email.utils.getaddresses([str(v) for k, v in m.raw_items() if k.lower() == name]))
    return [[a.display_name or names.get(a.addr_spec, ''), a.addr_spec] for a in h.addresses]
out = {}
for path in glob.glob(sys.argv[1] + '/msg_*.txt'):
    with open(path, 'rb') as f: m = email.message_from_binary_file(f, policy=email.policy.default)
    e = {}
    try:
        s = m['subject']
        if s is not None and not s.defects and len(m.get_all('subject')) == 1: e['subject'] = ' '.join(str(s).split())
        for n in ('from', 'to', 'cc'):
            a = addresses(m, n)
            if a is not None: e[n] = a
        d = m['date']
        if d is not None and not d.defects and d.datetime is not None and d.datetime.tzinfo: e['date'] = int(d.datetime.timestamp())
        leaves = [p for p in m.walk() if not p.is_multipart() and not p.defects]
        e['files'] = sorted(p.get_filename() for p in m.iter_attachments() if p.get_filename()) if m.get_content_type() == 'multipart/mixed' else []
    except Exception as x: e['error'] = repr(x)
    out[os.path.basename(path)] = e
print(json.dumps(out))
)";

QJsonArray dump(const QList<Address> &addresses)
{
    QJsonArray out;
    for (const Address &address : addresses)
        out << QJsonArray{address.name, address.email};
    return out;
}

} // namespace

void CorpusTest::initTestCase()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    if (corpus().isEmpty() || python.isEmpty())
        QSKIP("libpython3.11-testsuite is not installed");
    QProcess process;
    process.start(python, {u"-c"_s, QString::fromLatin1(script), corpus()});
    QVERIFY(process.waitForFinished());
    m_python = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QVERIFY2(m_python.size() > 40, process.readAllStandardError().constData());
}

void CorpusTest::agreesWithPython_data()
{
    QTest::addColumn<QString>("file");
    for (const QString &file : QDir(corpus()).entryList({u"msg_*.txt"_s}))
        QTest::newRow(qPrintable(file)) << file;
}

void CorpusTest::agreesWithPython()
{
    QFETCH(QString, file);
    QFile source(corpus() + u'/' + file);
    QVERIFY(source.open(QIODevice::ReadOnly));
    const QByteArray bytes = source.readAll();
    const auto message = mime::parseMessage(bytes);
    QVERIFY(message);
    const test::MailFile stored(bytes);
    QCOMPARE(mime::parseMessage(stored.source()), message);
    QVERIFY(!message->body.text.contains(QChar(QChar::ReplacementCharacter)));
    QStringList names;
    for (const Attachment &attachment : message->body.attachments) {
        const auto content = mime::attachmentContent(bytes, attachment.partId);
        QVERIFY(content);
        QCOMPARE(content->size(), attachment.size);
        names << attachment.name;
    }

    const QJsonObject python = m_python.value(file).toObject();
    if (python.contains(u"subject"_s))
        QCOMPARE(message->header.subject.simplified(), python.value(u"subject"_s).toString());
    if (const QJsonArray from = python.value(u"from"_s).toArray(); !from.isEmpty())
        QCOMPARE(dump({message->header.from}).at(0), from.at(0));
    if (python.contains(u"to"_s))
        QCOMPARE(dump(message->header.to), python.value(u"to"_s).toArray());
    if (python.contains(u"cc"_s))
        QCOMPARE(dump(message->header.cc), python.value(u"cc"_s).toArray());
    if (python.contains(u"date"_s))
        QCOMPARE(message->header.date.toSecsSinceEpoch(), python.value(u"date"_s).toInteger());
    for (const QJsonValue &name : python.value(u"files"_s).toArray())
        QVERIFY2(names.contains(name.toString()) || message->body.text.size() > 0, qPrintable(name.toString()));
}

QTEST_GUILESS_MAIN(CorpusTest)
#include "corpustest.moc"
