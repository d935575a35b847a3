// SPDX-License-Identifier: MIT
#include "core/model/model_file.hpp"

#include "core/base/error.hpp"
#include "core/data/sniff.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/torch_text.hpp"

namespace leafscope {

namespace fs = std::filesystem;

fs::path resolveModelFile(const fs::path& given)
{
    if (!fs::exists(given))
        throw Error(ErrorKind::Io, "no such model file", given.string(), "a mistyped path",
                    "check the path");
    return fs::is_directory(given) ? lastCheckpoint(given) : given;
}

void requireTorchScript(const fs::path& file)
{
    const Sniffed what = sniff(file);
    if (what.kind == FileKind::TorchScript)
        return;
    const std::string save =
        "in Python: torch.jit.script(network.eval()).save(\"model.pt\"), then give model.pt";
    if (what.kind == FileKind::Empty)
        throw Error(ErrorKind::Format, "the model file is empty", file.string(),
                    "writing or copying it was interrupted",
                    "get it again, or save it again, " + save);
    const bool damaged = what.details.find("truncated") != std::string::npos;
    if (damaged)
        throw Error(ErrorKind::Format, "the model file is cut short: " + what.title, file.string(),
                    what.details, what.remedy);
    // For other kinds of models the cure is known there; for data files the cure is about data.
    const bool otherModel = what.kind == FileKind::StateDict || what.kind == FileKind::Pt2 ||
                            what.kind == FileKind::LegacyPickle || what.kind == FileKind::Onnx ||
                            what.kind == FileKind::Safetensors;
    throw Error(
        ErrorKind::Format, "this is not a TorchScript model but: " + what.title, file.string(),
        what.details.empty() ? "it was saved in another way than torch.jit.save" : what.details,
        otherModel && !what.remedy.empty() ? what.remedy : "give a TorchScript file; " + save);
}

void explainLoadFailure(const fs::path& file, const std::string& what)
{
    const std::string line = meaningfulLine(what);
    if (const std::string name = unknownOperator(what); !name.empty())
        throw Error(ErrorKind::Unsupported,
                    "the model uses the operator " + name + ", which this LibTorch does not have",
                    file.string(), "it was saved by a newer PyTorch or with an extension library",
                    "save it again with code that avoids " + name +
                        " (for attention: write softmax(q k^T) v out), or with an older PyTorch");
    if (what.find("ersion") != std::string::npos && what.find("support") != std::string::npos)
        throw Error(ErrorKind::Unsupported, "the model file is of a newer format: " + line,
                    file.string(), "it was saved by a newer PyTorch",
                    "save it again with an older PyTorch, or update LibTorch");
    if (saysOutOfMemory(what))
        throw Error(ErrorKind::OutOfMemory, "memory ran out while the model was loaded",
                    file.string(), "its weights are larger than the free memory",
                    "close other programs or use a machine with more memory");
    throw Error(
        ErrorKind::Format, "the TorchScript file cannot be loaded: " + line, file.string(),
        "the file is damaged or cut short, or it needs classes that are not part of PyTorch",
        "copy or save it again; in Python torch.jit.load('" + file.filename().string() +
            "') should succeed");
}

nlohmann::json parseMetadata(const std::string& text)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("leafscope"))
        return nullptr;
    const auto shape = json.find("input_shape");
    if (shape == json.end() || !shape->is_array() || shape->empty())
        return nullptr;
    for (const auto& extent : *shape)
        if (!extent.is_number_integer() || extent.get<std::int64_t>() < 1)
            return nullptr;
    return json;
}

} // namespace leafscope
