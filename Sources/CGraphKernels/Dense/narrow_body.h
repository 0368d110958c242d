// SPDX-License-Identifier: Apache-2.0

// Dense products whose right side has at most 32 columns. Included by narrow.c through levels.h.

// Computes rows r..<r + R (R a constant) of y = x * w, with n <= 16 * T columns.
GNK_INLINE void GNK_NAME(narrow_rows)(int R, int T, const float *x, const float *w, float *y, int64_t k, int64_t n) {
  v16f sum[4][2];
  int64_t part = n - 16 * (T - 1);
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
  int64_t r = begin;
  if (n <= 16) {
    for (; r + 4 <= end; r += 4) GNK_NAME(narrow_rows)(4, 1, x + r * k, w, y + r * n, k, n);
    for (; r < end; r++) GNK_NAME(narrow_rows)(1, 1, x + r * k, w, y + r * n, k, n);
  } else {
    for (; r + 4 <= end; r += 4) GNK_NAME(narrow_rows)(4, 2, x + r * k, w, y + r * n, k, n);
    for (; r < end; r++) GNK_NAME(narrow_rows)(1, 2, x + r * k, w, y + r * n, k, n);
  }
}

// Computes rows j..<j + J of y = transpose(x) * g.
GNK_INLINE void GNK_NAME(narrow_columns)(int J, int T, const float *x, const float *g, float *y, int64_t k, int64_t n,
                                         int64_t begin, int64_t end) {
  v16f sum[8][2];
  int64_t part = n - 16 * (T - 1);
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
  int64_t j = 0;
  if (n <= 16) {
    for (; j + 8 <= k; j += 8) GNK_NAME(narrow_columns)(8, 1, x + j, g, y + j * n, k, n, begin, end);
    for (; j < k; j++) GNK_NAME(narrow_columns)(1, 1, x + j, g, y + j * n, k, n, begin, end);
  } else {
    for (; j + 4 <= k; j += 4) GNK_NAME(narrow_columns)(4, 2, x + j, g, y + j * n, k, n, begin, end);
    for (; j < k; j++) GNK_NAME(narrow_columns)(1, 2, x + j, g, y + j * n, k, n, begin, end);
  }
}
