// SPDX-License-Identifier: MIT
// Makes LibTorch's long failure texts readable, and writes shapes. Needs no LibTorch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

/// "1 x 28 x 28"; "scalar" for an empty shape.
std::string shapeText(const std::vector<std::int64_t>& shape);

/// Product of the extents; 1 for an empty shape.
std::int64_t elementCount(const std::vector<std::int64_t>& shape);

/// The one line of a LibTorch failure that a person needs: without the traceback of the
/// interpreter, the source excerpt and LibTorch's own stack. Never empty; at most 300 characters.
std::string meaningfulLine(const std::string& what);

/// "aten::scaled_dot_product_attention" if the text complains of an operator that this LibTorch
/// does not have, else "".
std::string unknownOperator(const std::string& what);

/// "mine.Counter" if the text complains of a custom C++ class (torch.classes) that is not
/// registered, else "".
std::string unknownClass(const std::string& what);

/// True if the text says that memory ran out.
bool saysOutOfMemory(const std::string& what);

} // namespace leafscope
