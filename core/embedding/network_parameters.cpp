// SPDX-License-Identifier: MIT
#include "core/embedding/network_parameters.hpp"

namespace leafscope {

InputSpec modelInput()
{
    return {"model", InputKind::Model, true, false,
            "a TorchScript file, or a folder written by train (its last checkpoint)"};
}

Parameter limitParameter(std::int64_t fallback)
{
    return {
        "limit",  "Samples", ParameterType::Integer,
        fallback, 0,         {},
        {},       "samples", "how many to take, stratified by label with the seed; 0 means all"};
}

Parameter precisionParameter()
{
    return {"precision",
            "Precision",
            ParameterType::Choice,
            "float32",
            {},
            {},
            {"float32", "float64"},
            "",
            "in which the network computes and the values are stored"};
}

Precision precisionOf(const Json& parameters)
{
    return parameters.at("precision").get<std::string>() == "float64" ? Precision::Float64
                                                                      : Precision::Float32;
}

Parameter normalizeParameter()
{
    return {"normalize",
            "Preprocessing",
            ParameterType::Text,
            "auto",
            {},
            {},
            {},
            "",
            "auto: what train stored in the model, else as unit; unit: bytes divided by 255; "
            "none; imagenet, cifar10, mnist, fashion (size, mean, deviation), with -bgr for blue "
            "first; or size=256,crop=224,mean=0.5,0.5,0.5,std=0.2,order=bgr"};
}

Network loadModel(const Request& request)
{
    const ReadyInput& model = request.input("model");
    return Network::load(model.file.empty() ? std::filesystem::path(model.spec) : model.file);
}

} // namespace leafscope
