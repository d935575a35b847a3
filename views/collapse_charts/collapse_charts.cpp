// SPDX-License-Identifier: MIT
#include "views/collapse_charts/collapse_charts.hpp"

#include "views/collapse_charts/curves_canvas.hpp"
#include "views/collapse_charts/grid_canvas.hpp"
#include "views/collapse_charts/grid_page.hpp"
#include "views/collapse_charts/values_table.hpp"
#include "views/frame/message_page.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"

#include <QComboBox>
#include <QContextMenuEvent>
#include <QEvent>
#include <QMenu>
#include <QStackedLayout>

#include <algorithm>
#include <cmath>

namespace leafscope {

using namespace collapse;

namespace {

constexpr std::size_t kMostPairs = 40; ///< listed beside the matrices; those that fit are drawn

enum Place { Curves, Grids, Values, Message };

bool isCurves(CollapseCharts::Page page)
{
    return page == CollapseCharts::Page::Paper || page == CollapseCharts::Page::Measure;
}

} // namespace

CollapseCharts::CollapseCharts(Session& session, QWidget* parent)
    : View(session, parent)
{
    build();
    connectPages();
    connectSession();
    refresh();
}

void CollapseCharts::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_curves = new CurvesCanvas(this);
    m_grids = new GridCanvas(this);
    for (QWidget* canvas : {static_cast<QWidget*>(m_curves), static_cast<QWidget*>(m_grids)})
        canvas->setContextMenuPolicy(Qt::DefaultContextMenu);
    m_values = new ValuesTable(this);
    m_message = new MessagePage(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header = makeHeader());
    m_stack = new QStackedLayout;
    for (QWidget* widget : {static_cast<QWidget*>(m_curves), static_cast<QWidget*>(m_grids),
                            static_cast<QWidget*>(m_values), static_cast<QWidget*>(m_message)})
        m_stack->addWidget(widget);
    column->addLayout(m_stack, 1);
    setFocusProxy(m_curves);
}

void CollapseCharts::connectPages()
{
    connect(m_curves, &CurvesCanvas::momentChosen, this, &CollapseCharts::chooseMoment);
    connect(m_curves, &CurvesCanvas::epochChosen, this, &CollapseCharts::chooseEpoch);
    connect(m_curves, &chart::Canvas::stepRequested, this, &CollapseCharts::step);
    connect(m_curves, &CurvesCanvas::pageStepRequested, this, &CollapseCharts::stepPage);
    connect(m_grids, &GridCanvas::cellClicked, this, &CollapseCharts::clickCell);
    connect(m_grids, &chart::Canvas::stepRequested, this, &CollapseCharts::step);
    connect(m_grids, &GridCanvas::pageStepRequested, this, &CollapseCharts::stepPage);
    connect(m_values, &ValuesTable::epochChosen, this, &CollapseCharts::chooseEpoch);
}

void CollapseCharts::connectSession()
{
    const Session& s = session();
    connect(&s, &Session::collapseChanged, this, &CollapseCharts::refresh);
    connect(&s, &Session::collapseChoiceChanged, this, &CollapseCharts::refresh);
    connect(&s, &Session::stateChanged, this, [this](Fact changed) {
        if (changed == Fact::Collapse)
            showState();
    });
    connect(&s, &Session::collapseTimeChanged, this, &CollapseCharts::followMoment);
    connect(&s, &Session::epochChanged, this, &CollapseCharts::followEpoch);
    connect(&s, &Session::layerChanged, this, [this] {
        const auto runs = session().collapse();
        const QString wanted = session().layer();
        if (!runs || wanted == m_layer ||
            run().layerOr(wanted.toStdString()).name != wanted.toStdString())
            return;
        m_layer = wanted;
        refresh();
    });
}

const CollapseRun& CollapseCharts::run() const
{
    const QString chosen = session().view().collapse.run;
    return session().collapse()->runOr((chosen.isEmpty() ? m_keptRun : chosen).toStdString());
}

const CollapseLayer& CollapseCharts::layer() const
{
    return run().layerOr(m_layer.toStdString());
}

const CollapseMeasure& CollapseCharts::measure() const
{
    return *findCollapseMeasure(m_measure);
}

CurveRequest CollapseCharts::request() const
{
    return {session().collapse(), run().name, m_allRuns, layer().name, m_scale};
}

void CollapseCharts::refresh()
{
    fillHeader();
    showPage();
    showState();
}

void CollapseCharts::showPage()
{
    if (!session().collapse()) {
        m_values->values().setLayer(nullptr, nullptr);
        return;
    }
    if (isCurves(m_page))
        m_curves->setPage(m_page == Page::Paper ? paperPage(request())
                                                : measurePage(request(), measure()));
    else if (m_page == Page::Angles)
        showAngles();
    else if (m_page == Page::Depth)
        showDepth();
    else
        m_values->values().setLayer(session().collapse(), &layer());
    QWidget* shown = isCurves(m_page)         ? static_cast<QWidget*>(m_curves)
                     : m_page == Page::Values ? static_cast<QWidget*>(m_values)
                                              : static_cast<QWidget*>(m_grids);
    setFocusProxy(shown);
    followMoment();
}

void CollapseCharts::showAngles()
{
    m_grids->setAccessibleName(tr("Cosines between the classes"));
    m_grids->setAccessibleDescription(
        tr("A click takes the two classes of a cell into the pose or out of it. Left and Right "
           "step through the epochs."));
    const CollapseRun& shown = run();
    const CollapseLayer& of = layer();
    const std::size_t place = of.placeOf(session().collapseTime());
    if (m_angles.keep != session().collapse() || m_angles.layer != &of)
        m_angles = {session().collapse(), &of, angleSpread(shown, of), place};
    m_angles.epoch = place;
    GridContent content;
    content.grids = angleGrids(shown, of.epochs[place], m_angles.spread);
    content.markedRows = content.markedColumns = session().view().collapse.classes;
    const auto name = [&](int c) {
        return QString::fromStdString(shown.classNames[std::size_t(c)]);
    };
    QStringList texts;
    for (const int c : content.markedRows)
        if (c >= 0 && c < int(shown.classNames.size()))
            texts << name(c);
    content.message = texts.isEmpty()
                          ? tr("Click a cell to put its two classes into the pose.")
                          : tr("In the pose: %1.").arg(texts.join(QStringLiteral(", ")));
    if (content.grids.size() < 2)
        content.message += QLatin1Char(' ') + tr("No classifiers here: only the means are shown.");
    content.listTitle = tr("Means farthest from the simplex");
    for (const FarPair& pair : farthestPairs(of.epochs[place].cosMeans, kMostPairs))
        content.list.emplace_back(tr("%1, %2").arg(name(pair.a), name(pair.b)),
                                  (pair.distance > 0 ? QStringLiteral("+") : QString()) +
                                      style::number(pair.distance));
    content.card = [runs = session().collapse(), at = &of.epochs[place], from = &shown](
                       int grid, int cell) { return angleCard(*from, *at, grid == 1, cell); };
    m_grids->setContent(std::move(content));
}

void CollapseCharts::showDepth()
{
    m_grids->setAccessibleName(tr("A number of neural collapse by layer and epoch"));
    m_grids->setAccessibleDescription(
        tr("A click goes to the layer and the epoch. Left and Right step through the epochs."));
    GridContent content;
    const auto page = std::make_shared<DepthPage>(depthPage(run(), measure()));
    if (run().layers.size() < 2) {
        content.message = tr("Only %1 was measured. Compute neural collapse again with the layers "
                             "set to all (--layers all) to see how deep the collapse reaches.")
                              .arg(QString::fromStdString(run().layers[0].name));
    } else {
        content.grids = {page->grid};
        content.card = [runs = session().collapse(), page](int, int cell) {
            return depthCard(*page, cell);
        };
        for (int row = 0; row < int(run().layers.size()); ++row)
            if (&run().layers[std::size_t(row)] == &layer())
                content.markedRows = {row};
        const int epoch = layer().epochs[layer().placeOf(session().collapseTime())].epoch;
        for (int column = 0; column < int(page->epochs.size()); ++column)
            if (page->epochs[std::size_t(column)] == epoch)
                content.markedColumns = {column};
    }
    m_grids->setContent(std::move(content));
}

void CollapseCharts::followMoment()
{
    if (!session().collapse())
        return;
    m_curves->setMoment(session().collapseTime());
    const std::size_t place = layer().placeOf(session().collapseTime());
    // While the moment goes on between two epochs, their matrices stay.
    if (m_page == Page::Angles && (place != m_angles.epoch || m_angles.layer != &layer()))
        showAngles();
    else if (m_page == Page::Depth)
        showDepth();
    else if (m_page == Page::Values)
        m_values->values().setShown(int(place));
}

/// The moment goes with the epoch of the series, but not back from between two epochs.
void CollapseCharts::followEpoch()
{
    if (!session().collapse())
        return;
    const int epoch = session().epoch();
    const auto& epochs = layer().epochs;
    if (measuredAt(layer(), epoch) &&
        epochs[layer().placeOf(session().collapseTime())].epoch != epoch)
        session().setCollapseTime(epoch);
}

void CollapseCharts::showState()
{
    const auto runs = session().collapse();
    const FactState& state = session().state(Fact::Collapse);
    const bool drawn = runs && state.readiness != Readiness::Failed;
    m_header->setVisible(drawn);
    m_stack->setCurrentIndex(!drawn                   ? Message
                             : isCurves(m_page)       ? Curves
                             : m_page == Page::Values ? Values
                                                      : Grids);
    if (drawn) {
        m_caption->setText(state.readiness == Readiness::Busy
                               ? tr("Computing again: %1").arg(state.message)
                               : caption());
        m_caption->setToolTip(m_caption->text());
        return;
    }
    const bool failed = state.readiness == Readiness::Failed;
    const QString iconName = failed                               ? QStringLiteral("warning")
                             : state.readiness == Readiness::Busy ? QStringLiteral("tasks")
                                                                  : QStringLiteral("curve");
    const QColor ink = failed ? style::tokens().danger : style::tokens().secondary;
    m_message->setMessage(style::icon(iconName, ink).pixmap({20, 20}, devicePixelRatioF()),
                          state.message);
}

void CollapseCharts::setPage(Page page)
{
    m_page = page;
    refresh();
}

void CollapseCharts::setMeasure(const std::string& key)
{
    if (!findCollapseMeasure(key))
        return;
    m_measure = key;
    refresh();
}

void CollapseCharts::chooseMoment(double epoch)
{
    session().setCollapseTime(epoch);
}

void CollapseCharts::chooseEpoch(int epoch)
{
    if (epoch < 0)
        return;
    session().setCollapseTime(epoch);
    session().setEpoch(epoch); // where the series has it
}

void CollapseCharts::chooseLayer(const QString& wanted)
{
    m_layer = wanted;
    session().setLayer(wanted); // where it is one of the embedding
    refresh();
}

void CollapseCharts::chooseRun(const QString& name)
{
    CollapseChoice choice = session().view().collapse;
    choice.run = name;
    if (session().collapse()->runOr(name.toStdString()).classCount() != run().classCount()) {
        choice.classes.clear(); // they mean other classes there
        choice.pose.clear();
    }
    session().setCollapseChoice(choice);
}

void CollapseCharts::clickCell(int, int cell)
{
    const int columns = m_page == Page::Angles
                            ? int(run().classCount())
                            : int(m_grids->content().grids.front().columns.size());
    const int row = cell / columns;
    const int column = cell % columns;
    if (m_page == Page::Angles) {
        session().setCollapseChoice(
            withPair(session().view().collapse, run().classCount(), row, column));
        return;
    }
    const int epoch = depthPage(run(), measure()).epochs[std::size_t(column)];
    chooseLayer(QString::fromStdString(run().layers[std::size_t(row)].name));
    chooseEpoch(epoch);
}

void CollapseCharts::step(int step)
{
    if (!session().collapse())
        return;
    const auto& epochs = layer().epochs;
    const double time = session().collapseTime();
    const auto place = qint64(layer().placeOf(time));
    // From between two epochs, the step back goes to the one before.
    const bool between = step < 0 && epochs[std::size_t(place)].epoch < time;
    const qint64 next =
        std::clamp<qint64>(place + step + (between ? 1 : 0), 0, qint64(epochs.size()) - 1);
    chooseEpoch(epochs[std::size_t(next)].epoch);
}

void CollapseCharts::stepPage(int step)
{
    const int next = int(m_page) + step;
    if (next >= int(Page::Paper) && next <= int(Page::Values)) {
        setPage(Page(next));
        focusProxy()->setFocus(Qt::OtherFocusReason);
    }
}

void CollapseCharts::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_curves && style::isLookChange(*event))
        refresh(); // the pages hold colours of the theme
}

void CollapseCharts::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    if (m_page == Page::Values && session().collapse())
        menu.addAction(tr("Copy"), m_values, &ValuesTable::copy);
    if (!session().view().collapse.classes.empty() && m_page == Page::Angles)
        menu.addAction(tr("Take all classes out of the pose"), this, [this] {
            CollapseChoice choice = session().view().collapse;
            choice.classes.clear();
            choice.pose.clear();
            session().setCollapseChoice(choice);
        });
    menu.addSeparator();
    addCommonActions(menu);
    menu.exec(event->globalPos());
}

} // namespace leafscope
