// SPDX-License-Identifier: MIT
#include "app/work/thumbnail.hpp"

#include "app/work/loading.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/session_folder.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QPainter>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace leafscope {

namespace {

constexpr Index kMostPoints = 6000;
constexpr int kCell = 54;
constexpr int kMargin = 20;
constexpr double kPointRadius = 2.6;

/// The rectangle that holds the middle 99.6 % of the points along each axis.
QRectF extentOf(const MatrixF& points)
{
    const auto range = [&](Index axis) {
        std::vector<float> values;
        for (Index i = 0; i < points.rows(); ++i)
            values.push_back(points(i, axis));
        std::sort(values.begin(), values.end());
        const auto cut = std::size_t(0.002 * double(values.size()));
        return std::pair<double, double>(values[cut], values[values.size() - 1 - cut]);
    };
    const auto [left, right] = range(0);
    const auto [low, high] = range(1);
    return {left, low, std::max(right - left, 1e-9), std::max(high - low, 1e-9)};
}

/// Drawn from the session's own artifacts; null unless its layout is there.
QImage sessionThumbnail(const QString& folder)
{
    const SessionFolder saved = readSessionFolder(folder.toStdString());
    const auto layout = saved.recipes.find("layout");
    if (layout == saved.recipes.end())
        return {};
    const ArtifactStore store({saved.artifacts(), ArtifactStore::userFolder()});
    if (!store.find(layout->second.hash()))
        return {}; // a thumbnail is not worth computing for
    const LoadedFact loaded = loadFact(layout->second, store, Progress());
    const std::string layer = saved.view.value("layer", std::string());
    return loaded.layout ? pointsThumbnail(*loaded.layout, QString::fromStdString(layer),
                                           loaded.embedding.get())
                         : QImage();
}

} // namespace

QImage pointsThumbnail(const Layout& layout, const QString& layer, const EmbeddingHeader* labels)
{
    const LayerLayout* shown = layout.find(layer.toStdString());
    if (!shown && !layout.layers.empty())
        shown = &layout.layers.back();
    if (!shown || shown->coordinates.rows() == 0 || shown->coordinates.cols() < 2)
        return {};
    const MatrixF& points = shown->coordinates;
    QImage image(kThumbnailSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF extent = extentOf(points);
    const QSizeF room = QSizeF(kThumbnailSize) - QSizeF(2 * kMargin, 2 * kMargin);
    const double scale = std::min(room.width() / extent.width(), room.height() / extent.height());
    const Index step = std::max<Index>(1, points.rows() / kMostPoints);
    for (Index i = 0; i < points.rows(); i += step) {
        const bool known = labels && std::size_t(i) < labels->labels.size();
        painter.setBrush(style::categorical(known ? labels->labels[std::size_t(i)] : 0));
        const QPointF offset = (QPointF(points(i, 0), points(i, 1)) - extent.center()) * scale;
        painter.drawEllipse(QPointF(kThumbnailSize.width() / 2.0 + offset.x(),
                                    kThumbnailSize.height() / 2.0 - offset.y()),
                            kPointRadius, kPointRadius);
    }
    return image;
}

QImage samplesThumbnail(const Dataset& data)
{
    if (!data.isImage() || data.size() == 0)
        return {};
    QImage image(kThumbnailSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    const int columns = (kThumbnailSize.width() - 2) / kCell;
    const int rows = kThumbnailSize.height() / kCell;
    const int count = int(std::min<Index>(data.size(), columns * rows));
    for (int i = 0; i < count; ++i) {
        const QImage sample = style::sampleImage(data, data.size() * i / count);
        painter.drawImage(QRect((i % columns) * kCell, (i / columns) * kCell, kCell - 2, kCell - 2),
                          sample);
    }
    return image;
}

QString thumbnailFile(const QString& spec)
{
    const QByteArray name = QCryptographicHash::hash(spec.toUtf8(), QCryptographicHash::Sha1);
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) +
           QStringLiteral("/thumbnails/") + QString::fromLatin1(name.toHex()) +
           QStringLiteral(".png");
}

void keepThumbnail(const QString& spec, const QImage& image)
{
    const QString name = thumbnailFile(spec);
    QDir().mkpath(QFileInfo(name).path());
    QSaveFile file(name); // whole or absent
    if (!image.isNull() && file.open(QIODevice::WriteOnly) && image.save(&file, "PNG"))
        file.commit();
}

QImage findThumbnail(const QString& spec)
{
    QImage image(thumbnailFile(spec));
    if (!image.isNull() || !QFileInfo(spec).isDir())
        return image;
    try {
        image = sessionThumbnail(spec);
    } catch (const std::exception&) {
        return {}; // what is wrong with the session is told when it is opened
    }
    keepThumbnail(spec, image);
    return image;
}

} // namespace leafscope
