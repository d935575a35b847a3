// SPDX-License-Identifier: MIT
#include "views/walk/walk_space.hpp"

#include "views/style/theme.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr std::size_t kMostFitted = 64; ///< places; more would cost the window's thread its frames

QString tr(const char* text)
{
    return QCoreApplication::translate("WalkSpace", text);
}

Eigen::Vector3f three(const VectorD& values)
{
    Eigen::Vector3f out = Eigen::Vector3f::Zero();
    for (Index i = 0; i < std::min<Index>(3, values.size()); ++i)
        out[i] = float(values[i]);
    return out;
}

} // namespace

QString nameOf(WalkAxes axes)
{
    switch (axes) {
    case WalkAxes::LeafAndHeight:
        return QStringLiteral("height");
    case WalkAxes::Leaf:
        return QStringLiteral("leaf");
    case WalkAxes::Logits:
        return QStringLiteral("logits");
    case WalkAxes::Inputs:
        break;
    }
    return QStringLiteral("inputs");
}

std::optional<WalkAxes> walkAxesOf(const QString& name)
{
    for (const WalkAxes axes :
         {WalkAxes::LeafAndHeight, WalkAxes::Leaf, WalkAxes::Logits, WalkAxes::Inputs})
        if (nameOf(axes) == name)
            return axes;
    return {};
}

QString titleOf(WalkAxes axes)
{
    switch (axes) {
    case WalkAxes::LeafAndHeight:
        return tr("Leaf, height");
    case WalkAxes::Leaf:
        return tr("Leaf chart");
    case WalkAxes::Logits:
        return tr("Logits");
    case WalkAxes::Inputs:
        break;
    }
    return tr("Inputs, PCA");
}

WalkSpace::WalkSpace(WalkAxes axes, const WalkTracks& walks, const WalkTrack& current)
    : m_axes(axes)
    , m_chart(current.chart)
{
    if (axes == WalkAxes::LeafAndHeight) // upward, as a person sees the scene first
        m_names = {tr("leaf 1"), tr("height"), tr("leaf 2")};
    else if (axes == WalkAxes::Leaf)
        m_names = {tr("leaf 1"), tr("leaf 2"), tr("leaf 3")};
    else
        fitPrincipal(walks, axes == WalkAxes::Logits);
}

void WalkSpace::fitPrincipal(const WalkTracks& walks, bool logits)
{
    std::vector<const WalkStep*> places;
    for (const auto& walk : walks)
        for (const auto& place : walk->places)
            places.push_back(place.get());
    if (places.empty())
        return;
    const std::size_t count = std::min(kMostFitted, places.size());
    const auto valueOf = [logits](const WalkStep& s) { return logits ? centred(s.logits) : s.x; };
    const Index width = valueOf(*places[0]).size();
    Eigen::MatrixXd points(width, Index(count));
    for (std::size_t i = 0; i < count; ++i)
        points.col(Index(i)) = valueOf(*places[i * places.size() / count]);
    m_mean = points.rowwise().mean();
    points.colwise() -= m_mean;
    // By the Gram matrix of the places, which is small whatever the size of an input.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(points.transpose() * points);
    m_directions = MatrixD::Zero(width, 3);
    const double all = std::max(0.0, eigen.eigenvalues().sum());
    for (Index k = 0; k < 3; ++k) {
        const Index at = Index(count) - 1 - k; // ascending
        const double value = at >= 0 ? eigen.eigenvalues()[at] : 0;
        if (value > 1e-12 * all) {
            m_directions.col(k) = points * eigen.eigenvectors().col(at) / std::sqrt(value);
            Index largest = 0;
            m_directions.col(k).cwiseAbs().maxCoeff(&largest);
            if (m_directions(largest, k) < 0)
                m_directions.col(k) *= -1;
        }
        const double share = all > 0 ? 100 * std::max(0.0, value) / all : 0;
        m_names[std::size_t(k)] =
            tr("PC%1 %2 %").arg(k + 1).arg(style::number(share, share >= 10 ? 3 : 2));
    }
}

Eigen::Vector3f WalkSpace::at(const WalkStep& place) const
{
    if (m_axes == WalkAxes::Logits)
        return m_directions.size() > 0
                   ? three(m_directions.transpose() * (centred(place.logits) - m_mean))
                   : Eigen::Vector3f(Eigen::Vector3f::Zero());
    return at(place.x).value_or(Eigen::Vector3f::Zero());
}

std::optional<Eigen::Vector3f> WalkSpace::at(const VectorD& x) const
{
    switch (m_axes) {
    case WalkAxes::LeafAndHeight: {
        if (!m_chart)
            return {};
        const Eigen::Vector3f inLeaf = three(m_chart->at(x));
        return Eigen::Vector3f(inLeaf.x(), float(m_chart->height(x)), inLeaf.y());
    }
    case WalkAxes::Leaf:
        return m_chart ? std::optional(three(m_chart->at(x))) : std::nullopt;
    case WalkAxes::Logits:
        return {};
    case WalkAxes::Inputs:
        break;
    }
    return m_directions.size() > 0 ? std::optional(three(m_directions.transpose() * (x - m_mean)))
                                   : std::nullopt;
}

std::vector<Eigen::Vector3f> WalkSpace::arrows(const WalkStep& place) const
{
    std::vector<Eigen::Vector3f> out = projected(place);
    for (std::size_t i = 0; i < out.size(); ++i) {
        // |P e|^2 = e' P e stands on the diagonal.
        const double length = place.frame.chart(Index(i), Index(i));
        out[i] *= length > 1e-12 ? float(1 / std::sqrt(length)) : 0.0F;
    }
    return out;
}

std::vector<Eigen::Vector3f> WalkSpace::projected(const WalkStep& place) const
{
    std::vector<Eigen::Vector3f> out;
    const MatrixD& frame = place.frame.chart;
    const Index k = frame.cols();
    for (Index i = 0; i < k; ++i) {
        Eigen::Vector3f arrow = Eigen::Vector3f::Zero();
        if (m_axes == WalkAxes::Logits) {
            arrow = three(m_directions.transpose() * place.frame.logits.col(i));
        } else if (m_axes == WalkAxes::Inputs) {
            // Of the projected axis only its part along the chart and upward is kept with a walk.
            const VectorD d = place.x - m_chart->origin;
            const VectorD up = d - m_chart->axes * (m_chart->axes.transpose() * d);
            VectorD v = m_chart->axes * frame.col(i).head(k);
            if (up.norm() > 0)
                v += up * (frame(k, i) / up.norm());
            arrow = three(m_directions.transpose() * v);
        } else {
            arrow = three(frame.col(i).head(k));
            if (m_axes == WalkAxes::LeafAndHeight)
                arrow = {arrow.x(), float(frame(k, i)), arrow.y()};
        }
        out.push_back(arrow);
    }
    return out;
}

VectorD WalkSpace::chartPoint(const WalkStep& place, const Eigen::Vector3f& change) const
{
    const VectorD here = m_chart->at(place.x);
    const std::vector<Eigen::Vector3f> axes = projected(place);
    Eigen::MatrixXd frame(3, Index(axes.size()));
    for (std::size_t i = 0; i < axes.size(); ++i)
        frame.col(Index(i)) = axes[i].cast<double>();
    if (frame.cols() == 0)
        return here;
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
    solver.setThreshold(0.05); // an axis seen from its end cannot be dragged along
    solver.compute(frame);
    // Unit speed along a projected axis changes the chart by the frame's own upper block.
    const VectorD along = solver.solve(change.cast<double>());
    return here + place.frame.chart.topRows(here.size()) * along;
}

} // namespace leafscope
