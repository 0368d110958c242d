// SPDX-License-Identifier: Apache-2.0

// The pattern of a simple graph, computed from its edges. Each edge, or both of its directions, become
// entries, which are partitioned into blocks of rows and then sorted block by block, so that a block and
// its copy fit in the second-level cache.
//
// An entry consists of the number of its row within the block in the high bits and the number of its
// column in the low bits. It has 32 bits if both fit, and 64 otherwise.

#include "CGraphKernels.h"

#include <string.h>

// Writing to many more blocks than `many_blocks` at the same time takes twice as long per entry. Narrow
// entries are worth that.
enum { digit_bits = 11, block_entries = 1 << 16, many_blocks = 1 << 10, most_blocks = 1 << 12 };

static int bits_of(uint32_t value) {
  int bits = 0;
  while (bits < 32 && (uint64_t)value >> bits != 0) bits++;
  return bits;
}

// The division of the rows of a graph into blocks.
typedef struct {
  int column_bits;
  // The number of low bits of a row's number that identify the row within its block.
  int row_bits;
  int64_t blocks;
} layout_t;

static layout_t layout_of(gnk_pattern_t size) {
  const int64_t rows = size.rows > 0 ? size.rows : 1;
  const int64_t columns = size.columns > 0 ? size.columns : 1;
  const double entries = (size.is_undirected ? 2.0 : 1.0) * (double)size.edges;
  layout_t layout = {
      .column_bits = bits_of((uint32_t)(columns - 1)),
      .row_bits = bits_of((uint32_t)(rows - 1)),
  };
  while (layout.row_bits > 0) {
    const double block = entries * (double)((int64_t)1 << layout.row_bits) / (double)rows;
    const int is_narrow = layout.row_bits + layout.column_bits <= 32;
    if (block <= block_entries && is_narrow) break;
    if (rows >> (layout.row_bits - 1) >= (is_narrow ? many_blocks : most_blocks)) break;
    layout.row_bits--;
  }
  layout.blocks = ((rows - 1) >> layout.row_bits) + 1;
  return layout;
}

static int is_narrow(layout_t layout) { return layout.row_bits + layout.column_bits <= 32; }

int64_t gnk_pattern_blocks(gnk_pattern_t size) { return layout_of(size).blocks; }

int64_t gnk_pattern_entry_size(gnk_pattern_t size) { return is_narrow(layout_of(size)) ? 4 : 8; }

#define entry_t uint32_t
#define NAMED(name) name##_32
#include "patterns_body.h"
#undef entry_t
#undef NAMED

#define entry_t uint64_t
#define NAMED(name) name##_64
#include "patterns_body.h"
#undef entry_t
#undef NAMED

int64_t gnk_pattern_partition(
    gnk_pattern_t size, const int32_t *sources, const int32_t *targets, int64_t *starts, void *entries) {
  const layout_t layout = layout_of(size);
  const int shift = layout.row_bits;
  memset(starts, 0, sizeof(int64_t) * (size_t)(layout.blocks + 2));
  for (int64_t edge = 0; edge < size.edges; edge++) {
    const uint32_t source = (uint32_t)sources[edge], target = (uint32_t)targets[edge];
    if (source >= (uint32_t)size.columns || target >= (uint32_t)size.rows) return -1 - edge;
    starts[(target >> shift) + 2]++;
    if (size.is_undirected && source != target) starts[(source >> shift) + 2]++;
  }
  for (int64_t block = 0; block < layout.blocks; block++) starts[block + 2] += starts[block + 1];
  if (is_narrow(layout))
    partition_32(sources, targets, size, layout, starts, entries);
  else
    partition_64(sources, targets, size, layout, starts, entries);
  int64_t largest = 0;
  for (int64_t block = 0; block < layout.blocks; block++) {
    const int64_t count = starts[block + 1] - starts[block];
    if (count > largest) largest = count;
  }
  return largest;
}

int64_t gnk_pattern_sort(
    gnk_pattern_t size, const int64_t *starts, void *entries, void *scratch, int64_t *offsets) {
  const layout_t layout = layout_of(size);
  return is_narrow(layout) ? sort_32(layout, size.rows, starts, entries, scratch, offsets)
                           : sort_64(layout, size.rows, starts, entries, scratch, offsets);
}
