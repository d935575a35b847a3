// SPDX-License-Identifier: MIT
#include "views/embedding/parts_worker.hpp"

#include <QThreadPool>

#include <exception>
#include <utility>

namespace leafscope {

PartsWorker::PartsWorker(QObject& receiver, const CloudRequest& request,
                         std::shared_ptr<const DisplayPoints> places,
                         std::shared_ptr<const Colouring> colours,
                         std::function<void(CloudParts)> done)
    : m_desk(std::make_shared<Desk>())
{
    m_desk->receiver = &receiver;
    m_desk->done = std::move(done);
    QThreadPool::globalInstance()->start(
        [desk = m_desk, request, places = std::move(places), colours = std::move(colours)] {
            CloudParts parts;
            try {
                parts = makeParts(request, places, colours);
            } catch (const std::exception&) { // no memory; the receiver is told
                parts = {};
            }
            // Under the lock the receiver cannot go away before the call is in its queue.
            const std::scoped_lock lock(desk->mutex);
            if (!desk->receiver)
                return;
            QMetaObject::invokeMethod(
                desk->receiver,
                [desk, parts = std::move(parts)] {
                    if (desk->receiver) // of this thread, which alone resets it
                        std::exchange(desk->done, {})(parts);
                },
                Qt::QueuedConnection);
        });
}

PartsWorker::~PartsWorker()
{
    const std::scoped_lock lock(m_desk->mutex);
    m_desk->receiver = nullptr;
}

} // namespace leafscope
