// SPDX-License-Identifier: Apache-2.0

// Solves systems with the triangular factors of a sparse symmetric matrix, for a few right sides at the
// same time, in double precision. Included by triangular.c through levels.h.

typedef double GNK_NAME(v4s) __attribute__((vector_size(32)));
typedef double GNK_NAME(v4su) __attribute__((vector_size(32), aligned(8)));
typedef double GNK_NAME(v2s) __attribute__((vector_size(16)));
typedef double GNK_NAME(v2su) __attribute__((vector_size(16), aligned(8)));

// A supernode consists of `columns` columns of L with common rows, stored as a dense trapezoid by
// columns. `t` contains the rows of the right sides that the supernode refers to, beginning with those
// of its columns. The rows are processed for four columns at a time, so that L is read in long runs and
// a row of `t` is read and written once for all four.
//
// A simplicial factor stores the columns of L one by one. L D L^T has a unit diagonal, and D is stored
// in its position.
#define GNK_TRIANGULAR(B, V, VU)                                                                              \
  GNK_INLINE V GNK_NAME(row_##B)(const double *t, int64_t row) { return *(const VU *)(t + row * B); }          \
                                                                                                               \
  GNK_INLINE void GNK_NAME(forward_##B)(const double *L, int64_t rows, int64_t columns, double *t) {           \
    int64_t j = 0;                                                                                             \
    for (; j + 4 <= columns; j += 4) {                                                                         \
      const double *a = L + j * rows, *b = a + rows, *c = b + rows, *d = c + rows;                             \
      V p = GNK_NAME(row_##B)(t, j) / a[j];                                                                    \
      V q = (GNK_NAME(row_##B)(t, j + 1) - a[j + 1] * p) / b[j + 1];                                           \
      V r = (GNK_NAME(row_##B)(t, j + 2) - a[j + 2] * p - b[j + 2] * q) / c[j + 2];                            \
      V s = (GNK_NAME(row_##B)(t, j + 3) - a[j + 3] * p - b[j + 3] * q - c[j + 3] * r) / d[j + 3];             \
      *(VU *)(t + j * B) = p;                                                                                  \
      *(VU *)(t + (j + 1) * B) = q;                                                                            \
      *(VU *)(t + (j + 2) * B) = r;                                                                            \
      *(VU *)(t + (j + 3) * B) = s;                                                                            \
      for (int64_t i = j + 4; i < rows; i++)                                                                   \
        *(VU *)(t + i * B) -= (a[i] * p + b[i] * q) + (c[i] * r + d[i] * s);                                   \
    }                                                                                                          \
    for (; j < columns; j++) {                                                                                 \
      const double *a = L + j * rows;                                                                          \
      V p = GNK_NAME(row_##B)(t, j) / a[j];                                                                    \
      *(VU *)(t + j * B) = p;                                                                                  \
      for (int64_t i = j + 1; i < rows; i++) *(VU *)(t + i * B) -= a[i] * p;                                   \
    }                                                                                                          \
  }                                                                                                            \
                                                                                                               \
  GNK_INLINE void GNK_NAME(backward_##B)(const double *L, int64_t rows, int64_t columns, double *t) {          \
    int64_t j = columns;                                                                                       \
    for (; j % 4; j--) {                                                                                       \
      const double *a = L + (j - 1) * rows;                                                                    \
      V p = {0};                                                                                               \
      for (int64_t i = j; i < rows; i++) p += a[i] * GNK_NAME(row_##B)(t, i);                                  \
      *(VU *)(t + (j - 1) * B) = (GNK_NAME(row_##B)(t, j - 1) - p) / a[j - 1];                                 \
    }                                                                                                          \
    for (; j > 0; j -= 4) {                                                                                    \
      const double *a = L + (j - 4) * rows, *b = a + rows, *c = b + rows, *d = c + rows;                       \
      V p = {0}, q = {0}, r = {0}, s = {0};                                                                    \
      for (int64_t i = j; i < rows; i++) {                                                                     \
        V row = GNK_NAME(row_##B)(t, i);                                                                       \
        p += a[i] * row;                                                                                       \
        q += b[i] * row;                                                                                       \
        r += c[i] * row;                                                                                       \
        s += d[i] * row;                                                                                       \
      }                                                                                                        \
      s = (GNK_NAME(row_##B)(t, j - 1) - s) / d[j - 1];                                                        \
      r = (GNK_NAME(row_##B)(t, j - 2) - r - c[j - 1] * s) / c[j - 2];                                         \
      q = (GNK_NAME(row_##B)(t, j - 3) - q - b[j - 1] * s - b[j - 2] * r) / b[j - 3];                          \
      p = (GNK_NAME(row_##B)(t, j - 4) - p - a[j - 1] * s - a[j - 2] * r - a[j - 3] * q) / a[j - 4];           \
      *(VU *)(t + (j - 1) * B) = s;                                                                            \
      *(VU *)(t + (j - 2) * B) = r;                                                                            \
      *(VU *)(t + (j - 3) * B) = q;                                                                            \
      *(VU *)(t + (j - 4) * B) = p;                                                                            \
    }                                                                                                          \
  }                                                                                                            \
                                                                                                               \
  GNK_INLINE void GNK_NAME(supernodal_##B)(const gnk_factor *f, double *x, double *t) {                        \
    for (int pass = 0; pass < 2; pass++)                                                                       \
      for (int64_t k = 0; k < f->supernodes; k++) {                                                            \
        int64_t s = pass ? f->supernodes - 1 - k : k;                                                          \
        int64_t first = f->first_columns[s], columns = f->first_columns[s + 1] - first;                        \
        const int32_t *rows = f->rows + f->starts[s];                                                          \
        int64_t count = f->starts[s + 1] - f->starts[s];                                                       \
        const double *L = f->values + f->value_starts[s];                                                      \
        for (int64_t i = 0; i < columns; i++)                                                                  \
          *(VU *)(t + i * B) = GNK_NAME(row_##B)(x, first + i);                                                \
        for (int64_t i = columns; i < count; i++) *(VU *)(t + i * B) = GNK_NAME(row_##B)(x, rows[i]);          \
        if (pass) {                                                                                            \
          GNK_NAME(backward_##B)(L, count, columns, t);                                                        \
        } else {                                                                                               \
          GNK_NAME(forward_##B)(L, count, columns, t);                                                         \
          for (int64_t i = columns; i < count; i++)                                                            \
            *(VU *)(x + (int64_t)rows[i] * B) = GNK_NAME(row_##B)(t, i);                                       \
        }                                                                                                      \
        for (int64_t i = 0; i < columns; i++)                                                                  \
          *(VU *)(x + (first + i) * B) = GNK_NAME(row_##B)(t, i);                                              \
      }                                                                                                        \
  }                                                                                                            \
                                                                                                               \
  GNK_INLINE void GNK_NAME(simplicial_##B)(const gnk_factor *f, double *x) {                                   \
    for (int64_t j = 0; j < f->size; j++) {                                                                    \
      int64_t start = f->starts[j], end = start + f->counts[j];                                                \
      V row = GNK_NAME(row_##B)(x, j);                                                                         \
      if (!f->has_unit_diagonal) *(VU *)(x + j * B) = row = row / f->values[start];                            \
      for (int64_t p = start + 1; p < end; p++)                                                                \
        *(VU *)(x + (int64_t)f->rows[p] * B) -= f->values[p] * row;                                            \
    }                                                                                                          \
    for (int64_t j = f->size - 1; j >= 0; j--) {                                                               \
      int64_t start = f->starts[j], end = start + f->counts[j];                                                \
      V sum = {0}, row = GNK_NAME(row_##B)(x, j);                                                              \
      for (int64_t p = start + 1; p < end; p++) sum += f->values[p] * GNK_NAME(row_##B)(x, f->rows[p]);        \
      *(VU *)(x + j * B) =                                                                                     \
          f->has_unit_diagonal ? row / f->values[start] - sum : (row - sum) / f->values[start];                \
    }                                                                                                          \
  }                                                                                                            \
                                                                                                               \
  static void GNK_NAME(factor_solve_##B)(const gnk_factor *f, const double *b, double *x, int64_t stride,      \
                                         int64_t columns, double *work) {                                      \
    for (int64_t k = 0; k < f->size; k++)                                                                      \
      for (int64_t c = 0; c < B; c++)                                                                          \
        work[k * B + c] = c < columns ? b[f->permutation[k] * stride + c] : 0;                                 \
    if (f->supernodes)                                                                                         \
      GNK_NAME(supernodal_##B)(f, work, work + f->size * B);                                                   \
    else                                                                                                       \
      GNK_NAME(simplicial_##B)(f, work);                                                                       \
    for (int64_t k = 0; k < f->size; k++)                                                                      \
      for (int64_t c = 0; c < columns; c++) x[f->permutation[k] * stride + c] = work[k * B + c];               \
  }
GNK_TRIANGULAR(8, v8d, v8du)
GNK_TRIANGULAR(4, GNK_NAME(v4s), GNK_NAME(v4su))
GNK_TRIANGULAR(2, GNK_NAME(v2s), GNK_NAME(v2su))
#undef GNK_TRIANGULAR

static void GNK_NAME(factor_solve)(const gnk_factor *f, const double *b, double *x, int64_t stride, int64_t columns,
                                   double *work) {
  if (columns > 4) {
    GNK_NAME(factor_solve_8)(f, b, x, stride, columns, work);
  } else if (columns > 2) {
    GNK_NAME(factor_solve_4)(f, b, x, stride, columns, work);
  } else {
    GNK_NAME(factor_solve_2)(f, b, x, stride, columns, work);
  }
}
