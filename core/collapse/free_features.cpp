// SPDX-License-Identifier: MIT
#include "core/collapse/free_features.hpp"

#include "core/base/error.hpp"
#include "core/base/json_number.hpp"
#include "core/base/random.hpp"
#include "core/collapse/scene.hpp"
#include "core/data/shapes.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

using nlohmann::json;

constexpr double kRate = 0.5;
constexpr double kDeviation = 0.3;
constexpr double kStill = 1e-14;
constexpr Index kMostClasses = 1000;

std::vector<std::int32_t> classesOf(const FreeModel& model)
{
    std::vector<std::int32_t> classes;
    for (Index c = 0; c < model.classes; ++c)
        classes.insert(classes.end(), std::size_t(model.perClass), std::int32_t(c));
    return classes;
}

void requireModel(const FreeModel& model, const FreeOptions& options)
{
    const auto refuse = [](const std::string& what, const std::string& remedy) {
        throw Error(ErrorKind::InvalidInput, what, "free features", "a mistyped parameter", remedy);
    };
    if (model.classes < 2 || model.classes > kMostClasses)
        refuse(std::to_string(model.classes) + " classes", "take 2 to 1000");
    if (model.width < 1 || model.perClass < 1)
        refuse("features without entries", "width and samples per class are at least 1");
    if (!(model.decayW > 0) || !(model.decayH > 0) || !std::isfinite(model.kappa()))
        refuse("a weight decay is not positive", "without decay the scales grow without end");
    if (options.steps < 0 || options.drawn < 1)
        refuse("a negative number of steps, or nothing drawn", "take 0 steps or more");
}

/// The objective at a state and its gradient.
class Objective {
public:
    explicit Objective(const FreeModel& model)
        : m_model(model)
        , m_classes(classesOf(model))
        , m_share(1.0 / double(m_classes.size()))
    {
    }

    /// Leaves the gradient in `gradient`.
    double at(const FreeState& state, FreeState& gradient)
    {
        m_residual.noalias() = state.features * state.weights.transpose();
        m_residual.rowwise() += state.bias.transpose();
        double loss = 0;
        for (Index i = 0; i < m_residual.rows(); ++i)
            loss += m_model.loss == FreeLoss::Squares ? squares(i) : crossEntropy(i);
        m_residual *= m_share;
        gradient.weights.noalias() = m_residual.transpose() * state.features;
        gradient.weights += m_model.decayW * state.weights;
        gradient.features.noalias() = m_residual * state.weights;
        gradient.features += m_model.decayH * state.features;
        gradient.bias = m_residual.colwise().sum().transpose();
        return loss * m_share + 0.5 * m_model.decayW * state.weights.squaredNorm() +
               0.5 * m_model.decayH * state.features.squaredNorm();
    }

private:
    /// Loss of row i, whose logits become the derivative.
    double squares(Index i)
    {
        m_residual(i, m_classes[std::size_t(i)]) -= 1;
        return 0.5 * m_residual.row(i).squaredNorm();
    }

    double crossEntropy(Index i)
    {
        const Index own = m_classes[std::size_t(i)];
        auto row = m_residual.row(i);
        const double top = row.maxCoeff();
        const double logit = row[own] - top;
        row = (row.array() - top).exp();
        const double sum = row.sum();
        row /= sum;
        row[own] -= 1;
        return std::log(sum) - logit;
    }

    const FreeModel& m_model;
    std::vector<std::int32_t> m_classes;
    double m_share;
    MatrixD m_residual; ///< N x C
};

/// Gradient descent whose objective never rises.
class Descent {
public:
    Descent(const FreeModel& model, FreeState state)
        : m_samples(double(model.classes * model.perClass))
        , m_perClass(double(model.perClass))
        , m_objective(model)
        , m_state(std::move(state))
        , m_value(m_objective.at(m_state, m_gradient))
    {
    }

    const FreeState& state() const { return m_state; }
    double value() const { return m_value; }
    double rate() const { return m_rate; }

    bool isStill() const
    {
        return m_gradient.weights.cwiseAbs().maxCoeff() <= kStill &&
               m_gradient.bias.cwiseAbs().maxCoeff() <= kStill &&
               m_gradient.features.cwiseAbs().maxCoeff() * m_samples <= kStill;
    }

    void step(const Progress& progress)
    {
        // Sums of this size are known to about this much.
        const double allowed = m_value + 1e-13 * std::abs(m_value);
        for (;;) {
            m_next.weights = m_state.weights - m_rate * m_gradient.weights;
            m_next.features = m_state.features - m_rate * m_perClass * m_gradient.features;
            m_next.bias = m_state.bias - m_rate * m_gradient.bias;
            const double value = m_objective.at(m_next, m_nextGradient);
            progress.checkpoint();
            if (value <= allowed) {
                m_value = value;
                std::swap(m_state, m_next);
                std::swap(m_gradient, m_nextGradient);
                return;
            }
            m_rate /= 2; // also where the objective is no longer finite
        }
    }

private:
    double m_samples;
    double m_perClass;
    double m_rate = kRate;
    Objective m_objective;
    FreeState m_state;
    FreeState m_gradient;
    FreeState m_next;
    FreeState m_nextGradient;
    double m_value;
};

json toJson(const FreeSolution& solution)
{
    return {{"s", solution.logitScale},
            {"w", solution.weightScale},
            {"m", solution.meanScale},
            {"objective", numberOrNull(solution.objective)},
            {"bias", solution.bias}};
}

/// Measures states as they come and keeps them as the epochs of a run.
class Record {
public:
    Record(const FreeModel& model, const FreeOptions& options)
        : m_model(model)
        , m_classOf(classesOf(model))
    {
        m_drawn =
            drawnSamples(m_classOf, model.classes, drawnPerClass(model.classes, options.drawn));
        m_options.precision = 2.2e-16;
        m_run.name = "free features";
        for (Index c = 0; c < model.classes; ++c) {
            m_run.classNames.push_back(std::to_string(c));
            m_run.classes.push_back(std::int32_t(c));
            m_run.counts.push_back(model.perClass);
        }
        for (const Index i : m_drawn) {
            m_run.samples.push_back(i);
            m_run.sampleClass.push_back(m_classOf[std::size_t(i)]);
        }
        m_run.sampling = groupedNumber(std::int64_t(m_classOf.size())) + " features, " +
                         groupedNumber(std::int64_t(m_drawn.size())) + " drawn";
        m_run.layers.push_back({"features", 1, model.width, true, {}});
    }

    void add(int step, const Descent& descent)
    {
        const FreeState& state = descent.state();
        const Classifier classifier{state.weights, state.bias};
        LayerCollapse measured =
            measureCollapse(state.features, m_classOf, m_model.classes, &classifier, m_options);
        MatrixD drawn(Index(m_drawn.size()), m_model.width);
        for (std::size_t k = 0; k < m_drawn.size(); ++k)
            drawn.row(Index(k)) = state.features.row(m_drawn[k]);
        std::vector<CollapseEpoch>& epochs = m_run.layers.front().epochs;
        CollapseEpoch epoch;
        epoch.epoch = step;
        epoch.train = measured.measures;
        fillScene(epoch, measured.basis, &classifier, drawn, m_run.sampleClass,
                  MatrixD(0, m_model.width), epochs.empty() ? nullptr : &epochs.back());
        epochs.push_back(std::move(epoch));
        m_objective.push_back({step, numberOrNull(descent.value())});
        m_warnings = collapseWarnings(measured.basis);
        if (!m_run.terminal && measured.measures.accuracy >= kTerminalAccuracy)
            m_run.terminal = step;
    }

    std::shared_ptr<const CollapseRun> finish(const FreeSolution& reached, double rate,
                                              std::uint64_t seed)
    {
        const auto exact = exactSolution(m_model);
        m_run.warnings = m_warnings; // of the last state; those on the way pass
        if (m_model.classes * m_model.kappa() >= 1)
            m_run.warnings.insert(m_run.warnings.begin(),
                                  "the weight decay is so strong that the minimum is W = H = 0");
        if (!exact)
            m_run.warnings.insert(m_run.warnings.begin(),
                                  "fewer than C - 1 dimensions: the minimum has no closed form");
        m_run.about = {{"data", "free features"},
                       {"convention", collapseConvention(m_options)},
                       {"model",
                        {{"loss", m_model.loss == FreeLoss::Squares ? "mse" : "cross_entropy"},
                         {"classes", m_model.classes},
                         {"width", m_model.width},
                         {"per_class", m_model.perClass},
                         {"lambda_w", m_model.decayW},
                         {"lambda_h", m_model.decayH},
                         {"kappa", m_model.kappa()},
                         {"seed", seed},
                         {"rate", rate}}},
                       {"exact", exact ? toJson(*exact) : json()},
                       {"reached", toJson(reached)},
                       {"objective", m_objective}};
        return std::make_shared<const CollapseRun>(std::move(m_run));
    }

private:
    const FreeModel& m_model;
    CollapseOptions m_options;
    std::vector<std::int32_t> m_classOf;
    std::vector<Index> m_drawn;
    std::vector<std::string> m_warnings;
    json m_objective = json::array();
    CollapseRun m_run;
};

} // namespace

double FreeModel::kappa() const
{
    return std::sqrt(double(perClass) * decayW * decayH);
}

std::optional<FreeSolution> exactSolution(const FreeModel& model)
{
    if (model.width < model.classes - 1)
        return std::nullopt;
    const double c = double(model.classes);
    const double kappa = model.kappa();
    const bool isSquares = model.loss == FreeLoss::Squares;
    FreeSolution at;
    if (c * kappa < 1)
        at.logitScale = isSquares ? 1 - c * kappa : std::log(1 / kappa - (c - 1));
    const double s = at.logitScale;
    const double ratio = std::sqrt(double(model.perClass) * model.decayH / model.decayW);
    at.weightScale = std::sqrt(s * ratio);
    at.meanScale = std::sqrt(s / ratio);
    const double loss =
        isSquares ? (c - 1) * (1 - s) * (1 - s) / (2 * c) : std::log1p((c - 1) * std::exp(-s));
    at.objective = loss + (c - 1) * s * kappa;
    at.bias = isSquares ? 1 / c : 0;
    return at;
}

FreeState FreeState::random(const FreeModel& model, std::uint64_t seed)
{
    RandomStream stream(seed);
    const auto normal = [&](Index rows, Index cols) {
        MatrixD values(rows, cols);
        for (Index i = 0; i < values.size(); ++i)
            values.data()[i] = kDeviation * stream.normal();
        return values;
    };
    FreeState state;
    state.weights = normal(model.classes, model.width);
    state.features = normal(model.classes * model.perClass, model.width);
    state.bias = VectorD::Zero(model.classes);
    return state;
}

FreeSolution solutionAt(const FreeModel& model, const FreeState& state)
{
    MatrixD means(model.classes, model.width);
    for (Index c = 0; c < model.classes; ++c)
        means.row(c) =
            state.features.middleRows(c * model.perClass, model.perClass).colwise().mean();
    const MatrixD centred = means.rowwise() - means.colwise().mean();
    const double directions = double(model.classes - 1);
    FreeSolution at;
    at.logitScale = state.weights.cwiseProduct(centred).sum() / directions;
    at.weightScale = state.weights.norm() / std::sqrt(directions);
    at.meanScale = centred.norm() / std::sqrt(directions);
    FreeState gradient;
    at.objective = Objective(model).at(state, gradient);
    at.bias = state.bias.mean();
    return at;
}

std::vector<int> recordedSteps(int steps)
{
    std::vector<int> at{0};
    for (int quarter = 0; at.back() < steps; ++quarter) {
        const double step = std::round(std::pow(2.0, quarter / 4.0));
        if (step > at.back())
            at.push_back(int(std::min(step, double(steps))));
    }
    return at;
}

FreeDescent descendFree(const FreeModel& model, const FreeOptions& options,
                        const Progress& progress)
{
    requireModel(model, options);
    Record record(model, options);
    Descent descent(model, FreeState::random(model, options.seed));
    int step = 0;
    for (const int until : recordedSteps(options.steps)) {
        while (step < until && !descent.isStill()) {
            descent.step(progress);
            ++step;
            if (step % 64 == 0)
                progress.report(double(step) / options.steps);
        }
        record.add(step, descent);
        if (step < until)
            break; // nothing moves any more
    }
    progress.report(1);
    FreeDescent out;
    out.state = descent.state();
    out.reached = solutionAt(model, out.state);
    out.steps = step;
    out.run = record.finish(out.reached, descent.rate(), options.seed);
    return out;
}

} // namespace leafscope
