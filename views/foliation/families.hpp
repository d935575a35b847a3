// SPDX-License-Identifier: MIT
// What a foliation is drawn of: families that can be hidden, and the colours they have.
#pragma once

#include "core/leaf/foliation.hpp"

#include <QColor>
#include <QString>

#include <set>
#include <vector>

namespace leafscope {

enum class Family { Leaves, Kernels, Facets, Singular, Boundary, Regions, Samples };
inline constexpr int kFamilyCount = 7;

/// Groups of the legend: a family by its number, a class of samples by kFirstClass + its number.
inline constexpr int kFirstClass = 100;

/// As states name it: "leaves".
const char* familyKey(Family family);
QString familyTitle(Family family, const Foliation& foliation);
/// How many things of a family there are to draw; 0: it is not listed.
Index familySize(Family family, const Foliation& foliation, double singularBelow);
/// Hidden until the person asks for them: facets of networks with very many.
std::set<int> hiddenAtFirst(const Foliation& foliation);

/// Colours of the current theme. Leaves run along viridis, kept away from the ground's lightness.
QColor leafColour(std::size_t leaf, std::size_t leaves);
QColor familyColour(Family family);
/// Class colours made pale, for regions that lie under everything else.
QColor regionColour(int group, double confidence);

/// The class of each sample: its label, else what is predicted.
std::vector<int> sampleClasses(const Foliation& foliation);

} // namespace leafscope
