// SPDX-License-Identifier: MIT
#include "views/style/sample_image.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace leafscope::style {

namespace {

// A picture larger than this on a side is not a sample anybody looks at; it would only eat memory.
constexpr std::int64_t kMostPixels = 16384;

/// Maps a sample's values to bytes: stored bytes as they are, others from [min, max] to 0..255.
class ToByte {
public:
    ToByte(const std::vector<float>& values, bool bytes)
    {
        if (bytes)
            return;
        float low = std::numeric_limits<float>::infinity();
        float high = -low;
        for (const float value : values) {
            if (!std::isfinite(value))
                continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
        m_low = low;
        m_scale = high > low ? 255.0F / (high - low) : 0.0F;
    }

    /// Values that are not finite are drawn black.
    int operator()(float value) const
    {
        if (!std::isfinite(value))
            return 0;
        return int(std::lround(std::clamp((value - m_low) * m_scale, 0.0F, 255.0F)));
    }

private:
    float m_low = 0;
    float m_scale = 1;
};

} // namespace

QImage sampleImage(const Dataset& data, Index i)
{
    if (!data.isImage() || i < 0 || i >= data.size())
        return {};
    const std::int64_t height = data.sampleShape[1];
    const std::int64_t width = data.sampleShape[2];
    if (height > kMostPixels || width > kMostPixels)
        return {};
    std::vector<float> values(std::size_t(data.sampleSize()));
    data.copySample(i, values.data());
    const ToByte toByte(values, data.isBytes());
    const std::size_t plane = std::size_t(height * width);
    const bool colour = data.sampleShape[0] == 3;
    QImage image(int(width), int(height),
                 colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8);
    if (image.isNull())
        return {};
    for (int y = 0; y < int(height); ++y) {
        uchar* row = image.scanLine(y);
        for (int x = 0; x < int(width); ++x) {
            const std::size_t at = std::size_t(y) * std::size_t(width) + std::size_t(x);
            if (colour)
                for (std::size_t c = 0; c < 3; ++c)
                    row[std::size_t(x) * 3 + c] = uchar(toByte(values[c * plane + at]));
            else
                row[x] = uchar(toByte(values[at]));
        }
    }
    return image;
}

QImage sampleThumbnail(const Dataset& data, Index i, int side)
{
    const QImage image = sampleImage(data, i);
    if (image.isNull() || side < 1)
        return {};
    const int factor = side / std::max(image.width(), image.height());
    if (factor <= 1) {
        // Larger than the place it has: only then smoothing is the lesser evil.
        return factor == 1
                   ? image
                   : image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    return image.scaled(image.width() * factor, image.height() * factor, Qt::IgnoreAspectRatio,
                        Qt::FastTransformation);
}

} // namespace leafscope::style
