// SPDX-License-Identifier: MIT
#include "core/session/journal.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kHashDigits = 32;
/// Patches up to this many times the state's own size are kept before the file is written anew.
constexpr std::size_t kMostGrowth = 8;
constexpr std::size_t kLeastBytes = 1 << 16;

[[noreturn]] void cannotWrite(const fs::path& file)
{
    const int reason = errno;
    throw Error(ErrorKind::Io,
                std::string("the autosave journal cannot be written: ") + std::strerror(reason),
                file.string(), reason == ENOSPC ? "the disk is full" : "permission is missing",
                "save the session elsewhere, or free some space");
}

void writeAll(int descriptor, const std::string& text, const fs::path& file)
{
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            cannotWrite(file);
        done += std::size_t(written);
    }
    if (::fdatasync(descriptor) != 0)
        cannotWrite(file);
}

std::string lineOf(const Json& json)
{
    const std::string text = json.dump();
    return hashText(text) + " " + text + "\n";
}

/// The state after the last whole line; nullopt if there is none.
std::optional<Json> replay(const std::string& text)
{
    std::optional<Json> state;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos || end - begin <= kHashDigits + 1)
            break;
        const std::string body =
            text.substr(begin + kHashDigits + 1, end - begin - kHashDigits - 1);
        if (text.compare(begin, kHashDigits, hashText(body)) != 0)
            break;
        const Json line = Json::parse(body, nullptr, false);
        try {
            if (line.contains("state"))
                state = line.at("state");
            else if (state)
                state = state->patch(line.at("patch"));
        } catch (const Json::exception&) {
            break;
        }
        begin = end + 1;
    }
    return state;
}

std::string localTime(std::time_t time)
{
    std::tm parts{};
    ::localtime_r(&time, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts);
    return text.data();
}

} // namespace

fs::path Journal::userFolder()
{
    if (const char* chosen = std::getenv("LEAFSCOPE_STATE"); chosen && *chosen)
        return fs::path(chosen) / "journals";
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state)
        return fs::path(state) / "leafscope/journals";
    const char* home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / ".local/state/leafscope/journals";
}

Journal::Journal(fs::path folder)
    : m_folder(std::move(folder))
{
}

Journal::~Journal()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void Journal::write(const Json& state)
{
    if (m_descriptor >= 0 && state == m_last)
        return;
    if (m_descriptor < 0 || m_bytes > std::max(kLeastBytes, kMostGrowth * m_fullBytes))
        startAnew(state);
    else
        append({{"patch", Json::diff(m_last, state)}});
    m_last = state;
}

void Journal::append(const Json& line)
{
    const std::string text = lineOf(line);
    try {
        writeAll(m_descriptor, text, m_file);
    } catch (...) {
        // A torn line would hide those that follow it.
        if (::ftruncate(m_descriptor, off_t(m_bytes)) != 0) {
            ::close(m_descriptor);
            m_descriptor = -1;
        }
        throw;
    }
    m_bytes += text.size();
}

/// A new file with the whole state takes the place of the old one, which stays until then.
void Journal::startAnew(const Json& state)
{
    static std::atomic<unsigned> counter{0};
    std::error_code failed;
    fs::create_directories(m_folder, failed);
    if (m_file.empty())
        m_file = m_folder / (std::to_string(::getpid()) + "-" + std::to_string(std::time(nullptr)) +
                             "-" + std::to_string(counter++) + ".journal");
    const fs::path fresh = m_file.string() + ".partial";
    const int descriptor =
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0)
        cannotWrite(fresh);
    const std::string text = lineOf({{"state", state}});
    try {
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
            cannotWrite(fresh);
        writeAll(descriptor, text, fresh);
        if (::rename(fresh.c_str(), m_file.c_str()) != 0)
            cannotWrite(m_file);
    } catch (...) {
        ::close(descriptor);
        ::unlink(fresh.c_str());
        throw;
    }
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = descriptor;
    m_bytes = m_fullBytes = text.size();
}

void Journal::remove()
{
    if (m_descriptor >= 0) {
        ::unlink(m_file.c_str());
        ::close(m_descriptor);
    }
    m_descriptor = -1;
    m_file.clear();
    m_last = Json();
}

std::vector<LostWork> lostWork(const fs::path& folder)
{
    std::vector<std::pair<std::time_t, LostWork>> found;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const fs::path file = entry->path();
        const bool partial = file.extension() == ".partial";
        if (file.extension() != ".journal" && !partial)
            continue;
        const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0)
            continue;
        struct stat facts {};
        const bool mine =
            ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &facts) == 0;
        if (mine) {
            std::optional<Json> state;
            try {
                if (!partial) // what a kill left of a file that had not taken its place yet
                    state = replay(readTextFile(file));
            } catch (const Error&) {
                // unreadable; as good as empty
            }
            if (state)
                found.push_back({facts.st_mtime, {file, localTime(facts.st_mtime), *state}});
            else
                ::unlink(file.c_str());
        }
        ::close(descriptor);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<LostWork> work;
    for (auto& [time, lost] : found)
        work.push_back(std::move(lost));
    return work;
}

} // namespace leafscope
