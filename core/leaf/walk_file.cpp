// SPDX-License-Identifier: MIT
#include "core/leaf/walk_file.hpp"

#include "core/base/error.hpp"
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
    std::function<void(WalkStep&, double)> set; ///< none: follows from others
};

template <typename Number>
Column columnOf(const char* name, Number WalkStep::*member)
{
    return {name, [member](const WalkStep& s) { return double(s.*member); },
            [member](WalkStep& s, double value) { s.*member = Number(value); }};
}

const std::vector<Column>& columns()
{
    static const std::vector<Column> all{
        columnOf("step", &WalkStep::step),
        columnOf("length", &WalkStep::length),
        columnOf("metric_length", &WalkStep::metricLength),
        columnOf("residual", &WalkStep::residual),
        columnOf("alignment", &WalkStep::alignment),
        columnOf("angle", &WalkStep::angle),
        columnOf("rank", &WalkStep::rank),
        columnOf("held", &WalkStep::held),
        columnOf("fresh", &WalkStep::fresh),
        {"prediction", [](const WalkStep& s) { return double(predictionOf(s.logits)); }, {}},
    };
    return all;
}

/// The entries row by row.
VectorD flat(const MatrixD& matrix)
{
    return Eigen::Map<const VectorD>(matrix.data(), matrix.size());
}

/// An array of the file as a matrix; a vector is one column.
struct Table {
    Table(const Hdf5File& file, const std::string& name, Index wanted = -1)
    {
        const std::vector<std::int64_t> shape = file.info(name).shape;
        const std::vector<double> all = file.read<double>(name);
        const Index height = shape.empty() ? 0 : Index(shape[0]);
        const Index width = shape.size() < 2 ? 1 : Index(shape[1]);
        if (height * width != Index(all.size()) || (wanted >= 0 && height != wanted))
            throw Error(ErrorKind::Format, name + " has another size than the walk", "walk.h5",
                        "the file was changed", "make it again with its recipe");
        values = Eigen::Map<const MatrixD>(all.data(), height, width);
    }
    Index rows() const { return values.rows(); }
    Index cols() const { return values.cols(); }
    VectorD row(Index i) const { return values.row(i).transpose(); }

    MatrixD values;
};

void writeRowsOf(Hdf5File& file, const Walk& walk, const char* name,
                 const std::function<VectorD(const WalkStep&)>& row)
{
    const Index width = row(walk.path.front()).size();
    MatrixD all(Index(walk.path.size()), width);
    for (std::size_t i = 0; i < walk.path.size(); ++i)
        all.row(Index(i)) = row(walk.path[i]).transpose();
    if (width > 0)
        file.write(name, {all.rows(), all.cols()}, all.data());
    else
        file.createArray(name, ElementType::Float64, {all.rows(), 0});
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

void writeWalk(const Walk& walk, const WalkFacts& facts, const Json& numbers,
               const std::filesystem::path& path)
{
    Hdf5File file = Hdf5File::create(path);
    writeRowsOf(file, walk, "/x", [](const WalkStep& s) { return s.x; });
    writeRowsOf(file, walk, "/logits", [](const WalkStep& s) { return s.logits; });
    writeRowsOf(file, walk, "/p", [](const WalkStep& s) { return softmax(s.logits); });
    writeRowsOf(file, walk, "/singular", [](const WalkStep& s) { return s.singular; });
    writeRowsOf(file, walk, "/chart_frame", [](const WalkStep& s) { return flat(s.frame.chart); });
    writeRowsOf(file, walk, "/logit_frame", [](const WalkStep& s) { return flat(s.frame.logits); });
    const MatrixD axes = walk.chart.axes;
    if (axes.size() > 0)
        file.write("/chart_axes", {axes.rows(), axes.cols()}, axes.data());
    if (walk.target.size() > 0)
        file.write("/target", {walk.target.size()}, walk.target.data());
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
    file.setText("/", "numbers", numbers.dump());
    file.setText("/", "channels", facts.blueFirst ? "bgr" : "rgb");
    file.setNumber("/", "shown_low", facts.shown.low);
    file.setNumber("/", "shown_high", facts.shown.high);
    file.close();
}

WrittenWalk readWalk(const std::filesystem::path& path)
{
    const Hdf5File file = Hdf5File::open(path);
    const auto refuse = [&](const std::string& what) {
        throw Error(ErrorKind::Format, what, path.string(),
                    "it is no walk of `leafscope leaf walk`, or it was changed",
                    "make it again with its recipe");
    };
    WrittenWalk out;
    const json numbers = json::parse(file.text("/", "numbers").value_or(""), nullptr, false);
    const json shape = json::parse(file.text("/", "shape").value_or(""), nullptr, false);
    const json names = json::parse(file.text("/", "class_names").value_or(""), nullptr, false);
    if (!numbers.is_object() || !shape.is_array() || !names.is_array())
        refuse("the attributes of a walk are missing");
    out.numbers = numbers;
    out.facts = {
        file.text("/", "unit").value_or(""),
        file.text("/", "head").value_or(""),
        shape.get<std::vector<std::int64_t>>(),
        names.get<std::vector<std::string>>(),
        {file.number("/", "shown_low").value_or(0), file.number("/", "shown_high").value_or(1)},
        file.text("/", "channels") == "bgr"};
    const Table x(file, "/x");
    const Table logits(file, "/logits");
    if (x.rows() < 1 || logits.rows() != x.rows())
        refuse("the walk has no places");
    std::int64_t size = 1;
    for (const std::int64_t extent : out.facts.shape)
        size *= extent;
    if (!out.facts.shape.empty() && size != x.cols())
        refuse("the shape of an input does not fit the places");
    Walk& walk = out.walk;
    walk.path.resize(std::size_t(x.rows()));
    walk.chart.origin = x.row(0);
    walk.chart.axes = file.has("/chart_axes") ? Table(file, "/chart_axes").values
                                              : MatrixD(walk.chart.origin.size(), 0);
    const Index k = walk.chart.dimensions();
    const Table singular(file, "/singular", x.rows());
    const Table chartFrame(file, "/chart_frame", x.rows());
    const Table logitFrame(file, "/logit_frame", x.rows());
    if (walk.chart.axes.rows() != walk.chart.origin.size() ||
        chartFrame.values.cols() != (k + 1) * k || logitFrame.values.cols() != logits.cols() * k)
        refuse("the chart does not fit the walk");
    for (Index i = 0; i < x.rows(); ++i) {
        WalkStep& step = walk.path[std::size_t(i)];
        step.x = x.row(i);
        step.logits = logits.row(i);
        step.singular = singular.row(i);
        const VectorD chart = chartFrame.row(i);
        const VectorD head = logitFrame.row(i);
        step.frame.chart = Eigen::Map<const MatrixD>(chart.data(), k + 1, k);
        step.frame.logits = Eigen::Map<const MatrixD>(head.data(), logits.cols(), k);
    }
    for (const Column& column : columns()) {
        if (!column.set)
            continue;
        const Table values(file, std::string("/") + column.name, x.rows());
        for (Index i = 0; i < x.rows(); ++i)
            column.set(walk.path[std::size_t(i)], values.values(i, 0));
    }
    if (file.has("/target"))
        walk.target = Table(file, "/target", walk.chart.origin.size()).values.col(0);
    walk.ended = file.text("/", "ended").value_or("");
    walk.jacobians = numbers.value("jacobians", Index(0));
    walk.passes = numbers.value("passes", Index(0));
    walk.reversals = numbers.value("reversals", Index(0));
    walk.largestDrift = numbers.value("max_logit_drift", 0.0);
    return out;
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
