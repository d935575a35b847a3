// SPDX-License-Identifier: MIT
// The explorer's rows, its item model, and what clicks and keys do.
#include "tests/views/session/lenet_fixture.hpp"
#include "views/explorer/explorer.hpp"
#include "views/explorer/explorer_filter.hpp"
#include "views/explorer/explorer_model.hpp"
#include "views/style/theme.hpp"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace leafscope;

namespace {

/// Depth-first search for a row by its name.
QModelIndex find(const QAbstractItemModel& model, const QString& name,
                 const QModelIndex& parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data().toString() == name)
            return index;
        const QModelIndex below = find(model, name, index);
        if (below.isValid())
            return below;
    }
    return {};
}

QString valueOf(const QAbstractItemModel& model, const char* name)
{
    return find(model, QLatin1String(name)).siblingAtColumn(ExplorerModel::Value).data().toString();
}

int layerCount(const QAbstractItemModel& model)
{
    int count = 0;
    const QModelIndex section = model.index(1, 0);
    for (int row = 0; row < model.rowCount(section); ++row)
        count += ExplorerKind(model.index(row, 0, section).data(ExplorerModel::KindRole).toInt()) ==
                         ExplorerKind::Layer
                     ? 1
                     : 0;
    return count;
}

void click(QTreeView& tree, const QModelIndex& index)
{
    QVERIFY(index.isValid());
    tree.scrollTo(index);
    QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(index).center());
}

} // namespace

class TestExplorer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { style::apply(*qApp, style::Theme::Light); }

    void theModelKeepsItsPromises()
    {
        using Mode = QAbstractItemModelTester::FailureReportingMode;
        Session session;
        ExplorerModel model(session, nullptr);
        ExplorerFilter filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester tester(&model, Mode::QtTest);
        const QAbstractItemModelTester filterTester(&filter, Mode::QtTest);
        const auto changed = [&](const auto& verb) {
            verb();
            model.refresh();
        };
        changed([&] { test::fillLenet(session); });
        changed([&] { session.setLayer(QStringLiteral("conv1")); });
        changed([&] { session.setBusy(Fact::Layout, QStringLiteral("PCA of conv1")); });
        filter.setWords(QStringLiteral("conv"));
        changed([&] { session.setModel(nullptr); });
        filter.setWords({});
        changed([&] { session.setData(nullptr); });
        changed([&] { test::fillLenet(session); });
        QCOMPARE(layerCount(model), 12);
    }

    void emptySectionsOfferToOpen()
    {
        Session session;
        const ExplorerModel model(session, nullptr);
        QCOMPARE(model.rowCount(), 3);
        for (int s = 0; s < 2; ++s) {
            const QModelIndex offer = model.index(0, 0, model.index(s, 0));
            QCOMPARE(ExplorerKind(offer.data(ExplorerModel::KindRole).toInt()),
                     ExplorerKind::Offer);
            QVERIFY(!offer.data(Qt::ToolTipRole).toString().isEmpty());
        }
        QCOMPARE(valueOf(model, "Embedding"), QStringLiteral("none yet"));
    }

    void rowsSayWhatIsThere()
    {
        Session session;
        test::fillLenet(session);
        const ExplorerModel model(session, nullptr);
        QCOMPARE(valueOf(model, "Samples"), QStringLiteral("60"));
        QCOMPARE(valueOf(model, "Format"), QStringLiteral("IDX (gzip)"));
        QCOMPARE(valueOf(model, "Classes"), QStringLiteral("10"));
        QCOMPARE(valueOf(model, "Parameters"), QStringLiteral("61,706"));
        QCOMPARE(valueOf(model, "File"), QStringLiteral("checkpoint_0005.pt"));
        QVERIFY(valueOf(model, "Embedding").startsWith(QStringLiteral("12 layers, ")));
        QCOMPARE(valueOf(model, "Intrinsic dimension"), QStringLiteral("4.80 s"));
        QCOMPARE(valueOf(model, "Layout"), QStringLiteral("none yet"));
        const QModelIndex conv2 = find(model, QStringLiteral("conv2"));
        QCOMPARE(conv2.siblingAtColumn(ExplorerModel::Value).data().toString(),
                 QStringLiteral("Conv2d"));
        QCOMPARE(conv2.siblingAtColumn(ExplorerModel::Shape).data().toString(),
                 QStringList({QStringLiteral("16"), QStringLiteral("10"), QStringLiteral("10")})
                     .join(QChar(0x00d7)));
        QCOMPARE(conv2.siblingAtColumn(ExplorerModel::Depth).data().toString(),
                 QStringLiteral("0.40"));
    }

    void statesAreNamed()
    {
        Session session;
        test::fillLenet(session);
        session.setBusy(Fact::Layout, QStringLiteral("PCA of conv1"));
        session.setFailed(Fact::Dimension, QStringLiteral("40 rows hold NaN"));
        const ExplorerModel model(session, nullptr);
        QCOMPARE(valueOf(model, "Layout"), QStringLiteral("PCA of conv1"));
        QCOMPARE(valueOf(model, "Intrinsic dimension"), QStringLiteral("failed"));
        QCOMPARE(
            find(model, QStringLiteral("Intrinsic dimension")).data(Qt::ToolTipRole).toString(),
            QStringLiteral("40 rows hold NaN"));
    }

    void anEmbeddingAloneShowsItsLayers()
    {
        Session session;
        session.setEmbedding(test::lenetEmbedding());
        const ExplorerModel model(session, nullptr);
        QCOMPARE(layerCount(model), 12);
    }

    void theCurrentLayerIsMarked()
    {
        Session session;
        test::fillLenet(session);
        ExplorerModel model(session, nullptr);
        const auto marked = [&] {
            QStringList names;
            for (const QString& layer : session.layers())
                if (model.layerIndex(layer).data(ExplorerModel::CurrentRole).toBool())
                    names << layer;
            return names.join(QLatin1Char(' '));
        };
        QCOMPARE(marked(), QStringLiteral("fc3"));
        const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        session.setLayer(QStringLiteral("pool1"));
        model.markLayer();
        QCOMPARE(marked(), QStringLiteral("pool1"));
        QCOMPARE(changes.size(), 2);
        model.markLayer();
        QCOMPARE(changes.size(), 2);
    }

    void searchHidesOtherLayersOnly_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("layers");
        QTest::newRow("all") << QString() << 12;
        QTest::newRow("name") << QStringLiteral("conv") << 2;
        QTest::newRow("type") << QStringLiteral("relu") << 4;
        QTest::newRow("case") << QStringLiteral("MAXPOOL") << 2;
        QTest::newRow("two words") << QStringLiteral("fc linear") << 3;
        QTest::newRow("nothing") << QStringLiteral("attention") << 0;
    }

    void searchHidesOtherLayersOnly()
    {
        QFETCH(QString, words);
        QFETCH(int, layers);
        Session session;
        test::fillLenet(session);
        Explorer explorer(session, nullptr);
        explorer.show();
        QTest::keyClicks(explorer.findChild<QLineEdit*>(), words);
        const QAbstractItemModel& shown = *explorer.findChild<QTreeView*>()->model();
        QCOMPARE(layerCount(shown), layers);
        QVERIFY(find(shown, QStringLiteral("Parameters")).isValid());
        QVERIFY(find(shown, QStringLiteral("Embedding")).isValid());
    }

    void clicksChooseALayer()
    {
        Session session;
        test::fillLenet(session);
        Explorer explorer(session, nullptr);
        explorer.resize(380, 620);
        explorer.show();
        QVERIFY(QTest::qWaitForWindowExposed(&explorer));
        auto& tree = *explorer.findChild<QTreeView*>();
        click(tree, find(*tree.model(), QStringLiteral("conv2")));
        QCOMPARE(session.layer(), QStringLiteral("conv2"));
        click(tree,
              find(*tree.model(), QStringLiteral("conv1")).siblingAtColumn(ExplorerModel::Shape));
        QCOMPARE(session.layer(), QStringLiteral("conv1"));
        click(tree, find(*tree.model(), QStringLiteral("Parameters")));
        QCOMPARE(session.layer(), QStringLiteral("conv1"));
        QTest::keyClick(&tree,
                        Qt::Key_Down); // from Parameters over Input and Layers to the first layer
        QTest::keyClick(&tree, Qt::Key_Down);
        QTest::keyClick(&tree, Qt::Key_Down);
        QTest::keyClick(&tree, Qt::Key_Return);
        QCOMPARE(session.layer(), QStringLiteral("input"));
        QVERIFY(session.history().canUndo());
    }

    void offersAskToOpen()
    {
        Session session;
        Explorer explorer(session, nullptr);
        explorer.resize(300, 400);
        explorer.show();
        QVERIFY(QTest::qWaitForWindowExposed(&explorer));
        QSignalSpy data(&explorer, &Explorer::openDataRequested);
        QSignalSpy model(&explorer, &Explorer::openModelRequested);
        auto& tree = *explorer.findChild<QTreeView*>();
        const auto offer = [&](int section) {
            return tree.model()->index(0, 0, tree.model()->index(section, 0));
        };
        click(tree, offer(0));
        QCOMPARE(data.size(), 1);
        QCOMPARE(model.size(), 0);
        click(tree, offer(1));
        QCOMPARE(model.size(), 1);
        tree.setCurrentIndex(offer(0));
        QTest::keyClick(&tree, Qt::Key_Space);
        QCOMPARE(data.size(), 2);
        session.setBusy(Fact::Data, QStringLiteral("Reading"));
        click(tree, offer(0)); // it is on its way already
        QCOMPARE(data.size(), 2);
    }

    void columnsMakeWay()
    {
        Session session;
        test::fillLenet(session);
        Explorer explorer(session, nullptr);
        explorer.show();
        auto& tree = *explorer.findChild<QTreeView*>();
        const auto hidden = [&](int width) {
            explorer.resize(width, 500);
            QCoreApplication::processEvents();
            return QList<bool>{tree.isColumnHidden(1), tree.isColumnHidden(2),
                               tree.isColumnHidden(3)};
        };
        QCOMPARE(hidden(200), QList<bool>({true, true, true}));
        QCOMPARE(hidden(260), QList<bool>({true, false, true}));
        QCOMPARE(hidden(420), QList<bool>({false, false, false}));
    }

    void epochsOfASeries()
    {
        Session session;
        test::fillLenet(session);
        session.setLayout(std::make_shared<Layout>());
        ExplorerModel model(session, nullptr);
        QVERIFY(!find(model, QStringLiteral("Epoch 3")).isValid());
        Explorer explorer(session, nullptr);
        explorer.resize(300, 900);
        explorer.show();
        session.setSeries({{0, "/runs/epoch_000.pt", {}}, {3, "/runs/epoch_003.pt", {}}}, 3);
        model.refresh();
        QCOMPARE(valueOf(model, "Epoch 3"), QStringLiteral("ready"));
        QCOMPARE(valueOf(model, "Epoch 0"), QStringLiteral("not computed"));
        QCOMPARE(valueOf(model, "File"), QStringLiteral("epoch_003.pt"));
        QVERIFY(find(model, "Epoch 3").data(ExplorerModel::CurrentRole).toBool());
        auto& tree = *explorer.findChild<QTreeView*>();
        click(tree, find(*tree.model(), QStringLiteral("Epoch 0")));
        QCOMPARE(session.epoch(), 0);
        session.setFrameState(0, {Readiness::Failed, QStringLiteral("damaged")});
        model.refresh();
        QCOMPARE(valueOf(model, "Epoch 0"), QStringLiteral("failed"));
        QCOMPARE(valueOf(model, "File"), QStringLiteral("epoch_000.pt"));
    }

    void closedSectionsStayClosed()
    {
        Session session;
        test::fillLenet(session);
        Explorer explorer(session, nullptr);
        explorer.show();
        auto& tree = *explorer.findChild<QTreeView*>();
        const auto section = [&](int row) { return tree.model()->index(row, 0); };
        QVERIFY(tree.isExpanded(section(0)) && tree.isExpanded(section(1)));
        tree.collapse(section(0));
        session.setBusy(Fact::Layout, QStringLiteral("PCA"));
        session.setModel(nullptr);
        QVERIFY(!tree.isExpanded(section(0)));
        QVERIFY(tree.isExpanded(section(1)) && tree.isExpanded(section(2)));
    }
};

QTEST_MAIN(TestExplorer)
#include "test_explorer.moc"
