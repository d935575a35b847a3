// SPDX-License-Identifier: MIT
#include "app/work/walk_sheet.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/leaf/sequence.hpp"
#include "core/leaf/tangent.hpp"

#include <QFont>
#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr std::size_t kPlaces = 9;
constexpr int kColumns = 3;
constexpr int kTile = 224; ///< the longer side of a picture
constexpr int kMargin = 48;
constexpr int kGap = 32;
constexpr int kTitleHeight = 52;
constexpr int kLine = 18;
constexpr int kCaptionGap = 10;
// A sheet is printed and sent, whatever theme the window has.
constexpr QRgb kPaper = 0xffffffff;
constexpr QRgb kInk = 0xff1f2328;
constexpr QRgb kQuiet = 0xff59636e;
constexpr QRgb kHairline = 0xffd8dee4;

/// Three significant digits, two of small numbers.
QString number(double value)
{
    if (value == 0 || std::abs(value) < 1e-3 || std::abs(value) >= 1e4)
        return QString::number(value, 'g', 2);
    return QString::number(value, 'f',
                           std::max(0, 2 - int(std::floor(std::log10(std::abs(value))))));
}

QImage imageOf(const Picture& picture)
{
    const bool grey = picture.channels == 1;
    const QImage view(picture.pixels.data(), picture.width, picture.height,
                      qsizetype(picture.width) * picture.channels,
                      grey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    return view.convertToFormat(QImage::Format_RGB32); // owns its pixels
}

QFont plainFont(int pixels, bool strong = false)
{
    QFont font(QStringLiteral("Sans Serif"));
    font.setPixelSize(pixels);
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    // The same bytes with and without a display.
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::NoSubpixelAntialias);
    return font;
}

QString titleOf(const Recipe& recipe, const Json& result)
{
    const QString dot = QStringLiteral(" %1 ").arg(QChar(0x00b7));
    const Json& p = recipe.parameters;
    QString text = QString::fromStdString(p.value("kind", std::string("leaf"))) +
                   QStringLiteral(" walk") + dot + QStringLiteral("sample ") +
                   QString::number(p.value("from", 0));
    const Json start = Json::parse(p.value("start", std::string()), nullptr, false);
    if (start.is_object())
        text += QStringLiteral(" after %1 steps").arg(start.value("place", 0));
    if (const int to = p.value("to", -1); to >= 0)
        text += QStringLiteral(" to ") + QString::number(to);
    const auto range = [&](const char* name) {
        return number(result[std::string(name) + "_start"].get<double>()) + QStringLiteral(" to ") +
               number(result[std::string(name) + "_end"].get<double>());
    };
    if (result.value("residual_end", Json()).is_number())
        text += dot + QStringLiteral("residual ") + range("residual") +
                QStringLiteral(" (alignment ") + range("alignment") + QLatin1Char(')');
    else
        text += dot + QStringLiteral("length ") + number(result.value("length", 0.0));
    if (result.contains("max_logit_drift"))
        text +=
            dot + QStringLiteral("logit drift ") + number(result["max_logit_drift"].get<double>());
    return text;
}

QString detailOf(const Json& result)
{
    QString text = QStringLiteral("in ") + QString::fromStdString(result.value("unit", ""));
    if (const Json bounds = result.value("bounds", Json()); bounds.is_array())
        text += QStringLiteral(", from %1 to %2")
                    .arg(number(bounds[0].get<double>()), number(bounds[1].get<double>()));
    else
        text += QStringLiteral(", without bounds");
    return text + QStringLiteral(" %1 ").arg(QChar(0x00b7)) +
           QString::fromStdString(result.value("ended", ""));
}

WalkFacts factsOf(const Hdf5File& file)
{
    WalkFacts facts;
    const auto list = [&](const char* name) {
        return Json::parse(file.text("/", name).value_or("[]"), nullptr, false);
    };
    facts.shape = list("shape").get<std::vector<std::int64_t>>();
    facts.classNames = list("class_names").get<std::vector<std::string>>();
    facts.shown = {file.number("/", "shown_low").value_or(0),
                   file.number("/", "shown_high").value_or(1)};
    facts.blueFirst = file.text("/", "channels") == "bgr";
    return facts;
}

QString className(const WalkFacts& facts, Index c)
{
    return std::size_t(c) < facts.classNames.size()
               ? QString::fromStdString(facts.classNames[std::size_t(c)])
               : QStringLiteral("class ") + QString::number(c);
}

VectorD rowOf(const Hdf5File& file, const char* name, std::size_t row)
{
    VectorD values(file.info(name).shape.at(1));
    file.readRows(name, std::int64_t(row), 1, values.data());
    return values;
}

} // namespace

WalkSheet readWalkSheet(const Recipe& recipe, const Json& result,
                        const std::filesystem::path& folder)
{
    const Hdf5File file = Hdf5File::open(folder / "walk.h5");
    const WalkFacts facts = factsOf(file);
    WalkSheet sheet{titleOf(recipe, result), detailOf(result), {}};
    if (!isImageShape(facts.shape))
        return sheet;
    const auto lengths = file.read<double>("/length");
    const auto residuals = file.read<double>("/residual");
    const VectorD start = centred(rowOf(file, "/logits", 0));
    for (const std::size_t place : evenPlaces(lengths, kPlaces)) {
        const VectorD x = rowOf(file, "/x", place);
        const VectorD logits = rowOf(file, "/logits", place);
        const Index label = predictionOf(logits);
        const bool target = std::isfinite(residuals[place]);
        const double last =
            target ? residuals[place] : (centred(logits) - start).cwiseAbs().maxCoeff();
        sheet.places.push_back(
            {imageOf(pictureOf({x.data(), std::size_t(x.size())}, facts, kTile)),
             {QStringLiteral("place %1 of %2, length %3")
                  .arg(place)
                  .arg(lengths.size() - 1)
                  .arg(number(lengths[place])),
              QStringLiteral("%1 %2").arg(className(facts, label),
                                          QString::number(softmax(logits)[label], 'f', 3)),
              (target ? QStringLiteral("residual ") : QStringLiteral("logit drift ")) +
                  number(last)}});
    }
    return sheet;
}

QImage drawWalkSheet(const WalkSheet& sheet)
{
    EXPECTS(!sheet.places.empty(), "no places");
    const QSize image = sheet.places.front().image.size().scaled(kTile, kTile, Qt::KeepAspectRatio);
    const int rows = (int(sheet.places.size()) + kColumns - 1) / kColumns;
    const int lines = int(sheet.places.front().caption.size());
    const int cell = image.height() + kCaptionGap + lines * kLine;
    // Narrow pictures still leave room for their captions.
    QImage page(2 * kMargin + kColumns * kTile + (kColumns - 1) * kGap,
                2 * kMargin + kTitleHeight + rows * cell + (rows - 1) * kGap, QImage::Format_RGB32);
    page.fill(kPaper);
    QPainter painter(&page);
    const auto write = [&](const QFont& font, QRgb colour, const QRect& where,
                           const QString& text) {
        painter.setFont(font);
        painter.setPen(QColor(colour));
        painter.drawText(where, Qt::AlignLeft | Qt::AlignTop,
                         QFontMetrics(font).elidedText(text, Qt::ElideRight, where.width()));
    };
    write(plainFont(15, true), kInk,
          {kMargin, kMargin - 12, page.width() - 2 * kMargin, kTitleHeight}, sheet.title);
    write(plainFont(13), kQuiet, {kMargin, kMargin + 12, page.width() - 2 * kMargin, kTitleHeight},
          sheet.detail);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (std::size_t i = 0; i < sheet.places.size(); ++i) {
        const QPoint corner(kMargin + int(i) % kColumns * (kTile + kGap),
                            kMargin + kTitleHeight + int(i) / kColumns * (cell + kGap));
        const QRect frame(corner, image);
        painter.drawImage(frame, sheet.places[i].image);
        painter.setPen(QColor(kHairline));
        painter.drawRect(frame.adjusted(-1, -1, 0, 0));
        QRect line(corner + QPoint(0, image.height() + kCaptionGap), QSize(kTile, kLine));
        for (const QString& text : sheet.places[i].caption) {
            const bool first = &text == &sheet.places[i].caption.front();
            write(plainFont(13), first ? kInk : kQuiet, line, text);
            line.translate(0, kLine);
        }
    }
    return page;
}

} // namespace leafscope
