// SPDX-License-Identifier: MIT
// The inspector: one sample closely, and what the selection is made of.
#pragma once

#include "views/inspector/inspector_data.hpp"
#include "views/session/session.hpp"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QVBoxLayout;

namespace leafscope {

class NeighborSection;
class SampleImage;
class SelectionSection;
class ShareBar;

class Inspector : public QWidget {
    Q_OBJECT

public:
    Inspector(Session& session, QWidget* parent);

    /// The sample that is shown: the current one, else the highlighted one, else -1.
    std::int64_t sample() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* makeSamplePage();
    QWidget* makeEmptyPage();
    void fillSampleBox();
    void addPrediction(QVBoxLayout* column);
    void connectSession();
    void refresh();
    void showSample(const SampleFacts& facts);

    Session& m_session;
    QStackedLayout* m_pages = nullptr;
    SampleImage* m_image = nullptr;
    QLabel* m_index = nullptr;
    QLabel* m_label = nullptr;
    QWidget* m_predictionBox = nullptr;
    QLabel* m_mark = nullptr;
    QLabel* m_prediction = nullptr;
    QLabel* m_confidence = nullptr;
    ShareBar* m_bar = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_empty = nullptr;
    QWidget* m_sampleBox = nullptr;
    QLabel* m_hint = nullptr; ///< where the sample would be, if there is none but more below
    NeighborSection* m_neighbors = nullptr;
    SelectionSection* m_selection = nullptr;
};

} // namespace leafscope
