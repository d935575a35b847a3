// SPDX-License-Identifier: MIT
// A thin, safe view of HDF5: files, n-dimensional arrays, attributes. The packaged C library is not
// thread-safe, so every call here holds one process-wide lock; calls may come from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// Float16 is read only; so is OtherInteger.
enum class ElementType { Float16, Float32, Float64, UInt8, Int32, Int64, OtherInteger, Other };

struct ArrayInfo {
    std::string path; ///< inside the file, with a leading slash
    std::vector<std::int64_t> shape;
    ElementType type = ElementType::Other;
};

class Hdf5File {
public:
    /// Makes a new file; an existing one is replaced. Write through a PendingFile's path.
    static Hdf5File create(const std::filesystem::path& file);
    /// Opens for reading. Throws Error: Io if missing, Format if it is not a whole HDF5 file.
    static Hdf5File open(const std::filesystem::path& file);
    /// Opens an existing file for reading and writing.
    static Hdf5File modify(const std::filesystem::path& file);
    Hdf5File(Hdf5File&& other) noexcept;
    Hdf5File& operator=(Hdf5File&&) = delete;
    ~Hdf5File();

    /// Every numeric array in the file, in name order, at most 10,000.
    std::vector<ArrayInfo> arrays() const;
    bool has(const std::string& path) const;
    /// Throws Error(Format) if there is no such array.
    ArrayInfo info(const std::string& path) const;

    /// Makes an array (and the groups above it) whose rows will be written later. Contiguous
    /// layout.
    void createArray(const std::string& path, ElementType type,
                     const std::vector<std::int64_t>& shape);
    /// Writes rows [first, first + count) of an array; `values` holds them densely, row-major.
    /// T is float, double, std::uint8_t, std::int32_t or std::int64_t and is converted if needed.
    template <class T>
    void writeRows(const std::string& path, std::int64_t first, std::int64_t count,
                   const T* values);
    /// Makes and writes a whole array.
    template <class T>
    void write(const std::string& path, const std::vector<std::int64_t>& shape, const T* values);

    /// Reads rows [first, first + count) into `values`, converted to T.
    template <class T>
    void readRows(const std::string& path, std::int64_t first, std::int64_t count, T* values) const;
    /// Reads a whole array, converted to T. Memory is checked against the machine first.
    template <class T>
    std::vector<T> read(const std::string& path) const;

    /// Attributes of an object ("/" is the file). Text is UTF-8, of any length; written with fixed
    /// length, read in both forms.
    void setText(const std::string& object, const std::string& name, const std::string& value);
    std::optional<std::string> text(const std::string& object, const std::string& name) const;
    void setNumber(const std::string& object, const std::string& name, double value);
    std::optional<double> number(const std::string& object, const std::string& name) const;

    /// Writes everything to the operating system and closes. Throws Error(Io), for example on a
    /// full disk.
    void close();
    const std::filesystem::path& path() const { return m_path; }

private:
    Hdf5File(std::filesystem::path path, std::int64_t id);
    void closeIgnoringErrors() noexcept;
    std::filesystem::path m_path;
    std::int64_t m_id = -1;
    mutable std::optional<bool> m_heapsSound; ///< looked at once, under the lock
};

} // namespace leafscope
