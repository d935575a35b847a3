// SPDX-License-Identifier: MIT
// Counts the linear maps that a network executes. Internal: shows LibTorch types.
#pragma once

#include <ATen/record_function.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace leafscope {

/// Counts convolutions and linear maps executed in this thread while it lives. Operators inside a
/// counted one (the matrix product of a linear map) do not count again.
class LinearMapCounter {
public:
    LinearMapCounter()
        : m_handle(at::addThreadLocalCallback(
              at::RecordFunctionCallback(&started, &ended).scopes({at::RecordScope::FUNCTION})))
    {
        counted = 0;
        nesting = 0;
    }
    ~LinearMapCounter() { at::removeCallback(m_handle); }
    LinearMapCounter(const LinearMapCounter&) = delete;
    LinearMapCounter& operator=(const LinearMapCounter&) = delete;
    int count() const { return counted; }

private:
    static bool isLinearMap(const char* name)
    {
        static constexpr std::array kNames{
            "aten::convolution", "aten::_convolution",
            "aten::linear",      "aten::addmm",
            "aten::mm",          "aten::lstm",
            "aten::gru",         "aten::rnn_tanh",
            "aten::rnn_relu",    "aten::_native_multi_head_attention"};
        return std::any_of(kNames.begin(), kNames.end(),
                           [name](const char* n) { return std::strcmp(n, name) == 0; });
    }
    static std::unique_ptr<at::ObserverContext> started(const at::RecordFunction& function)
    {
        if (isLinearMap(function.name()) && nesting++ == 0)
            ++counted;
        return nullptr;
    }
    static void ended(const at::RecordFunction& function, at::ObserverContext*)
    {
        if (isLinearMap(function.name()))
            --nesting;
    }

    inline static thread_local int counted = 0;
    inline static thread_local int nesting = 0;
    at::CallbackHandle m_handle;
};

} // namespace leafscope
