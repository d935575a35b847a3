// SPDX-License-Identifier: MIT
#include "core/embedding/input_steps.hpp"

namespace leafscope {

Shape InputSteps::shape(const Dataset& data) const
{
    return preprocess ? preprocess->outputShape(data) : Shape(data.sampleShape);
}

std::string InputSteps::text() const
{
    return preprocess ? preprocess->text() : normalization.text();
}

const std::vector<double>& InputSteps::mean() const
{
    return preprocess ? preprocess->mean : normalization.mean;
}

const std::vector<double>& InputSteps::deviation() const
{
    return preprocess ? preprocess->std : normalization.std;
}

InputSteps chooseSteps(const Network& network, const Dataset& data, const std::string& normalize,
                       std::vector<std::string>& warnings)
{
    if (normalize == "none")
        return {};
    if (normalize != "auto" && normalize != "unit")
        return {parsePreprocess(normalize), {}};
    if (normalize == "auto" && network.metadata().contains("normalize")) {
        if (const auto stored = Normalization::fromJson(network.metadata()["normalize"]))
            return {std::nullopt, *stored};
        warnings.push_back("the normalisation stored in the model is not usable and was ignored");
    }
    return {std::nullopt, unitNormalization(data)};
}

} // namespace leafscope
