// SPDX-License-Identifier: MIT
// The rules of descent. Internal: shows LibTorch types.
#pragma once

#include "core/model/builtin.hpp"

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

namespace leafscope {

/// Moves parameters against their gradients; StepOptions has the formulas. Serial and in a fixed
/// order: same gradients, same bits.
class Descent {
public:
    explicit Descent(std::vector<at::Tensor> parameters);

    /// `slopes[part][i]` is what part of the batch adds to the gradient of parameter i.
    void step(const std::vector<std::span<const at::Tensor>>& slopes, const StepOptions& options);

    std::int64_t steps() const { return m_steps; }
    void setSteps(std::int64_t steps) { m_steps = steps; }
    const std::vector<at::Tensor>& parameters() const { return m_parameters; }
    /// Shaped like the parameters. sgd keeps its velocity in the first and leaves the second at 0.
    const std::vector<at::Tensor>& firstMoments() const { return m_first; }
    const std::vector<at::Tensor>& secondMoments() const { return m_second; }

private:
    void sgd(std::size_t i, const at::Tensor& slope, const StepOptions& options);
    void adam(std::size_t i, const at::Tensor& slope, const StepOptions& options);

    std::int64_t m_steps = 0;
    std::vector<at::Tensor> m_parameters;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
};

} // namespace leafscope
