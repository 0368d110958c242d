// SPDX-License-Identifier: Apache-2.0

// Elementwise functions and their derivatives, and masks. Included by elementwise.c through levels.h.

// Sets each y[i] to `expression` of `v` (16 lanes of x). The last lanes are padded with zeros.
#define GNK_VECTOR_MAP(expression)                       \
  {                                                      \
    for (int64_t i = 0; i < count; i += 16) {            \
      int64_t n = count - i < 16 ? count - i : 16;       \
      v16f v = GNK_NAME(load_up_to)(x + i, n);           \
      GNK_NAME(store_up_to)(y + i, (expression), n);     \
    }                                                    \
    return;                                              \
  }
#define GNK_SCALAR_MAP(expression)        \
  {                                       \
    for (int64_t i = 0; i < count; i++) { \
      float v = x[i];                     \
      y[i] = (expression);                \
    }                                     \
    return;                               \
  }
// Sets each dx[i] to g[i] times `expression` of `v` (16 lanes of x).
#define GNK_VECTOR_GRADIENT_MAP(expression)                                             \
  {                                                                                     \
    for (int64_t i = 0; i < count; i += 16) {                                           \
      int64_t n = count - i < 16 ? count - i : 16;                                      \
      v16f v = GNK_NAME(load_up_to)(x + i, n);                                          \
      GNK_NAME(store_up_to)(dx + i, GNK_NAME(load_up_to)(g + i, n) * (expression), n);  \
    }                                                                                   \
    return;                                                                             \
  }
// Sets each dx[i] to g[i] times `expression` of v = x[i] and f = y[i].
#define GNK_GRADIENT_MAP(expression)      \
  {                                       \
    for (int64_t i = 0; i < count; i++) { \
      float v = x[i], f = y[i];           \
      (void)v;                            \
      (void)f;                            \
      dx[i] = g[i] * (expression);        \
    }                                     \
    return;                               \
  }

// max(v, 0). NaN is kept.
GNK_INLINE v16f GNK_NAME(above)(v16f v) { return (v16f)((v16i)v & ~(v16i)(v <= 0)); }
// e^v - 1 for v <= 0, and 0 above.
GNK_INLINE v16f GNK_NAME(expm1_below)(v16f v) { return GNK_NAME(expm1_16)((v16f)((v16i)v & (v16i)(v < 0))); }

// Limits a factor where the other factor is exactly 0 or 1 in single precision, because infinity times 0
// would be NaN.
GNK_INLINE v16f GNK_NAME(finite)(v16f v) { return GNK_NAME(clamp16)(v, -1e4f, 1e4f); }
// v, except that -infinity is limited, because it is multiplied by 0.
GNK_INLINE v16f GNK_NAME(finite_below)(v16f v) { return GNK_NAME(clamp16)(v, -1e4f, INFINITY); }

#define GNK_SELU_SCALE 1.0507009873554805f
#define GNK_SELU_ALPHA 1.6732632423543772f

// v sigmoid(2 u) with u = sqrt(2 / pi) (v + 0.044715 v^3). It equals 0.5 v (1 + tanh u), but does not
// lose digits below 0.
GNK_INLINE v16f GNK_NAME(gelu_tanh16)(v16f v) {
  v16f u = GNK_NAME(finite)(v);
  return GNK_NAME(finite_below)(v) * GNK_NAME(sigmoid16)(1.5957691216057308f * u * (1.0f + 0.044715f * u * u));
}
GNK_INLINE v16f GNK_NAME(gelu_tanh_slope)(v16f v) {
  v = GNK_NAME(finite)(v);
  v16f s = GNK_NAME(sigmoid16)(1.5957691216057308f * v * (1.0f + 0.044715f * v * v));
  return s + v * s * (1.0f - s) * 1.5957691216057308f * (1.0f + 3 * 0.044715f * v * v);
}
GNK_INLINE v16f GNK_NAME(gelu16)(v16f v) {
  v16f density;
  return GNK_NAME(finite_below)(v) * GNK_NAME(normal16)(v, &density);
}
GNK_INLINE v16f GNK_NAME(gelu_slope)(v16f v) {
  v16f density, below = GNK_NAME(normal16)(v, &density);
  return below + GNK_NAME(finite)(v) * density;
}
GNK_INLINE v16f GNK_NAME(silu_slope)(v16f v) {
  v16f s = GNK_NAME(sigmoid16)(v);
  return s * (1.0f + GNK_NAME(finite)(v) * (1.0f - s));
}
// tanh(log(1 + e^v)) = n / (n + 2) with n = e^v (e^v + 2). Beyond 20 it is 1 in single precision.
GNK_INLINE v16f GNK_NAME(mish16)(v16f v) {
  v16f e = GNK_NAME(exp16)(GNK_NAME(clamp16)(v, -INFINITY, 20)), n = e * (e + 2.0f);
  return GNK_NAME(finite_below)(v) * (n / (n + 2.0f));
}
GNK_INLINE v16f GNK_NAME(mish_slope)(v16f v) {
  v16f e = GNK_NAME(exp16)(GNK_NAME(clamp16)(v, -INFINITY, 20)), n = e * (e + 2.0f);
  v16f quotient = 1.0f / (n + 2.0f);
  return n * quotient + GNK_NAME(finite)(v) * (4.0f * e * (1.0f + e)) * quotient * quotient;
}

// sin v (shift 0) or cos v (shift 1). Numbers whose quadrant does not fit are computed by the C library.
GNK_INLINE void GNK_NAME(sines)(const float *x, const float *g, float *y, int64_t count, int32_t shift, float sign) {
  for (int64_t i = 0; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f v = GNK_NAME(load_up_to)(x + i, n), factor = GNK_NAME(splat16)(sign);
    if (g) factor *= GNK_NAME(load_up_to)(g + i, n);
    v16f sine = GNK_NAME(sine16)(GNK_NAME(clamp16)(v, -1048576, 1048576), shift);
    v16i fits = (v >= -1048576) & (v <= 1048576);
    if (!__builtin_reduce_and(fits))
      for (int lane = 0; lane < 16; lane++)
        if (!fits[lane]) sine[lane] = shift ? cosf(v[lane]) : sinf(v[lane]);
    GNK_NAME(store_up_to)(y + i, factor * sine, n);
  }
}

static void GNK_NAME(unary)(gnk_unary_t f, float parameter, float second, const float *restrict x,
                            float *restrict y, int64_t count) {
  switch (f) {
    case GNK_NEGATE: GNK_SCALAR_MAP(-v)
    case GNK_ABS: GNK_SCALAR_MAP(fabsf(v))
    case GNK_SQUARE: GNK_SCALAR_MAP(v * v)
    case GNK_SQRT: GNK_VECTOR_MAP(__builtin_elementwise_sqrt(v))
    case GNK_RECIPROCAL: GNK_SCALAR_MAP(1 / v)
    case GNK_EXP: GNK_VECTOR_MAP(GNK_NAME(exp16)(v))
    case GNK_LOG: GNK_VECTOR_MAP(GNK_NAME(log16)(v))
    case GNK_SIN: GNK_NAME(sines)(x, 0, y, count, 0, 1); return;
    case GNK_COS: GNK_NAME(sines)(x, 0, y, count, 1, 1); return;
    case GNK_TANH: GNK_VECTOR_MAP(GNK_NAME(tanh16)(v))
    case GNK_SIGMOID: GNK_VECTOR_MAP(GNK_NAME(sigmoid16)(v))
    case GNK_LOG_SIGMOID: GNK_VECTOR_MAP(-GNK_NAME(softplus16)(-v))
    case GNK_HARD_SIGMOID: GNK_SCALAR_MAP(v <= -3 ? 0 : v >= 3 ? 1 : v * (1.0f / 6) + 0.5f)
    case GNK_HARD_TANH: GNK_SCALAR_MAP(v < parameter ? parameter : v > second ? second : v)
    case GNK_HARD_SWISH: GNK_SCALAR_MAP(v <= -3 ? 0 : v >= 3 ? v : v * (v + 3) * (1.0f / 6))
    case GNK_RELU: GNK_SCALAR_MAP(!(v <= 0) ? v : 0)
    case GNK_LEAKY_RELU: GNK_SCALAR_MAP(v > 0 ? v : parameter * v)
    case GNK_ELU: GNK_VECTOR_MAP(GNK_NAME(above)(v) + parameter * GNK_NAME(expm1_below)(v))
    case GNK_SELU:
      GNK_VECTOR_MAP(GNK_SELU_SCALE * (GNK_NAME(above)(v) + GNK_SELU_ALPHA * GNK_NAME(expm1_below)(v)))
    case GNK_SOFTPLUS: GNK_VECTOR_MAP(GNK_NAME(softplus16)(v))
    case GNK_SILU: GNK_VECTOR_MAP(GNK_NAME(finite_below)(v) * GNK_NAME(sigmoid16)(v))
    case GNK_MISH: GNK_VECTOR_MAP(GNK_NAME(mish16)(v))
    case GNK_GELU: GNK_VECTOR_MAP(GNK_NAME(gelu16)(v))
    case GNK_GELU_TANH: GNK_VECTOR_MAP(GNK_NAME(gelu_tanh16)(v))
    case GNK_SCALE: GNK_SCALAR_MAP(v * parameter)
    case GNK_SHIFT: GNK_SCALAR_MAP(v + parameter)
    case GNK_POWER: GNK_SCALAR_MAP(powf(v, parameter))
    case GNK_CLIP_BELOW: GNK_SCALAR_MAP(v < parameter ? parameter : v)
  }
}

// Computes unary for outputs that do not fit in any cache. Pieces are computed in the first-level cache
// and written to memory without reading the output into a cache first.
static void GNK_NAME(stream_unary)(gnk_unary_t f, float parameter, float second, const float *x, float *y,
                                   int64_t count) {
  enum { PIECE = 1024 };
  _Alignas(64) float piece[PIECE];
  int64_t start = 0;
  for (; start + PIECE <= count; start += PIECE) {
    GNK_NAME(unary)(f, parameter, second, x + start, piece, PIECE);
    for (int64_t i = 0; i < PIECE; i += 16)
      __builtin_nontemporal_store(GNK_NAME(load16)(piece + i), (v16f *)(y + start + i));
  }
#if defined(__x86_64__)
  // Nontemporal stores are not ordered before the signal that the work is done.
  _mm_sfence();
#endif
  GNK_NAME(unary)(f, parameter, second, x + start, y + start, count - start);
}

static void GNK_NAME(unary_gradient)(gnk_unary_t function, float parameter, float second,
                                     const float *restrict x, const float *restrict y, const float *restrict g,
                                     float *restrict dx, int64_t count) {
  switch (function) {
    case GNK_NEGATE: GNK_GRADIENT_MAP(-1.0f)
    case GNK_ABS: GNK_GRADIENT_MAP((v > 0) - (v < 0))
    case GNK_SQUARE: GNK_GRADIENT_MAP(2 * v)
    case GNK_SQRT: GNK_GRADIENT_MAP(0.5f / f)
    case GNK_RECIPROCAL: GNK_GRADIENT_MAP(-f * f)
    case GNK_EXP: GNK_GRADIENT_MAP(f)
    case GNK_LOG: GNK_GRADIENT_MAP(1 / v)
    case GNK_SIN: GNK_NAME(sines)(x, g, dx, count, 1, 1); return;
    case GNK_COS: GNK_NAME(sines)(x, g, dx, count, 0, -1); return;
    case GNK_TANH: GNK_GRADIENT_MAP(1 - f * f)
    case GNK_SIGMOID: GNK_GRADIENT_MAP(f * (1 - f))
    case GNK_LOG_SIGMOID: GNK_VECTOR_GRADIENT_MAP(GNK_NAME(sigmoid16)(-v))
    case GNK_HARD_SIGMOID: GNK_GRADIENT_MAP(v > -3 && v < 3 ? 1.0f / 6 : 0.0f)
    case GNK_HARD_TANH: GNK_GRADIENT_MAP(f > parameter && f < second ? 1.0f : 0.0f)
    case GNK_HARD_SWISH: GNK_GRADIENT_MAP(v <= -3 ? 0.0f : v >= 3 ? 1.0f : v * (1.0f / 3) + 0.5f)
    case GNK_RELU: GNK_GRADIENT_MAP(v > 0 ? 1.0f : 0.0f)
    case GNK_LEAKY_RELU: GNK_GRADIENT_MAP(v > 0 ? 1.0f : parameter)
    case GNK_ELU: GNK_GRADIENT_MAP(v > 0 ? 1.0f : f + parameter)
    case GNK_SELU: GNK_GRADIENT_MAP(v > 0 ? GNK_SELU_SCALE : f + GNK_SELU_SCALE * GNK_SELU_ALPHA)
    case GNK_SOFTPLUS: GNK_VECTOR_GRADIENT_MAP(GNK_NAME(sigmoid16)(v))
    case GNK_SILU: GNK_VECTOR_GRADIENT_MAP(GNK_NAME(silu_slope)(v))
    case GNK_MISH: GNK_VECTOR_GRADIENT_MAP(GNK_NAME(mish_slope)(v))
    case GNK_GELU: GNK_VECTOR_GRADIENT_MAP(GNK_NAME(gelu_slope)(v))
    case GNK_GELU_TANH: GNK_VECTOR_GRADIENT_MAP(GNK_NAME(gelu_tanh_slope)(v))
    case GNK_SCALE: GNK_GRADIENT_MAP(parameter)
    case GNK_SHIFT: GNK_GRADIENT_MAP(1.0f)
    case GNK_POWER: GNK_GRADIENT_MAP(parameter * powf(v, parameter - 1))
    case GNK_CLIP_BELOW: GNK_GRADIENT_MAP(v < parameter ? 0.0f : 1.0f)
  }
}

#define GNK_BINARY_MAP(expression)                             \
  if (aStep && bStep)                                          \
    for (int64_t i = 0; i < count; i++) {                      \
      float p = a[i], q = b[i];                                \
      y[i] = (expression);                                     \
    }                                                          \
  else if (aStep)                                              \
    for (int64_t i = 0; i < count; i++) {                      \
      float p = a[i], q = b[0];                                \
      y[i] = (expression);                                     \
    }                                                          \
  else                                                         \
    for (int64_t i = 0; i < count; i++) {                      \
      float p = a[0], q = b[i * bStep];                        \
      y[i] = (expression);                                     \
    }                                                          \
  return;

static void GNK_NAME(binary)(gnk_binary_t op, const float *restrict a, int64_t aStep, const float *restrict b,
                             int64_t bStep, float *restrict y, int64_t count) {
  switch (op) {
    case GNK_ADD: GNK_BINARY_MAP(p + q)
    case GNK_SUBTRACT: GNK_BINARY_MAP(p - q)
    case GNK_MULTIPLY: GNK_BINARY_MAP(p *q)
    case GNK_DIVIDE: GNK_BINARY_MAP(p / q)
    case GNK_MAXIMUM: GNK_BINARY_MAP(p < q ? q : p)
    case GNK_MINIMUM: GNK_BINARY_MAP(q < p ? q : p)
    case GNK_RECTIFY: GNK_BINARY_MAP(p > 0 ? p : q *p)
    case GNK_RECTIFY_SLOPE: GNK_BINARY_MAP(p > 0 ? 1.0f : q)
  }
}

#define GNK_STREAM_MAP(expression)                                            \
  {                                                                           \
    for (; i + 16 <= count; i += 16) {                                        \
      v16f p = GNK_NAME(load16)(a + i), q = GNK_NAME(load16)(b + i);          \
      __builtin_nontemporal_store((expression), (v16f *)(y + i));             \
    }                                                                         \
    break;                                                                    \
  }

// Computes binary for outputs that do not fit in any cache. They are written to memory without being
// read into a cache first.
static void GNK_NAME(stream_binary)(gnk_binary_t op, const float *restrict a, const float *restrict b,
                                    float *restrict y, int64_t count) {
  int64_t i = 0;
  switch (op) {
    case GNK_ADD: GNK_STREAM_MAP(p + q)
    case GNK_SUBTRACT: GNK_STREAM_MAP(p - q)
    case GNK_MULTIPLY: GNK_STREAM_MAP(p *q)
    case GNK_DIVIDE: GNK_STREAM_MAP(p / q)
    case GNK_MAXIMUM: GNK_STREAM_MAP(GNK_NAME(select16)(p < q, q, p))
    case GNK_MINIMUM: GNK_STREAM_MAP(GNK_NAME(select16)(q < p, q, p))
    case GNK_RECTIFY: GNK_STREAM_MAP(GNK_NAME(select16)(p > 0, p, q *p))
    case GNK_RECTIFY_SLOPE: GNK_STREAM_MAP(GNK_NAME(select16)(p > 0, GNK_NAME(splat16)(1), q))
  }
#if defined(__x86_64__)
  // Nontemporal stores are not ordered before the signal that the work is done.
  _mm_sfence();
#endif
  GNK_NAME(binary)(op, a + i, 1, b + i, 1, y + i, count - i);
}

static void GNK_NAME(accumulate)(float *restrict y, const float *restrict x, float scale, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += scale * x[i];
}

// Returns 16 bits of a mask from position `at` on, of which `n` are needed.
GNK_INLINE uint32_t GNK_NAME(bits16)(const uint64_t *keep, int64_t at, int64_t n) {
  const uint32_t *words = (const uint32_t *)keep;
  uint64_t bits = words[at >> 5] >> (at & 31);
  if ((at & 31) + n > 32) bits |= (uint64_t)words[(at >> 5) + 1] << (32 - (at & 31));
  return (uint32_t)bits & 0xFFFF;
}

// Returns all ones in the lanes whose bit is set.
GNK_INLINE v16i GNK_NAME(lanes)(uint32_t bits) {
  const v16u one = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  return (v16i)((GNK_NAME(splat16u)(bits) & one) != 0);
}

static void GNK_NAME(apply_mask)(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y,
                                 int64_t count) {
  int64_t i = 0;
  for (; i + 16 <= count; i += 16) {
    v16i lanes = GNK_NAME(lanes)(GNK_NAME(bits16)(keep, offset + i, 16));
    GNK_NAME(store16)(y + i, (v16f)((v16i)(GNK_NAME(load16)(x + i) * scale) & lanes));
  }
  if (i < count) {
    v16i lanes = GNK_NAME(lanes)(GNK_NAME(bits16)(keep, offset + i, count - i));
    v16f v = GNK_NAME(load_part)(x + i, count - i) * scale;
    GNK_NAME(store_part)(y + i, (v16f)((v16i)v & lanes), count - i);
  }
}

// Returns one bit per lane, which is set if the lane is not 0.
GNK_INLINE uint16_t GNK_NAME(bits_of)(v16i lanes) {
#if GNK_LEVEL == 2
  return (uint16_t)_mm512_movepi32_mask((__m512i)lanes);
#else
  uint32_t bits = 0;
  for (int i = 0; i < 16; i++) bits |= (uint32_t)(lanes[i] != 0) << i;
  return (uint16_t)bits;
#endif
}

static void GNK_NAME(relu_mask)(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y,
                                uint64_t *passed, int64_t count) {
  uint16_t *out = (uint16_t *)passed + offset / 16;
  for (int64_t i = 0; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f v = GNK_NAME(load_up_to)(x + i, n);
    // NaN passes, so that it is noticed.
    v16i lanes = ~(v16i)(v <= 0) & GNK_NAME(lanes)(GNK_NAME(bits16)(keep, offset + i, n));
    v = (v16f)((v16i)(v * scale) & lanes);
    GNK_NAME(store_up_to)(y + i, v, n);
    out[i / 16] = GNK_NAME(bits_of)(lanes);
  }
}

#undef GNK_VECTOR_MAP
#undef GNK_SCALAR_MAP
#undef GNK_VECTOR_GRADIENT_MAP
#undef GNK_GRADIENT_MAP
#undef GNK_BINARY_MAP
