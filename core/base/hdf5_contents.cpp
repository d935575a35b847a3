// SPDX-License-Identifier: MIT
// What is in an HDF5 file.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5_handles.hpp"
#include "core/base/writing.hpp"

#include <set>
#include <string_view>

namespace leafscope {

using namespace hdf5;

namespace hdf5 {

ElementType elementTypeOf(hid_t array)
{
    const Handle type(H5Dget_type(array), H5Tclose);
    const std::size_t size = H5Tget_size(type);
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        return size == 2   ? ElementType::Float16
               : size == 4 ? ElementType::Float32
               : size == 8 ? ElementType::Float64
                           : ElementType::Other;
    case H5T_INTEGER:
        if (size == 1 && H5Tget_sign(type) == H5T_SGN_NONE)
            return ElementType::UInt8;
        return size == 4   ? ElementType::Int32
               : size == 8 ? ElementType::Int64
               : size < 8  ? ElementType::OtherInteger
                           : ElementType::Other;
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

[[noreturn]] void unwritable(const std::filesystem::path& file, const std::string& happened,
                             int reason, double bytes)
{
    throw Error(ErrorKind::Io, happened + (bytes > 0 ? " of " + formatBytes(bytes) : std::string()),
                file.string(), writeFailureCause(reason, file),
                "free some space or write elsewhere with --out");
}

} // namespace hdf5

namespace {

/// Whether an array that lies in one piece claims more values than it stores: a damaged shape, for
/// which nobody should take memory. Arrays in chunks, or never written, may claim any shape.
bool claimsTooMuch(hid_t array)
{
    if (H5Dget_offset(array) == HADDR_UNDEF)
        return false;
    const Handle type(H5Dget_type(array), H5Tclose);
    std::uint64_t bytes = H5Tget_size(type);
    for (const std::int64_t extent : shapeOf(array))
        if (__builtin_mul_overflow(bytes, std::uint64_t(extent), &bytes))
            return true;
    return bytes > H5Dget_storage_size(array);
}

[[noreturn]] void claimed(const std::filesystem::path& file, const std::string& array)
{
    broken(file, "the array " + array + " claims more values than it stores");
}

/// Lists numeric arrays below a group. Not H5Ovisit: that never returns from a damaged group that
/// contains itself (HDF5 1.10.8).
struct Walk {
    static constexpr std::size_t kMostArrays = 10000;
    static constexpr int kMostLinks = 200000;
    static constexpr int kDeepest = 64;

    std::vector<ArrayInfo> found;
    std::string damaged; ///< the first array that claims too much

    /// Whether the group could be read; its path ends with a slash.
    bool list(hid_t group, const std::string& path)
    {
        Level level{*this, path};
        return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, &Level::visit, &level) >= 0;
    }

private:
    struct Level {
        Walk& walk;
        const std::string& path;

        static herr_t visit(hid_t group, const char* name, const H5L_info_t* link, void* level)
        {
            auto& at = *static_cast<Level*>(level);
            return at.walk.enter(group, at.path, name, *link);
        }
    };

    /// 1 stops the iteration.
    herr_t enter(hid_t group, const std::string& path, const char* name, const H5L_info_t& link)
    {
        if (found.size() >= kMostArrays || ++m_links > kMostLinks)
            return 1;
        if (link.type != H5L_TYPE_HARD || !m_visited.insert(link.u.address).second)
            return 0;
        const Handle object(H5Oopen(group, name, H5P_DEFAULT), H5Oclose);
        if (!object.valid())
            return 0;
        if (H5Iget_type(object) == H5I_DATASET) {
            const ElementType type = elementTypeOf(object);
            if (damaged.empty() && claimsTooMuch(object))
                damaged = path + name;
            if (type != ElementType::Other)
                found.push_back({path + name, shapeOf(object), type});
        } else if (H5Iget_type(object) == H5I_GROUP && ++m_depth < kDeepest) {
            list(object, path + name + "/"); // an unreadable group hides only itself
            --m_depth;
        }
        return 0;
    }

    std::set<haddr_t> m_visited;
    int m_links = 0;
    int m_depth = 0;
};

} // namespace

std::vector<ArrayInfo> Hdf5File::arrays() const
{
    const Lock lock;
    Walk walk;
    if (!walk.list(m_id, "/"))
        broken(m_path, "its contents cannot be listed");
    if (!walk.damaged.empty())
        claimed(m_path, walk.damaged);
    return walk.found;
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
    if (claimsTooMuch(array))
        claimed(m_path, path);
    return {path, shapeOf(array), elementTypeOf(array)};
}

} // namespace leafscope
