// SPDX-License-Identifier: MIT
#include "views/foliation/families.hpp"

#include "core/leaf/tangent.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QObject>

#include <algorithm>
#include <array>

namespace leafscope {

namespace {

constexpr double kLargeShare = 0.06;
constexpr Index kManyFacets = 8000; // more than this hide what lies behind them

} // namespace

const char* familyKey(Family family)
{
    constexpr std::array<const char*, kFamilyCount> kKeys{
        "leaves", "kernels", "facets", "singular", "boundary", "regions", "samples"};
    return kKeys[std::size_t(family)];
}

QString familyTitle(Family family, const Foliation& foliation)
{
    switch (family) {
    case Family::Leaves:
        return QObject::tr("Leaves");
    case Family::Kernels:
        return foliation.inputs() - foliation.rank > 1 ? QObject::tr("Fibres (equal probabilities)")
                                                       : QObject::tr("Kernel lines");
    case Family::Facets:
        return QObject::tr("Facets");
    case Family::Singular:
        return QObject::tr("Singular set");
    case Family::Boundary:
        return QObject::tr("Decision boundary");
    case Family::Regions:
        return QObject::tr("Decision regions");
    case Family::Samples:
        return QObject::tr("Samples");
    }
    return {};
}

Index familySize(Family family, const Foliation& foliation, double singularBelow)
{
    switch (family) {
    case Family::Leaves:
        return Index(foliation.leaves.size());
    case Family::Kernels:
        return Index(foliation.kernels.size());
    case Family::Facets:
        return foliation.facets.cellCount();
    case Family::Singular:
        return foliation.rank > 0 ? (foliation.singular.array() < singularBelow).count() : 0;
    case Family::Boundary:
        return foliation.boundary.cellCount();
    case Family::Regions:
        return foliation.inputs() == 2 ? foliation.grid.count() : 0;
    case Family::Samples:
        return foliation.samples.rows();
    }
    return 0;
}

std::set<int> hiddenAtFirst(const Foliation& foliation)
{
    std::set<int> hidden;
    if (foliation.inputs() == 3 && foliation.facets.cellCount() > kManyFacets)
        hidden.insert(int(Family::Facets));
    if (foliation.inputs() == 3)
        hidden.insert(int(Family::Boundary)); // sheets in front of sheets
    if (foliation.inputs() == 3 && foliation.singularShare() > kLargeShare)
        hidden.insert(int(Family::Singular)); // no set of surfaces or lines, but whole regions
    return hidden;
}

QColor leafColour(std::size_t leaf, std::size_t leaves)
{
    const bool light = style::theme() == style::Theme::Light;
    const double low = light ? 0.22 : 0.3;
    const double high = light ? 0.9 : 0.97;
    const double share = leaves > 1 ? double(leaf) / double(leaves - 1) : 0.5;
    return style::sequential(low + (high - low) * share);
}

QColor familyColour(Family family)
{
    const style::Tokens& tokens = style::tokens();
    switch (family) {
    case Family::Leaves:
        return leafColour(1, 3);
    case Family::Kernels:
        return style::mixed(tokens.surface, tokens.text, 0.62);
    case Family::Facets:
        return style::mixed(tokens.surface, tokens.secondary, 0.8);
    case Family::Singular:
        return tokens.danger;
    case Family::Boundary:
        return tokens.text;
    case Family::Regions:
        return tokens.line;
    case Family::Samples:
        return tokens.secondary;
    }
    return tokens.text;
}

QColor regionColour(int group, double confidence)
{
    const double strength = std::clamp(0.06 + 0.26 * confidence, 0.0, 0.32);
    return style::mixed(style::tokens().surface, style::categorical(group), strength);
}

std::vector<int> sampleClasses(const Foliation& foliation)
{
    std::vector<int> classes(foliation.labels.begin(), foliation.labels.end());
    if (classes.empty())
        for (Index i = 0; i < foliation.samples.rows(); ++i)
            classes.push_back(int(predictionOf(foliation.sampleLogits.row(i).transpose())));
    return classes;
}

} // namespace leafscope
