// SPDX-License-Identifier: MIT
// Which verb of the session says what, and that the session always comes back from undo.
#include "lenet_fixture.hpp"

#include <QMetaMethod>
#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <map>
#include <memory>

using namespace leafscope;

namespace {

/// Counts every signal of a session.
class Counter {
public:
    explicit Counter(Session& session)
    {
        const QMetaObject* meta = session.metaObject();
        for (int i = meta->methodOffset(); i < meta->methodCount(); ++i)
            if (meta->method(i).methodType() == QMetaMethod::Signal)
                m_spies[QString::fromLatin1(meta->method(i).name())] =
                    std::make_unique<QSignalSpy>(&session, meta->method(i));
    }

    /// "layer selection*2", sorted, without the ending "Changed"; silent signals are left out.
    QString said() const
    {
        QStringList parts;
        for (const auto& [name, spy] : m_spies)
            if (!spy->isEmpty()) {
                QString part = name;
                part.remove(QStringLiteral("Changed"));
                parts << (spy->size() > 1 ? QStringLiteral("%1*%2").arg(part).arg(spy->size())
                                          : part);
            }
        return parts.join(QLatin1Char(' '));
    }

private:
    std::map<QString, std::unique_ptr<QSignalSpy>> m_spies;
};

using Verb = std::function<void(Session&)>;

/// What undo must bring back.
struct Place {
    QString layer;
    std::vector<std::int64_t> selected;
    std::int64_t current = -1;
    bool operator==(const Place&) const = default;
};

Place placeOf(const Session& session)
{
    return {session.layer(), session.selected(), session.current()};
}

Recipe recipeFrom(const std::string& dataHash)
{
    Recipe recipe;
    recipe.analysis = "embed";
    recipe.inputs["data"] = {"bars.npy", dataHash, nullptr};
    recipe.inputs["model"] = {"net.pt", "m0", nullptr};
    return recipe;
}

} // namespace

Q_DECLARE_METATYPE(Verb)

class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void verbs_data()
    {
        QTest::addColumn<Verb>("before");
        QTest::addColumn<Verb>("verb");
        QTest::addColumn<QString>("said");
        const Verb nothing = [](Session&) {};
        const auto row = [](const char* name, const Verb& before, const Verb& verb,
                            const char* said) {
            QTest::newRow(name) << before << verb << QString::fromLatin1(said);
        };
        row(
            "a layer", nothing, [](Session& s) { s.setLayer("conv2"); }, "layer");
        row(
            "the same layer", nothing, [](Session& s) { s.setLayer("fc3"); }, "");
        row(
            "an unknown layer", nothing, [](Session& s) { s.setLayer("conv9"); }, "");
        row(
            "a step back", nothing, [](Session& s) { s.stepLayer(-1); }, "layer");
        row(
            "a step beyond the end", nothing, [](Session& s) { s.stepLayer(1); }, "");
        row(
            "a selection", nothing,
            [](Session& s) {
                s.select({4, 2, 4});
            },
            "selection");
        row(
            "the same selection",
            [](Session& s) {
                s.select({4, 2});
            },
            [](Session& s) {
                s.select({4, 2, 2});
            },
            "");
        row(
            "the same samples, another current",
            [](Session& s) {
                s.select({4, 2});
            },
            [](Session& s) {
                s.select({2, 4});
            },
            "selection");
        row(
            "nothing added",
            [](Session& s) {
                s.select({4, 2});
            },
            [](Session& s) { s.select({}, Combine::Add); }, "");
        row(
            "nothing toggled",
            [](Session& s) {
                s.select({4, 2});
            },
            [](Session& s) { s.select({}, Combine::Toggle); }, "");
        row(
            "no such sample", nothing, [](Session& s) { s.select({-1}); }, "");
        row(
            "clear", [](Session& s) { s.select({1}); }, [](Session& s) { s.clearSelection(); },
            "selection");
        row(
            "clear when clear", nothing, [](Session& s) { s.clearSelection(); }, "");
        row(
            "a highlight", nothing, [](Session& s) { s.setHighlighted(3); }, "highlight");
        row(
            "the same highlight", [](Session& s) { s.setHighlighted(3); },
            [](Session& s) { s.setHighlighted(3); }, "");
        row(
            "undo", [](Session& s) { s.setLayer("conv1"); }, [](Session& s) { s.history().undo(); },
            "layer");
        row(
            "busy", nothing, [](Session& s) { s.setBusy(Fact::Layout, "PCA"); }, "state");
        row(
            "busy alike", [](Session& s) { s.setBusy(Fact::Layout, "PCA"); },
            [](Session& s) { s.setBusy(Fact::Layout, "PCA"); }, "");
        row(
            "failed", nothing, [](Session& s) { s.setFailed(Fact::Dimension, "NaN"); }, "state");
        row(
            "the same data", nothing, [](Session& s) { s.setData(s.data()); }, "");
        row(
            "the same data after a failure", [](Session& s) { s.setFailed(Fact::Data, "x"); },
            [](Session& s) { s.setData(s.data()); }, "state");
        row(
            "a curve", nothing, [](Session& s) { s.setDimension(test::lenetProfile()); },
            "dimension");
        row(
            "the embedding once more", nothing,
            [](Session& s) { s.setEmbedding(test::lenetEmbedding()); }, "embedding");
    }

    void verbs()
    {
        QFETCH(Verb, before);
        QFETCH(Verb, verb);
        QFETCH(QString, said);
        Session session;
        test::fillLenet(session);
        before(session);
        const Counter counter(session);
        verb(session);
        QCOMPARE(counter.said(), said);
    }

    void combining_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<QList<qint64>>("added");
        QTest::addColumn<QList<qint64>>("after");
        QTest::addColumn<qint64>("current");
        const auto row = [](const char* name, Combine how, QList<qint64> added, QList<qint64> after,
                            qint64 current) {
            QTest::newRow(name) << int(how) << added << after << current;
        };
        row("replace", Combine::Replace, {9, 1}, {1, 9}, 9);
        row("replace by nothing", Combine::Replace, {}, {}, -1);
        row("add", Combine::Add, {7, 3}, {3, 5, 7, 8}, 7);
        row("add nothing", Combine::Add, {}, {3, 5, 8}, 5);
        row("toggle off another", Combine::Toggle, {8}, {3, 5}, 5);
        row("toggle off the current", Combine::Toggle, {5}, {3, 8}, 3);
        row("toggle on", Combine::Toggle, {1, 3}, {1, 5, 8}, 1);
        row("toggle all off", Combine::Toggle, {3, 5, 8}, {}, -1);
        row("negative samples do not exist", Combine::Replace, {-4, 6}, {6}, 6);
    }

    void combining()
    {
        QFETCH(int, how);
        QFETCH(QList<qint64>, added);
        QFETCH(QList<qint64>, after);
        QFETCH(qint64, current);
        Session session;
        session.select({5, 3, 8});
        session.select({added.begin(), added.end()}, Combine(how));
        QCOMPARE(QList<qint64>(session.selected().begin(), session.selected().end()), after);
        QCOMPARE(session.current(), current);
        for (const qint64 sample : {1, 3, 5, 6, 7, 8, 9})
            QCOMPARE(session.isSelected(sample), after.contains(sample));
    }

    void rowsAndSamples()
    {
        Session session;
        auto embedding = std::make_shared<EmbeddingHeader>();
        embedding->indices = {4, 9, 30};
        embedding->n = 3;
        session.setEmbedding(embedding);
        for (Index row = 0; row < 3; ++row)
            QCOMPARE(session.rowOf(session.sampleAt(row)), row);
        QCOMPARE(session.sampleAt(1), std::int64_t(9));
        QCOMPARE(session.sampleAt(-1), std::int64_t(-1));
        QCOMPARE(session.sampleAt(3), std::int64_t(-1));
        QCOMPARE(session.rowOf(5), Index(-1));
    }

    void layersComeFromWhatIsThere()
    {
        Session session;
        QVERIFY(session.layers().isEmpty());
        session.setDimension(test::lenetProfile());
        QCOMPARE(session.layers().size(), 12);
        QCOMPARE(session.layer(), QStringLiteral("fc3"));
        auto embedding = std::make_shared<EmbeddingHeader>();
        embedding->layers = {{"points", "", {3}, 3, 0}};
        session.setEmbedding(embedding);
        QCOMPARE(session.layers(), QStringList{QStringLiteral("points")});
        QCOMPARE(session.layer(), QStringLiteral("points"));
        session.setDimension(nullptr);
        session.setEmbedding(nullptr);
        QCOMPARE(session.layer(), QString());
    }

    void otherDataForgetWhatWasComputed()
    {
        Session session;
        test::fillLenet(session);
        session.setRecipe(Fact::Embedding, recipeFrom("d0"));
        session.select({1, 2});
        auto same = std::make_shared<Dataset>(*test::barImages());
        session.setData(same); // another object with the same content
        QVERIFY(session.embedding() && session.dimension());
        QCOMPARE(session.selected().size(), std::size_t(2));

        auto other = std::make_shared<Dataset>(*test::barImages());
        other->hash = "d1";
        session.setData(other);
        QVERIFY(!session.embedding() && !session.dimension());
        QVERIFY(session.selected().empty() && session.layer().isEmpty());
        QVERIFY(!session.recipe(Fact::Embedding) && !session.history().canUndo());
        QCOMPARE(int(session.state(Fact::Dimension).readiness), int(Readiness::Empty));
        QVERIFY(!session.state(Fact::Dimension).message.isEmpty());
    }

    void anotherEmbeddingForgetsItsCurve()
    {
        Session session;
        test::fillLenet(session);
        session.setLayer("conv1");
        session.setEmbedding(test::lenetEmbedding()); // the same by its hash
        QVERIFY(session.dimension() && session.history().canUndo());
        auto other = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
        other->hash = "e1";
        other->layers = {{"points", "", {3}, 3, 0}};
        session.setEmbedding(other);
        QVERIFY(!session.dimension());
        QVERIFY(!session.history().canUndo()); // it would lead to a layer that is gone
        QCOMPARE(session.layer(), QStringLiteral("points"));
    }

    void everyWalkCanBeUndone()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            Session session;
            test::fillLenet(session);
            RandomStream random(seed);
            std::vector<Place> entries{placeOf(session)}; // one per undo entry
            std::size_t here = 0;
            bool mergeable = false;
            for (int i = 0; i < 200; ++i) {
                const Place before = placeOf(session);
                const auto choice = random.below(5);
                if (choice == 0) {
                    session.history().undo();
                    here -= here > 0 ? 1 : 0;
                    mergeable = false;
                } else if (choice == 1) {
                    const bool moved = here + 1 < entries.size();
                    session.history().redo();
                    here += moved ? 1 : 0;
                    mergeable = mergeable && !moved;
                } else if (choice == 2) {
                    session.stepLayer(int(random.below(5)) - 2);
                    if (placeOf(session) == before)
                        continue;
                    entries.resize(here + 1);
                    if (!mergeable) {
                        entries.push_back({});
                        ++here;
                    }
                    entries[here] = placeOf(session);
                    mergeable = true;
                } else {
                    session.select({std::int64_t(random.below(6)), std::int64_t(random.below(6))},
                                   Combine(random.below(3)));
                    if (placeOf(session) == before)
                        continue;
                    entries.resize(here + 1);
                    entries.push_back(placeOf(session));
                    ++here;
                    mergeable = false;
                }
                QVERIFY2(placeOf(session) == entries[here],
                         qPrintable(QStringLiteral("seed %1, step %2").arg(seed).arg(i)));
                QCOMPARE(session.history().canUndo(), here > 0);
                QCOMPARE(session.history().canRedo(), here + 1 < entries.size());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
