// SPDX-License-Identifier: MIT
// `nnk profile`: the geometry of neighbourhoods over the layers.
#include "views/study/study_json.hpp"
#include "views/study/study_page.hpp"

#include <QCoreApplication>

#include <cmath>

namespace leafscope {

namespace {

using namespace study;

QString tr(const char* text)
{
    return QCoreApplication::translate("leafscope::StudyView", text);
}

StudyAxis overLayers(const Json& layers)
{
    StudyAxis axis;
    axis.title = tr("Layer");
    axis.key = "layer";
    if (!layers.is_array())
        return axis;
    for (const Json& layer : layers) {
        axis.values.push_back(double(axis.values.size()));
        axis.layers.push_back(textAt(layer, "name"));
        axis.names << QString::fromStdString(axis.layers.back());
    }
    return axis;
}

/// A quantity with its mean and the band that holds 80 % of the samples.
struct Quantity {
    const char* key;
    QString page;
    QString title;
    bool isShare;
};

std::vector<Quantity> quantities()
{
    return {{"diameter", tr("Diameter"), tr("Diameter of the polytope"), false},
            {"error", tr("Reconstruction error"), tr("Reconstruction error E"), false},
            {"polytope_dimension", tr("Dimension of the polytope"),
             tr("Principal components of a polytope"), false},
            {"mass_purity", tr("Weight on the own label"), tr("Weight on the own label (%)"), true},
            {"label_entropy", tr("Label entropy"), tr("Entropy of the labels by weight (nats)"),
             false}};
}

QString banded(const QString& title)
{
    return tr("%1, mean and 80 % of the samples").arg(title);
}

StudyPage quantityPage(const StudyAxis& axis, const Reader& read, const Quantity& quantity)
{
    const std::string key = quantity.key;
    return {key,
            quantity.page,
            {},
            ChartPage{axis,
                      {{banded(quantity.title),
                        {readLine(read, {QString(), key + "_mean", LineRole::Main, 0}, key)},
                        quantity.isShare}}}};
}

StudyPage neighborsPage(const StudyAxis& axis, const Reader& read)
{
    return {"neighbors",
            tr("Neighbours"),
            {},
            ChartPage{axis,
                      {{banded(tr("Neighbours per sample")),
                        {readLine(read, {tr("effective"), "effective_mean", LineRole::Other, 2},
                                  "effective"),
                         readLine(read, {tr("number"), "neighbors_mean", LineRole::Main, 0},
                                  "neighbors")}}}}};
}

StudyPage affinityPage(const StudyAxis& axis, const Reader& read)
{
    return {
        "affinity",
        tr("Affinity"),
        {},
        ChartPage{
            axis,
            {{banded(tr("Affinity of neighbouring polytopes")),
              {readLine(read, {tr("random partner"), "affinity_random_mean", LineRole::Baseline},
                        "affinity_random"),
               readLine(read, {tr("neighbours"), "affinity_mean", LineRole::Main, 0},
                        "affinity")}}}}};
}

StudyPage labelsPage(const StudyAxis& axis, const Reader& read)
{
    StudyPanel accuracy{
        tr("Right label from the others (%)"),
        {readLine(read, {tr("kNN"), "knn_loo_accuracy", LineRole::Other, 1}),
         readLine(read, {tr("NNK"), "loo_accuracy", LineRole::Main, 0}, "loo_accuracy")},
        true};
    accuracy.fromZero = false;
    StudyPanel foreign{tr("Samples with a neighbour of another label (%)"),
                       {readLine(read, {QString(), "foreign_label_share", LineRole::Main, 1},
                                 "foreign_label_share")},
                       true};
    return {"labels", tr("Labels"), {}, ChartPage{axis, {accuracy, foreign}}};
}

StudyPage certificatePage(const StudyAxis& axis, const Reader& read)
{
    StudyPanel kkt{tr("Largest violation of the optimality conditions"),
                   {readLine(read, {QString(), "kkt_max", LineRole::Main, 3})}};
    kkt.logarithmic = true;
    return {"certificate", tr("Certificate"), {}, ChartPage{axis, {kkt}}};
}

/// How a quantity is spread over the samples of a layer.
StudyPage histogramPage(const std::string& key, const QString& title, const Json& histogram,
                        const std::string& layer)
{
    const std::vector<double> edges = listAt(histogram, "edges");
    const std::vector<double> counts = listAt(histogram, "counts");
    StudyAxis axis;
    axis.title = title;
    axis.key = "from";
    axis.numeric = true;
    for (std::size_t i = 0; i + 1 < edges.size() && i < counts.size(); ++i) {
        axis.values.push_back((edges[i] + edges[i + 1]) / 2);
        axis.names << tr("%1 from %2 to %3")
                          .arg(title, QString::number(edges[i], 'g', 3),
                               QString::number(edges[i + 1], 'g', 3));
    }
    StudyLine line{QString(), "samples", LineRole::Main, 0, counts};
    line.y.resize(axis.values.size(), std::nan(""));
    line.bars = true;
    return {"spread_" + key, tr("Spread: %1").arg(title.toLower()),
            tr("at %1").arg(QString::fromStdString(layer)),
            ChartPage{axis, {{tr("Samples"), {line}}}}};
}

std::vector<StudyPage> histogramPages(const Json& layers, const std::string& wanted)
{
    if (!layers.is_array() || layers.empty())
        return {};
    const Json* chosen = &layers.back();
    for (const Json& layer : layers)
        if (textAt(layer, "name") == wanted)
            chosen = &layer;
    const Json& histograms = fieldAt(*chosen, "histograms");
    const std::string layer = textAt(*chosen, "name");
    const std::pair<const char*, QString> kinds[] = {
        {"neighbors", tr("Neighbours")},
        {"diameter", tr("Diameter")},
        {"error", tr("Reconstruction error")},
        {"mass_purity", tr("Weight on the own label")}};
    std::vector<StudyPage> pages;
    for (const auto& [key, title] : kinds)
        pages.push_back(histogramPage(key, title, fieldAt(histograms, key), layer));
    return pages;
}

} // namespace

std::vector<StudyPage> profilePages(const Json& result, const StudyContext& context)
{
    const Json& layers = fieldAt(result, "layers");
    const StudyAxis axis = overLayers(layers);
    const Reader read = ofObjects(layers);
    std::vector<StudyPage> pages{neighborsPage(axis, read)};
    for (const Quantity& quantity : quantities())
        pages.push_back(quantityPage(axis, read, quantity));
    pages.push_back(affinityPage(axis, read));
    pages.push_back(labelsPage(axis, read));
    pages.push_back(certificatePage(axis, read));
    for (StudyPage& page : histogramPages(layers, context.layer))
        pages.push_back(std::move(page));
    return pages;
}

} // namespace leafscope
