// SPDX-License-Identifier: MIT
// What the person in front of the window waits for: from the start of the process to the sample
// session on screen; the longest turn of the event loop while an embedding, its layout and its
// dimension are computed, and through the whole tour while others are; from "cancel" to the end of
// the task.
//
//     xvfb-run -a -s "-screen 0 1600x1000x24" bench_window [SAMPLES [CANCELS]]     (10000 30)
#include "app/window/application.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/window/main_window.hpp"
#include "app/window/tour/tour_stops.hpp"
#include "app/work/workbench_helpers.hpp"
#include "core/base/random.hpp"
#include "core/session/execute.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QElapsedTimer>
#include <QOpenGLWidget>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace leafscope;

namespace {

const QString kSample =
    QStringLiteral(LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope");

/// Seconds since this process was started by the kernel.
double processAge()
{
    std::ifstream stat("/proc/self/stat");
    std::string field;
    for (int i = 0; i < 22; ++i)
        stat >> field; // the program's name holds no space
    std::ifstream uptime("/proc/uptime");
    double now = 0;
    uptime >> now;
    return now - std::stod(field) / double(sysconf(_SC_CLK_TCK));
}

/// The time that passes between two chances of the event loop to serve a timer.
class Heartbeat : public QObject {
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_gaps.push_back(double(m_clock.nsecsElapsed()) * 1e-6);
            m_clock.restart();
        });
        m_clock.start();
        m_timer.start(2);
    }
    void report(const char* during)
    {
        m_timer.stop();
        std::sort(m_gaps.begin(), m_gaps.end());
        const auto quantile = [&](double q) {
            return m_gaps[std::size_t(q * double(m_gaps.size() - 1))];
        };
        std::printf("event loop during %-32s turns %6zu, median %5.1f ms, 99.9 %% %6.1f ms, "
                    "longest %6.1f ms\n",
                    during, m_gaps.size(), quantile(0.5), quantile(0.999), m_gaps.back());
    }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    std::vector<double> m_gaps;
};

template <class Condition>
void waitFor(Condition&& condition)
{
    QTimer wake; // with a time limit, processEvents would spin and take a core
    wake.start(10);
    while (!condition())
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

bool isReady(MainWindow& window, Fact fact)
{
    return window.session().state(fact).readiness == Readiness::Ready;
}

void measureStart(MainWindow& window)
{
    window.workbench().open({kSample});
    waitFor([&] { return isReady(window, Fact::Layout) && isReady(window, Fact::Dimension); });
    bool swapped = false;
    auto* scene = window.embeddingView().findChild<QOpenGLWidget*>();
    QObject::connect(scene, &QOpenGLWidget::frameSwapped, &window, [&] { swapped = true; });
    waitFor([&] { return swapped; });
    QObject::disconnect(scene, &QOpenGLWidget::frameSwapped, &window, nullptr);
    std::printf("process start to the sample session on screen: %.2f s\n", processAge());
    waitFor([&] { return window.tasks().isIdle() && isReady(window, Fact::Model); });
    std::printf("  and to the end of all its loading:           %.2f s\n", processAge());
}

void measureTurns(MainWindow& window, int samples)
{
    window.workbench().open({"fashion-mnist", kSample + "/checkpoints"});
    waitFor([&] {
        return window.tasks().isIdle() && isReady(window, Fact::Model) &&
               isReady(window, Fact::Dimension);
    });
    Heartbeat heartbeat;
    QElapsedTimer clock;
    clock.start();
    window.workbench().computeEmbedding({{"limit", samples}});
    waitFor([&] {
        return window.tasks().isIdle() && isReady(window, Fact::Dimension) &&
               isReady(window, Fact::Layout);
    });
    const double seconds = double(clock.elapsed()) * 1e-3;
    heartbeat.report("embed, layout, dimension");
    std::printf("  of %lld samples in %lld layers, %.1f s\n",
                static_cast<long long>(window.session().embedding()->n),
                static_cast<long long>(window.session().layers().size()), seconds);
}

/// Embeddings and dimensions, one after the other, until the window's tasks are cancelled.
void keepComputing(MainWindow& window)
{
    window.tasks().start(
        "Background work", TaskWeight::Heavy, [](const Progress& progress) -> TaskQueue::Apply {
            for (std::uint64_t seed = 1000;; ++seed) {
                const Recipe embedding =
                    makeRecipe(analysisNamed("embed"),
                               {{"model", (kSample + "/checkpoints").toStdString()},
                                {"data", "fashion-mnist"}},
                               {{"limit", 3000}}, seed);
                execute(makeRecipe(analysisNamed("dimension"), "embedding", embedding),
                        ArtifactStore(), progress);
            }
        });
}

/// Every stop of the tour while tasks run: lasso, search, epochs, dialogs, palette, drop.
void measureTour(MainWindow& window)
{
    for (const bool busy : {false, true}) {
        window.workbench().open({kSample});
        waitFor([&] {
            return window.tasks().isIdle() && isReady(window, Fact::Model) &&
                   isReady(window, Fact::Layout);
        });
        window.legend().hide();
        if (busy)
            keepComputing(window);
        for (const TourStop& stop : tourStops()) {
            const ViewState before = window.session().view();
            QElapsedTimer clock;
            clock.start();
            Heartbeat heartbeat;
            stop.enter(window);
            waitFor([&] { return clock.elapsed() > 1500; });
            leaveStop(window, stop, before);
            waitFor([&] { return clock.elapsed() > 2000; });
            heartbeat.report(qPrintable((busy ? "tour with tasks: " : "tour: ") + stop.name));
        }
        window.tasks().cancelAll();
        waitFor([&] { return window.tasks().isIdle(); });
    }
}

void measureCancel(MainWindow& window, int samples, int trials)
{
    RandomStream random(3);
    std::vector<double> waits;
    for (int trial = 0; trial < trials; ++trial) {
        // Another seed each time, or the result would come from the store.
        window.workbench().computeEmbedding({{"limit", samples}}, std::uint64_t(100 + trial));
        QElapsedTimer clock;
        clock.start();
        const double moment = 100 + 9000 * random.uniform();
        waitFor([&] { return double(clock.elapsed()) > moment || window.tasks().isIdle(); });
        if (window.tasks().isIdle())
            continue;
        clock.restart();
        window.tasks().cancelAll();
        waitFor([&] { return window.tasks().isIdle(); });
        waits.push_back(double(clock.nsecsElapsed()) * 1e-6);
    }
    std::sort(waits.begin(), waits.end());
    if (!waits.empty())
        std::printf("cancel at %zu random moments: median %.0f ms, longest %.0f ms\n", waits.size(),
                    waits[waits.size() / 2], waits.back());
}

} // namespace

int main(int argc, char** argv)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // what was measured is there, whatever comes
    const int samples = argc > 1 ? std::atoi(argv[1]) : 10000;
    const int cancels = argc > 2 ? std::atoi(argv[2]) : 30;
    const QTemporaryDir folder;
    qputenv("LEAFSCOPE_CACHE", folder.filePath("cache").toUtf8());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    const auto application = makeApplication(argc, argv);
    style::apply(*application, style::Theme::Light);
    MainWindow window;
    window.resize(1600, 1000);
    window.show();
    measureStart(window);
    measureTour(window);
    measureTurns(window, samples);
    measureCancel(window, samples, cancels);
    return 0;
}
