// SPDX-License-Identifier: MIT
#include "core/model/torch/optimizer.hpp"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <utility>

namespace leafscope {

Descent::Descent(std::vector<at::Tensor> parameters)
    : m_parameters(std::move(parameters))
{
    for (const at::Tensor& parameter : m_parameters) {
        m_first.push_back(at::zeros(parameter.sizes()));
        m_second.push_back(at::zeros(parameter.sizes()));
    }
}

void Descent::step(const std::vector<std::span<const at::Tensor>>& slopes,
                   const StepOptions& options)
{
    const c10::NoGradGuard plain;
    ++m_steps;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        at::Tensor slope = slopes.front()[i].clone();
        for (std::size_t part = 1; part < slopes.size(); ++part)
            slope.add_(slopes[part][i]);
        slope.add_(m_parameters[i], options.weightDecay);
        if (options.optimizer == Optimizer::Adam)
            adam(i, slope, options);
        else
            sgd(i, slope, options);
    }
}

void Descent::sgd(std::size_t i, const at::Tensor& slope, const StepOptions& options)
{
    m_first[i].mul_(options.momentum).add_(slope);
    m_parameters[i].add_(m_first[i], -options.learningRate);
}

void Descent::adam(std::size_t i, const at::Tensor& slope, const StepOptions& options)
{
    m_first[i].mul_(options.beta1).add_(slope, 1 - options.beta1);
    m_second[i].mul_(options.beta2).addcmul_(slope, slope, 1 - options.beta2);
    const double first = 1 - std::pow(options.beta1, double(m_steps));
    const double second = 1 - std::pow(options.beta2, double(m_steps));
    const at::Tensor spread = m_second[i].div(second).sqrt_().add_(options.epsilon);
    m_parameters[i].addcdiv_(m_first[i], spread, -options.learningRate / first);
}

} // namespace leafscope
