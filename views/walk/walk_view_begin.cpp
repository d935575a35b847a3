// SPDX-License-Identifier: MIT
// How walks of the view begin.
#include "core/leaf/leaf_parameters.hpp"
#include "views/walk/live_walks.hpp"
#include "views/walk/walk_bar.hpp"
#include "views/walk/walk_view.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

bool WalkView::isWalking() const
{
    return m_live->isBusy();
}

bool WalkView::isBusy() const
{
    return isWalking() ||
           std::any_of(m_show.walks.begin(), m_show.walks.end(), [](const auto& walk) {
               return walk->error.isEmpty() && walk->parameters.value("trust", false) &&
                      !walk->numbers.contains("trust");
           });
}

void WalkView::setCourse(const QString& kind, std::int64_t from, std::int64_t to)
{
    m_bar->setKind(kind);
    m_bar->setFrom(from);
    m_bar->setTo(to);
}

QString WalkView::modelFile() const
{
    for (const SeriesEntry& entry : session().series())
        if (entry.epoch == session().epoch() && !entry.model.isEmpty())
            return entry.model;
    return session().model() ? QString::fromStdString(session().model()->file.string()) : QString();
}

QString WalkView::modelName() const
{
    for (const SeriesEntry& entry : session().series())
        if (entry.epoch == session().epoch() && !entry.model.isEmpty())
            return tr("epoch %1").arg(entry.epoch);
    return {};
}

Json WalkView::baseParameters() const
{
    // What is steered goes on, so there is no walk yet to check.
    return {{"from", m_bar->from()}, {"trust", m_bar->kind() != QLatin1String("guided")}};
}

int WalkView::begin(Json parameters)
{
    if (!refusal().isEmpty())
        return -1;
    WalkRequest request;
    request.model = modelFile();
    request.modelName = modelName();
    request.parameters = std::move(parameters);
    return m_live->begin(request);
}

void WalkView::beginWalk()
{
    Json parameters = baseParameters();
    parameters["kind"] = m_bar->kind().toStdString();
    parameters["to"] = m_bar->to();
    begin(parameters);
}

void WalkView::compareWalks()
{
    removeAll();
    for (const char* kind : {"straight", "leaf", "kernel", "simplex"}) {
        Json parameters = baseParameters();
        parameters["trust"] = true;
        parameters["kind"] = kind;
        parameters["to"] = m_bar->second();
        if (begin(parameters) < 0)
            return;
    }
    setCurrent(1); // the leaf
}

void WalkView::walkFromSelection()
{
    followSelection();
    beginWalk();
}

std::string WalkView::startAt(const WalkTrack& walk, int place)
{
    Json start = walk.parameters;
    // Without what both have in common, which planWalk() passes on, and without defaults.
    const Json usual = completeParameters(leafWalkAnalysis(), Json::object());
    for (const auto& [name, value] : usual.items())
        if (start.value(name, Json()) == value || name == "from" || name == "trust" ||
            name == "frames")
            start.erase(name);
    // A walk that itself began at a place: an object, not text in text.
    if (const auto before = start.find("start"); before != start.end())
        *before = Json::parse(before->get<std::string>(), nullptr, false);
    start["place"] = place;
    return start.dump();
}

void WalkView::branch()
{
    const WalkTrack* walk = m_show.track();
    if (!walk || m_show.place(*walk) < 0)
        return;
    Json parameters = baseParameters();
    parameters["from"] = walk->parameters.at("from");
    parameters["kind"] = m_bar->kind().toStdString();
    parameters["to"] = m_bar->to();
    parameters["start"] = startAt(*walk, m_show.place(*walk));
    WalkRequest request{walk->model, walk->name, parameters, walk->seed};
    if (refusal().isEmpty())
        m_live->begin(request);
}

void WalkView::removeAll()
{
    m_live->removeAll();
}

} // namespace leafscope
