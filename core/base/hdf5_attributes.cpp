// SPDX-License-Identifier: MIT
// Attributes of HDF5 objects.
#include "core/base/hdf5_disk.hpp"
#include "core/base/hdf5_handles.hpp"
#include "core/base/hdf5_heap.hpp"

namespace leafscope {

using namespace hdf5;

namespace {

Handle openObject(hid_t file, const std::string& object)
{
    return {H5Oopen(file, object.c_str(), H5P_DEFAULT), H5Oclose};
}

} // namespace

void Hdf5File::setText(const std::string& object, const std::string& name, const std::string& value)
{
    const Lock lock;
    const Handle target = openObject(m_id, object);
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, value.size() + 1);
    H5Tset_cset(type, H5T_CSET_UTF8);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    if (H5Aexists(target, name.c_str()) > 0)
        H5Adelete(target, name.c_str());
    const Handle attribute(H5Acreate2(target, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose);
    if (!attribute.valid() || H5Awrite(attribute, type, value.c_str()) < 0)
        unwritable(m_path, "cannot write the attribute " + name, writeFailure(m_id));
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
        // As h5py writes it: the bytes lie in a heap of the file, and HDF5 1.10.8 runs off the end
        // of damaged heaps. A text that cannot be trusted counts as absent.
        if (!m_heapsSound)
            m_heapsSound = heapsAreSound(m_path);
        char* pointer = nullptr;
        if (!*m_heapsSound || H5Aread(attribute, stored, &pointer) < 0 || !pointer)
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
        unwritable(m_path, "cannot write the attribute " + name, writeFailure(m_id));
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

} // namespace leafscope
