// SPDX-License-Identifier: MIT
// The registry entry `sample`: a stratified part of a data set as a data set of its own.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/data/dataset.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace leafscope {

namespace {

/// The chosen rows, in the type in which the data set stores them.
template <class T>
std::vector<T> chosenRows(std::span<const T> values, const std::vector<std::int64_t>& rows,
                          Index width)
{
    std::vector<T> chosen;
    chosen.reserve(rows.size() * std::size_t(width));
    for (const std::int64_t row : rows)
        chosen.insert(chosen.end(), values.begin() + row * width,
                      values.begin() + (row + 1) * width);
    return chosen;
}

Json runSample(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const Dataset data =
        openDataset(request.input("data").spec, progress.span(0, 0.8, "reading the data"));
    const auto rows = stratifiedSample(data, request.parameters.at("limit"), request.seed);
    progress.span(0.8, 1, "writing");
    Hdf5File file = Hdf5File::create(out);
    std::vector<std::int64_t> shape{std::int64_t(rows.size())};
    shape.insert(shape.end(), data.sampleShape.begin(), data.sampleShape.end());
    std::visit(
        [&](const auto& values) {
            const std::span all(values.data(), values.size());
            file.write("/samples", shape, chosenRows(all, rows, data.sampleSize()).data());
        },
        data.values);
    file.write("/indices", {shape[0]}, rows.data());
    if (!data.labels.empty())
        file.write("/labels", {shape[0]}, chosenRows<std::int32_t>(data.labels, rows, 1).data());
    file.setText("/", "class_names", Json(data.classNames).dump());
    file.setText("/", "name", data.name);
    file.setText("/", "sampling", describeSampling(data, Index(rows.size()), request.seed));
    file.setNumber("/", "total", double(data.size()));
    file.close();
    return {{"n", rows.size()},
            {"total", data.size()},
            {"shape", data.sampleShape},
            {"name", data.name}};
}

} // namespace

const Analysis& sampleAnalysis()
{
    static const Analysis entry = [] {
        Analysis a;
        a.name = "sample";
        a.title = "Sample of a data set";
        a.summary = "Takes a stratified sample of a data set as a data set of its own.";
        a.inputs = {{"data", InputKind::Data, true, false, "the data set to choose from"}};
        a.parameters = {{"limit",
                         "Samples",
                         ParameterType::Integer,
                         2000,
                         1.0,
                         1e9,
                         {},
                         "",
                         "how many samples to choose, stratified by label and seeded"}};
        a.outputHelp = "HDF5: /samples, /labels, /indices (row -> sample of the original), "
                       "attributes class_names and name; opens like any data set";
        a.seeded = true;
        a.run = runSample;
        return a;
    }();
    return entry;
}

} // namespace leafscope
