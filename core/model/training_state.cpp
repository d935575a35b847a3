// SPDX-License-Identifier: MIT
#include "core/model/training_state.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

/// JSON has no NaN: null stands for it.
double numberOf(const Json& value)
{
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

Json toJson(const EpochRecord& r)
{
    return {r.epoch,    r.learningRate, r.trainLoss, r.trainAccuracy,
            r.testLoss, r.testAccuracy, r.seconds};
}

EpochRecord recordOf(const Json& row)
{
    return {row.at(0).get<int>(), numberOf(row.at(1)), numberOf(row.at(2)), numberOf(row.at(3)),
            numberOf(row.at(4)),  numberOf(row.at(5)), numberOf(row.at(6))};
}

TrainingPoint parse(const std::string& bytes)
{
    const std::size_t end = bytes.find('\n');
    if (end == std::string::npos)
        throw std::invalid_argument("its first line does not end");
    const Json head = Json::parse(bytes.substr(0, end));
    const std::string_view values = std::string_view(bytes).substr(end + 1);
    if (head.at("values").get<std::size_t>() * sizeof(float) != values.size() ||
        head.at("hash") != hashText(values))
        throw std::invalid_argument("its values are not those that were written");
    TrainingPoint point;
    point.identity = head.at("identity").get<std::string>();
    point.epoch = head.at("epoch").get<int>();
    point.batches = head.at("batches").get<std::size_t>();
    point.seconds = head.at("seconds").get<double>();
    for (const Json& row : head.at("records"))
        point.records.push_back(recordOf(row));
    point.state.steps = head.at("steps").get<std::int64_t>();
    point.state.values.resize(values.size() / sizeof(float));
    std::memcpy(point.state.values.data(), values.data(), values.size());
    if (point.epoch < 0 || std::size_t(point.epoch) != point.records.size())
        throw std::invalid_argument("its epochs do not agree");
    return point;
}

} // namespace

std::string TrainingPoint::text() const
{
    if (batches > 0)
        return "in epoch " + std::to_string(epoch) + ", after batch " + std::to_string(batches);
    return epoch > 0 ? "after epoch " + std::to_string(epoch - 1) : "at the start";
}

void writeTrainingPoint(const fs::path& folder, const TrainingPoint& point)
{
    const std::vector<float>& values = point.state.values;
    const std::string_view bytes(reinterpret_cast<const char*>(values.data()),
                                 values.size() * sizeof(float));
    Json records = Json::array();
    for (const EpochRecord& record : point.records)
        records.push_back(toJson(record));
    const Json head = {{"identity", point.identity}, {"epoch", point.epoch},
                       {"batches", point.batches},   {"seconds", point.seconds},
                       {"records", records},         {"steps", point.state.steps},
                       {"values", values.size()},    {"hash", hashText(bytes)}};
    std::string text = head.dump() + "\n";
    text += bytes;
    writeTextFile(folder / kTrainingStateFile, text);
}

std::optional<TrainingPoint> readTrainingPoint(const fs::path& folder)
{
    const fs::path file = folder / kTrainingStateFile;
    if (!fs::exists(file))
        return std::nullopt;
    const std::string bytes = readTextFile(file);
    try {
        return parse(bytes);
    } catch (const std::exception& error) { // JSON's and ours
        throw Error(ErrorKind::Format,
                    std::string("the state of the interrupted training cannot be read: ") +
                        error.what(),
                    file.string(), "the file was changed or the disk is failing",
                    "remove the folder and train again");
    }
}

} // namespace leafscope
