// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_moment.hpp"

#include "core/collapse/simplex.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr Index kLooked = 400;    // features per epoch that the limits look at
constexpr double kShare = 0.9;    // of the lengths shall lie within the limits
constexpr double kFarthest = 1.6; // but these are no larger than so many vertices

QString tr(const char* text)
{
    return QCoreApplication::translate("CollapseView", text);
}

Vector3s vectors(const MatrixF& rows)
{
    Vector3s out(std::size_t(rows.rows()));
    for (Index i = 0; i < rows.rows(); ++i)
        out[std::size_t(i)] = rows.row(i).transpose();
    return out;
}

void magnify(Vector3s& features, const std::vector<std::int32_t>& classOf, const Vector3s& means,
             double zoom)
{
    if (zoom == 1)
        return;
    for (std::size_t i = 0; i < features.size() && i < classOf.size(); ++i) {
        const Eigen::Vector3f& mean = means[std::size_t(classOf[i])];
        features[i] = mean + float(zoom) * (features[i] - mean);
    }
}

/// The simplex among the features themselves, which moves with the epochs; `at` gets everything
/// that depends on where their centre is.
void placeRaw(CollapseMoment& at, const CollapseEpoch& epoch, bool simplex)
{
    const MatrixD means = epoch.means.raw.cast<double>();
    if (means.rows() < 2)
        return;
    const Eigen::RowVectorXd centre = means.colwise().mean();
    for (Index a = 0; a < means.cols(); ++a)
        at.centre[a] = float(centre[a]);
    const MatrixD centred = means.rowwise() - centre;
    const NearestSimplex nearest = nearestSimplex(centred, 1.2e-7);
    if (simplex && nearest.scale > 0) {
        const MatrixD vertices =
            nearest.scale * simplexFrame(means.rows()) * nearest.frame.transpose();
        for (Index c = 0; c < vertices.rows(); ++c) {
            Eigen::Vector3f place = at.centre;
            for (Index a = 0; a < means.cols(); ++a)
                place[a] += float(vertices(c, a));
            at.vertices.push_back(place);
        }
    }
    // Weights are of the dual space: their length says nothing here, and they have no place.
    double length = 0;
    for (const Eigen::Vector3f& w : at.classifiers)
        length += double(w.squaredNorm());
    const double stretch = length > 0 ? centred.norm() / std::sqrt(length) : 0;
    for (Eigen::Vector3f& w : at.classifiers)
        w = at.centre + float(stretch) * w;
}

double largest(const MatrixF& rows)
{
    return rows.rows() > 0 ? double(rows.rowwise().norm().maxCoeff()) : 0;
}

/// What kShare of the lengths do not exceed; 0 without any.
double quantile(std::vector<float>& lengths)
{
    if (lengths.empty())
        return 0;
    const auto at = lengths.begin() + std::ptrdiff_t(kShare * double(lengths.size() - 1));
    std::nth_element(lengths.begin(), at, lengths.end());
    return double(*at);
}

/// At most kLooked rows, evenly spread.
CollapsePoints some(const CollapsePoints& points)
{
    const auto pick = [](const MatrixF& rows) {
        const Index count = std::min(rows.rows(), kLooked);
        MatrixF out(count, rows.cols());
        for (Index i = 0; i < count; ++i)
            out.row(i) = rows.row(i * rows.rows() / count);
        return out;
    };
    return {pick(points.simplex), pick(points.residual), pick(points.raw)};
}

CollapseLimits rawLimits(const CollapseLayer& layer)
{
    Eigen::Vector3f low = Eigen::Vector3f::Constant(INFINITY);
    Eigen::Vector3f high = -low;
    const Pose raw = rawPose(layer.width);
    for (const CollapseEpoch& epoch : layer.epochs)
        for (const CollapsePoints* points : {&epoch.means, &epoch.features}) {
            const MatrixF places = raw.apply(*points);
            for (Index i = 0; i < places.rows(); ++i) {
                low = low.cwiseMin(places.row(i).transpose());
                high = high.cwiseMax(places.row(i).transpose());
            }
        }
    CollapseLimits limits;
    if (!(low.x() <= high.x()))
        return limits;
    limits.centre = (low + high) / 2;
    const double reach = 0.54 * double((high - low).norm());
    limits.reach = reach > 0 ? reach : 1;
    return limits;
}

} // namespace

double placeOf(const CollapseLayer& layer, double time)
{
    const std::size_t at = layer.placeOf(time);
    const double here = layer.epochs[at].epoch;
    if (time <= here || at + 1 == layer.epochs.size())
        return double(at);
    return double(at) + (time - here) / (layer.epochs[at + 1].epoch - here);
}

double timeOf(const CollapseLayer& layer, double place)
{
    const double last = double(layer.epochs.size()) - 1;
    const double kept = std::clamp(place, 0.0, last);
    const auto at = std::size_t(kept);
    const double here = layer.epochs[at].epoch;
    if (at + 1 == layer.epochs.size() || kept == double(at))
        return here;
    return here + (kept - double(at)) * (layer.epochs[at + 1].epoch - here);
}

bool hasSimplex(const CollapseRun& run, const CollapseLayer& layer)
{
    return run.classCount() <= layer.width + 1;
}

CollapseMoment momentAt(const std::shared_ptr<const CollapseRuns>& owner, const CollapseRun& run,
                        const CollapseLayer& layer, double time, const Pose& pose, double zoom)
{
    CollapseMoment at;
    const double place = placeOf(layer, time);
    const auto before = std::size_t(place);
    const double share = place - double(before);
    at.time = timeOf(layer, place);
    at.interpolated = share > 0;
    at.epoch = at.interpolated ? std::make_shared<const CollapseEpoch>(epochBetween(
                                     layer.epochs[before], layer.epochs[before + 1], share))
                               : std::shared_ptr<const CollapseEpoch>(owner, &layer.epochs[before]);
    const CollapseEpoch& epoch = *at.epoch;
    at.means = vectors(pose.apply(epoch.means));
    at.classifiers = vectors(pose.apply(epoch.classifiers));
    at.features = vectors(pose.apply(epoch.features));
    at.testFeatures = vectors(pose.apply(epoch.testFeatures));
    if (pose.kind == PoseKind::Raw) {
        placeRaw(at, epoch, hasSimplex(run, layer));
    } else if (hasSimplex(run, layer)) {
        CollapsePoints ideal;
        ideal.simplex = simplexFrame(run.classCount()).cast<float>();
        at.vertices = vectors(pose.apply(ideal));
    }
    magnify(at.features, run.sampleClass, at.means, zoom);
    magnify(at.testFeatures, run.testClass, at.means, zoom);
    return at;
}

CollapseLimits limitsOf(const CollapseRun& run, const CollapseLayer& layer, const Pose& pose)
{
    if (pose.kind == PoseKind::Raw)
        return rawLimits(layer);
    // A frame that turns keeps its limits: those of a typical one.
    const bool turns = pose.kind == PoseKind::Frame;
    const double shrink = turns ? std::sqrt(pose.shrink) : 1;
    const auto drawn = [&](const CollapsePoints& points) {
        return turns ? MatrixF(points.simplex * float(shrink)) : pose.apply(points);
    };
    CollapsePoints ideal;
    ideal.simplex = simplexFrame(run.classCount()).cast<float>();
    const double vertices = largest(drawn(ideal));
    std::vector<float> bones;
    std::vector<float> cloud;
    const auto look = [&](std::vector<float>& lengths, const MatrixF& rows) {
        for (Index i = 0; i < rows.rows(); ++i)
            if (const float length = rows.row(i).norm(); std::isfinite(length))
                lengths.push_back(length);
    };
    for (const CollapseEpoch& epoch : layer.epochs) {
        look(bones, drawn(epoch.means));
        look(bones, drawn(epoch.classifiers));
        look(cloud, drawn(some(epoch.features)));
    }
    const double most =
        std::min(std::max(quantile(bones), quantile(cloud)), kFarthest * std::max(vertices, 0.1));
    return {{0, 0, 0}, 1.1 * std::max({vertices, most, 0.1})};
}

std::vector<QString> poseKeys(const CollapseRun& run, const CollapseLayer& layer)
{
    std::vector<QString> keys{QString()};
    if (run.classCount() > 4)
        for (const char* key : {"face", "span", "frame", "tour"})
            keys.push_back(QLatin1String(key));
    if (layer.width <= 3)
        keys.push_back(QStringLiteral("raw"));
    return keys;
}

QString poseKey(const QString& wanted, const CollapseRun& run, const CollapseLayer& layer)
{
    const std::vector<QString> keys = poseKeys(run, layer);
    return std::find(keys.begin(), keys.end(), wanted) != keys.end() ? wanted : QString();
}

std::vector<int> poseClasses(const CollapseChoice& choice, Index classes, std::size_t wanted)
{
    std::vector<int> out;
    const auto add = [&](int c) {
        if (c >= 0 && c < classes && std::find(out.begin(), out.end(), c) == out.end())
            out.push_back(c);
    };
    for (const int c : choice.classes)
        add(c);
    if (out.size() > wanted)
        out.erase(out.begin(), out.end() - std::ptrdiff_t(wanted));
    for (int c = 0; c < classes && out.size() < wanted; ++c)
        add(c);
    return out;
}

Pose poseFor(const CollapseChoice& choice, const CollapseSettings& settings, const CollapseRun& run,
             const CollapseLayer& layer)
{
    const Index classes = run.classCount();
    const QString key = poseKey(choice.pose, run, layer);
    if (key == QLatin1String("raw") ||
        (key.isEmpty() && !hasSimplex(run, layer) && layer.width <= 3))
        return rawPose(layer.width);
    if (classes <= 4)
        return exactPose(classes);
    if (key == QLatin1String("span"))
        return spanPose(classes, poseClasses(choice, classes, 3));
    if (key == QLatin1String("frame"))
        return randomPose(classes, settings.seed);
    if (key == QLatin1String("tour")) {
        const double from = std::floor(settings.tour);
        return poseBetween(randomPose(classes, std::uint64_t(from)),
                           randomPose(classes, std::uint64_t(from) + 1), settings.tour - from);
    }
    return facePose(classes, poseClasses(choice, classes, 4));
}

QString poseText(const Pose& pose, const CollapseRun& run)
{
    QStringList names;
    for (const int c : pose.classes)
        names << QString::fromStdString(run.classNames[std::size_t(c)]);
    const QString list = QLocale(QLocale::English).createSeparatedList(names);
    switch (pose.kind) {
    case PoseKind::Face:
        return tr("4-face of %1").arg(list);
    case PoseKind::Span:
        return tr("span of %1").arg(list);
    case PoseKind::Frame:
        return tr("random frame, lengths shrink to %1 of theirs")
            .arg(std::sqrt(pose.shrink), 0, 'f', 2);
    case PoseKind::Raw:
        return tr("the features themselves");
    case PoseKind::Exact:
        break;
    }
    return run.classCount() == 2   ? tr("segment, up and depth are residual axes")
           : run.classCount() == 3 ? tr("triangle, depth is a residual axis")
                                   : tr("tetrahedron, nothing of the simplex is lost");
}

CollapseChoice withClass(const CollapseChoice& choice, const Pose& pose, Index classes, int clicked)
{
    const std::size_t wanted = pose.kind == PoseKind::Face   ? 4
                               : pose.kind == PoseKind::Span ? 3
                                                             : 0;
    CollapseChoice out = choice;
    if (wanted == 0 || clicked < 0 || clicked >= classes)
        return out;
    out.classes = poseClasses(choice, classes, wanted);
    const auto there = std::find(out.classes.begin(), out.classes.end(), clicked);
    if (there == out.classes.end()) {
        out.classes.erase(out.classes.begin());
        out.classes.push_back(clicked);
        return out;
    }
    for (Index step = 1; step < classes; ++step) {
        const int other = int((clicked + step) % classes);
        if (std::find(out.classes.begin(), out.classes.end(), other) == out.classes.end()) {
            *there = other;
            break;
        }
    }
    return out;
}

} // namespace leafscope
