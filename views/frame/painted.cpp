// SPDX-License-Identifier: MIT
#include "views/frame/painted.hpp"

#include "core/base/error.hpp"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>

#include <string>

namespace leafscope {

namespace {

constexpr int kMostPixels = 32768; ///< per side of a picture

void requireSize(QSize size)
{
    if (size.width() < 1 || size.height() < 1 || size.width() > kMostPixels ||
        size.height() > kMostPixels)
        throw Error(ErrorKind::InvalidInput, "a picture of this size cannot be drawn",
                    "size " + std::to_string(size.width()) + " x " + std::to_string(size.height()),
                    "each side must be between 1 and " + std::to_string(kMostPixels) + " pixels",
                    "give another --size WxH");
}

} // namespace

QImage paintedImage(QSize size, const Painting& painting)
{
    requireSize(size);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        throw Error(ErrorKind::OutOfMemory, "there is not enough memory for this picture",
                    std::to_string(size.width()) + " x " + std::to_string(size.height()) +
                        " pixels",
                    {}, "give a smaller --size");
    QPainter painter(&image);
    painting(painter);
    return image;
}

QByteArray paintedSvg(QSize size, const QString& title, const Painting& painting)
{
    requireSize(size);
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setResolution(96); // so that a unit is a CSS pixel
    generator.setViewBox(QRect(QPoint(), size));
    generator.setTitle(title);
    QPainter painter(&generator);
    painting(painter);
    painter.end();
    return buffer.data();
}

} // namespace leafscope
