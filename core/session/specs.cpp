// SPDX-License-Identifier: MIT
#include "core/session/specs.hpp"

#include "core/data/generators.hpp"
#include "core/data/named_sets.hpp"
#include "core/data/spec.hpp"
#include "core/data/subset.hpp"

#include <vector>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

/// Names win over files that happen to be called so, as in resolveSource().
bool isName(const std::string& spec)
{
    return isGeneratorSpec(spec) || isNamedSet(splitSubset(spec).whole);
}

} // namespace

std::optional<SpecParts> locateSpec(const std::string& spec)
{
    if (spec.empty() || isName(spec))
        return std::nullopt;
    const SplitSpec split = splitSpec(splitSubset(spec).whole);
    std::error_code ignored;
    if (!fs::exists(split.file, ignored))
        return std::nullopt;
    return SpecParts{split.file, spec.substr(split.file.native().size())};
}

std::string absoluteSpec(const std::string& spec)
{
    const auto parts = locateSpec(spec);
    return parts ? fs::absolute(parts->path).lexically_normal().string() + parts->rest : spec;
}

std::optional<std::string> movedSpec(const std::string& spec, const fs::path& folder,
                                     const std::function<bool(const std::string&)>& fits)
{
    if (isName(spec))
        return std::nullopt;
    const fs::path whole(spec);
    const std::vector<fs::path> names(whole.begin(), whole.end());
    for (std::size_t first = whole.is_absolute() ? 1 : 0; first < names.size(); ++first) {
        fs::path tail = folder;
        for (std::size_t i = first; i < names.size(); ++i)
            tail /= names[i];
        if (locateSpec(tail.string()) && fits(absoluteSpec(tail.string())))
            return absoluteSpec(tail.string());
    }
    return std::nullopt;
}

} // namespace leafscope
