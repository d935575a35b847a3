// SPDX-License-Identifier: MIT
// A recipe: the small JSON value that says how a result is made. The window edits it, `leafscope
// run` executes it, every export carries it.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace leafscope {

using Json = nlohmann::json;

struct Recipe;

/// One input: something the user has (spec and content hash), or the result of another recipe.
struct RecipeInput {
    std::string spec; ///< path, data set name or generator; may be "" for a nested recipe
    std::string hash; ///< content hash, or the nested recipe's hash
    std::shared_ptr<const Recipe> recipe; ///< how it is made, if Leafscope makes it
};

struct Recipe {
    std::string analysis;
    int revision = 1;                 ///< of the analysis; a change of its numbers raises it
    Json parameters = Json::object(); ///< all of them, defaults written out
    std::uint64_t seed = 1;
    std::map<std::string, RecipeInput> inputs; ///< by role
    std::string version; ///< program version, for the record; not part of the identity

    /// Identity: hash of analysis, revision, parameters, seed and the inputs' hashes. Paths do not
    /// matter.
    std::string hash() const;
    Json toJson() const;
    /// Throws Error(Format) that names the missing or wrong field.
    static Recipe fromJson(const Json& json);
};

/// What a result is about, in a word for people: the stem of the model's file ("epoch_003"), or of
/// the embedding or data that the user brought; "" if the recipe does not tell.
std::string subjectOf(const Recipe& recipe);

} // namespace leafscope
