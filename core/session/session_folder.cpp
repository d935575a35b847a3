// SPDX-License-Identifier: MIT
#include "core/session/session_folder.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"

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
    const Recipe* recipe = embedding();
    if (!recipe)
        return {};
    const auto input = recipe->inputs.find(role);
    return input == recipe->inputs.end() ? std::string() : input->second.spec;
}

SessionFolder readSessionFolder(const fs::path& folder)
{
    const fs::path file = folder / "session.json";
    const Json json = Json::parse(readTextFile(file), nullptr, false);
    if (!json.is_object() || !json.contains("recipes") || !json["recipes"].is_object())
        throw Error(ErrorKind::Format, "this is not the description of a session", file.string(),
                    "the file was cut short or changed by hand",
                    "open the data and the model instead; artifacts are kept and found again");
    SessionFolder session;
    session.folder = fs::absolute(folder).lexically_normal();
    session.title = text(json, "title");
    session.about = text(json, "about");
    session.view = json.value("view", Json::object());
    const auto absolute = [&](const std::string& spec) {
        const fs::path inside = session.folder / spec;
        return fs::exists(inside) ? inside.lexically_normal().string() : spec;
    };
    for (const auto& [name, recipe] : json["recipes"].items())
        session.recipes.emplace(name, withSpecs(Recipe::fromJson(recipe), absolute));
    return session;
}

void writeSessionFolder(const SessionFolder& session)
{
    const fs::path folder = fs::absolute(session.folder).lexically_normal();
    const auto relative = [&](const std::string& spec) {
        const fs::path inside = fs::path(spec).lexically_relative(folder);
        return !inside.empty() && *inside.begin() != ".." ? inside.string() : spec;
    };
    Json json{{"leafscope", 1},
              {"title", session.title},
              {"about", session.about},
              {"view", session.view},
              {"recipes", Json::object()}};
    for (const auto& [name, recipe] : session.recipes)
        json["recipes"][name] = withSpecs(recipe, relative).toJson();
    writeTextFile(folder / "session.json", json.dump(2) + "\n");
}

} // namespace leafscope
