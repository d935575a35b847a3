// SPDX-License-Identifier: MIT
// Inlines module calls by hand and puts our own operators around them.
#include "core/model/torch/taps.hpp"

#include <torch/csrc/jit/runtime/custom_operator.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace leafscope {

namespace jit = torch::jit;

namespace {

/// The run that is going on in this thread, if any.
struct Running {
    CallObserver* observer = nullptr;
    std::size_t paths = 0;
    std::exception_ptr failure;
};
thread_local Running* running = nullptr;

/// The interpreter turns every exception into its own kind, so the observer's is kept aside. A path
/// that is not ours comes from a file that calls our operators itself: it is ignored.
template <class Call>
void tell(std::size_t path, const Call& call)
{
    if (!running || path >= running->paths)
        return;
    try {
        call(*running->observer);
    } catch (...) {
        running->failure = std::current_exception();
        throw std::runtime_error("stopped by the observer");
    }
}

void enterOperator(jit::Stack& stack)
{
    const auto path = std::size_t(jit::pop(stack).toInt());
    tell(path, [&](CallObserver& observer) { observer.entered(path); });
}

void tapOperator(jit::Stack& stack)
{
    const auto path = std::size_t(jit::pop(stack).toInt());
    const c10::IValue value = jit::pop(stack);
    tell(path, [&](CallObserver& observer) { observer.left(path, value); });
}

void registerOperators()
{
    // CONSERVATIVE: has side effects and may read anything, so it is never dropped or reordered.
    static const jit::RegisterOperators once({
        jit::Operator("leafscope::tap(t value, int path) -> ()", tapOperator,
                      c10::AliasAnalysisKind::CONSERVATIVE),
        jit::Operator("leafscope::enter(int path) -> ()", enterOperator,
                      c10::AliasAnalysisKind::CONSERVATIVE),
    });
}

/// "forward"; "forward1" for a second call in a traced network; "forward__0" for an overload
/// (LSTM).
bool isForward(const std::string& method)
{
    static const std::string kForward = "forward";
    if (method.compare(0, kForward.size(), kForward) != 0)
        return false;
    std::size_t digits = kForward.size();
    if (method.compare(digits, 2, "__") == 0)
        digits += 2;
    return method.find_first_not_of("0123456789", digits) == std::string::npos;
}

} // namespace

class CallInliner {
public:
    CallInliner(TappedGraph& target, jit::Graph& graph,
                const std::function<bool(const std::string&)>& wanted, Watch watch)
        : m_target(target)
        , m_graph(graph)
        , m_wanted(wanted)
        , m_watch(watch)
    {
        m_pathOf[graph.inputs().at(0)] = "";
    }

    void walk(jit::Block* block)
    {
        for (jit::Node* node = *block->nodes().begin(); node != block->return_node();) {
            for (jit::Block* inner : node->blocks())
                walk(inner);
            node = node->kind() == jit::prim::CallMethod ? inlineCall(node) : node->next();
        }
    }

private:
    /// Returns the node to go on with: the first of those that took the call's place.
    jit::Node* inlineCall(jit::Node* call)
    {
        const auto type = call->inputs()[0]->type()->cast<c10::ClassType>();
        const std::optional<std::string> path = pathOf(call->inputs()[0]);
        if (!type || !path)
            return call->next();
        const std::string method = call->s(jit::attr::name);
        jit::Node* const after = call->next();
        const bool watched = !path->empty() && isForward(method) && m_wanted(*path);
        std::size_t id = 0;
        if (watched) {
            id = idOf(*path);
            if (m_watch == Watch::EnterAndLeave)
                insert("leafscope::enter", {}, id, call);
        }
        jit::Node* const before = call->prev();
        auto& callee = jit::toGraphFunction(type->getMethod(method));
        // The plain graph: in the optimised one the calls within the callee are gone already.
        const auto results = jit::inlineCallTo(call, &callee, callee.graph().get());
        if (watched)
            insert("leafscope::tap", {results.at(0)}, id, after);
        return before->next();
    }

    void insert(const char* name, std::vector<jit::Value*> inputs, std::size_t id, jit::Node* where)
    {
        const jit::WithInsertPoint here(where);
        inputs.push_back(m_graph.insertConstant(std::int64_t(id)));
        m_graph.insertNode(m_graph.create(c10::Symbol::fromQualString(name), inputs, 0));
    }

    std::size_t idOf(const std::string& path)
    {
        auto& paths = m_target.m_paths;
        const auto found = std::find(paths.begin(), paths.end(), path);
        if (found != paths.end())
            return std::size_t(found - paths.begin());
        paths.push_back(path);
        return paths.size() - 1;
    }

    std::optional<std::string> pathOf(jit::Value* value)
    {
        if (const auto known = m_pathOf.find(value); known != m_pathOf.end())
            return known->second;
        jit::Node* const node = value->node();
        if (node->kind() != jit::prim::GetAttr)
            return std::nullopt;
        std::optional<std::string> base = pathOf(node->inputs()[0]);
        if (base)
            *base += (base->empty() ? "" : ".") + node->s(jit::attr::name);
        m_pathOf[value] = base;
        return base;
    }

    TappedGraph& m_target;
    jit::Graph& m_graph;
    const std::function<bool(const std::string&)>& m_wanted;
    Watch m_watch;
    std::map<jit::Value*, std::optional<std::string>> m_pathOf;
};

TappedGraph::TappedGraph(const jit::Module& module,
                         const std::function<bool(const std::string&)>& wanted, Watch watch)
{
    registerOperators();
    const auto& forward = module.get_method("forward").function();
    const auto graph = jit::toGraphFunction(forward).graph()->copy();
    CallInliner(*this, *graph, wanted, watch).walk(graph->block());
    graph->lint();
    const auto& arguments = forward.getSchema().arguments();
    for (std::size_t i = 2; i < arguments.size(); ++i)
        m_defaults.push_back(arguments[i].default_value().value());
    m_function = std::make_unique<jit::GraphFunction>("tapped", graph, nullptr);
}

c10::IValue TappedGraph::run(const jit::Module& self, const at::Tensor& input,
                             CallObserver& observer)
{
    // The plain executor: no profiling runs, no specialisation for the first batch's shape.
    const jit::GraphOptimizerEnabledGuard plain(false);
    Running now{&observer, m_paths.size(), nullptr};
    Running* const outer = std::exchange(running, &now);
    jit::Stack stack{self._ivalue(), input};
    stack.insert(stack.end(), m_defaults.begin(), m_defaults.end());
    try {
        m_function->run(stack);
    } catch (...) {
        running = outer;
        if (now.failure)
            std::rethrow_exception(now.failure);
        throw;
    }
    running = outer;
    return stack.at(0);
}

at::Tensor firstTensor(const c10::IValue& value)
{
    if (value.isTensor())
        return value.toTensor();
    if (value.isTensorList() && !value.toTensorList().empty())
        return value.toTensorList().get(0);
    if (value.isTuple())
        for (const c10::IValue& element : value.toTupleRef().elements())
            if (element.isTensor() && element.toTensor().defined())
                return element.toTensor();
    return {};
}

} // namespace leafscope
