// SPDX-License-Identifier: MIT
#include "app/window/status_strip.hpp"

#include "core/base/parallel.hpp"
#include "views/style/theme.hpp"

#include <QLabel>
#include <QStatusBar>

namespace leafscope {

namespace {

QWidget* stretch()
{
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    return space;
}

} // namespace

StatusStrip::StatusStrip(const Session& session, const TaskQueue& tasks, QStatusBar& bar)
    : QObject(&bar)
    , m_session(session)
    , m_tasks(tasks)
    , m_hover(new QLabel(&bar))
    , m_counts(new QLabel(&bar))
    , m_work(new QLabel(&bar))
    , m_saved(new QLabel(&bar))
{
    bar.setSizeGripEnabled(false);
    bar.addWidget(m_hover, 1);
    bar.addPermanentWidget(m_counts);
    bar.addPermanentWidget(stretch());
    bar.addPermanentWidget(m_saved);
    bar.addPermanentWidget(m_work);
    for (auto signal : {&Session::selectionChanged, &Session::highlightChanged,
                        &Session::embeddingChanged, &Session::layoutChanged, &Session::dataChanged})
        connect(&session, signal, this, &StatusStrip::refresh);
    connect(&tasks, &TaskQueue::changed, this, &StatusStrip::refresh);
    refresh();
}

void StatusStrip::refresh()
{
    const auto embedding = m_session.embedding();
    const std::int64_t sample = m_session.highlighted();
    const Index row = sample < 0 ? -1 : m_session.rowOf(sample);
    QString under;
    if (row >= 0 && embedding) {
        under = QStringLiteral("#%1").arg(sample);
        const auto name = [&](std::int32_t label) {
            return std::size_t(label) < embedding->classNames.size()
                       ? QString::fromStdString(embedding->classNames[std::size_t(label)])
                       : QString::number(label);
        };
        if (!embedding->labels.empty())
            under += QLatin1Char(' ') + name(embedding->labels[std::size_t(row)]);
        if (!embedding->predictions.empty())
            under += QStringLiteral(" \u2192 ") + name(embedding->predictions[std::size_t(row)]);
        if (!embedding->confidences.empty())
            under += QLatin1Char(' ') + style::number(embedding->confidences[std::size_t(row)], 2);
    }
    m_hover->setText(under);
    m_counts->setText(embedding
                          ? tr("%1 selected / %2 embedded / %3 in the data set")
                                .arg(style::count(qint64(m_session.selected().size())),
                                     style::count(embedding->n), style::count(embedding->total))
                          : QString());
    int running = 0;
    for (const TaskInfo& task : m_tasks.tasks())
        running += task.state == TaskState::Running;
    const int threads = computeThreads();
    const QString cpu = threads == 1 ? tr("CPU, 1 thread") : tr("CPU, %1 threads").arg(threads);
    const QString tasks = running == 1 ? tr("1 task running") : tr("%1 tasks running").arg(running);
    m_work->setText(running ? tasks + QStringLiteral(" \u00b7 ") + cpu : cpu);
}

void StatusStrip::showAutosaved(const QString& time)
{
    m_saved->setText(tr("autosaved %1").arg(time.left(5)));
    m_saved->setToolTip(tr("What you chose can be recovered after a crash, up to %1.").arg(time));
}

} // namespace leafscope
