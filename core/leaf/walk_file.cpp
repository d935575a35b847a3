// SPDX-License-Identifier: MIT
#include "core/leaf/walk_file.hpp"

#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <functional>

namespace leafscope {

namespace {

using nlohmann::json;

/// The numbers of a place, with their names.
struct Column {
    const char* name;
    std::function<double(const WalkStep&)> value;
};

const std::vector<Column>& columns()
{
    static const std::vector<Column> all{
        {"step", [](const WalkStep& s) { return s.step; }},
        {"length", [](const WalkStep& s) { return s.length; }},
        {"metric_length", [](const WalkStep& s) { return s.metricLength; }},
        {"residual", [](const WalkStep& s) { return s.residual; }},
        {"alignment", [](const WalkStep& s) { return s.alignment; }},
        {"angle", [](const WalkStep& s) { return s.angle; }},
        {"rank", [](const WalkStep& s) { return double(s.rank); }},
        {"held", [](const WalkStep& s) { return double(s.held); }},
        {"fresh", [](const WalkStep& s) { return double(s.fresh); }},
        {"prediction", [](const WalkStep& s) { return double(predictionOf(s.logits)); }},
    };
    return all;
}

void writeRowsOf(Hdf5File& file, const Walk& walk, const char* name,
                 const std::function<VectorD(const WalkStep&)>& row)
{
    const Index width = row(walk.path.front()).size();
    MatrixD all(Index(walk.path.size()), width);
    for (std::size_t i = 0; i < walk.path.size(); ++i)
        all.row(Index(i)) = row(walk.path[i]).transpose();
    file.write(name, {all.rows(), all.cols()}, all.data());
}

std::string numberText(double value)
{
    if (!std::isfinite(value))
        return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

} // namespace

void writeWalk(const Walk& walk, const WalkFacts& facts, const std::filesystem::path& path)
{
    Hdf5File file = Hdf5File::create(path);
    writeRowsOf(file, walk, "/x", [](const WalkStep& s) { return s.x; });
    writeRowsOf(file, walk, "/logits", [](const WalkStep& s) { return s.logits; });
    writeRowsOf(file, walk, "/p", [](const WalkStep& s) { return softmax(s.logits); });
    writeRowsOf(file, walk, "/singular", [](const WalkStep& s) { return s.singular; });
    for (const Column& column : columns()) {
        std::vector<double> values;
        for (const WalkStep& step : walk.path)
            values.push_back(column.value(step));
        file.write(std::string("/") + column.name, {std::int64_t(values.size())}, values.data());
    }
    file.setText("/", "unit", facts.unit);
    file.setText("/", "head", facts.head);
    file.setText("/", "shape", json(facts.shape).dump());
    file.setText("/", "class_names", json(facts.classNames).dump());
    file.setText("/", "ended", walk.ended);
    file.setText("/", "channels", facts.blueFirst ? "bgr" : "rgb");
    file.setNumber("/", "shown_low", facts.shown.low);
    file.setNumber("/", "shown_high", facts.shown.high);
    file.close();
}

void writeWalkTable(const Walk& walk, const WalkFacts& facts, const std::filesystem::path& path)
{
    std::string text = "# x in units of " + facts.unit +
                       "; angle in degrees; metric_length in the "
                       "local data matrix; ended: " +
                       walk.ended + "\n";
    text += "place";
    for (const Column& column : columns())
        text += std::string(",") + column.name;
    const Index classes = walk.path.front().logits.size();
    for (Index c = 0; c < classes; ++c)
        text += std::size_t(c) < facts.classNames.size()
                    ? ",\"p " + facts.classNames[std::size_t(c)] + "\""
                    : ",p " + std::to_string(c);
    text += "\n";
    for (std::size_t i = 0; i < walk.path.size(); ++i) {
        text += std::to_string(i);
        for (const Column& column : columns())
            text += "," + numberText(column.value(walk.path[i]));
        for (const double p : softmax(walk.path[i].logits))
            text += "," + numberText(p);
        text += "\n";
    }
    writeTextFile(path, text);
}

} // namespace leafscope
