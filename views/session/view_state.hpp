// SPDX-License-Identifier: MIT
// Where the person is and what they chose: everything that undo brings back and a session keeps, as
// one value.
#pragma once

#include "core/session/recipe.hpp"
#include "views/session/sample_set.hpp"

#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace leafscope {

/// The samples that views draw and offer; the others are out of sight.
struct Filter {
    QString text; ///< what the person asked for, "label:7 confidence:<0.6"; "" for a lasso
    SampleSet samples;
    bool operator==(const Filter&) const = default;
};

/// What is looked at of a collapse.
struct CollapseChoice {
    QString run;  ///< name; "": the first
    QString pose; ///< face, span, frame, raw; "": the usual one for the number of classes
    std::vector<int> classes; ///< of a face or a span, as places in CollapseRun::classNames
    bool operator==(const CollapseChoice&) const = default;
};

struct ViewState {
    QString layer;
    int epoch = -1; ///< of the open series; -1 if there is none
    SampleSet selected;
    std::int64_t current = -1; ///< the sample in the inspector, -1 for none
    std::optional<Filter> filter;
    std::map<QString, SampleSet> slices; ///< named sets
    QString colourBy =
        QStringLiteral("label"); ///< label, prediction, correctness, confidence, or a metric's key
    std::set<int> hidden;        ///< legend groups of colourBy that are not drawn
    Json camera;                 ///< as CameraControl writes it; null: fitted to the content
    CollapseChoice collapse;

    bool operator==(const ViewState&) const = default;
    Json toJson() const;
    /// Missing fields keep their default. Throws Error(Format) that names the field.
    static ViewState fromJson(const Json& json);
};

} // namespace leafscope
