// SPDX-License-Identifier: MIT
#include "core/data/epoch_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>

namespace leafscope {

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return text;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::optional<int> numberAt(std::string_view text)
{
    constexpr std::size_t kMostDigits = 9;
    const auto digits =
        std::size_t(std::find_if_not(text.begin(), text.end(), isDigit) - text.begin());
    int value = 0;
    if (digits == 0 || digits > kMostDigits ||
        std::from_chars(text.data(), text.data() + digits, value).ec != std::errc())
        return std::nullopt;
    return value;
}

} // namespace

std::optional<int> epochInName(const std::string& name)
{
    const std::string text = lower(name);
    for (const char* word : {"epoch", "checkpoint", "ckpt", "step", "iter"}) {
        const std::size_t at = text.rfind(word);
        if (at == std::string::npos)
            continue;
        std::size_t from = at + std::string_view(word).size();
        while (from < text.size() && std::string_view("_-= ").find(text[from]) < 4)
            ++from;
        if (const std::optional<int> number = numberAt(std::string_view(text).substr(from)))
            return number;
    }
    const std::string stem = text.substr(0, text.rfind('.'));
    const bool bare = !stem.empty() && std::all_of(stem.begin(), stem.end(), isDigit);
    return bare ? numberAt(stem) : std::nullopt;
}

bool isArrayName(const std::string& name)
{
    static constexpr std::array kEndings{".npy",         ".npz", ".h5", ".hdf5",
                                         ".safetensors", ".csv", ".tsv"};
    const std::string text = lower(name);
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](const char* ending) { return text.ends_with(ending); });
}

} // namespace leafscope
