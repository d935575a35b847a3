// SPDX-License-Identifier: MIT
// The tree behind a query. Internal to the room.
#pragma once

#include "core/data/query.hpp"

#include <limits>
#include <string_view>

namespace leafscope {

struct QueryRange {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool lowOpen = false;
    bool highOpen = false;
};

struct Query::Node {
    enum class Kind {
        Both,
        Either,
        Not,
        Label,
        Prediction,
        Wrong,
        Correct,
        Number,
        Id,
        Selected,
        Slice
    };
    Kind kind = Kind::Both;
    std::vector<std::shared_ptr<const Node>> parts; ///< of Both, Either, Not
    std::vector<std::uint8_t> classes;              ///< Label, Prediction: 1 for each class meant
    QueryRange range;                               ///< Number, Id
    std::string name;                               ///< Number: its key; Slice
};

/// The whole text as a finite number.
std::optional<double> numberFrom(std::string_view text);
/// N, <N, <=N, >N, >=N, A..B, A.. or ..B.
std::optional<QueryRange> rangeFrom(std::string_view text);
/// Equal without regard to the case of ASCII letters.
bool sameName(const std::string& a, const std::string& b);
/// Whether `name` begins with `start`, likewise.
bool beginsWith(const std::string& name, const std::string& start);
/// The candidate that `word` was probably meant to be, or "".
std::string nearestName(const std::string& word, const std::vector<std::string>& candidates);
/// Every class name with its number: those of the table, and the bare number of a class without.
std::vector<std::string> classTitles(const QueryTable& table);
/// Fields that stand before a colon.
std::vector<std::string> queryFields(const QueryTable& table);
/// Words that stand alone: wrong, correct, selected.
std::vector<std::string> queryWords(const QueryTable& table);

} // namespace leafscope
