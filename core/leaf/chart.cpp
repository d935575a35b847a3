// SPDX-License-Identifier: MIT
#include "core/leaf/chart.hpp"

#include <algorithm>

namespace leafscope {

VectorD LeafChart::at(const VectorD& x) const
{
    return axes.transpose() * (x - origin);
}

double LeafChart::height(const VectorD& x) const
{
    const VectorD d = x - origin;
    return (d - axes * (axes.transpose() * d)).norm();
}

LeafChart leafChart(const VectorD& x, const Tangent& tangent, const VectorD& logits)
{
    const LocalMetric metric = localMetric(tangent, logits);
    LeafChart chart{x, metric.directions.leftCols(std::min<Index>(3, metric.directions.cols()))};
    for (Index k = 0; k < chart.dimensions(); ++k) {
        Index largest = 0;
        chart.axes.col(k).cwiseAbs().maxCoeff(&largest);
        if (chart.axes(largest, k) < 0)
            chart.axes.col(k) *= -1;
    }
    return chart;
}

LeafFrame leafFrame(const LeafChart& chart, const VectorD& x, const Tangent& tangent)
{
    const Index k = chart.dimensions();
    const Eigen::MatrixXd inLeaf = tangent.basis.transpose() * chart.axes; // r x k
    LeafFrame frame;
    frame.chart = MatrixD::Zero(k + 1, k);
    frame.chart.topRows(k) = inLeaf.transpose() * inLeaf;
    const VectorD d = x - chart.origin;
    const VectorD up = d - chart.axes * (chart.axes.transpose() * d);
    if (const double height = up.norm(); height > 0)
        frame.chart.row(k) = (tangent.basis.transpose() * up).transpose() * inLeaf / height;
    frame.logits = tangent.classes * tangent.singular.head(tangent.rank()).asDiagonal() * inLeaf;
    return frame;
}

} // namespace leafscope
