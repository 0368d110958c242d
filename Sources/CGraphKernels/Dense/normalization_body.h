// SPDX-License-Identifier: Apache-2.0

// Means, variances and normalisation. Included by normalization.c through levels.h.

// Returns the first `count` lanes of v and 0 in the others.
GNK_INLINE v16f GNK_NAME(first16)(v16f v, int64_t count) {
  const v16i lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return (v16f)((v16i)v & (lane < (v16i)GNK_NAME(splat16u)((uint32_t)count)));
}

static void GNK_NAME(plane_sums)(const float *x, const float *output, int64_t count, float *sums, int64_t begin,
                                 int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    v16f total = {0};
    for (int64_t start = 0; start < count; start += GNK_SEGMENT) {
      const int64_t end = start + GNK_SEGMENT < count ? start + GNK_SEGMENT : count;
      v16f part = {0};
      for (int64_t i = start; i < end; i += 16) {
        v16f v = GNK_NAME(load_up_to)(x + p * count + i, count - i);
        if (output) v = (v16f)((v16i)v & ~(v16i)(GNK_NAME(load_up_to)(output + p * count + i, count - i) <= 0));
        part += v;
      }
      total += part;
    }
    sums[p] = GNK_NAME(sum16)(total);
  }
}

static void GNK_NAME(plane_moments)(const float *x, int64_t count, float *means, float *squares, int64_t begin,
                                    int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const float *row = x + p * count;
    v16f total = {0};
    for (int64_t start = 0; start < count; start += GNK_SEGMENT) {
      const int64_t end = start + GNK_SEGMENT < count ? start + GNK_SEGMENT : count;
      v16f part[2] = {{0}, {0}};
      int64_t i = start;
      for (; i + 32 <= end; i += 32)
        for (int k = 0; k < 2; k++) part[k] += GNK_NAME(load16)(row + i + 16 * k);
      for (; i < end; i += 16) part[0] += GNK_NAME(load_up_to)(row + i, count - i);
      total += part[0] + part[1];
    }
    const float mean = GNK_NAME(sum16)(total) / (float)count;
    total = (v16f){0};
    for (int64_t start = 0; start < count; start += GNK_SEGMENT) {
      const int64_t end = start + GNK_SEGMENT < count ? start + GNK_SEGMENT : count;
      v16f part[2] = {{0}, {0}};
      int64_t i = start;
      for (; i + 32 <= end; i += 32)
        for (int k = 0; k < 2; k++) {
          v16f d = GNK_NAME(load16)(row + i + 16 * k) - mean;
          part[k] += d * d;
        }
      for (; i < end; i += 16) {
        v16f d = GNK_NAME(first16)(GNK_NAME(load_up_to)(row + i, count - i) - mean, count - i);
        part[0] += d * d;
      }
      total += part[0] + part[1];
    }
    means[p] = mean;
    squares[p] = GNK_NAME(sum16)(total);
  }
}

static void GNK_NAME(plane_affine)(gnk_affine_t s, const float *x, int64_t count, float *y, int64_t begin,
                                   int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const float centre = s.centre[p % s.period], scale = s.scale[p % s.period], shift = s.shift[p % s.period];
    for (int64_t i = 0; i < count; i += 16) {
      v16f v = (GNK_NAME(load_up_to)(x + p * count + i, count - i) - centre) * scale + shift;
      if (s.relu) v = (v16f)((v16i)v & ~(v16i)(v <= 0));
      GNK_NAME(store_up_to)(y + p * count + i, v, count - i);
    }
  }
}

static void GNK_NAME(add_relu)(const float *a, const float *b, float *y, int64_t count) {
  for (int64_t i = 0; i < count; i += 16) {
    v16f v = GNK_NAME(load_up_to)(a + i, count - i) + GNK_NAME(load_up_to)(b + i, count - i);
    GNK_NAME(store_up_to)(y + i, (v16f)((v16i)v & ~(v16i)(v <= 0)), count - i);
  }
}

static void GNK_NAME(plane_gradient_sums)(gnk_affine_t s, const float *x, const float *g, int64_t count, float *sums,
                                          float *products, int64_t begin, int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const float centre = s.centre[p % s.period], scale = s.scale[p % s.period], shift = s.shift[p % s.period];
    v16f sums16 = {0}, products16 = {0};
    for (int64_t start = 0; start < count; start += GNK_SEGMENT) {
      const int64_t end = start + GNK_SEGMENT < count ? start + GNK_SEGMENT : count;
      v16f sum[2] = {{0}, {0}}, product[2] = {{0}, {0}};
      for (int64_t i = start, k = 0; i < end; i += 16, k ^= 1) {
        v16f d = GNK_NAME(load_up_to)(x + p * count + i, count - i) - centre;
        v16f v = GNK_NAME(load_up_to)(g + p * count + i, count - i);
        if (s.relu) v = (v16f)((v16i)v & ~(v16i)(d * scale + shift <= 0));
        sum[k] += v;
        product[k] += v * d;
      }
      sums16 += sum[0] + sum[1];
      products16 += product[0] + product[1];
    }
    sums[p] = GNK_NAME(sum16)(sums16);
    products[p] = GNK_NAME(sum16)(products16);
  }
}

static void GNK_NAME(plane_gradient)(gnk_affine_t s, const float *x, const float *g, const float *slope,
                                     const float *offset, int64_t count, float *dx, int64_t begin, int64_t end) {
  for (int64_t p = begin; p < end; p++) {
    const int64_t c = p % s.period;
    const float centre = s.centre[c], scale = s.scale[c], shift = s.shift[c], a = slope[c], b = offset[c];
    for (int64_t i = 0; i < count; i += 16) {
      v16f d = GNK_NAME(load_up_to)(x + p * count + i, count - i) - centre;
      v16f v = GNK_NAME(load_up_to)(g + p * count + i, count - i);
      if (s.relu) v = (v16f)((v16i)v & ~(v16i)(d * scale + shift <= 0));
      GNK_NAME(store_up_to)(dx + p * count + i, v * scale + (d * a + b), count - i);
    }
  }
}

static void GNK_NAME(column_squares)(const float *x, const float *centre, float *out, int64_t width, int64_t begin,
                                     int64_t end) {
  for (int64_t c = 0; c < width; c += 16) {
    v16f middle = GNK_NAME(load_up_to)(centre + c, width - c), total = {0};
    for (int64_t r = begin; r < end; r++) {
      v16f d = GNK_NAME(load_up_to)(x + r * width + c, width - c) - middle;
      total += d * d;
    }
    GNK_NAME(store_up_to)(out + c, total, width - c);
  }
}

static void GNK_NAME(column_affine)(gnk_affine_t s, const float *x, float *y, int64_t begin, int64_t end) {
  const int64_t width = s.period;
  for (int64_t r = begin; r < end; r++)
    for (int64_t c = 0; c < width; c += 16) {
      int64_t n = width - c;
      v16f v = GNK_NAME(load_up_to)(x + r * width + c, n) - GNK_NAME(load_up_to)(s.centre + c, n);
      v = v * GNK_NAME(load_up_to)(s.scale + c, n) + GNK_NAME(load_up_to)(s.shift + c, n);
      if (s.relu) v = (v16f)((v16i)v & ~(v16i)(v <= 0));
      GNK_NAME(store_up_to)(y + r * width + c, v, n);
    }
}

static void GNK_NAME(column_gradient_sums)(gnk_affine_t s, const float *x, const float *g, float *sums,
                                           float *products, int64_t begin, int64_t end) {
  const int64_t width = s.period;
  for (int64_t c = 0; c < width; c += 16) {
    int64_t n = width - c;
    v16f centre = GNK_NAME(load_up_to)(s.centre + c, n), scale = GNK_NAME(load_up_to)(s.scale + c, n);
    v16f shift = GNK_NAME(load_up_to)(s.shift + c, n), sum = {0}, product = {0};
    for (int64_t r = begin; r < end; r++) {
      v16f d = GNK_NAME(load_up_to)(x + r * width + c, n) - centre, v = GNK_NAME(load_up_to)(g + r * width + c, n);
      if (s.relu) v = (v16f)((v16i)v & ~(v16i)(d * scale + shift <= 0));
      sum += v;
      product += v * d;
    }
    GNK_NAME(store_up_to)(sums + c, sum, n);
    GNK_NAME(store_up_to)(products + c, product, n);
  }
}

static void GNK_NAME(column_gradient)(gnk_affine_t s, const float *x, const float *g, const float *slope,
                                      const float *offset, float *dx, int64_t begin, int64_t end) {
  const int64_t width = s.period;
  for (int64_t r = begin; r < end; r++)
    for (int64_t c = 0; c < width; c += 16) {
      int64_t n = width - c;
      v16f d = GNK_NAME(load_up_to)(x + r * width + c, n) - GNK_NAME(load_up_to)(s.centre + c, n);
      v16f v = GNK_NAME(load_up_to)(g + r * width + c, n), scale = GNK_NAME(load_up_to)(s.scale + c, n);
      if (s.relu) v = (v16f)((v16i)v & ~(v16i)(d * scale + GNK_NAME(load_up_to)(s.shift + c, n) <= 0));
      v = v * scale + (d * GNK_NAME(load_up_to)(slope + c, n) + GNK_NAME(load_up_to)(offset + c, n));
      GNK_NAME(store_up_to)(dx + r * width + c, v, n);
    }
}

static void GNK_NAME(normalize_rows)(const float *x, int64_t width, const float *weight, const float *bias,
                                     float epsilon, float *y, float *means, float *factors, int64_t begin,
                                     int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    const float *row = x + r * width;
    v16f total = {0};
    for (int64_t i = 0; i < width; i += 16) total += GNK_NAME(load_up_to)(row + i, width - i);
    const float mean = GNK_NAME(sum16)(total) / (float)width;
    total = (v16f){0};
    for (int64_t i = 0; i < width; i += 16) {
      v16f d = GNK_NAME(first16)(GNK_NAME(load_up_to)(row + i, width - i) - mean, width - i);
      total += d * d;
    }
    const float factor = 1 / sqrtf(GNK_NAME(sum16)(total) / (float)width + epsilon);
    for (int64_t i = 0; i < width; i += 16) {
      int64_t n = width - i;
      v16f v = (GNK_NAME(load_up_to)(row + i, n) - mean) * factor;
      GNK_NAME(store_up_to)(y + r * width + i, v * GNK_NAME(load_up_to)(weight + i, n) + GNK_NAME(load_up_to)(bias + i, n), n);
    }
    means[r] = mean;
    factors[r] = factor;
  }
}

static void GNK_NAME(normalize_rows_gradient)(const float *x, const float *g, int64_t width, const float *weight,
                                              const float *means, const float *factors, float *dx, float *dweight,
                                              float *dbias, int64_t begin, int64_t end) {
  memset(dweight, 0, (size_t)width * sizeof(float));
  memset(dbias, 0, (size_t)width * sizeof(float));
  for (int64_t r = begin; r < end; r++) {
    const float mean = means[r], factor = factors[r];
    v16f sum = {0}, product = {0};
    for (int64_t i = 0; i < width; i += 16) {
      int64_t n = width - i;
      v16f d = (GNK_NAME(load_up_to)(x + r * width + i, n) - mean) * factor, v = GNK_NAME(load_up_to)(g + r * width + i, n);
      GNK_NAME(store_up_to)(dweight + i, GNK_NAME(load_up_to)(dweight + i, n) + v * d, n);
      GNK_NAME(store_up_to)(dbias + i, GNK_NAME(load_up_to)(dbias + i, n) + v, n);
      v = v * GNK_NAME(load_up_to)(weight + i, n);
      sum += v;
      product += v * d;
    }
    const float slope = -GNK_NAME(sum16)(product) / (float)width, offset = -GNK_NAME(sum16)(sum) / (float)width;
    for (int64_t i = 0; i < width; i += 16) {
      int64_t n = width - i;
      v16f d = (GNK_NAME(load_up_to)(x + r * width + i, n) - mean) * factor, v = GNK_NAME(load_up_to)(g + r * width + i, n);
      v = (v * GNK_NAME(load_up_to)(weight + i, n) + (d * slope + offset)) * factor;
      GNK_NAME(store_up_to)(dx + r * width + i, v, n);
    }
  }
}
