// SPDX-License-Identifier: MIT
// The hunchback: intrinsic dimension and PCA dimension over the layers of a network.
#pragma once

#include "views/curve/curve_data.hpp"
#include "views/frame/picture_sources.hpp"
#include "views/frame/view.hpp"

#include <QTimer>

class QStackedLayout;
class QToolButton;

namespace leafscope {

class MessagePage;
class CurveCanvas;
namespace style {
class ElidedLabel;
}

class CurveView : public View, public PictureSources {
    Q_OBJECT

public:
    CurveView(Session& session, QWidget* parent);

    QString name() const override { return QStringLiteral("curve"); }
    QString title() const override { return tr("Intrinsic dimension"); }
    Fact fact() const override { return Fact::Dimension; }
    std::map<std::string, Recipe> sources() const override;
    Json state() const override { return m_options.toJson(); }
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    QByteArray table() const override;

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void paint(QPainter& painter, QSize size);
    void connectSession();
    void build();
    QWidget* makeHeader();
    void refresh();
    void refreshSeries();
    /// Whether more than the epoch that is shown is drawn.
    bool drawsSeries() const;
    void showState();
    void setOptions(const CurveOptions& options);
    void fillSeriesMenu(QMenu& menu);

    CurveOptions m_options;
    CurveCanvas* m_canvas = nullptr;
    style::ElidedLabel* m_caption = nullptr;
    MessagePage* m_message = nullptr;
    QToolButton* m_byLayer = nullptr;
    QToolButton* m_byDepth = nullptr;
    QToolButton* m_byEpoch = nullptr;
    QStackedLayout* m_pages = nullptr;
    QTimer m_seriesLater; ///< many frames that come at once are drawn once
};

} // namespace leafscope
