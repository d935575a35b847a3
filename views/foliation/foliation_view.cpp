// SPDX-License-Identifier: MIT
// The parts of the view, what it follows, and what it shows.
#include "views/foliation/foliation_view.hpp"

#include "core/leaf/tangent.hpp"
#include "views/foliation/foliation_scene.hpp"
#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QPainter>
#include <QResizeEvent>

#include <algorithm>
#include <utility>

namespace leafscope {

FoliationView::FoliationView(Session& session, QWidget* parent)
    : View(session, parent)
{
    m_scene = new VtkWidget(this);
    m_overlay = new OverlayWidget(this, [this](QPainter& painter) {
        paintFurniture(painter, size(), m_scene->camera());
        if (!m_legend->isHidden())
            paintLegend(painter, m_legend->geometry(), m_legend->content(), m_legend->marked());
        paintHover(painter);
    });
    m_legend = new Legend(this);
    m_legend->setAccessibleDescription(
        tr("Space hides or shows what an entry names, Enter shows it alone."));
    m_legend->setToolTip(tr("Click hides or shows, double click shows alone"));
    m_drawn = std::make_unique<FoliationScene>(m_scene->renderer());
    setFocusProxy(m_scene);
    setMinimumSize(240, 180);
    setAccessibleName(tr("Foliation of the input space"));
    connectSession();
    connectScene();
    m_scene->setBackground(style::tokens().surface);
    refresh();
    arrange();
}

FoliationView::~FoliationView()
{
    // The children go after our own members; what they say on their way out finds nobody.
    for (QObject* child : {static_cast<QObject*>(m_legend), static_cast<QObject*>(m_scene)})
        disconnect(child, nullptr, this, nullptr);
}

void FoliationView::connectSession()
{
    connect(&session(), &Session::foliationChanged, this, &FoliationView::refresh);
    connect(&session(), &Session::selectionChanged, this, &FoliationView::followSelection);
    connect(&session(), &Session::stateChanged, this, [this](Fact changed) {
        if (changed == fact())
            describe();
    });
}

void FoliationView::refresh()
{
    if (session().foliation() == m_foliation)
        return describe();
    m_foliation = session().foliation();
    m_probe.reset();
    m_wanted.reset();
    m_probed.reset();
    m_hovered = -1;
    m_hoveredPlace.reset();
    if (m_foliation) {
        m_hidden = hiddenAtFirst(*m_foliation);
        m_threshold = m_foliation->singularBelow;
    }
    adopt();
    firstCamera();
    Q_EMIT probeChanged();
}

// Everything is made anew: another foliation, or other colours.
void FoliationView::adopt()
{
    m_drawn->set(m_foliation, m_threshold);
    m_drawn->setHidden(m_hidden);
    applyProbe();
    m_legend->setContent(legendContent());
    m_scene->setBackground(style::tokens().surface);
    m_scene->changeCamera([this](CameraControl& camera) { camera.setContent(content()); });
    m_pickerStale = true;
    arrange();
    describe();
}

// The camera keeps in sight what is drawn; the corners of a plane, whose regions fill it.
std::vector<Eigen::Vector3f> FoliationView::content() const
{
    std::vector<Eigen::Vector3f> points;
    if (!m_foliation)
        return points;
    const WorldFrame& frame = m_drawn->frame();
    const auto add = [&](const VectorD& x) { points.push_back(frame.toWorld(x).cast<float>()); };
    for (const auto* pieces : {&m_foliation->leaves, &m_foliation->kernels})
        for (const LeafPiece& piece : *pieces) {
            for (Index i = 0; i < piece.points.rows(); i += 8)
                add(piece.points.row(i).transpose());
            if (piece.points.rows() > 0) // where a curve ends it lies farthest out
                add(piece.points.row(piece.points.rows() - 1).transpose());
        }
    for (Index i = 0; i < m_foliation->samples.rows(); ++i)
        add(m_foliation->samples.row(i).transpose());
    if (m_foliation->inputs() == 2 || points.empty()) {
        points.clear();
        const Index n = m_foliation->inputs();
        for (int corner = 0; corner < 1 << n; ++corner) {
            VectorD x = m_foliation->box.low;
            for (Index axis = 0; axis < n; ++axis)
                if (corner >> axis & 1)
                    x[axis] = m_foliation->box.high[axis];
            add(x);
        }
    }
    return points;
}

LegendContent FoliationView::legendContent() const
{
    LegendContent content;
    content.heading = tr("Shown");
    content.hidden = m_hidden;
    if (!m_foliation)
        return content;
    for (int i = 0; i < kFamilyCount; ++i) {
        const auto family = Family(i);
        if (const Index size = familySize(family, *m_foliation, m_threshold); size > 0)
            content.entries.push_back(
                {i, familyTitle(family, *m_foliation), familyColour(family), size});
    }
    std::map<int, Index> counts;
    for (const int c : sampleClasses(*m_foliation))
        ++counts[c];
    for (const auto& [c, count] : counts)
        content.entries.push_back({kFirstClass + c, className(c), style::categorical(c), count});
    return content;
}

QString FoliationView::className(Index c) const
{
    const auto at = std::size_t(c);
    if (m_foliation && c >= 0 && at < m_foliation->classNames.size()) {
        const QString name = QString::fromStdString(m_foliation->classNames[at]);
        bool number = false;
        name.toInt(&number);
        return number ? tr("class %1").arg(name) : name;
    }
    return tr("class %1").arg(c);
}

void FoliationView::setHidden(const std::set<int>& hidden)
{
    m_hidden = hidden;
    m_drawn->setHidden(hidden);
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_legend->setContent(legendContent());
    m_pickerStale = true;
    endHover();
    m_scene->requestRender();
    describe();
}

void FoliationView::toggleGroup(int group)
{
    std::set<int> hidden = m_hidden;
    if (!hidden.erase(group))
        hidden.insert(group);
    setHidden(hidden);
}

void FoliationView::soloGroup(int group)
{
    std::set<int> hidden = m_hidden;
    bool alone = true;
    for (const LegendEntry& entry : m_legend->content().entries)
        if ((entry.group >= kFirstClass) == (group >= kFirstClass) && entry.group != group) {
            alone = alone && hidden.count(entry.group) > 0;
            hidden.insert(entry.group);
        }
    hidden.erase(group);
    if (alone)
        for (const LegendEntry& entry : m_legend->content().entries)
            if ((entry.group >= kFirstClass) == (group >= kFirstClass))
                hidden.erase(entry.group);
    setHidden(hidden);
}

void FoliationView::setThreshold(double threshold)
{
    if (threshold == m_threshold || !(threshold >= 0 && threshold <= 1))
        return;
    m_threshold = threshold;
    m_drawn->setSingularBelow(threshold);
    m_legend->setContent(legendContent());
    arrange();
    m_scene->requestRender();
    describe();
}

void FoliationView::probe(const VectorD& x)
{
    const auto recipe = session().recipe(fact());
    if (!m_foliation || !recipe || x.size() != m_foliation->inputs())
        return;
    m_wanted = x;
    if (!m_probe)
        m_probe = std::make_unique<LeafProbe>(*this, *recipe,
                                              growthFor(m_foliation->box, m_foliation->reach),
                                              [this](const ProbedLeaf& leaf) {
                                                  m_probed = leaf;
                                                  applyProbe();
                                                  describe();
                                                  Q_EMIT probeChanged();
                                              });
    m_probe->ask(x);
    describe();
}

void FoliationView::applyProbe()
{
    const bool there = m_probed && m_probed->problem.isEmpty();
    m_drawn->setProbe(there ? &m_probed->leaf : nullptr, there ? &m_probed->fibre : nullptr);
    m_drawn->setView(m_scene->camera(), devicePixelRatioF());
    m_scene->requestRender();
}

void FoliationView::clearProbe()
{
    if (!m_wanted && !m_probed)
        return;
    m_probe.reset(); // and what it is doing
    m_wanted.reset();
    m_probed.reset();
    applyProbe();
    describe();
    Q_EMIT probeChanged();
}

// The sample in the inspector, wherever it was chosen.
void FoliationView::followSelection()
{
    if (!m_foliation || !isVisible() || session().current() < 0)
        return;
    const auto& indices = m_foliation->indices;
    const auto found = std::find(indices.begin(), indices.end(), session().current());
    if (found == indices.end())
        return;
    const VectorD x = m_foliation->samples.row(found - indices.begin()).transpose();
    if (!m_wanted || *m_wanted != x)
        probe(x);
}

void FoliationView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (style::isLookChange(*event) || event->type() == QEvent::FontChange)
        adopt();
}

} // namespace leafscope
