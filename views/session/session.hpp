// SPDX-License-Identifier: MIT
// What the window is about: the facts that were computed, where the person is, what is selected.
//
// Facts are computed values; the view state is what the person chose, and what undo brings back.
// Over a series of checkpoints the facts are those of the current epoch's frame. Views subscribe to
// the session and ask it; no view is wired to another. Lives on the window's thread; the values it
// hands out are immutable and may be kept. Qt Core only.
#pragma once

#include "core/data/dataset.hpp"
#include "core/dimension/dimension.hpp"
#include "core/embedding/embedding.hpp"
#include "core/layout/layout.hpp"
#include "core/model/network.hpp"
#include "core/neighbors/neighbor_table.hpp"
#include "core/session/recipe.hpp"
#include "views/session/frame.hpp"
#include "views/session/study.hpp"
#include "views/session/undo.hpp"
#include "views/session/view_state.hpp"
#include "views/session/walk_track.hpp"

#include <QObject>
#include <QString>

#include <array>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace leafscope {

/// Of Session::traceMetric(), as a colouring and a column.
inline constexpr const char* kTraceMetric = "leaf.trace";
/// What the keys of the metrics of an NNK graph begin with.
inline constexpr const char* kGraphMetrics = "nnk.";
/// What the keys of the metrics of the decision rules begin with.
inline constexpr const char* kRuleMetrics = "rules.";

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);

    // Facts. Setting one makes it Ready. New data or a new model forgets what was computed from the
    // old one; what was made from the same content (by the recipe's hash) stays. A new embedding
    // forgets the old one's layout and curve.
    std::shared_ptr<const Dataset> data() const { return m_data; }
    std::shared_ptr<const ModelInfo> model() const { return m_model; }
    std::shared_ptr<const EmbeddingHeader> embedding() const { return m_facts.embedding; }
    std::shared_ptr<const Layout> layout() const { return m_facts.layout; }
    std::shared_ptr<const DimensionProfile> dimension() const { return m_facts.dimension; }
    std::shared_ptr<const NeighborTable> neighbors() const { return m_facts.neighbors; }
    std::shared_ptr<const Foliation> foliation() const { return m_facts.foliation; }
    std::shared_ptr<const NnkLayerGraph> graph() const { return m_facts.graph; }
    /// Of all epochs at once; it stays when the epoch changes.
    std::shared_ptr<const LeafTrace> trace() const { return m_trace; }
    /// Runs of neural collapse, of all epochs at once; they stay when the epoch changes.
    std::shared_ptr<const CollapseRuns> collapse() const { return m_collapse; }
    /// By the name of the analysis. They stay when the epoch changes; other data or another model
    /// forget those that were not made from them.
    const Studies& studies() const { return m_studies; }
    std::shared_ptr<const Study> study(const std::string& analysis) const; ///< null: there is none
    void setData(std::shared_ptr<const Dataset> data);
    void setModel(std::shared_ptr<const ModelInfo> model);
    void setEmbedding(std::shared_ptr<const EmbeddingHeader> embedding);
    void setLayout(std::shared_ptr<const Layout> layout);
    void setDimension(std::shared_ptr<const DimensionProfile> dimension);
    void setNeighbors(std::shared_ptr<const NeighborTable> neighbors);
    void setFoliation(std::shared_ptr<const Foliation> foliation);
    void setTrace(std::shared_ptr<const LeafTrace> trace);
    void setGraph(std::shared_ptr<const NnkLayerGraph> graph);
    void setCollapse(std::shared_ptr<const CollapseRuns> runs);
    /// Takes the place of the last study of the same analysis.
    void setStudy(std::shared_ptr<const Study> study);
    /// Walks from samples of the data, in the order in which they were begun. They stay when the
    /// epoch changes; other data or another model forget them.
    const WalkTracks& walks() const { return m_walks; }
    void setWalks(WalkTracks walks);
    /// Takes the place of the walk with this id; nothing if there is none any more.
    void setWalk(std::shared_ptr<const WalkTrack> walk);

    const FactState& state(Fact fact) const;
    void setBusy(Fact fact, const QString& stage);
    void setFailed(Fact fact, const QString& error);
    void setEmpty(Fact fact, const QString& hint);
    /// What was being done for a fact is over without a result: what was there before stays, with
    /// its recipe; if there was nothing, it is empty.
    void settle(Fact fact, const QString& hint);

    /// The recipe that made a fact; none for data and model.
    std::optional<Recipe> recipe(Fact fact) const;
    void setRecipe(Fact fact, const Recipe& recipe);

    // Samples. Everywhere a sample is its row in the data set; an embedding's rows are a subset of
    // them.
    std::int64_t sampleAt(Index row) const; ///< row of the embedding -> sample
    Index rowOf(std::int64_t sample) const; ///< -1 if the sample is not in the embedding

    /// What is known of each row at the current layer beside label and prediction: of its
    /// neighbours, of its NNK neighbourhood, the traceMetric() and the studyMetrics(); empty if
    /// nothing is.
    std::vector<SampleMetric> metrics() const;
    /// log10 of the trace of G per row, at the epoch that is shown if it was measured, else at the
    /// last one; NaN for samples that were not measured. None without a trace or rows.
    std::optional<SampleMetric> traceMetric() const;
    /// What the studies say of each row, whatever layer is shown; NaN for rows they are not of.
    std::vector<SampleMetric> studyMetrics() const;

    // The series of checkpoints (or of embeddings) that is open, by epoch. New data, a new model or
    // a new series forget the old one. The facts above are those of the epoch that was shown last;
    // while the frame of the current epoch is not ready they stay, with the state Busy, Failed or
    // Empty.
    const std::vector<SeriesEntry>& series() const
    {
        return m_series;
    } ///< ascending; empty: no series
    void setSeries(std::vector<SeriesEntry> series, int epoch);
    const Frame& frame(int epoch) const; ///< an empty one for an unknown epoch
    /// A frame that was computed or read. Shown at once if its epoch is the current one.
    void setFrame(int epoch, Frame frame);
    void setFrameState(int epoch, const FactState& state);
    int shownEpoch() const { return m_shownEpoch; } ///< whose frame the facts are; -1 for none

    // Where the person is and what they chose. Every verb compares first, and is undoable.
    const ViewState& view() const { return *m_view; }
    QString layer() const { return m_view->layer; }
    void setLayer(const QString& layer);
    /// Moves by `step` layers along the network, stopping at the ends.
    void stepLayer(int step);
    /// All layer names in order, from the embedding, else the layout, else the dimension profile.
    QStringList layers() const;
    int epoch() const { return m_view->epoch; }
    void setEpoch(int epoch); ///< one of series()
    void stepEpoch(int step);
    /// Both at once, one entry for undo.
    void goTo(const QString& layer, int epoch);

    // Selection, in samples of the data set.
    const std::vector<std::int64_t>& selected() const
    {
        return m_view->selected.values();
    } ///< ascending
    bool isSelected(std::int64_t sample) const { return m_view->selected.contains(sample); }
    std::int64_t current() const
    {
        return m_view->current;
    } ///< the sample shown in the inspector, or -1
    void select(std::vector<std::int64_t> samples, Combine how = Combine::Replace);
    void select(const SampleSet& samples, Combine how, std::int64_t clicked = -1);
    /// Selects one sample after the other, as the arrow keys do: one entry for undo.
    void stepTo(std::int64_t sample);
    void clearSelection() { select(std::vector<std::int64_t>()); }
    void setFilter(std::optional<Filter> filter);
    void saveSlice(const QString& name); ///< the selection, under a name; replaces one of that name
    void removeSlice(const QString& name);
    void renameSlice(const QString& name, const QString& newName);

    void setCollapseChoice(const CollapseChoice& choice);
    void setColourBy(const QString& key); ///< shows all groups again
    void setHidden(const std::set<int>& groups);
    /// The camera came to rest here. Moves that follow each other without another change in between
    /// are one entry.
    void setCamera(const Json& camera);
    /// As a session file holds it; not undoable, and forgets the history.
    void restoreView(ViewState state);

    // The sample under the cursor, -1 for none. Not undoable.
    std::int64_t highlighted() const { return m_highlighted; }
    void setHighlighted(std::int64_t sample);

    /// The moment of the collapse that is shown: an epoch, or between two. Not undoable.
    double collapseTime() const { return m_collapseTime; }
    void setCollapseTime(double epoch);

    UndoHistory& history() { return m_history; }

Q_SIGNALS:
    void dataChanged();
    void modelChanged();
    void embeddingChanged();
    void layoutChanged();
    void dimensionChanged();
    void neighborsChanged();
    void foliationChanged();
    void traceChanged();
    void graphChanged();
    void collapseChanged();
    void studiesChanged();
    void walksChanged();      ///< which there are
    void walkChanged(int id); ///< one of them went on
    void stateChanged(leafscope::Fact fact);
    void seriesChanged();
    void frameChanged(int epoch);
    /// The person went to an epoch whose frame is not there and not being made.
    void frameWanted(int epoch);
    void epochChanged();
    void layerChanged();
    void selectionChanged(); ///< selected() or current() changed
    void filterChanged();
    void slicesChanged();
    void coloursChanged(); ///< colourBy or hidden
    void cameraChanged();
    void collapseChoiceChanged();
    void viewChanged(); ///< any of these, once per change
    void highlightChanged();
    void collapseTimeChanged();

private:
    void setState(Fact fact, Readiness readiness, const QString& message);
    void ensureLayer();
    void forgetDerived();
    void emitChanged(Fact fact);
    bool hasValue(Fact fact) const;
    void forgetFoliationUnlessMadeFrom(const std::string& role, const std::string& hash);
    void forgetTraceUnlessMadeFrom(const std::string& role, const std::string& hash);
    void forgetStudiesUnlessMadeFrom(const std::string& role, const std::string& hash);
    void forgetCollapseUnlessMadeFrom(const std::string& role, const std::string& hash);
    /// Those of an embedding that the user brought and that is open no more.
    void forgetStudiesOfBroughtEmbedding();
    void keepStudies(const std::function<bool(const Study&)>& keep);
    void forgetUnlessMadeFrom(const std::string& role, const std::string& hash);
    void forgetSeries();
    /// Makes the current epoch's frame the facts, or says that it is wanted.
    void showFrame();
    /// What became a fact belongs to the frame of the epoch that is shown.
    void keepInFrame();
    void forgetFacts(std::initializer_list<Fact> facts, const QString& hint);
    /// Changes the view state and records it.
    void change(const QString& text, const QString& mergeKey,
                const std::function<void(ViewState&)>& mutate);
    void applyView(std::shared_ptr<const ViewState> view);
    void indexRows();

    std::shared_ptr<const Dataset> m_data;
    std::shared_ptr<const ModelInfo> m_model;
    Frame m_facts; ///< what is shown
    WalkTracks m_walks;
    std::shared_ptr<const LeafTrace> m_trace;
    std::shared_ptr<const CollapseRuns> m_collapse;
    double m_collapseTime = 0;
    Studies m_studies;
    std::array<FactState, kFactCount> m_states;
    std::vector<std::pair<std::int64_t, Index>>
        m_rowOf; ///< sample, row; only if the indices do not ascend
    std::vector<SeriesEntry> m_series;
    std::map<int, Frame> m_frames;
    int m_shownEpoch = -1;
    std::shared_ptr<const ViewState> m_view;
    std::int64_t m_highlighted = -1;
    UndoHistory m_history;
};

} // namespace leafscope
