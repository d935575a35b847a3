// SPDX-License-Identifier: MIT
// Neural collapse in charts: the figures of the paper, one number, the angles between the classes,
// the layers, and all values.
#pragma once

#include "views/collapse_charts/curve_page.hpp"
#include "views/frame/view.hpp"

#include <string>
#include <vector>

class QComboBox;
class QStackedLayout;
class QToolButton;

namespace leafscope {

class MessagePage;
namespace collapse {
class CurvesCanvas;
class GridCanvas;
class ValuesTable;
} // namespace collapse
namespace style {
class ElidedLabel;
}

class CollapseCharts : public View {
    Q_OBJECT

public:
    enum class Page { Paper, Measure, Angles, Depth, Values };

    CollapseCharts(Session& session, QWidget* parent);

    QString name() const override { return QStringLiteral("collapse-charts"); }
    QString title() const override { return tr("Collapse curves"); }
    Fact fact() const override { return Fact::Collapse; }
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    QByteArray table() const override;

    Page page() const { return m_page; }
    void setPage(Page page);
    /// Of the pages with one number; unknown keys change nothing.
    void setMeasure(const std::string& key);

    collapse::CurvesCanvas& curves() { return *m_curves; }
    collapse::GridCanvas& grids() { return *m_grids; }
    collapse::ValuesTable& values() { return *m_values; }

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void build();
    QWidget* makeHeader();
    void makeChoosers(QWidget* header);
    void connectSession();
    void connectPages();
    /// Everything anew, from the runs and what is chosen.
    void refresh();
    void fillHeader();
    void showState();
    void showPage();
    void showAngles();
    void showDepth();
    /// Only what depends on the moment.
    void followMoment();
    void followEpoch();
    QString caption() const;
    collapse::CurveRequest request() const;
    /// The chosen run and layer; only with a collapse.
    const CollapseRun& run() const;
    const CollapseLayer& layer() const;
    const CollapseMeasure& measure() const;
    void chooseMoment(double epoch);
    void chooseEpoch(int epoch);
    void chooseLayer(const QString& layer);
    void chooseRun(const QString& run);
    void clickCell(int grid, int cell);
    void step(int step);
    void stepPage(int step);
    void paint(QPainter& painter, QSize size);

    Page m_page = Page::Paper;
    collapse::EpochScale m_scale = collapse::EpochScale::Logarithmic;
    std::string m_measure = "etf_distance";
    bool m_allRuns = true;
    /// Of the layer whose angles are shown, over all its epochs.
    struct Angles {
        std::shared_ptr<const CollapseRuns> keep;
        const CollapseLayer* layer = nullptr;
        double spread = 0;
        std::size_t epoch = 0;
    } m_angles;
    QString m_layer;   ///< wanted; "" for the one that the classifiers read
    QString m_keptRun; ///< for a session in which none was chosen
    QWidget* m_header = nullptr;
    std::vector<QToolButton*> m_pageButtons;
    QComboBox* m_runBox = nullptr;
    QComboBox* m_layerBox = nullptr;
    QComboBox* m_measureBox = nullptr;
    QToolButton* m_scaleButton = nullptr;
    QToolButton* m_allRunsButton = nullptr;
    style::ElidedLabel* m_caption = nullptr;
    collapse::CurvesCanvas* m_curves = nullptr;
    collapse::GridCanvas* m_grids = nullptr;
    collapse::ValuesTable* m_values = nullptr;
    MessagePage* m_message = nullptr;
    QStackedLayout* m_stack = nullptr;
};

} // namespace leafscope
