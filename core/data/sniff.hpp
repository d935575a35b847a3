// SPDX-License-Identifier: MIT
// Says what a file is by its content, never by its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

enum class FileKind {
    TorchScript,  ///< zip with code/ and constants.pkl
    StateDict,    ///< zip with data.pkl and no code/ (torch.save): weights or a pickled module
    Pt2,          ///< zip with archive_format or models/ (torch.export, AOTInductor)
    LegacyPickle, ///< 0x80 0x02..
    TorchMobile,  ///< flatbuffer for PyTorch's mobile interpreter
    Onnx,
    Keras, ///< .keras, or HDF5 that Keras wrote
    Safetensors, ///< weights, or a table of embeddings
    Npy,
    Npz,
    Hdf5,
    IdxImages,
    IdxLabels,
    Cifar,    ///< CIFAR-10 or CIFAR-100 binary batch
    Table,    ///< CSV, TSV or another text table with numbers
    Image,    ///< PNG, JPEG, BMP, PPM or PGM
    Zip,      ///< any other zip
    JsonText, ///< a recipe, if it parses as one
    Text,
    Empty,
    ImageFolder, ///< of images, by class or not
    ArrayFolder, ///< of .npy files (layers), or of numbered embeddings (epochs)
    Folder,      ///< any other
    Unknown
};

struct Sniffed {
    FileKind kind = FileKind::Unknown;
    bool gzip = false;
    std::string title;   ///< for people: "TorchScript model"
    std::string details; ///< shape and type where the header tells: "60000 x 28 x 28, uint8"
    std::string remedy; ///< what to do when Leafscope cannot use it, with the Python lines; else ""
};

/// Reads only headers (a zip's directory included). Throws Error(Io) if the file cannot be read.
Sniffed sniff(const std::filesystem::path& file);

} // namespace leafscope
