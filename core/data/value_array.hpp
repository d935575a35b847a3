// SPDX-License-Identifier: MIT
// A long list of numbers that is owned, or lies in a mapped file.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace leafscope {

/// Immutable; copies share the numbers, so they cost nothing. Safe to read from any thread.
template <class T>
class ValueArray {
public:
    using value_type = T;

    ValueArray() = default;
    ValueArray(std::vector<T> values)
    {
        auto owned = std::make_shared<const std::vector<T>>(std::move(values));
        m_values = *owned;
        m_owner = std::move(owned);
    }
    /// `values` lie in what `owner` keeps alive.
    ValueArray(std::shared_ptr<const void> owner, std::span<const T> values)
        : m_owner(std::move(owner))
        , m_values(values)
    {
    }

    std::size_t size() const { return m_values.size(); }
    bool empty() const { return m_values.empty(); }
    const T* data() const { return m_values.data(); }
    const T* begin() const { return m_values.data(); }
    const T* end() const { return m_values.data() + m_values.size(); }
    const T& operator[](std::size_t i) const { return m_values[i]; }

private:
    std::shared_ptr<const void> m_owner;
    std::span<const T> m_values;
};

} // namespace leafscope
