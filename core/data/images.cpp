// SPDX-License-Identifier: MIT
// Pixels of image files; the one file of this room that uses Qt, as a codec.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/data/dataset.hpp"
#include "core/data/image_folder.hpp"
#include "core/data/resize.hpp"

#include <QImage>
#include <QImageReader>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace leafscope {

namespace {

constexpr int kLargestSide = 16384; ///< pixels; more is no sample
constexpr std::size_t kTold = 5;    ///< file names in a warning

/// What the header of an image tells.
struct Outline {
    PlaneSize size;
    bool grey = false;
};

struct Known {
    const ImageFile* file = nullptr;
    Outline outline;
};

bool isGrey(QImage::Format format)
{
    return format == QImage::Format_Grayscale8 || format == QImage::Format_Grayscale16;
}

/// From the header alone; nothing if it cannot be read.
std::optional<Outline> outlineIn(const std::filesystem::path& file)
{
    QImageReader reader(QString::fromStdString(file.string()));
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    if (!size.isValid() || size.isEmpty() || size.width() > kLargestSide ||
        size.height() > kLargestSide)
        return std::nullopt;
    return Outline{{size.height(), size.width()}, isGrey(reader.imageFormat())};
}

/// Planar bytes of one image; empty if it cannot be decoded.
std::vector<std::uint8_t> pixelsOf(const std::filesystem::path& file, int channels, PlaneSize& size)
{
    QImageReader reader(QString::fromStdString(file.string()));
    reader.setDecideFormatFromContent(true);
    QImage image = reader.read();
    if (image.isNull())
        return {};
    image = std::move(image).convertToFormat(channels == 1 ? QImage::Format_Grayscale8
                                                           : QImage::Format_RGB888);
    size = {image.height(), image.width()};
    const auto plane = std::size_t(size.height * size.width);
    std::vector<std::uint8_t> out(plane * std::size_t(channels));
    for (int y = 0; y < image.height(); ++y) {
        const uchar* line = image.constScanLine(y);
        for (int x = 0; x < image.width(); ++x)
            for (int c = 0; c < channels; ++c)
                out[std::size_t(c) * plane + std::size_t(y) * std::size_t(size.width) +
                    std::size_t(x)] = line[x * channels + c];
    }
    return out;
}

struct Layout {
    PlaneSize size;
    int channels = 3;
    bool operator==(const Layout&) const = default;
};

/// Most common size (the smaller of two equally common ones); grey only if all are.
Layout layoutOf(const std::vector<Known>& images)
{
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> sizes;
    bool grey = true;
    for (const Known& image : images) {
        ++sizes[{image.outline.size.height, image.outline.size.width}];
        grey = grey && image.outline.grey;
    }
    const auto area = [](const auto& entry) { return entry.first.first * entry.first.second; };
    const auto most =
        std::max_element(sizes.begin(), sizes.end(), [&](const auto& a, const auto& b) {
            return a.second != b.second ? a.second < b.second : area(a) > area(b);
        });
    return {{most->first.first, most->first.second}, grey ? 1 : 3};
}

void append(const std::vector<std::uint8_t>& pixels, PlaneSize size, const Layout& layout,
            std::vector<std::uint8_t>& values)
{
    if (size == layout.size) {
        values.insert(values.end(), pixels.begin(), pixels.end());
        return;
    }
    std::vector<double> resized(
        std::size_t(layout.channels * layout.size.height * layout.size.width));
    resizePlanes(pixels.data(), layout.channels, size, resized.data(), layout.size);
    for (const double value : resized)
        values.push_back(std::uint8_t(std::lround(std::clamp(value, 0.0, 255.0))));
}

/// "3 files cannot be read as images and were left out: a.png, b.png, c.png"
void tellUnreadable(const std::vector<std::string>& files, Dataset& out)
{
    if (files.empty())
        return;
    std::string text = std::to_string(files.size()) +
                       (files.size() == 1 ? " file cannot be read as an image and was left out: "
                                          : " files cannot be read as images and were left out: ");
    for (std::size_t i = 0; i < std::min(kTold, files.size()); ++i)
        text += (i ? ", " : "") + files[i];
    out.warnings.push_back(text + (files.size() > kTold ? ", ..." : ""));
}

/// Decodes the images of `known` into `out` and moves those that cannot be decoded from there to
/// `unreadable`. Whether all could be.
bool decode(std::vector<Known>& known, const Layout& layout, std::vector<std::string>& unreadable,
            Dataset& out, const Progress& progress)
{
    const std::size_t size = std::size_t(layout.channels * layout.size.height * layout.size.width);
    requireMemory(known.size() * size + size * sizeof(double),
                  known[0].file->path.parent_path().string());
    std::vector<std::uint8_t> values;
    values.reserve(known.size() * size);
    std::vector<Known> decoded;
    out.labels.clear();
    for (std::size_t i = 0; i < known.size(); ++i) {
        progress.report(double(i) / double(known.size()));
        PlaneSize own;
        const std::vector<std::uint8_t> pixels =
            pixelsOf(known[i].file->path, layout.channels, own);
        if (pixels.empty()) {
            unreadable.push_back(known[i].file->path.string());
            continue;
        }
        append(pixels, own, layout, values);
        decoded.push_back(known[i]);
        if (known[i].file->label >= 0)
            out.labels.push_back(known[i].file->label);
    }
    out.values = std::move(values);
    const bool all = decoded.size() == known.size();
    known = std::move(decoded);
    return all;
}

} // namespace

void readImages(const ImageListing& images, Dataset& out, const Progress& progress)
{
    std::vector<Known> known;
    std::vector<std::string> unreadable;
    for (std::size_t i = 0; i < images.files.size(); ++i) {
        progress.report(0.3 * double(i) / double(images.files.size()));
        if (const std::optional<Outline> outline = outlineIn(images.files[i].path))
            known.push_back({&images.files[i], *outline});
        else
            unreadable.push_back(images.files[i].path.string());
    }
    Layout layout;
    // Images of which only the header is sound must not decide on the size: then once more.
    for (bool settled = false; !settled && !known.empty();) {
        layout = layoutOf(known);
        const bool all =
            decode(known, layout, unreadable, out, progress.span(0.3, 1, "reading images"));
        settled = all || (!known.empty() && layoutOf(known) == layout);
    }
    if (known.empty())
        throw Error(ErrorKind::Format, "no image can be read",
                    unreadable.empty() ? "a folder" : unreadable[0],
                    "damaged files, or files that are no images but are called so",
                    "give PNG, JPEG, BMP or PPM files");
    out.sampleShape = {layout.channels, layout.size.height, layout.size.width};
    out.classNames = images.classNames;
    out.format = images.classNames.empty() ? "images" : "image folder";
    out.warnings.insert(out.warnings.end(), images.warnings.begin(), images.warnings.end());
    const auto others = std::count_if(known.begin(), known.end(), [&](const Known& image) {
        return !(image.outline.size == layout.size);
    });
    if (others > 0)
        out.warnings.push_back(std::to_string(others) + " of " + std::to_string(known.size()) +
                               " images are of another size and were resized to " +
                               std::to_string(layout.size.height) + " x " +
                               std::to_string(layout.size.width));
    tellUnreadable(unreadable, out);
}

} // namespace leafscope
