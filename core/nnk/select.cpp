// SPDX-License-Identifier: MIT
#include "core/nnk/select.hpp"

#include "core/base/error.hpp"
#include "core/base/json_number.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double errorOf(const SelectedModel& model)
{
    return model.judgement ? 1 - model.judgement->nnk.value : kNan;
}

using AxisValue = std::function<std::optional<double>(const SelectedModel&)>;

std::optional<double> trainedEpoch(const SelectedModel& model)
{
    return model.run.epoch ? std::optional<double>(*model.run.epoch) : std::nullopt;
}
std::optional<double> trainedWidth(const SelectedModel& model)
{
    return model.run.record.width ? std::optional<double>(double(*model.run.record.width))
                                  : std::nullopt;
}
std::optional<double> parameterCount(const SelectedModel& model)
{
    return model.parameters ? std::optional<double>(double(*model.parameters)) : std::nullopt;
}

/// How many distinct values the models have; 0 if one of them has none.
std::size_t distinct(const std::vector<SelectedModel>& models, const AxisValue& value)
{
    std::set<double> values;
    for (const SelectedModel& model : models) {
        const std::optional<double> one = value(model);
        if (!one)
            return 0;
        values.insert(*one);
    }
    return values.size();
}

} // namespace

Selection rankModels(std::vector<SelectedModel> models)
{
    EXPECTS(!models.empty(), "no models");
    Selection result{"name", {}, {}, -1};
    AxisValue value;
    const bool oneSize = distinct(models, parameterCount) <= 1;
    if (distinct(models, trainedEpoch) > 0 && oneSize) {
        result.by = "epoch";
        value = trainedEpoch;
    } else if (distinct(models, trainedWidth) > 1) {
        result.by = "width";
        value = trainedWidth;
    } else if (!oneSize) {
        result.by = "parameters";
        value = parameterCount;
    }
    if (value)
        std::stable_sort(models.begin(), models.end(), [&](const auto& a, const auto& b) {
            return value(a).value() < value(b).value();
        });
    result.models = std::move(models);
    for (std::size_t m = 0; m < result.models.size(); ++m) {
        const SelectedModel& model = result.models[m];
        result.axis.push_back(value ? value(model).value() : double(m));
        const double error = errorOf(model);
        if (!std::isnan(error) &&
            (result.best < 0 || error < errorOf(result.models[std::size_t(result.best)])))
            result.best = Index(m);
    }
    return result;
}

const std::vector<SelectNumber>& selectNumbers()
{
    const auto judged = [](auto number) {
        return [number](const SelectedModel& m) {
            return m.judgement ? double(number(*m.judgement)) : kNan;
        };
    };
    using J = const Judgement&;
    static const std::vector<SelectNumber> all{
        {"loo_error", errorOf},
        {"loo_error_low", judged([](J j) { return 1 - j.nnk.high; })},
        {"loo_error_high", judged([](J j) { return 1 - j.nnk.low; })},
        {"knn_loo_error", judged([](J j) { return 1 - j.knn.value; })},
        {"weighted_knn_loo_error", judged([](J j) { return 1 - j.weightedKnn.value; })},
        {"foreign_label_share", judged([](J j) { return j.foreign.value; })},
        {"foreign_low", judged([](J j) { return j.foreign.low; })},
        {"foreign_high", judged([](J j) { return j.foreign.high; })},
        {"mass_purity_mean", judged([](J j) { return j.purity; })},
        {"neighbors_mean", judged([](J j) { return j.neighbors; })},
        {"effective_mean", judged([](J j) { return j.effective; })},
        {"error_mean", judged([](J j) { return j.error; })},
        {"kkt_max", judged([](J j) { return j.kkt; })},
        {"head_error", [](const SelectedModel& m) { return m.headError; }},
        {"test_error",
         [](const SelectedModel& m) { return m.run.record.testError.value_or(kNan); }},
        {"parameters", [](const SelectedModel& m) { return parameterCount(m).value_or(kNan); }},
    };
    return all;
}

Json selectionToJson(const Selection& selection)
{
    Json result{{"by", selection.by},
                {"axis", selection.axis},
                {"names", Json::array()},
                {"layers", Json::array()},
                {"n", Json::array()},
                {"warnings", Json::array()},
                {"best", selection.best >= 0 ? Json(selection.best) : Json()}};
    Index unsettled = 0;
    std::set<std::string> layers;
    for (const SelectedModel& model : selection.models) {
        result["names"].push_back(model.run.name);
        result["layers"].push_back(model.layer);
        result["n"].push_back(model.n);
        if (!model.failure.empty())
            result["warnings"].push_back(model.run.name + " is left out: " + model.failure);
        else
            layers.insert(model.layer);
        unsettled += model.judgement ? model.judgement->unsettled : 0;
    }
    if (layers.size() > 1)
        result["warnings"].push_back("the models are compared at layers of different names");
    if (unsettled > 0)
        result["warnings"].push_back(std::to_string(unsettled) +
                                     " solutions reached the limit of steps; see kkt_max");
    for (const SelectNumber& number : selectNumbers()) {
        result[number.name] = Json::array();
        for (const SelectedModel& model : selection.models)
            result[number.name].push_back(numberOrNull(number.of(model)));
    }
    return result;
}

} // namespace leafscope
