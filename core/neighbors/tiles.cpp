// SPDX-License-Identifier: MIT
#include "core/neighbors/tiles.hpp"

#include "core/base/error.hpp"

#include <cblas.h>

#include <algorithm>
#include <string>

namespace leafscope {

namespace {

/// Larger tiles multiply faster; smaller ones waste less on the diagonal, of which both halves are
/// computed.
Index preferredSide(Index n)
{
    if (n >= 6000)
        return 768;
    return n >= 1500 ? 384 : 128;
}

} // namespace

Index productRoundings(Index d)
{
    const Index pieces = (d + kProductColumns - 1) / kProductColumns;
    // A piece: one product and fewer than kProductColumns additions per term, and two for alpha and
    // beta.
    return std::min(d, kProductColumns) + 2 + pieces;
}

TilePlan::TilePlan(Index n)
    : m_n(n)
    , m_blocks((n + preferredSide(n) - 1) / preferredSide(n))
{
    EXPECTS(n > 0, "points=" + std::to_string(n));
}

TilePlan::Tile TilePlan::tile(Index position) const
{
    Index offset = 0;
    while (position >= m_blocks - offset) {
        position -= m_blocks - offset;
        ++offset;
    }
    return {position, position + offset};
}

void multiplyBlocks(const BlockPair<float>& blocks, float* out, float* spare,
                    const Progress& progress)
{
    const Index entries = blocks.leftRows * blocks.rightRows;
    if (blocks.columns == 0)
        std::fill_n(out, entries, 0.0F);
    for (Index first = 0; first < blocks.columns; first += kProductColumns) {
        progress.checkpoint();
        const Index width = std::min(kProductColumns, blocks.columns - first);
        float* target = first == 0 ? out : spare;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, int(blocks.leftRows),
                    int(blocks.rightRows), int(width), 1, blocks.left + first, int(blocks.columns),
                    blocks.right + first, int(blocks.columns), 0, target, int(blocks.rightRows));
        if (first > 0) {
            for (Index e = 0; e < entries; ++e)
                out[e] += spare[e];
        }
    }
}

BufferPool::Lease::~Lease()
{
    m_pool.giveBack(std::move(m_memory));
}

BufferPool::Lease BufferPool::take()
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_free.empty()) {
            std::unique_ptr<float[]> memory = std::move(m_free.back());
            m_free.pop_back();
            return {*this, std::move(memory)};
        }
        m_free.reserve(++m_made);
    }
    return {*this, std::make_unique_for_overwrite<float[]>(std::size_t(m_floats))};
}

void BufferPool::giveBack(std::unique_ptr<float[]> memory) noexcept
{
    const std::scoped_lock lock(m_mutex);
    m_free.push_back(std::move(memory));
}

} // namespace leafscope
