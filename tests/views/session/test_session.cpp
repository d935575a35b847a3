// SPDX-License-Identifier: MIT
// Which verb of the session says what, and that the session always comes back from undo.
#include "core/base/error.hpp"
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

std::shared_ptr<EmbeddingHeader> embeddingOfEpoch(int epoch)
{
    auto embedding = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
    embedding->hash = "epoch " + std::to_string(epoch);
    return embedding;
}

Frame frameOfEpoch(int epoch)
{
    Frame frame;
    frame.embedding = embeddingOfEpoch(epoch);
    frame.layout = std::make_shared<Layout>();
    return frame;
}

void openSeries(Session& session)
{
    session.setSeries({{8, "c8.pt", {}}, {0, "c0.pt", {}}, {1, "c1.pt", {}}}, 8);
}

/// A change of the view state by chance; returns the key under which it merges with the one before.
QString changeSomething(Session& session, RandomStream& random)
{
    const auto some = [&] {
        return std::vector<std::int64_t>{std::int64_t(random.below(6)),
                                         std::int64_t(random.below(6))};
    };
    const QStringList names{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
    const auto name = [&] { return names[qsizetype(random.below(3))]; };
    switch (random.below(12)) {
    case 0:
        session.stepLayer(int(random.below(5)) - 2);
        return QStringLiteral("layer");
    case 1:
        session.stepEpoch(int(random.below(3)) - 1);
        return QStringLiteral("epoch");
    case 2:
        session.setCamera({{"zoom", random.below(4)}});
        return QStringLiteral("camera");
    case 3:
        session.setColourBy(name());
        break;
    case 4:
        session.setHidden({int(random.below(3))});
        return "hidden";
    case 5:
        session.setFilter(random.below(3) == 0 ? std::optional<Filter>()
                                               : Filter{name(), SampleSet(some())});
        break;
    case 6:
        session.saveSlice(name());
        break;
    case 7:
        session.removeSlice(name());
        break;
    case 8:
        session.renameSlice(name(), name());
        break;
    case 9:
        session.stepTo(std::int64_t(random.below(6)));
        return QStringLiteral("step");
    case 10:
        session.goTo(session.layers()[qsizetype(random.below(3))], int(random.below(2)));
        return QStringLiteral("place");
    default:
        session.select(some(), Combine(random.below(5)));
        break;
    }
    return {};
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
            "a layer", nothing, [](Session& s) { s.setLayer("conv2"); }, "layer view");
        row(
            "the same layer", nothing, [](Session& s) { s.setLayer("fc3"); }, "");
        row(
            "an unknown layer", nothing, [](Session& s) { s.setLayer("conv9"); }, "");
        row(
            "a step back", nothing, [](Session& s) { s.stepLayer(-1); }, "layer view");
        row(
            "a step beyond the end", nothing, [](Session& s) { s.stepLayer(1); }, "");
        row(
            "a selection", nothing,
            [](Session& s) {
                s.select({4, 2, 4});
            },
            "selection view");
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
            "selection view");
        row(
            "nothing added",
            [](Session& s) {
                s.select({4, 2});
            },
            [](Session& s) { s.select(std::vector<std::int64_t>(), Combine::Add); }, "");
        row(
            "nothing toggled",
            [](Session& s) {
                s.select({4, 2});
            },
            [](Session& s) { s.select(std::vector<std::int64_t>(), Combine::Toggle); }, "");
        row(
            "no such sample", nothing, [](Session& s) { s.select({-1}); }, "");
        row(
            "clear", [](Session& s) { s.select({1}); }, [](Session& s) { s.clearSelection(); },
            "selection view");
        row(
            "clear when clear", nothing, [](Session& s) { s.clearSelection(); }, "");
        row(
            "a highlight", nothing, [](Session& s) { s.setHighlighted(3); }, "highlight");
        row(
            "the same highlight", [](Session& s) { s.setHighlighted(3); },
            [](Session& s) { s.setHighlighted(3); }, "");
        row(
            "undo", [](Session& s) { s.setLayer("conv1"); }, [](Session& s) { s.history().undo(); },
            "layer view");
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
        row("subtract", Combine::Subtract, {5, 7}, {3, 8}, 3);
        row("intersect", Combine::Intersect, {8, 3, 9}, {3, 8}, 8);
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

    void aSetOfSamplesIsStoredAsRuns()
    {
        const SampleSet samples({9, 2, 3, 4, -7, 4, 11});
        QCOMPARE(samples.toJson().dump(), std::string("[2,4,9,9,11,11]"));
        QVERIFY(SampleSet::fromJson(samples.toJson()) == samples);
        for (const char* wrong :
             {"[1]", "[3,2]", "[1,2,2,3]", "[0,1000000000000]", "{}", "[\"a\",1]"})
            QVERIFY_EXCEPTION_THROWN(SampleSet::fromJson(nlohmann::json::parse(wrong)), Error);
    }

    void theViewStateSurvivesItsFile()
    {
        Session session;
        test::fillLenet(session);
        openSeries(session);
        RandomStream random(3);
        for (int i = 0; i < 60; ++i)
            changeSomething(session, random);
        const Json stored = Json::parse(session.view().toJson().dump());
        QVERIFY(ViewState::fromJson(stored) == session.view());
        for (const char* field : {"layer", "epoch", "selected", "hidden", "slices", "filter"}) {
            Json wrong = stored;
            wrong[field] = {{"no", 1}};
            QVERIFY_EXCEPTION_THROWN(ViewState::fromJson(wrong), Error);
        }
    }

    void framesOfASeries()
    {
        Session session;
        test::fillLenet(session);
        openSeries(session);
        QCOMPARE(session.epoch(), 8);
        QCOMPARE(session.shownEpoch(), 8); // what was there is the frame of its epoch
        QSignalSpy wanted(&session, &Session::frameWanted);
        session.select({2});
        session.stepEpoch(-1);
        QCOMPARE(session.epoch(), 1);
        QCOMPARE(session.shownEpoch(), 8); // the old picture stays
        QCOMPARE(wanted.takeFirst().at(0).toInt(), 1);
        session.setFrameState(1, {Readiness::Busy, "Computing epoch 1"});
        QCOMPARE(session.state(Fact::Layout).message, QStringLiteral("Computing epoch 1"));
        session.setEpoch(0);
        session.setFrame(1, frameOfEpoch(1)); // comes late: kept, not shown
        QCOMPARE(session.shownEpoch(), 8);
        session.history().undo(); // both steps are one entry
        QCOMPARE(session.epoch(), 8);
        QCOMPARE(int(session.state(Fact::Embedding).readiness), int(Readiness::Ready));
        session.setEpoch(1);
        QCOMPARE(session.shownEpoch(), 1);
        QCOMPARE(session.embedding()->hash, std::string("epoch 1"));
        QVERIFY(!session.dimension());
        QCOMPARE(session.selected(), std::vector<std::int64_t>{2});
        QVERIFY(session.history().canUndo());
        session.setDimension(test::lenetProfile());
        session.setEpoch(8);
        session.setEpoch(1);
        QVERIFY(session.dimension()); // what was computed at an epoch is kept with it
        session.setEpoch(77);
        QCOMPARE(session.epoch(), 1);
        auto other = std::make_shared<Dataset>(*test::barImages());
        other->hash = "d1";
        session.setData(other);
        QVERIFY(session.series().empty());
        QCOMPARE(session.epoch(), -1);
        QCOMPARE(session.shownEpoch(), -1);
    }

    void everyWalkCanBeUndone()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            Session session;
            session.history().setPause(std::chrono::hours(1)); // however busy the machine is
            test::fillLenet(session);
            openSeries(session);
            for (const int epoch : {0, 1})
                session.setFrame(epoch, frameOfEpoch(epoch));
            RandomStream random(seed);
            std::vector<ViewState> entries{session.view()}; // one per undo entry
            std::size_t here = 0;
            QString mergeable;
            for (int i = 0; i < 500; ++i) {
                const ViewState before = session.view();
                const auto choice = random.below(6);
                if (choice == 0) {
                    session.history().undo();
                    here -= here > 0 ? 1 : 0;
                    mergeable.clear();
                } else if (choice == 1) {
                    const bool moved = here + 1 < entries.size();
                    session.history().redo();
                    here += moved ? 1 : 0;
                    mergeable = moved ? QString() : mergeable;
                } else {
                    const QString key = changeSomething(session, random);
                    if (session.view() == before)
                        continue;
                    entries.resize(here + 1);
                    if (key.isEmpty() || key != mergeable) {
                        entries.push_back({});
                        ++here;
                    }
                    entries[here] = session.view();
                    mergeable = key;
                }
                QVERIFY2(session.view() == entries[here],
                         qPrintable(QStringLiteral("seed %1, step %2").arg(seed).arg(i)));
                QCOMPARE(session.history().canUndo(), here > 0);
                QCOMPARE(session.history().canRedo(), here + 1 < entries.size());
            }
            while (session.history().canUndo())
                session.history().undo();
            QVERIFY(session.view() == entries.front());
            while (session.history().canRedo())
                session.history().redo();
            QVERIFY(session.view() == entries.back());
        }
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
