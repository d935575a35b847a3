// SPDX-License-Identifier: MIT
#include "core/model/checkpoints.hpp"

#include "core/base/error.hpp"
#include "core/data/sniff.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// A name taken apart: texts[0] numbers[0] texts[1] ... texts[n].
struct NumberedFile {
    fs::path file;
    std::string name; ///< relative to the folder
    std::vector<std::string> texts{""};
    std::vector<int> numbers{};
};

using Members = std::vector<NumberedFile>;

NumberedFile takeApart(const fs::path& file, const std::string& name)
{
    constexpr std::size_t kMostDigits = 9;
    NumberedFile result{file, name};
    for (std::size_t at = 0; at < name.size();) {
        std::size_t end = at;
        while (end < name.size() && isDigit(name[end]))
            ++end;
        if (end > at && end - at <= kMostDigits) {
            result.numbers.push_back(std::stoi(name.substr(at, end - at)));
            result.texts.emplace_back();
        } else {
            end = std::max(end, at + 1);
            result.texts.back() += name.substr(at, end - at);
        }
        at = end;
    }
    return result;
}

bool couldBeModel(const fs::path& file)
{
    static const std::set<std::string> known{".pt", ".pth", ".ts", ".torchscript"};
    return file.filename().string().front() != '.' && known.count(file.extension().string()) > 0;
}

/// Entries in the order of their names, so that messages do not depend on the disk.
std::vector<fs::directory_entry> entriesOf(const fs::path& folder)
{
    std::error_code failed;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        entries.push_back(*entry);
    if (failed)
        throw Error(ErrorKind::Io, "cannot list the folder: " + failed.message(), folder.string(),
                    "it does not exist or permission is missing", "check the path");
    std::sort(entries.begin(), entries.end());
    return entries;
}

/// The TorchScript files of the folder and of its numbered subfolders.
Members networksIn(const fs::path& folder)
{
    Members found;
    const auto consider = [&](const fs::directory_entry& entry, const std::string& before) {
        std::error_code ignored;
        if (entry.is_regular_file(ignored) && couldBeModel(entry.path()) &&
            sniff(entry.path()).kind == FileKind::TorchScript)
            found.push_back(takeApart(entry.path(), before + entry.path().filename().string()));
    };
    for (const fs::directory_entry& entry : entriesOf(folder)) {
        const std::string name = entry.path().filename().string();
        std::error_code ignored;
        if (!entry.is_directory(ignored))
            consider(entry, {});
        else if (std::any_of(name.begin(), name.end(), isDigit))
            for (const fs::directory_entry& inner : entriesOf(entry.path()))
                consider(inner, name + "/");
    }
    return found;
}

/// What is there in place of networks, for a person who took the wrong folder.
std::string insteadIn(const fs::path& folder)
{
    for (const fs::directory_entry& entry : entriesOf(folder)) {
        const std::string name = entry.path().filename().string();
        if (name == "saved_model.pb")
            return "it is a TensorFlow SavedModel; Leafscope walks through PyTorch networks";
        std::error_code ignored;
        if (entry.is_regular_file(ignored) && couldBeModel(entry.path()))
            return name + " is no TorchScript model but: " + sniff(entry.path()).title;
    }
    return "no file *.pt or *.pth is in it";
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& happened,
                         const std::string& cause)
{
    throw Error(ErrorKind::InvalidInput, happened, folder.string(), cause,
                "name one of the files, or move those that do not belong together into folders of "
                "their own");
}

/// "epoch" for the number behind "net_epoch-".
bool standsBehind(const std::string& text, std::string_view word)
{
    std::string letters;
    for (const char c : text)
        if (std::isalpha(static_cast<unsigned char>(c)))
            letters += char(std::tolower(static_cast<unsigned char>(c)));
    return letters.ends_with(word);
}

/// The first of `positions` that is behind a word for counting.
std::optional<std::size_t> namedPosition(const NumberedFile& file,
                                         const std::vector<std::size_t>& positions)
{
    for (const char* word : {"epoch", "step", "iter", "checkpoint", "ckpt"})
        for (const std::size_t position : positions)
            if (standsBehind(file.texts[position], word))
                return position;
    return std::nullopt;
}

/// All members in the order of their numbers there.
std::vector<std::size_t> orderBy(const Members& members, std::size_t position)
{
    std::vector<std::size_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return members[a].numbers[position] < members[b].numbers[position];
    });
    return order;
}

[[noreturn]] void refuseTwins(const fs::path& folder, const Members& members, std::size_t position)
{
    const std::vector<std::size_t> order = orderBy(members, position);
    for (std::size_t i = 1; i < order.size(); ++i) {
        const NumberedFile& one = members[order[i - 1]];
        const NumberedFile& other = members[order[i]];
        if (one.numbers[position] == other.numbers[position])
            refuse(folder,
                   "two checkpoints have the number " + std::to_string(one.numbers[position]),
                   one.name + " and " + other.name);
    }
    detail::contractBroken("twins exist", __FILE__, __LINE__, folder.string());
}

/// Which number of the names counts.
std::size_t countingPosition(const fs::path& folder, const Members& members)
{
    std::vector<std::size_t> all;
    std::vector<std::size_t> distinct;
    for (std::size_t position = 0; position < members.front().numbers.size(); ++position) {
        std::set<int> values;
        for (const NumberedFile& member : members)
            values.insert(member.numbers[position]);
        all.push_back(position);
        if (values.size() == members.size())
            distinct.push_back(position);
    }
    if (distinct.empty())
        refuseTwins(folder, members, namedPosition(members.front(), all).value_or(all.back()));
    if (distinct.size() == 1)
        return distinct.front();
    if (const auto named = namedPosition(members.front(), distinct))
        return *named;
    if (members.size() == 1)
        return distinct.back();
    const auto order = orderBy(members, distinct.front());
    for (const std::size_t position : distinct)
        if (orderBy(members, position) != order)
            refuse(folder, "it cannot be told which number in the names counts the checkpoints",
                   "several numbers differ and do not rise together, as in " +
                       members.front().name + " and " + members.back().name);
    return distinct.front();
}

std::string patternOf(const NumberedFile& file, std::size_t counting)
{
    std::string pattern = file.texts.front();
    for (std::size_t i = 0; i < file.numbers.size(); ++i)
        pattern += (i == counting ? "#" : "*") + file.texts[i + 1];
    return pattern;
}

} // namespace

CheckpointSeries findCheckpoints(const fs::path& folder)
{
    CheckpointSeries series;
    std::map<std::vector<std::string>, Members> groups;
    for (NumberedFile& file : networksIn(folder)) {
        if (file.numbers.empty())
            series.others.push_back(file.file);
        else
            groups[file.texts].push_back(std::move(file));
    }
    const Members* largest = nullptr;
    for (const auto& [texts, members] : groups)
        if (!largest || members.size() > largest->size())
            largest = &members;
    if (!largest)
        return series;
    for (const auto& [texts, members] : groups) {
        if (&members == largest)
            continue;
        if (members.size() == largest->size())
            refuse(folder, "the folder holds more than one series of checkpoints",
                   "among others " + largest->front().name + " and " + members.front().name);
        for (const NumberedFile& member : members)
            series.others.push_back(member.file);
    }
    const std::size_t counting = countingPosition(folder, *largest);
    series.pattern = patternOf(largest->front(), counting);
    for (const std::size_t i : orderBy(*largest, counting))
        series.checkpoints.push_back({(*largest)[i].numbers[counting], (*largest)[i].file});
    return series;
}

std::vector<Checkpoint> listCheckpoints(const fs::path& folder)
{
    return findCheckpoints(folder).checkpoints;
}

Checkpoint checkpointAt(const fs::path& folder, int epoch)
{
    std::string known;
    for (const Checkpoint& checkpoint : listCheckpoints(folder)) {
        if (checkpoint.epoch == epoch)
            return checkpoint;
        known += (known.empty() ? "" : ", ") + std::to_string(checkpoint.epoch);
    }
    throw Error(ErrorKind::InvalidInput, "there is no checkpoint " + std::to_string(epoch),
                folder.string(),
                known.empty() ? "the folder holds no checkpoints" : "there are " + known,
                "choose one that is there");
}

fs::path lastCheckpoint(const fs::path& folder)
{
    const CheckpointSeries series = findCheckpoints(folder);
    if (!series.checkpoints.empty())
        return series.checkpoints.back().file;
    if (series.others.size() == 1)
        return series.others.front();
    std::string names;
    for (const fs::path& file : series.others)
        names += (names.empty() ? "" : ", ") + file.filename().string();
    throw Error(ErrorKind::InvalidInput,
                names.empty() ? "the folder holds no checkpoints"
                              : "the folder holds several networks and no series of checkpoints",
                folder.string(),
                names.empty() ? insteadIn(folder) : "none of these names holds a number: " + names,
                "give a TorchScript file, or a folder with files like epoch_003.pt, ckpt-12.pt or "
                "epoch_3/model.pt, saved with torch.jit.save");
}

std::string checkpointName(int epoch)
{
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "epoch_%03d.pt", epoch);
    return name.data();
}

namespace {

/// Epoch number `place` of a schedule, from 1; never falls.
int scheduledEpoch(CheckpointSchedule schedule, int place)
{
    static constexpr std::array kPaper{
        1,  2,   3,   4,   5,   6,   7,   8,   9,   10,  11,  12,  13,  14,  16,  17, 19,
        20, 22,  24,  27,  29,  32,  35,  38,  42,  45,  50,  54,  59,  65,  71,  77, 85,
        92, 101, 110, 121, 132, 144, 158, 172, 188, 206, 225, 245, 268, 293, 320, 350};
    switch (schedule) {
    case CheckpointSchedule::Paper: {
        const int beyond = place - int(kPaper.size());
        return beyond <= 0 ? kPaper[std::size_t(place - 1)]
                           : int(std::lround(kPaper.back() * std::pow(1.09, beyond)));
    }
    case CheckpointSchedule::All:
        return place;
    case CheckpointSchedule::Sparse:
        break;
    }
    return int(std::lround(std::pow(2.0, (place - 1) / 2.0)));
}

} // namespace

const std::vector<std::string>& checkpointSchedules()
{
    static const std::vector<std::string> names{"sparse", "paper", "all"};
    return names;
}

std::vector<int> checkpointEpochs(int epochs, CheckpointSchedule schedule)
{
    std::vector<int> at{0};
    for (int place = 1; at.back() < epochs; ++place) {
        const int epoch = scheduledEpoch(schedule, place);
        if (epoch > at.back())
            at.push_back(std::min(epoch, epochs));
    }
    return at;
}

} // namespace leafscope
