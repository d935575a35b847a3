// SPDX-License-Identifier: MIT
#include "core/base/error.hpp"

#include <utility>

namespace leafscope {

Error::Error(ErrorKind kind, std::string happened, std::string where, std::string cause,
             std::string remedy)
    : m_kind(kind)
    , m_happened(std::move(happened))
    , m_where(std::move(where))
    , m_cause(std::move(cause))
    , m_remedy(std::move(remedy))
{
    if (!m_where.empty())
        m_message = m_where + ": ";
    m_message += m_happened;
    if (!m_cause.empty())
        m_message += "\n  likely cause: " + m_cause;
    if (!m_remedy.empty())
        m_message += "\n  what to do: " + m_remedy;
}

void detail::contractBroken(const char* expression, const char* file, int line,
                            const std::string& values)
{
    throw Error(ErrorKind::Internal, std::string("broken contract: ") + expression + " (" + values + ")",
                std::string(file) + ":" + std::to_string(line), "a defect in Leafscope",
                "please report it with this message");
}

} // namespace leafscope
