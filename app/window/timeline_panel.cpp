// SPDX-License-Identifier: MIT
#include "app/window/timeline_panel.hpp"

#include "app/work/series_work.hpp"
#include "app/work/workbench.hpp"
#include "views/timeline/timeline_view.hpp"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>

namespace leafscope {

namespace {

class SpaceKeeper : public QObject {
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::ShortcutOverride)
            return false;
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool usesSpace = qobject_cast<QAbstractButton*>(watched) ||
                               qobject_cast<QAbstractItemView*>(watched) ||
                               qobject_cast<QComboBox*>(watched);
        if (!usesSpace || key->key() != Qt::Key_Space || key->modifiers() != Qt::NoModifier)
            return false;
        event->accept(); // it comes to the control as a key
        return true;
    }
};

} // namespace

TimelineView* makeTimeline(Session& session, Workbench& workbench, QWidget* parent)
{
    auto* timeline = new TimelineView(session, parent);
    SeriesWork& series = seriesOf(workbench);
    QObject::connect(timeline, &TimelineView::frameRequested, &series, &SeriesWork::request);
    QObject::connect(timeline, &TimelineView::computeAllRequested, &series,
                     &SeriesWork::computeAll);
    QObject::connect(timeline, &TimelineView::alignmentRequested, &series,
                     &SeriesWork::setAlignment);
    QObject::connect(timeline, &TimelineView::aheadChanged, &series, &SeriesWork::prefetch);
    QObject::connect(&series, &SeriesWork::alignmentChanged, timeline, &TimelineView::setAlignment);
    QObject::connect(&series, &SeriesWork::hintChanged, timeline, &TimelineView::setHint);
    return timeline;
}

void leaveSpaceToControls(QObject& owner)
{
    qApp->installEventFilter(new SpaceKeeper(&owner));
}

} // namespace leafscope
