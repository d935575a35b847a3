// SPDX-License-Identifier: MIT
#include "views/session/view_state.hpp"

#include "core/base/error.hpp"

namespace leafscope {

namespace {

[[noreturn]] void refuse(const char* field)
{
    throw Error(ErrorKind::Format, "the stored state of the window cannot be used", field,
                "the file was cut short or changed by hand", "remove the field to get its default");
}

template <class T>
void take(const Json& json, const char* field, T& value)
{
    const auto found = json.find(field);
    if (found == json.end())
        return;
    try {
        value = found->template get<T>();
    } catch (const Json::exception&) {
        refuse(field);
    }
}

QString textField(const Json& json, const char* field, const QString& fallback)
{
    std::string text = fallback.toStdString();
    take(json, field, text);
    return QString::fromStdString(text);
}

} // namespace

Json ViewState::toJson() const
{
    Json json{{"layer", layer.toStdString()},
              {"epoch", epoch},
              {"selected", selected.toJson()},
              {"current", current},
              {"colour_by", colourBy.toStdString()},
              {"hidden", hidden},
              {"camera", camera},
              {"slices", Json::object()}};
    if (filter)
        json["filter"] = {{"text", filter->text.toStdString()},
                          {"samples", filter->samples.toJson()}};
    for (const auto& [name, samples] : slices)
        json["slices"][name.toStdString()] = samples.toJson();
    if (!(collapse == CollapseChoice()))
        json["collapse"] = {{"run", collapse.run.toStdString()},
                            {"pose", collapse.pose.toStdString()},
                            {"classes", collapse.classes}};
    return json;
}

ViewState ViewState::fromJson(const Json& json)
{
    if (!json.is_object())
        refuse("view");
    ViewState state;
    state.layer = textField(json, "layer", {});
    take(json, "epoch", state.epoch);
    take(json, "current", state.current);
    state.colourBy = textField(json, "colour_by", state.colourBy);
    take(json, "hidden", state.hidden);
    state.camera = json.value("camera", Json());
    if (json.contains("selected"))
        state.selected = SampleSet::fromJson(json["selected"]);
    if (json.contains("filter")) {
        const Json& filter = json["filter"];
        if (!filter.is_object() || !filter.contains("samples"))
            refuse("filter");
        state.filter =
            Filter{textField(filter, "text", {}), SampleSet::fromJson(filter["samples"])};
    }
    if (json.contains("slices")) {
        if (!json["slices"].is_object())
            refuse("slices");
        for (const auto& [name, samples] : json["slices"].items())
            state.slices.emplace(QString::fromStdString(name), SampleSet::fromJson(samples));
    }
    if (json.contains("collapse")) {
        const Json& collapse = json["collapse"];
        if (!collapse.is_object())
            refuse("collapse");
        state.collapse.run = textField(collapse, "run", {});
        state.collapse.pose = textField(collapse, "pose", {});
        take(collapse, "classes", state.collapse.classes);
    }
    return state;
}

} // namespace leafscope
