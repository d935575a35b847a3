// SPDX-License-Identifier: MIT
#include "views/embedding/overlay.hpp"

#include <QObject>

namespace leafscope {

void paintVarianceAxes(QPainter& painter, QPointF centre, const CameraControl& camera,
                       const DisplayPoints& points, const QString& prefix)
{
    std::array<AxisLabel, 3> labels;
    for (int i = 0; i < 3; ++i) {
        const double percent = 100 * points.share[std::size_t(i)];
        labels[std::size_t(i)] = {QObject::tr("%1%2 %3 %")
                                      .arg(prefix)
                                      .arg(i + 1)
                                      .arg(style::number(percent, percent >= 10 ? 3 : 2)),
                                  !(percent > 0)};
    }
    paintAxes(painter, centre, camera, labels);
}

} // namespace leafscope
