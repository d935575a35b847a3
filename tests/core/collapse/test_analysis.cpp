// SPDX-License-Identifier: MIT
// The verb: arrays and trainings, its keys, its refusals, and what it writes.
#include "core/base/error.hpp"
#include "core/collapse/follow.hpp"
#include "core/collapse/numbers.hpp"
#include "core/session/execute.hpp"
#include "core/session/trainings.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <thread>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

/// A NumPy file of version 1.0.
template <class T>
void writeNpy(const std::string& file, const char* type, const std::vector<Index>& shape,
              const T* values, Index count)
{
    std::string sizes;
    for (const Index extent : shape)
        sizes += std::to_string(extent) + ", ";
    std::string header = std::string("{'descr': '") + type +
                         "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
    header += '\n';
    std::ofstream out(file, std::ios::binary);
    const auto length = std::uint16_t(header.size());
    out << "\x93NUMPY" << '\x01' << '\x00';
    out.write(reinterpret_cast<const char*>(&length), 2);
    out << header;
    out.write(reinterpret_cast<const char*>(values), std::streamsize(count * Index(sizeof(T))));
}

void writeMatrix(const std::string& file, const MatrixD& m, bool narrow = false)
{
    if (narrow) {
        const MatrixF f = m.cast<float>();
        writeNpy(file, "<f4", {m.rows(), m.cols()}, f.data(), f.size());
    } else {
        writeNpy(file, "<f8", {m.rows(), m.cols()}, m.data(), m.size());
    }
}

class Folder {
public:
    std::string file(const char* name) const
    {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    ArtifactStore store() const { return ArtifactStore({file("store")}); }
    Artifact run(const char* analysis, const std::map<std::string, std::string>& inputs,
                 const Json& parameters = Json::object(), const std::string& out = {}) const
    {
        return execute(makeRecipe(*findAnalysis(analysis), inputs, parameters), store(), Progress(),
                       out);
    }

private:
    QTemporaryDir m_folder;
};

const std::vector<std::string> kAlways{
    "epoch",          "nc1",          "trace_ratio", "equinorm_means", "equiangular_means",
    "maxangle_means", "etf_distance", "rank"};
const std::vector<std::string> kWithClassifier{"equinorm_classifiers", "equiangular_classifiers",
                                               "maxangle_classifiers", "self_duality",
                                               "ncc_mismatch_train"};

} // namespace

class TestAnalysis : public QObject {
    Q_OBJECT

    Folder m_folder;
    Sample m_sample;
    Classifier m_classifier;

    std::string messageOf(const std::map<std::string, std::string>& inputs,
                          const Json& parameters = Json::object())
    {
        try {
            m_folder.run("collapse", inputs, parameters);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

    /// Three arms of spirals, two checkpoints of a small network.
    std::string training(const char* name, int epochs = 2, double shuffled = 0)
    {
        const std::string folder = m_folder.file(name);
        m_folder.run("train", {{"data", "synthetic:spirals?n=300&arms=3"}},
                     {{"arch", "mlp"},
                      {"depth", 2},
                      {"width", 16},
                      {"epochs", epochs},
                      {"shuffle_labels", shuffled},
                      {"checkpoints", "all"}},
                     folder);
        return folder;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_sample = noisy(normal(4, 12, 1), {30, 20, 25, 30}, 0.5, 2);
        m_classifier = {normal(4, 12, 3), normal(4, 1, 4)};
        writeMatrix(m_folder.file("x.npy"), m_sample.features);
        writeMatrix(m_folder.file("x32.npy"), m_sample.features, true);
        writeMatrix(m_folder.file("w.npy"), m_classifier.weights);
        writeMatrix(m_folder.file("wt.npy"), m_classifier.weights.transpose());
        const std::vector<std::int64_t> labels(m_sample.labels.begin(), m_sample.labels.end());
        writeNpy(m_folder.file("y.npy"), "<i8", {Index(labels.size())}, labels.data(),
                 Index(labels.size()));
        writeNpy(m_folder.file("b.npy"), "<f8", {4}, m_classifier.bias.data(), 4);
    }

    void arrays_data()
    {
        QTest::addColumn<bool>("narrow");
        QTest::addColumn<bool>("withClassifier");
        for (const bool narrow : {false, true})
            for (const bool with : {false, true})
                QTest::addRow("%d %d", narrow, with) << narrow << with;
    }
    void arrays()
    {
        QFETCH(bool, narrow);
        QFETCH(bool, withClassifier);
        std::map<std::string, std::string> inputs{
            {"embedding", m_folder.file(narrow ? "x32.npy" : "x.npy")},
            {"labels", m_folder.file("y.npy")}};
        if (withClassifier) {
            inputs["classifier"] = m_folder.file("w.npy");
            inputs["bias"] = m_folder.file("b.npy");
        }
        const Artifact made = m_folder.run("collapse", inputs);
        const Json& epochs = made.result.at("epochs");
        QCOMPARE(epochs.size(), std::size_t(1));
        for (const std::string& key : kAlways)
            QVERIFY2(epochs[0].contains(key), key.c_str());
        for (const std::string& key : kWithClassifier)
            QCOMPARE(epochs[0].contains(key), withClassifier);
        const CollapseMeasures expected =
            measureCollapse(m_sample.features, m_sample.labels, 4,
                            withClassifier ? &m_classifier : nullptr, inDouble())
                .measures;
        const double tolerance = narrow ? 1e-6 : 1e-12;
        QVERIFY(std::abs(epochs[0]["nc1"].get<double>() / expected.nc1 - 1) < tolerance);
        QVERIFY(std::abs(epochs[0]["maxangle_means"].get<double>() / expected.maxangleMeans - 1) <
                tolerance);
        if (withClassifier)
            QCOMPARE(epochs[0]["ncc_mismatch_train"].get<double>(), expected.nccMismatch);
        // What is written is what is told.
        const auto runs = readCollapse(made.file);
        const CollapseRun& run = *runs->runs.front();
        QCOMPARE(run.classCount(), Index(4));
        QCOMPARE(run.counts, (std::vector<std::int64_t>{30, 20, 25, 30}));
        QCOMPARE(run.layers[0].epochs[0].train.nc1, epochs[0]["nc1"].get<double>());
        QCOMPARE(run.layers[0].epochs[0].classifiers.simplex.rows(), withClassifier ? 4 : 0);
        QVERIFY(!run.warnings.empty()); // classes of different size
    }

    void theSceneIsTheFeaturesInTheFrame()
    {
        const Artifact made = m_folder.run("collapse", {{"embedding", m_folder.file("x.npy")},
                                                        {"labels", m_folder.file("y.npy")},
                                                        {"classifier", m_folder.file("w.npy")}});
        const auto runs = readCollapse(made.file);
        const CollapseRun& run = *runs->runs.front();
        const CollapseEpoch& epoch = run.layers[0].epochs[0];
        const LayerCollapse out =
            measureCollapse(m_sample.features, m_sample.labels, 4, nullptr, inDouble());
        QCOMPARE(Index(run.samples.size()), Index(105)); // fewer than 60 of each class
        for (std::size_t i = 0; i < run.samples.size(); ++i) {
            QCOMPARE(run.sampleClass[i], m_sample.labels[std::size_t(run.samples[i])]);
            const VectorD h =
                m_sample.features.row(Index(run.samples[i])).transpose() - out.basis.centre;
            const VectorD expected =
                out.basis.simplex.frame.transpose() * h / out.basis.simplex.scale;
            QVERIFY((epoch.features.simplex.row(Index(i)).transpose().cast<double>() - expected)
                        .norm() < 1e-5);
            QVERIFY(std::abs(epoch.features.simplex.row(Index(i)).sum()) < 1e-4);
        }
        // |W|_F = |M*|_F = sqrt(C) before what lies outside the span is taken away.
        const double inside = epoch.train.classifierInside;
        QVERIFY(std::abs(epoch.classifiers.simplex.squaredNorm() - 4 * inside) < 1e-4);
    }

    void aTransposedClassifierIsTurned()
    {
        const auto measure = [&](const char* w) {
            return m_folder
                .run("collapse", {{"embedding", m_folder.file("x.npy")},
                                  {"labels", m_folder.file("y.npy")},
                                  {"classifier", m_folder.file(w)}})
                .result.at("epochs")[0]
                .at("self_duality")
                .get<double>();
        };
        QCOMPARE(measure("wt.npy"), measure("w.npy"));
    }

    void testFeatures()
    {
        const Artifact made = m_folder.run("collapse", {{"embedding", m_folder.file("x.npy")},
                                                        {"labels", m_folder.file("y.npy")},
                                                        {"classifier", m_folder.file("w.npy")},
                                                        {"test", m_folder.file("x32.npy")},
                                                        {"test-labels", m_folder.file("y.npy")}});
        const Json& epoch = made.result.at("epochs")[0];
        QCOMPARE(epoch.at("ncc_mismatch_test").get<double>(),
                 epoch.at("ncc_mismatch_train").get<double>());
        QVERIFY(std::abs(epoch.at("test").at("nc1").get<double>() / epoch.at("nc1").get<double>() -
                         1) < 1e-5);
    }

    void refusals()
    {
        const std::string x = m_folder.file("x.npy");
        const std::string y = m_folder.file("y.npy");
        QVERIFY(messageOf({}).find("nothing to measure") != std::string::npos);
        QVERIFY(messageOf({{"embedding", x}}).find("no labels") != std::string::npos);
        QVERIFY(messageOf({{"embedding", x}, {"labels", y}, {"classifier", y}}).find("reads 1") !=
                std::string::npos);
        QVERIFY(messageOf({{"embedding", x}, {"labels", y}, {"bias", y}}).find("no classifier") !=
                std::string::npos);
        QVERIFY(messageOf({{"embedding", x}, {"labels", y}, {"data", "synthetic:spirals"}})
                    .find("belongs to a model") != std::string::npos);
        QVERIFY(messageOf({{"embedding", x}, {"labels", y}, {"test-labels", y}})
                    .find("no test features") != std::string::npos);
        QVERIFY(messageOf({{"embedding", x}, {"labels", y}}, {{"layers", {"nowhere"}}})
                    .find("nowhere") != std::string::npos);
    }

    void aTrainingIsMeasuredAtEveryCheckpoint()
    {
        const std::string folder = training("run");
        const Artifact made = m_folder.run("collapse", {{"model", folder}});
        const Json& epochs = made.result.at("epochs");
        QCOMPARE(epochs.size(), std::size_t(3));
        for (int e = 0; e < 3; ++e) {
            QCOMPARE(epochs[std::size_t(e)].at("epoch").get<int>(), e);
            for (const std::string& key : kWithClassifier)
                QVERIFY2(epochs[std::size_t(e)].contains(key), key.c_str());
        }
        QCOMPARE(made.result.at("layer").get<std::string>(), std::string("relu2"));
        QCOMPARE(made.result.at("n").get<int>(), 300);
        // The accuracy is what the training wrote down.
        std::ifstream table(folder + "/training.csv");
        std::string line;
        for (int row = 0; row < 4; ++row)
            std::getline(table, line);
        const QStringList cells = QString::fromStdString(line).split(QLatin1Char(','));
        QVERIFY(std::abs(cells[3].toDouble() - epochs[2].at("accuracy_train").get<double>()) <
                1e-6);
    }

    void allLayersOverDepth()
    {
        const Artifact made =
            m_folder.run("collapse", {{"model", training("deep", 1)}}, {{"layers", {"all"}}});
        const Json& layers = made.result.at("layers");
        QVERIFY(layers.size() >= 5);
        QCOMPARE(layers[0].at("name").get<std::string>(), std::string("input"));
        QCOMPARE(layers[0].at("epochs").size(), std::size_t(2));
        QVERIFY(!layers[0].at("epochs")[0].contains("self_duality"));
        QCOMPARE(made.result.at("layer").get<std::string>(), std::string("relu2"));
        QVERIFY(made.result.at("epochs")[0].contains("self_duality"));
        const auto runs = readCollapse(made.file);
        QCOMPARE(runs->runs[0]->layers[0].epochs[0].means.raw.cols(), Index(3)); // points in space
    }

    void trainingsSideBySide()
    {
        QDir(QString::fromStdString(m_folder.file(""))).mkdir(QStringLiteral("both"));
        training("both/b10", 1);
        training("both/b9", 1, 0.5);
        const std::vector<Training> all = trainings(m_folder.file("both"));
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].name, std::string("b9"));
        QCOMPARE(all[0].trainedOn->shuffleLabels, 0.5);
        const Artifact made = m_folder.run("collapse", {{"model", m_folder.file("both")}});
        QCOMPARE(made.result.at("runs").size(), std::size_t(2));
        QCOMPARE(made.result.at("runs")[1].at("name").get<std::string>(), std::string("b10"));
        QVERIFY(made.result.at("runs")[0].dump().find("replaced at random") != std::string::npos);
    }

    void aRunningTrainingIsFollowed()
    {
        const std::string folder = m_folder.file("live");
        std::vector<int> seen;
        std::shared_ptr<const CollapseRun> last;
        std::thread trainer([&] { training("live", 6); });
        followTraining(
            folder, {}, {},
            [&](std::shared_ptr<const CollapseRun> run) {
                seen.push_back(run->layers[0].epochs.back().epoch);
                last = std::move(run);
            },
            Progress());
        trainer.join();
        QCOMPARE(seen, (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
        const auto whole = readCollapse(m_folder.run("collapse", {{"model", folder}}).file);
        for (std::size_t e = 0; e < seen.size(); ++e)
            QCOMPARE(last->layers[0].epochs[e].train.nc1,
                     whole->runs[0]->layers[0].epochs[e].train.nc1);
    }

    void followingEndsWhenAsked()
    {
        const Progress progress;
        std::thread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            progress.cancel();
        });
        QVERIFY_EXCEPTION_THROWN(followTraining(
                                     m_folder.file("never"), {}, {}, [](const auto&) {}, progress),
                                 Cancelled);
        stopper.join();
    }
};

QTEST_GUILESS_MAIN(TestAnalysis)
#include "test_analysis.moc"
