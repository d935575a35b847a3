// SPDX-License-Identifier: MIT
// The rows of the explorer, made from the session without a widget.
#pragma once

#include "views/session/session.hpp"

#include <QString>

#include <vector>

namespace leafscope {

enum class ExplorerKind {
    Section,  ///< "Data", "Model", "Artifacts"
    Property, ///< name and value
    Offer,    ///< an empty section: what to open
    Layer,
    Product, ///< a computed fact and its state
    Epoch    ///< a member of the series and the state of its frame
};

enum class ExplorerOffer { OpenData, OpenModel };

/// One row. Layers fill type, shape and depth; the others have their text in `value`.
struct ExplorerItem {
    ExplorerKind kind = ExplorerKind::Property;
    QString name;
    QString value;
    QString shape;
    QString depth;
    QString details; ///< tool tip
    ExplorerOffer offer = ExplorerOffer::OpenData;
    Readiness readiness = Readiness::Ready;
    int epoch = -1;
    std::vector<ExplorerItem> children;
    bool operator==(const ExplorerItem&) const = default;
};

/// The three sections with all their rows.
std::vector<ExplorerItem> explorerItems(const Session& session);

/// The sides joined by multiplication signs (U+00D7); "" for no shape.
QString shapeText(const std::vector<std::int64_t>& shape);

} // namespace leafscope
