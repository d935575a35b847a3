// SPDX-License-Identifier: MIT
#include "core/embedding/sample_facts.hpp"

#include "core/base/error.hpp"

#include <nlohmann/json.hpp>

namespace leafscope {

namespace {

using nlohmann::json;

constexpr const char* kGroup = "sample_group"; // where the arrays are, if not at the top

[[noreturn]] void incomplete(const Hdf5File& file, const std::string& happened)
{
    throw Error(ErrorKind::Format, happened, file.path().string(),
                "the file was made by another version of Leafscope or changed by hand",
                "compute it again");
}

template <class T>
void writeIfKnown(Hdf5File& file, const std::string& path, const std::vector<T>& values)
{
    if (!values.empty())
        file.write(path, {std::int64_t(values.size())}, values.data());
}

template <class T>
std::vector<T> readIfThere(const Hdf5File& file, const std::string& path, std::size_t n)
{
    if (!file.has(path))
        return {};
    std::vector<T> values = file.read<T>(path);
    if (values.size() != n)
        incomplete(file, path + " has " + std::to_string(values.size()) + " values for " +
                             std::to_string(n) + " rows");
    return values;
}

json parsedAttribute(const Hdf5File& file, const char* name)
{
    const auto text = file.text("/", name);
    json parsed = text ? json::parse(*text, nullptr, false) : json();
    if (!parsed.is_array())
        incomplete(file, std::string("the attribute ") + name + " is missing or damaged");
    return parsed;
}

} // namespace

void writeSampleFacts(Hdf5File& file, const EmbeddingHeader& embedding, const std::string& group)
{
    writeIfKnown(file, group + "/indices", embedding.indices);
    writeIfKnown(file, group + "/labels", embedding.labels);
    writeIfKnown(file, group + "/predictions", embedding.predictions);
    writeIfKnown(file, group + "/confidences", embedding.confidences);
    if (!group.empty())
        file.setText("/", kGroup, group);
    json layers = json::array();
    for (const LayerHeader& layer : embedding.layers)
        layers.push_back({{"name", layer.name},
                          {"type", layer.type},
                          {"shape", layer.shape},
                          {"dim", layer.dim},
                          {"depth", layer.depth}});
    file.setText("/", "embedding_layers", layers.dump());
    file.setText("/", "class_names", json(embedding.classNames).dump());
    file.setText("/", "sampling", embedding.sampling);
    file.setText("/", "embedding_hash", embedding.hash);
    file.setNumber("/", "total", double(embedding.total));
}

EmbeddingHeader readSampleFacts(const std::filesystem::path& artifact)
{
    const Hdf5File file = Hdf5File::open(artifact);
    const std::string group = file.text("/", kGroup).value_or("");
    if (!file.has(group + "/indices"))
        incomplete(file, "it does not say which samples its rows are");
    EmbeddingHeader header;
    header.file = artifact;
    header.indices = file.read<std::int64_t>(group + "/indices");
    header.n = Index(header.indices.size());
    header.labels = readIfThere<std::int32_t>(file, group + "/labels", header.indices.size());
    header.predictions =
        readIfThere<std::int32_t>(file, group + "/predictions", header.indices.size());
    header.confidences = readIfThere<float>(file, group + "/confidences", header.indices.size());
    header.hash = file.text("/", "embedding_hash").value_or("");
    header.sampling = file.text("/", "sampling").value_or("");
    header.total = Index(file.number("/", "total").value_or(double(header.n)));
    try {
        header.classNames = parsedAttribute(file, "class_names").get<std::vector<std::string>>();
        for (const json& layer : parsedAttribute(file, "embedding_layers"))
            header.layers.push_back({layer.at("name"), layer.at("type"),
                                     layer.at("shape").get<std::vector<std::int64_t>>(),
                                     layer.at("dim").get<Index>(),
                                     layer.at("depth").get<double>()});
    } catch (const json::exception&) {
        incomplete(file, "the description of its layers is damaged");
    }
    return header;
}

} // namespace leafscope
