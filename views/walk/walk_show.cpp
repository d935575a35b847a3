// SPDX-License-Identifier: MIT
#include "views/walk/walk_show.hpp"

#include "core/leaf/sequence.hpp"
#include "views/style/theme.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <span>

namespace leafscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("WalkShow", text);
}

} // namespace

QString nameOf(WalkColour colour)
{
    return colour == WalkColour::Prediction   ? QStringLiteral("prediction")
           : colour == WalkColour::Confidence ? QStringLiteral("confidence")
                                              : QStringLiteral("alignment");
}

std::optional<WalkColour> walkColourOf(const QString& name)
{
    for (const WalkColour colour :
         {WalkColour::Prediction, WalkColour::Confidence, WalkColour::Alignment})
        if (nameOf(colour) == name)
            return colour;
    return {};
}

QString titleOf(WalkColour colour)
{
    return colour == WalkColour::Prediction   ? tr("Prediction")
           : colour == WalkColour::Confidence ? tr("Confidence")
                                              : tr("Alignment");
}

const WalkTrack* WalkShow::track() const
{
    return current >= 0 && current < int(walks.size()) ? walks[std::size_t(current)].get()
                                                       : nullptr;
}

int WalkShow::placeAt(const WalkTrack& walk, double share)
{
    if (walk.places.empty())
        return -1;
    const double wanted = share * walk.length() * (1 - 1e-9);
    const auto found =
        std::lower_bound(walk.places.begin(), walk.places.end(), wanted,
                         [](const auto& place, double length) { return place->length < length; });
    if (found == walk.places.begin())
        return 0;
    if (found == walk.places.end())
        return int(walk.places.size()) - 1;
    // The nearer of the two around it.
    const bool before = wanted - (*(found - 1))->length < (*found)->length - wanted;
    return int(found - walk.places.begin()) - int(before);
}

const WalkStep* WalkShow::step() const
{
    const WalkTrack* walk = track();
    const int at = walk ? place(*walk) : -1;
    return at < 0 ? nullptr : walk->places[std::size_t(at)].get();
}

std::string walkRole(std::size_t index)
{
    return QStringLiteral("walk%1").arg(index, 3, 10, QLatin1Char('0')).toStdString();
}

double shareOf(const WalkTrack& walk, int place)
{
    const double all = walk.length();
    if (walk.places.empty() || !(all > 0))
        return 1;
    return walk.places[std::size_t(std::clamp(place, 0, int(walk.places.size()) - 1))]->length /
           all;
}

QColor colourOf(const WalkTrack&, const WalkStep& place, WalkColour by)
{
    switch (by) {
    case WalkColour::Prediction:
        return style::categorical(int(predictionOf(place.logits)));
    case WalkColour::Confidence:
        return style::sequential(1 - doubt(place.logits));
    case WalkColour::Alignment:
        break;
    }
    return std::isfinite(place.alignment) ? style::sequential(place.alignment)
                                          : style::tokens().secondary;
}

QString classNameOf(const WalkTrack& walk, Index c)
{
    if (c >= 0 && std::size_t(c) < walk.facts.classNames.size())
        return QString::fromStdString(walk.facts.classNames[std::size_t(c)]);
    return tr("class %1").arg(c);
}

QString kindTitle(const WalkTrack& walk)
{
    const QString kind = walk.kind();
    const bool isPublished = walk.parameters.value("algorithm", std::string()) == "published";
    const QString title = kind == QLatin1String("leaf")       ? tr("Leaf")
                          : kind == QLatin1String("kernel")   ? tr("Kernel")
                          : kind == QLatin1String("straight") ? tr("Straight line")
                          : kind == QLatin1String("simplex")  ? tr("Simplex")
                          : kind == QLatin1String("noise")    ? tr("Noise, then leaf")
                          : kind == QLatin1String("label")    ? tr("Same label")
                          : kind == QLatin1String("guided")   ? tr("By hand")
                                                              : tr("Eigen %1").arg(kind.mid(6));
    return isPublished ? tr("%1, published").arg(title) : title;
}

QString courseTitle(const WalkTrack& walk)
{
    const auto from = walk.parameters.value("from", 0);
    const auto to = walk.parameters.value("to", -1);
    QString text = tr("#%1").arg(from);
    const Json start = Json::parse(walk.parameters.value("start", std::string()), nullptr, false);
    if (start.is_object())
        text += tr(" after %1 steps").arg(start.value("place", 0));
    if (to >= 0 && walk.target)
        text += tr(" to #%1").arg(to);
    return walk.name.isEmpty() ? text : walk.name + QStringLiteral(" \u00b7 ") + text;
}

QImage walkImage(const WalkTrack& walk, const VectorD& x)
{
    if (!isImageShape(walk.facts.shape))
        return {};
    const Picture picture = pictureOf({x.data(), std::size_t(x.size())}, walk.facts, 1);
    const auto format = picture.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8;
    QImage image(picture.width, picture.height, format);
    if (image.isNull())
        return {};
    const std::size_t row = std::size_t(picture.width) * std::size_t(picture.channels);
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(picture.pixels.data() + std::size_t(y) * row, row, image.scanLine(y));
    return image;
}

} // namespace leafscope
