// SPDX-License-Identifier: MIT
#include "app/cli/verbs.hpp"

namespace leafscope::cli {

std::span<const Verb* const> builtinVerbs()
{
    static const std::vector<const Verb*> verbs{&infoVerb(), &renderVerb(), &sessionVerb(),
                                                &runVerb(),  &cacheVerb(),  &helpVerb()};
    return verbs;
}

const Verb* findVerb(const std::string& name)
{
    for (const Verb* verb : builtinVerbs())
        if (verb->name == name)
            return verb;
    return nullptr;
}

} // namespace leafscope::cli
