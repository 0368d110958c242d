// SPDX-License-Identifier: Apache-2.0

// Softmax of masked attention scores. Included by attention.c through levels.h.

// Returns a mask of the visible columns among the 16 from c on: all bits are set for visible ones.
GNK_INLINE v16i GNK_NAME(visible)(const gnk_visibility_t *v, int64_t row, int64_t c, int64_t limit, int64_t columns) {
  const v16i lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  int64_t left = limit - c;
  v16i seen = lane < (int32_t)(left < 16 ? left : 16);
  if (v->keys) seen &= GNK_NAME(load_up_to)(v->keys + c, columns - c) != 0;
  if (v->pairs) seen &= GNK_NAME(load_up_to)(v->pairs + row * columns + c, columns - c) != 0;
  return seen;
}

GNK_INLINE v16f GNK_NAME(where)(v16i condition, v16f yes, v16f no) {
  return (v16f)((condition & (v16i)yes) | (~condition & (v16i)no));
}

static void GNK_NAME(attention_softmax)(float *scores, gnk_visibility_t v, float scale, int64_t rows, int64_t columns,
                                        float *logs, int32_t known) {
  const v16f lowest = GNK_NAME(splat16)(-INFINITY), zero = {0};
  for (int64_t row = 0; row < rows; row++) {
    float *x = scores + row * columns;
    int64_t limit = v.causal && v.first + row + 1 < columns ? v.first + row + 1 : columns;
    float shift = logs[row];
    if (!known) {
      v16f largest = lowest;
      for (int64_t c = 0; c < limit; c += 16) {
        v16f here = GNK_NAME(load_up_to)(x + c, columns - c) * scale;
        here = GNK_NAME(where)(GNK_NAME(visible)(&v, row, c, limit, columns), here, lowest);
        largest = GNK_NAME(where)(here > largest, here, largest);
      }
      shift = -INFINITY;
      for (int lane = 0; lane < 16; lane++) shift = largest[lane] > shift ? largest[lane] : shift;
      // The row sees no column, or only scores of minus infinity.
      if (shift == -INFINITY) shift = 0;
    }
    v16f sums = zero;
    for (int64_t c = 0; c < columns; c += 16) {
      v16f y = zero;
      if (c < limit) {
        y = GNK_NAME(exp_below16)(GNK_NAME(load_up_to)(x + c, columns - c) * scale - shift);
        y = GNK_NAME(where)(GNK_NAME(visible)(&v, row, c, limit, columns), y, zero);
        sums += y;
      }
      GNK_NAME(store_up_to)(x + c, y, columns - c);
    }
    if (known) continue;
    float total = GNK_NAME(sum16)(sums), factor = total > 0 ? 1 / total : total;
    for (int64_t c = 0; c < limit; c++) x[c] *= factor;
    logs[row] = total > 0 ? shift + logf(total) : total;
  }
}

static void GNK_NAME(attention_gradient)(const float *restrict softmax, const float *means, float scale, int64_t rows,
                                         int64_t columns, float *restrict gradient) {
  for (int64_t row = 0; row < rows; row++) {
    float mean = means[row];
    for (int64_t c = row * columns; c < (row + 1) * columns; c++)
      gradient[c] = softmax[c] * (gradient[c] - mean) * scale;
  }
}

static void GNK_NAME(row_dots)(const float *x, const float *y, int64_t rows, int64_t width, int64_t stride, float *out) {
  for (int64_t row = 0; row < rows; row++) {
    v16f sum = {0};
    for (int64_t c = 0; c < width; c += 16)
      sum += GNK_NAME(load_up_to)(x + row * stride + c, width - c) * GNK_NAME(load_up_to)(y + row * stride + c, width - c);
    out[row] = GNK_NAME(sum16)(sum);
  }
}
