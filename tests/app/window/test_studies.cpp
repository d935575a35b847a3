// SPDX-License-Identifier: MIT
// Studies and the NNK graph in the window: computed from the menu they are shown; pictures are made
// again by their recipe; a session keeps them.
#include "app/window/docks.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/work/picture.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/study/study_canvas.hpp"
#include "views/study/study_view.hpp"
#include "views/table/sample_table.hpp"

#include <QAction>
#include <QDockWidget>

using namespace leafscope;
using namespace leafscope::test;

namespace {

StudyView& panelOf(MainWindow& window)
{
    return *qobject_cast<StudyView*>(window.docks().find(QStringLiteral("study"))->widget());
}

/// Asks for it as a person does, with the defaults.
void computeFromMenu(MainWindow& window, const char* analysis, Fact fact)
{
    window.action(QLatin1String(analysis))->trigger();
    auto* dialog = window.findChild<ParameterDialog*>();
    QVERIFY(dialog);
    // It starts with the layer that is looked at.
    QCOMPARE(QString::fromStdString(dialog->parameters().value("layer", std::string())),
             window.session().layer());
    static_cast<QDialog*>(dialog)->accept();
    QCOMPARE(window.session().state(fact).readiness, Readiness::Busy);
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window, fact), 120000);
    QTRY_VERIFY(window.tasks().isIdle());
    QTRY_VERIFY(!window.findChild<ParameterDialog*>());
}

QImage drawnAgain(const Recipe& recipe, const QString& file)
{
    drawPicture(Recipe::fromJson(Json::parse(recipe.toJson().dump())), ArtifactStore(), {},
                file.toStdString());
    return QImage(file).convertToFormat(QImage::Format_RGB32);
}

} // namespace

class TestStudiesWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computedKeptAndDrawnAgain();

private:
    void studyIsDrawnAgain(MainWindow& window);
    void graphColoursPoints(MainWindow& window);

    QTemporaryDir m_folder;
};

void TestStudiesWindow::studyIsDrawnAgain(MainWindow& window)
{
    StudyView& panel = panelOf(window);
    QVERIFY(!panel.visibleRegion().isEmpty()); // in front of the other tabs
    QCOMPARE(panel.shown(), std::string("nnk classify"));
    const QSize size(600, 400);
    for (const std::string& key : panel.pageKeys()) {
        panel.choosePage(key);
        const Recipe recipe = pictureRecipe(panel, window.session(), size);
        QVERIFY(recipe.inputs.count("nnk classify"));
        const QImage shown = panel.picture(size).convertToFormat(QImage::Format_RGB32);
        QVERIFY2(drawnAgain(recipe, m_folder.filePath(QStringLiteral("study.png"))) == shown,
                 key.c_str());
    }
}

void TestStudiesWindow::graphColoursPoints(MainWindow& window)
{
    Session& session = window.session();
    const QString before = session.view().colourBy;
    const QImage plain = window.embeddingView().picture({600, 400});
    session.setColourBy(QStringLiteral("nnk.diameter"));
    QVERIFY(window.embeddingView().picture({600, 400}) != plain);
    const Recipe recipe = pictureRecipe(window.embeddingView(), session, {600, 400});
    QVERIFY(recipe.inputs.count("nnk"));
    QVERIFY(recipe.inputs.count("layout"));
    auto* table = window.findChild<SampleTable*>();
    QTRY_VERIFY(table->table().left(table->table().indexOf('\n')).contains("nnk.diameter"));
    session.setColourBy(before);
}

void TestStudiesWindow::computedKeptAndDrawnAgain()
{
    const QString kept = m_folder.filePath(QStringLiteral("kept.leafscope"));
    Json numbers;
    std::string layer;
    {
        MainWindow window;
        openSample(window);
        layer = window.session().layer().toStdString();
        computeFromMenu(window, "nnk classify", Fact::Studies);
        studyIsDrawnAgain(window);
        computeFromMenu(window, "nnk", Fact::Graph);
        graphColoursPoints(window);
        numbers = window.session().study("nnk classify")->result;
        QVERIFY(numbers.at("layer") == layer);
        panelOf(window).choosePage("neighbors");
        window.workbench().saveSessionAs(kept);
        QTRY_VERIFY_WITH_TIMEOUT(window.tasks().isIdle(), 30000);
        // Of a model that was closed there is nothing to say.
        window.workbench().closeSession();
        QVERIFY(window.session().studies().empty());
        QVERIFY(!window.session().graph());
    }
    qputenv("LEAFSCOPE_CACHE", m_folder.filePath(QStringLiteral("none")).toUtf8());
    MainWindow window;
    showActive(window);
    window.workbench().open({kept});
    for (const Fact fact : {Fact::Studies, Fact::Graph, Fact::Model})
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, fact), 30000);
    QTRY_VERIFY(window.tasks().isIdle());
    QVERIFY(window.session().study("nnk classify"));
    QVERIFY(window.session().study("nnk classify")->result == numbers);
    QVERIFY(panelOf(window).table().startsWith("k,effective_mean"));
    QVERIFY(window.session().graph());
}

int main(int argc, char** argv)
{
    return runWindowTest<TestStudiesWindow>(argc, argv);
}

#include "test_studies.moc"
