// SPDX-License-Identifier: MIT
// Opening of data sets, and the questions they answer.
#include "core/data/dataset.hpp"

#include "core/base/error.hpp"
#include "core/data/finite.hpp"
#include "core/data/shapes.hpp"
#include "core/data/source.hpp"

#include <algorithm>
#include <functional>
#include <new>
#include <numeric>

namespace leafscope {

namespace {

/// Empty sets, and values that no analysis can use.
void requireUsable(const Dataset& data, const std::string& where)
{
    if (data.size() == 0 || data.sampleSize() == 0)
        throw Error(ErrorKind::InvalidInput,
                    data.sampleSize() == 0
                        ? "its samples have no values (shape " + shapeText(data.sampleShape) + ")"
                        : "holds zero samples",
                    where, "the program that wrote it selected nothing", "write it again");
    if (const auto* singles = std::get_if<ValueArray<float>>(&data.values))
        requireFinite(singles->data(), data.size(), data.sampleSize(), where);
    else if (const auto* doubles = std::get_if<ValueArray<double>>(&data.values))
        requireFinite(doubles->data(), data.size(), data.sampleSize(), where);
}

void warnAboutLayout(Dataset& data)
{
    const std::vector<std::int64_t>& s = data.sampleShape;
    if (s.size() == 3 && s[0] > 4 && s[1] > 4 && (s[2] == 1 || s[2] == 3))
        data.warnings.push_back("samples of shape " + shapeText(s) +
                                " look like images with the channels last; Leafscope expects "
                                "channels first (in Python: array.transpose(0, 3, 1, 2))");
}

template <class T>
void copyRow(const Dataset& data, Index i, T* out)
{
    const Index d = data.sampleSize();
    EXPECTS(i >= 0 && i < data.size(),
            "sample " + std::to_string(i) + " of " + std::to_string(data.size()));
    std::visit(
        [&](const auto& values) {
            std::transform(values.begin() + i * d, values.begin() + (i + 1) * d, out,
                           [](auto v) { return static_cast<T>(v); });
        },
        data.values);
}

} // namespace

Index Dataset::sampleSize() const
{
    return std::accumulate(sampleShape.begin(), sampleShape.end(), Index(1), std::multiplies<>());
}

Index Dataset::size() const
{
    const auto count = Index(std::visit([](const auto& v) { return v.size(); }, values));
    const Index d = sampleSize();
    return d > 0 ? count / d : 0;
}

int Dataset::classCount() const
{
    return labels.empty() ? 0 : 1 + *std::max_element(labels.begin(), labels.end());
}

bool Dataset::isImage() const
{
    return sampleShape.size() == 3 && (sampleShape[0] == 1 || sampleShape[0] == 3) &&
           sampleShape[1] > 1 && sampleShape[2] > 1;
}

bool Dataset::isBytes() const
{
    return std::holds_alternative<ValueArray<std::uint8_t>>(values);
}

std::string Dataset::className(std::int32_t label) const
{
    if (labels.empty())
        return {};
    const bool named = label >= 0 && std::size_t(label) < classNames.size();
    return named ? classNames[std::size_t(label)] : std::to_string(label);
}

void Dataset::copySample(Index i, float* out) const
{
    copyRow(*this, i, out);
}

void Dataset::copySample(Index i, double* out) const
{
    copyRow(*this, i, out);
}

Dataset openDataset(const std::string& spec, const Progress& progress)
{
    try {
        const DataSource source = resolveSource(spec);
        Dataset data;
        data.name = source.name;
        data.spec = spec;
        readSource(source, data, progress.span(0, 0.9, "reading " + source.name));
        requireUsable(data, whereOf(source));
        warnAboutLayout(data);
        progress.span(0.9, 1, "identifying " + data.name);
        data.hash = sourceHash(source);
        progress.report(1);
        return data;
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory, "does not fit into memory", spec,
                    "other programs hold it, or a limit is set",
                    "close some, or take a smaller set");
    } catch (const std::filesystem::filesystem_error& failure) {
        throw Error(ErrorKind::Io, failure.what(), spec, "permission is missing or the disk fails",
                    "check the path");
    }
}

} // namespace leafscope
