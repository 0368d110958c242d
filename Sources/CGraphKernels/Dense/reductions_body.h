// SPDX-License-Identifier: Apache-2.0

// Sums, softmax and cross-entropy. Included by reductions.c through levels.h.

// Computes sixteen running sums per segment, which are combined in a fixed tree.
static float GNK_NAME(sum)(const float *x, int64_t count) {
  v16f total = {0};
  for (int64_t start = 0; start < count; start += GNK_SEGMENT) {
    const int64_t end = start + GNK_SEGMENT < count ? start + GNK_SEGMENT : count;
    v16f part = {0};
    int64_t i = start;
    for (; i + 16 <= end; i += 16) {
      // Hardware prefetching stops at the end of a page.
      __builtin_prefetch(x + i + 1024);
      part += GNK_NAME(load16)(x + i);
    }
    if (i < end) part += GNK_NAME(load_part)(x + i, end - i);
    total += part;
  }
  return GNK_NAME(sum16)(total);
}

// Computes eight running sums in double precision, of the squares or of the absolute values.
GNK_INLINE double GNK_NAME(norm_sum)(const float *x, int64_t count, int squares) {
  v8d total[2] = {{0}, {0}};
  for (int64_t i = 0; i < count; i += 16) {
    v16f v = GNK_NAME(load_up_to)(x + i, count - i < 16 ? count - i : 16);
    v8f half[2];
    memcpy(half, &v, sizeof half);
    for (int part = 0; part < 2; part++) {
      v8d d = __builtin_convertvector(half[part], v8d);
      total[part] += squares ? d * d : __builtin_elementwise_abs(d);
    }
  }
  total[0] += total[1];
  double sum = 0;
  for (int lane = 0; lane < 8; lane++) sum += total[0][lane];
  return sum;
}
static double GNK_NAME(square_sum)(const float *x, int64_t count) { return GNK_NAME(norm_sum)(x, count, 1); }
static double GNK_NAME(absolute_sum)(const float *x, int64_t count) { return GNK_NAME(norm_sum)(x, count, 0); }

static void GNK_NAME(column_sums)(const float *x, float *out, int64_t width, int64_t begin, int64_t end) {
  for (int64_t c = 0; c < width; c += 16) {
    v16f total = {0};
    for (int64_t start = begin; start < end; start += GNK_SEGMENT) {
      const int64_t stop = start + GNK_SEGMENT < end ? start + GNK_SEGMENT : end;
      v16f part = {0};
      if (c + 16 <= width)
        for (int64_t r = start; r < stop; r++) part += GNK_NAME(load16)(x + r * width + c);
      else
        for (int64_t r = start; r < stop; r++) part += GNK_NAME(load_part)(x + r * width + c, width - c);
      total += part;
    }
    GNK_NAME(store_up_to)(out + c, total, width - c);
  }
}

static void GNK_NAME(softmax_rows)(const float *x, float *y, int64_t width, int64_t begin, int64_t end) {
  if (width == 0) return;
  for (int64_t r = begin; r < end; r++) {
    const float *in = x + r * width;
    float *out = y + r * width, largest = GNK_NAME(row_maximum)(in, width);
    float scale = 1 / GNK_NAME(row_exponentials)(in, out, width, largest);
    for (int64_t c = 0; c < width; c++) out[c] *= scale;
  }
}

// Computes softmax_rows for outputs that do not fit in any cache. The exponentials are stored in `room`,
// and the scaled results are written to memory without being read into a cache first.
static void GNK_NAME(stream_softmax_rows)(const float *x, float *y, int64_t width, int64_t begin, int64_t end, float *room) {
  for (int64_t r = begin; r < end; r++) {
    const float *in = x + r * width;
    float *out = y + r * width;
    float scale = 1 / GNK_NAME(row_exponentials)(in, room, width, GNK_NAME(row_maximum)(in, width));
    for (int64_t c = 0; c < width; c += 16)
      __builtin_nontemporal_store(GNK_NAME(load16)(room + c) * scale, (v16f *)(out + c));
  }
#if defined(__x86_64__)
  _mm_sfence();
#endif
}

// The logarithms of the sums of 16 rows are computed together.
static void GNK_NAME(log_softmax_rows)(const float *x, float *y, int64_t width, int64_t begin, int64_t end) {
  if (width == 0) return;
  for (int64_t first = begin; first < end; first += 16) {
    const int64_t count = end - first < 16 ? end - first : 16;
    v16f largest = {0}, total = GNK_NAME(splat16)(1);
    for (int64_t r = 0; r < count; r++) {
      const float *in = x + (first + r) * width;
      largest[r] = GNK_NAME(row_maximum)(in, width);
      total[r] = GNK_NAME(row_exponentials)(in, 0, width, largest[r]);
    }
    const v16f logarithm = GNK_NAME(log16)(total);
    for (int64_t r = 0; r < count; r++) {
      const float *in = x + (first + r) * width;
      // Both are subtracted one after the other, because their sum would lose the digits of the
      // logarithm if the maximum is large.
      const float most = largest[r], rest = logarithm[r];
      float *out = y + (first + r) * width;
      for (int64_t c = 0; c < width; c++) out[c] = (in[c] - most) - rest;
    }
  }
}

static float GNK_NAME(cross_entropy)(const float *logits, int64_t width, const int32_t *rows,
                                     const int32_t *labels, int64_t count) {
  double total = 0;
  for (int64_t i = 0; i < count; i++) {
    const float *x = logits + (int64_t)rows[i] * width;
    float largest = GNK_NAME(row_maximum)(x, width);
    total += logf(GNK_NAME(row_exponentials)(x, 0, width, largest)) + (largest - x[labels[i]]);
  }
  return (float)(total / (double)count);
}

static void GNK_NAME(cross_entropy_gradient)(const float *logits, int64_t width, const int32_t *rows,
                                             const int32_t *labels, int64_t count, float scale, float *gradient) {
  for (int64_t i = 0; i < count; i++) {
    const float *x = logits + (int64_t)rows[i] * width;
    float *g = gradient + (int64_t)rows[i] * width, largest = GNK_NAME(row_maximum)(x, width);
    float factor = scale / GNK_NAME(row_exponentials)(x, 0, width, largest);
    int64_t c = 0;
    for (; c + 16 <= width; c += 16) {
      v16f e = GNK_NAME(exp16)(GNK_NAME(load16)(x + c) - largest);
      GNK_NAME(store16)(g + c, GNK_NAME(load16)(g + c) + e * factor);
    }
    if (c < width) {
      v16f e = GNK_NAME(exp16)(GNK_NAME(load_part)(x + c, width - c) - largest);
      GNK_NAME(store_part)(g + c, GNK_NAME(load_part)(g + c, width - c) + e * factor, width - c);
    }
    g[labels[i]] -= scale;
  }
}
