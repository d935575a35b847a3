// SPDX-License-Identifier: MIT
// The one way into the library of the files of this folder.
#include "core/model/torch/loaded_network.hpp"
#include "core/model/torch/trained_network.hpp"

namespace leafscope {

namespace {

std::unique_ptr<TorchNetwork> loadNetwork(const std::filesystem::path& file)
{
    return std::make_unique<LoadedNetwork>(file);
}

} // namespace

extern "C" const TorchLibrary* leafscopeTorchLibrary()
{
    static const TorchLibrary library{&loadNetwork, &makeTrainer};
    return &library;
}

} // namespace leafscope
