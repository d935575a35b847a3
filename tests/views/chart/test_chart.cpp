// SPDX-License-Identifier: MIT
// What a chart draws, read back from its pixels and its SVG.
#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>
#include <QTest>

#include <cmath>

using namespace leafscope;
using namespace leafscope::chart;

namespace {

const QColor kInk(0xd55e00);

Figure figure(std::vector<double> y)
{
    Figure result;
    result.title = QStringLiteral("Value (mm)");
    Series series;
    series.name = QStringLiteral("line");
    series.colour = kInk;
    series.y = std::move(y);
    for (std::size_t i = 0; i < series.y.size(); ++i) {
        series.x.push_back(double(i));
        result.xTicks.push_back({double(i), QStringLiteral("layer%1").arg(i)});
    }
    result.x = {-0.5, double(series.y.size()) - 0.5};
    result.y = niceRange(rangeOf(series.y), 6, true);
    result.series.push_back(series);
    return result;
}

QImage drawn(const Chart& chart, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(style::tokens().surface);
    QPainter painter(&image);
    chart.paint(painter);
    return image;
}

QByteArray svgOf(const Chart& chart, QSize size)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    QPainter painter(&generator);
    chart.paint(painter);
    painter.end();
    return buffer.data();
}

/// The middle of the ink in one column of pixels, or -1.
double inkAt(const QImage& image, double x, const QColor& ink)
{
    double sum = 0;
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        if (style::difference(image.pixelColor(int(x), y), ink) < 0.08) {
            sum += y;
            ++count;
        }
    return count ? sum / count : -1;
}

constexpr QSize kSize(400, 260);
const QRectF kFrame{0.0, 0.0, 400.0, 260.0};

} // namespace

class TestChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { style::apply(*qApp, style::Theme::Light); }

    void theLineLiesWhereTheScaleSays()
    {
        const Chart chart(figure({2, 6, 4, 9, 1}), kFrame);
        const QImage image = drawn(chart, kSize);
        for (const double at : {0.5, 1.5, 2.5, 3.5}) { // between the marks
            const auto& y = chart.figure().series.front().y;
            const double value = (y[std::size_t(at)] + y[std::size_t(at) + 1]) / 2;
            const double ink = inkAt(image, chart.xScale().toPixel(at), kInk);
            QVERIFY2(std::abs(ink - chart.yScale().toPixel(value)) < 2.5,
                     qPrintable(QString::number(ink)));
        }
    }

    void notANumberIsAGap()
    {
        const Chart chart(figure({2, 3, std::nan(""), 3, 2}), kFrame);
        const QImage image = drawn(chart, kSize);
        QVERIFY(inkAt(image, chart.xScale().toPixel(0.5), kInk) > 0);
        for (double at = 1.1; at < 2.9; at += 0.1)
            QVERIFY(inkAt(image, chart.xScale().toPixel(at), kInk) < 0);
    }

    void aPointBetweenGapsIsMarked()
    {
        Figure f = figure({2, std::nan(""), 5, std::nan(""), 2});
        f.series.front().markers = false;
        const Chart chart(f, kFrame);
        const double ink = inkAt(drawn(chart, kSize), chart.xScale().toPixel(2), kInk);
        QVERIFY(std::abs(ink - chart.yScale().toPixel(5)) < 1.5);
    }

    void aLogarithmicAxisLeavesOutZero()
    {
        Figure f = figure({1, 100, 0, -4, 10});
        f.logarithmic = true;
        f.y = niceLogRange(rangeOf(f.series.front().y, true));
        const Chart chart(f, kFrame);
        const QImage image = drawn(chart, kSize);
        QVERIFY(std::abs(inkAt(image, chart.xScale().toPixel(0.5), kInk) -
                         chart.yScale().toPixel(10)) < 3);
        QVERIFY(inkAt(image, chart.xScale().toPixel(2.5), kInk) < 0);
    }

    void theBandIsLighterThanTheLine()
    {
        Figure f = figure({5, 5, 5});
        f.y = {0, 10};
        f.series.front().low = {3, 3, std::nan("")};
        f.series.front().high = {7, 7, 7};
        const Chart chart(f, kFrame);
        const QImage image = drawn(chart, kSize);
        const auto at = [&](double x, double y) {
            return image.pixelColor(int(chart.xScale().toPixel(x)), int(chart.yScale().toPixel(y)));
        };
        const QColor surface = style::tokens().surface;
        QVERIFY(style::difference(at(0.5, 6.2), surface) > 0.02);
        QVERIFY(style::difference(at(0.5, 6.2), surface) < style::difference(kInk, surface) / 2);
        QCOMPARE(at(0.5, 8.5).rgb(), surface.rgb());
        QCOMPARE(at(1.5, 6.2).rgb(), surface.rgb()); // no interval known there
    }

    void theCursorIsInTheAccent()
    {
        Figure f = figure({2, 6, 4});
        f.cursor = 1;
        const Chart chart(f, kFrame);
        const QImage image = drawn(chart, kSize);
        const int x = int(std::floor(chart.xScale().toPixel(1)));
        QCOMPARE(image.pixelColor(x, int(chart.plot().bottom()) - 6), style::tokens().accent);
        f.cursor = -1;
        const QImage without = drawn(Chart(f, kFrame), kSize);
        QVERIFY(without.pixelColor(x, int(chart.plot().bottom()) - 6) != style::tokens().accent);
    }

    void nearestPoint()
    {
        Figure f = figure({2, 6, 4});
        f.series.front().x = {0, 1, 1}; // two layers at one depth
        f.x = {-0.5, 1.5};
        const Chart chart(f, kFrame);
        const auto position = [&](double x, double y) {
            return QPointF(chart.xScale().toPixel(x), chart.yScale().toPixel(y));
        };
        QCOMPARE(chart.nearest(position(0.3, 6)), 0);
        QCOMPARE(chart.nearest(position(0.8, 5.6)), 1);
        QCOMPARE(chart.nearest(position(1.2, 4.3)), 2);
        QCOMPARE(Chart(Figure(), kFrame).nearest({10, 10}), -1);
    }

    void namesAreSlantedWhenTheyDoNotFit()
    {
        const std::vector<double> many(24, 3.0);
        const Chart wide(figure(many), QRectF(0, 0, 1600, 260));
        const Chart narrow(figure(many), QRectF(0, 0, 500, 260));
        QVERIFY(narrow.plot().bottom() < wide.plot().bottom());
        for (const double width : {60.0, 120.0, 250.0, 500.0, 2000.0})
            for (const double height : {30.0, 80.0, 260.0}) {
                const QRectF frame(0, 0, width, height);
                const Chart chart(figure(many), frame);
                QVERIFY(chart.plot().height() >= 1);
                drawn(chart, frame.size().toSize());
            }
    }

    void panelsCanBeAligned()
    {
        Figure small = figure({1, 2});
        Figure large = figure({1, 20000});
        QVERIFY(Chart::gutterOf(large, 200) > Chart::gutterOf(small, 200));
        small.gutter = Chart::gutterOf(large, 200);
        QVERIFY(std::abs(Chart(small, kFrame).plot().left() - Chart(large, kFrame).plot().left()) <
                1);
    }

    void theSvgSaysWhatIsDrawn()
    {
        Figure f = figure({2, 6, 4});
        f.groups = {{-0.3, 0.3, QStringLiteral("0.20")}, {0.7, 2.3, QStringLiteral("0.40")}};
        f.groupTitle = QStringLiteral("depth");
        const QByteArray svg = svgOf(Chart(f, kFrame), kSize);
        for (const char* text : {"Value (mm)", "line", "layer0", "layer2", "0.20", "0.40", "depth"})
            QVERIFY2(svg.contains(text), text);
        QVERIFY(svg.contains(kInk.name().toLatin1()));
        QVERIFY(!svg.contains("nan"));
    }

    void twoDrawingsAreEqual()
    {
        const Chart chart(figure({2, 6, 4, 9, 1}), kFrame);
        QCOMPARE(drawn(chart, kSize), drawn(chart, kSize));
    }

    void aCardGrowsWithItsText()
    {
        const Card small{{CardRowKind::Title, QStringLiteral("fc1"), {}}};
        Card warned = small;
        warned.push_back({CardRowKind::Warning, QStringLiteral("words ").repeated(40), {}});
        QVERIFY(cardSize(warned).height() > cardSize(small).height() + 40);
        QVERIFY(cardSize(warned).width() < 320);
        QImage image(400, 300, QImage::Format_RGB32);
        image.fill(style::tokens().surface);
        QPainter painter(&image);
        const QRectF place = paintCard(painter, warned, {200, 150}, QRectF(0, 0, 400, 300));
        painter.end();
        QVERIFY(QRectF(0, 0, 400, 300).contains(place));
        int danger = 0;
        for (int y = 0; y < 300; ++y)
            for (int x = 0; x < 400; ++x)
                if (image.pixelColor(x, y) == style::tokens().danger)
                    danger += place.contains(QPointF(x, y)) ? 1 : -100000;
        QVERIFY(danger > 50);
    }
};

QTEST_MAIN(TestChart)
#include "test_chart.moc"
