// SPDX-License-Identifier: MIT
// Our line icons, drawn in the text colour of whatever theme is current when they are painted.
#include "views/style/colour.hpp"
#include "views/style/style_sheet.hpp"
#include "views/style/theme.hpp"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <memory>
#include <utility>

// Outside any namespace, as the macro asks for.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace leafscope::style {

void takeInResources()
{
    initIcons();
}

namespace {

QString resourcePath(const QString& name)
{
    takeInResources();
    return QStringLiteral(":/leafscope/icons/%1.svg").arg(name);
}

QByteArray readSvg(const QString& name)
{
    QFile file(resourcePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class LineIconEngine : public QIconEngine {
public:
    explicit LineIconEngine(QString name, QColor ink = {})
        : m_name(std::move(name))
        , m_ink(ink)
        , m_svg(readSvg(m_name))
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray svg = m_svg;
        svg.replace("currentColor", inkFor(mode).name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        painter->setRenderHint(QPainter::Antialiasing);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        const QString cached = QStringLiteral("leafscope-icon/%1/%2x%3/%4")
                                   .arg(m_name)
                                   .arg(size.width())
                                   .arg(size.height())
                                   .arg(inkFor(mode).name());
        QPixmap result;
        if (QPixmapCache::find(cached, &result))
            return result;
        result = QPixmap(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(), size), mode, state);
        painter.end();
        QPixmapCache::insert(cached, result);
        return result;
    }

    bool isNull() override { return m_svg.isEmpty(); }
    QString key() const override { return QStringLiteral("LeafscopeLineIcon"); }
    QString iconName() override { return m_name; }
    QIconEngine* clone() const override { return new LineIconEngine(m_name, m_ink); }

private:
    QColor inkFor(QIcon::Mode mode) const
    {
        const Tokens& t = tokens();
        if (m_ink.isValid())
            return m_ink;
        return mode == QIcon::Disabled ? mixed(t.surface, t.secondary, 0.65) : t.text;
    }

    QString m_name;
    QColor m_ink; ///< invalid: the text colour of the theme
    QByteArray m_svg;
};

} // namespace

QIcon icon(const QString& name)
{
    return QIcon(new LineIconEngine(name));
}

QIcon icon(const QString& name, const QColor& ink)
{
    return QIcon(new LineIconEngine(name, ink));
}

QIcon programIcon()
{
    const QString path = resourcePath(QStringLiteral("leafscope"));
    QIcon result;
    // As pixmaps: window managers want fixed sizes, and the program must not depend on an SVG
    // plug-in.
    QSvgRenderer renderer(path);
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

} // namespace leafscope::style
