// SPDX-License-Identifier: MIT
#include "core/model/model_file.hpp"

#include "core/base/error.hpp"
#include "core/data/sniff.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/torch_text.hpp"

#include <set>

namespace leafscope {

namespace fs = std::filesystem;

fs::path resolveModelFile(const fs::path& given)
{
    if (!fs::exists(given))
        throw Error(ErrorKind::Io, "no such model file", given.string(), "a mistyped path",
                    "check the path");
    return fs::is_directory(given) ? lastCheckpoint(given) : given;
}

namespace {

/// How a network becomes a TorchScript file beside this one, never in its place.
std::string scriptLines(const fs::path& file)
{
    return "in Python:\n"
           "    model = Net()  # your network, with its weights\n"
           "    scripted = torch.jit.script(model.eval())  # or torch.jit.trace(model.eval(), "
           "an "
           "input)\n"
           "    torch.jit.save(scripted, \"" +
           file.stem().string() + "-scripted.pt\")";
}

} // namespace

void requireTorchScript(const fs::path& file)
{
    const Sniffed what = sniff(file);
    if (what.kind == FileKind::TorchScript)
        return;
    if (what.kind == FileKind::Empty)
        throw Error(ErrorKind::Format, "the model file is empty", file.string(),
                    "writing or copying it was interrupted",
                    "get it again, or save it again " + scriptLines(file));
    if (what.details.find("truncated") != std::string::npos)
        throw Error(ErrorKind::Format, "the model file is cut short: " + what.title, file.string(),
                    what.details, what.remedy);
    // For other kinds of models the cure is known there; for data files the cure is about data.
    static const std::set<FileKind> kModels{
        FileKind::StateDict, FileKind::Pt2,         FileKind::LegacyPickle, FileKind::TorchMobile,
        FileKind::Onnx,      FileKind::Safetensors, FileKind::Keras};
    const bool model = kModels.count(what.kind) > 0;
    throw Error(ErrorKind::Format, "this is not a TorchScript model but: " + what.title,
                file.string(),
                what.details.empty() || !model ? "it holds no network" : what.details,
                model ? what.remedy : "give a TorchScript file; save one " + scriptLines(file));
}

void explainLoadFailure(const fs::path& file, const std::string& what)
{
    const std::string line = meaningfulLine(what);
    if (const std::string name = unknownClass(what); !name.empty())
        throw Error(ErrorKind::Unsupported,
                    "the model needs the C++ class " + name + ", which Leafscope does not have",
                    file.string(), "it uses an extension library (torch.classes, torchbind)",
                    "replace that part by PyTorch's own operators and save it again " +
                        scriptLines(file));
    if (const std::string name = unknownOperator(what); !name.empty())
        throw Error(ErrorKind::Unsupported,
                    "the model uses the operator " + name + ", which this LibTorch does not have",
                    file.string(), "it was saved by a newer PyTorch or with an extension library",
                    "write that part without " + name +
                        " (for attention: softmax(q k^T) v), or take an older PyTorch, and save it "
                        "again " +
                        scriptLines(file));
    if (what.find("ersion") != std::string::npos && what.find("support") != std::string::npos)
        throw Error(ErrorKind::Unsupported, "the model file is of a newer format: " + line,
                    file.string(), "it was saved by a newer PyTorch",
                    "save it again with an older PyTorch, or update LibTorch; save it " +
                        scriptLines(file));
    if (saysOutOfMemory(what))
        throw Error(ErrorKind::OutOfMemory, "memory ran out while the model was loaded",
                    file.string(), "its weights are larger than the free memory",
                    "close other programs or use a machine with more memory");
    throw Error(ErrorKind::Format, "the TorchScript file cannot be loaded: " + line, file.string(),
                "the file is damaged or was changed",
                "copy it again; if torch.jit.load(\"" + file.filename().string() +
                    "\") fails in Python too, save it again " + scriptLines(file));
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
