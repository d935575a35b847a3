// SPDX-License-Identifier: MIT
// From text to the tree of a query, by recursive descent.
#include "core/data/query_node.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

using Kind = Query::Node::Kind;
using NodePointer = std::shared_ptr<const Query::Node>;

constexpr int kDeepest = 100;

struct Token {
    enum class Type { Word, Open, Close, Minus, End } type = Type::End;
    std::size_t position = 0;
    std::size_t length = 0;
    bool hasField = false;
    std::string field;
    std::string value; ///< or the whole word if there is no field
    bool quoted = false;
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

class QueryParser {
public:
    QueryParser(const std::string& text, const QueryTable& table)
        : m_text(text)
        , m_table(table)
    {
    }

    Query::Parsed run()
    {
        Query::Parsed parsed;
        try {
            tokenize();
            if (peek().type != Token::Type::End)
                parsed.query.m_root = either(0);
            if (peek().type == Token::Type::Close)
                fail(peek(), "this bracket closes nothing");
            parsed.query.m_usesSelection = m_usesSelection;
            parsed.query.m_usesSlices = m_usesSlices;
        } catch (const QueryFault& fault) {
            parsed = {{}, fault};
        }
        return parsed;
    }

private:
    [[noreturn]] static void fail(const Token& at, const std::string& message)
    {
        throw QueryFault{at.position, at.length, message};
    }

    static std::string didYouMean(const std::string& word, const std::vector<std::string>& known)
    {
        const std::string nearest = nearestName(word, known);
        return nearest.empty() ? std::string() : ", did you mean " + nearest + "?";
    }

    std::string readQuoted(std::size_t& at) const
    {
        const std::size_t start = at++;
        std::string value;
        for (; at < m_text.size() && m_text[at] != '"'; ++at) {
            if (m_text[at] == '\\' && at + 1 < m_text.size())
                ++at;
            value += m_text[at];
        }
        if (at >= m_text.size())
            fail({Token::Type::Word, start, m_text.size() - start, false, {}, {}, true},
                 "the quotation mark is not closed");
        ++at;
        return value;
    }

    void readWord(std::size_t& at)
    {
        Token token{Token::Type::Word, at, 0, false, {}, {}, false};
        while (at < m_text.size() && !isBlank(m_text[at]) && m_text[at] != '(' &&
               m_text[at] != ')') {
            if (m_text[at] == '"') {
                if (!token.value.empty())
                    break; // a quotation begins the next word
                token.value = readQuoted(at);
                token.quoted = true;
                break;
            }
            if (m_text[at] == ':' && !token.hasField) {
                token.hasField = true;
                token.field = std::exchange(token.value, {});
            } else {
                token.value += m_text[at];
            }
            ++at;
        }
        token.length = at - token.position;
        m_tokens.push_back(std::move(token));
    }

    void tokenize()
    {
        for (std::size_t at = 0; at < m_text.size();) {
            const char c = m_text[at];
            if (isBlank(c)) {
                ++at;
            } else if (c == '(' || c == ')' || c == '-') {
                m_tokens.push_back({c == '('   ? Token::Type::Open
                                    : c == ')' ? Token::Type::Close
                                               : Token::Type::Minus,
                                    at,
                                    1,
                                    false,
                                    {},
                                    {},
                                    false});
                ++at;
            } else {
                readWord(at);
            }
        }
        m_tokens.push_back({Token::Type::End, m_text.size(), 0, false, {}, {}, false});
    }

    const Token& peek() const { return m_tokens[m_at]; }

    bool isBare(const Token& token) const
    {
        return token.type == Token::Type::Word && !token.hasField && !token.quoted;
    }

    bool takeKeyword(const char* word)
    {
        if (!isBare(peek()) || !sameName(peek().value, word))
            return false;
        ++m_at;
        return true;
    }

    NodePointer either(int depth)
    {
        std::vector<NodePointer> parts{both(depth)};
        while (takeKeyword("or"))
            parts.push_back(both(depth));
        return grouped(Kind::Either, std::move(parts));
    }

    NodePointer both(int depth)
    {
        std::vector<NodePointer> parts{part(depth)};
        while (peek().type != Token::Type::End && peek().type != Token::Type::Close &&
               !(isBare(peek()) && sameName(peek().value, "or"))) {
            takeKeyword("and");
            parts.push_back(part(depth));
        }
        return grouped(Kind::Both, std::move(parts));
    }

    static NodePointer grouped(Kind kind, std::vector<NodePointer> parts)
    {
        if (parts.size() == 1)
            return parts.front();
        auto node = std::make_shared<Query::Node>();
        node->kind = kind;
        node->parts = std::move(parts);
        return node;
    }

    NodePointer part(int depth)
    {
        const Token token = peek();
        if (depth > kDeepest)
            fail(token, "too many brackets and negations inside each other");
        if (token.type == Token::Type::End || token.type == Token::Type::Close)
            fail(token, "something to search for is missing here");
        if (token.type == Token::Type::Minus || (isBare(token) && sameName(token.value, "not"))) {
            ++m_at;
            auto node = std::make_shared<Query::Node>();
            node->kind = Kind::Not;
            node->parts = {part(depth + 1)};
            return node;
        }
        ++m_at;
        if (token.type == Token::Type::Open) {
            const NodePointer inside = either(depth + 1);
            if (peek().type != Token::Type::Close)
                fail(token, "this bracket is not closed");
            ++m_at;
            return inside;
        }
        return token.hasField ? condition(token) : word(token);
    }

    NodePointer word(const Token& token)
    {
        auto node = std::make_shared<Query::Node>();
        if (!token.quoted) {
            for (const char* keyword : {"or", "and"})
                if (sameName(token.value, keyword))
                    fail(token, "something to search for is missing before " + token.value);
            if (sameName(token.value, "wrong") || sameName(token.value, "correct")) {
                requireColumn(token, !m_table.labels.empty(), "labels");
                requireColumn(token, !m_table.predictions.empty(), "predictions");
                node->kind = sameName(token.value, "wrong") ? Kind::Wrong : Kind::Correct;
                return node;
            }
            if (sameName(token.value, "selected")) {
                node->kind = Kind::Selected;
                m_usesSelection = true;
                return node;
            }
            if (token.value.starts_with('#'))
                return rangeNode(token, Kind::Id, "id", token.value.substr(1));
        }
        node->kind = Kind::Label;
        if (m_table.labels.empty())
            fail(token,
                 "\"" + token.value + "\" is no word of the search, and there are no labels");
        node->classes = classesOf(token, true);
        return node;
    }

    static void requireColumn(const Token& token, bool there, const char* what)
    {
        if (!there)
            fail(token, std::string("these samples have no ") + what);
    }

    NodePointer condition(const Token& token)
    {
        auto node = std::make_shared<Query::Node>();
        if (token.value.empty())
            fail(token, token.field + ": needs a value");
        if (sameName(token.field, "label") || sameName(token.field, "prediction")) {
            const bool label = sameName(token.field, "label");
            requireColumn(token, !(label ? m_table.labels : m_table.predictions).empty(),
                          label ? "labels" : "predictions");
            node->kind = label ? Kind::Label : Kind::Prediction;
            node->classes = classesOf(token, false);
            return node;
        }
        if (sameName(token.field, "id"))
            return rangeNode(token, Kind::Id, "id", token.value);
        if (sameName(token.field, "slice"))
            return sliceNode(token);
        for (const auto& number : m_table.numbers)
            if (sameName(token.field, number.first))
                return rangeNode(token, Kind::Number, number.first, token.value);
        fail(token, "unknown field \"" + token.field + "\"" +
                        didYouMean(token.field, queryFields(m_table)));
    }

    static NodePointer rangeNode(const Token& token, Kind kind, const std::string& name,
                                 const std::string& text)
    {
        const auto range = rangeFrom(text);
        if (!range)
            fail(token, "\"" + text + "\" is no range of " + name + "; write 5, <5, >=5 or 2..5");
        auto node = std::make_shared<Query::Node>();
        node->kind = kind;
        node->name = name;
        node->range = *range;
        return node;
    }

    NodePointer sliceNode(const Token& token)
    {
        std::vector<std::string> names;
        for (const auto& slice : m_table.slices) {
            names.push_back(slice.first);
            if (sameName(slice.first, token.value)) {
                auto node = std::make_shared<Query::Node>();
                node->kind = Kind::Slice;
                node->name = slice.first;
                m_usesSlices = true;
                return node;
            }
        }
        fail(token, "there is no slice \"" + token.value + "\"" + didYouMean(token.value, names));
    }

    /// The classes whose name is `name`, else the class of that number, else those whose name
    /// begins so; empty if there is none.
    static std::vector<std::uint8_t> classesNamed(const std::string& name,
                                                  const std::vector<std::string>& titles)
    {
        std::vector<std::uint8_t> wanted(titles.size(), 0);
        const auto number = numberFrom(name);
        const bool isClass = number && *number >= 0 && *number < double(titles.size()) &&
                             *number == std::floor(*number);
        const auto mark = [&](const auto& fits) {
            bool any = false;
            for (std::size_t c = 0; c < titles.size(); ++c) {
                wanted[c] = fits(titles[c]) ? 1 : 0;
                any = any || wanted[c] != 0;
            }
            return any;
        };
        if (mark([&](const std::string& title) { return sameName(title, name); }))
            return wanted;
        if (isClass) {
            wanted[std::size_t(*number)] = 1;
            return wanted;
        }
        if (!name.empty() &&
            mark([&](const std::string& title) { return beginsWith(title, name); }))
            return wanted;
        return {};
    }

    /// `bare`: further bare words may belong to the name, as in: ankle boot.
    std::vector<std::uint8_t> classesOf(const Token& token, bool bare)
    {
        const std::vector<std::string> titles = classTitles(m_table);
        if (bare && !token.quoted) {
            std::string name = token.value;
            std::vector<std::string> longer;
            for (std::size_t next = m_at; isBare(m_tokens[next]); ++next)
                longer.push_back(name += " " + m_tokens[next].value);
            for (std::size_t words = longer.size(); words > 0; --words)
                if (auto found = classesNamed(longer[words - 1], titles); !found.empty()) {
                    m_at += words;
                    return found;
                }
        }
        if (auto found = classesNamed(token.value, titles); !found.empty())
            return found;
        std::vector<std::string> known = titles;
        if (bare)
            for (const std::string& keyword : queryWords(m_table))
                known.push_back(keyword);
        fail(token, "there is no class \"" + token.value + "\"" + didYouMean(token.value, known));
    }

    const std::string& m_text;
    const QueryTable& m_table;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    bool m_usesSelection = false;
    bool m_usesSlices = false;
};

Query::Parsed Query::parse(const std::string& text, const QueryTable& table)
{
    return QueryParser(text, table).run();
}

} // namespace leafscope
