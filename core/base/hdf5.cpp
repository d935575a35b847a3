// SPDX-License-Identifier: MIT
#include "core/base/hdf5.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5_disk.hpp"
#include "core/base/hdf5_handles.hpp"

#include <cerrno>
#include <utility>

namespace leafscope {

using namespace hdf5;

namespace {

template <class T>
hid_t nativeType()
{
    if constexpr (std::is_same_v<T, float>)
        return H5T_NATIVE_FLOAT;
    else if constexpr (std::is_same_v<T, double>)
        return H5T_NATIVE_DOUBLE;
    else if constexpr (std::is_same_v<T, std::uint8_t>)
        return H5T_NATIVE_UINT8;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return H5T_NATIVE_INT32;
    else
        return H5T_NATIVE_INT64;
}

hid_t storedType(ElementType type)
{
    switch (type) {
    case ElementType::Float32:
        return H5T_IEEE_F32LE;
    case ElementType::Float64:
        return H5T_IEEE_F64LE;
    case ElementType::UInt8:
        return H5T_STD_U8LE;
    case ElementType::Int32:
        return H5T_STD_I32LE;
    default:
        return H5T_STD_I64LE;
    }
}

template <class T>
ElementType elementType()
{
    if constexpr (std::is_same_v<T, float>)
        return ElementType::Float32;
    else if constexpr (std::is_same_v<T, double>)
        return ElementType::Float64;
    else if constexpr (std::is_same_v<T, std::uint8_t>)
        return ElementType::UInt8;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return ElementType::Int32;
    else
        return ElementType::Int64;
}

std::int64_t openExisting(const std::filesystem::path& file, unsigned mode)
{
    if (!std::filesystem::exists(file))
        throw Error(ErrorKind::Io, "no such file", file.string(), "a mistyped path",
                    "check the path");
    const Lock lock;
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST);
    if (mode == H5F_ACC_RDWR)
        useDisk(access);
    const hid_t id = H5Fopen(file.c_str(), mode, access);
    if (id < 0)
        broken(file, "cannot be opened as HDF5");
    return id;
}

/// A selection of whole rows in the file and the dense memory that matches it.
struct RowSelection {
    RowSelection(hid_t array, std::int64_t first, std::int64_t count,
                 const std::filesystem::path& f)
        : file(H5Dget_space(array), H5Sclose)
    {
        const std::vector<std::int64_t> shape = shapeOf(array);
        if (shape.empty() || first < 0 || count < 0 || first + count > shape[0])
            broken(f, "rows " + std::to_string(first) + ".." + std::to_string(first + count) +
                          " are outside the array");
        std::vector<hsize_t> start(shape.size(), 0);
        std::vector<hsize_t> size(shape.begin(), shape.end());
        start[0] = hsize_t(first);
        size[0] = hsize_t(count);
        H5Sselect_hyperslab(file, H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr);
        memory = H5Screate_simple(int(size.size()), size.data(), nullptr);
    }
    ~RowSelection() { H5Sclose(memory); }
    RowSelection(const RowSelection&) = delete;
    RowSelection& operator=(const RowSelection&) = delete;

    Handle file;
    hid_t memory = -1;
};

} // namespace

Hdf5File::Hdf5File(std::filesystem::path path, std::int64_t id)
    : m_path(std::move(path))
    , m_id(id)
{
}

Hdf5File::Hdf5File(Hdf5File&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_id(std::exchange(other.m_id, -1))
{
}

Hdf5File::~Hdf5File()
{
    closeIgnoringErrors();
}

Hdf5File Hdf5File::create(const std::filesystem::path& file)
{
    const Lock lock;
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    // Attributes over 64 kB (the results of long profiles) need the storage of HDF5 1.8.
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST);
    useDisk(access);
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    H5Pset_obj_track_times(creation, false); // the same result gives the same bytes
    errno = 0;
    const hid_t id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, access);
    if (id < 0)
        unwritable(file, "cannot create the file", errno);
    return {file, id};
}

Hdf5File Hdf5File::open(const std::filesystem::path& file)
{
    return {file, openExisting(file, H5F_ACC_RDONLY)};
}

Hdf5File Hdf5File::modify(const std::filesystem::path& file)
{
    return {file, openExisting(file, H5F_ACC_RDWR)};
}

void Hdf5File::closeIgnoringErrors() noexcept
{
    if (m_id < 0)
        return;
    const Lock lock;
    H5Fclose(std::exchange(m_id, -1));
}

void Hdf5File::close()
{
    const Lock lock;
    if (m_id < 0)
        return;
    const bool flushed = H5Fflush(m_id, H5F_SCOPE_GLOBAL) >= 0;
    const int reason = writeFailure(m_id);
    const bool closed = H5Fclose(std::exchange(m_id, -1)) >= 0;
    if (!flushed || !closed || reason != 0)
        unwritable(m_path, "cannot finish writing", reason);
}

void Hdf5File::createArray(const std::string& path, ElementType type,
                           const std::vector<std::int64_t>& shape)
{
    const Lock lock;
    const std::vector<hsize_t> dims(shape.begin(), shape.end());
    const Handle space(H5Screate_simple(int(dims.size()), dims.data(), nullptr), H5Sclose);
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(links, 1);
    const Handle layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    // Every row is written by us, so filling with zeros first would only double the traffic.
    H5Pset_fill_time(layout, H5D_FILL_TIME_NEVER);
    H5Pset_obj_track_times(layout, false);
    const Handle array(
        H5Dcreate2(m_id, path.c_str(), storedType(type), space, links, layout, H5P_DEFAULT),
        H5Dclose);
    if (!array.valid())
        unwritable(m_path, "cannot make the array " + path, writeFailure(m_id));
}

template <class T>
void Hdf5File::writeRows(const std::string& path, std::int64_t first, std::int64_t count,
                         const T* values)
{
    const Lock lock;
    const Handle array(H5Dopen2(m_id, path.c_str(), H5P_DEFAULT), H5Dclose);
    if (!array.valid())
        broken(m_path, "there is no array " + path);
    const RowSelection rows(array, first, count, m_path);
    const double bytes = double(H5Sget_select_npoints(rows.file)) * double(sizeof(T));
    const bool written =
        count == 0 ||
        H5Dwrite(array, nativeType<T>(), rows.memory, rows.file, H5P_DEFAULT, values) >= 0;
    if (const int reason = writeFailure(m_id); !written || reason != 0)
        unwritable(m_path, "cannot write rows of the array " + path, reason, bytes);
}

template <class T>
void Hdf5File::write(const std::string& path, const std::vector<std::int64_t>& shape,
                     const T* values)
{
    createArray(path, elementType<T>(), shape);
    writeRows(path, 0, shape.at(0), values);
}

template <class T>
void Hdf5File::readRows(const std::string& path, std::int64_t first, std::int64_t count,
                        T* values) const
{
    const Lock lock;
    const Handle array(H5Dopen2(m_id, path.c_str(), H5P_DEFAULT), H5Dclose);
    if (!array.valid())
        broken(m_path, "there is no array " + path);
    const RowSelection rows(array, first, count, m_path);
    if (count > 0 &&
        H5Dread(array, nativeType<T>(), rows.memory, rows.file, H5P_DEFAULT, values) < 0)
        broken(m_path, "cannot read the array " + path);
}

template <class T>
std::vector<T> Hdf5File::read(const std::string& path) const
{
    const ArrayInfo array = info(path);
    if (array.shape.empty())
        broken(m_path, path + " is a single number, not an array");
    double bytes = sizeof(T);
    for (const std::int64_t extent : array.shape)
        bytes *= double(extent);
    if (bytes > 1e18)
        broken(m_path, path + " claims an impossible size");
    requireMemory(std::uint64_t(bytes), m_path.string() + path);
    std::vector<T> values(std::size_t(bytes) / sizeof(T));
    readRows(path, 0, array.shape[0], values.data());
    return values;
}

#define LEAFSCOPE_INSTANTIATE(T)                                                                   \
    template void Hdf5File::writeRows<T>(const std::string&, std::int64_t, std::int64_t,           \
                                         const T*);                                                \
    template void Hdf5File::write<T>(const std::string&, const std::vector<std::int64_t>&,         \
                                     const T*);                                                    \
    template void Hdf5File::readRows<T>(const std::string&, std::int64_t, std::int64_t, T*) const; \
    template std::vector<T> Hdf5File::read<T>(const std::string&) const;
LEAFSCOPE_INSTANTIATE(float)
LEAFSCOPE_INSTANTIATE(double)
LEAFSCOPE_INSTANTIATE(std::uint8_t)
LEAFSCOPE_INSTANTIATE(std::int32_t)
LEAFSCOPE_INSTANTIATE(std::int64_t)
#undef LEAFSCOPE_INSTANTIATE

} // namespace leafscope
