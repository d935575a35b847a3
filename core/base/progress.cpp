// SPDX-License-Identifier: MIT
#include "core/base/progress.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace leafscope {

struct Progress::State {
    std::atomic<bool> cancelled{false};
    std::atomic<double> fraction{0};
    std::mutex mutex; // guards what follows
    std::string stage;
    std::vector<std::string> notes;
};

Progress::Progress() : m_state(std::make_shared<State>()) {}

void Progress::report(double fraction) const
{
    checkpoint();
    m_state->fraction = m_from + std::clamp(fraction, 0.0, 1.0) * (m_to - m_from);
}

void Progress::checkpoint() const
{
    if (cancelled())
        throw Cancelled();
}

bool Progress::cancelled() const
{
    return m_state->cancelled;
}

void Progress::note(std::string text) const
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->notes.push_back(std::move(text));
}

Progress Progress::span(double from, double to, std::string stage) const
{
    checkpoint();
    Progress part(*this);
    part.m_from = m_from + from * (m_to - m_from);
    part.m_to = m_from + to * (m_to - m_from);
    const std::scoped_lock lock(m_state->mutex);
    m_state->stage = std::move(stage);
    m_state->fraction = part.m_from;
    return part;
}

void Progress::cancel() const
{
    m_state->cancelled = true;
}

ProgressSnapshot Progress::snapshot() const
{
    const std::scoped_lock lock(m_state->mutex);
    return {m_state->fraction, m_state->stage, m_state->notes};
}

} // namespace leafscope
