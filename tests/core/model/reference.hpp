// SPDX-License-Identifier: MIT
// What PyTorch's hooks saw (tests/support/model_reference.py), and comparison with what Leafscope
// records.
#pragma once

#include "core/base/hdf5.hpp"
#include "core/model/network.hpp"

#include <QtTest/QtTest>
#include <nlohmann/json.hpp>

#include <cstring>
#include <string>
#include <vector>

namespace leafscope::test {

template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline std::filesystem::path modelFile(const std::string& size, const std::string& name)
{
    return std::filesystem::path(LEAFSCOPE_MODELS) / size / name;
}

template <class T>
struct Reference {
    struct Layer {
        std::string name;
        std::string type;
        Rows<T> rows;
    };
    Shape shape;
    Rows<T> input;
    Rows<T> output;
    std::vector<Layer> layers;
};

template <class T>
Rows<T> readRows(const Hdf5File& file, const std::string& path)
{
    const ArrayInfo info = file.info(path);
    Rows<T> rows(info.shape.at(0), info.shape.at(1));
    file.readRows(path, 0, info.shape[0], rows.data());
    return rows;
}

template <class T>
Reference<T> readReference(const std::filesystem::path& path)
{
    const Hdf5File file = Hdf5File::open(path);
    Reference<T> reference;
    reference.shape = nlohmann::json::parse(file.text("/", "shape").value()).get<Shape>();
    reference.input = readRows<T>(file, "/input");
    reference.output = readRows<T>(file, "/output");
    for (const ArrayInfo& array : file.arrays())
        if (array.path.rfind("/layers/", 0) == 0)
            reference.layers.push_back({file.text(array.path, "name").value(),
                                        file.text(array.path, "type").value(),
                                        readRows<T>(file, array.path)});
    return reference;
}

template <class Matrix>
bool sameBits(const Matrix& a, const Matrix& b)
{
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), std::size_t(a.size()) * sizeof(a.data()[0])) == 0;
}

/// Largest difference relative to the largest magnitude.
template <class Matrix>
double relativeDifference(const Matrix& a, const Matrix& b)
{
    const double scale = double(b.cwiseAbs().maxCoeff());
    return double((a - b).cwiseAbs().maxCoeff()) / (scale > 0 ? scale : 1.0);
}

inline std::vector<std::string> layerNames(const ModelInfo& info)
{
    std::vector<std::string> names;
    for (const LayerInfo& layer : info.layers)
        names.push_back(layer.name);
    return names;
}

/// Records every layer in one pass and compares names, order, types and values with PyTorch's
/// hooks; the output must be that of the plain pass to the bit. Returns how many layers were
/// compared.
template <class T>
std::size_t compareWithHooks(const std::filesystem::path& model, double tolerance)
{
    const auto reference = readReference<T>(std::filesystem::path(model).replace_extension(".h5"));
    Network network = Network::load(model);
    const ModelInfo& info = network.inspect(reference.shape);
    const std::vector<std::string> names = layerNames(info);
    const auto plain = network.forward(reference.input, {});
    const auto recorded = network.forward(reference.input, names);
    if (!sameBits(plain.output, recorded.output))
        QTest::qFail("recording changed the output", __FILE__, __LINE__);
    const double outputDifference = relativeDifference(plain.output, reference.output);
    if (!(outputDifference <= tolerance))
        QTest::qFail(qPrintable(QString("output differs by %1").arg(outputDifference)), __FILE__,
                     __LINE__);
    if (names.size() != reference.layers.size() + 1 ||
        !sameBits(recorded.layers[0], reference.input)) {
        QTest::qFail(
            qPrintable(QString("%1 layers, PyTorch saw %2, or the input layer is not the input")
                           .arg(names.size())
                           .arg(reference.layers.size())),
            __FILE__, __LINE__);
        return 0;
    }
    double worst = 0;
    std::size_t equal = sameBits(plain.output, reference.output) ? 1 : 0;
    for (std::size_t i = 0; i < reference.layers.size(); ++i) {
        const auto& expected = reference.layers[i];
        const LayerInfo& layer = info.layers[i + 1];
        const auto& rows = recorded.layers[i + 1];
        const bool same = layer.name == expected.name && rows.cols() == expected.rows.cols() &&
                          rows.rows() == expected.rows.rows();
        const double difference = same ? relativeDifference(rows, expected.rows) : 0;
        if (!same || !(difference <= tolerance))
            QTest::qFail(qPrintable(QString("layer %1 (PyTorch: %2) differs by %3")
                                        .arg(layer.name.c_str(), expected.name.c_str())
                                        .arg(difference)),
                         __FILE__, __LINE__);
        worst = std::max(worst, difference);
        equal += sameBits(rows, expected.rows) ? 1 : 0;
    }
    qInfo("%s: %zu layers, %zu equal to the bit, worst relative difference %.1e",
          model.filename().c_str(), reference.layers.size(), equal, worst);
    return reference.layers.size();
}

} // namespace leafscope::test
