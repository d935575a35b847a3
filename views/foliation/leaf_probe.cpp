// SPDX-License-Identifier: MIT
#include "views/foliation/leaf_probe.hpp"

#include "core/base/error.hpp"

#include <QThreadPool>

#include <utility>

namespace leafscope {

namespace {

FoliationSource sourceOf(const Recipe& recipe)
{
    FoliationSource source;
    source.preset = recipe.parameters.value("preset", std::string("none"));
    source.normalize = recipe.parameters.value("normalize", std::string("auto"));
    const auto spec = [&](const char* role) {
        const auto input = recipe.inputs.find(role);
        return input == recipe.inputs.end() ? std::string() : input->second.spec;
    };
    source.model = spec("model");
    source.data = spec("data");
    return source;
}

} // namespace

struct LeafProbe::Desk {
    std::mutex mutex; ///< of the receiver
    QObject* receiver = nullptr;
    std::function<void(ProbedLeaf)> done;
    std::size_t question = 0; ///< the last one

    std::mutex work; ///< of what follows
    FoliationSource source;
    GrowthOptions growth;
    std::optional<FoliationSubject> subject;

    ProbedLeaf grow(const VectorD& x, const Progress& progress);
};

ProbedLeaf LeafProbe::Desk::grow(const VectorD& x, const Progress& progress)
{
    const std::scoped_lock lock(work);
    ProbedLeaf out;
    out.x = x;
    try {
        progress.checkpoint();
        if (!subject)
            subject = openSubject(source, progress);
        LeafField field(*subject->map, growth.box.extent());
        out.place = field.at(x.transpose()).front();
        out.leaf = growPiece(field, x, Directions::Leaf, growth, progress);
        out.fibre = growPiece(field, x, Directions::Kernel, growth, progress);
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        out.problem = QString::fromUtf8(error.what());
    }
    return out;
}

LeafProbe::LeafProbe(QObject& receiver, const Recipe& recipe, const GrowthOptions& growth,
                     std::function<void(ProbedLeaf)> done)
    : m_desk(std::make_shared<Desk>())
{
    m_desk->receiver = &receiver;
    m_desk->done = std::move(done);
    m_desk->source = sourceOf(recipe);
    m_desk->growth = growth;
}

LeafProbe::~LeafProbe()
{
    m_progress.cancel();
    const std::scoped_lock lock(m_desk->mutex);
    m_desk->receiver = nullptr;
}

void LeafProbe::ask(const VectorD& x)
{
    m_progress.cancel();
    m_progress = Progress();
    m_asked = true;
    std::size_t number = 0;
    {
        const std::scoped_lock lock(m_desk->mutex);
        number = ++m_desk->question;
    }
    QThreadPool::globalInstance()->start([this, desk = m_desk, x, number, progress = m_progress] {
        ProbedLeaf leaf;
        try {
            leaf = desk->grow(x, progress);
        } catch (const Cancelled&) {
            return;
        }
        // Under the lock the receiver cannot go away before the call is in its queue.
        const std::scoped_lock lock(desk->mutex);
        if (!desk->receiver)
            return;
        QMetaObject::invokeMethod(
            desk->receiver,
            [this, desk, number, leaf = std::move(leaf)] {
                // Of this thread, which alone deletes the probe and asks.
                if (!desk->receiver || number != desk->question)
                    return;
                m_asked = false;
                desk->done(leaf);
            },
            Qt::QueuedConnection);
    });
}

ProbedLeaf LeafProbe::answer(const VectorD& x)
{
    m_progress.cancel();
    m_progress = Progress();
    m_asked = false;
    {
        const std::scoped_lock lock(m_desk->mutex);
        ++m_desk->question;
    }
    return m_desk->grow(x, m_progress);
}

} // namespace leafscope
