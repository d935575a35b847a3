// SPDX-License-Identifier: MIT
// The look: contrast, palettes, numbers, icons, and samples as pictures.
#include "views/style/appearance.hpp"
#include "views/style/colour.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/style_sheet.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QRegularExpression>
#include <QStyle>
#include <QTest>

#include <cmath>
#include <limits>

using namespace leafscope;
using style::Theme;

namespace {

constexpr Theme kThemes[] = {Theme::Light, Theme::Dark};

Dataset dataset(std::vector<std::int64_t> shape, SampleValues values)
{
    Dataset data;
    data.sampleShape = std::move(shape);
    data.values = std::move(values);
    return data;
}

int inkOf(const QIcon& icon, QColor* colour)
{
    const QImage image = icon.pixmap(80, 80).toImage();
    int ink = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixelColor(x, y).alpha() > 250) {
                ++ink;
                *colour = image.pixelColor(x, y);
            }
    return ink;
}

} // namespace

class TestStyle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastOfKnownPairs()
    {
        QCOMPARE(style::contrast(Qt::white, Qt::black), 21.0);
        QCOMPARE(style::contrast(Qt::red, Qt::red), 1.0);
        QVERIFY(std::abs(style::contrast(QColor(0x767676), Qt::white) - 4.54) < 0.01);
        QCOMPARE(style::contrast(Qt::blue, Qt::green), style::contrast(Qt::green, Qt::blue));
    }

    void oklabThereAndBack()
    {
        for (const QRgb rgb : {0xff000000U, 0xffffffffU, 0xff2f6fdeU, 0xffe08e00U, 0xff1f7a2eU}) {
            const QColor colour = QColor::fromRgb(rgb);
            QCOMPARE(style::fromOklab(style::oklab(colour)).rgb(), colour.rgb());
            QCOMPARE(style::difference(colour, colour), 0.0);
        }
        QVERIFY(std::abs(style::oklab(Qt::white)[0] - 1) < 1e-4);
    }

    void textCanBeRead()
    {
        for (const Theme theme : kThemes) {
            const style::Tokens& t = style::tokens(theme);
            for (const QColor& ink : {t.text, t.secondary, t.danger})
                for (const QColor& ground : {t.window, t.surface})
                    QVERIFY2(style::contrast(ink, ground) >= 4.5,
                             qPrintable(ink.name() + QStringLiteral(" on ") + ground.name()));
            QVERIFY(style::contrast(t.accent, t.surface) >= 3);
        }
        QCOMPARE(style::tokens(Theme::Light).accent, QColor(0x2f6fde));
        QCOMPARE(style::tokens(Theme::Dark).surface, QColor(0x1d2127));
    }

    void classColoursStandOutOnBothThemes()
    {
        for (int i = 0; i < 64; ++i)
            for (const Theme theme : kThemes) {
                const double contrast =
                    style::contrast(style::categorical(i), style::tokens(theme).surface);
                QVERIFY2(contrast >= 2.2, qPrintable(QStringLiteral("class %1 %2: %3")
                                                         .arg(i)
                                                         .arg(style::categorical(i).name())
                                                         .arg(contrast)));
            }
    }

    void classColoursDiffer()
    {
        for (int a = 0; a < 20; ++a) {
            for (int b = 0; b < a; ++b) {
                const double d = style::difference(style::categorical(a), style::categorical(b));
                QVERIFY2(d >= 0.07,
                         qPrintable(QStringLiteral("%1 and %2: %3").arg(a).arg(b).arg(d)));
                if (a < 8)
                    QVERIFY2(d >= 0.1,
                             qPrintable(QStringLiteral("%1 and %2: %3").arg(a).arg(b).arg(d)));
            }
            for (const Theme theme : kThemes)
                QVERIFY(style::difference(style::categorical(a), style::tokens(theme).accent) >=
                        0.07);
        }
        for (int a = 20; a < 64; ++a)
            for (int b = 20; b < a; ++b)
                QVERIFY(style::categorical(a) != style::categorical(b));
    }

    void viridisRises()
    {
        QCOMPARE(style::sequential(0), QColor(0x440154));
        QCOMPARE(style::sequential(1), QColor(0xfde725));
        QCOMPARE(style::sequential(0.5), QColor(0x21918c));
        QCOMPARE(style::sequential(-3), style::sequential(0));
        QCOMPARE(style::sequential(7), style::sequential(1));
        QCOMPARE(style::sequential(std::nan("")), style::tokens().secondary);
        double before = -1;
        for (int i = 0; i <= 100; ++i) {
            const double lightness = style::oklab(style::sequential(i / 100.0))[0];
            QVERIFY2(lightness > before - 2e-3, qPrintable(QString::number(i)));
            before = lightness;
        }
    }

    void numbers_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("digits");
        QTest::addColumn<QString>("text");
        const auto row = [](double value, int digits, const QString& text) {
            QTest::newRow(qPrintable(text)) << value << digits << text;
        };
        row(12.41, 3, QStringLiteral("12.4"));
        row(0.0314159, 3, QStringLiteral("0.0314"));
        row(120000, 3, QStringLiteral("1.2e5"));
        row(9.996, 3, QStringLiteral("10.0"));
        row(99.96, 3, QStringLiteral("100"));
        row(1234.4, 3, QStringLiteral("1234"));
        row(99999.6, 5, QStringLiteral("1e5"));
        row(-0.5, 4, QStringLiteral("-0.5000"));
        row(2.5e-7, 3, QStringLiteral("2.5e-7"));
        row(0, 3, QStringLiteral("0"));
        row(std::nan(""), 3, QString(QChar(0x2013)));
        row(std::numeric_limits<double>::infinity(), 3, QString(QChar(0x221e)));
        row(-std::numeric_limits<double>::infinity(), 3, QStringLiteral("-") + QChar(0x221e));
    }

    void numbers()
    {
        QFETCH(double, value);
        QFETCH(int, digits);
        QTEST(style::number(value, digits), "text");
    }

    void counts()
    {
        QCOMPARE(style::count(0), QStringLiteral("0"));
        QCOMPARE(style::count(999), QStringLiteral("999"));
        QCOMPARE(style::count(60000), QStringLiteral("60,000"));
        QCOMPARE(style::count(-1234567), QStringLiteral("-1,234,567"));
    }

    void greyBytesStayAsTheyAre()
    {
        std::vector<std::uint8_t> bytes{0, 10, 20, 30, 40, 255, 7, 7, 7, 7, 7, 7};
        const Dataset data = dataset({1, 2, 3}, bytes);
        const QImage image = style::sampleImage(data, 0);
        QCOMPARE(image.size(), QSize(3, 2));
        for (int i = 0; i < 6; ++i)
            QCOMPARE(qGray(image.pixel(i % 3, i / 3)), int(bytes[std::size_t(i)]));
        QCOMPARE(qGray(style::sampleImage(data, 1).pixel(2, 1)), 7);
    }

    void colourPlanesBecomePixels()
    {
        std::vector<std::uint8_t> bytes;
        for (int i = 0; i < 12; ++i)
            bytes.push_back(std::uint8_t(i * 20));
        const QImage image = style::sampleImage(dataset({3, 2, 2}, bytes), 0);
        QCOMPARE(image.pixel(1, 1), qRgb(60, 140, 220));
    }

    void otherValuesAreScaled()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const QImage image =
            style::sampleImage(dataset({1, 2, 2}, std::vector<float>{-1, 0, 1, nan}), 0);
        QCOMPARE(qGray(image.pixel(0, 0)), 0);
        QCOMPARE(qGray(image.pixel(1, 0)), 128);
        QCOMPARE(qGray(image.pixel(0, 1)), 255);
        QCOMPARE(qGray(image.pixel(1, 1)), 0);
        const QImage flat =
            style::sampleImage(dataset({1, 2, 2}, std::vector<double>{5, 5, 5, 5}), 0);
        QCOMPARE(qGray(flat.pixel(1, 1)), 0);
    }

    void whatIsNoImageIsNull()
    {
        const Dataset points = dataset({4}, std::vector<float>{1, 2, 3, 4});
        QVERIFY(style::sampleImage(points, 0).isNull());
        QVERIFY(style::sampleThumbnail(points, 0, 84).isNull());
        const Dataset image = dataset({1, 2, 2}, std::vector<float>{1, 2, 3, 4});
        QVERIFY(style::sampleImage(image, 1).isNull());
        QVERIFY(style::sampleImage(image, -1).isNull());
        QVERIFY(style::sampleThumbnail(image, 0, 0).isNull());
    }

    void thumbnailsKeepTheirPixels()
    {
        const Dataset data =
            dataset({1, 2, 3}, std::vector<std::uint8_t>{0, 50, 100, 150, 200, 250});
        const QImage large = style::sampleThumbnail(data, 0, 84);
        QCOMPARE(large.size(), QSize(84, 56));
        for (int y = 0; y < 56; ++y)
            for (int x = 0; x < 84; ++x)
                QCOMPARE(qGray(large.pixel(x, y)), 50 * (x / 28 + 3 * (y / 28)));
        QCOMPARE(style::sampleThumbnail(data, 0, 2).width(), 2);
    }

    void iconsAreThereAndTinted()
    {
        const QDir folder(QStringLiteral(LEAFSCOPE_SOURCE_DIR "/resources/icons"));
        const QStringList files = folder.entryList({QStringLiteral("*.svg")});
        QVERIFY(files.size() > 30);
        for (const Theme theme : kThemes) {
            style::apply(*qApp, theme);
            for (const QString& file : files) {
                const QString name = file.chopped(4);
                if (name == QLatin1String("leafscope"))
                    continue;
                QColor ink;
                QVERIFY2(inkOf(style::icon(name), &ink) >= 3, qPrintable(name));
                QVERIFY2(style::difference(ink, style::tokens().text) < 0.03, qPrintable(name));
            }
        }
        QVERIFY(style::icon(QStringLiteral("no-such-icon")).isNull());
        QVERIFY(!style::programIcon().pixmap(64, 64).isNull());
    }

    void anIconFollowsTheTheme()
    {
        const QIcon icon = style::icon(QStringLiteral("check"));
        QColor light;
        QColor dark;
        style::apply(*qApp, Theme::Light);
        inkOf(icon, &light);
        style::apply(*qApp, Theme::Dark);
        inkOf(icon, &dark);
        QVERIFY(style::difference(light, dark) > 0.3);
    }

    void theSheetIsComplete()
    {
        for (const Theme theme : kThemes) {
            const QString sheet = style::styleSheet(style::tokens(theme));
            QVERIFY(!sheet.contains(QLatin1Char('@')));
            QCOMPARE(sheet.count(QLatin1Char('{')), sheet.count(QLatin1Char('}')));
            const QRegularExpression hash(QStringLiteral("#([A-Za-z]\\w*)"));
            for (auto it = hash.globalMatch(sheet); it.hasNext();) {
                const QString word = it.next().captured();
                QVERIFY2(QColor::isValidColorName(word), qPrintable(word));
            }
            style::takeInResources();
            const QRegularExpression url(QStringLiteral("url\\((:[^)]+)\\)"));
            for (auto it = url.globalMatch(sheet); it.hasNext();) {
                const QString path = it.next().captured(1);
                QVERIFY2(QFile::exists(path), qPrintable(path));
            }
        }
    }

    void textAndControlsScale()
    {
        style::setTextScale(1.5);
        style::apply(*qApp, Theme::Light);
        QPushButton button(QStringLiteral("Compute"));
        QCOMPARE(style::font(style::FontRole::Body).pixelSize(), 20);
        QVERIFY(button.sizeHint().height() >= int(1.5 * style::kControlHeight) - 2);
        QVERIFY(qApp->styleSheet().contains(QStringLiteral("font-size: 17px")));
        style::setTextScale(100);
        QCOMPARE(style::textScale(), 2.0);
        style::setTextScale(1);
        style::apply(*qApp, Theme::Light);
    }

    void motionCanBeReduced()
    {
        style::apply(*qApp, Theme::Light);
        const auto duration = [] {
            return qApp->style()->styleHint(QStyle::SH_Widget_Animation_Duration);
        };
        QVERIFY(duration() > 0);
        style::setReducedMotion(true);
        QCOMPARE(duration(), 0);
        style::setReducedMotion(false);
    }

    void controlsHaveTheirHeight()
    {
        style::apply(*qApp, Theme::Light);
        QCOMPARE(style::theme(), Theme::Light);
        QPushButton button(QStringLiteral("Compute"));
        QCOMPARE(button.sizeHint().height(), style::kControlHeight);
        QCOMPARE(button.font().pixelSize(), 13);
        QCOMPARE(style::font(style::FontRole::Caption).pixelSize(), 11);
        QCOMPARE(style::font(style::FontRole::Title).pixelSize(), 16);
        const QFontMetricsF metrics(style::font(style::FontRole::Body));
        for (const QChar digit : QStringLiteral("023456789"))
            QCOMPARE(metrics.horizontalAdvance(digit), metrics.horizontalAdvance(QLatin1Char('1')));
    }
};

QTEST_MAIN(TestStyle)
#include "test_style.moc"
