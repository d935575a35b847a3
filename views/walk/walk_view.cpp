// SPDX-License-Identifier: MIT
// The parts of the view and what they show.
#include "views/walk/walk_view.hpp"

#include "views/scene/overlay_widget.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"
#include "views/walk/film_strip.hpp"
#include "views/walk/live_walks.hpp"
#include "views/walk/trust_panel.hpp"
#include "views/walk/walk_bar.hpp"
#include "views/walk/walk_images.hpp"
#include "views/walk/walk_scene.hpp"

#include <QEvent>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

constexpr int kPlayInterval = 33;

} // namespace

WalkView::WalkView(Session& session, QWidget* parent)
    : View(session, parent)
    , m_live(new LiveWalks(session, this))
{
    m_bar = new WalkBar(this);
    m_scene = new VtkWidget(this);
    m_overlay = new OverlayWidget(this, [this](QPainter& painter) {
        paintOverlay(painter, m_overlay->rect(), m_scene->camera());
    });
    m_images = new WalkImages(this);
    m_trust = new TrustPanel(this);
    m_film = new FilmStrip(this);
    m_drawn = std::make_unique<WalkScene>(m_scene->renderer());
    m_scene->setAccessibleName(tr("Walks in three dimensions"));
    setFocusProxy(m_scene);
    m_scene->installEventFilter(this); // it has the keyboard
    setMinimumSize(480, 320);
    setAccessibleName(tr("Walks on data leaves"));
    m_playing.setInterval(kPlayInterval);
    connect(&m_playing, &QTimer::timeout, this, &WalkView::play);
    connectParts();
    m_images->hide();
    sessionChanged();
    takeWalks();
    arrange();
}

WalkView::~WalkView()
{
    disconnect(m_scene, nullptr, this, nullptr); // it goes after our own members
}

void WalkView::connectParts()
{
    Session& s = session();
    connect(&s, &Session::walksChanged, this, &WalkView::takeWalks);
    connect(&s, &Session::walkChanged, this, &WalkView::walkWentOn);
    connect(&s, &Session::dataChanged, this, &WalkView::sessionChanged);
    connect(&s, &Session::modelChanged, this, &WalkView::sessionChanged);
    connect(&s, &Session::seriesChanged, this, &WalkView::sessionChanged);
    connect(&s, &Session::selectionChanged, this, &WalkView::followSelection);
    connect(m_bar, &WalkBar::walkRequested, this, &WalkView::beginWalk);
    connect(m_bar, &WalkBar::compareRequested, this, &WalkView::compareWalks);
    connect(m_bar, &WalkBar::branchRequested, this, &WalkView::branch);
    connect(m_bar, &WalkBar::clearRequested, this, &WalkView::removeAll);
    connect(m_bar, &WalkBar::playRequested, this, &WalkView::togglePlaying);
    connect(m_bar, &WalkBar::axesChosen, this, &WalkView::setAxes);
    connect(m_bar, &WalkBar::colourChosen, this, &WalkView::setColour);
    connect(m_bar, &WalkBar::imagesChosen, this, &WalkView::setImagesShown);
    connect(m_bar, &WalkBar::keepRequested, this, [this] {
        if (const WalkTrack* walk = m_show.track())
            Q_EMIT keepRequested(*walk);
    });
    connect(m_film, &FilmStrip::shareChosen, this, &WalkView::setShare);
    connect(m_film, &FilmStrip::walkChosen, this, &WalkView::setCurrent);
    connect(m_images, &WalkImages::walkChosen, this, &WalkView::setCurrent);
    connect(m_scene, &VtkWidget::cameraChanged, m_overlay, qOverload<>(&QWidget::update));
    connect(m_scene, &VtkWidget::hovered, this, &WalkView::hovered);
    connect(m_scene, &VtkWidget::toolStarted, this,
            [this](QPointF position, Qt::KeyboardModifiers) { dragStarted(position); });
    connect(m_scene, &VtkWidget::toolMoved, this, &WalkView::dragMoved);
    connect(m_scene, &VtkWidget::toolFinished, this, &WalkView::dragMoved);
}

WalkView::Places WalkView::placesIn(QSize size, int walks, bool withBar)
{
    const int bar = withBar ? style::scaled(40) : 0;
    const int film = walks > 0 ? std::min(filmHeight(walks), int(size.height() * 0.45)) : 0;
    const int trust = walks > 0 ? std::min(style::scaled(252), size.width() / 3) : 0;
    const int middle = size.height() - bar - film;
    Places places;
    places.bar = QRect(0, 0, size.width(), bar);
    places.scene = QRect(0, bar, size.width() - trust, middle);
    places.trust = QRect(size.width() - trust, bar, trust, size.height() - bar);
    places.film = QRect(0, bar + middle, size.width() - trust, film);
    return places;
}

void WalkView::arrange()
{
    const Places places = placesIn(size(), int(m_show.walks.size()), true);
    m_bar->setGeometry(places.bar);
    m_scene->setGeometry(places.scene);
    m_overlay->setGeometry(places.scene);
    m_images->setGeometry(places.scene);
    m_trust->setGeometry(places.trust);
    m_film->setGeometry(places.film);
    m_trust->setVisible(!m_show.walks.empty());
    m_film->setVisible(!m_show.walks.empty());
    const ViewFrame frame = frameFor(places.scene.size());
    if (!(m_scene->camera().frame() == frame))
        m_scene->changeCamera([&](CameraControl& camera) { camera.setFrame(frame); });
}

void WalkView::sessionChanged()
{
    const auto samples = session().data();
    m_bar->setSamples(samples ? samples->size() : 0);
    m_bar->setRefusal(refusal());
    beginAwaited();
    m_overlay->update();
}

QString WalkView::refusal() const
{
    if (!session().data())
        return tr("Open data first.");
    if (!session().model())
        return tr("Open a model first: walks belong to a network.");
    return {};
}

void WalkView::followSelection()
{
    if (const std::int64_t sample = session().current(); sample >= 0)
        m_bar->setFrom(sample);
    const auto& selected = session().selected();
    for (const std::int64_t other : selected)
        if (selected.size() == 2 && other != session().current())
            m_bar->setTo(other);
}

void WalkView::takeWalks()
{
    const WalkTrack* before = m_show.track();
    const int id = before ? before->id : -1;
    const std::size_t count = m_show.walks.size();
    m_show.walks = session().walks();
    m_show.current = int(m_show.walks.size()) - 1; // the newest, unless one only went away
    for (std::size_t i = 0; i < m_show.walks.size() && m_show.walks.size() <= count; ++i)
        if (m_show.walks[i]->id == id)
            m_show.current = int(i);
    if (m_show.walks.size() > count)
        m_followsEnd = true, m_show.share = 1;
    m_keyTarget.resize(0);
    m_bar->setHasWalk(!m_show.walks.empty());
    arrange();
    showAll();
}

void WalkView::walkWentOn(int id)
{
    m_show.walks = session().walks();
    if (m_followsEnd)
        m_show.share = 1;
    const WalkTrack* walk = m_show.track();
    if (walk && walk->id == id && !walk->isRunning && id != m_steered)
        m_keyTarget.resize(0);
    showAll();
}

void WalkView::showAll()
{
    m_film->setShow(m_show);
    m_trust->setShow(m_show);
    m_images->setShow(m_show);
    refreshScene();
}

void WalkView::refreshScene()
{
    const WalkTrack* walk = m_show.track();
    // What a person steers must not run away under the hand.
    const bool isSteered = walk && walk->id == m_steered && walk->places.size() > 1;
    refreshPoints(isSteered);
    m_extent = extent();
    m_scene->setBackground(style::tokens().surface);
    fillWalks(*m_drawn);
    fillHead(*m_drawn);
    m_scene->changeCamera([&](CameraControl& camera) {
        if (isSteered)
            camera.setPose(camera.pose());
        camera.setContent(contentPoints());
    });
    m_overlay->update();
}

void WalkView::refreshPoints(bool keepSpace)
{
    const WalkTrack* walk = m_show.track();
    std::vector<int> ids;
    std::size_t places = 0;
    for (const auto& track : m_show.walks) {
        ids.push_back(track->id);
        places += track->places.size();
    }
    const bool isFitted = m_axes == WalkAxes::Logits || m_axes == WalkAxes::Inputs;
    const bool isOther = !walk || !m_spaceOf.hasChart || m_spaceOf.current != walk->id ||
                         m_spaceOf.axes != m_axes || m_spaceOf.ids != ids;
    // Principal axes follow what is visited, but not every batch of it.
    const bool hasGrown = isFitted && !keepSpace &&
                          (places > m_spaceOf.places + m_spaceOf.places / 2 ||
                           (walk && !walk->isRunning && places != m_spaceOf.places));
    if (isOther || hasGrown) {
        m_space = walk ? WalkSpace(m_axes, m_show.walks, *walk) : WalkSpace();
        m_spaceOf = {m_axes, walk ? walk->id : -1, ids, places, walk && walk->chart};
        m_points.clear();
    }
    m_points.resize(m_show.walks.size());
    for (std::size_t i = 0; i < m_points.size(); ++i)
        for (std::size_t k = m_points[i].size(); k < m_show.walks[i]->places.size(); ++k)
            m_points[i].push_back(m_space.at(*m_show.walks[i]->places[k]));
}

void WalkView::refreshHead()
{
    fillHead(*m_drawn);
    m_scene->requestRender();
    m_overlay->update();
}

void WalkView::setShare(double share)
{
    share = std::clamp(share, 0.0, 1.0);
    if (share == m_show.share)
        return;
    m_show.share = share;
    m_followsEnd = share >= 1;
    m_keyTarget.resize(0);
    m_film->setShow(m_show);
    m_trust->setShow(m_show);
    m_images->setShow(m_show);
    refreshHead();
}

void WalkView::setCurrent(int index)
{
    if (index == m_show.current || index < 0 || index >= int(m_show.walks.size()))
        return;
    m_show.current = index;
    m_keyTarget.resize(0);
    showAll();
}

void WalkView::setAxes(WalkAxes axes)
{
    m_axes = axes;
    m_bar->setAxes(axes);
    refreshScene();
}

void WalkView::setColour(WalkColour colour)
{
    m_show.colour = colour;
    m_bar->setColour(colour);
    fillWalks(*m_drawn);
    refreshHead();
}

void WalkView::setImagesShown(bool shown)
{
    m_imagesShown = shown;
    m_bar->setImagesShown(shown);
    m_images->setVisible(shown);
}

void WalkView::resetCamera()
{
    m_scene->changeCamera([](CameraControl& camera) { camera.reset(); });
}

void WalkView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    arrange();
}

void WalkView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (style::isLookChange(*event) && m_drawn) {
        arrange();
        showAll();
    }
}

} // namespace leafscope
