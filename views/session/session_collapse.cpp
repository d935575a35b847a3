// SPDX-License-Identifier: MIT
// Neural collapse: the runs, and what is looked at of them.
#include "core/collapse/collapse_run.hpp"
#include "views/session/session.hpp"

#include <utility>

namespace leafscope {

void Session::setCollapse(std::shared_ptr<const CollapseRuns> runs)
{
    m_collapse = std::move(runs);
    setState(Fact::Collapse, m_collapse ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT collapseChanged();
}

void Session::forgetCollapseUnlessMadeFrom(const std::string& role, const std::string& hash)
{
    const auto& made = m_facts.recipe(Fact::Collapse);
    if (!m_collapse || (made && made->inputs.empty())) // free features are of no model
        return;
    // Trainings know their data themselves.
    if (made && role == "data" && made->inputs.count("model") && !made->inputs.count("data"))
        return;
    const bool same = made && (isMadeFrom(*made, role, hash) ||
                               (role == "model" && m_model && isMadeInside(*made, m_model->file)));
    if (!same)
        forgetFacts({Fact::Collapse},
                    tr("Not computed for this model and these data yet. Choose Compute > Neural "
                       "collapse."));
}

void Session::setCollapseChoice(const CollapseChoice& choice)
{
    change(tr("Choose what is shown of the collapse"), QStringLiteral("collapse"),
           [&](ViewState& view) { view.collapse = choice; });
}

void Session::setCollapseTime(double epoch)
{
    if (epoch == m_collapseTime)
        return;
    m_collapseTime = epoch;
    Q_EMIT collapseTimeChanged();
}

} // namespace leafscope
