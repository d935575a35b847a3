// SPDX-License-Identifier: MIT
// What the window is about: the facts that were computed, where the person is, what is selected.
//
// Views subscribe to the session and ask it; no view is wired to another. Lives on the window's thread; the values it
// hands out are immutable and may be kept. Qt Core only.
#pragma once

#include "core/data/dataset.hpp"
#include "core/dimension/dimension.hpp"
#include "core/embedding/embedding.hpp"
#include "core/layout/layout.hpp"
#include "core/model/network.hpp"
#include "core/session/recipe.hpp"
#include "views/session/undo.hpp"

#include <QObject>
#include <QString>

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace leafscope {

/// The things a session can know. Each has a value (or none), a state and, if computed, a recipe.
enum class Fact { Data, Model, Embedding, Layout, Dimension };
inline constexpr int kFactCount = 5;

enum class Readiness { Empty, Busy, Failed, Ready };

struct FactState {
    Readiness readiness = Readiness::Empty;
    QString message; ///< Busy: what is being done; Failed: the whole error; Empty: what to do next
};

/// How a new selection combines with the old one.
enum class Combine { Replace, Add, Toggle };

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);

    // Facts. Setting one makes it Ready. New data or a new model forgets what was computed from the old one; what was
    // made from the same content (by the recipe's hash) stays. A new embedding forgets the old one's layout and curve.
    std::shared_ptr<const Dataset> data() const { return m_data; }
    std::shared_ptr<const ModelInfo> model() const { return m_model; }
    std::shared_ptr<const EmbeddingHeader> embedding() const { return m_embedding; }
    std::shared_ptr<const Layout> layout() const { return m_layout; }
    std::shared_ptr<const DimensionProfile> dimension() const { return m_dimension; }
    void setData(std::shared_ptr<const Dataset> data);
    void setModel(std::shared_ptr<const ModelInfo> model);
    void setEmbedding(std::shared_ptr<const EmbeddingHeader> embedding);
    void setLayout(std::shared_ptr<const Layout> layout);
    void setDimension(std::shared_ptr<const DimensionProfile> dimension);

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

    // Samples. Everywhere a sample is its row in the data set; an embedding's rows are a subset of them.
    std::int64_t sampleAt(Index row) const; ///< row of the embedding -> sample
    Index rowOf(std::int64_t sample) const; ///< -1 if the sample is not in the embedding

    // Where the person is. Undoable.
    QString layer() const { return m_layer; }
    void setLayer(const QString& layer);
    /// Moves by `step` layers along the network, stopping at the ends.
    void stepLayer(int step);
    /// All layer names in order, from the embedding, else the layout, else the dimension profile.
    QStringList layers() const;

    // Selection, in samples of the data set. Undoable.
    const std::vector<std::int64_t>& selected() const { return m_selected; } ///< ascending
    bool isSelected(std::int64_t sample) const;
    std::int64_t current() const { return m_current; } ///< the sample shown in the inspector, or -1
    void select(std::vector<std::int64_t> samples, Combine how = Combine::Replace);
    void clearSelection() { select({}); }

    // The sample under the cursor, -1 for none. Not undoable.
    std::int64_t highlighted() const { return m_highlighted; }
    void setHighlighted(std::int64_t sample);

    UndoHistory& history() { return m_history; }

Q_SIGNALS:
    void dataChanged();
    void modelChanged();
    void embeddingChanged();
    void layoutChanged();
    void dimensionChanged();
    void stateChanged(leafscope::Fact fact);
    void layerChanged();
    void selectionChanged(); ///< selected() or current() changed
    void highlightChanged();

private:
    void setState(Fact fact, Readiness readiness, const QString& message);
    void ensureLayer();
    void forgetDerived();
    bool hasValue(Fact fact) const;
    void applyLayer(const QString& layer);
    void applySelection(std::vector<std::int64_t> selected, std::int64_t current);
    void forgetUnlessMadeFrom(const std::string& role, const std::string& hash);

    std::shared_ptr<const Dataset> m_data;
    std::shared_ptr<const ModelInfo> m_model;
    std::shared_ptr<const EmbeddingHeader> m_embedding;
    std::shared_ptr<const Layout> m_layout;
    std::shared_ptr<const DimensionProfile> m_dimension;
    std::array<FactState, kFactCount> m_states;
    std::array<std::optional<Recipe>, kFactCount> m_recipes;
    std::unordered_map<std::int64_t, Index> m_rowOf;
    QString m_layer;
    std::vector<std::int64_t> m_selected;
    std::int64_t m_current = -1;
    std::int64_t m_highlighted = -1;
    UndoHistory m_history;
};

} // namespace leafscope
