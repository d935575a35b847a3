// SPDX-License-Identifier: MIT
#include "app/tasks/task_row.hpp"

#include "views/style/theme.hpp"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace leafscope {

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
        return TaskRow::tr("done in %1 s").arg(style::number(task.seconds));
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
    , m_bar(new QProgressBar(this))
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
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_bar->setRange(0, 1000);
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
    m_bar->setValue(int(task.fraction * 1000));
    m_bar->setAccessibleName(task.name);
    m_button->setIcon(style::icon(QStringLiteral("close")));
    m_button->setToolTip(m_over ? tr("Take off the list") : tr("Cancel"));
    m_button->setAccessibleName(m_button->toolTip() + QLatin1Char(' ') + task.name);
    m_button->setVisible(!m_over || task.state == TaskState::Failed);
}

} // namespace leafscope
