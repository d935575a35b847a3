// SPDX-License-Identifier: MIT
#include "views/timeline/timeline_canvas.hpp"

#include "views/style/theme.hpp"
#include "views/timeline/track_slider.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <utility>

namespace leafscope {

namespace {

constexpr double kMargin = 12;
constexpr int kAll = 1 << 20; ///< steps to the end

QRectF inner(QSizeF size)
{
    return QRectF(QPointF(), size).adjusted(kMargin, kMargin / 2, -kMargin, -kMargin / 2);
}

} // namespace

TimelineCanvas::TimelineCanvas(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Heat map of layers and epochs"));
    m_layers = new TrackSlider(Qt::Vertical, this);
    m_layers->setAccessibleName(tr("Layer"));
    m_epochs = new TrackSlider(Qt::Horizontal, this);
    m_epochs->setAccessibleName(tr("Epoch"));
    connect(m_layers, &QSlider::valueChanged, this, [this](int row) {
        Q_EMIT cellChosen({row, m_current.column});
    });
    connect(m_epochs, &QSlider::valueChanged, this, [this](int column) {
        Q_EMIT cellChosen({m_current.row, column});
    });
}

void TimelineCanvas::setTable(HeatTable table, HeatPlace current)
{
    m_table = std::move(table);
    m_current = current;
    const bool inside =
        m_pointed.row < int(m_table.rows.size()) && m_pointed.column < int(m_table.epochs.size());
    if (!inside)
        m_pointed = {};
    placeSliders();
    describe();
    update();
}

void TimelineCanvas::setCurrent(HeatPlace current)
{
    m_current = current;
    m_layers->show(current.row);
    m_epochs->show(current.column);
    describe();
    update();
}

void TimelineCanvas::describe()
{
    const bool known = m_current.row >= 0 && m_current.column >= 0;
    const QString epoch =
        known ? QString::number(m_table.epochs[std::size_t(m_current.column)]) : QString();
    m_epochs->setAccessibleDescription(known ? tr("epoch %1, %2 of %3")
                                                   .arg(epoch)
                                                   .arg(m_current.column + 1)
                                                   .arg(m_table.epochs.size())
                                             : QString());
    m_layers->setAccessibleDescription(known ? m_table.rows[std::size_t(m_current.row)]
                                             : QString());
    QString text = tr("Arrow keys go to the next layer or epoch; a click chooses a cell.");
    if (known)
        for (const chart::CardRow& row : heatCard(m_table, m_current.row, m_current.column))
            text += QStringLiteral(" %1 %2.").arg(row.name, row.value);
    setAccessibleDescription(text);
}

HeatMap TimelineCanvas::map() const
{
    return {m_table, inner(QSizeF(size())), false, true};
}

QPointF TimelineCanvas::centreOf(HeatPlace place) const
{
    return map().cell(place).center();
}

void TimelineCanvas::placeSliders()
{
    const HeatMap here = map();
    const auto place = [](TrackSlider& slider, const QRectF& track, double ends) {
        // With room for the handle beyond the first and last stop.
        slider.setGeometry(slider.orientation() == Qt::Horizontal
                               ? track.adjusted(-ends, 0, ends, 0).toAlignedRect()
                               : track.adjusted(0, -ends, 0, ends).toAlignedRect());
    };
    place(*m_epochs, here.columnTrack(), 6);
    place(*m_layers, here.rowTrack(), 6);
    std::vector<double> columns;
    std::vector<bool> ready;
    for (int i = 0; i < int(m_table.epochs.size()); ++i) {
        columns.push_back(here.columnCentre(i) - m_epochs->x());
        ready.push_back(!m_table.rows.empty() && m_table.at(0, i).readiness == Readiness::Ready);
    }
    std::vector<double> rows;
    for (int i = 0; i < int(m_table.rows.size()); ++i)
        rows.push_back(here.rowCentre(i) - m_layers->y());
    m_epochs->setStops(std::move(columns), std::move(ready));
    const std::size_t count = rows.size();
    m_layers->setStops(std::move(rows), std::vector<bool>(count, true));
    m_layers->setVisible(m_table.metric.perLayer);
    m_layers->show(m_current.row);
    m_epochs->show(m_current.column);
}

void TimelineCanvas::render(QPainter& painter, QSizeF size) const
{
    painter.fillRect(QRectF(QPointF(), size), style::tokens().surface);
    if (!m_table.cells.empty())
        HeatMap(m_table, inner(size), true, false).paint(painter, m_current);
}

void TimelineCanvas::paintEvent(QPaintEvent*)
{
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    if (m_table.cells.empty())
        return;
    map().paint(painter, m_current, m_pointed);
    if (m_pointed.row >= 0)
        chart::paintCard(painter, heatCard(m_table, m_pointed.row, m_pointed.column), m_mouse,
                         QRectF(rect()).adjusted(4, 4, -4, -4));
    if (m_showFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), style::kRadius,
                                style::kRadius);
    }
}

void TimelineCanvas::resizeEvent(QResizeEvent*)
{
    placeSliders();
}

void TimelineCanvas::point(HeatPlace place, QPointF position)
{
    if (place.row < 0 && m_pointed.row < 0)
        return;
    m_pointed = place;
    m_mouse = position;
    setCursor(place.row < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void TimelineCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const HeatMap here = map();
    const bool inside = here.plot().contains(event->position());
    point(inside ? here.hit(event->position(), m_current).value_or(HeatPlace{}) : HeatPlace{},
          event->position());
}

void TimelineCanvas::mousePressEvent(QMouseEvent* event)
{
    const auto place = map().hit(event->position(), m_current);
    if (event->button() != Qt::LeftButton || !place) {
        QWidget::mousePressEvent(event);
        return;
    }
    Q_EMIT cellChosen(*place);
}

void TimelineCanvas::leaveEvent(QEvent*)
{
    point({}, {});
}

void TimelineCanvas::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT epochStepped(-1);
        return;
    case Qt::Key_Right:
        Q_EMIT epochStepped(1);
        return;
    case Qt::Key_Up:
        Q_EMIT layerStepped(-1);
        return;
    case Qt::Key_Down:
        Q_EMIT layerStepped(1);
        return;
    case Qt::Key_Home:
        Q_EMIT epochStepped(-kAll);
        return;
    case Qt::Key_End:
        Q_EMIT epochStepped(kAll);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT cellChosen(m_current); // computes it if it is missing
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimelineCanvas::focusInEvent(QFocusEvent* event)
{
    // Whoever clicked knows where the focus went.
    m_showFocus = event->reason() != Qt::MouseFocusReason;
    update();
}

void TimelineCanvas::focusOutEvent(QFocusEvent*)
{
    m_showFocus = false;
    update();
}

} // namespace leafscope
