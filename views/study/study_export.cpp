// SPDX-License-Identifier: MIT
// What every view can do: its state, its picture, its numbers.
#include "views/frame/painted.hpp"
#include "views/study/study_canvas.hpp"
#include "views/study/study_json.hpp"
#include "views/study/study_list.hpp"
#include "views/study/study_view.hpp"
#include "views/style/theme.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leafscope {

// A picture is made again in a session that holds nothing but the study: where the person was and
// what the classes are called belong to it.
Json StudyView::state() const
{
    Json pages = Json::object();
    for (const auto& [analysis, key] : m_chosen)
        if (session().study(analysis))
            pages[analysis] = key;
    const StudyContext now = context();
    Json state{{"study", shown()}, {"pages", pages}, {"alike", m_alike}};
    if (!now.layer.empty())
        state["layer"] = now.layer;
    if (now.epoch >= 0)
        state["epoch"] = now.epoch;
    if (page() && std::holds_alternative<ListPage>(page()->content) && !now.classNames.empty())
        state["classes"] = now.classNames;
    return state;
}

void StudyView::restore(const Json& state)
{
    m_wanted = study::textAt(state, "study");
    m_chosen.clear();
    const Json& pages = study::fieldAt(state, "pages");
    if (pages.is_object())
        for (const auto& [analysis, key] : pages.items())
            if (key.is_string())
                m_chosen[analysis] = key.get<std::string>();
    m_kept = {};
    m_kept.layer = study::textAt(state, "layer");
    if (const double epoch = study::numberAt(state, "epoch"); std::isfinite(epoch))
        m_kept.epoch = int(epoch);
    const Json& classes = study::fieldAt(state, "classes");
    if (classes.is_array())
        for (const Json& name : classes)
            m_kept.classNames.push_back(name.is_string() ? name.get<std::string>() : std::string());
    const Json& alike = study::fieldAt(state, "alike");
    setAlike(alike.is_boolean() && alike.get<bool>());
    refresh();
}

std::map<std::string, Recipe> StudyView::sources() const
{
    const auto study = session().study(shown());
    if (!study)
        return {};
    return {{study->recipe.analysis, study->recipe}};
}

QByteArray StudyView::table() const
{
    if (!page())
        return "study\n";
    if (const auto* grid = std::get_if<GridPage>(&page()->content); grid && m_alike) {
        StudyPage arranged = *page();
        arranged.content = arrangedAlike(*grid);
        return tableOf(arranged);
    }
    return tableOf(*page());
}

QImage StudyView::picture(QSize size)
{
    return paintedImage(size, [this, size](QPainter& painter) { paint(painter, size); });
}

QByteArray StudyView::svg(QSize size)
{
    return paintedSvg(size, title(), [this, size](QPainter& painter) { paint(painter, size); });
}

// Of what it is stands beside the chart in the window, and above it here.
void StudyView::paint(QPainter& painter, QSize size)
{
    painter.setFont(style::font(style::FontRole::Caption));
    const QFontMetricsF font(painter.font());
    const double top = font.height() + style::kSpace2;
    painter.fillRect(QRect(QPoint(), size), style::tokens().surface);
    if (!page())
        return;
    painter.setPen(style::tokens().secondary);
    painter.drawText(
        QPointF(style::kSpace3, style::kSpace1 + font.ascent() + 2),
        font.elidedText(caption(), Qt::ElideRight, size.width() - 2.0 * style::kSpace3));
    const QSizeF rest(size.width(), std::max(1.0, size.height() - top));
    painter.save();
    painter.translate(0, top);
    if (const auto* list = std::get_if<ListPage>(&page()->content))
        paintList(painter, *list,
                  QRectF(QPointF(), rest)
                      .adjusted(style::kSpace3, style::kSpace2, -style::kSpace3, -style::kSpace2));
    else
        m_canvas->render(painter, rest);
    painter.restore();
}

} // namespace leafscope
