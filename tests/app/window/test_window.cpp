// SPDX-License-Identifier: MIT
// The real window with the sample session: what it shows, linked by real mouse and key events,
// undone, drawn again from its own recipes, and what it says when something goes wrong.
#include "app/window/center_stack.hpp"
#include "app/window/notice_bar.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/work/picture.hpp"
#include "core/session/execute.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/walk/walk_view.hpp"

#include <QClipboard>
#include <QComboBox>
#include <QFile>

using namespace leafscope;
using namespace leafscope::test;

class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sampleOpensFromItsOwnArtifacts();
    void viewKeepsHalfOfASmallWindow();
    void layerIsLinkedEverywhere();
    void selectionAndUndoByKeys();
    void windowAndRecipeDrawTheSame_data();
    void windowAndRecipeDrawTheSame();
    void copiedCommandsDrawTheSame();
    void themeChangesEveryView();
    void errorStaysUntilDismissed();
    void dialogRefusesWrongValues();
    void dialogTakesPresets();
    void foliationOfAPreset();
    void fourWalksAndBack();
    void cancelWhileComputing();
    void otherDataWhileComputing();
    void closingWhileIdleNeverAsks();

private:
    QTemporaryDir m_folder;
};

void TestWindow::sampleOpensFromItsOwnArtifacts()
{
    MainWindow window;
    openSample(window);
    QVERIFY(!window.notice().isVisible());
    QCOMPARE(window.session().embedding()->n, Index(1000));
    QVERIFY(window.session().layers().size() >= 10);
    for (const Fact fact : {Fact::Layout, Fact::Dimension}) // neighbours are not shipped
        QVERIFY2(!QFile::exists(qEnvironmentVariable("LEAFSCOPE_CACHE") + '/' +
                                QString::fromStdString(window.session().recipe(fact)->hash()) +
                                ".h5"),
                 "the shipped artifacts were not used");
    QVERIFY(window.windowTitle().contains("Leafscope"));
}

void TestWindow::viewKeepsHalfOfASmallWindow()
{
    MainWindow window;
    openSample(window);
    window.resetLayout();
    QTest::qWait(200);
    const QSize view = window.embeddingView().size();
    const double share =
        double(view.width()) * view.height() / (double(window.width()) * window.height());
    QVERIFY2(
        share > 0.5,
        qPrintable(QString("%1 of %2x%3").arg(share).arg(window.width()).arg(window.height())));
    QCOMPARE(window.size(), QSize(1280, 800)); // nothing forces it wider
}

void TestWindow::layerIsLinkedEverywhere()
{
    MainWindow window;
    openSample(window);
    const QStringList layers = window.session().layers();
    QComboBox* box = nullptr;
    for (QComboBox* each : window.findChildren<QComboBox*>())
        if (each->accessibleName() == QStringLiteral("Layer"))
            box = each;
    QVERIFY(box);
    window.session().setLayer(layers[1]);
    QCOMPARE(box->currentText(), layers[1]);
    window.activateWindow();
    window.embeddingView().setFocus();
    QTest::keyClick(&window, Qt::Key_BracketRight);
    QTRY_COMPARE(window.session().layer(), layers[2]);
    QTest::keyClick(&window, Qt::Key_BracketLeft);
    QTRY_COMPARE(window.session().layer(), layers[1]);
    // A click into the curve chooses the layer that the 3-D view then shows.
    const QImage before = window.embeddingView().picture(QSize(400, 300));
    CurveView& curve = window.curveView();
    QWidget* canvas = curve.childAt(curve.rect().center());
    QTest::mouseClick(canvas ? canvas : &curve, Qt::LeftButton, {},
                      (canvas ? canvas : &curve)->rect().center());
    QTRY_VERIFY(window.session().layer() != layers[1]);
    QVERIFY(window.embeddingView().picture(QSize(400, 300)) != before);
    QCOMPARE(box->currentText(), window.session().layer());
}

void TestWindow::selectionAndUndoByKeys()
{
    MainWindow window;
    openSample(window);
    Session& session = window.session();
    const std::int64_t first = session.sampleAt(3);
    const std::int64_t second = session.sampleAt(9);
    session.select({first});
    session.select({second}, Combine::Add);
    QCOMPARE(session.selected().size(), std::size_t(2));
    QTest::keySequence(&window, QKeySequence::Undo);
    QTRY_COMPARE(session.selected(), std::vector<std::int64_t>{first});
    QTest::keySequence(&window, QKeySequence(QStringLiteral("Ctrl+Shift+Z")));
    QTRY_COMPARE(session.selected().size(), std::size_t(2));
    while (session.history().canUndo())
        session.history().undo();
    QVERIFY(session.selected().empty());
    QVERIFY(!window.action("undo")->isEnabled());
}

void TestWindow::windowAndRecipeDrawTheSame_data()
{
    QTest::addColumn<bool>("curve");
    QTest::newRow("embedding") << false;
    QTest::newRow("curve") << true;
}

void TestWindow::windowAndRecipeDrawTheSame()
{
    QFETCH(bool, curve);
    MainWindow window;
    openSample(window);
    View& view = curve ? static_cast<View&>(window.curveView()) : window.embeddingView();
    window.session().setLayer(window.session().layers()[2]);
    window.session().select({window.session().sampleAt(5), window.session().sampleAt(50)});
    QTest::qWait(500); // the move between layers
    Q_EMIT view.copyRecipeRequested();
    const Recipe recipe =
        Recipe::fromJson(Json::parse(QApplication::clipboard()->text().toStdString()));
    const QImage shown = view.picture(view.size());
    const ArtifactStore store(
        {ArtifactStore::userFolder(), (kSample + "/artifacts").toStdString()});
    const QString file = m_folder.filePath("again.png");
    drawPicture(recipe, store, Progress(), file.toStdString());
    const QImage again = QImage(file).convertToFormat(QImage::Format_RGB32);
    QCOMPARE(again.size(), shown.size());
    QVERIFY(again == shown.convertToFormat(QImage::Format_RGB32));
}

void TestWindow::copiedCommandsDrawTheSame()
{
    MainWindow window;
    openSample(window);
    const auto copied = [](View& view) {
        Q_EMIT view.copyCommandRequested();
        return QApplication::clipboard()->text().split('\n');
    };
    // Each epoch of the layout is turned onto the one before.
    const QStringList lines = copied(window.embeddingView());
    const auto epochs = qsizetype(window.session().series().size());
    QCOMPARE(lines.filter("leafscope embed --model ").size(), epochs);
    QCOMPARE(lines.filter("leafscope layout ").size(), epochs);
    QCOMPARE(lines.size(), 2 * epochs + 1);
    QVERIFY(lines.last().startsWith("leafscope render layout.h5 --view embedding"));
    // The curves of all epochs are more than flags can say.
    const auto hasCurve = [&](const SeriesEntry& entry) {
        return window.session().frame(entry.epoch).has(Fact::Dimension);
    };
    const auto& all = window.session().series();
    QTRY_VERIFY(std::all_of(all.begin(), all.end(), hasCurve));
    QTest::qWait(50); // the view takes what came in one turn in the next
    const QStringList series = copied(window.curveView());
    QCOMPARE(series.first(), QString("cat > curve.json << 'END'"));
    QVERIFY(series.last().startsWith("leafscope run curve.json --out "));
}

void TestWindow::themeChangesEveryView()
{
    MainWindow window;
    openSample(window);
    window.setDarkTheme(true);
    QTest::qWait(200);
    for (const QImage& image :
         {window.embeddingView().grab().toImage(), window.curveView().grab().toImage()})
        QVERIFY(image.pixelColor(image.width() - 2, image.height() - 2).lightness() < 80);
    window.setDarkTheme(false);
    QTest::qWait(200);
    for (const QImage& image :
         {window.embeddingView().grab().toImage(), window.curveView().grab().toImage()})
        QVERIFY(image.pixelColor(image.width() - 2, image.height() - 2).lightness() > 200);
}

void TestWindow::errorStaysUntilDismissed()
{
    MainWindow window;
    window.show();
    const QString file = m_folder.filePath("weights.pt");
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(QByteArray::fromHex("80025d2e"));
    out.close();
    window.workbench().open({file});
    QTRY_VERIFY(window.notice().isVisible());
    QVERIFY(window.notice().text().contains("weights.pt"));
    QVERIFY(window.notice().text().contains("torch.jit"));
    QTest::qWait(300);
    QVERIFY(window.notice().isVisible());
}

void TestWindow::dialogRefusesWrongValues()
{
    ParameterDialog dialog(*findAnalysis("dimension"));
    QVERIFY(completeParameters(*findAnalysis("dimension"), dialog.parameters()) ==
            completeParameters(*findAnalysis("dimension"), Json::object()));
    for (const Analysis* analysis : allAnalyses())
        completeParameters(*analysis, ParameterDialog(*analysis).parameters());
}

/// A preset fills the fields and brings its own data; what the person changes afterwards stays.
void TestWindow::dialogTakesPresets()
{
    const Analysis& train = *findAnalysis("train");
    ParameterDialog dialog(train);
    auto* box = dialog.findChild<QComboBox*>("preset");
    QVERIFY(box);
    QCOMPARE(box->count(), int(train.presets.size()) + 1);
    QVERIFY(dialog.inputs().empty());
    for (std::size_t i = 0; i < train.presets.size(); ++i) {
        box->setCurrentIndex(int(i) + 1);
        QVERIFY(dialog.inputs() == train.presets[i].inputs);
        Json wanted = completeParameters(train, train.presets[i].parameters);
        Json taken = completeParameters(train, dialog.parameters());
        for (const char* list : {"steps"}) { // texts in the dialog, numbers in the preset
            QCOMPARE(taken[list].size(), wanted[list].size());
            for (std::size_t k = 0; k < taken[list].size(); ++k)
                QCOMPARE(std::stod(taken[list][k].get<std::string>()),
                         wanted[list][k].get<double>());
            taken.erase(list);
            wanted.erase(list);
        }
        QVERIFY(taken == wanted);
    }
    box->setCurrentIndex(0);
    QVERIFY(dialog.inputs().empty());
    QVERIFY(!ParameterDialog(*findAnalysis("dimension")).findChild<QComboBox*>("preset"));
    // No data need be open.
    MainWindow window;
    QVERIFY(window.action("train")->isEnabled());
}

void TestWindow::foliationOfAPreset()
{
    MainWindow window;
    window.show();
    window.action("leaf foliation")->trigger();
    auto* dialog = window.findChild<ParameterDialog*>();
    QVERIFY(dialog);
    QComboBox* presets = nullptr;
    for (auto* box : dialog->findChildren<QComboBox*>())
        if (box->findText("spheres") >= 0)
            presets = box;
    QVERIFY(presets);
    presets->setCurrentText("spheres");
    static_cast<QDialog*>(dialog)->accept();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(Fact::Foliation).readiness, Readiness::Ready,
                              60000);
    QVERIFY(!window.center().showsStartPage());
    QCOMPARE(window.center().view().name(), QString("foliation"));
    QVERIFY(!window.notice().isVisible());
    const QByteArray seeds = window.center().foliation().table();
    QVERIFY(seeds.count('\n') > 3);
    // A session keeps it.
    const QString folder = m_folder.filePath("foliation.leafscope");
    window.workbench().saveSessionAs(folder);
    QTRY_VERIFY_WITH_TIMEOUT(window.tasks().isIdle(), 60000);
    MainWindow again;
    again.show();
    again.workbench().openSession(folder);
    QTRY_COMPARE_WITH_TIMEOUT(again.session().state(Fact::Foliation).readiness, Readiness::Ready,
                              60000);
    QCOMPARE(again.center().foliation().table(), seeds);
}

/// W takes walks, a saved session keeps them, and they are taken again as they were.
void TestWindow::fourWalksAndBack()
{
    const QString folder = m_folder.filePath("walks.leafscope");
    VectorD end;
    {
        MainWindow window;
        openSample(window);
        QTRY_VERIFY_WITH_TIMEOUT(window.session().model() != nullptr, 60000);
        window.session().select({7, 1});
        QTest::keyClick(&window.embeddingView(), Qt::Key_W, Qt::ShiftModifier);
        QCOMPARE(window.session().walks().size(), std::size_t(4));
        QVERIFY(&window.center().view() == &window.center().walks());
        QTRY_VERIFY_WITH_TIMEOUT(!window.center().walks().isBusy(), 120000);
        for (const auto& walk : window.session().walks())
            QVERIFY2(walk->error.isEmpty(), qPrintable(walk->error));
        end = window.session().walks()[1]->places.back()->x;
        window.workbench().saveSessionAs(folder);
        QTRY_VERIFY_WITH_TIMEOUT(window.tasks().isIdle(), 60000);
    }
    MainWindow window;
    window.show();
    window.workbench().openSession(folder);
    QTRY_COMPARE_WITH_TIMEOUT(window.session().walks().size(), std::size_t(4), 60000);
    QTRY_VERIFY_WITH_TIMEOUT(!window.center().walks().isWalking(), 120000);
    QVERIFY(window.session().walks()[1]->places.back()->x == end);
}

void TestWindow::cancelWhileComputing()
{
    MainWindow window;
    openSample(window);
    window.workbench().computeEmbedding(Json{{"limit", 1999}});
    QTRY_VERIFY(!window.tasks().isIdle());
    window.action("cancel")->trigger();
    QTRY_VERIFY(window.tasks().isIdle());
    QVERIFY(!window.notice().isVisible()); // a cancel is no error
    // What was there before is there again, with the recipe that it is copied and exported by.
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension}) {
        QCOMPARE(window.session().state(fact).readiness, Readiness::Ready);
        QVERIFY(window.session().recipe(fact).has_value());
    }
    QCOMPARE(window.session().embedding()->n, Index(1000));
}

void TestWindow::otherDataWhileComputing()
{
    MainWindow window;
    openSample(window);
    window.workbench().computeEmbedding(Json{{"limit", 1998}});
    QTRY_VERIFY(!window.tasks().isIdle());
    window.workbench().openData("synthetic:torus?n=50");
    QTRY_VERIFY_WITH_TIMEOUT(window.tasks().isIdle(), 30000);
    // The model cannot take these points: nothing may seem to be under way, nothing may be mixed.
    QTRY_VERIFY(window.session().data()->size() == 50);
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        QTRY_VERIFY(window.session().state(fact).readiness != Readiness::Busy);
    QVERIFY(!window.session().embedding());
}

void TestWindow::closingWhileIdleNeverAsks()
{
    MainWindow window;
    openSample(window);
    QVERIFY(window.close());
}

int main(int argc, char** argv)
{
    return runWindowTest<TestWindow>(argc, argv);
}
#include "test_window.moc"
