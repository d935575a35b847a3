// SPDX-License-Identifier: MIT
// What one thread gives to another, in order. The lock is the standard library's and not hidden
// inside Qt, so that ThreadSanitizer sees it.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace leafscope {

template <class T>
class Handover {
public:
    Handover() = default;
    /// Whoever put or took is done, and Qt has waited for it; here the sanitizer learns it.
    ~Handover() { const std::scoped_lock lock(m_mutex); }
    Handover(const Handover&) = delete;
    Handover& operator=(const Handover&) = delete;

    void put(T value)
    {
        const std::scoped_lock lock(m_mutex);
        m_values.push_back(std::move(value));
    }
    /// The oldest; nothing if there is none.
    std::optional<T> take()
    {
        const std::scoped_lock lock(m_mutex);
        if (m_values.empty())
            return std::nullopt;
        std::optional<T> value(std::move(m_values.front()));
        m_values.pop_front();
        return value;
    }

private:
    std::mutex m_mutex;
    std::deque<T> m_values;
};

} // namespace leafscope
