// SPDX-License-Identifier: MIT
// What a pickle written by PyTorch holds, told from its opcodes: nothing in it is executed,
// imported or built.
//
// Source: Python's Lib/pickletools.py (the opcodes), torch/serialization.py and torch/_utils.py
// (how a tensor is written: _rebuild_tensor_v2(storage, offset, sizes, strides, ...)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leafscope {

struct PickledTensor {
    std::string name; ///< keys on the way to it, joined: "layer1.0.conv1.weight"
    std::vector<std::int64_t> shape;
};

struct PickleOutline {
    std::size_t length = 0;        ///< bytes that it takes; 0 if it could not be read to its end
    std::string rootClass;         ///< "net.Net" if the outermost value is an object of that class
    std::vector<std::string> keys; ///< of the outermost dictionary, texts only
    /// The key of the outermost dictionary that holds all named tensors of a network ("model"), ""
    /// if the tensors lie in the outermost one itself.
    std::string weightsKey;
    std::vector<PickledTensor> tensors; ///< under weightsKey, in the order of the file
};

/// Reads one pickle of protocol 2 to 5 from the start of `bytes`. A pickle that is cut, damaged, or
/// uses what PyTorch does not write gives an outline of length 0. Memory: some hundred bytes per
/// value; at most 2 million values are looked at.
PickleOutline outlinePickle(std::string_view bytes);

} // namespace leafscope
