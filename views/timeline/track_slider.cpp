// SPDX-License-Identifier: MIT
#include "views/timeline/track_slider.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr double kHandle = 6; ///< radius where there is room
constexpr double kStop = 1.75;
constexpr double kLeastGap = 7; ///< stops nearer than this are not drawn one by one

} // namespace

TrackSlider::TrackSlider(Qt::Orientation orientation, QWidget* parent)
    : QSlider(orientation, parent)
{
    setRange(0, 0);
    setPageStep(3);
    setMouseTracking(true);
    if (orientation == Qt::Vertical) { // the first layer is at the top
        setInvertedAppearance(true);
        setInvertedControls(true);
    }
    setCursor(Qt::PointingHandCursor);
}

void TrackSlider::setStops(std::vector<double> places, std::vector<bool> ready)
{
    m_places = std::move(places);
    m_ready = std::move(ready);
    const QSignalBlocker quiet(this);
    setRange(0, std::max(0, int(m_places.size()) - 1));
    update();
}

void TrackSlider::show(int value)
{
    const QSignalBlocker quiet(this);
    setValue(value);
    update();
}

QPointF TrackSlider::at(double place) const
{
    return orientation() == Qt::Horizontal ? QPointF(place, height() / 2.0)
                                           : QPointF(width() / 2.0, place);
}

void TrackSlider::paintEvent(QPaintEvent*)
{
    if (m_places.empty())
        return;
    const style::Tokens& t = style::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor rail = style::mixed(t.line, t.secondary, 0.25);
    painter.setPen(QPen(rail, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(at(m_places.front()), at(m_places.back()));
    painter.setPen(QPen(rail, 1));
    const bool crowded = m_places.size() > 1 && std::abs(m_places[1] - m_places[0]) < kLeastGap;
    for (std::size_t i = 0; i < m_places.size() && !crowded; ++i) {
        painter.setBrush(i < m_ready.size() && m_ready[i] ? t.secondary : t.surface);
        painter.drawEllipse(at(m_places[i]), kStop + 0.5, kStop + 0.5);
    }
    if (value() < 0 || value() >= int(m_places.size()))
        return;
    const QPointF handle = at(m_places[std::size_t(value())]);
    const double radius =
        std::min(kHandle, (orientation() == Qt::Horizontal ? height() : width()) / 2.0 - 2);
    if (hasFocus()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(style::faded(t.accent, 0.25));
        painter.drawEllipse(handle, radius + 2, radius + 2);
    }
    painter.setPen(QPen(t.surface, 1.5));
    painter.setBrush(t.accent);
    painter.drawEllipse(handle, radius, radius);
}

void TrackSlider::follow(QPointF position)
{
    const double along = orientation() == Qt::Horizontal ? position.x() : position.y();
    int nearest = value();
    double least = INFINITY;
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if (const double distance = std::abs(m_places[i] - along); distance < least) {
            least = distance;
            nearest = int(i);
        }
    setValue(nearest);
}

void TrackSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    setSliderDown(true);
    follow(event->position());
}

void TrackSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (isSliderDown())
        follow(event->position());
}

void TrackSlider::mouseReleaseEvent(QMouseEvent*)
{
    setSliderDown(false);
}

} // namespace leafscope
