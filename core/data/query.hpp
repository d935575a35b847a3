// SPDX-License-Identifier: MIT
// The language in which samples are searched for: "label:sneaker wrong confidence:<0.6".
//
//   query  := either { "OR" either }          either := { ["AND"] part }   (side by side: both)
//   part   := ("-" | "NOT") part | "(" query ")" | condition
//   condition :=
//     label:CLASS  prediction:CLASS           a class by number, by name, or by how its name begins
//     CLASS  "Ankle boot"                     the same as label:CLASS
//     wrong  correct                          the prediction against the label
//     id:RANGE  #123                          the number of the sample
//     confidence:RANGE  KEY:RANGE             any metric that is known of the samples, by its key
//     slice:NAME  selected                    what was saved, what is selected now
//   RANGE  := N | <N | <=N | >N | >=N | A..B | A.. | ..B       (A..B holds both ends)
// Names with blanks, colons or brackets are quoted: label:"Ankle boot"; \" and \\ inside quotes.
// Names and words of the language are compared without case (ASCII). A value that is not known
// (NaN, a label of -1) meets no condition, so it is among what "-" finds.
#pragma once

#include "core/base/matrix.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace leafscope {

/// What is known of n rows: one value per row in each span, or an empty span. The memory is the
/// caller's and must outlive parse() and rows().
struct QueryTable {
    Index n = 0;
    std::span<const std::int64_t> samples; ///< number of each row; empty: the row itself
    std::span<const std::int32_t> labels;
    std::span<const std::int32_t> predictions;
    std::vector<std::string> classNames; ///< index = label; may be shorter than the labels
    int classCount = 0;                  ///< 1 + largest label
    /// confidence and metrics, by key
    std::vector<std::pair<std::string, std::span<const float>>> numbers;
    std::span<const std::int64_t> selected; ///< ascending samples
    std::vector<std::pair<std::string, std::span<const std::int64_t>>> slices; ///< ascending each
};

/// Why a text is no query.
struct QueryFault {
    std::size_t position = 0; ///< bytes of UTF-8 before the part that is wrong
    std::size_t length = 0;
    std::string message; ///< "unknown field \"lable\", did you mean label?"
};

/// A query, ready to be evaluated. An immutable value; thread-safe.
class Query {
public:
    Query() = default; ///< matches every row

    struct Parsed;
    /// Names are looked up in `table`. Any text is either a query or a fault.
    static Parsed parse(const std::string& text, const QueryTable& table);

    bool empty() const { return !m_root; }
    bool usesSelection() const { return m_usesSelection; }
    bool usesSlices() const { return m_usesSlices; }
    /// The matching rows, ascending. `table` has the columns it was parsed for. O(n conditions).
    std::vector<std::int32_t> rows(const QueryTable& table) const;

    struct Node; ///< defined where it is used

private:
    friend class QueryParser;
    std::shared_ptr<const Node> m_root;
    bool m_usesSelection = false;
    bool m_usesSlices = false;
};

struct Query::Parsed {
    Query query;
    std::optional<QueryFault> fault;
};

/// What could stand in place of the bytes [from, to) of the text, for a cursor at `to`.
struct QueryCompletions {
    std::size_t from = 0;
    std::size_t to = 0;
    std::vector<std::string> texts; ///< at most 50
};
QueryCompletions completeQuery(const std::string& text, std::size_t cursor,
                               const QueryTable& table);

/// The name as a query holds it: quoted if it must be.
std::string quotedForQuery(const std::string& name);

/// The language in a few lines: example and meaning. The one help text of all surfaces.
const std::vector<std::pair<std::string, std::string>>& queryHelp();

} // namespace leafscope
