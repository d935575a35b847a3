// SPDX-License-Identifier: MIT
#include "app/cli/console.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <unistd.h>
#include <vector>

namespace leafscope::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0;

void onSignal(int)
{
    interrupted = 1;
}

/// Columns of UTF-8 text on a terminal, near enough for our own texts.
std::size_t columns(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(),
                                     [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

/// How the items of an array are joined: 1x28x28 is a shape, 4.1 .. 4.5 an interval, the rest
/// lists.
const char* joint(const Json& array, const std::string& key)
{
    if (key == "shape" || key == "input")
        return "x";
    const bool interval =
        array.size() == 2 && array[0].is_number_float() && array[1].is_number_float();
    return interval ? " .. " : ", ";
}

std::string cell(const Json& value, const std::string& key)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_null())
        return "-";
    if (value.is_number_float()) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.4g", value.get<double>());
        return text.data();
    }
    if (value.is_array()) {
        std::string list;
        for (const Json& item : value)
            list += (list.empty() ? "" : joint(value, key)) + cell(item, key);
        return list;
    }
    return value.dump();
}

bool isTable(const Json& value)
{
    return value.is_array() && !value.empty() && value[0].is_object();
}

/// Long texts that are equal in every row are said once under the table instead of in each row.
bool isRemark(const Json& rows, const std::string& column)
{
    return std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
        const auto v = row.find(column);
        if (v == row.end())
            return false;
        return v->is_object() || (v->is_string() && v->get<std::string>().size() > 40) ||
               (v->is_array() && (v->empty() || v->at(0).is_string()));
    });
}

/// JSON objects come sorted by key; people read what a row is before its numbers.
void orderColumns(std::vector<std::string>& names)
{
    static const std::vector<std::string> kFirst{"name",      "type",     "shape",    "depth",
                                                 "dim",       "n",        "twonn_ml", "ci95",
                                                 "twonn_fit", "ci95_fit", "pca90"};
    const auto rank = [](const std::string& name) {
        return std::find(kFirst.begin(), kFirst.end(), name) - kFirst.begin();
    };
    std::stable_sort(names.begin(), names.end(),
                     [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
}

std::string table(const Json& rows)
{
    std::vector<std::string> names;
    std::string remarks;
    for (const auto& [name, value] : rows[0].items()) {
        if (!isRemark(rows, name))
            names.push_back(name);
        else if (value.is_string())
            remarks += name + ": " + value.get<std::string>() + "\n";
    }
    for (const Json& row : rows)
        for (const Json& warning : row.value("warnings", Json::array()))
            remarks += row.value("name", std::string()) + ": " + cell(warning, {}) + "\n";
    orderColumns(names);
    std::string text;
    std::vector<std::vector<std::string>> cells{names};
    for (const Json& row : rows) {
        cells.emplace_back();
        for (const std::string& name : names)
            cells.back().push_back(cell(row.value(name, Json()), name));
    }
    for (const auto& line : cells) {
        std::string out;
        for (std::size_t c = 0; c < names.size(); ++c) {
            std::size_t width = 0;
            for (const auto& other : cells)
                width = std::max(width, columns(other[c]));
            const std::string pad(width - columns(line[c]), ' ');
            out += (c == 0 ? line[c] + pad : "  " + pad + line[c]);
        }
        text += out + "\n";
    }
    return text + remarks;
}

} // namespace

ProgressLine::ProgressLine(const Progress& progress, bool quiet)
    : m_progress(progress)
    , m_quiet(quiet)
    , m_terminal(isatty(STDERR_FILENO) != 0)
{
    interrupted = 0;
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    m_watcher = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

ProgressLine::~ProgressLine()
{
    m_watcher.request_stop();
    m_watcher.join();
    show(true);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

void ProgressLine::watch(const std::stop_token& stop)
{
    using namespace std::chrono_literals;
    while (!stop.stop_requested()) {
        if (interrupted)
            m_progress.cancel();
        show(false);
        std::this_thread::sleep_for(50ms);
    }
}

void ProgressLine::setPrefix(const std::string& prefix)
{
    show(false); // notes so far belong to the prefix before
    const std::scoped_lock lock(m_showing);
    m_prefix = prefix;
}

void ProgressLine::show(bool last)
{
    if (m_quiet)
        return;
    const std::scoped_lock lock(m_showing);
    const ProgressSnapshot now = m_progress.snapshot();
    const std::string erase = m_width ? "\r" + std::string(m_width, ' ') + "\r" : "";
    std::string text;
    for (; m_notesShown < now.notes.size(); ++m_notesShown)
        text += m_prefix + now.notes[m_notesShown] + "\n";
    std::string line;
    if (m_terminal && !last && !now.stage.empty())
        line = std::to_string(int(std::floor(now.fraction * 100))) + " %  " + m_prefix + now.stage;
    if (text.empty() && columns(line) == m_width && !last && !m_terminal)
        return;
    if (!text.empty() || m_terminal)
        std::fputs((erase + text + line).c_str(), stderr);
    m_width = columns(line);
    std::fflush(stderr);
}

std::string asText(const Json& result)
{
    std::string scalars;
    std::string tables;
    for (const auto& [name, value] : result.items()) {
        if (isTable(value))
            tables += table(value);
        else if (!value.is_object() && !(value.is_array() && value.empty()))
            scalars += name + "  " + cell(value, name) + "\n";
    }
    return tables + scalars;
}

} // namespace leafscope::cli
