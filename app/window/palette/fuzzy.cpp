// SPDX-License-Identifier: MIT
#include "app/window/palette/fuzzy.hpp"

#include <QStringList>

#include <algorithm>
#include <limits>
#include <set>

namespace leafscope {

namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr double kLetter = 1;
constexpr double kInARow = 3;
constexpr double kWordStart = 4;
constexpr double kTextStart = 2;
constexpr double kPerSkipped = 0.05; ///< letters of the text that are not matched

bool startsWord(const QString& text, qsizetype i)
{
    if (i == 0)
        return true;
    const QChar before = text[i - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[i].isUpper()) ||
           (before.isLetter() && text[i].isDigit());
}

double letterScore(const QString& text, qsizetype i)
{
    return kLetter + (startsWord(text, i) ? kWordStart : 0) + (i == 0 ? kTextStart : 0);
}

/// The best alignment of one word. best[p][i]: score with letter p of the word at place i of the
/// text; from[p][i]: place of letter p - 1 then.
std::optional<FuzzyMatch> matchWord(const QString& word, const QString& text)
{
    const auto m = std::size_t(word.size());
    const auto n = std::size_t(text.size());
    std::vector<std::vector<double>> best(m, std::vector<double>(n, kNever));
    std::vector<std::vector<std::size_t>> from(m, std::vector<std::size_t>(n, 0));
    for (std::size_t p = 0; p < m; ++p) {
        double reach = kNever; // best of letter p - 1 at any place before i - 1
        std::size_t reachAt = 0;
        for (std::size_t i = p; i < n; ++i) {
            if (p > 0 && i >= 2 && best[p - 1][i - 2] > reach) {
                reach = best[p - 1][i - 2];
                reachAt = i - 2;
            }
            if (text[qsizetype(i)].toCaseFolded() != word[qsizetype(p)].toCaseFolded())
                continue;
            const double here = letterScore(text, qsizetype(i));
            if (p == 0) {
                best[p][i] = here;
                continue;
            }
            const double row = i > 0 ? best[p - 1][i - 1] + kInARow : kNever;
            best[p][i] = here + std::max(row, reach);
            from[p][i] = row >= reach ? i - 1 : reachAt;
        }
    }
    const auto last = std::max_element(best[m - 1].begin(), best[m - 1].end());
    if (last == best[m - 1].end() || *last == kNever)
        return std::nullopt;
    FuzzyMatch match;
    match.score = *last;
    auto place = std::size_t(last - best[m - 1].begin());
    for (std::size_t p = m; p-- > 0; place = from[p][place])
        match.at.push_back(qsizetype(place));
    std::reverse(match.at.begin(), match.at.end());
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& pattern, const QString& text)
{
    FuzzyMatch all;
    std::set<qsizetype> places;
    for (const QString& word : pattern.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto match = text.size() < word.size() ? std::nullopt : matchWord(word, text);
        if (!match)
            return std::nullopt;
        all.score += match->score;
        places.insert(match->at.begin(), match->at.end());
    }
    all.at.assign(places.begin(), places.end());
    if (!all.at.empty())
        all.score -= kPerSkipped * double(text.size() - qsizetype(all.at.size()));
    return all;
}

} // namespace leafscope
