// SPDX-License-Identifier: Apache-2.0

// Partition and sorting of entries of type `entry_t`. Included by patterns.c once per type.

// On return, element block + 1 of `starts` has moved from the start of its block to the end.
static void NAMED(partition)(
    const int32_t *sources, const int32_t *targets, gnk_pattern_t size, layout_t layout, int64_t *starts,
    entry_t *entries) {
  const int shift = layout.row_bits;
  const entry_t row_mask = ((entry_t)1 << shift) - 1;
  for (int64_t edge = 0; edge < size.edges; edge++) {
    const uint32_t source = (uint32_t)sources[edge], target = (uint32_t)targets[edge];
    entries[starts[(target >> shift) + 1]++] = (target & row_mask) << layout.column_bits | source;
    if (size.is_undirected && source != target)
      entries[starts[(source >> shift) + 1]++] = (source & row_mask) << layout.column_bits | target;
  }
}

// Sorts `count` entries by their lowest `bits`. Returns the array that contains the result, `entries` or
// `other`.
static entry_t *NAMED(sort_digits)(entry_t *entries, entry_t *other, int64_t count, int bits) {
  int from = 0;
  while (bits > 0 && count > 1) {
    const int passes = (bits + digit_bits - 1) / digit_bits;
    const int width = (bits + passes - 1) / passes;
    const entry_t mask = ((entry_t)1 << width) - 1;
    int64_t places[1 << digit_bits];
    memset(places, 0, sizeof(int64_t) << width);
    for (int64_t i = 0; i < count; i++) places[entries[i] >> from & mask]++;
    int64_t sum = 0;
    for (int64_t digit = 0; digit <= (int64_t)mask; digit++) {
      const int64_t size = places[digit];
      places[digit] = sum;
      sum += size;
    }
    for (int64_t i = 0; i < count; i++) other[places[entries[i] >> from & mask]++] = entries[i];
    entry_t *sorted = other;
    other = entries;
    entries = sorted;
    from += width;
    bits -= width;
  }
  return entries;
}

static int64_t NAMED(sort)(
    layout_t layout, int32_t rows, const int64_t *starts, entry_t *entries, entry_t *scratch, int64_t *offsets) {
  const entry_t column_mask = ((entry_t)1 << layout.column_bits) - 1;
  // A column takes no more memory than an entry, so columns overwrite entries that have been read.
  int32_t *columns = (int32_t *)entries;
  int64_t written = 0;
  int64_t row = 0;
  offsets[0] = 0;
  for (int64_t block = 0; block < layout.blocks; block++) {
    const int64_t first_row = block << layout.row_bits;
    const int64_t count = starts[block + 1] - starts[block];
    const entry_t *sorted =
        NAMED(sort_digits)(entries + starts[block], scratch, count, layout.column_bits + layout.row_bits);
    entry_t previous = 0;
    for (int64_t i = 0; i < count; i++) {
      const entry_t entry = sorted[i];
      if (i > 0 && entry == previous) continue;
      previous = entry;
      const int64_t entry_row = first_row + (int64_t)(entry >> layout.column_bits);
      while (row < entry_row) offsets[++row] = written;
      const int32_t column = (int32_t)(entry & column_mask);
      memcpy(&columns[written++], &column, sizeof column);
    }
  }
  while (row < rows) offsets[++row] = written;
  return written;
}
