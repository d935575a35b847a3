// SPDX-License-Identifier: MIT
// Numbers as files hold them (type and byte order), and their conversion to the types we compute
// in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace leafscope {

enum class Element {
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64,
    BFloat16 ///< the upper half of a float32
};

struct Encoding {
    Element element = Element::Float32;
    bool bigEndian = false;
};

/// Bytes of one number: 1, 2, 4 or 8.
std::size_t bytesOf(Element element);
/// "float32", as NumPy names it.
std::string nameOf(Element element);

/// How samples of this element are kept in memory: bytes stay bytes, booleans, int8 and the short
/// floats become float32, everything wider float64, so that no value changes below 2^53.
enum class Storage { Bytes, Float32, Float64 };
Storage storageOf(Element element);

/// Converts `count` numbers at `in` to T: std::uint8_t (from Bool and UInt8 only), float, double or
/// std::int64_t. Floats given to int64 must be whole numbers. Throws Error(Format) for a value that
/// does not fit; `where` names the file in it.
template <class T>
void decode(const unsigned char* in, std::size_t count, Encoding encoding, T* out,
            const std::string& where);

} // namespace leafscope
