// SPDX-License-Identifier: MIT
// The neighbourhood view as a value, as a picture and as a table.
#include "core/base/error.hpp"
#include "views/frame/painted.hpp"
#include "views/neighborhood/neighborhood_scene.hpp"
#include "views/neighborhood/neighborhood_view.hpp"
#include "views/neighborhood/rule_page.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <string>

namespace leafscope {

namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted)
{
    throw Error(ErrorKind::Format, "The stored state of the neighbourhood view cannot be used.",
                field, wanted, "Remove the field to get its default.");
}

bool flag(const Json& state, const char* name, bool fallback)
{
    if (!state.contains(name))
        return fallback;
    if (!state[name].is_boolean())
        refuse(name, "It should be true or false.");
    return state[name].get<bool>();
}

/// One of two words.
bool isFirst(const Json& state, const char* name, const std::string& first,
             const std::string& second, bool fallback)
{
    if (!state.contains(name))
        return fallback;
    const std::string word = state[name].is_string() ? state[name].get<std::string>() : "";
    if (word != first && word != second)
        refuse(name, "It should be \"" + first + "\" or \"" + second + "\".");
    return word == first;
}

std::int64_t sampleIn(const Json& state, const char* name)
{
    if (!state.contains(name))
        return -1;
    if (!state[name].is_number_integer())
        refuse(name, "It should be the number of a sample.");
    return state[name].get<std::int64_t>();
}

std::vector<double> numbersIn(const Json& list, std::size_t count, const char* name)
{
    std::vector<double> out;
    if (list.is_array() && list.size() == count)
        for (const Json& value : list)
            if (value.is_number() && std::isfinite(value.get<double>()))
                out.push_back(value.get<double>());
    if (out.size() != count)
        refuse(name, "It should hold " + std::to_string(count) + " numbers.");
    return out;
}

NeighborhoodSettings settingsIn(const Json& state)
{
    NeighborhoodSettings s;
    if (state.contains("k")) {
        if (!state["k"].is_number_integer() || state["k"].get<std::int64_t>() < 1 ||
            state["k"].get<std::int64_t>() > NeighborhoodView::kMost)
            refuse("k", "It should be a number from 1 to " +
                            std::to_string(NeighborhoodView::kMost) + ".");
        s.k = state["k"].get<Index>();
    }
    s.kernel = isFirst(state, "kernel", "cosine", "gaussian", true) ? KernelKind::Cosine
                                                                    : KernelKind::Gaussian;
    if (state.contains("sigma") && state["sigma"] != "auto") {
        const Json& sigma = state["sigma"];
        if (!sigma.is_number() || !(sigma.get<double>() > 0) || !std::isfinite(sigma.get<double>()))
            refuse("sigma", "It should be a number above 0, or \"auto\".");
        s.width = {false, sigma.get<double>()};
    }
    s.nnk = isFirst(state, "neighbors", "nnk", "knn", true);
    s.hull = flag(state, "hull", s.hull);
    s.planes = flag(state, "planes", s.planes);
    s.follows = flag(state, "follow", s.follows);
    s.page = isFirst(state, "page", "sample", "rule", true) ? NeighborhoodPage::Scene
                                                            : NeighborhoodPage::Rule;
    return s;
}

} // namespace

Json NeighborhoodView::state() const
{
    Json points = Json::array();
    for (const Eigen::Vector2d& point : m_rule->state().points)
        points.push_back({point.x(), point.y()});
    const NeighborhoodSettings& s = m_settings;
    Json state{{"k", s.k},
               {"kernel", kernelName(s.kernel)},
               {"sigma", s.width.own ? Json("auto") : Json(s.width.sigma)},
               {"neighbors", s.nnk ? "nnk" : "knn"},
               {"hull", s.hull},
               {"planes", s.planes},
               {"follow", s.follows},
               {"page", s.page == NeighborhoodPage::Scene ? "sample" : "rule"},
               {"camera", m_scene->camera().toJson()},
               {"points", points}};
    if (m_sample >= 0)
        state["sample"] = m_sample;
    const Member* focus = m_reading ? m_reading->member(m_focus) : nullptr;
    if (focus)
        state["focus"] = focus->sample;
    if (m_moved)
        state["moved"] = {m_moved->x(), m_moved->y(), m_moved->z()};
    return state;
}

void NeighborhoodView::restore(const Json& state)
{
    if (!state.is_object())
        refuse("state", "It should be an object.");
    const NeighborhoodSettings settings = settingsIn(state);
    const std::int64_t sample = sampleIn(state, "sample");
    const std::int64_t focus = sampleIn(state, "focus");
    std::optional<Vec3> moved;
    if (state.contains("moved"))
        moved = Vec3(numbersIn(state["moved"], 3, "moved").data());
    RuleState rule;
    if (state.contains("points")) {
        if (!state["points"].is_array() || state["points"].size() != 3)
            refuse("points", "It should hold three points.");
        for (std::size_t i = 0; i < 3; ++i)
            rule.points[i] = Eigen::Vector2d(numbersIn(state["points"][i], 2, "points").data());
    }
    if (state.contains("camera"))
        CameraControl().restore(state["camera"]); // or a clear error before anything changes
    rule.kernel = settings.kernel;
    m_rule->setState(rule);
    m_sample = sample >= 0 ? sample : session().current();
    m_moved = moved;
    m_focus = -1;
    m_wantedFocus = focus;
    m_home.reset();
    m_picked.reset();
    m_problem.clear();
    m_settings = settings;
    m_drawnIn.reset(); // the camera is this one, or the first of what is shown next
    m_cameraKept = state.contains("camera");
    if (m_cameraKept)
        m_scene->changeCamera([&](CameraControl& camera) { camera.restore(state["camera"]); });
    const std::optional<Vec3> wanted = m_moved;
    refresh();
    m_moved = wanted; // which another layer or kernel takes away, but not this state
    arrange();
    refreshParts();
}

// Pictures cannot wait for a turn of the event loop.
void NeighborhoodView::finishNow()
{
    for (LatestTask* task : {&m_load, &m_search, &m_solve, &m_curveTask})
        task->cancel();
    m_watch.stop();
    if (!m_source.embedding || m_source.layer.empty() || session().rowOf(m_sample) < 0)
        return;
    try {
        if (!m_points) {
            m_points = readLayerPoints(m_source, Progress());
            m_samples = session().data() ? nullptr : readLayerSamples(m_source, Progress());
        }
        if (!m_home || m_home->question.row != session().rowOf(m_sample))
            m_home = pickNeighborhood(m_points, questionFor(false));
        m_picked = m_moved ? pickNeighborhood(m_points, questionFor(true)) : m_home;
        const auto home = readNeighborhood(m_home, m_settings, *m_source.embedding);
        m_curves = readCurves(m_picked, m_settings);
        display(m_moved ? readNeighborhood(m_picked, m_settings, *m_source.embedding) : home, home);
        m_problem.clear();
    } catch (const std::exception& error) {
        m_problem = QString::fromUtf8(error.what());
    }
}

std::shared_ptr<const Reading> NeighborhoodView::readingNow() const
{
    const Index row = session().rowOf(m_sample);
    if ((m_reading && !isBusy()) || !m_source.embedding || m_source.layer.empty() || row < 0)
        return m_reading;
    const auto points = m_points ? m_points : readLayerPoints(m_source, Progress());
    PickQuestion question;
    question.row = row;
    question.most = kMost;
    auto picked = pickNeighborhood(points, question);
    if (m_moved) {
        question.frame = picked->frame;
        question.moved = picked->frame->origin + picked->frame->axes * *m_moved;
        picked = pickNeighborhood(points, question);
    }
    return readNeighborhood(picked, m_settings, *m_source.embedding);
}

QImage NeighborhoodView::sceneImage(QSize size, const CameraControl& camera, double ratio) const
{
    OffscreenScene offscreen(camera, size, ratio, OffscreenScene::Edges::Smooth);
    NeighborhoodScene scene(offscreen.renderer());
    scene.setSupersampling(offscreen.finer());
    scene.set(sceneContent());
    scene.setView(camera, ratio);
    return offscreen.image();
}

// The page without its controls.
void NeighborhoodView::paintAll(QPainter& painter, QSize size, double ratio) const
{
    const Places places = placesIn(size, false);
    painter.fillRect(QRect(QPoint(), size), style::tokens().surface);
    if (m_settings.page == NeighborhoodPage::Rule)
        return paintRule(painter, places.scene, m_rule->state());
    CameraControl camera = m_scene->camera();
    camera.setFrame(frameFor(places.scene.size()));
    if (hasOpenGl() && m_reading && !notice())
        painter.drawImage(places.scene.topLeft(), sceneImage(places.scene.size(), camera, ratio));
    painter.save();
    painter.setClipRect(places.scene);
    painter.translate(places.scene.topLeft());
    paintOverlay(painter, places.scene.size(), camera, false);
    painter.restore();
    if (!m_reading)
        return;
    paintPanel(painter, places.panel, panelContent());
    StripContent strip = stripContent();
    strip.hovered = -1;
    ThumbnailCache cache;
    painter.save();
    painter.setClipRect(places.strip);
    painter.fillRect(QRect(places.strip.topLeft(), QSize(places.strip.width(), 1)),
                     style::tokens().line);
    paintStrip(painter, places.strip, strip, cache, ratio);
    painter.restore();
}

QImage NeighborhoodView::picture(QSize size)
{
    if (m_settings.page == NeighborhoodPage::Scene && (isBusy() || !m_reading))
        finishNow();
    const double ratio = devicePixelRatioF();
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    paintAll(painter, size, ratio);
    return image;
}

QByteArray NeighborhoodView::svg(QSize size)
{
    if (m_settings.page == NeighborhoodPage::Scene && (isBusy() || !m_reading))
        finishNow();
    return paintedSvg(size, title(),
                      [&](QPainter& painter) { paintAll(painter, size, OffscreenScene::kFiner); });
}

QByteArray NeighborhoodView::table() const
{
    QByteArray text = "sample,label,distance,similarity,weight,explained,blocked_by\n";
    const std::shared_ptr<const Reading> reading = readingNow();
    if (!reading)
        return text;
    const Reading& r = *reading;
    const Candidates& candidates = r.picked->live.candidates();
    for (const Member& member : r.members) {
        const PruningReason reason = whyPruned(candidates, r.kernel, r.found, member.place);
        text += QByteArray::number(qlonglong(member.sample)) + ',';
        if (member.label >= 0)
            text += QByteArray::number(member.label);
        for (const double value :
             {member.distance, reason.similarity, member.weight, reason.explained})
            text += ',' + QByteArray::number(value, 'g', 9);
        text += ',';
        if (!reason.blockers.empty() && !(r.found.weights[member.place] > 0))
            if (const Member* blocker = r.member(reason.blockers.front()))
                text += QByteArray::number(qlonglong(blocker->sample));
        text += '\n';
    }
    return text;
}

} // namespace leafscope
