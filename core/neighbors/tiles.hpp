// SPDX-License-Identifier: MIT
// The inner products of all pairs of points, tile by tile, without ever holding n x n of them.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace leafscope {

/// Columns per matrix product. Longer rows are multiplied piece by piece and the pieces added,
/// which keeps the rounding bound small and lets a cancel take effect.
inline constexpr Index kProductColumns = 1024;

/// Roundings that one entry of a product of rows of length d goes through, whatever the order
/// inside a piece.
Index productRoundings(Index d);

/// How n points are cut into blocks, and the pairs of blocks (I <= J) in the order of work: the
/// diagonal first.
class TilePlan {
public:
    explicit TilePlan(Index n);

    struct Tile {
        Index rowBlock = 0;
        Index columnBlock = 0;
    };
    Index blocks() const { return m_blocks; }
    Index tiles() const { return m_blocks * (m_blocks + 1) / 2; }
    Tile tile(Index position) const;
    Index first(Index block) const { return block * m_n / m_blocks; }
    Index size(Index block) const { return first(block + 1) - first(block); }
    /// Points of the largest block.
    Index side() const { return (m_n + m_blocks - 1) / m_blocks; }

private:
    Index m_n;
    Index m_blocks;
};

/// Two blocks of row-major points, each row `columns` long, rows `columns` apart.
template <class Scalar>
struct BlockPair {
    const Scalar* left = nullptr;
    Index leftRows = 0;
    const Scalar* right = nullptr;
    Index rightRows = 0;
    Index columns = 0;
};

/// out (leftRows x rightRows, dense) = left * right^T on the calling thread (under a SerialBlas).
/// `spare` has the size of out and is used only when columns > kProductColumns. Polls progress
/// between pieces.
void multiplyBlocks(const BlockPair<float>& blocks, float* out, float* spare,
                    const Progress& progress);

/// Scratch memory that outlives a task, so that tiles do not go through the page allocator each
/// time.
class BufferPool {
public:
    explicit BufferPool(Index floats)
        : m_floats(floats)
    {
    }

    class Lease {
    public:
        Lease(BufferPool& pool, std::unique_ptr<float[]> memory)
            : m_pool(pool)
            , m_memory(std::move(memory))
        {
        }
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        float* data() const { return m_memory.get(); }

    private:
        BufferPool& m_pool;
        std::unique_ptr<float[]> m_memory;
    };
    Lease take();

private:
    void giveBack(std::unique_ptr<float[]> memory) noexcept;

    Index m_floats;
    std::mutex m_mutex; // guards m_free
    std::size_t m_made = 0;
    std::vector<std::unique_ptr<float[]>>
        m_free; ///< room for all that were made, so giving back cannot fail
};

} // namespace leafscope
