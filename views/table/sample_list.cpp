// SPDX-License-Identifier: MIT
#include "views/table/sample_list.hpp"

#include "views/style/theme.hpp"
#include "views/table/sample_delegate.hpp"
#include "views/table/sample_model.hpp"

#include <QAbstractButton>
#include <QHeaderView>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>

namespace leafscope {

SampleList::SampleList(Session& session, SampleModel& model, QWidget* parent)
    : QTableView(parent)
    , m_session(session)
    , m_model(model)
    , m_delegate(new SampleDelegate(session, model, this))
{
    setAccessibleName(tr("Samples"));
    if (auto* corner = findChild<QAbstractButton*>())
        corner->setAccessibleName(tr("Select all samples"));
    setModel(&model);
    setItemDelegate(m_delegate);
    setSelectionMode(NoSelection);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    fitRows();
    QHeaderView* header = horizontalHeader();
    header->setSectionsClickable(true);
    header->setHighlightSections(false);
    header->setTextElideMode(Qt::ElideRight);
    header->setMinimumSectionSize(32);
    connectSession();
}

int SampleList::rowHeight()
{
    return style::scaled(28);
}

void SampleList::fitRows()
{
    verticalHeader()->setMinimumSectionSize(rowHeight());
    verticalHeader()->setDefaultSectionSize(rowHeight());
}

void SampleList::connectSession()
{
    connect(&m_session, &Session::selectionChanged, this, [this] {
        viewport()->update();
        scrollToCurrent();
    });
    connect(&m_session, &Session::highlightChanged, this, [this] {
        updateRow(m_shownHighlight);
        m_shownHighlight = m_session.highlighted();
        updateRow(m_shownHighlight);
    });
}

void SampleList::showSorting(int section, bool descending)
{
    horizontalHeader()->setSortIndicatorShown(section >= 0);
    if (section >= 0)
        horizontalHeader()->setSortIndicator(section,
                                             descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

int SampleList::currentRow() const
{
    const std::int64_t current = m_session.current();
    if (current < 0)
        return -1;
    return m_model.listedAt(m_model.columns().samples.empty() ? Index(current)
                                                              : m_session.rowOf(current));
}

void SampleList::updateRow(std::int64_t sample)
{
    if (sample < 0)
        return;
    const int row = m_model.listedAt(m_model.columns().samples.empty() ? Index(sample)
                                                                       : m_session.rowOf(sample));
    if (row >= 0)
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight());
}

void SampleList::scrollToCurrent()
{
    if (const int row = currentRow(); row >= 0)
        showRow(row);
}

void SampleList::showRow(int row)
{
    const int top = row * rowHeight();
    const int shown = viewport()->height();
    QScrollBar* bar = verticalScrollBar();
    if (top < bar->value())
        bar->setValue(top);
    else if (top + rowHeight() > bar->value() + shown)
        bar->setValue(top + rowHeight() - shown);
}

int SampleList::rowNear(QPointF position) const
{
    const int row = (int(position.y()) + verticalScrollBar()->value()) / rowHeight();
    return std::clamp(row, 0, m_model.rowCount() - 1);
}

void SampleList::selectRange(int row, Combine how)
{
    int anchor = -1;
    if (m_anchor >= 0)
        anchor = m_model.listedAt(m_model.columns().samples.empty() ? Index(m_anchor)
                                                                    : m_session.rowOf(m_anchor));
    if (anchor < 0)
        anchor = row;
    std::vector<std::int64_t> samples;
    for (int at = std::min(anchor, row); at <= std::max(anchor, row); ++at)
        samples.push_back(m_model.sampleAt(at));
    m_session.select(SampleSet(std::move(samples)), how, m_model.sampleAt(row));
}

void SampleList::mousePressEvent(QMouseEvent* event)
{
    const int row = indexAt(event->position().toPoint()).row();
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    if (row < 0)
        return;
    const std::int64_t sample = m_model.sampleAt(row);
    const bool toggle = event->modifiers().testFlag(Qt::ControlModifier);
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        selectRange(row, toggle ? Combine::Add : Combine::Replace);
        return;
    }
    m_anchor = sample;
    if (toggle) {
        m_session.select(SampleSet(std::vector<std::int64_t>{sample}), Combine::Toggle, sample);
        return;
    }
    m_session.select({sample});
    m_dragFrom = m_dragTo = row;
}

void SampleList::mouseMoveEvent(QMouseEvent* event)
{
    if (m_model.rowCount() == 0)
        return;
    if (m_dragFrom >= 0) {
        const int row = rowNear(event->position());
        if (row == m_dragTo)
            return;
        m_dragTo = row;
        m_delegate->setPreview(std::min(m_dragFrom, row), std::max(m_dragFrom, row));
        showRow(row);
        viewport()->update();
        return;
    }
    const int row = indexAt(event->position().toPoint()).row();
    m_session.setHighlighted(row < 0 ? -1 : m_model.sampleAt(row));
}

void SampleList::mouseReleaseEvent(QMouseEvent*)
{
    const int to = m_dragTo;
    const bool dragged = m_dragFrom >= 0 && to != m_dragFrom;
    m_dragFrom = m_dragTo = -1;
    m_delegate->setPreview(0, -1);
    if (dragged && to < m_model.rowCount())
        selectRange(to, Combine::Replace);
}

void SampleList::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && currentRow() >= 0)
        Q_EMIT frameRequested();
}

void SampleList::moveTo(int row, bool extend)
{
    if (m_model.rowCount() == 0)
        return;
    row = std::clamp(row, 0, m_model.rowCount() - 1);
    if (extend) {
        if (m_anchor < 0)
            m_anchor = m_session.current();
        selectRange(row, Combine::Replace);
        return;
    }
    m_anchor = m_model.sampleAt(row);
    m_session.stepTo(m_anchor);
}

void SampleList::keyPressEvent(QKeyEvent* event)
{
    const int row = currentRow();
    const int page = std::max(1, viewport()->height() / rowHeight() - 1);
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->matches(QKeySequence::SelectAll)) {
        std::vector<std::int64_t> samples;
        for (int at = 0; at < m_model.rowCount(); ++at)
            samples.push_back(m_model.sampleAt(at));
        m_session.select(SampleSet(std::move(samples)), Combine::Replace);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        moveTo(row < 0 ? 0 : row - 1, extend);
        break;
    case Qt::Key_Down:
        moveTo(row + 1, extend);
        break;
    case Qt::Key_PageUp:
        moveTo(row - page, extend);
        break;
    case Qt::Key_PageDown:
        moveTo(row + page, extend);
        break;
    case Qt::Key_Home:
        moveTo(0, extend);
        break;
    case Qt::Key_End:
        moveTo(m_model.rowCount() - 1, extend);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0)
            Q_EMIT frameRequested();
        break;
    default:
        event->ignore(); // the window's keys
    }
}

void SampleList::leaveEvent(QEvent* event)
{
    QTableView::leaveEvent(event);
    m_session.setHighlighted(-1);
}

} // namespace leafscope
