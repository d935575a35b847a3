// SPDX-License-Identifier: MIT
#include "core/base/hdf5_disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace leafscope::hdf5 {

namespace {

struct Disk {
    H5FD_t head{}; // HDF5's own part, which it expects first
    int descriptor = -1;
    haddr_t allocated = 0; ///< the end of what HDF5 may use
    haddr_t end = 0;       ///< the end of the file
    dev_t device = 0;
    ino_t inode = 0;
    int failure = 0; ///< errno of the first write that failed

    ~Disk()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
};

Disk& of(H5FD_t* file)
{
    return *reinterpret_cast<Disk*>(file);
}

const Disk& of(const H5FD_t* file)
{
    return *reinterpret_cast<const Disk*>(file);
}

int openFlags(unsigned flags)
{
    int mode = flags & H5F_ACC_RDWR ? O_RDWR : O_RDONLY;
    for (const auto& [theirs, ours] :
         {std::pair(H5F_ACC_TRUNC, O_TRUNC), std::pair(H5F_ACC_CREAT, O_CREAT),
          std::pair(H5F_ACC_EXCL, O_EXCL)})
        mode |= flags & theirs ? ours : 0;
    return mode | O_CLOEXEC;
}

H5FD_t* openDisk(const char* name, unsigned flags, hid_t, haddr_t)
{
    auto disk = std::make_unique<Disk>();
    disk->descriptor = ::open(name, openFlags(flags), 0666);
    struct stat status {};
    if (disk->descriptor < 0 || ::fstat(disk->descriptor, &status) < 0)
        return nullptr;
    disk->end = haddr_t(status.st_size);
    disk->device = status.st_dev;
    disk->inode = status.st_ino;
    return &disk.release()->head;
}

herr_t closeDisk(H5FD_t* file)
{
    const std::unique_ptr<Disk> disk(&of(file));
    return 0;
}

/// HDF5 knows by it that a file is open already.
int compareDisks(const H5FD_t* a, const H5FD_t* b)
{
    const auto key = [](const Disk& d) { return std::pair(d.device, d.inode); };
    const auto first = key(of(a));
    const auto second = key(of(b));
    return first < second ? -1 : second < first ? 1 : 0;
}

herr_t features(const H5FD_t*, unsigned long* flags)
{
    if (flags)
        *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
                 H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA |
                 H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

haddr_t allocated(const H5FD_t* file, H5FD_mem_t)
{
    return of(file).allocated;
}

herr_t setAllocated(H5FD_t* file, H5FD_mem_t, haddr_t address)
{
    of(file).allocated = address;
    return 0;
}

haddr_t endOfFile(const H5FD_t* file, H5FD_mem_t)
{
    return of(file).end;
}

herr_t handleOf(H5FD_t* file, hid_t, void** handle)
{
    *handle = &of(file);
    return 0;
}

herr_t readDisk(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, void* buffer)
{
    auto* to = static_cast<char*>(buffer);
    while (size > 0) {
        const ssize_t got = ::pread(of(file).descriptor, to, size, off_t(address));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0) { // behind the end there are zeros
            std::memset(to, 0, size);
            return 0;
        }
        to += got;
        address += haddr_t(got);
        size -= size_t(got);
    }
    return 0;
}

herr_t writeDisk(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, const void* buffer)
{
    Disk& disk = of(file);
    const auto* from = static_cast<const char*>(buffer);
    const haddr_t end = address + size;
    while (size > 0 && disk.failure == 0) {
        const ssize_t put = ::pwrite(disk.descriptor, from, size, off_t(address));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            disk.failure = put < 0 ? errno : ENOSPC;
            break;
        }
        from += put;
        address += haddr_t(put);
        size -= size_t(put);
    }
    disk.end = std::max(disk.end, end);
    return 0;
}

/// The file gets the size that HDF5 allocated, as its readers expect.
herr_t truncateDisk(H5FD_t* file, hid_t, hbool_t)
{
    Disk& disk = of(file);
    if (disk.failure == 0 && disk.end != disk.allocated &&
        ::ftruncate(disk.descriptor, off_t(disk.allocated)) < 0)
        disk.failure = errno;
    disk.end = disk.allocated;
    return 0;
}

/// Some file systems know no locks; those that do keep two writers apart.
herr_t changeLock(H5FD_t* file, int how)
{
    return ::flock(of(file).descriptor, how) == 0 || errno == ENOSYS || errno == ENOTSUP ? 0 : -1;
}

herr_t lockDisk(H5FD_t* file, hbool_t writes)
{
    return changeLock(file, (writes ? LOCK_EX : LOCK_SH) | LOCK_NB);
}

herr_t unlockDisk(H5FD_t* file)
{
    return changeLock(file, LOCK_UN);
}

const H5FD_class_t kDisk = [] {
    H5FD_class_t driver{};
    driver.name = "leafscope_disk";
    driver.maxaddr = haddr_t(1) << 62;
    driver.fc_degree = H5F_CLOSE_WEAK;
    driver.open = openDisk;
    driver.close = closeDisk;
    driver.cmp = compareDisks;
    driver.query = features;
    driver.get_eoa = allocated;
    driver.set_eoa = setAllocated;
    driver.get_eof = endOfFile;
    driver.get_handle = handleOf;
    driver.read = readDisk;
    driver.write = writeDisk;
    driver.truncate = truncateDisk;
    driver.lock = lockDisk;
    driver.unlock = unlockDisk;
    const H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(map), std::end(map), driver.fl_map);
    return driver;
}();

} // namespace

void useDisk(hid_t access)
{
    static const hid_t driver = H5FDregister(&kDisk);
    H5Pset_driver(access, driver, nullptr);
}

int writeFailure(hid_t file)
{
    void* disk = nullptr;
    if (H5Fget_vfd_handle(file, H5P_DEFAULT, &disk) < 0 || !disk)
        return EIO;
    return static_cast<const Disk*>(disk)->failure;
}

} // namespace leafscope::hdf5
