// SPDX-License-Identifier: MIT
#include "core/base/temporaries.hpp"

#include "core/base/hash.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <string_view>
#include <unistd.h>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".partial";
constexpr std::size_t kHostDigits = 8;

/// Eight digits that tell machines apart; names of machines may hold any character.
const std::string& thisHost()
{
    static const std::string host = [] {
        std::array<char, 256> name{};
        ::gethostname(name.data(), name.size() - 1);
        return hashText(name.data()).substr(0, kHostDigits);
    }();
    return host;
}

std::optional<long> number(std::string_view digits)
{
    long value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || end != digits.data() + digits.size() || value < 0)
        return std::nullopt;
    return value;
}

} // namespace

fs::path temporaryBeside(const fs::path& target)
{
    static std::atomic<unsigned> counter{0};
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    return folder /
           ("." + target.filename().string() + "." + thisHost() + "-" + std::to_string(::getpid()) +
            "-" + std::to_string(counter++) + std::string(kEnding));
}

std::optional<Temporary> parseTemporary(const fs::path& file)
{
    const std::string name = file.filename().string();
    if (!name.starts_with('.') || !name.ends_with(kEnding))
        return std::nullopt;
    const std::string body = name.substr(1, name.size() - 1 - kEnding.size());
    const std::size_t dot = body.rfind('.');
    if (dot == std::string::npos || dot == 0)
        return std::nullopt;
    const std::string_view writer = std::string_view(body).substr(dot + 1);
    const std::size_t first = writer.find('-');
    const std::size_t second = writer.find('-', first + 1);
    if (first != kHostDigits || second == std::string_view::npos)
        return std::nullopt;
    const std::string_view host = writer.substr(0, first);
    const auto process = number(writer.substr(first + 1, second - first - 1));
    if (host.find_first_not_of("0123456789abcdef") != std::string_view::npos || !process ||
        !number(writer.substr(second + 1)))
        return std::nullopt;
    return Temporary{file, body.substr(0, dot), std::string(host), *process};
}

bool isStale(const Temporary& temporary)
{
    return temporary.host == thisHost() && temporary.process > 0 &&
           ::kill(pid_t(temporary.process), 0) != 0 && errno == ESRCH;
}

std::vector<Temporary> staleTemporaries(const fs::path& folder)
{
    std::vector<Temporary> stale;
    std::error_code failed;
    for (fs::directory_iterator entry(folder.empty() ? fs::path(".") : folder, failed), end;
         !failed && entry != end; entry.increment(failed))
        if (const auto temporary = parseTemporary(entry->path());
            temporary && entry->is_regular_file(failed) && isStale(*temporary))
            stale.push_back(*temporary);
    return stale;
}

std::size_t removeStaleTemporaries(const fs::path& folder)
{
    std::size_t removed = 0;
    std::error_code ignored;
    for (const Temporary& temporary : staleTemporaries(folder))
        removed += fs::remove(temporary.file, ignored);
    return removed;
}

} // namespace leafscope
