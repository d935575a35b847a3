// SPDX-License-Identifier: MIT
// The collapse view as a value, as a picture and as a table.
#include "core/base/error.hpp"
#include "views/collapse/collapse_film.hpp"
#include "views/collapse/collapse_player.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/frame/painted.hpp"
#include "views/scene/vtk_widget.hpp"

#include <QPainter>

#include <cmath>

namespace leafscope {

namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted)
{
    throw Error(ErrorKind::Format, "The stored state of the collapse view cannot be used.", field,
                wanted, "Remove the field to get its default.");
}

QString textIn(const Json& state, const char* name, const QString& otherwise)
{
    if (!state.contains(name))
        return otherwise;
    if (!state[name].is_string())
        refuse(name, "It should be a text.");
    return QString::fromStdString(state[name].get<std::string>());
}

QByteArray quoted(const std::string& name)
{
    QByteArray text = QByteArray::fromStdString(name);
    if (text.contains(',') || text.contains('"') || text.contains('\n'))
        text = '"' + text.replace('"', "\"\"") + '"';
    return text;
}

} // namespace

CollapseChoice collapseChoiceFrom(const Json& state, const CollapseChoice& otherwise)
{
    CollapseChoice choice = otherwise;
    choice.run = textIn(state, "run", choice.run);
    choice.pose = textIn(state, "pose", choice.pose);
    if (state.contains("classes")) {
        choice.classes.clear();
        if (!state["classes"].is_array())
            refuse("classes", "It should be a list of places of classes.");
        for (const Json& c : state["classes"]) {
            if (!c.is_number_integer() || c.get<int>() < 0)
                refuse("classes", "It should be a list of places of classes.");
            choice.classes.push_back(c.get<int>());
        }
    }
    return choice;
}

Json collapseStateOf(const Session& session, const CollapseSettings& settings,
                     const CameraControl& camera)
{
    const CollapseChoice& choice = session.view().collapse;
    Json state = toJson(settings);
    state["camera"] = camera.toJson();
    state["time"] = session.collapseTime();
    state["run"] = choice.run.toStdString();
    state["pose"] = choice.pose.toStdString();
    state["classes"] = choice.classes;
    return state;
}

Json CollapseView::state() const
{
    return collapseStateOf(session(), m_settings, m_scene->camera());
}

void CollapseView::restore(const Json& state)
{
    const CollapseSettings settings = collapseSettingsFrom(state);
    const CollapseChoice choice = collapseChoiceFrom(state, session().view().collapse);
    if (state.contains("time") &&
        (!state["time"].is_number() || !std::isfinite(state["time"].get<double>())))
        refuse("time", "It should be an epoch, or between two.");
    if (state.contains("camera"))
        CameraControl().restore(state["camera"]); // or a clear error before anything changes
    finishTurn();
    m_settings = settings;
    m_player->setSpeed(settings.speed);
    session().setCollapseChoice(choice);
    finishTurn();
    if (state.contains("time")) {
        m_timeGiven = !m_figure.owner;
        session().setCollapseTime(state["time"].get<double>());
    }
    if (m_figure.owner)
        adopt();
    resetCamera();
    if (state.contains("camera")) {
        m_cameraGiven = !m_figure.owner;
        m_scene->changeCamera([&](CameraControl& camera) { camera.restore(state["camera"]); });
    }
}

QImage CollapseView::picture(QSize size)
{
    finishTurn();
    const double ratio = devicePixelRatioF();
    return paintedImage(size * ratio, [&](QPainter& painter) {
        painter.scale(ratio, ratio);
        paintAll(painter, size, ratio);
    });
}

QByteArray CollapseView::svg(QSize size)
{
    finishTurn();
    return paintedSvg(size, title(), [&](QPainter& painter) { paintAll(painter, size, 2); });
}

QByteArray CollapseView::table() const
{
    QByteArray text = "role,class,sample,x,y,z\n";
    if (!m_figure.owner)
        return text;
    const CollapseRun& run = *m_figure.run;
    const auto row = [&](const char* role, std::size_t c, const QByteArray& sample,
                         const Eigen::Vector3f& at) {
        text += QByteArray(role) + ',' + quoted(run.classNames[c]) + ',' + sample;
        for (const float x : {at.x(), at.y(), at.z()})
            text += ',' + QByteArray::number(double(x), 'g', 9);
        text += '\n';
    };
    const auto perClass = [&](const char* role, const Vector3s& places) {
        for (std::size_t c = 0; c < places.size(); ++c)
            row(role, c, {}, places[c]);
    };
    const auto perSample = [&](const char* role, const Vector3s& places,
                               const std::vector<std::int32_t>& classOf,
                               const std::vector<std::int64_t>& samples) {
        for (std::size_t i = 0; i < places.size(); ++i)
            row(role, std::size_t(classOf[i]), QByteArray::number(qlonglong(samples[i])),
                places[i]);
    };
    if (m_settings.ideal)
        perClass("vertex", m_figure.moment.vertices);
    perClass("mean", m_figure.moment.means);
    if (m_settings.classifiers)
        perClass("classifier", m_figure.moment.classifiers);
    if (m_settings.train)
        perSample("train", m_figure.moment.features, run.sampleClass, run.samples);
    if (m_settings.test)
        perSample("test", m_figure.moment.testFeatures, run.testClass, run.testSamples);
    return text;
}

} // namespace leafscope
