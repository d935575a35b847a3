// SPDX-License-Identifier: MIT
// The local data matrix over a training in the window: computed from the menu it fills its panel,
// colours points and adds a column; its pictures are made again by their recipe; a session keeps
// it.
#include "app/window/docks.hpp"
#include "app/window/parameter_dialog.hpp"
#include "app/work/picture.hpp"
#include "core/leaf/trace.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/table/sample_table.hpp"
#include "views/trace/trace_canvas.hpp"
#include "views/trace/trace_view.hpp"

#include <QAction>
#include <QDockWidget>
#include <QSpinBox>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace leafscope;
using namespace leafscope::test;

namespace {

/// Pixels of which a channel differs by more than `least`; -1 for other sizes.
int differing(const QImage& a, const QImage& b, int least)
{
    if (a.size() != b.size())
        return -1;
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            const int most = std::max({std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)),
                                       std::abs(qBlue(p) - qBlue(q))});
            count += most > least ? 1 : 0;
        }
    return count;
}

constexpr int kSamples = 40;
constexpr int kRounding = 8;

TraceView& panelOf(MainWindow& window)
{
    return *qobject_cast<TraceView*>(window.docks().find(QStringLiteral("trace"))->widget());
}

/// Asks for it as a person does, for a few samples.
void computeFromMenu(MainWindow& window)
{
    window.action(QStringLiteral("leaf trace"))->trigger();
    auto* dialog = window.findChild<ParameterDialog*>();
    QVERIFY(dialog);
    for (QSpinBox* box : dialog->findChildren<QSpinBox*>())
        if (box->value() == 1000)
            box->setValue(kSamples);
    QCOMPARE(dialog->parameters().value("limit", 0), kSamples);
    static_cast<QDialog*>(dialog)->accept();
    QCOMPARE(window.session().state(Fact::Trace).readiness, Readiness::Busy);
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Trace), 120000);
}

QImage drawnAgain(const Recipe& recipe, const QString& file)
{
    drawPicture(Recipe::fromJson(Json::parse(recipe.toJson().dump())), ArtifactStore(), {},
                file.toStdString());
    return QImage(file).convertToFormat(QImage::Format_RGB32);
}

} // namespace

class TestTraceWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computingItColoursPoints();
    void sessionKeepsIt();

private:
    void picturesAreMadeAgain(MainWindow& window);

    QTemporaryDir m_folder;
};

void TestTraceWindow::computingItColoursPoints()
{
    MainWindow window;
    openSample(window);
    computeFromMenu(window);
    Session& session = window.session();
    QVERIFY(!panelOf(window).visibleRegion().isEmpty()); // in front of the other tabs
    QVERIFY(session.trace()->epochs.size() > 5);
    QVERIFY(session.trace()->isOf(session.model()->hash));

    const auto plain = window.embeddingView().picture({600, 400});
    session.setColourBy(QLatin1String(kTraceMetric));
    const QImage coloured = window.embeddingView().picture({600, 400});
    QVERIFY(coloured != plain);
    const auto metric = session.traceMetric();
    const auto known = std::count_if(metric->values.begin(), metric->values.end(),
                                     [](float value) { return std::isfinite(value); });
    QCOMPARE(int(known), kSamples);
    QVERIFY(session.series().size() > 5);
    auto* table = window.findChild<SampleTable*>();
    QTRY_VERIFY(table->table().left(table->table().indexOf('\n')).contains("leaf.trace"));
    picturesAreMadeAgain(window);

    TraceCanvas& canvas = panelOf(window).canvas();
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.markOf(1).toPoint());
    QCOMPARE(session.epoch(), session.trace()->epochs[1].epoch);
    QVERIFY(session.trace());
    QVERIFY(session.recipe(Fact::Trace).has_value()); // it is of all epochs
}

void TestTraceWindow::picturesAreMadeAgain(MainWindow& window)
{
    const QSize size(600, 400);
    auto* table = window.findChild<SampleTable*>();
    for (View* view : {static_cast<View*>(&window.embeddingView()),
                       static_cast<View*>(&panelOf(window)), static_cast<View*>(table)}) {
        const Recipe recipe = pictureRecipe(*view, window.session(), size);
        QVERIFY2(recipe.inputs.count("leaf trace"), qPrintable(view->name()));
        const QImage shown = view->picture(size).convertToFormat(QImage::Format_RGB32);
        const QImage again =
            drawnAgain(recipe, m_folder.filePath(view->name() + QStringLiteral(".png")));
        // The table's rows show images of data that the recipe does not name; another OpenGL
        // context rounds some pixels of the points the other way.
        if (view != table)
            QVERIFY2(differing(again, shown, view == &panelOf(window) ? 0 : kRounding) == 0,
                     qPrintable(view->name()));
    }
    window.session().setColourBy(QStringLiteral("label"));
    const Recipe plain = pictureRecipe(window.embeddingView(), window.session(), size);
    QVERIFY(!plain.inputs.count("leaf trace"));
    window.session().setColourBy(QLatin1String(kTraceMetric));
}

void TestTraceWindow::sessionKeepsIt()
{
    const QString kept = m_folder.filePath(QStringLiteral("kept.leafscope"));
    {
        MainWindow window;
        openSample(window);
        computeFromMenu(window);
        panelOf(window).restore({{"mean", false}});
        window.workbench().saveSessionAs(kept);
        QTRY_VERIFY_WITH_TIMEOUT(window.tasks().isIdle(), 30000);
        // Of a model that was closed there is nothing to say.
        window.workbench().closeSession();
        QVERIFY(!window.session().trace());
    }
    qputenv("LEAFSCOPE_CACHE", m_folder.filePath(QStringLiteral("none")).toUtf8());
    MainWindow window;
    showActive(window);
    window.workbench().open({kept});
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Trace), 30000);
    QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Model), 30000);
    QTRY_VERIFY(window.tasks().isIdle());
    QVERIFY(window.session().trace());
    QCOMPARE(int(window.session().trace()->indices.size()), kSamples);
    QVERIFY(panelOf(window).state() == Json({{"mean", false}, {"spectrum", true}}));
}

int main(int argc, char** argv)
{
    return runWindowTest<TestTraceWindow>(argc, argv);
}

#include "test_trace.moc"
