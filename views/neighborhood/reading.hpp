// SPDX-License-Identifier: MIT
// What is read off a picked neighbourhood at the settings of the sliders: its members, its numbers,
// what its labels say, its hull and its curves. No widget.
#pragma once

#include "core/embedding/embedding.hpp"
#include "views/neighborhood/hull.hpp"
#include "views/neighborhood/picked.hpp"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace leafscope {

enum class NeighborhoodPage { Scene, Rule };

/// What the person chose.
struct NeighborhoodSettings {
    Index k = 50;
    KernelKind kernel = KernelKind::Cosine;
    LiveWidth width;  ///< of the Gaussian kernel
    bool nnk = true;  ///< else all k candidates are neighbours, with their kernel values as weights
    bool hull = true; ///< draw the polytope
    bool planes = true;   ///< draw the half-planes
    bool follows = false; ///< the sample under the cursor
    NeighborhoodPage page = NeighborhoodPage::Scene;
};

/// A candidate within the first k.
struct Member {
    Index place = 0;      ///< among the candidates
    std::int32_t row = 0; ///< of the layer
    std::int64_t sample = 0;
    double distance = 0;
    double weight = 0; ///< 0: not a neighbour
    std::int32_t label = -1;
    bool foreign = false; ///< its label is known and not the query's
};

struct Vote {
    std::int32_t label = -1;
    QString name;
    double share = 0; ///< of the sum of the weights
};

struct Reading {
    std::shared_ptr<const Picked> picked;
    Index k = 0; ///< as far as there are candidates
    bool nnk = true;
    Kernel kernel;
    Neighborhood found;          ///< the exact solution, whether it is shown or not
    std::vector<Member> members; ///< neighbours by falling weight, then the others nearest first
    Index neighbors = 0;         ///< how many of them
    double sum = 0;              ///< of the weights
    double effective = 0;        ///< exp of the entropy of the normalised weights
    double diameter = 0;
    Index dimension = 0;        ///< see polytopeDimension()
    double error = 0;           ///< E of the weights shown
    std::vector<Vote> votes;    ///< largest share first; empty without labels
    double purity = 0;          ///< share of the weights with the query's label; NaN if unknown
    double entropy = 0;         ///< of the shares of the labels, in bits; NaN without labels
    std::int32_t label = -1;    ///< of the query; -1 if unknown
    std::int32_t network = -1;  ///< its prediction; -1 if unknown
    Hull hull;                  ///< of the neighbours as they are drawn
    std::vector<Index> corners; ///< places of the hull's points

    const Member* member(Index place) const; ///< null if it is not within the first k
    bool isNeighbor(Index place) const;
};

struct Curves {
    std::vector<LivePoint> alongK;
    std::vector<LivePoint> alongSigma; ///< empty for cosine
};

/// `embedding`: whose rows these are. Throws Error, Cancelled. Cost: a solution, the hull.
std::shared_ptr<const Reading> readNeighborhood(const std::shared_ptr<const Picked>& picked,
                                                const NeighborhoodSettings& settings,
                                                const EmbeddingHeader& embedding,
                                                const Progress& progress = {});

/// Some hundred solutions: milliseconds.
std::shared_ptr<const Curves> readCurves(const std::shared_ptr<const Picked>& picked,
                                         const NeighborhoodSettings& settings,
                                         const Progress& progress = {});

/// "Ankle boot", or the number of a class without a name, or "" for -1.
QString labelName(const EmbeddingHeader& embedding, std::int32_t label);

} // namespace leafscope
