// SPDX-License-Identifier: Apache-2.0

// Pooling over windows of single planes, and resampling of planes. Included by pooling.c through
// levels.h.

// Computes the maximum of 2 x 2 numbers, for windows that do not overlap. `place` is the position of the
// first number.
GNK_INLINE void GNK_NAME(halve_maximum)(const float *x, int64_t width, int64_t place, float *y, int32_t *places,
                                        int64_t count) {
  const v16i lane = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30};
  for (int64_t w = 0; w < count; w += 16) {
    const int64_t n = count - w < 16 ? count - w : 16;
    v16f best = {0};
    v16i at = {0};
    for (int row = 0; row < 2; row++) {
      const float *from = x + row * width + 2 * w;
      v16f a = GNK_NAME(load_up_to)(from, 2 * n), b = {0};
      if (n > 8) b = GNK_NAME(load_up_to)(from + 16, 2 * n - 16);
      v16f even = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
      v16f odd = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
      v16i here = lane + (v16i)GNK_NAME(splat16u)((uint32_t)(place + row * width + 2 * w));
      // The first of equal numbers is chosen, and a NaN counts as the maximum.
      v16i larger = row == 0 ? (v16i)(lane >= 0) : (v16i)(even > best) | ((even != even) & (best == best));
      best = (v16f)(((v16i)even & larger) | ((v16i)best & ~larger));
      at = (here & larger) | (at & ~larger);
      larger = (odd > best) | ((odd != odd) & (best == best));
      best = (v16f)(((v16i)odd & larger) | ((v16i)best & ~larger));
      at = ((here + 1) & larger) | (at & ~larger);
    }
    GNK_NAME(store_up_to)(y + w, best, n);
    memcpy(places + w, &at, (size_t)n * sizeof(int32_t));
  }
}

static void GNK_NAME(maximum_pool)(gnk_pooling_t s, const float *x, float *y, int32_t *places, int64_t begin,
                                   int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const float *plane = x + p * s.height * s.width;
    for (int64_t h = 0; h < s.outputHeight; h++) {
      const gnk_window_t rows = s.rows[h];
      const int64_t out = (p * s.outputHeight + h) * s.outputWidth;
      if (s.halves) {
        GNK_NAME(halve_maximum)(plane + 2 * h * s.width, s.width, 2 * h * s.width, y + out, places + out,
                                s.outputWidth);
        continue;
      }
      for (int64_t w = 0; w < s.outputWidth; w++) {
        const gnk_window_t columns = s.columns[w];
        int64_t place = rows.begin * s.width + columns.begin;
        float best = plane[place];
        for (int64_t i = rows.begin; i < rows.end; i++)
          for (int64_t j = columns.begin; j < columns.end; j++) {
            float v = plane[i * s.width + j];
            // The first of equal numbers is chosen, and a NaN counts as the maximum.
            if (v > best || (v != v && best == best)) {
              best = v;
              place = i * s.width + j;
            }
          }
        y[out + w] = best;
        places[out + w] = (int32_t)place;
      }
    }
  }
}

static void GNK_NAME(maximum_pool_gradient)(gnk_pooling_t s, const int32_t *places, const float *g, float *dx,
                                            int64_t begin, int64_t end) {
  const int64_t outputs = s.outputHeight * s.outputWidth;
  for (int64_t p = begin; p < end; p++) {
    float *plane = dx + p * s.height * s.width;
    memset(plane, 0, (size_t)(s.height * s.width) * sizeof(float));
    for (int64_t i = 0; i < outputs; i++) plane[places[p * outputs + i]] += g[p * outputs + i];
  }
}

static void GNK_NAME(average_pool)(gnk_pooling_t s, const float *x, float *y, int64_t begin, int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const float *plane = x + p * s.height * s.width;
    float *to = y + p * s.outputHeight * s.outputWidth;
    for (int64_t h = 0; h < s.outputHeight; h++)
      for (int64_t w = 0; w < s.outputWidth; w++) {
        const gnk_window_t rows = s.rows[h], columns = s.columns[w];
        float sum = 0;
        for (int64_t i = rows.begin; i < rows.end; i++)
          for (int64_t j = columns.begin; j < columns.end; j++) sum += plane[i * s.width + j];
        to[h * s.outputWidth + w] = sum / (float)(rows.count * columns.count);
      }
  }
}

static void GNK_NAME(average_pool_gradient)(gnk_pooling_t s, const float *g, float *dx, int64_t begin, int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    float *plane = dx + p * s.height * s.width;
    const float *from = g + p * s.outputHeight * s.outputWidth;
    memset(plane, 0, (size_t)(s.height * s.width) * sizeof(float));
    for (int64_t h = 0; h < s.outputHeight; h++)
      for (int64_t w = 0; w < s.outputWidth; w++) {
        const gnk_window_t rows = s.rows[h], columns = s.columns[w];
        const float share = from[h * s.outputWidth + w] / (float)(rows.count * columns.count);
        for (int64_t i = rows.begin; i < rows.end; i++)
          for (int64_t j = columns.begin; j < columns.end; j++) plane[i * s.width + j] += share;
      }
  }
}

// Returns (1 - share) a + share b. A share of 0 returns a, because an infinite number minus itself would
// give NaN.
GNK_INLINE float GNK_NAME(mixed)(float a, float b, float share) { return share == 0 ? a : a + share * (b - a); }

// Adds the gradients of mixed.
GNK_INLINE void GNK_NAME(unmixed)(float g, float *a, float *b, float share) {
  if (share == 0) {
    *a += g;
    return;
  }
  *a += g - g * share;
  *b += g * share;
}

// Computes each row of an image from two rows of another image, and the columns in the same way.
static void GNK_NAME(resample)(gnk_resampling_t s, const float *x, float *y, int64_t begin, int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const float *plane = x + p * s.height * s.width;
    for (int64_t h = 0; h < s.outputHeight; h++) {
      const gnk_mixture_t row = s.rows[h];
      const float *first = plane + row.first * s.width, *second = plane + row.second * s.width;
      float *to = y + (p * s.outputHeight + h) * s.outputWidth;
      for (int64_t w = 0; w < s.outputWidth; w++) {
        const gnk_mixture_t column = s.columns[w];
        float above = GNK_NAME(mixed)(first[column.first], first[column.second], column.share);
        float below = GNK_NAME(mixed)(second[column.first], second[column.second], column.share);
        to[w] = GNK_NAME(mixed)(above, below, row.share);
      }
    }
  }
}

static void GNK_NAME(resample_gradient)(gnk_resampling_t s, const float *g, float *dx, int64_t begin, int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    float *plane = dx + p * s.height * s.width;
    memset(plane, 0, (size_t)(s.height * s.width) * sizeof(float));
    for (int64_t h = 0; h < s.outputHeight; h++) {
      const gnk_mixture_t row = s.rows[h];
      float *first = plane + row.first * s.width, *second = plane + row.second * s.width;
      const float *from = g + (p * s.outputHeight + h) * s.outputWidth;
      for (int64_t w = 0; w < s.outputWidth; w++) {
        const gnk_mixture_t column = s.columns[w];
        float above = 0, below = 0;
        GNK_NAME(unmixed)(from[w], &above, &below, row.share);
        GNK_NAME(unmixed)(above, first + column.first, first + column.second, column.share);
        if (row.share != 0)
          GNK_NAME(unmixed)(below, second + column.first, second + column.second, column.share);
      }
    }
  }
}
