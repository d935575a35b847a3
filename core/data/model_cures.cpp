// SPDX-License-Identifier: MIT
#include "core/data/model_cures.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/data/pickle_outline.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLongestPickle = 32 << 20; ///< of a million weights by name; enough to tell
constexpr const char* kAnyInput = "1, 3, 224, 224";
constexpr const char* kOriginal = "Net()  # the network it was made from, with its weights";

/// "resnet-scripted.pt" for resnet.pth: never the file itself.
std::string scriptedName(const fs::path& file)
{
    return file.stem().string() + "-scripted.pt";
}

std::string quoted(const std::string& text)
{
    return "\"" + text + "\"";
}

/// `network`: an expression that gives the network.
std::string scriptLines(const fs::path& file, const std::string& network, const std::string& input)
{
    return "in Python:\n"
           "    model = " +
           network +
           "\n"
           "    scripted = torch.jit.trace(model.eval(), torch.zeros(" +
           input +
           "))  # an input of your shape; torch.jit.script(model.eval()) if its code branches\n"
           "    torch.jit.save(scripted, " +
           quoted(scriptedName(file)) + ")";
}

std::string loadedBy(const std::string& function, const fs::path& file)
{
    return function + "(" + quoted(file.filename().string()) + ")";
}

/// At most `bytes` from `offset`.
std::string readPart(const fs::path& file, std::uint64_t offset, std::uint64_t bytes)
{
    std::error_code failed;
    const std::uint64_t size = fs::file_size(file, failed);
    if (failed || offset >= size)
        return {};
    std::string part(std::min(bytes, size - offset), '\0');
    std::ifstream in(file, std::ios::binary);
    in.seekg(std::streamoff(offset));
    in.read(part.data(), std::streamsize(part.size()));
    part.resize(std::size_t(std::max<std::streamsize>(0, in.gcount())));
    return part;
}

/// torch.save puts its pickle first and does not compress it; the pickle tells its own end.
PickleOutline outlineArchive(const fs::path& file)
{
    constexpr std::size_t kHeader = 30; // of a member, before its name and extra field
    const std::string header = readPart(file, 0, kHeader);
    if (header.size() < kHeader || header[8] != 0 || header[9] != 0)
        return {};
    const auto length = [&](std::size_t at) {
        return std::uint64_t(static_cast<unsigned char>(header[at])) |
               std::uint64_t(static_cast<unsigned char>(header[at + 1])) << 8;
    };
    const std::string name = readPart(file, kHeader, length(26));
    if (!name.ends_with("data.pkl"))
        return {};
    return outlinePickle(readPart(file, kHeader + length(26) + length(28), kLongestPickle));
}

std::string shapeOf(const PickledTensor& tensor)
{
    std::string text;
    for (const std::int64_t extent : tensor.shape)
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text.empty() ? "a number" : text;
}

/// "62 tensors: conv1.weight 64 x 3 x 7 x 7, bn1.weight 64, ..., fc.bias 1000"
std::string listed(const std::vector<PickledTensor>& tensors)
{
    constexpr std::size_t kMost = 6;
    std::string text = std::to_string(tensors.size()) + " tensors: ";
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (i == kMost && tensors.size() > kMost + 1) {
            text += ", ...";
            i = tensors.size() - 1;
        }
        text += (i ? ", " : "") + tensors[i].name + " " + shapeOf(tensors[i]);
    }
    return text;
}

std::string listedKeys(const std::vector<std::string>& keys)
{
    constexpr std::size_t kMost = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMost, keys.size()); ++i)
        text += (i ? ", " : "") + keys[i];
    return keys.size() > kMost ? text + ", ..." : text;
}

/// Arguments of torch.zeros for one sample, guessed from the first layer's weight.
std::string inputFor(const std::vector<PickledTensor>& tensors)
{
    constexpr std::size_t kImage = 4; // maps, channels, height, width
    const auto first = std::find_if(tensors.begin(), tensors.end(), [](const PickledTensor& t) {
        return t.shape.size() == 2 || t.shape.size() == kImage;
    });
    if (first == tensors.end())
        return kAnyInput;
    const std::string in = std::to_string(first->shape[1]);
    if (first->shape.size() == 2)
        return "1, " + in;
    const std::string side = in == "1" ? "28" : first->shape[3] > 5 ? "224" : "32";
    return "1, " + in + ", " + side + ", " + side;
}

/// The outline in words, with the lines that suit it. `load` gives what the pickle holds.
void describeOutline(const fs::path& file, const PickleOutline& outline, const std::string& load,
                     Sniffed& out)
{
    if (!outline.rootClass.empty()) {
        out.title = "pickled PyTorch module";
        out.details = "an object of the class " + outline.rootClass +
                      ", whose code is not in the file; loading it can run foreign code";
        out.remedy = scriptLines(file, load + "  # where " + outline.rootClass + " can be imported",
                                 kAnyInput);
        return;
    }
    const std::string key =
        outline.weightsKey.empty() ? "" : "[" + quoted(outline.weightsKey) + "]";
    out.title = key.empty() ? "PyTorch state dict" : "PyTorch training checkpoint";
    out.details = "weights without the network";
    if (!key.empty())
        out.details += ", under " + quoted(outline.weightsKey) + " of " + listedKeys(outline.keys);
    if (!outline.tensors.empty())
        out.details += "; " + listed(outline.tensors);
    else if (!outline.keys.empty())
        out.details = "a dictionary with " + listedKeys(outline.keys) + ", but no named tensors";
    else
        out.details += ", or a pickled module; its content cannot be told without loading it";
    out.remedy = scriptLines(file,
                             "Net(); model.load_state_dict(" + load + key +
                                 ")  # Net: the class that the weights belong to",
                             inputFor(outline.tensors));
}

} // namespace

void describeSaved(const fs::path& file, Sniffed& out)
{
    describeOutline(file, outlineArchive(file), loadedBy("torch.load", file), out);
}

void describeExported(const fs::path& file, bool compiled, Sniffed& out)
{
    if (compiled) {
        out.title = "AOTInductor package";
        out.details = "machine code for one processor, from which no network can be got back";
        out.remedy = scriptLines(file, kOriginal, kAnyInput);
        return;
    }
    out.title = "exported program (torch.export)";
    out.details = "an exported graph has operators instead of layers, and only newer PyTorch "
                  "versions read it";
    out.remedy = scriptLines(file,
                             "Net()  # best the network itself; else " +
                                 loadedBy("torch.export.load", file) + ".module()",
                             kAnyInput);
}

Sniffed describePickle(const fs::path& file)
{
    // What torch.save writes first: the number 0x1950a86a20f9469cfc6c as a pickle.
    constexpr std::string_view kMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19");
    constexpr int kBefore = 3; // pickles before the object: magic, version, the machine's sizes
    const std::string bytes = readPart(file, 0, kLongestPickle);
    std::string_view rest = bytes;
    Sniffed out;
    out.kind = FileKind::LegacyPickle;
    if (!rest.starts_with(kMagic)) {
        const PickleOutline outline = outlinePickle(rest);
        out.title = "Python pickle";
        out.details = "loading it can run foreign code, so it is refused";
        if (!outline.rootClass.empty())
            out.details = "an object of the class " + outline.rootClass + "; " + out.details;
        else if (!outline.keys.empty())
            out.details = "a dictionary with " + listedKeys(outline.keys) + "; " + out.details;
        out.remedy = "if it holds numbers, numpy.save(\"points.npy\", the array); if it holds a "
                     "network, " +
                     scriptLines(file,
                                 "pickle.load(open(" + quoted(file.filename().string()) +
                                     ", \"rb\"))  # the network in it",
                                 kAnyInput);
        return out;
    }
    PickleOutline outline;
    for (int pickle = 0; pickle <= kBefore; ++pickle) {
        outline = outlinePickle(rest);
        if (outline.length == 0)
            break;
        rest.remove_prefix(outline.length);
    }
    if (outline.length == 0)
        outline = {};
    describeOutline(file, outline, loadedBy("torch.load", file), out);
    out.title += ", file format before PyTorch 1.6";
    return out;
}

void cureSafetensors(const fs::path& file, Sniffed& out)
{
    out.remedy = scriptLines(file,
                             "Net(); model.load_state_dict(" +
                                 loadedBy("safetensors.torch.load_file", file) +
                                 ")  # Net: the class that the weights belong to",
                             kAnyInput);
}

void cureOnnx(const fs::path& file, Sniffed& out)
{
    out.remedy =
        scriptLines(file,
                    "Net()  # best the network it was exported from; else " +
                        loadedBy("onnx2torch.convert", file) + " of the package onnx2torch",
                    kAnyInput);
}

void describeKeras(const fs::path& file, Sniffed& out)
{
    const std::string onnx = quoted(file.stem().string() + ".onnx");
    out.kind = FileKind::Keras;
    out.title = "Keras model or weights";
    out.details = "TensorFlow's; Leafscope walks through PyTorch networks";
    out.remedy = "build it in PyTorch, or convert it (packages tf2onnx and onnx2torch) in Python:\n"
                 "    tf2onnx.convert.from_keras(" +
                 loadedBy("keras.models.load_model", file) + ", output_path=" + onnx +
                 ")\n"
                 "    net = onnx2torch.convert(" +
                 onnx +
                 ").eval()\n"
                 "    torch.jit.trace(net, torch.zeros(1, 224, 224, 3)).save(" +
                 quoted(scriptedName(file)) + ")  # an input of your shape";
}

bool isKeras(const fs::path& hdf5)
{
    try {
        const Hdf5File file = Hdf5File::open(hdf5);
        if (file.has("/model_weights") || file.has("/_layer_checkpoint_dependencies"))
            return true;
        const std::vector<ArrayInfo> arrays = file.arrays();
        return std::any_of(arrays.begin(), arrays.end(), [](const ArrayInfo& array) {
            return array.path.ends_with("kernel:0"); // "dense/dense/kernel:0"
        });
    } catch (const Error&) { // damaged; whoever reads it says how
        return false;
    }
}

bool sniffMobile(const fs::path& file, std::string_view start, Sniffed& out)
{
    if (start.size() < 8 || start.substr(4, 4) != "PTMF")
        return false;
    out.kind = FileKind::TorchMobile;
    out.title = "PyTorch mobile model (flatbuffer)";
    out.details = "bytecode for phones, without the code of the layers";
    out.remedy = scriptLines(file, kOriginal, kAnyInput);
    return true;
}

} // namespace leafscope
