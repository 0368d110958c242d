// SPDX-License-Identifier: Apache-2.0

// The pattern of a simple undirected graph, computed from its edges. Both directions of each edge become
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

static layout_t layout_of(int64_t edges, int32_t nodes) {
  const int64_t rows = nodes > 0 ? nodes : 1;
  layout_t layout = {.column_bits = bits_of((uint32_t)(rows - 1))};
  layout.row_bits = layout.column_bits;
  while (layout.row_bits > 0) {
    const double entries = 2.0 * (double)edges * (double)((int64_t)1 << layout.row_bits) / (double)rows;
    const int is_narrow = layout.row_bits + layout.column_bits <= 32;
    if (entries <= block_entries && is_narrow) break;
    if (rows >> (layout.row_bits - 1) >= (is_narrow ? many_blocks : most_blocks)) break;
    layout.row_bits--;
  }
  layout.blocks = ((rows - 1) >> layout.row_bits) + 1;
  return layout;
}

int64_t gnk_pattern_blocks(int64_t edges, int32_t nodes) { return layout_of(edges, nodes).blocks; }

int64_t gnk_pattern_entry_size(int64_t edges, int32_t nodes) {
  const layout_t layout = layout_of(edges, nodes);
  return layout.row_bits + layout.column_bits <= 32 ? 4 : 8;
}

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
    const int32_t *sources, const int32_t *targets, int64_t edges, int32_t nodes, int64_t *starts, void *entries) {
  const layout_t layout = layout_of(edges, nodes);
  const int shift = layout.row_bits;
  memset(starts, 0, sizeof(int64_t) * (size_t)(layout.blocks + 2));
  for (int64_t edge = 0; edge < edges; edge++) {
    const uint32_t source = (uint32_t)sources[edge], target = (uint32_t)targets[edge];
    if (source >= (uint32_t)nodes || target >= (uint32_t)nodes) return -1 - edge;
    starts[(source >> shift) + 2]++;
    if (source != target) starts[(target >> shift) + 2]++;
  }
  for (int64_t block = 0; block < layout.blocks; block++) starts[block + 2] += starts[block + 1];
  if (gnk_pattern_entry_size(edges, nodes) == 4)
    partition_32(sources, targets, edges, layout, starts, entries);
  else
    partition_64(sources, targets, edges, layout, starts, entries);
  int64_t largest = 0;
  for (int64_t block = 0; block < layout.blocks; block++) {
    const int64_t size = starts[block + 1] - starts[block];
    if (size > largest) largest = size;
  }
  return largest;
}

int64_t gnk_pattern_sort(
    int64_t edges, int32_t nodes, const int64_t *starts, void *entries, void *scratch, int64_t *offsets) {
  const layout_t layout = layout_of(edges, nodes);
  return gnk_pattern_entry_size(edges, nodes) == 4 ? sort_32(layout, nodes, starts, entries, scratch, offsets)
                                                   : sort_64(layout, nodes, starts, entries, scratch, offsets);
}
