// SPDX-License-Identifier: MIT
#include "app/window/tour/tour.hpp"

#include "app/window/center_stack.hpp"
#include "app/window/gesture_legend.hpp"
#include "app/window/main_window.hpp"
#include "app/window/notice_bar.hpp"
#include "app/work/picture.hpp"
#include "core/base/error.hpp"
#include "core/session/execute.hpp"
#include "views/curve/curve_view.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/style/theme.hpp"
#include "views/walk/walk_view.hpp"

#include <QApplication>
#include <QDialog>
#include <QEventLoop>
#include <QPainter>
#include <QTimer>

#include <iostream>
#include <string>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr int kPollMilliseconds = 100;
constexpr int kMostPolls = 10 * 300; // five minutes
constexpr QSize kLarge(1600, 1000);
constexpr QSize kSmall(1280, 800);
constexpr QSize kCurveSize(1200, 480);
constexpr QSize kEmbeddingSize(1200, 900);

QSize sizeOfStops(const QString& theme)
{
    return theme == QLatin1String("dark") ? kSmall : kLarge;
}

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

void Tour::setLook(const QString& theme, QSize size)
{
    m_window.setDarkTheme(theme == QLatin1String("dark"));
    m_window.resize(size);
    settle(100);
    m_window.resetLayout();
    settle(600);
}

fs::path Tour::announced(const std::string& name) const
{
    std::cout << "  " << (m_folder / name).string() << "\n";
    return m_folder / name;
}

void Tour::photograph(const QString& name)
{
    QPixmap picture = m_window.grab();
    QPainter painter(&picture);
    for (QDialog* dialog : m_window.findChildren<QDialog*>())
        if (dialog->isVisible()) {
            const QRect place(m_window.mapFromGlobal(dialog->mapToGlobal(QPoint())),
                              dialog->size());
            painter.drawPixmap(place, dialog->grab());
            painter.setPen(style::tokens().line); // in place of the window manager's frame
            painter.drawRect(place);
        }
    painter.end();
    const fs::path file = m_folder / (name.toStdString() + ".png");
    if (!picture.save(QString::fromStdString(file.string())))
        throw Error(ErrorKind::Io, "cannot write the picture", file.string(),
                    "the disk is full or permission is missing", "choose another folder");
    announced(file.filename().string());
}

void Tour::visitStop(const TourStop& stop, const QString& theme)
{
    const ViewState before = m_window.session().view();
    stop.enter(m_window);
    settle(200);
    const auto isBusy = [this] {
        return !m_window.tasks().isIdle() || m_window.center().walks().isBusy() ||
               m_window.center().neighborhood().isBusy();
    };
    for (int polls = 0; isBusy() && polls < kMostPolls; ++polls)
        settle(kPollMilliseconds);
    settle(500);
    photograph(QStringLiteral("%1-%2").arg(stop.name, theme));
    leaveStop(m_window, stop, before);
    settle(200);
}

void Tour::visit(const QString& theme, QSize size)
{
    setLook(theme, size);
    photograph(QStringLiteral("window-%1-%2x%3").arg(theme).arg(size.width()).arg(size.height()));
    if (size != sizeOfStops(theme))
        return;
    const std::vector<TourStop> stops = tourStops();
    for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
        visitStop(stops[i], theme);
        m_window.resetLayout();
    }
}

void Tour::writeNumbers()
{
    Session& session = m_window.session();
    exportView(m_window.curveView(), session, kCurveSize, announced("curve.png"));
    exportView(m_window.curveView(), session, kCurveSize, announced("curve.svg"));
    exportView(m_window.curveView(), session, kCurveSize, announced("curve.csv"));
    exportView(m_window.embeddingView(), session, kEmbeddingSize, announced("embedding.png"));
    if (const auto recipe = session.recipe(Fact::Embedding))
        execute(*recipe, ArtifactStore(), Progress(), announced("embedding.h5"));
}

void Tour::write()
{
    try {
        fs::create_directories(m_folder);
        std::cout << "The tour's pictures and numbers:\n";
        Session& session = m_window.session();
        m_window.legend().setShown(false);
        if (const auto embedding = session.embedding(); embedding && !embedding->indices.empty())
            session.select({embedding->indices[embedding->indices.size() / 2]});
        settle(300);
        for (const char* theme : {"dark", "light"})
            for (const QSize size : {kLarge, kSmall})
                visit(QString::fromLatin1(theme), size);
        writeNumbers();
        for (const char* theme : {"light", "dark"}) {
            setLook(QString::fromLatin1(theme), sizeOfStops(QString::fromLatin1(theme)));
            visitStop(tourStops().back(), QString::fromLatin1(theme));
        }
        QApplication::exit(0);
    } catch (const std::exception& e) {
        std::cerr << "leafscope: error: " << e.what() << "\n";
        QApplication::exit(1);
    }
}

} // namespace leafscope
