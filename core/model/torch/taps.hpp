// SPDX-License-Identifier: MIT
// Watching the module calls of a TorchScript network while it runs. Internal: shows LibTorch types.
//
// The graph of `forward` is copied and every module call is inlined by hand, outside in, so that
// the attribute path ("layer1.0.conv1") of each call stays known, also inside if and loop blocks.
// Behind a watched call stands our own operator leafscope::tap(value, path), before it
// leafscope::enter(path). Both return nothing and count as side effects, so the executor neither
// drops nor moves them and the network's arithmetic and gradients are what they would be without
// them.
//
// Not seen: calls inside or behind torch.jit.fork (another thread runs them) and calls through an
// interface type; they run as ever.
#pragma once

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// Told of every watched module call, in the thread that runs the network. May throw.
class CallObserver {
public:
    virtual ~CallObserver() = default;
    /// Only from graphs made with Watch::EnterAndLeave.
    virtual void entered(std::size_t path) { static_cast<void>(path); }
    /// The call returned `value`; what the observer wants to keep it must copy before it returns,
    /// because the next in-place operation may overwrite it.
    virtual void left(std::size_t path, const c10::IValue& value) = 0;
};

enum class Watch { Leave, EnterAndLeave };

/// `forward` of a module with taps behind the calls of chosen modules.
class TappedGraph {
public:
    /// Watches the modules whose attribute path `wanted` accepts.
    TappedGraph(const torch::jit::Module& module,
                const std::function<bool(const std::string&)>& wanted, Watch watch);

    /// The watched attribute paths, in the order of their first call in the program text.
    const std::vector<std::string>& paths() const { return m_paths; }

    /// Runs with `self` (of the type of the module it was made from) as the module. What the
    /// observer throws comes out as it was thrown, LibTorch's failures as LibTorch throws them.
    c10::IValue run(const torch::jit::Module& self, const at::Tensor& input,
                    CallObserver& observer);

private:
    friend class CallInliner;
    std::vector<std::string> m_paths;
    std::vector<c10::IValue> m_defaults; ///< of forward's arguments behind the first
    std::unique_ptr<torch::jit::GraphFunction> m_function;
};

/// The tensor that a module's result stands for: itself, or the first tensor of a tuple or list
/// (attention and recurrent modules return the activation first). Undefined if there is none.
at::Tensor firstTensor(const c10::IValue& value);

} // namespace leafscope
