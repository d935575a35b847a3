// SPDX-License-Identifier: MIT
#include "core/layout/reference.hpp"

#include "core/base/error.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/layout/align.hpp"
#include "core/session/artifacts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

std::string nameOf(const std::filesystem::path& artifact)
{
    const auto made = readArtifact(artifact);
    const std::string subject = made ? subjectOf(made->recipe) : std::string();
    return subject.empty() ? artifact.filename().string() : subject;
}

MatrixD rowsOfPairs(const MatrixF& from, const std::vector<std::pair<Index, Index>>& pairs,
                    bool second)
{
    MatrixD rows(Index(pairs.size()), from.cols());
    for (std::size_t i = 0; i < pairs.size(); ++i)
        rows.row(Index(i)) =
            from.row(second ? pairs[i].second : pairs[i].first).template cast<double>();
    return rows;
}

AlignedLayer unaligned(const Points& x, const Progress& progress, const std::string& why)
{
    AlignedLayer own{pcaLayout(x, 3, progress), "none", 0};
    own.layout.warnings.push_back("not aligned: " + why);
    return own;
}

std::string differingLabels(const EmbeddingHeader& here, const EmbeddingHeader& there,
                            const std::vector<std::pair<Index, Index>>& shared)
{
    if (here.labels.empty() || there.labels.empty())
        return {};
    const auto differ = std::count_if(shared.begin(), shared.end(), [&](const auto& pair) {
        return here.labels[std::size_t(pair.first)] != there.labels[std::size_t(pair.second)];
    });
    return differ == 0 ? std::string()
                       : std::to_string(differ) + " of the " + std::to_string(shared.size()) +
                             " shared samples have another label in the reference: it may hold "
                             "other data";
}

} // namespace

Reference::Reference(const std::filesystem::path& artifact, Alignment alignment,
                     const EmbeddingHeader& rows)
    : m_file(artifact)
    , m_alignment(alignment)
    , m_layout(readLayout(artifact))
    , m_title((alignment == Alignment::Basis ? "basis of " : "procrustes to ") + nameOf(artifact))
{
    const EmbeddingHeader facts = readSampleFacts(artifact);
    m_shared = sharedRows(rows.indices, facts.indices);
    if (alignment == Alignment::Basis) {
        const auto& layers = m_layout->layers;
        if (std::none_of(layers.begin(), layers.end(), [&](const LayerLayout& l) {
                return bool(readAxes(m_file, l.layer.name));
            }))
            throw Error(ErrorKind::InvalidInput, "this layout stores no axes", artifact.string(),
                        "it was made by an earlier version of Leafscope",
                        "make it again with `leafscope layout`");
        return; // a projection needs no shared samples
    }
    if (m_shared.empty())
        throw Error(ErrorKind::InvalidInput, "the reference has no sample in common",
                    artifact.string(), "it was made from other samples of the data set",
                    "embed both with the same data, --limit and --seed");
    if (Index(m_shared.size()) < rows.n)
        m_warnings.push_back("aligned on the " + std::to_string(m_shared.size()) + " of " +
                             std::to_string(rows.n) + " samples that the reference holds too");
    if (const std::string differ = differingLabels(rows, facts, m_shared); !differ.empty())
        m_warnings.push_back(differ);
}

AlignedLayer Reference::align(const std::string& layer, const Points& x,
                              const Progress& progress) const
{
    const LayerLayout* there = m_layout->find(layer);
    if (!there)
        return unaligned(x, progress, "the reference has no layer " + layer);
    return m_alignment == Alignment::Basis ? projected(layer, x, progress)
                                           : turned(*there, x, progress);
}

AlignedLayer Reference::turned(const LayerLayout& there, const Points& x,
                               const Progress& progress) const
{
    AlignedLayer aligned{pcaLayout(x, 3, progress), m_title, 0};
    MatrixF& own = aligned.layout.coordinates;
    const Procrustes motion = procrustes(rowsOfPairs(own, m_shared, false),
                                         rowsOfPairs(there.coordinates, m_shared, true));
    const MatrixD scores = own.cast<double>();
    own = moved(scores, motion).cast<float>();
    aligned.residual = motion.residual;
    if (motion.determined < 3)
        aligned.layout.warnings.push_back("the shared samples determine only " +
                                          std::to_string(motion.determined) +
                                          " of 3 directions; the others are turned as little as "
                                          "possible");
    // The shares follow the turned axes; the axes in feature space turn along.
    const Eigen::VectorXd variance = Eigen::Map<const Eigen::VectorXd>(
        aligned.layout.share.data(), Index(aligned.layout.share.size()));
    const Eigen::VectorXd after =
        (motion.rotation.array().square().matrix().transpose() * variance).eval();
    std::copy(after.data(), after.data() + after.size(), aligned.layout.share.begin());
    aligned.layout.axes = (aligned.layout.axes * motion.rotation).eval();
    aligned.layout.mean -=
        aligned.layout.axes * (motion.to - motion.from * motion.rotation).transpose();
    return aligned;
}

AlignedLayer Reference::projected(const std::string& layer, const Points& x,
                                  const Progress& progress) const
{
    const auto basis = readAxes(m_file, layer);
    if (!basis)
        return unaligned(x, progress, "the reference stores no axes of " + layer);
    if (basis->mean.size() != colsOf(x))
        return unaligned(x, progress,
                         "the layer has " + std::to_string(colsOf(x)) +
                             " features, in the reference " + std::to_string(basis->mean.size()));
    return {projectOnto(x, *basis, progress), m_title, 0};
}

} // namespace leafscope
