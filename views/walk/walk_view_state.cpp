// SPDX-License-Identifier: MIT
// What the walk view writes, restores and keeps.
#include "core/base/error.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/walk/live_walks.hpp"
#include "views/walk/walk_view.hpp"

#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

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

} // namespace leafscope
