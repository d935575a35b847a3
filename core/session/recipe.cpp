// SPDX-License-Identifier: MIT
#include "core/session/recipe.hpp"

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

#include <filesystem>

namespace leafscope {

namespace {

[[noreturn]] void wrong(const std::string& happened)
{
    throw Error(ErrorKind::Format, happened, "recipe",
                "the file was written by hand, cut short or comes from another program",
                "copy the recipe again out of the window or from an export");
}

const Json& field(const Json& json, const char* name, Json::value_t type)
{
    const auto found = json.find(name);
    if (found == json.end())
        wrong(std::string("the field \"") + name + "\" is missing");
    const bool number = type == Json::value_t::number_unsigned;
    if (number ? !found->is_number_integer() || *found < 0 : found->type() != type)
        wrong(std::string("the field \"") + name + "\" holds " + found->type_name());
    return *found;
}

} // namespace

std::string Recipe::hash() const
{
    Json identity{{"analysis", analysis},
                  {"revision", revision},
                  {"parameters", parameters},
                  {"seed", seed},
                  {"inputs", Json::object()}};
    for (const auto& [role, input] : inputs)
        identity["inputs"][role] = input.hash;
    return hashText(identity.dump());
}

Json Recipe::toJson() const
{
    Json json{{"leafscope", version},     {"analysis", analysis}, {"revision", revision},
              {"parameters", parameters}, {"seed", seed},         {"inputs", Json::object()}};
    for (const auto& [role, input] : inputs) {
        Json& entry = json["inputs"][role];
        entry["hash"] = input.hash;
        if (!input.spec.empty())
            entry["spec"] = input.spec;
        if (input.recipe)
            entry["recipe"] = input.recipe->toJson();
    }
    return json;
}

Recipe Recipe::fromJson(const Json& json)
{
    if (!json.is_object())
        wrong(std::string("a JSON object is expected, found ") + json.type_name());
    Recipe recipe;
    recipe.analysis = field(json, "analysis", Json::value_t::string);
    recipe.parameters = field(json, "parameters", Json::value_t::object);
    recipe.seed = field(json, "seed", Json::value_t::number_unsigned);
    recipe.revision = field(json, "revision", Json::value_t::number_unsigned);
    recipe.version = field(json, "leafscope", Json::value_t::string);
    for (const auto& [role, entry] : field(json, "inputs", Json::value_t::object).items()) {
        if (!entry.is_object())
            wrong("the input \"" + role + "\" is not an object");
        RecipeInput input;
        input.hash = field(entry, "hash", Json::value_t::string);
        if (entry.contains("spec"))
            input.spec = field(entry, "spec", Json::value_t::string);
        if (entry.contains("recipe"))
            input.recipe = std::make_shared<Recipe>(fromJson(entry["recipe"]));
        if (input.spec.empty() && !input.recipe)
            wrong("the input \"" + role + "\" has neither a spec nor a recipe");
        recipe.inputs.emplace(role, std::move(input));
    }
    return recipe;
}

std::string subjectOf(const Recipe& recipe)
{
    for (const char* role : {"model", "embedding", "data"}) {
        const auto input = recipe.inputs.find(role);
        if (input == recipe.inputs.end())
            continue;
        if (input->second.recipe)
            return subjectOf(*input->second.recipe);
        // "runs.h5:/epoch_003" is a path of its own from the colon on.
        return std::filesystem::path(input->second.spec).stem().string();
    }
    return {};
}

} // namespace leafscope
