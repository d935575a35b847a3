// SPDX-License-Identifier: MIT
// What the study view draws, as values without a widget: the result of an analysis becomes pages,
// and a page is a few charts over one axis, a matrix, or a list of samples.
#pragma once

#include "core/session/recipe.hpp"
#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"
#include "views/chart/grid.hpp"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace leafscope {

/// How a line is drawn.
enum class LineRole {
    Main,    ///< with marks, and ringed at the point where the person is
    Plain,   ///< the same without marks, for many points
    Other,   ///< thinner
    Baseline ///< what chance would give: grey dashes
};

struct StudyLine {
    QString name;    ///< at its end, and in the read-out
    std::string key; ///< column of the table
    LineRole role = LineRole::Main;
    int colour = 0;            ///< of the categorical palette
    std::vector<double> y{};   ///< as long as the axis; NaN where unknown
    std::vector<double> low{}; ///< of the band; empty for none
    std::vector<double> high{};
    bool bars = false; ///< as bars of the width of a step of the axis
};

struct StudyPanel {
    QString title;                ///< of the y axis with its unit
    std::vector<StudyLine> lines; ///< the main one last
    bool isShare = false;         ///< drawn in per cent
    bool logarithmic = false;
    bool fromZero = true;
};

enum class AxisScale { Linear, Logarithmic, Root };

/// What stands along the horizontal axis.
struct StudyAxis {
    QString title;
    std::string key; ///< column of the table
    std::vector<double> values;
    QStringList names{};  ///< of the points, for ticks and read-out; empty: the values
    bool numeric = false; ///< ticks at round values, the names are for the read-out only
    AxisScale scale = AxisScale::Linear;
    bool descending = false; ///< large values left
    /// Where a click on a point leads; both empty: nowhere. As long as the axis.
    std::vector<std::string> layers{};
    std::vector<int> epochs{};
};

struct ChartPage {
    StudyAxis axis;
    std::vector<StudyPanel> panels; ///< one or two
};

struct GridPage {
    std::string rowKey; ///< "channel"
    chart::Grid grid;
    QString cellText;         ///< "%1 and %2": of the names of row and column
    std::vector<int> alike{}; ///< the rows (and columns), those that are alike beside each other
};

/// Samples, the most remarkable first.
struct ListPage {
    QStringList columns;
    std::vector<std::string> keys; ///< of the columns, for the table
    std::vector<QStringList> rows;
    std::vector<std::int64_t> samples; ///< one per row
};

struct StudyPage {
    std::string key; ///< stable: "accuracy"
    QString title;
    QString note{}; ///< beside the caption: what the page says in a few words
    std::variant<ChartPage, GridPage, ListPage> content{};
};

/// Whose names and place the pages use.
struct StudyContext {
    std::vector<std::string> classNames; ///< may be empty
    std::string layer;                   ///< the person's
    int epoch = -1;
};

/// All pages of a study; those without a single number are left out. Unknown analyses have none.
std::vector<StudyPage> studyPages(const std::string& analysis, const Json& result,
                                  const StudyContext& context);
/// "fc1, 1,000 samples, k 15, cosine kernel, weights above 1e-8".
QString studyCaption(const Json& result);
/// Whole numbers whole ("1,000"), others with three digits.
QString studyNumber(double value);

// One for each analysis. The form of the results is described with the analyses.
std::vector<StudyPage> classifyPages(const Json& result, const StudyContext& context);
std::vector<StudyPage> profilePages(const Json& result, const StudyContext& context);
std::vector<StudyPage> selectPages(const Json& result, const StudyContext& context);
std::vector<StudyPage> scalesPages(const Json& result, const StudyContext& context);
std::vector<StudyPage> channelPages(const Json& result, const StudyContext& context);
std::vector<StudyPage> rulePages(const Json& result, const StudyContext& context);

/// A panel as it is drawn. `cursor`: point where the person is; `pointed`: under the mouse; -1 for
/// none.
chart::Figure figureOf(const StudyAxis& axis, const StudyPanel& panel, int cursor, int pointed);
/// The point where the person is, -1 for none.
int cursorOf(const StudyAxis& axis, const StudyContext& context);
/// The numbers of a point or cell, for people.
chart::Card cardOf(const ChartPage& page, int point);
chart::Card cardOf(const GridPage& page, int cell);
/// The same matrix with rows and columns in the order of `alike`.
GridPage arrangedAlike(GridPage page);

/// The numbers of the page as CSV, as they are: no per cent, no logarithms.
QByteArray tableOf(const StudyPage& page);

} // namespace leafscope
