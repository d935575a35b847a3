// SPDX-License-Identifier: MIT
// Conversion of stored numbers; the byte order is resolved here and nowhere else.
#include "core/data/decode.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

namespace leafscope {

namespace {

/// A half-precision number, so that it has a type of its own to be dispatched on.
struct Half {
    std::uint16_t bits;
    operator float() const
    {
        const int exponent = (bits >> 10) & 31;
        const int fraction = bits & 1023;
        float magnitude = 0;
        if (exponent == 0)
            magnitude = std::ldexp(float(fraction), -24);
        else if (exponent == 31)
            magnitude = fraction ? NAN : INFINITY;
        else
            magnitude = std::ldexp(float(1024 + fraction), exponent - 25);
        return bits & 0x8000 ? -magnitude : magnitude;
    }
};

/// A bfloat16 number: the upper half of a float32.
struct Brain {
    std::uint16_t bits;
    operator float() const { return std::bit_cast<float>(std::uint32_t(bits) << 16); }
};

template <class S>
S load(const unsigned char* in, bool swap)
{
    std::array<unsigned char, sizeof(S)> bytes;
    std::memcpy(bytes.data(), in, sizeof(S));
    if (swap)
        std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<S>(bytes);
}

[[noreturn]] void doesNotFit(const std::string& value, const std::string& where)
{
    throw Error(ErrorKind::Format, "the value " + value + " is not a whole number of 64 bits",
                where, "numbers of another kind than expected here (labels must be class numbers)",
                "store labels as integers, one per sample");
}

template <class T, class S>
T convert(S value, const std::string& where)
{
    if constexpr (!std::is_same_v<T, std::int64_t>) {
        return static_cast<T>(value);
    } else if constexpr (std::is_integral_v<S>) {
        if (!std::in_range<std::int64_t>(value))
            doesNotFit(std::to_string(value), where);
        return static_cast<T>(value);
    } else {
        const double real = value;
        if (!(std::abs(real) < 0x1p63) || real != std::trunc(real))
            doesNotFit(std::to_string(real), where);
        return static_cast<T>(real);
    }
}

template <class S, class T>
void convertAll(const unsigned char* in, std::size_t count, bool swap, T* out,
                const std::string& where)
{
    for (std::size_t i = 0; i < count; ++i)
        out[i] = convert<T>(load<S>(in + i * sizeof(S), swap), where);
}

} // namespace

std::size_t bytesOf(Element element)
{
    switch (element) {
    case Element::Bool:
    case Element::UInt8:
    case Element::Int8:
        return 1;
    case Element::UInt16:
    case Element::Int16:
    case Element::Float16:
    case Element::BFloat16:
        return 2;
    case Element::UInt32:
    case Element::Int32:
    case Element::Float32:
        return 4;
    default:
        return 8;
    }
}

std::string nameOf(Element element)
{
    static constexpr std::array kNames{"bool",    "uint8",   "int8",    "uint16", "int16",
                                       "uint32",  "int32",   "uint64",  "int64",  "float16",
                                       "float32", "float64", "bfloat16"};
    return kNames[std::size_t(element)];
}

Storage storageOf(Element element)
{
    switch (element) {
    case Element::UInt8:
        return Storage::Bytes;
    case Element::Bool:
    case Element::Int8:
    case Element::Float16:
    case Element::BFloat16:
    case Element::Float32:
        return Storage::Float32;
    default:
        return Storage::Float64;
    }
}

template <class T>
void decode(const unsigned char* in, std::size_t count, Encoding encoding, T* out,
            const std::string& where)
{
    const bool swap = encoding.bigEndian != (std::endian::native == std::endian::big);
    if constexpr (std::is_same_v<T, std::uint8_t>) {
        EXPECTS(bytesOf(encoding.element) == 1, nameOf(encoding.element) + " as bytes");
        std::copy_n(in, count, out);
        return;
    }
    switch (encoding.element) {
    case Element::Bool: // any byte but 0 counts as true
        std::transform(in, in + count, out, [](unsigned char b) { return T(b != 0); });
        return;
    case Element::UInt8:
        return convertAll<std::uint8_t>(in, count, swap, out, where);
    case Element::Int8:
        return convertAll<std::int8_t>(in, count, swap, out, where);
    case Element::UInt16:
        return convertAll<std::uint16_t>(in, count, swap, out, where);
    case Element::Int16:
        return convertAll<std::int16_t>(in, count, swap, out, where);
    case Element::UInt32:
        return convertAll<std::uint32_t>(in, count, swap, out, where);
    case Element::Int32:
        return convertAll<std::int32_t>(in, count, swap, out, where);
    case Element::UInt64:
        return convertAll<std::uint64_t>(in, count, swap, out, where);
    case Element::Int64:
        return convertAll<std::int64_t>(in, count, swap, out, where);
    case Element::Float16:
        return convertAll<Half>(in, count, swap, out, where);
    case Element::Float32:
        return convertAll<float>(in, count, swap, out, where);
    case Element::Float64:
        return convertAll<double>(in, count, swap, out, where);
    case Element::BFloat16:
        return convertAll<Brain>(in, count, swap, out, where);
    }
}

template void decode(const unsigned char*, std::size_t, Encoding, std::uint8_t*,
                     const std::string&);
template void decode(const unsigned char*, std::size_t, Encoding, float*, const std::string&);
template void decode(const unsigned char*, std::size_t, Encoding, double*, const std::string&);
template void decode(const unsigned char*, std::size_t, Encoding, std::int64_t*,
                     const std::string&);

} // namespace leafscope
