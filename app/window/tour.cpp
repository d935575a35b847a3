// SPDX-License-Identifier: MIT
#include "app/window/tour.hpp"

#include "app/window/gesture_legend.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"
#include "app/work/picture.hpp"
#include "core/base/error.hpp"
#include "core/session/execute.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

#include <iostream>
#include <utility>

namespace leafscope {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr int kMostPolls = 10 * 300; // five minutes
constexpr QSize kCurveSize(1200, 480);
constexpr QSize kEmbeddingSize(1200, 900);

/// Lets the window lay itself out, animate and draw.
void settle(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

Tour::Tour(MainWindow& window, std::filesystem::path folder)
    : QObject(&window)
    , m_window(window)
    , m_folder(std::move(folder))
{
    waitForWork();
}

void Tour::waitForWork()
{
    const Session& session = m_window.session();
    const auto ready = [&](Fact fact) { return session.state(fact).readiness == Readiness::Ready; };
    const bool complete = ready(Fact::Layout) && ready(Fact::Dimension) && ready(Fact::Model);
    if (m_window.tasks().isIdle() && complete) {
        write();
        return;
    }
    if (m_window.notice().isVisible() || ++m_polls > kMostPolls) {
        std::cerr << "leafscope: error: the tour could not start: "
                  << m_window.notice().text().toStdString() << "\n";
        QApplication::exit(1);
        return;
    }
    QTimer::singleShot(kPollMilliseconds, this, &Tour::waitForWork);
}

void Tour::photograph(const QString& theme, QSize size)
{
    m_window.setDarkTheme(theme == QLatin1String("dark"));
    m_window.resize(size);
    settle(100);
    m_window.resetLayout();
    settle(600);
    const auto file = m_folder / QStringLiteral("window-%1-%2x%3.png")
                                     .arg(theme)
                                     .arg(size.width())
                                     .arg(size.height())
                                     .toStdString();
    if (!m_window.grab().save(QString::fromStdString(file.string())))
        throw Error(ErrorKind::Io, "cannot write the picture", file.string(),
                    "the disk is full or permission is missing", "choose another folder");
    std::cout << "  " << file.string() << "\n";
}

void Tour::write()
{
    try {
        std::filesystem::create_directories(m_folder);
        std::cout << "The tour's pictures and numbers:\n";
        Session& session = m_window.session();
        m_window.legend().hide();
        if (const auto embedding = session.embedding(); embedding && !embedding->indices.empty())
            session.select({embedding->indices[embedding->indices.size() / 2]});
        settle(300);
        for (const char* theme : {"dark", "light"})
            for (const QSize size : {QSize(1600, 1000), QSize(1280, 800)})
                photograph(QString::fromLatin1(theme), size);
        const auto say = [&](const char* name) {
            std::cout << "  " << (m_folder / name).string() << "\n";
            return m_folder / name;
        };
        exportView(m_window.curveView(), session, kCurveSize, say("curve.png"));
        exportView(m_window.curveView(), session, kCurveSize, say("curve.svg"));
        exportView(m_window.curveView(), session, kCurveSize, say("curve.csv"));
        exportView(m_window.embeddingView(), session, kEmbeddingSize, say("embedding.png"));
        if (const auto recipe = session.recipe(Fact::Embedding))
            execute(*recipe, ArtifactStore(), Progress(), say("embedding.h5"));
        QApplication::exit(0);
    } catch (const std::exception& e) {
        std::cerr << "leafscope: error: " << e.what() << "\n";
        QApplication::exit(1);
    }
}

} // namespace leafscope
