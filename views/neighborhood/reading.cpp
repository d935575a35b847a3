// SPDX-License-Identifier: MIT
#include "views/neighborhood/reading.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace leafscope {

namespace {

constexpr Index kSigmaSteps = 41;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::int32_t valueAt(const std::vector<std::int32_t>& values, Index row)
{
    return row >= 0 && std::size_t(row) < values.size() ? values[std::size_t(row)] : -1;
}

/// The weights that are shown: of the solution, or the kernel values themselves.
VectorD shownWeights(const Reading& reading)
{
    if (reading.nnk)
        return reading.found.weights;
    VectorD weights(reading.k);
    for (Index j = 0; j < reading.k; ++j)
        weights[j] = reading.kernel.value(reading.picked->live.candidates().toQuery[j]);
    return weights;
}

void addMembers(Reading& reading, const EmbeddingHeader& embedding, const VectorD& weights)
{
    const Candidates& candidates = reading.picked->live.candidates();
    for (Index j = 0; j < reading.k; ++j) {
        Member member;
        member.place = j;
        member.row = candidates.rows[std::size_t(j)];
        member.sample = std::size_t(member.row) < embedding.indices.size()
                            ? embedding.indices[std::size_t(member.row)]
                            : member.row;
        member.distance = std::sqrt(candidates.toQuery[j]);
        member.weight = weights[j];
        member.label = valueAt(embedding.labels, member.row);
        member.foreign = member.label >= 0 && reading.label >= 0 && member.label != reading.label;
        reading.members.push_back(member);
    }
    const auto before = [](const Member& a, const Member& b) {
        if ((a.weight > 0) != (b.weight > 0))
            return a.weight > 0;
        return a.weight > 0 ? a.weight > b.weight : a.place < b.place;
    };
    std::stable_sort(reading.members.begin(), reading.members.end(), before);
    reading.neighbors = std::count_if(reading.members.begin(), reading.members.end(),
                                      [](const Member& m) { return m.weight > 0; });
}

/// Entropy of shares in nats; shares of 0 add nothing.
double entropyOf(const std::vector<double>& shares)
{
    double entropy = 0;
    for (const double share : shares)
        entropy -= share > 0 ? share * std::log(share) : 0;
    return entropy;
}

void addVotes(Reading& reading, const EmbeddingHeader& embedding)
{
    std::map<std::int32_t, double> mass;
    std::vector<double> shares;
    for (const Member& member : reading.members) {
        if (!(member.weight > 0))
            continue;
        shares.push_back(member.weight / reading.sum);
        if (member.label >= 0)
            mass[member.label] += member.weight / reading.sum;
    }
    reading.effective = shares.empty() ? 0 : std::exp(entropyOf(shares));
    reading.purity = kNaN;
    reading.entropy = kNaN;
    if (mass.empty())
        return;
    std::vector<double> labels;
    for (const auto& [label, share] : mass) {
        reading.votes.push_back({label, labelName(embedding, label), share});
        labels.push_back(share);
    }
    std::stable_sort(reading.votes.begin(), reading.votes.end(),
                     [](const Vote& a, const Vote& b) { return a.share > b.share; });
    reading.entropy = labels.size() > 1 ? entropyOf(labels) / std::log(2.0) : 0;
    if (reading.label >= 0)
        reading.purity = mass.count(reading.label) ? mass[reading.label] : 0;
}

/// E of any weights: 1 - 2 b'w + w'Kw, by deficits, which keep their digits in wide kernels.
double errorOf(const Reading& reading, const VectorD& weights)
{
    const Candidates& candidates = reading.picked->live.candidates();
    const double sum = weights.sum();
    double error = (1 - sum) * (1 - sum);
    for (Index j = 0; j < reading.k; ++j) {
        error += 2 * weights[j] * reading.kernel.deficit(candidates.toQuery[j]);
        for (Index l = 0; l < reading.k; ++l)
            error -= weights[j] * weights[l] * reading.kernel.deficit(candidates.among(j, l));
    }
    return error;
}

void addPolytope(Reading& reading)
{
    for (const Member& member : reading.members)
        if (member.weight > 0)
            reading.corners.push_back(member.place);
    std::sort(reading.corners.begin(), reading.corners.end());
    const Candidates& candidates = reading.picked->live.candidates();
    reading.diameter = polytopeDiameter(candidates, reading.corners);
    reading.dimension = polytopeDimension(candidates, reading.corners);
    std::vector<Vec3> places;
    for (const Index place : reading.corners)
        places.push_back(reading.picked->places[std::size_t(place)]);
    reading.hull = convexHull(places);
}

} // namespace

const Member* Reading::member(Index place) const
{
    const auto one = std::find_if(members.begin(), members.end(),
                                  [&](const Member& m) { return m.place == place; });
    return one == members.end() ? nullptr : &*one;
}

bool Reading::isNeighbor(Index place) const
{
    const Member* one = member(place);
    return one && one->weight > 0;
}

QString labelName(const EmbeddingHeader& embedding, std::int32_t label)
{
    if (label < 0)
        return {};
    const auto at = std::size_t(label);
    if (at < embedding.classNames.size() && !embedding.classNames[at].empty())
        return QString::fromStdString(embedding.classNames[at]);
    return QString::number(label);
}

std::shared_ptr<const Reading> readNeighborhood(const std::shared_ptr<const Picked>& picked,
                                                const NeighborhoodSettings& settings,
                                                const EmbeddingHeader& embedding,
                                                const Progress& progress)
{
    EXPECTS(picked != nullptr, "a picked sample");
    LiveNeighborhood live = picked->live; // the solver's work space is of one thread
    auto reading = std::make_shared<Reading>();
    reading->picked = picked;
    reading->k = std::min(std::max<Index>(settings.k, 1), live.most());
    reading->nnk = settings.nnk;
    if (reading->k == 0)
        return reading;
    reading->kernel = live.kernelAt(reading->k, settings.width);
    reading->found = live.solve(reading->k, settings.width);
    progress.checkpoint();
    reading->label = valueAt(embedding.labels, picked->question.row);
    reading->network = valueAt(embedding.predictions, picked->question.row);
    const VectorD weights = shownWeights(*reading);
    reading->sum = weights.sum();
    addMembers(*reading, embedding, weights);
    addVotes(*reading, embedding);
    reading->error = reading->nnk ? reading->found.error : errorOf(*reading, weights);
    addPolytope(*reading);
    return reading;
}

std::shared_ptr<const Curves> readCurves(const std::shared_ptr<const Picked>& picked,
                                         const NeighborhoodSettings& settings,
                                         const Progress& progress)
{
    EXPECTS(picked != nullptr, "a picked sample");
    LiveNeighborhood live = picked->live;
    auto curves = std::make_shared<Curves>();
    curves->alongK = live.alongK(settings.width, {}, progress);
    if (live.kind() == KernelKind::Gaussian && live.most() > 0) {
        const Index k = std::min(settings.k, live.most());
        const auto [first, last] = live.widths();
        std::vector<LivePoint>& curve = curves->alongSigma;
        curve = live.alongSigma(k, first, last, kSigmaSteps, {}, progress);
        // The width in use is one of the curve's points, so that its mark says what is shown.
        const double sigma = live.kernelAt(k, settings.width).sigma;
        const LivePoint here = live.alongSigma(k, sigma, sigma, 1, {}, progress).front();
        const auto after = std::find_if(curve.begin(), curve.end(),
                                        [&](const LivePoint& p) { return p.at >= sigma; });
        if (after == curve.end() || after->at > sigma)
            curve.insert(after, here);
    }
    return curves;
}

} // namespace leafscope
