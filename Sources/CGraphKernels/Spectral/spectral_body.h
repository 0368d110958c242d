// SPDX-License-Identifier: Apache-2.0

// Kernels of spectral analysis, in double precision: products with graph operators, and projections of a
// block of vectors on a basis that is stored as blocks of equal width. Included by spectral.c through
// levels.h.

typedef double GNK_NAME(v4d) __attribute__((vector_size(32)));
typedef double GNK_NAME(v4du) __attribute__((vector_size(32), aligned(8)));
typedef double GNK_NAME(v2d) __attribute__((vector_size(16)));
typedef double GNK_NAME(v2du) __attribute__((vector_size(16), aligned(8)));

// The number of entries between an entry and the one whose operand is prefetched. The entries of the
// next rows follow in memory.
#define GNK_AHEAD 8

// Computes the columns of one row from `c` on: a sum over entries in registers, combined with the rest
// of the operator. `ahead` is the number of leading entries for which there is a later entry to
// prefetch. V and VU are the aligned and unaligned vector types, and T vectors contain the columns.
#define GNK_OPERATOR_TILE(NAME, V, VU, LANES, T)                                                              \
  GNK_INLINE void GNK_NAME(NAME)(const int32_t *columns, const double *values, int64_t count, const double *x, \
                                 int64_t stride, double diagonal, const double *z, double scale, double keep,  \
                                 double *y, int64_t ahead) {                                                   \
    V sum[T];                                                                                                  \
    for (int t = 0; t < T; t++) sum[t] = (V){0};                                                               \
    if (values) {                                                                                              \
      for (int64_t k = 0; k < count; k++) {                                                                    \
        const double *row = x + (int64_t)columns[k] * stride;                                                  \
        if (k < ahead)                                                                                         \
          for (int t = 0; t < T; t += 8 / LANES ? 8 / LANES : 1)                                               \
            __builtin_prefetch(x + (int64_t)columns[k + GNK_AHEAD] * stride + LANES * t, 0, 3);                \
        for (int t = 0; t < T; t++) sum[t] += values[k] * *(const VU *)(row + LANES * t);                      \
      }                                                                                                        \
    } else {                                                                                                   \
      for (int64_t k = 0; k < count; k++) {                                                                    \
        const double *row = x + (int64_t)columns[k] * stride;                                                  \
        if (k < ahead)                                                                                         \
          for (int t = 0; t < T; t += 8 / LANES ? 8 / LANES : 1)                                               \
            __builtin_prefetch(x + (int64_t)columns[k + GNK_AHEAD] * stride + LANES * t, 0, 3);                \
        for (int t = 0; t < T; t++) sum[t] += *(const VU *)(row + LANES * t);                                  \
      }                                                                                                        \
    }                                                                                                          \
    for (int t = 0; t < T; t++) {                                                                              \
      V out = diagonal * *(const VU *)(z + LANES * t) + scale * sum[t];                                        \
      if (keep != 0) out += keep * *(const VU *)(y + LANES * t);                                               \
      *(VU *)(y + LANES * t) = out;                                                                            \
    }                                                                                                          \
  }
GNK_OPERATOR_TILE(operator_32, v8d, v8du, 8, 4)
GNK_OPERATOR_TILE(operator_8, v8d, v8du, 8, 1)
GNK_OPERATOR_TILE(operator_4, GNK_NAME(v4d), GNK_NAME(v4du), 4, 1)
GNK_OPERATOR_TILE(operator_2, GNK_NAME(v2d), GNK_NAME(v2du), 2, 1)

// Computes one column with four independent sums, so that additions need not wait for each other.
GNK_INLINE double GNK_NAME(row_sum)(const int32_t *columns, const double *values, int64_t count, const double *x,
                                    int64_t stride) {
  double sum[4] = {0, 0, 0, 0};
  int64_t k = 0;
  if (values) {
    for (; k + 4 <= count; k += 4)
      for (int c = 0; c < 4; c++) sum[c] += values[k + c] * x[(int64_t)columns[k + c] * stride];
    for (; k < count; k++) sum[0] += values[k] * x[(int64_t)columns[k] * stride];
  } else {
    for (; k + 4 <= count; k += 4)
      for (int c = 0; c < 4; c++) sum[c] += x[(int64_t)columns[k + c] * stride];
    for (; k < count; k++) sum[0] += x[(int64_t)columns[k] * stride];
  }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void GNK_NAME(graph_operator)(gnk_graph_operator_t op, const double *x, const double *z, double keep,
                                     double *y, int64_t width, int64_t begin, int64_t end, int32_t prefetch) {
  gnk_csr_f64 m = op.matrix;
  for (int64_t r = begin; r < end; r++) {
    double diagonal = op.diagonal ? op.factor * op.diagonal[r] + op.shift : 0, scale = op.factor * op.scale[r];
    int64_t first = m.offsets[r], count = m.offsets[r + 1] - first, c = 0;
    const int32_t *columns = m.columns + first;
    const double *values = m.values ? m.values + first : 0;
    int64_t ahead = prefetch ? m.offsets[end] - GNK_AHEAD - first : 0;
    double *out = y + r * width;
    const double *at = z ? z + r * width : out;
    if (!z) memset(out, 0, (size_t)width * sizeof(double));
    for (; c + 32 <= width; c += 32)
      GNK_NAME(operator_32)(columns, values, count, x + c, width, diagonal, at + c, scale, keep, out + c, ahead);
    for (; c + 8 <= width; c += 8)
      GNK_NAME(operator_8)(columns, values, count, x + c, width, diagonal, at + c, scale, keep, out + c, ahead);
    if (c + 4 <= width) {
      GNK_NAME(operator_4)(columns, values, count, x + c, width, diagonal, at + c, scale, keep, out + c, ahead);
      c += 4;
    }
    if (c + 2 <= width) {
      GNK_NAME(operator_2)(columns, values, count, x + c, width, diagonal, at + c, scale, keep, out + c, ahead);
      c += 2;
    }
    if (c < width) {
      double sum = GNK_NAME(row_sum)(columns, values, count, x + c, width);
      double value = diagonal * at[c] + scale * sum;
      out[c] = keep != 0 ? value + keep * out[c] : value;
    }
  }
}

// Computes out[B x B] = v^T w over the rows, where B is a constant after inlining. Even and odd rows
// have separate sums.
#define GNK_GRAM(B, V, VU)                                                                                    \
  GNK_INLINE void GNK_NAME(gram_##B)(const double *v, const double *w, int64_t count, double *out) {           \
    V even[B], odd[B];                                                                                         \
    for (int i = 0; i < B; i++) even[i] = odd[i] = (V){0};                                                     \
    int64_t r = 0;                                                                                             \
    for (; r + 2 <= count; r += 2) {                                                                           \
      V first = *(const VU *)(w + r * B), second = *(const VU *)(w + (r + 1) * B);                             \
      for (int i = 0; i < B; i++) {                                                                            \
        even[i] += v[r * B + i] * first;                                                                       \
        odd[i] += v[(r + 1) * B + i] * second;                                                                 \
      }                                                                                                        \
    }                                                                                                          \
    if (r < count)                                                                                             \
      for (int i = 0; i < B; i++) even[i] += v[r * B + i] * *(const VU *)(w + r * B);                          \
    for (int i = 0; i < B; i++) *(VU *)(out + i * B) = even[i] + odd[i];                                       \
  }
GNK_GRAM(8, v8d, v8du)
GNK_GRAM(4, GNK_NAME(v4d), GNK_NAME(v4du))
GNK_GRAM(2, GNK_NAME(v2d), GNK_NAME(v2du))

static void GNK_NAME(basis_gram)(const double *const *basis, int64_t blocks, const double *w, int64_t width,
                                 int64_t begin, int64_t end, double *out) {
  for (int64_t j = 0; j < blocks; j++) {
    const double *v = basis[j] + begin * width, *at = w + begin * width;
    double *target = out + j * width * width;
    if (width == 8) {
      GNK_NAME(gram_8)(v, at, end - begin, target);
    } else if (width == 4) {
      GNK_NAME(gram_4)(v, at, end - begin, target);
    } else if (width == 2) {
      GNK_NAME(gram_2)(v, at, end - begin, target);
    } else {
      for (int64_t i = 0; i < width * width; i++) target[i] = 0;
      for (int64_t r = 0; r < end - begin; r++)
        for (int64_t i = 0; i < width; i++)
          for (int64_t c = 0; c < width; c++) target[i * width + c] += v[r * width + i] * at[r * width + c];
    }
  }
}

// Computes w += sign * sum over blocks of basis[j] * coefficients[j]. Four rows at a time stay in
// registers.
#define GNK_COMBINE(B, V, VU)                                                                                 \
  GNK_INLINE void GNK_NAME(combine_##B)(const double *const *basis, int64_t blocks, const double *coefficients, \
                                        double sign, double *w, int64_t begin, int64_t end) {                  \
    int64_t r = begin;                                                                                         \
    for (; r + 4 <= end; r += 4) {                                                                             \
      V sum[4];                                                                                                \
      for (int q = 0; q < 4; q++) sum[q] = (V){0};                                                             \
      for (int64_t j = 0; j < blocks; j++) {                                                                   \
        const double *v = basis[j] + r * B;                                                                    \
        for (int i = 0; i < B; i++) {                                                                          \
          V row = *(const VU *)(coefficients + (j * B + i) * B);                                               \
          for (int q = 0; q < 4; q++) sum[q] += v[q * B + i] * row;                                            \
        }                                                                                                      \
      }                                                                                                        \
      for (int q = 0; q < 4; q++) *(VU *)(w + (r + q) * B) += sign * sum[q];                                   \
    }                                                                                                          \
    for (; r < end; r++) {                                                                                     \
      V sum = {0};                                                                                             \
      for (int64_t j = 0; j < blocks; j++)                                                                     \
        for (int i = 0; i < B; i++) sum += basis[j][r * B + i] * *(const VU *)(coefficients + (j * B + i) * B); \
      *(VU *)(w + r * B) += sign * sum;                                                                        \
    }                                                                                                          \
  }
GNK_COMBINE(8, v8d, v8du)
GNK_COMBINE(4, GNK_NAME(v4d), GNK_NAME(v4du))
GNK_COMBINE(2, GNK_NAME(v2d), GNK_NAME(v2du))

static void GNK_NAME(basis_combine)(const double *const *basis, int64_t blocks, const double *coefficients,
                                    double sign, double *w, int64_t width, int64_t begin, int64_t end) {
  if (width == 8) {
    GNK_NAME(combine_8)(basis, blocks, coefficients, sign, w, begin, end);
  } else if (width == 4) {
    GNK_NAME(combine_4)(basis, blocks, coefficients, sign, w, begin, end);
  } else if (width == 2) {
    GNK_NAME(combine_2)(basis, blocks, coefficients, sign, w, begin, end);
  } else {
    for (int64_t r = begin; r < end; r++)
      for (int64_t c = 0; c < width; c++) {
        double sum = 0;
        for (int64_t j = 0; j < blocks; j++)
          for (int64_t i = 0; i < width; i++)
            sum += basis[j][r * width + i] * coefficients[(j * width + i) * width + c];
        w[r * width + c] += sign * sum;
      }
  }
}

// Computes sums of element * row per group. W is a constant after inlining.
GNK_INLINE void GNK_NAME(group_sums_w)(const int32_t *group, const double *element, const double *x, int64_t W,
                                       int64_t begin, int64_t end, double *sums) {
  for (int64_t r = begin; r < end; r++) {
    if (group[r] < 0) continue;
    double *sum = sums + group[r] * W;
    for (int64_t c = 0; c < W; c++) sum[c] += element[r] * x[r * W + c];
  }
}
// Computes the same for few columns. A run of nodes of one group, which usually are all nodes, is added
// up in registers.
#define GNK_GROUP_SUMS(W, V, VU)                                                                              \
  GNK_INLINE void GNK_NAME(group_sums_##W)(const int32_t *group, const double *element, const double *x,       \
                                           int64_t begin, int64_t end, double *sums) {                         \
    for (int64_t r = begin; r < end;) {                                                                        \
      int32_t current = group[r];                                                                              \
      V even = {0}, odd = {0};                                                                                 \
      for (; r + 2 <= end && group[r] == current && group[r + 1] == current; r += 2) {                         \
        even += element[r] * *(const VU *)(x + r * W);                                                         \
        odd += element[r + 1] * *(const VU *)(x + (r + 1) * W);                                                \
      }                                                                                                        \
      if (r < end && group[r] == current) {                                                                    \
        even += element[r] * *(const VU *)(x + r * W);                                                         \
        r++;                                                                                                   \
      }                                                                                                        \
      if (current >= 0) *(VU *)(sums + (int64_t)current * W) += even + odd;                                    \
    }                                                                                                          \
  }
GNK_GROUP_SUMS(2, GNK_NAME(v2d), GNK_NAME(v2du))
GNK_GROUP_SUMS(4, GNK_NAME(v4d), GNK_NAME(v4du))
GNK_GROUP_SUMS(8, v8d, v8du)
#undef GNK_GROUP_SUMS
GNK_INLINE void GNK_NAME(group_subtract_w)(const int32_t *group, const double *element, const double *sums,
                                           double *x, int64_t W, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    if (group[r] < 0) continue;
    const double *sum = sums + group[r] * W;
    for (int64_t c = 0; c < W; c++) x[r * W + c] -= element[r] * sum[c];
  }
}
static void GNK_NAME(group_sums)(const int32_t *group, const double *element, const double *x, int64_t width,
                                 int64_t begin, int64_t end, double *sums) {
  switch (width) {
    case 2: GNK_NAME(group_sums_2)(group, element, x, begin, end, sums); break;
    case 4: GNK_NAME(group_sums_4)(group, element, x, begin, end, sums); break;
    case 8: GNK_NAME(group_sums_8)(group, element, x, begin, end, sums); break;
    default: GNK_NAME(group_sums_w)(group, element, x, width, begin, end, sums);
  }
}
static void GNK_NAME(group_subtract)(const int32_t *group, const double *element, const double *sums, double *x,
                                     int64_t width, int64_t begin, int64_t end) {
  switch (width) {
    case 2: GNK_NAME(group_subtract_w)(group, element, sums, x, 2, begin, end); break;
    case 4: GNK_NAME(group_subtract_w)(group, element, sums, x, 4, begin, end); break;
    case 8: GNK_NAME(group_subtract_w)(group, element, sums, x, 8, begin, end); break;
    default: GNK_NAME(group_subtract_w)(group, element, sums, x, width, begin, end);
  }
}

static void GNK_NAME(scale_rows)(const double *scale, const double *x, double *y, int64_t width, int64_t begin,
                                 int64_t end) {
  for (int64_t r = begin; r < end; r++)
    for (int64_t c = 0; c < width; c++) y[r * width + c] = scale[r] * x[r * width + c];
}
#undef GNK_OPERATOR_TILE
#undef GNK_AHEAD
#undef GNK_GRAM
#undef GNK_COMBINE
