// SPDX-License-Identifier: MIT
#include "core/session/session_folder.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/session/specs.hpp"

#include <functional>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

/// The same recipe with every file spec passed through `change`, inner recipes included.
Recipe withSpecs(Recipe recipe, const std::function<std::string(const std::string&)>& change)
{
    for (auto& [role, input] : recipe.inputs) {
        // A file that a recipe makes is found by its hash or made again; where it once lay says
        // nothing.
        input.spec = input.recipe || input.spec.empty() ? std::string() : change(input.spec);
        if (input.recipe)
            input.recipe = std::make_shared<Recipe>(withSpecs(*input.recipe, change));
    }
    return recipe;
}

std::string text(const Json& json, const char* name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

const Recipe* SessionFolder::embedding() const
{
    for (const auto& [name, recipe] : recipes)
        if (const auto input = recipe.inputs.find("embedding");
            input != recipe.inputs.end() && input->second.recipe)
            return input->second.recipe.get();
    return nullptr;
}

std::string SessionFolder::inputSpec(const std::string& role) const
{
    if (const auto given = inputs.find(role); given != inputs.end())
        return given->second.spec;
    const Recipe* recipe = embedding();
    if (!recipe)
        return {};
    const auto input = recipe->inputs.find(role);
    return input == recipe->inputs.end() ? std::string() : input->second.spec;
}

Json SessionFolder::toJson() const
{
    const fs::path base = folder.empty() ? fs::path() : fs::absolute(folder).lexically_normal();
    const auto relative = [&](const std::string& spec) {
        if (base.empty())
            return spec;
        const fs::path inside = fs::path(spec).lexically_relative(base);
        return !inside.empty() && *inside.begin() != ".." ? inside.string() : spec;
    };
    Json json{
        {"leafscope", 1}, {"title", title},           {"about", about},           {"view", view},
        {"views", views}, {"inputs", Json::object()}, {"recipes", Json::object()}};
    for (const auto& [role, input] : inputs)
        json["inputs"][role] = {{"spec", relative(input.spec)}, {"hash", input.hash}};
    for (const auto& [name, recipe] : recipes)
        json["recipes"][name] = withSpecs(recipe, relative).toJson();
    return json;
}

SessionFolder SessionFolder::fromJson(const Json& json, const fs::path& folder,
                                      const std::string& where)
{
    const auto object = [&](const char* field, bool required) {
        const auto found = json.find(field);
        if (found == json.end() && !required)
            return Json(Json::object());
        if (found == json.end() || !found->is_object())
            throw Error(ErrorKind::Format,
                        "\"" + std::string(field) + "\" is not what a session holds", where,
                        "the file was cut short or changed by hand",
                        "open the data and the model instead; artifacts are kept and found again");
        return *found;
    };
    SessionFolder session;
    session.folder = folder.empty() ? folder : fs::absolute(folder).lexically_normal();
    session.title = text(json, "title");
    session.about = text(json, "about");
    session.view = object("view", false);
    session.views = object("views", false);
    const auto absolute = [&](const std::string& spec) {
        if (session.folder.empty() || spec.empty())
            return spec;
        const std::string inside = (session.folder / spec).string();
        return locateSpec(inside) ? absoluteSpec(inside) : spec;
    };
    const Json inputs = object("inputs", false);
    for (const auto& [role, input] : inputs.items())
        session.inputs[role] = {absolute(text(input, "spec")), text(input, "hash"), nullptr};
    const Json recipes = object("recipes", true);
    for (const auto& [name, recipe] : recipes.items())
        session.recipes.emplace(name, withSpecs(Recipe::fromJson(recipe), absolute));
    return session;
}

SessionFolder readSessionFolder(const fs::path& folder)
{
    const fs::path file = folder / "session.json";
    const Json json = Json::parse(readTextFile(file), nullptr, false);
    if (!json.is_object())
        throw Error(ErrorKind::Format, "this is not the description of a session", file.string(),
                    "the file was cut short or changed by hand",
                    "open the data and the model instead; artifacts are kept and found again");
    return SessionFolder::fromJson(json, folder, file.string());
}

void writeSessionFolder(const SessionFolder& session)
{
    EXPECTS(!session.folder.empty(), session.title);
    writeTextFile(session.folder / "session.json", session.toJson().dump(2) + "\n");
}

} // namespace leafscope
