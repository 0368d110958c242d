// SPDX-License-Identifier: Apache-2.0

// Dense products whose right side has at most 32 columns. Included by narrow.c through levels.h.

// With registers of 8 floats, only six sums of 16 columns fit next to the operands: the columns of each half are
// computed separately.
#if GNK_LEVEL == 2
#define GNK_HALVES 2
#define GNK_ROWS 4
#define GNK_COLUMNS(T) (T == 1 ? 8 : 4)
#else
#define GNK_HALVES 1
#define GNK_ROWS 6
#define GNK_COLUMNS(T) 8
#endif

// Computes rows r..<r + R (R a constant) of `columns` columns of y = x * w, at most 16 * T. Rows of w and y are n
// apart.
GNK_INLINE void GNK_NAME(narrow_rows)(int R, int T, const float *x, const float *w, float *y, int64_t k, int64_t n,
                                      int64_t columns) {
  v16f sum[GNK_ROWS][2];
  int64_t part = columns - 16 * (T - 1);
  for (int i = 0; i < R; i++)
    for (int t = 0; t < T; t++) sum[i][t] = (v16f){0};
  for (int64_t j = 0; j < k; j++) {
    v16f right[2];
    for (int t = 0; t < T; t++) {
      const float *from = w + j * n + 16 * t;
      right[t] = t < T - 1 || part == 16 ? GNK_NAME(load16)(from) : GNK_NAME(load_part)(from, part);
    }
    for (int i = 0; i < R; i++)
      for (int t = 0; t < T; t++) sum[i][t] += GNK_NAME(splat16)(x[i * k + j]) * right[t];
  }
  for (int i = 0; i < R; i++)
    for (int t = 0; t < T; t++) {
      float *to = y + i * n + 16 * t;
      if (t < T - 1 || part == 16) GNK_NAME(store16)(to, sum[i][t]);
      else GNK_NAME(store_part)(to, sum[i][t], part);
    }
}

static void GNK_NAME(narrow_product)(const float *x, const float *w, float *y, int64_t k, int64_t n, int64_t begin,
                                     int64_t end) {
  for (int64_t c = 0; c < n; c += 16 * GNK_HALVES) {
    int64_t r = begin, columns = n - c < 16 * GNK_HALVES ? n - c : 16 * GNK_HALVES;
    if (columns <= 16) {
      for (; r + GNK_ROWS <= end; r += GNK_ROWS)
        GNK_NAME(narrow_rows)(GNK_ROWS, 1, x + r * k, w + c, y + r * n + c, k, n, columns);
      for (; r < end; r++) GNK_NAME(narrow_rows)(1, 1, x + r * k, w + c, y + r * n + c, k, n, columns);
    } else {
      for (; r + GNK_ROWS <= end; r += GNK_ROWS)
        GNK_NAME(narrow_rows)(GNK_ROWS, 2, x + r * k, w + c, y + r * n + c, k, n, columns);
      for (; r < end; r++) GNK_NAME(narrow_rows)(1, 2, x + r * k, w + c, y + r * n + c, k, n, columns);
    }
  }
}

// Computes rows j..<j + J of `columns` columns of y = transpose(x) * g.
GNK_INLINE void GNK_NAME(narrow_columns)(int J, int T, const float *x, const float *g, float *y, int64_t k, int64_t n,
                                         int64_t columns, int64_t begin, int64_t end) {
  v16f sum[8][2];
  int64_t part = columns - 16 * (T - 1);
  for (int j = 0; j < J; j++)
    for (int t = 0; t < T; t++) sum[j][t] = (v16f){0};
  for (int64_t r = begin; r < end; r++) {
    v16f right[2];
    for (int t = 0; t < T; t++) {
      const float *from = g + r * n + 16 * t;
      right[t] = t < T - 1 || part == 16 ? GNK_NAME(load16)(from) : GNK_NAME(load_part)(from, part);
    }
    for (int j = 0; j < J; j++)
      for (int t = 0; t < T; t++) sum[j][t] += GNK_NAME(splat16)(x[r * k + j]) * right[t];
  }
  for (int j = 0; j < J; j++)
    for (int t = 0; t < T; t++) {
      float *to = y + j * n + 16 * t;
      if (t < T - 1 || part == 16) GNK_NAME(store16)(to, sum[j][t]);
      else GNK_NAME(store_part)(to, sum[j][t], part);
    }
}

static void GNK_NAME(narrow_product_transposed)(const float *x, const float *g, float *y, int64_t k, int64_t n,
                                                int64_t begin, int64_t end) {
  for (int64_t c = 0; c < n; c += 16 * GNK_HALVES) {
    int64_t j = 0, columns = n - c < 16 * GNK_HALVES ? n - c : 16 * GNK_HALVES;
    if (columns <= 16) {
      for (; j + GNK_COLUMNS(1) <= k; j += GNK_COLUMNS(1))
        GNK_NAME(narrow_columns)(GNK_COLUMNS(1), 1, x + j, g + c, y + j * n + c, k, n, columns, begin, end);
      for (; j < k; j++) GNK_NAME(narrow_columns)(1, 1, x + j, g + c, y + j * n + c, k, n, columns, begin, end);
    } else {
      for (; j + GNK_COLUMNS(2) <= k; j += GNK_COLUMNS(2))
        GNK_NAME(narrow_columns)(GNK_COLUMNS(2), 2, x + j, g + c, y + j * n + c, k, n, columns, begin, end);
      for (; j < k; j++) GNK_NAME(narrow_columns)(1, 2, x + j, g + c, y + j * n + c, k, n, columns, begin, end);
    }
  }
}
#undef GNK_HALVES
#undef GNK_ROWS
#undef GNK_COLUMNS
