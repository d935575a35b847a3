// SPDX-License-Identifier: MIT
#include "views/timeline/timeline_view.hpp"

#include "views/frame/message_page.hpp"
#include "views/frame/painted.hpp"
#include "views/style/theme.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_canvas.hpp"
#include "views/timeline/timeline_header.hpp"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace leafscope {

TimelineView::TimelineView(Session& session, QWidget* parent)
    : View(session, parent)
    , m_hint(tr("No series is open.\nOpen a model from a folder of numbered checkpoints to follow "
                "its training."))
{
    setAccessibleName(title());
    m_player = new Player(session, this);
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(0);
    build();
    connectSession();
    m_header->setMetric(m_metric);
    refresh();
}

void TimelineView::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new TimelineHeader(session(), *m_player, content);
    m_canvas = new TimelineCanvas(content);
    column->addWidget(m_header);
    column->addWidget(m_canvas, 1);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(content);
    m_message = new MessagePage(this, Qt::LinksAccessibleByMouse);
    m_pages->addWidget(m_message);
    setFocusProxy(m_canvas);
}

void TimelineView::connectSession()
{
    const auto later = [this] { m_refresh.start(); };
    for (const auto signal : {&Session::seriesChanged, &Session::embeddingChanged,
                              &Session::layoutChanged, &Session::dimensionChanged})
        connect(&session(), signal, this, later);
    connect(&session(), &Session::frameChanged, this, later);
    connect(&m_refresh, &QTimer::timeout, this, &TimelineView::refresh);
    connect(&session(), &Session::epochChanged, this, &TimelineView::follow);
    connect(&session(), &Session::layerChanged, this, &TimelineView::follow);
    connect(m_canvas, &TimelineCanvas::cellChosen, this, &TimelineView::choose);
    connect(m_canvas, &TimelineCanvas::layerStepped, this,
            [this](int step) { session().stepLayer(step); });
    connect(m_canvas, &TimelineCanvas::epochStepped, this,
            [this](int step) { session().stepEpoch(step); });
    connect(m_header, &TimelineHeader::metricChosen, this, &TimelineView::setMetric);
    connect(m_header, &TimelineHeader::speedChosen, m_player, &Player::setSpeed);
    connect(m_header, &TimelineHeader::alignmentChosen, this, &TimelineView::alignmentRequested);
    connect(m_header, &TimelineHeader::computeAllClicked, this, &TimelineView::computeAllRequested);
    connect(m_player, &Player::aheadChanged, this, &TimelineView::aheadChanged);
}

HeatPlace TimelineView::current(const HeatTable& table) const
{
    return {table.rowOf(session().layer()), table.columnOf(session().epoch())};
}

void TimelineView::refresh()
{
    HeatTable table = heatTable(session(), m_metric);
    const bool drawn = !table.cells.empty();
    m_pages->setCurrentIndex(drawn ? 0 : 1);
    const HeatPlace place = current(table);
    m_canvas->setTable(std::move(table), place);
    m_header->refresh();
    if (drawn)
        return;
    m_message->setMessage(style::icon(QStringLiteral("timeline"), style::tokens().secondary)
                              .pixmap({20, 20}, devicePixelRatioF()),
                          m_hint);
}

void TimelineView::follow()
{
    m_canvas->setCurrent(current(m_canvas->table()));
    m_header->refresh();
}

void TimelineView::choose(const HeatPlace& place)
{
    const HeatTable& table = m_canvas->table();
    if (place.row < 0 || place.column < 0)
        return;
    const int epoch = table.epochs[std::size_t(place.column)];
    if (table.metric.perLayer)
        session().goTo(table.rows[std::size_t(place.row)], epoch);
    else
        session().setEpoch(epoch);
    if (!session().frame(epoch).has(Fact::Layout) || !session().frame(epoch).has(Fact::Dimension))
        Q_EMIT frameRequested(epoch);
}

void TimelineView::setMetric(HeatMetric metric)
{
    m_metric = metric;
    m_header->setMetric(metric);
    refresh();
}

void TimelineView::setAlignment(const QString& alignment)
{
    m_header->setAlignment(alignment);
}

void TimelineView::setHint(const QString& hint)
{
    m_hint = hint;
    refresh();
}

std::map<std::string, Recipe> TimelineView::sources() const
{
    std::map<std::string, Recipe> recipes;
    for (const SeriesEntry& entry : session().series()) {
        const Frame& frame = session().frame(entry.epoch);
        const auto& recipe = frame.recipe(fact());
        if (recipe && frame.has(fact()))
            recipes.emplace(sourceRole(*recipe, entry.epoch), *recipe);
    }
    return recipes;
}

Json TimelineView::state() const
{
    return {{"metric", heatMetric(m_metric).key},
            {"speed", m_player->speed()},
            {"loop", m_player->loops()}};
}

void TimelineView::restore(const Json& state)
{
    const Json given = state.is_object() ? state : Json::object();
    const auto number = given.find("speed");
    m_player->setSpeed(number != given.end() && number->is_number() ? number->get<double>() : 2);
    const auto loop = given.find("loop");
    m_player->setLoops(loop != given.end() && loop->is_boolean() && loop->get<bool>());
    HeatMetric metric = HeatMetric::TwonnMl;
    const auto key = given.find("metric");
    for (const HeatMetricInfo& info : heatMetrics())
        if (key != given.end() && *key == info.key)
            metric = info.metric;
    setMetric(metric);
}

QImage TimelineView::picture(QSize size)
{
    return paintedImage(size, [this, size](QPainter& painter) { paint(painter, size); });
}

QByteArray TimelineView::svg(QSize size)
{
    return paintedSvg(size, title(), [this, size](QPainter& painter) { paint(painter, size); });
}

void TimelineView::paint(QPainter& painter, QSize size)
{
    refresh(); // what came in this turn of the event loop
    m_canvas->render(painter, size);
}

QByteArray TimelineView::table() const
{
    return heatCsv(heatTable(session(), m_metric));
}

void TimelineView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_canvas &&
        (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange))
        m_refresh.start();
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Space:
        m_player->toggle();
        return;
    case Qt::Key_Comma:
    case Qt::Key_BraceLeft:
        session().stepEpoch(-1);
        return;
    case Qt::Key_Period:
    case Qt::Key_BraceRight:
        session().stepEpoch(1);
        return;
    case Qt::Key_BracketLeft:
        session().stepLayer(-1);
        return;
    case Qt::Key_BracketRight:
        session().stepLayer(1);
        return;
    default:
        View::keyPressEvent(event);
    }
}

} // namespace leafscope
