// SPDX-License-Identifier: MIT
// The colours that carry data: classes and sequential values.
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace leafscope::style {

namespace {

// The first eight are Okabe and Ito's, moved just enough to stand on white and on the dark surface
// alike: black and yellow, which vanish on one of them, became olive and violet, the blues moved
// away from the accent. The others were chosen one by one as the colour farthest from all before it
// in OKLab.
constexpr std::array<QRgb, 20> kCategorical{
    0xff00719f, 0xffe08e00, 0xff009e73, 0xffd55e00, 0xffcc79a7, 0xff43add6, 0xffa39600,
    0xff8c5fd6, 0xffb4006c, 0xff646000, 0xffc583f5, 0xff78546c, 0xff3fb63a, 0xffb0302a,
    0xff98b38c, 0xffa07c6c, 0xff1f7a2e, 0xffee4f9e, 0xff5f7090, 0xff9b4fa8};

// viridis (van der Walt and Smith, 2015) at 17 equally spaced places; linear between them is within
// two 8-bit steps of the full table.
constexpr std::array<QRgb, 17> kViridis{0xff440154, 0xff48186a, 0xff472d7b, 0xff424086, 0xff3b528b,
                                        0xff33638d, 0xff2c728e, 0xff26828e, 0xff21918c, 0xff1fa088,
                                        0xff28ae80, 0xff3fbc73, 0xff5ec962, 0xff84d44b, 0xffaddc30,
                                        0xffd8e219, 0xfffde725};

/// Beyond the table: hues by the golden angle, on three lightness levels that read on both themes.
QColor generated(int index)
{
    const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
    const double lightness = std::array{0.62, 0.72, 0.54}[std::size_t(index % 3)];
    const double chroma = std::array{0.13, 0.09}[std::size_t(index / 3 % 2)];
    const double hue = golden * index;
    return fromOklab({lightness, chroma * std::cos(hue), chroma * std::sin(hue)});
}

} // namespace

QColor categorical(int index)
{
    if (index < 0)
        return tokens().secondary;
    const auto known = int(kCategorical.size());
    return index < known ? QColor::fromRgb(kCategorical[std::size_t(index)])
                         : generated(index - known);
}

QColor sequential(double t)
{
    if (std::isnan(t))
        return tokens().secondary;
    const double place = std::clamp(t, 0.0, 1.0) * double(kViridis.size() - 1);
    const auto left = std::min(std::size_t(place), kViridis.size() - 2);
    return mixed(QColor::fromRgb(kViridis[left]), QColor::fromRgb(kViridis[left + 1]),
                 place - double(left));
}

} // namespace leafscope::style
