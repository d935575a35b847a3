// SPDX-License-Identifier: MIT
#include "core/data/preprocess.hpp"

#include "core/base/error.hpp"
#include "core/data/resize.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>

namespace leafscope {

namespace {

constexpr std::int64_t kLargestSide = 8192;

struct Preset {
    const char* name;
    Preprocess steps;
};

/// Means and deviations are those that their trainers publish: torchvision for ImageNet; of the
/// training sets, in 0..1, for the others.
const std::vector<Preset>& presets()
{
    static const std::vector<Preset> table{
        {"none", {}},
        {"unit", {0, 0, true, {}, {}, false}},
        {"imagenet", {256, 224, true, {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}, false}},
        {"cifar10", {32, 32, true, {0.4914, 0.4822, 0.4465}, {0.2470, 0.2435, 0.2616}, false}},
        {"mnist", {28, 28, true, {0.1307}, {0.3081}, false}},
        {"fashion", {28, 28, true, {0.2860}, {0.3530}, false}},
    };
    return table;
}

[[noreturn]] void wrong(const std::string& happened, const std::string& text)
{
    std::string names;
    for (const Preset& preset : presets())
        names += (names.empty() ? "" : ", ") + std::string(preset.name);
    throw Error(ErrorKind::InvalidInput, happened, "preprocessing \"" + text + "\"",
                "a mistyped name",
                "name a preset (" + names +
                    "; -bgr behind it for blue first), or write "
                    "size=256,crop=224,mean=0.5,0.5,0.5,std=0.2,order=bgr");
}

std::string listText(const std::vector<double>& values)
{
    std::string text;
    for (const double value : values) {
        char digits[32];
        text += (text.empty() ? "" : ",") +
                std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    }
    return text;
}

/// Reads the fields of the text form into a value.
class Parser {
public:
    explicit Parser(const std::string& text)
        : m_text(text)
    {
    }

    Preprocess parse()
    {
        std::string_view rest = m_text;
        for (bool first = true; first || !rest.empty(); first = false) {
            const std::size_t end = rest.find(',');
            item(rest.substr(0, end), first);
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        }
        const bool agree = m_steps.mean.size() == m_steps.std.size() || m_steps.mean.size() < 2 ||
                           m_steps.std.size() < 2;
        if (!agree)
            wrong("mean has " + std::to_string(m_steps.mean.size()) + " values, std " +
                      std::to_string(m_steps.std.size()),
                  m_text);
        return m_steps;
    }

private:
    void item(std::string_view text, bool first)
    {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) {
            if (first)
                preset(std::string(text));
            else if (m_list)
                addTo(*m_list, text);
            else
                wrong("'" + std::string(text) + "' belongs to no field", m_text);
            return;
        }
        field(std::string(text.substr(0, equals)), text.substr(equals + 1));
    }

    void preset(std::string name)
    {
        const bool bgr = name.ends_with("-bgr");
        if (bgr)
            name.resize(name.size() - 4);
        const auto found = std::find_if(presets().begin(), presets().end(),
                                        [&](const Preset& p) { return p.name == name; });
        if (found == presets().end())
            wrong("there is no preset '" + name + "'", m_text);
        m_steps = found->steps;
        if (bgr) {
            m_steps.bgr = true;
            std::reverse(m_steps.mean.begin(), m_steps.mean.end());
            std::reverse(m_steps.std.begin(), m_steps.std.end());
        }
    }

    void field(const std::string& name, std::string_view value)
    {
        m_list = name == "mean" ? &m_steps.mean : name == "std" ? &m_steps.std : nullptr;
        if (m_list) {
            m_list->clear();
            m_steps.unit = true; // means are given for values in 0..1
            addTo(*m_list, value);
        } else if (name == "size" || name == "crop") {
            const double side = number(value);
            if (!(side >= 0 && side <= double(kLargestSide)) || side != std::floor(side))
                wrong(name + " must be a whole number from 0 to " + std::to_string(kLargestSide) +
                          ", not '" + std::string(value) + "'",
                      m_text);
            (name == "size" ? m_steps.size : m_steps.crop) = std::int64_t(side);
        } else if (name == "unit" && (value == "yes" || value == "no")) {
            m_steps.unit = value == "yes";
        } else if (name == "order" && (value == "rgb" || value == "bgr")) {
            m_steps.bgr = value == "bgr";
        } else {
            wrong("'" + name + "=" + std::string(value) + "' is not understood", m_text);
        }
    }

    void addTo(std::vector<double>& list, std::string_view value)
    {
        const double parsed = number(value);
        if (!std::isfinite(parsed) || (&list == &m_steps.std && parsed <= 0) || list.size() >= 64)
            wrong("'" + std::string(value) + "' is no mean or deviation", m_text);
        list.push_back(parsed);
    }

    double number(std::string_view digits) const
    {
        double value = 0;
        const char* const end = digits.data() + digits.size();
        const auto [stop, failed] = std::from_chars(digits.data(), end, value);
        if (digits.empty() || failed != std::errc() || stop != end)
            wrong("'" + std::string(digits) + "' is no number", m_text);
        return value;
    }

    const std::string& m_text;
    Preprocess m_steps;
    std::vector<double>* m_list = nullptr; ///< of mean or std, while its numbers follow
};

struct Planes {
    std::int64_t channels = 0;
    PlaneSize size;
    std::vector<double> values;
};

PlaneSize resized(PlaneSize from, std::int64_t shorter)
{
    // The longer side keeps the proportion, cut to a whole number as torchvision does.
    if (shorter == 0)
        return from;
    return from.height <= from.width ? PlaneSize{shorter, from.width * shorter / from.height}
                                     : PlaneSize{from.height * shorter / from.width, shorter};
}

void resize(Planes& planes, std::int64_t shorter)
{
    const PlaneSize to = resized(planes.size, shorter);
    if (to == planes.size)
        return;
    std::vector<double> out(std::size_t(planes.channels * to.height * to.width));
    resizePlanes(planes.values.data(), planes.channels, planes.size, out.data(), to);
    planes.values = std::move(out);
    planes.size = to;
}

void crop(Planes& planes, std::int64_t side)
{
    if (side == 0 || (planes.size.height == side && planes.size.width == side))
        return;
    const std::int64_t top = (planes.size.height - side) / 2;
    const std::int64_t left = (planes.size.width - side) / 2;
    std::vector<double> out;
    for (std::int64_t c = 0; c < planes.channels; ++c)
        for (std::int64_t y = 0; y < side; ++y) {
            const double* row = planes.values.data() +
                                (c * planes.size.height + top + y) * planes.size.width + left;
            out.insert(out.end(), row, row + side);
        }
    planes.values = std::move(out);
    planes.size = {side, side};
}

[[noreturn]] void misfit(const std::string& happened, const Dataset& data)
{
    throw Error(ErrorKind::InvalidInput, happened, data.name,
                "preprocessing for data of another kind",
                "choose another preset, or none; the samples are " + shapeText(data.sampleShape));
}

} // namespace

std::string Preprocess::text() const
{
    std::string out;
    const auto add = [&](const std::string& field) { out += (out.empty() ? "" : ",") + field; };
    if (size > 0)
        add("size=" + std::to_string(size));
    if (crop > 0)
        add("crop=" + std::to_string(crop));
    if (!mean.empty())
        add("mean=" + listText(mean));
    if (!std.empty())
        add("std=" + listText(std));
    if (const bool implied = !mean.empty() || !std.empty(); unit != implied)
        add(unit ? "unit=yes" : "unit=no");
    if (bgr)
        add("order=bgr");
    return out.empty() ? "none" : out;
}

std::vector<std::int64_t> Preprocess::outputShape(const Dataset& data) const
{
    const std::size_t wanted = std::max<std::size_t>({mean.size(), std.size(), 1});
    if (!data.isImage()) {
        if (size > 0 || crop > 0 || bgr)
            misfit("only images can be resized, cropped or turned to another channel order", data);
        if (wanted > 1 && (data.sampleShape.empty() || data.sampleShape[0] != std::int64_t(wanted)))
            misfit("there are " + std::to_string(wanted) + " means or deviations", data);
        return data.sampleShape;
    }
    std::int64_t channels = data.sampleShape[0];
    if (channels == 1 && wanted == 3)
        channels = 3;
    if (wanted > 1 && std::int64_t(wanted) != channels)
        misfit("there are " + std::to_string(wanted) + " means or deviations for " +
                   std::to_string(channels) + " channels",
               data);
    PlaneSize plane = resized({data.sampleShape[1], data.sampleShape[2]}, size);
    if (plane.height > 4 * kLargestSide || plane.width > 4 * kLargestSide)
        misfit("would be resized to " + std::to_string(plane.height) + " x " +
                   std::to_string(plane.width),
               data);
    if (crop > std::min(plane.height, plane.width))
        misfit("a square of " + std::to_string(crop) + " does not fit into images of " +
                   std::to_string(plane.height) + " x " + std::to_string(plane.width),
               data);
    if (crop > 0)
        plane = {crop, crop};
    return {channels, plane.height, plane.width};
}

template <class T>
void Preprocess::apply(const Dataset& data, Index i, T* out) const
{
    const std::vector<std::int64_t> shape = outputShape(data);
    Planes planes{data.isImage() ? data.sampleShape[0] : 1, {1, data.sampleSize()}, {}};
    planes.values.resize(std::size_t(data.sampleSize()));
    data.copySample(i, planes.values.data());
    if (data.isImage()) {
        planes.size = {data.sampleShape[1], data.sampleShape[2]};
        resize(planes, size);
        leafscope::crop(planes, crop);
    }
    const std::int64_t total =
        std::accumulate(shape.begin(), shape.end(), std::int64_t(1), std::multiplies<>());
    const std::size_t wanted = std::max<std::size_t>({mean.size(), std.size(), 1});
    const std::int64_t channels =
        data.isImage() ? shape[0] : (wanted > 1 ? std::int64_t(wanted) : std::int64_t(1));
    const std::int64_t plane = total / channels;
    const double scale = unit && data.isBytes() ? 1.0 / 255 : 1.0;
    for (std::int64_t c = 0; c < channels; ++c) {
        const auto pick = [&](const std::vector<double>& list, double otherwise) {
            return list.empty() ? otherwise : list[list.size() == 1 ? 0 : std::size_t(c)];
        };
        const double shift = pick(mean, 0);
        const double divisor = pick(std, 1);
        std::int64_t source = bgr && channels == 3 ? 2 - c : c;
        if (data.isImage() && planes.channels == 1)
            source = 0; // grey, repeated
        const double* in = planes.values.data() + source * plane;
        for (std::int64_t k = 0; k < plane; ++k)
            out[c * plane + k] = T((in[k] * scale - shift) / divisor);
    }
}

std::vector<std::string> preprocessPresets()
{
    std::vector<std::string> names;
    for (const Preset& preset : presets())
        names.emplace_back(preset.name);
    return names;
}

Preprocess parsePreprocess(const std::string& text)
{
    return Parser(text).parse();
}

template void Preprocess::apply(const Dataset&, Index, float*) const;
template void Preprocess::apply(const Dataset&, Index, double*) const;

} // namespace leafscope
