// SPDX-License-Identifier: MIT
#include "app/work/frame_order.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

FrameOrder::FrameOrder(std::vector<int> epochs)
    : m_left(std::move(epochs))
{
}

std::optional<FrameOrder::Next> FrameOrder::take()
{
    const std::scoped_lock lock(m_mutex);
    m_done += m_running ? 1 : 0;
    m_running.reset();
    if (m_left.empty())
        return std::nullopt;
    const double all = double(m_done + m_left.size());
    m_running = m_left.front();
    m_left.erase(m_left.begin());
    return Next{*m_running, double(m_done) / all, double(m_done + 1) / all};
}

void FrameOrder::replace(const std::vector<int>& epochs)
{
    const std::scoped_lock lock(m_mutex);
    m_left.clear();
    for (const int epoch : epochs)
        if (epoch != m_running)
            m_left.push_back(epoch);
}

void FrameOrder::promote(int epoch)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::find(m_left.begin(), m_left.end(), epoch);
    if (found != m_left.end())
        std::rotate(m_left.begin(), found, found + 1);
}

std::optional<int> FrameOrder::running() const
{
    const std::scoped_lock lock(m_mutex);
    return m_running;
}

std::vector<int> FrameOrder::unfinished() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<int> epochs;
    if (m_running)
        epochs.push_back(*m_running);
    epochs.insert(epochs.end(), m_left.begin(), m_left.end());
    return epochs;
}

void FrameOrder::fail(int epoch, const std::string& message)
{
    const std::scoped_lock lock(m_mutex);
    m_failures.push_back({epoch, message});
}

std::vector<FrameOrder::Failure> FrameOrder::failures() const
{
    const std::scoped_lock lock(m_mutex);
    return m_failures;
}

} // namespace leafscope
