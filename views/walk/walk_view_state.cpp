// SPDX-License-Identifier: MIT
// What the walk view draws, writes and keeps.
#include "core/base/error.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "views/scene/furniture.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"
#include "views/walk/film_strip.hpp"
#include "views/walk/live_walks.hpp"
#include "views/walk/trust_panel.hpp"
#include "views/walk/walk_bar.hpp"
#include "views/walk/walk_images.hpp"
#include "views/walk/walk_paint.hpp"
#include "views/walk/walk_scene.hpp"
#include "views/walk/walk_view.hpp"

#include <QEvent>
#include <QFileInfo>
#include <QPainter>
#include <vtkCamera.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr int kThumbnail = 56; ///< of the images at the ends of the current walk
constexpr double kLeader = 20; ///< between a place and its image
constexpr QPoint kAxesFromCorner(64, 58);

} // namespace

std::vector<Eigen::Vector3f> WalkView::contentPoints() const
{
    std::vector<Eigen::Vector3f> points;
    for (const auto& walk : m_points)
        points.insert(points.end(), walk.begin(), walk.end());
    return points;
}

double WalkView::extent() const
{
    Eigen::Vector3f low = Eigen::Vector3f::Constant(1e30F);
    Eigen::Vector3f high = -low;
    for (const Eigen::Vector3f& p : contentPoints()) {
        low = low.cwiseMin(p);
        high = high.cwiseMax(p);
    }
    const double size = double((high - low).norm());
    return std::isfinite(size) && size > 1e-9 && size < 1e29 ? size : 1;
}

void WalkView::fillWalks(WalkScene& scene) const
{
    scene.setColours(style::tokens().surface, style::tokens().secondary, style::tokens().accent);
    std::vector<DrawnWalk> drawn;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const WalkTrack& walk = *m_show.walks[i];
        DrawnWalk tube;
        tube.isCurrent = int(i) == m_show.current;
        tube.points = m_points[i];
        for (std::size_t k = 0; k < tube.points.size(); ++k) {
            const QColor colour = colourOf(walk, *walk.places[k], m_show.colour);
            tube.colours.push_back(
                tube.isCurrent ? colour : style::mixed(colour, style::tokens().surface, 0.35));
        }
        drawn.push_back(std::move(tube));
    }
    scene.setWalks(drawn, m_extent);
    scene.setFloor(m_axes == WalkAxes::LeafAndHeight && !drawn.empty(), m_extent);
}

void WalkView::fillHead(WalkScene& scene) const
{
    DrawnHead head;
    if (const WalkStep* step = m_show.step()) {
        head.at = m_space.at(*step);
        head.arrows = m_space.arrows(*step);
        if (m_axes == WalkAxes::Logits) // of other units: all as long as the longest
            for (Eigen::Vector3f& arrow : head.arrows) {
                float longest = 1e-12F;
                for (const Eigen::Vector3f& other : m_space.arrows(*step))
                    longest = std::max(longest, other.norm());
                arrow /= longest;
            }
    }
    scene.setHead(head, m_extent);
}

ViewFrame WalkView::frameFor(QSize scene) const
{
    ViewFrame frame;
    frame.width = std::max(1, scene.width());
    frame.height = std::max(1, scene.height());
    frame.left = frame.right = std::min<double>(style::kSpace4 + kThumbnail / 2, frame.width * 0.1);
    frame.top = std::min<double>(48, frame.height * 0.15);
    frame.bottom = std::min<double>(40, frame.height * 0.15);
    return frame;
}

QStringList WalkView::caption() const
{
    const WalkTrack* walk = m_show.track();
    if (!walk || walk->places.empty())
        return {};
    QStringList parts;
    const WalkStep& last = *walk->places.back();
    parts << tr("%1 steps").arg(style::count(qint64(walk->places.size()) - 1))
          << tr("length %1 in %2")
                 .arg(style::number(last.length), QString::fromStdString(walk->facts.unit));
    if (!walk->numbers.value("ended", std::string()).empty())
        parts << QString::fromStdString(walk->numbers["ended"].get<std::string>());
    parts << (m_axes == WalkAxes::LeafAndHeight
                  ? tr("height: distance from the tangent plane of the start")
              : m_axes == WalkAxes::Leaf ? tr("the three leading directions of G at the start")
                                         : tr("principal axes of what was visited"));
    return parts;
}

void WalkView::paintEnds(QPainter& painter, const QRect& scene, const CameraControl& camera) const
{
    const WalkTrack& walk = *m_show.track();
    const auto paint = [&](const VectorD& x, const Eigen::Vector3f& at, const QPen& pen) {
        const Projected p = camera.project(at.cast<double>());
        const QImage image = walkImage(walk, x);
        if (p.depth <= 0 || image.isNull() || !QRectF(scene).contains(p.x, p.y))
            return;
        const QPointF corner(
            std::clamp(p.x + kLeader, 4.0, scene.width() - kThumbnail - 4.0),
            std::clamp(p.y - kThumbnail - kLeader, 4.0, scene.height() - kThumbnail - 4.0));
        const QRectF box(corner, QSizeF(kThumbnail, kThumbnail));
        painter.setPen(QPen(style::tokens().secondary, 1));
        painter.drawLine(QPointF(p.x, p.y), QPointF(box.left(), box.bottom()));
        painter.fillRect(box.adjusted(-2, -2, 2, 2), style::tokens().surface);
        const QRectF drawn = paintImage(painter, box, image);
        painter.setPen(pen);
        painter.drawRect(drawn.adjusted(-1.5, -1.5, 1.5, 1.5));
    };
    paint(walk.places.front()->x, m_space.at(*walk.places.front()),
          QPen(style::tokens().secondary, 1));
    if (walk.target)
        if (const auto target = m_space.at(*walk.target)) {
            const Projected p = camera.project(target->cast<double>());
            painter.setPen(QPen(style::tokens().secondary, 1.5));
            painter.drawEllipse(QPointF(p.x, p.y), 4, 4);
            paint(*walk.target, *target, QPen(style::tokens().secondary, 1, Qt::DashLine));
        }
    if (const WalkStep* step = m_show.step())
        paint(step->x, m_space.at(*step), QPen(style::tokens().accent, 2));
}

void WalkView::paintOverlay(QPainter& painter, const QRect& scene,
                            const CameraControl& camera) const
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QSize size = scene.size();
    const WalkTrack* walk = m_show.track();
    if (!walk) {
        const QString why = refusal();
        paintNotice(painter, size,
                    {QStringLiteral("curve"), tr("No walk yet"),
                     why.isEmpty() ? tr("Choose two samples and press Walk, or select a sample in "
                                        "another view and press W.")
                                   : why,
                     false});
        return;
    }
    if (!walk->error.isEmpty()) {
        paintNotice(painter, size,
                    {QStringLiteral("warning"), tr("The walk failed"), walk->error, true});
        return;
    }
    if (walk->places.empty()) {
        paintChip(painter, size, tr("Reading the network"));
        return;
    }
    paintEnds(painter, scene, camera);
    if (const WalkStep* step = m_show.step()) {
        const Projected p = camera.project(m_space.at(*step).cast<double>());
        painter.setPen(QPen(style::tokens().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(p.x, p.y), 8, 8);
    }
    paintTitle(painter, size, kindTitle(*walk), courseTitle(*walk));
    const QStringList parts = caption();
    const double floor = size.height() - style::kSpace3 - captionHeight(size, parts);
    std::array<AxisLabel, 3> labels;
    for (std::size_t i = 0; i < 3; ++i)
        labels[i].text = m_space.axisNames()[i];
    if (size.height() >= 240)
        paintAxes(painter, QPointF(kAxesFromCorner.x(), floor - kAxesFromCorner.y()), camera,
                  labels);
    paintCaption(painter, size, parts);
}

std::optional<QPointF> WalkView::headPosition() const
{
    const WalkStep* step = m_show.step();
    if (!step)
        return {};
    const Projected p = m_scene->camera().project(m_space.at(*step).cast<double>());
    if (p.depth <= 0)
        return {};
    return QPointF(p.x, p.y) + QPointF(m_scene->pos());
}

QImage WalkView::picture(QSize size)
{
    const Places places = placesIn(size, int(m_show.walks.size()), false);
    const double ratio = devicePixelRatioF();
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(style::tokens().surface);
    QPainter painter(&image);
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(places.scene.size()));
    if (m_imagesShown && m_show.track()) {
        paintWalkImages(painter, places.scene, m_show);
    } else {
        if (hasOpenGl()) {
            vtkNew<vtkRenderer> renderer;
            const QColor back = style::tokens().surface;
            renderer->SetBackground(back.redF(), back.greenF(), back.blueF());
            vtkNew<vtkCamera> lens;
            camera.apply(*lens);
            renderer->SetActiveCamera(lens);
            WalkScene scene(renderer);
            fillWalks(scene);
            fillHead(scene);
            painter.drawImage(places.scene.topLeft(),
                              renderImage(renderer, places.scene.size(), ratio));
        }
        painter.save();
        painter.setClipRect(places.scene);
        painter.translate(places.scene.topLeft());
        paintOverlay(painter, QRect(QPoint(), places.scene.size()), camera);
        painter.restore();
    }
    if (m_show.track()) {
        paintTrust(painter, places.trust, m_show);
        WalkImageCache cache;
        paintFilm(painter, places.film, m_show, cache);
    }
    return image;
}

QByteArray WalkView::table() const
{
    QByteArray text = "walk,kind,place,prediction,confidence,length,metric_length,residual,"
                      "alignment,rank,held\n";
    const auto number = [](double value) {
        return std::isfinite(value) ? QByteArray::number(value, 'g', 9) : QByteArray();
    };
    for (std::size_t w = 0; w < m_show.walks.size(); ++w) {
        const WalkTrack& walk = *m_show.walks[w];
        for (std::size_t i = 0; i < walk.places.size(); ++i) {
            const WalkStep& s = *walk.places[i];
            text += QByteArray::number(qlonglong(w)) + ',' + walk.kind().toUtf8() + ',' +
                    QByteArray::number(qlonglong(i)) + ',' +
                    QByteArray::number(qlonglong(predictionOf(s.logits))) + ',' +
                    number(1 - doubt(s.logits)) + ',' + number(s.length) + ',' +
                    number(s.metricLength) + ',' + number(s.residual) + ',' + number(s.alignment) +
                    ',' + QByteArray::number(qlonglong(s.rank)) + ',' +
                    QByteArray::number(qlonglong(s.held)) + '\n';
        }
    }
    return text;
}

std::map<std::string, Recipe> WalkView::sources() const
{
    std::map<std::string, Recipe> recipes;
    for (std::size_t i = 0; i < m_show.walks.size(); ++i)
        if (const auto& recipe = m_show.walks[i]->recipe)
            recipes.emplace(walkRole(i), *recipe);
    return recipes;
}

Json WalkView::state() const
{
    Json names = Json::array();
    for (const auto& walk : m_show.walks)
        names.push_back(walk->name.toStdString());
    return {{"names", names},
            {"axes", nameOf(m_axes).toStdString()},
            {"colour", nameOf(m_show.colour).toStdString()},
            {"images", m_imagesShown},
            {"current", m_show.current},
            {"share", m_show.share},
            {"camera", m_scene->camera().isFitted() ? Json() : m_scene->camera().toJson()}};
}

void WalkView::restore(const Json& state)
{
    try {
        apply(state);
    } catch (const Json::exception& problem) {
        throw Error(ErrorKind::Format, "the state of the walk view is not usable", "state",
                    problem.what(), "leave it out");
    }
}

// A picture is made from recipes, which do not know what the person's models are called.
void WalkView::nameWalks(const Json& names)
{
    for (std::size_t i = 0; i < std::min(names.size(), m_show.walks.size()); ++i) {
        auto named = std::make_shared<WalkTrack>(*m_show.walks[i]);
        named->name = QString::fromStdString(names[i].get<std::string>());
        session().setWalk(std::move(named));
    }
}

void WalkView::apply(const Json& state)
{
    const auto refuse = [](const char* field) {
        throw Error(ErrorKind::Format, "the state of the walk view is not usable", field,
                    "it was changed by hand or written by a newer version", "leave it out");
    };
    const auto axes =
        walkAxesOf(QString::fromStdString(state.value("axes", nameOf(m_axes).toStdString())));
    const auto colour = walkColourOf(
        QString::fromStdString(state.value("colour", nameOf(m_show.colour).toStdString())));
    if (!axes)
        refuse("axes");
    if (!colour)
        refuse("colour");
    CameraControl camera = m_scene->camera();
    const Json pose = state.value("camera", Json());
    if (!pose.is_null())
        camera.restore(pose);
    nameWalks(state.value("names", Json::array()));
    setAxes(*axes);
    setColour(*colour);
    setImagesShown(state.value("images", false));
    m_wanted = state.value("current", m_show.current); // of walks that are still to come as well
    setCurrent(m_wanted);
    setShare(state.value("share", 1.0));
    if (!pose.is_null())
        m_scene->changeCamera([&](CameraControl& control) { control.restore(pose); });
}

Json WalkView::keptWalks() const
{
    if (m_awaited.is_array()) // of a session whose model could not be opened: not lost
        return m_awaited;
    Json kept = Json::array();
    const Json usual = completeParameters(leafWalkAnalysis(), Json::object());
    for (const auto& walk : m_show.walks) {
        Json parameters = walk->parameters;
        for (const auto& [name, value] : usual.items())
            if (parameters.value(name, Json()) == value)
                parameters.erase(name);
        Json entry{{"model", walk->model.toStdString()},
                   {"name", walk->name.toStdString()},
                   {"seed", walk->seed},
                   {"parameters", parameters},
                   {"of_model", session().model() ? session().model()->hash : std::string()},
                   {"of_data", session().data() ? session().data()->hash : std::string()}};
        for (const SeriesEntry& other : session().series())
            if (other.model == walk->model)
                entry["epoch"] = other.epoch;
        kept.push_back(std::move(entry));
    }
    return kept;
}

// A session that was moved has its checkpoints elsewhere.
QString WalkView::presentModel(const Json& kept) const
{
    const QString file = QString::fromStdString(kept.at("model").get<std::string>());
    if (QFileInfo::exists(file))
        return file;
    for (const SeriesEntry& entry : session().series())
        if (kept.contains("epoch") && entry.epoch == kept["epoch"] && !entry.model.isEmpty())
            return entry.model;
    const QString open = QString::fromStdString(session().model()->file.string());
    return kept.contains("epoch") ? file : open;
}

void WalkView::restoreWalks(const Json& kept)
{
    removeAll();
    m_awaited = kept.is_array() && !kept.empty() ? kept : Json();
    beginAwaited();
}

void WalkView::beginAwaited()
{
    if (!m_awaited.is_array() || !refusal().isEmpty())
        return;
    try {
        for (const Json& walk : m_awaited) {
            if (walk.value("of_model", session().model()->hash) != session().model()->hash ||
                walk.value("of_data", session().data()->hash) != session().data()->hash)
                return; // its own is still being opened
            const QString file = QString::fromStdString(walk.at("model").get<std::string>());
            if (walk.contains("epoch") && session().series().empty() && !QFileInfo::exists(file))
                return; // the series says where it is
        }
        const int current = m_wanted;
        for (const Json& walk : std::exchange(m_awaited, Json())) {
            WalkRequest request;
            request.model = presentModel(walk);
            request.modelName = QString::fromStdString(walk.value("name", std::string()));
            request.seed = walk.value("seed", std::uint64_t(1));
            request.parameters = walk.value("parameters", Json::object());
            m_live->begin(request);
        }
        setCurrent(current);
    } catch (const std::exception& problem) { // of a newer version, or changed by hand
        m_awaited = Json();
        Q_EMIT walksRefused(QString::fromUtf8(problem.what()));
    }
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
