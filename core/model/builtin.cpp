// SPDX-License-Identifier: MIT
#include "core/model/builtin.hpp"

#include "core/model/torch_library.hpp"

namespace leafscope {

TrainableNetwork::TrainableNetwork(const Architecture& architecture, std::uint64_t seed)
    : m_torch(torchLibrary().makeTrainer(architecture, seed))
{
}
TrainableNetwork::TrainableNetwork(TrainableNetwork&&) noexcept = default;
TrainableNetwork& TrainableNetwork::operator=(TrainableNetwork&&) noexcept = default;
TrainableNetwork::~TrainableNetwork() = default;

BatchScore TrainableNetwork::step(const MatrixF& batch, std::span<const std::int32_t> labels,
                                  const StepOptions& options)
{
    return m_torch->step(batch, labels, options);
}

BatchScore TrainableNetwork::evaluate(const MatrixF& batch, std::span<const std::int32_t> labels,
                                      Loss loss)
{
    return m_torch->evaluate(batch, labels, loss);
}

void TrainableNetwork::save(const std::filesystem::path& file, const nlohmann::json& metadata) const
{
    m_torch->save(file, metadata);
}

std::int64_t TrainableNetwork::parameterCount() const
{
    return m_torch->parameterCount();
}

TrainingState TrainableNetwork::state() const
{
    return m_torch->state();
}

bool TrainableNetwork::restore(const TrainingState& state)
{
    return m_torch->restore(state);
}

} // namespace leafscope
