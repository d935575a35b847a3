// SPDX-License-Identifier: MIT
#include "core/neighbors/nominate.hpp"

#include "core/base/parallel.hpp"
#include "core/neighbors/tiles.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

namespace leafscope {

namespace {

// The filter asks for this many pairs at once whether any of them matters.
constexpr Index kChunk = 16;

/// A finished tile: products of the points of block `rowFirst..` with those of block
/// `columnFirst..`.
struct Products {
    const float* values = nullptr;
    Index rowFirst = 0;
    Index rows = 0;
    Index columnFirst = 0;
    Index columns = 0;
    const float* rowNorm = nullptr; ///< halves of the squared norms, of all rows and of all columns
    const float* columnNorm = nullptr;
};

/// What a tile compares: points of one block, points of two, or queries with points. Only two
/// blocks of points fill the lists of the columns too; only within one block does a row meet
/// itself.
enum class TileKind { Diagonal, Blocks, Queries };

/// What one row of a tile is compared with.
struct RowFilter {
    const float* product = nullptr;
    const float* columnNorm = nullptr;
    const float* columnLimit = nullptr; ///< nullptr: columns get nothing from this tile
    float rowNorm = 0;
    float rowLimit = 0;
};

// Four values at a time, spelt out: compilers unroll a loop over a chunk and then leave it scalar.
using Quad = float __attribute__((vector_size(16)));
using QuadMask = std::int32_t __attribute__((vector_size(16)));

Quad loadQuad(const float* from)
{
    Quad quad;
    std::memcpy(&quad, from, sizeof quad);
    return quad;
}

/// marks[c] = whether any of the pairs [c kChunk, (c + 1) kChunk) belongs into the list of its row
/// or of its column.
void markUseful(const RowFilter& given, Index chunks, unsigned char* marks)
{
    const RowFilter filter = given; // a copy, because marks may alias anything
    for (Index chunk = 0; chunk < chunks; ++chunk) {
        QuadMask useful{};
        for (Index c = chunk * kChunk; c < (chunk + 1) * kChunk; c += 4) {
            const Quad values = loadQuad(filter.product + c);
            useful |= loadQuad(filter.columnNorm + c) - values <= filter.rowLimit;
            if (filter.columnLimit != nullptr)
                useful |= filter.rowNorm - values <= loadQuad(filter.columnLimit + c);
        }
        std::array<std::int64_t, 2> halves{};
        std::memcpy(halves.data(), &useful, sizeof useful);
        marks[chunk] = (halves[0] | halves[1]) != 0 ? 1 : 0;
    }
}

/// Offers one pair to the list of its row and, between two blocks, of its column.
template <TileKind kKind>
void offerPair(const Products& tile, Index r, Index c, NomineeLists& lists)
{
    const Index i = tile.rowFirst + r;
    const Index j = tile.columnFirst + c;
    const float product = tile.values[r * tile.columns + c];
    const float rowKey = tile.columnNorm[j] - product;
    if (rowKey <= lists.limit(i) && (kKind != TileKind::Diagonal || i != j))
        lists.offer(i, {rowKey, std::int32_t(j)});
    if constexpr (kKind == TileKind::Blocks) {
        const float columnKey = tile.rowNorm[i] - product;
        if (columnKey <= lists.limit(j))
            lists.offer(j, {columnKey, std::int32_t(i)});
    }
}

/// Filters one tile into the lists of its rows and, between two blocks, of its columns.
template <TileKind kKind>
void filterTile(const Products& tile, NomineeLists& lists)
{
    const Index chunks = tile.columns / kChunk;
    std::vector<unsigned char> marks(static_cast<std::size_t>(chunks));
    RowFilter filter;
    filter.columnNorm = tile.columnNorm + tile.columnFirst;
    filter.columnLimit = kKind == TileKind::Blocks ? lists.limits() + tile.columnFirst : nullptr;
    for (Index r = 0; r < tile.rows; ++r) {
        filter.product = tile.values + r * tile.columns;
        filter.rowNorm = tile.rowNorm[tile.rowFirst + r];
        filter.rowLimit = lists.limit(tile.rowFirst + r);
        markUseful(filter, chunks, marks.data());
        for (Index chunk = 0; chunk < chunks; ++chunk) {
            if (marks[std::size_t(chunk)] == 0)
                continue;
            for (Index c = chunk * kChunk; c < (chunk + 1) * kChunk; ++c)
                offerPair<kKind>(tile, r, c, lists);
        }
        for (Index c = chunks * kChunk; c < tile.columns; ++c)
            offerPair<kKind>(tile, r, c, lists);
    }
}

std::vector<float> halfNorms(const StoredPoints& stored)
{
    std::vector<float> half(std::size_t(stored.squaredNorm.size()), 0);
    for (std::size_t i = 0; i < half.size(); ++i)
        half[i] = float(stored.squaredNorm[Index(i)] / 2);
    return half;
}

/// Multiplies two blocks in memory from the pool and hands the products to `use`.
template <class Use>
void withProducts(const BlockPair<float>& pair, BufferPool& pool, const Progress& progress,
                  const Use& use)
{
    const BufferPool::Lease products = pool.take();
    if (pair.columns > kProductColumns) {
        const BufferPool::Lease spare = pool.take();
        multiplyBlocks(pair, products.data(), spare.data(), progress);
    } else {
        multiplyBlocks(pair, products.data(), nullptr, progress);
    }
    use(products.data());
}

/// Blocks of two sets of stored points.
BlockPair<float> blockPair(const StoredPoints& left, Index leftFirst, Index leftRows,
                           const StoredPoints& right, Index rightFirst, Index rightRows)
{
    const Index d = left.points.cols();
    return {left.points.data() + leftFirst * d, leftRows, right.points.data() + rightFirst * d,
            rightRows, d};
}

} // namespace

NomineeLists::NomineeLists(Index rows, Index keep)
    : m_keep(std::size_t(keep))
    , m_ordered(ordered(keep))
    , m_capacity(capacityFor(keep))
    , m_entries(std::size_t(rows) * m_capacity)
    , m_count(std::size_t(rows), 0)
    , m_limit(std::size_t(rows), std::numeric_limits<float>::infinity())
    , m_limitIndex(std::size_t(rows), std::numeric_limits<std::int32_t>::max())
{
}

std::uint64_t NomineeLists::bytes(Index rows, Index keep)
{
    return std::uint64_t(rows) * (capacityFor(keep) * sizeof(Nominee) + 12);
}

void NomineeLists::insert(Index row, Nominee nominee)
{
    const auto r = std::size_t(row);
    Nominee* list = m_entries.data() + r * m_capacity;
    const auto count = std::size_t(m_count[r]);
    if (count == m_keep && !(nominee < list[m_keep - 1]))
        return;
    std::size_t place = std::min(count, m_keep - 1);
    for (; place > 0 && nominee < list[place - 1]; --place)
        list[place] = list[place - 1];
    list[place] = nominee;
    if (count < m_keep)
        m_count[r] = std::int32_t(count + 1);
    if (count + 1 >= m_keep) {
        m_limit[r] = list[m_keep - 1].key;
        m_limitIndex[r] = list[m_keep - 1].index;
    }
}

void NomineeLists::prune(Index row)
{
    const auto r = std::size_t(row);
    const auto begin = m_entries.begin() + std::ptrdiff_t(r * m_capacity);
    std::nth_element(begin, begin + std::ptrdiff_t(m_keep) - 1, begin + m_count[r]);
    const Nominee& last = begin[std::ptrdiff_t(m_keep) - 1];
    m_limit[r] = last.key;
    m_limitIndex[r] = last.index;
    m_count[r] = std::int32_t(m_keep);
}

std::span<const Nominee> NomineeLists::finish(Index row)
{
    const auto r = std::size_t(row);
    if (std::size_t(m_count[r]) > m_keep)
        prune(row);
    const std::span<Nominee> kept(m_entries.data() + r * m_capacity, std::size_t(m_count[r]));
    std::sort(kept.begin(), kept.end());
    return kept;
}

template <class Scalar>
StoredPoints storePoints(const CentredView<Scalar>& view, const Progress& progress)
{
    const Index n = view.size();
    const Index d = view.columns();
    StoredPoints stored{MatrixF(n, d), VectorD(n)};
    // About a million values per task, so that a cancel is seen soon whatever the width.
    const Index rows = std::clamp<Index>((Index(1) << 20) / std::max<Index>(d, 1), 1, 256);
    parallelFor((n + rows - 1) / rows, [&](Index task) {
        progress.checkpoint();
        for (Index i = task * rows; i < std::min(n, (task + 1) * rows); ++i) {
            const Scalar* from = view.row(i);
            const double* mean = view.mean.data();
            float* to = stored.points.data() + i * d;
            std::array<double, 8> sum{};
            for (Index c = 0; c < d; ++c)
                to[c] = float((double(from[c]) - mean[c]) * view.scale);
            for (Index c = 0; c + 8 <= d; c += 8) {
                for (Index lane = 0; lane < 8; ++lane)
                    sum[lane] += double(to[c + lane]) * double(to[c + lane]);
            }
            for (Index c = d / 8 * 8; c < d; ++c)
                sum[c % 8] += double(to[c]) * double(to[c]);
            stored.squaredNorm[i] =
                ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
        }
    });
    return stored;
}

template StoredPoints storePoints<float>(const CentredView<float>&, const Progress&);
template StoredPoints storePoints<double>(const CentredView<double>&, const Progress&);

void nominate(const StoredPoints& stored, NomineeLists& lists, const Progress& progress)
{
    const TilePlan plan(stored.points.rows());
    const std::vector<float> halfNorm = halfNorms(stored);
    // A tile fills the lists of two blocks; both are locked, the smaller block first.
    std::vector<std::mutex> blockMutex(std::size_t(plan.blocks()));
    BufferPool pool(plan.side() * plan.side());
    std::atomic<Index> done{0};
    const SerialBlas serial;
    parallelFor(plan.tiles(), [&](Index position) {
        const TilePlan::Tile tile = plan.tile(position);
        const Index left = plan.first(tile.rowBlock);
        const Index right = plan.first(tile.columnBlock);
        const BlockPair<float> pair = blockPair(stored, left, plan.size(tile.rowBlock), stored,
                                                right, plan.size(tile.columnBlock));
        withProducts(pair, pool, progress, [&](const float* products) {
            const std::scoped_lock rowLock(blockMutex[std::size_t(tile.rowBlock)]);
            std::unique_lock<std::mutex> columnLock;
            if (tile.columnBlock != tile.rowBlock)
                columnLock = std::unique_lock(blockMutex[std::size_t(tile.columnBlock)]);
            const Products finished{products,       left,           pair.leftRows,
                                    right,          pair.rightRows, halfNorm.data(),
                                    halfNorm.data()};
            if (tile.columnBlock == tile.rowBlock)
                filterTile<TileKind::Diagonal>(finished, lists);
            else
                filterTile<TileKind::Blocks>(finished, lists);
        });
        progress.report(double(++done) / double(plan.tiles()));
    });
}

void nominate(const StoredPoints& queries, const StoredPoints& points, NomineeLists& lists,
              const Progress& progress)
{
    const TilePlan rowPlan(queries.points.rows());
    const TilePlan columnPlan(points.points.rows());
    const std::vector<float> rowNorm = halfNorms(queries);
    const std::vector<float> columnNorm = halfNorms(points);
    std::vector<std::mutex> blockMutex(std::size_t(rowPlan.blocks()));
    BufferPool pool(rowPlan.side() * columnPlan.side());
    std::atomic<Index> done{0};
    const Index tiles = rowPlan.blocks() * columnPlan.blocks();
    const SerialBlas serial;
    // Tiles next to each other have different rows, so that threads seldom wait for a list.
    parallelFor(tiles, [&](Index position) {
        const Index rowBlock = position % rowPlan.blocks();
        const Index columnBlock = position / rowPlan.blocks();
        const Index top = rowPlan.first(rowBlock);
        const Index left = columnPlan.first(columnBlock);
        const BlockPair<float> pair = blockPair(queries, top, rowPlan.size(rowBlock), points, left,
                                                columnPlan.size(columnBlock));
        withProducts(pair, pool, progress, [&](const float* products) {
            const std::scoped_lock lock(blockMutex[std::size_t(rowBlock)]);
            filterTile<TileKind::Queries>({products, top, pair.leftRows, left, pair.rightRows,
                                           rowNorm.data(), columnNorm.data()},
                                          lists);
        });
        progress.report(double(++done) / double(tiles));
    });
}

} // namespace leafscope
