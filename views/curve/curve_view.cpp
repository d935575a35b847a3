// SPDX-License-Identifier: MIT
#include "views/curve/curve_view.hpp"

#include "views/curve/curve_canvas.hpp"
#include "views/frame/message_page.hpp"
#include "views/frame/painted.hpp"
#include "views/style/elided_label.hpp"
#include "views/style/theme.hpp"

#include <QButtonGroup>
#include <QContextMenuEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QToolButton>

namespace leafscope {

namespace {

QToolButton* segment(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setCheckable(true);
    button->setProperty("role", QStringLiteral("segment"));
    return button;
}

} // namespace

CurveView::CurveView(Session& session, QWidget* parent)
    : View(session, parent)
{
    m_seriesLater.setSingleShot(true);
    m_seriesLater.setInterval(0);
    build();
    connectSession();
    setOptions({});
    refresh();
}

void CurveView::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_canvas = new CurveCanvas(this);
    m_canvas->setContextMenuPolicy(Qt::DefaultContextMenu);
    auto* drawing = new QWidget(this);
    auto* column = new QVBoxLayout(drawing);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(m_canvas, 1);
    m_pages = new QStackedLayout;
    m_pages->addWidget(drawing);
    m_message = new MessagePage(this);
    m_pages->addWidget(m_message);
    layout->addLayout(m_pages);
    setFocusProxy(m_canvas);
}

QWidget* CurveView::makeHeader()
{
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(style::kSpace3, style::kSpace1, style::kSpace2, 0);
    row->setSpacing(2);
    m_caption = new style::ElidedLabel(header);
    m_caption->setProperty("role", QStringLiteral("caption"));
    row->addWidget(m_caption, 1);
    m_byLayer = segment(tr("Layers"), tr("Layers one after the other"), header);
    m_byDepth = segment(tr("Depth"), tr("Layers at their relative depth"), header);
    m_byEpoch = segment(tr("Epochs"), tr("The current layer over the epochs"), header);
    auto* group = new QButtonGroup(header);
    for (QToolButton* button : {m_byLayer, m_byDepth, m_byEpoch}) {
        group->addButton(button);
        row->addWidget(button);
    }
    connect(group, &QButtonGroup::buttonClicked, this, [this](QAbstractButton* button) {
        CurveOptions options = m_options;
        options.axis = button == m_byEpoch   ? CurveAxis::Epoch
                       : button == m_byDepth ? CurveAxis::Depth
                                             : CurveAxis::Layer;
        setOptions(options);
    });
    auto* series = new QToolButton(header);
    series->setProperty("role", QStringLiteral("segment"));
    series->setIcon(style::icon(QStringLiteral("settings")));
    series->setIconSize({16, 16});
    series->setToolTip(tr("What is drawn"));
    series->setAccessibleName(tr("What is drawn"));
    row->addWidget(series);
    connect(series, &QToolButton::clicked, this, [this, series] {
        QMenu menu(this);
        fillSeriesMenu(menu);
        menu.exec(series->mapToGlobal(QPoint(0, series->height())));
    });
    return header;
}

void CurveView::connectSession()
{
    connect(&session(), &Session::dimensionChanged, this, &CurveView::refresh);
    connect(&session(), &Session::embeddingChanged, this, &CurveView::refresh);
    connect(&session(), &Session::stateChanged, this, [this](Fact changed) {
        if (changed == Fact::Dimension)
            showState();
    });
    connect(&session(), &Session::layerChanged, this,
            [this] { m_canvas->setCurrent(session().layer()); });
    connect(m_canvas, &CurveCanvas::layerClicked, this,
            [this](const QString& layer) { session().setLayer(layer); });
    connect(m_canvas, &CurveCanvas::epochClicked, this,
            [this](int epoch) { session().setEpoch(epoch); });
    connect(m_canvas, &CurveCanvas::stepRequested, this, [this](int step) {
        if (m_options.axis == CurveAxis::Epoch)
            session().stepEpoch(step);
        else
            session().stepLayer(step);
    });
    const auto later = [this] { m_seriesLater.start(); };
    connect(&session(), &Session::seriesChanged, this, later);
    connect(&session(), &Session::frameChanged, this, later);
    connect(&session(), &Session::dimensionChanged, this, later);
    connect(&m_seriesLater, &QTimer::timeout, this, &CurveView::refreshSeries);
}

void CurveView::refreshSeries()
{
    CurveSeries series;
    for (const SeriesEntry& entry : session().series()) {
        if (entry.epoch == session().shownEpoch())
            series.shown = int(series.members.size());
        series.members.push_back({entry.epoch, session().frame(entry.epoch).dimension});
    }
    const bool several = series.members.size() > 1;
    m_byEpoch->setVisible(several);
    m_canvas->setSeries(std::move(series));
    if (!several && m_options.axis == CurveAxis::Epoch)
        m_canvas->setOptions([this] { // until there is a series again
            CurveOptions options = m_options;
            options.axis = CurveAxis::Layer;
            return options;
        }());
    else
        m_canvas->setOptions(m_options);
}

bool CurveView::drawsSeries() const
{
    return m_canvas->series().hasOthers() &&
           (m_options.epochs || m_options.axis == CurveAxis::Epoch);
}

std::map<std::string, Recipe> CurveView::sources() const
{
    if (!drawsSeries())
        return {};
    std::map<std::string, Recipe> recipes;
    for (const EpochCurve& member : m_canvas->series().members)
        if (const auto& recipe = session().frame(member.epoch).recipe(Fact::Dimension);
            recipe && member.profile)
            recipes.emplace(sourceRole(*recipe, member.epoch), *recipe);
    return recipes;
}

void CurveView::refresh()
{
    m_canvas->setProfile(session().dimension());
    m_canvas->setCurrent(session().layer());
    showState();
}

void CurveView::showState()
{
    const auto profile = session().dimension();
    const FactState& state = session().state(Fact::Dimension);
    const bool drawn = profile && !profile->layers.empty() && state.readiness != Readiness::Failed;
    m_pages->setCurrentIndex(drawn ? 0 : 1);
    const auto embedding = session().embedding();
    if (drawn) {
        const QString sampling =
            embedding ? QString::fromStdString(embedding->sampling) : QString();
        m_caption->setText(state.readiness == Readiness::Busy
                               ? tr("Computing again: %1").arg(state.message)
                               : curveCaption(*profile, sampling));
        m_caption->setToolTip(QString::fromStdString(profile->layers.front().value.convention));
        return;
    }
    const bool failed = state.readiness == Readiness::Failed;
    const QString iconName = failed                               ? QStringLiteral("warning")
                             : state.readiness == Readiness::Busy ? QStringLiteral("tasks")
                                                                  : QStringLiteral("curve");
    const QColor ink = failed ? style::tokens().danger : style::tokens().secondary;
    m_message->setMessage(style::icon(iconName, ink).pixmap({20, 20}, devicePixelRatioF()),
                          state.readiness == Readiness::Ready ? tr("The profile holds no layer.")
                                                              : state.message);
}

void CurveView::setOptions(const CurveOptions& options)
{
    m_options = options;
    m_byLayer->setChecked(options.axis == CurveAxis::Layer);
    m_byDepth->setChecked(options.axis == CurveAxis::Depth);
    m_byEpoch->setChecked(options.axis == CurveAxis::Epoch);
    refreshSeries();
}

void CurveView::restore(const Json& state)
{
    setOptions(CurveOptions::fromJson(state));
}

QImage CurveView::picture(QSize size)
{
    return paintedImage(size, [this, size](QPainter& painter) { paint(painter, size); });
}

QByteArray CurveView::svg(QSize size)
{
    return paintedSvg(size, title(), [this, size](QPainter& painter) { paint(painter, size); });
}

void CurveView::paint(QPainter& painter, QSize size)
{
    refreshSeries(); // what came in this turn of the event loop
    m_canvas->render(painter, size);
}

QByteArray CurveView::table() const
{
    if (drawsSeries())
        return curveTable(m_canvas->series(),
                          m_options.axis == CurveAxis::Epoch ? session().layer() : QString());
    const auto profile = session().dimension();
    return curveTable(profile ? *profile : DimensionProfile{});
}

void CurveView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (m_canvas &&
        (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)) {
        showState();
        m_canvas->update();
    }
}

void CurveView::fillSeriesMenu(QMenu& menu)
{
    const auto toggle = [&](const QString& text, bool CurveOptions::*flag) {
        QAction* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(m_options.*flag);
        connect(action, &QAction::toggled, this, [this, flag](bool on) {
            CurveOptions options = m_options;
            options.*flag = on;
            setOptions(options);
        });
    };
    toggle(tr("TwoNN fit"), &CurveOptions::fit);
    toggle(tr("95 % interval"), &CurveOptions::interval);
    toggle(tr("PCA dimension"), &CurveOptions::pca);
    toggle(tr("Participation ratio"), &CurveOptions::participation);
    if (session().series().size() > 1)
        toggle(tr("Other epochs"), &CurveOptions::epochs);
}

void CurveView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    fillSeriesMenu(menu);
    menu.addSeparator();
    addCommonActions(menu);
    menu.exec(event->globalPos());
}

} // namespace leafscope
