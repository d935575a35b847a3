// SPDX-License-Identifier: MIT
// The layout that another one is aligned to.
#pragma once

#include "core/layout/layout.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

enum class Alignment { Unaligned, Procrustes, Basis };

/// A layer's coordinates after alignment, and how that went.
struct AlignedLayer {
    PcaLayout layout;
    std::string alignment = "none"; ///< "none", "procrustes to epoch_003", "basis of epoch_032"
    double residual = 0;            ///< of Procrustes, see there
};

/// Opens the artifact of a `layout` and aligns layers of an embedding with its layers. What does
/// not match (samples, layers, widths) is told in the layer's warnings, and the layer then keeps
/// its own axes.
class Reference {
public:
    /// `rows`: the facts of the embedding that will be aligned. Throws Error: Format if the file is
    /// no layout, InvalidInput if it shares no samples with the embedding (Procrustes) or stores no
    /// axes (Basis).
    Reference(const std::filesystem::path& artifact, Alignment alignment,
              const EmbeddingHeader& rows);

    /// "procrustes to NAME" or "basis of NAME"; NAME is what the reference is a layout of.
    const std::string& title() const { return m_title; }
    /// Notes on the samples, the same for every layer.
    const std::vector<std::string>& warnings() const { return m_warnings; }

    /// Coordinates of the layer with these features (n x d).
    AlignedLayer align(const std::string& layer, const Points& x, const Progress& progress) const;

private:
    AlignedLayer turned(const LayerLayout& there, const Points& x, const Progress& progress) const;
    AlignedLayer projected(const std::string& layer, const Points& x,
                           const Progress& progress) const;

    std::filesystem::path m_file;
    Alignment m_alignment;
    std::shared_ptr<const Layout> m_layout;
    std::string m_title;
    std::vector<std::string> m_warnings;
    std::vector<std::pair<Index, Index>> m_shared; ///< (row of the embedding, row of the reference)
};

} // namespace leafscope
