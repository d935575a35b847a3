// SPDX-License-Identifier: MIT
// Makes the parts of a large cloud on another thread.
#pragma once

#include "views/embedding/cloud_parts.hpp"

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace leafscope {

/// Starts at once on the global thread pool. `done` is called on the thread of `receiver`, unless
/// the worker is gone by then: deleting it forgets the result, and does not wait. Without memory
/// the parts are null.
class PartsWorker {
public:
    PartsWorker(QObject& receiver, const CloudRequest& request,
                std::shared_ptr<const DisplayPoints> places,
                std::shared_ptr<const Colouring> colours, std::function<void(CloudParts)> done);
    ~PartsWorker();
    PartsWorker(const PartsWorker&) = delete;
    PartsWorker& operator=(const PartsWorker&) = delete;

private:
    /// Shared with the other thread, which may outlive the worker and the receiver.
    struct Desk {
        std::mutex mutex;
        QObject* receiver = nullptr; ///< null: nobody waits any more
        std::function<void(CloudParts)> done;
    };
    std::shared_ptr<Desk> m_desk;
};

} // namespace leafscope
