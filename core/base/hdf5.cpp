// SPDX-License-Identifier: MIT
#include "core/base/hdf5.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"

#include <hdf5.h>

#include <mutex>
#include <utility>

namespace leafscope {

namespace {

/// Holds HDF5's lock for the time of one of our calls, and keeps its error stack from printing.
class Lock {
public:
    Lock() : m_lock(mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

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
    Handle(hid_t id, herr_t (*closer)(hid_t)) : m_id(id), m_close(closer) {}
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

ElementType elementTypeOf(hid_t array)
{
    const Handle type(H5Dget_type(array), H5Tclose);
    const std::size_t size = H5Tget_size(type);
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        return size == 4   ? ElementType::Float32
               : size == 8 ? ElementType::Float64
                           : ElementType::Other;
    case H5T_INTEGER:
        if (size == 1 && H5Tget_sign(type) == H5T_SGN_NONE)
            return ElementType::UInt8;
        return size == 4 ? ElementType::Int32 : size == 8 ? ElementType::Int64
                                                          : ElementType::OtherInteger;
    default:
        return ElementType::Other;
    }
}

std::vector<std::int64_t> shapeOf(hid_t array)
{
    const Handle space(H5Dget_space(array), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space);
    std::vector<hsize_t> dims(std::size_t(rank > 0 ? rank : 0));
    if (rank > 0)
        H5Sget_simple_extent_dims(space, dims.data(), nullptr);
    return {dims.begin(), dims.end()};
}

[[noreturn]] void broken(const std::filesystem::path& file, const std::string& happened)
{
    throw Error(ErrorKind::Format, happened, file.string(),
                "the file is damaged, cut short or not what it seems",
                "make or copy it again; `leafscope info` tells what it holds");
}

[[noreturn]] void unwritable(const std::filesystem::path& file, const std::string& happened)
{
    throw Error(ErrorKind::Io, happened, file.string(),
                "the disk is full or permission is missing",
                "free some space or write elsewhere with --out");
}

std::int64_t openExisting(const std::filesystem::path& file, unsigned mode)
{
    if (!std::filesystem::exists(file))
        throw Error(ErrorKind::Io, "no such file", file.string(), "a mistyped path",
                    "check the path");
    const Lock lock;
    const hid_t id = H5Fopen(file.c_str(), mode, H5P_DEFAULT);
    if (id < 0)
        broken(file, "cannot be opened as HDF5");
    return id;
}

/// A selection of whole rows in the file and the dense memory that matches it.
struct RowSelection {
    RowSelection(hid_t array, std::int64_t first, std::int64_t count, const std::filesystem::path& f)
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

Handle openObject(hid_t file, const std::string& object)
{
    return {H5Oopen(file, object.c_str(), H5P_DEFAULT), H5Oclose};
}

} // namespace

Hdf5File::Hdf5File(std::filesystem::path path, std::int64_t id) : m_path(std::move(path)), m_id(id)
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
    const hid_t id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (id < 0)
        unwritable(file, "cannot create the file");
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
    if (H5Fclose(std::exchange(m_id, -1)) < 0 || !flushed)
        unwritable(m_path, "cannot finish writing");
}

std::vector<ArrayInfo> Hdf5File::arrays() const
{
    constexpr std::size_t kMost = 10000;
    std::vector<ArrayInfo> found;
    const auto visit = [](hid_t root, const char* name, const H5O_info_t* object,
                          void* list) -> herr_t {
        auto& out = *static_cast<std::vector<ArrayInfo>*>(list);
        if (object->type != H5O_TYPE_DATASET)
            return 0;
        const Handle array(H5Dopen2(root, name, H5P_DEFAULT), H5Dclose);
        if (!array.valid())
            return 0;
        const ElementType type = elementTypeOf(array);
        if (type != ElementType::Other)
            out.push_back({std::string("/") + name, shapeOf(array), type});
        return out.size() >= kMost ? 1 : 0;
    };
    const Lock lock;
    if (H5Ovisit2(m_id, H5_INDEX_NAME, H5_ITER_INC, visit, &found, H5O_INFO_BASIC) < 0)
        broken(m_path, "its contents cannot be listed");
    return found;
}

bool Hdf5File::has(const std::string& path) const
{
    const Lock lock;
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        if (H5Lexists(m_id, path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0)
            return false;
        if (slash == std::string::npos)
            return true;
    }
}

ArrayInfo Hdf5File::info(const std::string& path) const
{
    const Lock lock;
    const Handle array(H5Dopen2(m_id, path.c_str(), H5P_DEFAULT), H5Dclose);
    if (!array.valid())
        broken(m_path, "there is no array " + path);
    return {path, shapeOf(array), elementTypeOf(array)};
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
    const Handle array(
        H5Dcreate2(m_id, path.c_str(), storedType(type), space, links, layout, H5P_DEFAULT),
        H5Dclose);
    if (!array.valid())
        unwritable(m_path, "cannot make the array " + path);
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
    if (count > 0 && H5Dwrite(array, nativeType<T>(), rows.memory, rows.file, H5P_DEFAULT, values) < 0)
        unwritable(m_path, "cannot write the array " + path);
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
    if (count > 0 && H5Dread(array, nativeType<T>(), rows.memory, rows.file, H5P_DEFAULT, values) < 0)
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

void Hdf5File::setText(const std::string& object, const std::string& name,
                       const std::string& value)
{
    const Lock lock;
    const Handle target = openObject(m_id, object);
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    if (H5Aexists(target, name.c_str()) > 0)
        H5Adelete(target, name.c_str());
    const Handle attribute(
        H5Acreate2(target, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const char* pointer = value.c_str();
    if (!attribute.valid() || H5Awrite(attribute, type, &pointer) < 0)
        unwritable(m_path, "cannot write the attribute " + name);
}

std::optional<std::string> Hdf5File::text(const std::string& object, const std::string& name) const
{
    const Lock lock;
    const Handle target = openObject(m_id, object);
    if (!target.valid() || H5Aexists(target, name.c_str()) <= 0)
        return std::nullopt;
    const Handle attribute(H5Aopen(target, name.c_str(), H5P_DEFAULT), H5Aclose);
    const Handle stored(H5Aget_type(attribute), H5Tclose);
    const Handle space(H5Aget_space(attribute), H5Sclose);
    if (H5Tget_class(stored) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1)
        return std::nullopt;
    if (H5Tis_variable_str(stored) > 0) {
        char* pointer = nullptr;
        if (H5Aread(attribute, stored, &pointer) < 0 || !pointer)
            return std::nullopt;
        std::string value = pointer;
        H5free_memory(pointer);
        return value;
    }
    std::string value(H5Tget_size(stored), '\0');
    if (H5Aread(attribute, stored, value.data()) < 0)
        return std::nullopt;
    return value.substr(0, value.find('\0'));
}

void Hdf5File::setNumber(const std::string& object, const std::string& name, double value)
{
    const Lock lock;
    const Handle target = openObject(m_id, object);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    if (H5Aexists(target, name.c_str()) > 0)
        H5Adelete(target, name.c_str());
    const Handle attribute(
        H5Acreate2(target, name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    if (!attribute.valid() || H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
        unwritable(m_path, "cannot write the attribute " + name);
}

std::optional<double> Hdf5File::number(const std::string& object, const std::string& name) const
{
    const Lock lock;
    const Handle target = openObject(m_id, object);
    if (!target.valid() || H5Aexists(target, name.c_str()) <= 0)
        return std::nullopt;
    const Handle attribute(H5Aopen(target, name.c_str(), H5P_DEFAULT), H5Aclose);
    const Handle space(H5Aget_space(attribute), H5Sclose);
    double value = 0;
    if (H5Sget_simple_extent_npoints(space) != 1 ||
        H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
        return std::nullopt;
    return value;
}

#define LEAFSCOPE_INSTANTIATE(T)                                                                   \
    template void Hdf5File::writeRows<T>(const std::string&, std::int64_t, std::int64_t, const T*); \
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
