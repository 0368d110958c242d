// SPDX-License-Identifier: Apache-2.0

// Products of dense matrices on one thread. Included by matrix.c through levels.h.
//
// The inner axis is processed in blocks. For each block, both sides are copied so that they are read
// consecutively: the right side in panels of GNK_WIDTH columns, the left side in tiles of GNK_HEIGHT
// rows. A tile is multiplied by a panel in registers. Each number of the output is the sum over the
// inner axis in order, regardless of the rows and columns that are computed together.

#if GNK_LEVEL == 2
#define GNK_HEIGHT 8
#define GNK_VECTORS 2
#elif GNK_LEVEL == 1 || defined(__aarch64__)
#define GNK_HEIGHT 6
#define GNK_VECTORS 1
#else
#define GNK_HEIGHT 3
#define GNK_VECTORS 1
#endif
#define GNK_WIDTH (16 * GNK_VECTORS)
// The sizes of blocks of the inner axis, of rows and of columns. A panel fits in or almost in the
// first-level cache, and the copies of both sides fit in the second-level cache: processors with AVX-512 have at
// least 1 MB, others often 512 KB. Up to GNK_MOST_COLUMNS columns are not divided: the left side is then read once.
#define GNK_MOST_COLUMNS (GNK_LEVEL == 2 ? 384 : 256)
#define GNK_INNER 512
#define GNK_ROWS 48
#if GNK_LEVEL == 2
#define GNK_COLUMNS 384
#else
#define GNK_COLUMNS 192
#endif

// Copies columns 0..<columns and `inner` rows of the right side from x on: out[panel][row][GNK_WIDTH],
// with 0 in missing columns.
static void GNK_NAME(pack_right)(const float *x, int64_t rowStep, int64_t columnStep, int64_t inner, int64_t columns,
                                 float *out) {
  if (columnStep == 1) {
    // Row by row, so that memory is read in order.
    for (int64_t k = 0; k < inner; k++) {
      const float *from = x + k * rowStep;
      float *to = out + k * GNK_WIDTH;
      for (int64_t c = 0; c < columns; c += 16) {
        __builtin_prefetch(from + 16 * rowStep + c);
        GNK_NAME(store16)(to + c / GNK_WIDTH * GNK_WIDTH * inner + c % GNK_WIDTH,
                          GNK_NAME(load_up_to)(from + c, columns - c < 16 ? columns - c : 16));
      }
    }
  } else {
    for (int64_t c = 0; c < columns; c += 16) {
      int64_t n = columns - c < 16 ? columns - c : 16;
      float *to = out + c / GNK_WIDTH * GNK_WIDTH * inner + c % GNK_WIDTH;
      for (int64_t k = 0; k < inner; k += 16) {
        int64_t count = inner - k < 16 ? inner - k : 16;
        v16f v[16];
        for (int i = 0; i < 16; i++)
          v[i] = i < n ? GNK_NAME(load_up_to)(x + (c + i) * columnStep + k, count) : (v16f){0};
        GNK_NAME(transpose16)(v);
        for (int i = 0; i < count; i++) GNK_NAME(store16)(to + (k + i) * GNK_WIDTH, v[i]);
      }
    }
  }
  // Clears the second half of a panel that has columns only in its first half.
  if (GNK_VECTORS == 2 && columns % 32 > 0 && columns % 32 <= 16)
    for (int64_t k = 0; k < inner; k++)
      GNK_NAME(store16)(out + columns / 32 * 32 * inner + k * 32 + 16, (v16f){0});
}

// Copies rows of the left side: out[row][inner], with sixteen unused numbers after each row.
static void GNK_NAME(pack_left)(const float *x, int64_t rowStep, int64_t innerStep, int64_t inner, int64_t rows,
                                float *out) {
  const int64_t stride = inner + 16;
  for (int64_t r = 0; r < rows; r += 16) {
    int64_t n = rows - r < 16 ? rows - r : 16;
    if (innerStep == 1) {
      for (int i = 0; i < n; i++) memcpy(out + (r + i) * stride, x + (r + i) * rowStep, (size_t)inner * sizeof(float));
      continue;
    }
    for (int64_t k = 0; k < inner; k += 16) {
      int64_t count = inner - k < 16 ? inner - k : 16;
      v16f v[16];
      for (int i = 0; i < 16; i++) v[i] = i < count ? GNK_NAME(load_up_to)(x + (k + i) * innerStep + r, n) : (v16f){0};
      GNK_NAME(transpose16)(v);
      for (int i = 0; i < n; i++) GNK_NAME(store16)(out + (r + i) * stride + k, v[i]);
    }
  }
}

// The size of a tile of the left side that is copied as out[inner][GNK_HEIGHT].
#define GNK_TILE_SIZE(inner) ((inner) * GNK_HEIGHT + 16)

// Copies rows of a left side whose rows are next to each other in memory, as the tiles of matrix_panel.
static void GNK_NAME(pack_left_tiles)(const float *x, int64_t innerStep, int64_t inner, int64_t rows, float *out) {
  const int64_t tiles = (rows + GNK_HEIGHT - 1) / GNK_HEIGHT;
  int64_t starts[GNK_ROWS / GNK_HEIGHT + 1];
  for (int64_t tile = 0; tile < tiles; tile++) starts[tile] = tile * rows / tiles;
  for (int64_t k = 0; k < inner; k++)
    for (int64_t tile = 0; tile < tiles; tile++) {
      int64_t n = rows - starts[tile];
      __builtin_prefetch(x + (k + 16) * innerStep + starts[tile]);
      // What is stored beyond the tile is overwritten by the next numbers, or is at its end.
      GNK_NAME(store16)(out + tile * GNK_TILE_SIZE(inner) + k * GNK_HEIGHT,
                        GNK_NAME(load_up_to)(x + k * innerStep + starts[tile], n < 16 ? n : 16));
    }
}

// Multiplies R rows by T vectors of columns (both constants). The last vector has `part` columns. A
// right side that is not copied is not read beyond its last column.
GNK_INLINE void GNK_NAME(matrix_tile)(const int R, const int T, const int isTiled, const int isCopied, const float *x, int64_t rowStep,
                                      const float *w, int64_t wStep, int64_t inner, float *y, int64_t yStep, int64_t part,
                                      int accumulate) {
  v16f sum[GNK_HEIGHT][GNK_VECTORS];
  for (int r = 0; r < R; r++)
    for (int t = 0; t < T; t++) sum[r][t] = (v16f){0};
  // The present output is added at the end. Prefetching gives it time to arrive.
  if (accumulate)
    for (int r = 0; r < R; r++) __builtin_prefetch(y + r * yStep, 1), __builtin_prefetch(y + r * yStep + 16 * (T - 1), 1);
  for (int64_t k = 0; k < inner; k++, w += wStep) {
    v16f right[GNK_VECTORS];
    for (int t = 0; t < T; t++)
      right[t] = isCopied || t < T - 1 ? GNK_NAME(load16)(w + 16 * t) : GNK_NAME(load_up_to)(w + 16 * t, part);
    for (int r = 0; r < R; r++) {
      v16f left = GNK_NAME(splat16)(x[isTiled ? k * GNK_HEIGHT + r : r * rowStep + k]);
      for (int t = 0; t < T; t++) sum[r][t] += left * right[t];
    }
  }
  if (accumulate)
    for (int r = 0; r < R; r++)
      for (int t = 0; t < T; t++) sum[r][t] += GNK_NAME(load_up_to)(y + r * yStep + 16 * t, t < T - 1 ? 16 : part);
  if (part == 16) {
    for (int r = 0; r < R; r++)
      for (int t = 0; t < T; t++) GNK_NAME(store16)(y + r * yStep + 16 * t, sum[r][t]);
  } else {
    for (int r = 0; r < R; r++) {
      for (int t = 0; t < T - 1; t++) GNK_NAME(store16)(y + r * yStep + 16 * t, sum[r][t]);
      GNK_NAME(store_part)(y + r * yStep + 16 * (T - 1), sum[r][T - 1], part);
    }
  }
}

#define GNK_TILE(R)                                                                                                \
  case R:                                                                                                          \
    GNK_NAME(matrix_tile)(R, T, isTiled, isCopied, x + (isTiled ? tile * GNK_TILE_SIZE(inner) : done * rowStep),   \
                          rowStep, w, wStep, inner, y + done * yStep, yStep, part, accumulate);                    \
    break;

// Multiplies all rows by one panel, in tiles of about equal height.
GNK_INLINE void GNK_NAME(matrix_panel)(const int T, const int isTiled, const int isCopied, const float *x, int64_t rowStep, int64_t rows,
                                       const float *w, int64_t wStep, int64_t inner, float *y, int64_t yStep, int64_t part,
                                       int accumulate) {
  const int64_t tiles = (rows + GNK_HEIGHT - 1) / GNK_HEIGHT;
  int64_t done = 0;
  for (int64_t tile = 0; tile < tiles; tile++) {
    int64_t until = (tile + 1) * rows / tiles;
    switch (until - done) {
      GNK_TILE(1)
      GNK_TILE(2)
      GNK_TILE(3)
#if GNK_HEIGHT > 3
      GNK_TILE(4)
      GNK_TILE(5)
      GNK_TILE(6)
#endif
#if GNK_HEIGHT > 6
      GNK_TILE(7)
      GNK_TILE(8)
#endif
    }
    done = until;
  }
}

// Multiplies all rows by all panels of a block of columns.
GNK_INLINE void GNK_NAME(matrix_panels)(const int isTiled, const int isCopied, const float *x, int64_t rowStep, int64_t rows, const float *w,
                                        int64_t wStep, int64_t columns, int64_t inner, float *y, int64_t yStep,
                                        int accumulate) {
  for (int64_t p = 0; p < columns; p += GNK_WIDTH) {
    const int64_t n = columns - p < GNK_WIDTH ? columns - p : GNK_WIDTH;
    const float *panel = isCopied ? w + p * inner : w + p;
#if GNK_VECTORS == 2
    if (n <= 16) {
      GNK_NAME(matrix_panel)(1, isTiled, isCopied, x, rowStep, rows, panel, wStep, inner, y + p, yStep, n, accumulate);
      continue;
    }
#endif
    GNK_NAME(matrix_panel)
    (GNK_VECTORS, isTiled, isCopied, x, rowStep, rows, panel, wStep, inner, y + p, yStep, n - GNK_WIDTH + 16, accumulate);
  }
}

// Multiplies all rows by `columns` columns from c on, over one block of the inner axis from k on.
static void GNK_NAME(matrix_block)(const gnk_matrix_product_t *s, int64_t c, int64_t columns, int64_t k, float *room) {
  float *right = room, *left = room + GNK_INNER * GNK_MOST_COLUMNS;
  // For a few rows, copying would take longer than the product.
  const int copiesRight = s->rightColumn != 1 || s->rows > 2 * GNK_HEIGHT;
  const int isTiled = s->leftRow == 1 && s->leftInner != 1;
  const int copiesLeft = s->leftInner != 1 || columns >= 64;
  const int64_t inner = s->inner - k < GNK_INNER ? s->inner - k : GNK_INNER;
  const int accumulate = k > 0 || s->accumulate;
  const float *w = s->right + k * s->rightInner + c * s->rightColumn;
  if (copiesRight) GNK_NAME(pack_right)(w, s->rightInner, s->rightColumn, inner, columns, right);
  for (int64_t r = 0; r < s->rows; r += GNK_ROWS) {
    const int64_t rows = s->rows - r < GNK_ROWS ? s->rows - r : GNK_ROWS;
    const float *x = s->left + r * s->leftRow + k * s->leftInner;
    if (isTiled)
      GNK_NAME(pack_left_tiles)(x, s->leftInner, inner, rows, left);
    else if (copiesLeft)
      GNK_NAME(pack_left)(x, s->leftRow, s->leftInner, inner, rows, left);
    const float *from = copiesLeft ? left : x;
    const int64_t rowStep = copiesLeft ? inner + 16 : s->leftRow;
    float *y = s->out + r * s->outRow + c;
    if (isTiled && copiesRight)
      GNK_NAME(matrix_panels)(1, 1, from, 0, rows, right, GNK_WIDTH, columns, inner, y, s->outRow, accumulate);
    else if (isTiled)
      GNK_NAME(matrix_panels)(1, 0, from, 0, rows, w, s->rightInner, columns, inner, y, s->outRow, accumulate);
    else if (copiesRight)
      GNK_NAME(matrix_panels)(0, 1, from, rowStep, rows, right, GNK_WIDTH, columns, inner, y, s->outRow, accumulate);
    else
      GNK_NAME(matrix_panels)(0, 0, from, rowStep, rows, w, s->rightInner, columns, inner, y, s->outRow, accumulate);
  }
}

static void GNK_NAME(matrix_product)(const gnk_matrix_product_t *s, float *room) {
  // Blocks of about equally many columns, in whole panels.
  const int64_t blocks = s->columns <= GNK_MOST_COLUMNS ? 1 : (s->columns + GNK_COLUMNS - 1) / GNK_COLUMNS;
  const int64_t panels = (s->columns + GNK_WIDTH - 1) / GNK_WIDTH;
  const int64_t width = (panels + blocks - 1) / blocks * GNK_WIDTH;
  // If the output fits in the cache, both sides are read from memory only once: a block of the inner axis is multiplied
  // by all columns before the next. The order of the sums is the same.
  const int innerFirst = s->rows * s->columns <= 1 << 16;
  const int64_t columnStride = innerFirst ? s->columns : width, innerStride = innerFirst ? GNK_INNER : s->inner;
  for (int64_t k0 = 0; k0 < s->inner; k0 += innerStride)
    for (int64_t c0 = 0; c0 < s->columns; c0 += columnStride)
      for (int64_t k = k0; k < s->inner && k < k0 + innerStride; k += GNK_INNER)
        for (int64_t c = c0; c < s->columns && c < c0 + columnStride; c += width)
          GNK_NAME(matrix_block)(s, c, s->columns - c < width ? s->columns - c : width, k, room);
}

#undef GNK_TILE
#undef GNK_TILE_SIZE
#undef GNK_HEIGHT
#undef GNK_VECTORS
#undef GNK_WIDTH
#undef GNK_INNER
#undef GNK_ROWS
#undef GNK_COLUMNS
#undef GNK_MOST_COLUMNS
