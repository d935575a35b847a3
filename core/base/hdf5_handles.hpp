// SPDX-License-Identifier: MIT
// What the parts of Hdf5File share: the lock, handles that close themselves, the two errors.
// Private to this room: no other file includes <hdf5.h>.
#pragma once

#include "core/base/hdf5.hpp"

#include <hdf5.h>

#include <mutex>

namespace leafscope::hdf5 {

/// Holds HDF5's lock for the time of one of our calls, and keeps its error stack from printing.
class Lock {
public:
    Lock()
        : m_lock(mutex())
    {
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }

private:
    static std::mutex& mutex()
    {
        static std::mutex one;
        return one;
    }
    std::scoped_lock<std::mutex> m_lock;
};

/// An HDF5 handle with the function that closes it.
class Handle {
public:
    Handle(hid_t id, herr_t (*closer)(hid_t))
        : m_id(id)
        , m_close(closer)
    {
    }
    ~Handle()
    {
        if (m_id >= 0)
            m_close(m_id);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    operator hid_t() const { return m_id; }
    bool valid() const { return m_id >= 0; }

private:
    hid_t m_id;
    herr_t (*m_close)(hid_t);
};

/// Type and shape of an open data set.
ElementType elementTypeOf(hid_t array);
std::vector<std::int64_t> shapeOf(hid_t array);

/// Throw Error: Format for what cannot be read, Io for what cannot be written. `reason` is
/// an errno, 0 if it is unknown; `bytes` what was to be written, if known.
[[noreturn]] void broken(const std::filesystem::path& file, const std::string& happened);
[[noreturn]] void unwritable(const std::filesystem::path& file, const std::string& happened,
                             int reason, double bytes = 0);

} // namespace leafscope::hdf5
