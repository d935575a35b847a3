// SPDX-License-Identifier: MIT
// A choice of classes, and of samples within them, behind the spec of a labelled data set:
// "fashion-mnist?classes=0-2&per_class=500", "DIR:test?classes=1,4-6".
#pragma once

#include "core/data/dataset.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

struct Subset {
    std::vector<std::int32_t> classes; ///< labels, ascending, each once; empty: all
    std::int64_t perClass = 0; ///< the first so many of each class in the order of the file; 0: all

    /// "classes=0-2,5&per_class=500", the same for every way of writing the same choice.
    std::string text() const;
    /// "classes 0-2,5, 500 of each", for people.
    std::string description() const;
};

struct SubsetSpec {
    std::string whole;  ///< spec of the data set
    std::string choice; ///< behind the question mark
    bool isSubset = false;
};

/// Splits at the last question mark behind which a choice stands. A generator, whose parameters
/// stand there, and a file that is called so are wholes.
SubsetSpec splitSubset(const std::string& spec);

/// Throws Error(InvalidInput) naming the part of `choice` that is wrong; `spec` says whose it is.
Subset parseSubset(const std::string& choice, const std::string& spec);

/// Keeps the samples that are chosen, in their order. Chosen classes keep the order of their labels
/// and are numbered 0, 1, 2, ...; their names go with them (the old number where there is none).
/// Samples without a class are left out. A class with fewer samples than asked for is a warning.
/// Throws Error(InvalidInput) without labels and for a class without samples; `where` says whose.
void applySubset(const Subset& subset, Dataset& data, const std::string& where);

} // namespace leafscope
