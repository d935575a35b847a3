// SPDX-License-Identifier: MIT
#include "core/session/artifacts.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string_view>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

std::mutex g_preferredMutex;
fs::path g_preferred; ///< guarded by g_preferredMutex

bool looksLikeHdf5(const fs::path& file)
{
    std::array<char, 8> magic{};
    std::ifstream in(file, std::ios::binary);
    return in.read(magic.data(), magic.size()) &&
           std::string_view(magic.data(), magic.size()) == std::string_view("\x89HDF\r\n\x1a\n", 8);
}

} // namespace

ArtifactStore::ArtifactStore(std::vector<fs::path> folders)
    : m_folders(std::move(folders))
{
}

fs::path ArtifactStore::userFolder()
{
    if (const char* chosen = std::getenv("LEAFSCOPE_CACHE"); chosen && *chosen)
        return chosen;
    {
        const std::lock_guard lock(g_preferredMutex);
        if (!g_preferred.empty())
            return g_preferred;
    }
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
        return fs::path(cache) / "leafscope/artifacts";
    const char* home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / ".cache/leafscope/artifacts";
}

void ArtifactStore::setPreferredFolder(const fs::path& folder)
{
    const std::lock_guard lock(g_preferredMutex);
    g_preferred = folder;
}

std::optional<fs::path> ArtifactStore::find(const std::string& hash) const
{
    for (const fs::path& folder : m_folders) {
        fs::path file = folder / (hash + ".h5");
        if (const auto artifact = readArtifact(file); artifact && artifact->recipe.hash() == hash)
            return file;
    }
    return std::nullopt;
}

fs::path ArtifactStore::place(const std::string& hash) const
{
    return m_folders.at(0) / (hash + ".h5");
}

std::optional<Artifact> readArtifact(const fs::path& file)
{
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored) || !looksLikeHdf5(file))
        return std::nullopt;
    try {
        const Hdf5File h5 = Hdf5File::open(file);
        const auto recipe = h5.text("/", "recipe");
        const auto result = h5.text("/", "result");
        if (!recipe || !result)
            return std::nullopt;
        return Artifact{file, Recipe::fromJson(Json::parse(*recipe)), Json::parse(*result), true};
    } catch (const Error&) {
        return std::nullopt; // damaged, or another program's attribute of that name
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

void stampArtifact(const fs::path& file, const Recipe& recipe, const Json& result)
{
    Hdf5File h5 = Hdf5File::modify(file);
    h5.setText("/", "recipe", recipe.toJson().dump());
    h5.setText("/", "result", result.dump());
    h5.setText("/", "hash", recipe.hash());
    h5.close();
}

} // namespace leafscope
