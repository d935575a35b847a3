// SPDX-License-Identifier: MIT
#include "app/tasks/task_row.hpp"

#include "views/style/theme.hpp"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>

namespace leafscope {

namespace {

QString shortDuration(double seconds)
{
    if (seconds < 0.095)
        return TaskRow::tr("under 0.1 s");
    if (seconds >= 59.5)
        return durationText(seconds);
    return TaskRow::tr("%1 s").arg(seconds, 0, 'f', seconds < 9.95 ? 1 : 0);
}

} // namespace

/// A thin bar. Not QProgressBar: that repaints at once, and with it the whole window, at each
/// value.
class TaskBar : public QWidget {
public:
    explicit TaskBar(QWidget* parent)
        : QWidget(parent)
    {
        setFixedHeight(4);
    }
    void setFraction(double fraction)
    {
        const auto filled = [&](double f) { return int(f * width() * devicePixelRatioF()); };
        const bool differs = filled(fraction) != filled(m_fraction);
        m_fraction = fraction;
        setAccessibleDescription(TaskRow::tr("%1 %").arg(int(fraction * 100)));
        if (differs)
            update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const QRectF all = rect();
        QPainterPath track;
        track.addRoundedRect(all, 2, 2);
        painter.fillPath(track, style::tokens().line);
        painter.setClipPath(track);
        painter.fillRect(QRectF(0, 0, m_fraction * all.width(), all.height()),
                         style::tokens().accent);
    }

private:
    double m_fraction = 0;
};

QString taskDetail(const TaskInfo& task)
{
    switch (task.state) {
    case TaskState::Waiting:
        return TaskRow::tr("waiting");
    case TaskState::Running: {
        QString text = task.stage.isEmpty() ? TaskRow::tr("starting") : task.stage;
        if (task.remaining >= 0)
            text += TaskRow::tr(" \u00b7 %1 left").arg(durationText(task.remaining));
        return text;
    }
    case TaskState::Done:
        return TaskRow::tr("done in %1").arg(shortDuration(task.seconds));
    case TaskState::Cancelled:
        return TaskRow::tr("cancelled");
    case TaskState::Failed:
        return task.error.section(QLatin1Char('\n'), 0, 0);
    }
    return {};
}

TaskRow::TaskRow(QWidget* parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_bar(new TaskBar(this))
    , m_button(new QToolButton(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(style::kSpace3, style::kSpace1, style::kSpace2, style::kSpace1);
    grid->setHorizontalSpacing(style::kSpace2);
    grid->setVerticalSpacing(2);
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_button, 0, 1, 2, 1, Qt::AlignVCenter);
    grid->addWidget(m_detail, 1, 0);
    grid->addWidget(m_bar, 2, 0, 1, 2);
    grid->setColumnStretch(0, 1);
    m_detail->setFont(style::font(style::FontRole::Caption));
    m_detail->setProperty("role", QStringLiteral("secondary"));
    for (QLabel* label : {m_name, m_detail}) // long names must not widen the dock
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_button->setAutoRaise(true);
    connect(m_button, &QToolButton::clicked, this, [this] {
        if (m_over)
            Q_EMIT dismissRequested();
        else
            Q_EMIT cancelRequested();
    });
}

void TaskRow::show(const TaskInfo& task)
{
    m_over = task.state != TaskState::Waiting && task.state != TaskState::Running;
    m_name->setText(task.name);
    m_detail->setText(taskDetail(task));
    const QString tip = task.error.isEmpty() ? task.notes.join(QLatin1Char('\n')) : task.error;
    m_detail->setToolTip(tip);
    m_name->setToolTip(tip);
    m_bar->setVisible(!m_over);
    m_bar->setFraction(task.fraction);
    m_bar->setAccessibleName(task.name);
    if (m_iconColour != style::tokens().text) { // first time, or another theme
        m_iconColour = style::tokens().text;
        m_button->setIcon(style::icon(QStringLiteral("close")));
    }
    m_button->setToolTip(m_over ? tr("Take off the list") : tr("Cancel"));
    m_button->setAccessibleName(m_button->toolTip() + QLatin1Char(' ') + task.name);
    m_button->setVisible(!m_over || task.state == TaskState::Failed);
}

} // namespace leafscope
