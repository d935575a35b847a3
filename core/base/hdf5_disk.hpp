// SPDX-License-Identifier: MIT
// A file driver for HDF5 that survives a full disk. HDF5 1.10 crashes when what it flushes cannot
// be written (in H5Dclose, H5Fclose or at exit), so it is never told: the driver remembers the
// first failure, and whoever writes asks for it. Private to this room.
#pragma once

#include <hdf5.h>

namespace leafscope::hdf5 {

/// Makes the file access list `access` use the driver.
void useDisk(hid_t access);

/// The errno of the first write of `file` that failed, 0 for none. `file` was opened with
/// useDisk().
int writeFailure(hid_t file);

} // namespace leafscope::hdf5
