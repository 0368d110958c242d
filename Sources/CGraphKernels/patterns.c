// The pattern of a simple undirected graph from its edges.

#include "CGraphKernels.h"

#include <string.h>

// Rows are sorted block by block, so that a block and its copy stay in the second-level cache.
enum { digit_bits = 11, block_entries = 1 << 15, most_blocks = 1 << 12 };

static int bits_of(uint32_t value) {
  int bits = 0;
  while (bits < 32 && (uint64_t)value >> bits != 0) bits++;
  return bits;
}

// How many low bits of a row's number lie within a block.
static int block_shift(int64_t entries, int32_t nodes) {
  int shift = bits_of(nodes > 0 ? (uint32_t)(nodes - 1) : 0);
  while (shift > 0 && ((int64_t)nodes >> (shift - 1)) < most_blocks && (entries * ((int64_t)1 << shift)) / (nodes > 0 ? nodes : 1) > block_entries)
    shift--;
  return shift;
}

int64_t gnk_pattern_blocks(int64_t edges, int32_t nodes) {
  return ((int64_t)(nodes > 0 ? nodes - 1 : 0) >> block_shift(2 * edges, nodes)) + 1;
}

int64_t gnk_pattern_partition(
    const int32_t *sources, const int32_t *targets, int64_t edges, int32_t nodes, int64_t *starts,
    uint64_t *entries) {
  const int shift = block_shift(2 * edges, nodes);
  const int64_t blocks = gnk_pattern_blocks(edges, nodes);
  memset(starts, 0, sizeof(int64_t) * (size_t)(blocks + 2));
  for (int64_t edge = 0; edge < edges; edge++) {
    const uint32_t source = (uint32_t)sources[edge], target = (uint32_t)targets[edge];
    if (source >= (uint32_t)nodes || target >= (uint32_t)nodes) return -1 - edge;
    starts[(source >> shift) + 2]++;
    if (source != target) starts[(target >> shift) + 2]++;
  }
  for (int64_t block = 0; block < blocks; block++) starts[block + 2] += starts[block + 1];
  // Entry block + 1 moves from the start of its block to its end.
  for (int64_t edge = 0; edge < edges; edge++) {
    const uint32_t source = (uint32_t)sources[edge], target = (uint32_t)targets[edge];
    entries[starts[(source >> shift) + 1]++] = (uint64_t)source << 32 | target;
    if (source != target) entries[starts[(target >> shift) + 1]++] = (uint64_t)target << 32 | source;
  }
  int64_t largest = 0;
  for (int64_t block = 0; block < blocks; block++) {
    const int64_t size = starts[block + 1] - starts[block];
    if (size > largest) largest = size;
  }
  return largest;
}

// Sorts `count` entries by the `bits` from `from` on; the result is where the function says.
static uint64_t *sort_digits(uint64_t *entries, uint64_t *other, int64_t count, int from, int bits) {
  while (bits > 0 && count > 1) {
    const int passes = (bits + digit_bits - 1) / digit_bits;
    const int width = (bits + passes - 1) / passes;
    const uint64_t mask = ((uint64_t)1 << width) - 1;
    int64_t places[1 << digit_bits];
    memset(places, 0, sizeof(int64_t) << width);
    for (int64_t i = 0; i < count; i++) places[entries[i] >> from & mask]++;
    int64_t sum = 0;
    for (uint64_t digit = 0; digit <= mask; digit++) {
      const int64_t size = places[digit];
      places[digit] = sum;
      sum += size;
    }
    for (int64_t i = 0; i < count; i++) other[places[entries[i] >> from & mask]++] = entries[i];
    uint64_t *sorted = other;
    other = entries;
    entries = sorted;
    from += width;
    bits -= width;
  }
  return entries;
}

int64_t gnk_pattern_sort(
    int64_t edges, int32_t nodes, const int64_t *starts, uint64_t *entries, uint64_t *scratch,
    int64_t *offsets) {
  const int shift = block_shift(2 * edges, nodes);
  const int64_t blocks = gnk_pattern_blocks(edges, nodes);
  const int column_bits = bits_of(nodes > 0 ? (uint32_t)(nodes - 1) : 0);
  // Columns take half the room of entries, so that they are written over entries that have been read.
  int32_t *columns = (int32_t *)entries;
  int64_t written = 0;
  int64_t row = 0;
  offsets[0] = 0;
  for (int64_t block = 0; block < blocks; block++) {
    const int64_t count = starts[block + 1] - starts[block];
    uint64_t *slice = entries + starts[block];
    uint64_t *sorted = sort_digits(slice, scratch, count, 0, column_bits);
    sorted = sort_digits(sorted, sorted == slice ? scratch : slice, count, 32, shift);
    uint64_t previous = UINT64_MAX;
    for (int64_t i = 0; i < count; i++) {
      const uint64_t entry = sorted[i];
      if (entry == previous) continue;
      previous = entry;
      const int64_t entry_row = (int64_t)(entry >> 32);
      while (row < entry_row) offsets[++row] = written;
      const int32_t column = (int32_t)(uint32_t)entry;
      memcpy(&columns[written++], &column, sizeof column);
    }
  }
  while (row < nodes) offsets[++row] = written;
  return written;
}
