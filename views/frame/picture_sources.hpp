// SPDX-License-Identifier: MIT
// A view whose picture is made of several results, one for each epoch of a series.
#pragma once

#include "core/session/recipe.hpp"

#include <map>
#include <string>

namespace leafscope {

class PictureSources {
public:
    /// The recipes of all results that are drawn, under their sourceRole(). Empty: only the fact
    /// of the view itself is drawn.
    virtual std::map<std::string, Recipe> sources() const = 0;

protected:
    ~PictureSources() = default;
};

/// "dimension@3": the result of an epoch, beside others in one picture.
inline std::string sourceRole(const Recipe& recipe, int epoch)
{
    return recipe.analysis + "@" + std::to_string(epoch);
}

} // namespace leafscope
