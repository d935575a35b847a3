// SPDX-License-Identifier: MIT
// Neural collapse in the window: computed from the menu, followed while a training runs, free
// features under the sliders, decision rules as colours; a session keeps what was computed.
#include "app/window/center_stack.hpp"
#include "app/window/docks.hpp"
#include "app/window/parameter_dialog.hpp"
#include "core/collapse/collapse_run.hpp"
#include "tests/app/window/window_support.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QSpinBox>

using namespace leafscope;
using namespace leafscope::test;

namespace {

/// Opens the dialog of an analysis as the menu does; the person changes it and presses Start.
ParameterDialog* dialogOf(MainWindow& window, const char* analysis)
{
    QAction* action = window.action(QLatin1String(analysis));
    if (!action || !action->isEnabled())
        return nullptr;
    action->trigger();
    return window.findChild<ParameterDialog*>();
}

void start(ParameterDialog* dialog)
{
    static_cast<QDialog*>(dialog)->accept();
}

template <class W>
W* fieldOf(ParameterDialog& dialog, const QString& title)
{
    for (W* field : dialog.findChildren<W*>())
        if (field->accessibleName() == title)
            return field;
    return nullptr;
}

View& shownView(MainWindow& window)
{
    return window.center().view();
}

/// With LEAFSCOPE_PICTURES the window is photographed for the guide.
void photograph(MainWindow& window, const QString& name)
{
    const QString folder = qEnvironmentVariable("LEAFSCOPE_PICTURES");
    if (folder.isEmpty())
        return;
    QTest::qWait(400);
    QVERIFY(window.grab().save(QDir(folder).filePath(name)));
}

} // namespace

class TestCollapseWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computedFromTheMenu()
    {
        MainWindow window;
        openSample(window);
        Session& session = window.session();
        ParameterDialog* dialog = dialogOf(window, "collapse");
        QVERIFY(dialog);
        start(dialog);
        QCOMPARE(session.state(Fact::Collapse).readiness, Readiness::Busy);
        QCOMPARE(shownView(window).name(), QStringLiteral("collapse"));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Collapse), 120000);
        const CollapseRun& run = *session.collapse()->runs.front();
        QCOMPARE(run.classCount(), Index(10));
        QVERIFY(!run.layers.front().epochs.front().test); // the sample has no held-out set
        QCOMPARE(run.layers.front().epochs.size(), session.series().size());
        QCOMPARE(run.layers.front().epochs.front().cosClassifiers.rows(), Index(10));
        auto& charts = *window.docks().find(QStringLiteral("collapse-charts"))->widget();
        QVERIFY(!charts.visibleRegion().isEmpty());
        // Another epoch leaves it alone and moves its time.
        session.setEpoch(session.series().front().epoch);
        QCOMPARE(session.collapseTime(), double(session.series().front().epoch));
        QVERIFY(session.collapse());
        QVERIFY(session.recipe(Fact::Collapse).has_value());
        photograph(window, QStringLiteral("collapse-window-light.png"));
        // A session keeps it.
        const QString folder = m_folder.filePath(QStringLiteral("kept.leafscope"));
        window.workbench().saveSessionAs(folder);
        QTRY_VERIFY(QFileInfo::exists(folder + QStringLiteral("/session.json")));
        QTRY_VERIFY(window.tasks().isIdle());
        window.workbench().closeSession();
        QTRY_VERIFY(!session.collapse());
        window.workbench().openSession(folder);
        QTRY_VERIFY_WITH_TIMEOUT(session.collapse() != nullptr, 60000);
        QCOMPARE(session.collapse()->runs.front()->classCount(), Index(10));
    }

    void aTrainingIsFollowed()
    {
        MainWindow window;
        showActive(window);
        window.workbench().openData(QStringLiteral("synthetic:spirals?n=600&arms=3"));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Data), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(window.tasks().isIdle(), 20000);
        ParameterDialog* dialog = dialogOf(window, "train");
        QVERIFY(dialog);
        fieldOf<QComboBox>(*dialog, QStringLiteral("Architecture"))
            ->setCurrentText(QStringLiteral("mlp"));
        fieldOf<QSpinBox>(*dialog, QStringLiteral("Epochs"))->setValue(40);
        fieldOf<QSpinBox>(*dialog, QStringLiteral("Width"))->setValue(32);
        fieldOf<QComboBox>(*dialog, QStringLiteral("Checkpoints"))
            ->setCurrentText(QStringLiteral("all"));
        fieldOf<QLineEdit>(*dialog, QStringLiteral("Write into"))
            ->setText(m_folder.filePath(QStringLiteral("live")));
        Session& session = window.session();
        std::vector<std::size_t> seen;
        connect(&session, &Session::collapseChanged, this, [&] {
            if (session.collapse())
                seen.push_back(session.collapse()->runs.front()->layers.front().epochs.size());
        });
        start(dialog);
        QCOMPARE(shownView(window).name(), QStringLiteral("collapse"));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Model), 120000); // the training is over
        QTRY_VERIFY_WITH_TIMEOUT(
            session.recipe(Fact::Collapse).has_value() && window.tasks().isIdle(), 120000);
        QVERIFY(session.collapse());
        QCOMPARE(session.collapse()->runs.front()->layers.front().epochs.size(), std::size_t(41));
        QVERIFY2(seen.size() > 3, qPrintable(QString::number(seen.size())));
        QVERIFY(seen.front() < 41);
        QCOMPARE(session.collapseTime(), 40.0);
    }

    void freeFeaturesFollowTheSliders()
    {
        MainWindow window;
        showActive(window);
        ParameterDialog* dialog = dialogOf(window, "collapse free");
        QVERIFY(dialog);
        start(dialog);
        Session& session = window.session();
        QTRY_VERIFY_WITH_TIMEOUT(isReady(window, Fact::Collapse), 60000);
        QCOMPARE(session.collapse()->runs.front()->classCount(), Index(4));
        auto* classes = window.findChild<QSlider*>(QStringLiteral("freeClasses"));
        QTRY_VERIFY(classes && classes->isVisible());
        QCOMPARE(classes->value(), 4);
        classes->setFocus();
        QTest::keyClick(classes, Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(session.collapse()->runs.front()->classCount() == 5, 30000);
        const auto recipe = session.recipe(Fact::Collapse);
        QVERIFY(recipe.has_value());
        QCOMPARE(recipe->parameters.at("classes").get<int>(), 5);
        auto* numbers = window.findChild<QLabel*>(QStringLiteral("freeNumbers"));
        QTRY_VERIFY(numbers->text().contains(QStringLiteral("Exact: s ")));
    }

    void decisionRulesAreColours()
    {
        MainWindow window;
        openSample(window);
        Session& session = window.session();
        ParameterDialog* dialog = dialogOf(window, "collapse rules");
        QVERIFY(dialog);
        start(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(session.study("collapse rules") != nullptr, 120000);
        QVERIFY(!window.docks().find(QStringLiteral("study"))->widget()->visibleRegion().isEmpty());
        QCOMPARE(shownView(window).name(), QStringLiteral("embedding"));
        const QImage plain = window.embeddingView().picture({600, 400});
        session.setColourBy(QStringLiteral("rules.differs"));
        const QImage coloured = window.embeddingView().picture({600, 400});
        QVERIFY(plain != coloured);
        const auto metrics = session.studyMetrics();
        QCOMPARE(metrics.front().key, std::string("rules.differs"));
        QCOMPARE(metrics.front().values.size(), std::size_t(session.embedding()->n));
    }

private:
    QTemporaryDir m_folder;
};

int main(int argc, char** argv)
{
    return runWindowTest<TestCollapseWindow>(argc, argv);
}
#include "test_collapse.moc"
