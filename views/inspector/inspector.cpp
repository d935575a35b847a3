// SPDX-License-Identifier: MIT
#include "views/inspector/inspector.hpp"

#include "views/inspector/bars.hpp"
#include "views/inspector/neighbor_section.hpp"
#include "views/inspector/parts.hpp"
#include "views/inspector/selection_section.hpp"
#include "views/inspector/slice_section.hpp"
#include "views/style/sample_image.hpp"
#include "views/style/theme.hpp"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace leafscope {

using inspector::label;
using inspector::wrapping;

Inspector::Inspector(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setAccessibleName(tr("Inspector"));
    build();
    connectSession();
    refresh();
}

void Inspector::build()
{
    setProperty("role", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(180);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(makeEmptyPage());
    m_pages->addWidget(makeSamplePage());
}

QWidget* Inspector::makeEmptyPage()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(style::kSpace4, style::kSpace4, style::kSpace4, style::kSpace4);
    m_empty = wrapping(QStringLiteral("caption"), page);
    m_empty->setAlignment(Qt::AlignCenter);
    column->addStretch(1);
    column->addWidget(m_empty);
    column->addStretch(2);
    return page;
}

QWidget* Inspector::makeSamplePage()
{
    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("Inspector"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll);
    page->setProperty("role", QStringLiteral("panel"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(style::kSpace3, style::kSpace1, style::kSpace3, style::kSpace3);
    column->setSpacing(style::kSpace1);
    m_hint = wrapping(QStringLiteral("caption"), page);
    column->addWidget(m_hint);
    m_sampleBox = new QWidget(page);
    column->addWidget(m_sampleBox);
    fillSampleBox();
    m_neighbors = new NeighborSection(m_session, page);
    m_selection = new SelectionSection(m_session, page);
    column->addWidget(m_neighbors);
    column->addWidget(m_selection);
    column->addWidget(new FilterSection(m_session, page));
    column->addWidget(new SliceSection(m_session, page));
    column->addStretch(1);
    scroll->setWidget(page);
    return scroll;
}

void Inspector::fillSampleBox()
{
    auto* column = new QVBoxLayout(m_sampleBox);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style::kSpace1);
    m_image = new SampleImage(m_sampleBox);
    m_image->setAccessibleName(tr("Image of the sample"));
    column->addWidget(m_image);
    column->addSpacing(style::kSpace2);
    m_label = wrapping(QStringLiteral("title"), m_sampleBox);
    m_label->setObjectName(QStringLiteral("label"));
    m_index = wrapping(QStringLiteral("caption"), m_sampleBox);
    m_index->setObjectName(QStringLiteral("index"));
    column->addWidget(m_label);
    column->addWidget(m_index);
    addPrediction(column);
    m_note = wrapping(QStringLiteral("caption"), m_sampleBox);
    m_note->setObjectName(QStringLiteral("note"));
    column->addWidget(m_note);
}

void Inspector::addPrediction(QVBoxLayout* column)
{
    m_predictionBox = new QWidget(this);
    auto* box = new QVBoxLayout(m_predictionBox);
    box->setContentsMargins(0, style::kSpace3, 0, style::kSpace1);
    box->setSpacing(6);
    QLabel* heading = label(QStringLiteral("caption"), m_predictionBox);
    heading->setText(tr("Prediction"));
    box->addWidget(heading);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    m_mark = new QLabel(m_predictionBox);
    m_prediction = wrapping({}, m_predictionBox);
    m_prediction->setObjectName(QStringLiteral("prediction"));
    m_confidence = label({}, m_predictionBox);
    m_confidence->setObjectName(QStringLiteral("confidence"));
    row->addWidget(m_mark);
    row->addWidget(m_prediction, 1);
    row->addWidget(m_confidence);
    box->addLayout(row);
    m_bar = new ShareBar(m_predictionBox);
    m_bar->setAccessibleName(tr("Confidence of the prediction"));
    box->addWidget(m_bar);
    column->addWidget(m_predictionBox);
}

void Inspector::connectSession()
{
    for (const auto signal :
         {&Session::dataChanged, &Session::embeddingChanged, &Session::selectionChanged,
          &Session::filterChanged, &Session::slicesChanged})
        connect(&m_session, signal, this, &Inspector::refresh);
    connect(&m_session, &Session::highlightChanged, this, [this] {
        if (m_session.current() < 0) // else what is shown stays
            refresh();
    });
}

std::int64_t Inspector::sample() const
{
    return m_session.current() >= 0 ? m_session.current() : m_session.highlighted();
}

void Inspector::refresh()
{
    const std::int64_t shown = sample();
    const ViewState& view = m_session.view();
    const bool more = view.filter.has_value() || !view.slices.empty();
    m_pages->setCurrentIndex(shown < 0 && !more ? 0 : 1);
    m_sampleBox->setVisible(shown >= 0);
    m_hint->setVisible(shown < 0);
    m_neighbors->setSample(shown);
    if (shown >= 0) {
        showSample(sampleFacts(m_session, shown));
        return;
    }
    m_empty->setText(m_session.data() || m_session.embedding()
                         ? tr("Point at a sample to see it here; click to keep it.")
                         : tr("Open data to look at its samples."));
    m_hint->setText(m_empty->text());
}

void Inspector::showSample(const SampleFacts& facts)
{
    const auto dataset = m_session.data();
    const bool inData = dataset && facts.sample < dataset->size();
    m_image->setImage(inData ? style::sampleImage(*dataset, facts.sample) : QImage());
    m_label->setText(facts.label.isEmpty() ? tr("Sample %1").arg(style::count(facts.sample))
                                           : facts.label);
    QString index = QStringLiteral("#%1").arg(facts.sample);
    if (facts.labelIndex >= 0)
        index += tr(" - class %1").arg(facts.labelIndex);
    m_index->setText(index);

    m_predictionBox->setVisible(facts.hasPrediction);
    if (facts.hasPrediction) {
        m_prediction->setText(facts.prediction);
        m_confidence->setText(facts.confidence ? style::number(*facts.confidence) : QString());
        m_bar->setVisible(facts.confidence.has_value());
        m_bar->setShare(facts.confidence.value_or(0));
        m_mark->setVisible(facts.correct.has_value());
        const bool correct = facts.correct.value_or(false);
        const QIcon mark = correct ? style::icon(QStringLiteral("check"))
                                   : style::icon(QStringLiteral("close"), style::tokens().danger);
        m_mark->setPixmap(mark.pixmap({16, 16}, devicePixelRatioF()));
        const QString said = correct ? tr("as labelled") : tr("not as labelled");
        m_mark->setToolTip(said);
        m_mark->setAccessibleName(said);
        m_mark->setProperty("correct", correct);
        // The sentence beside the mark, for those who do not see its shape.
        m_prediction->setToolTip(said);
    }
    QStringList notes;
    if (!facts.note.isEmpty())
        notes << facts.note;
    for (const QString& warning : facts.warnings)
        notes << tr("Data set: %1").arg(warning);
    m_note->setText(notes.join(QLatin1Char('\n')));
    m_note->setVisible(!notes.isEmpty());
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (m_selection && event->type() == QEvent::PaletteChange) {
        refresh();
        m_selection->refresh();
    }
}

} // namespace leafscope
