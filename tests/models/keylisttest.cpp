// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keylist.h"

#include <QRandomGenerator>
#include <QTest>

using namespace qn;
using namespace qn::models;

class KeyListTest final : public QObject
{
    Q_OBJECT

private slots:
    void behavesAsASortedVector()
    {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        KeyList list;
        std::vector<store::MessageKey> model;
        for (int i = 0; i < 5000; ++i)
            model.push_back({1'000'000 - i * 2, MessageId(i + 1)});
        for (const auto &key : model)
            list.append(key);
        for (int step = 0; step < 20'000; ++step) {
            // Long runs of removals, so that whole blocks vanish.
            const bool isRemoval = (step / 6000) % 2 == 1;
            if (isRemoval && !model.empty()) {
                const int row = random.bounded(int(model.size()));
                QCOMPARE(list.find(model[size_t(row)]), row);
                list.remove(row);
                model.erase(model.begin() + row);
            } else {
                const store::MessageKey key{random.bounded(1'000'000), MessageId(10'000 + step)};
                const auto at = std::lower_bound(model.begin(), model.end(), key, std::greater<>());
                QCOMPARE(list.lowerBound(key), int(at - model.begin()));
                QCOMPARE(list.find(key), -1);
                list.insert(int(at - model.begin()), key);
                model.insert(at, key);
            }
            QCOMPARE(list.size(), int(model.size()));
        }
        int row = 0;
        for (KeyList::Cursor cursor(list); !cursor.isAtEnd(); cursor.next(), ++row) {
            QCOMPARE(cursor.row(), row);
            QCOMPARE(cursor.key(), model[size_t(row)]);
            QCOMPARE(list.at(row), model[size_t(row)]);
        }
        QCOMPARE(row, int(model.size()));
        row = 100;
        list.each(100, 3000, [&](const store::MessageKey &key) { QCOMPARE(key, model[size_t(row++)]); });
        QCOMPARE(row, 3001);
        QCOMPARE(list.findId(model[777].id), 777);
        const KeyList copy = list;
        list.remove(2);
        list.insert(2, {model[2].date, MessageId(99'999)});
        list.remove(list.size() - 1);
        QCOMPARE(copy.size(), int(model.size()));
        copy.each(0, copy.size() - 1, [&, row = 0](const store::MessageKey &key) mutable { QCOMPARE(key, model[size_t(row++)]); });
        list.clear();
        QCOMPARE(list.size(), 0);
        QCOMPARE(list.lowerBound({5, MessageId(1)}), 0);
    }
};

QTEST_GUILESS_MAIN(KeyListTest)
#include "keylisttest.moc"
