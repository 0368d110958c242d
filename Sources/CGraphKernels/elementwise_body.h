// Elementwise functions and their derivatives. Included by elementwise.c through levels.h.

// Calls `expression` of `v` (16 lanes of x) for every i, the last lanes padded with zeros.
#define GNK_VECTOR_MAP(expression)                       \
  {                                                      \
    int64_t i = 0;                                       \
    for (; i + 16 <= count; i += 16) {                   \
      v16f v = GNK_NAME(load16)(x + i);                  \
      GNK_NAME(store16)(y + i, (expression));            \
    }                                                    \
    if (i < count) {                                     \
      v16f v = GNK_NAME(load_part)(x + i, count - i);    \
      GNK_NAME(store_part)(y + i, (expression), count - i); \
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

// e^v - 1 for v <= 0 (0 above): near 0 by its series, where the difference would lose digits.
GNK_INLINE v16f GNK_NAME(expm1_below)(v16f v) {
  v16i below = v < 0;
  v = (v16f)((v16i)v & below);
  v16f series = v * (1 + v * (0.5f + v * (1.0f / 6 + v * (1.0f / 24 + v * (1.0f / 120 + v * (1.0f / 720))))));
  v16i isSmall = v > -0.35f;
  v16f whole = GNK_NAME(exp16)(v) - 1;
  return (v16f)(((v16i)series & isSmall) | ((v16i)whole & ~isSmall));
}

// max(v, 0), what is not a number kept.
GNK_INLINE v16f GNK_NAME(above)(v16f v) { return (v16f)((v16i)v & ~(v16i)(v <= 0)); }

#define GNK_SELU_SCALE 1.0507009873554805f
#define GNK_SELU_ALPHA 1.6732632423543772f
#define GNK_SQRT_2_OVER_PI 0.7978845608028654f

static void GNK_NAME(unary)(gnk_unary_t f, float parameter, const float *restrict x, float *restrict y,
                            int64_t count) {
  switch (f) {
    case GNK_NEGATE: GNK_SCALAR_MAP(-v)
    case GNK_ABS: GNK_SCALAR_MAP(fabsf(v))
    case GNK_SQUARE: GNK_SCALAR_MAP(v * v)
    case GNK_SQRT: GNK_SCALAR_MAP(sqrtf(v))
    case GNK_RECIPROCAL: GNK_SCALAR_MAP(1 / v)
    case GNK_EXP: GNK_VECTOR_MAP(GNK_NAME(exp16)(v))
    case GNK_LOG: GNK_SCALAR_MAP(logf(v))
    case GNK_SIN: GNK_SCALAR_MAP(sinf(v))
    case GNK_COS: GNK_SCALAR_MAP(cosf(v))
    case GNK_TANH: GNK_VECTOR_MAP(GNK_NAME(tanh16)(v))
    case GNK_SIGMOID: GNK_VECTOR_MAP(GNK_NAME(sigmoid16)(v))
    case GNK_RELU: GNK_SCALAR_MAP(!(v <= 0) ? v : 0)
    case GNK_LEAKY_RELU: GNK_SCALAR_MAP(v > 0 ? v : parameter * v)
    case GNK_ELU: GNK_VECTOR_MAP(GNK_NAME(above)(v) + parameter * GNK_NAME(expm1_below)(v))
    case GNK_SELU: 
      GNK_VECTOR_MAP(GNK_SELU_SCALE * (GNK_NAME(above)(v) + GNK_SELU_ALPHA * GNK_NAME(expm1_below)(v)))
    case GNK_SOFTPLUS: GNK_SCALAR_MAP((v > 0 ? v : 0) + log1pf(expf(-fabsf(v))))
    case GNK_SILU: GNK_VECTOR_MAP(v * GNK_NAME(sigmoid16)(v))
    case GNK_GELU: GNK_SCALAR_MAP(0.5f * v * (1 + erff(v * 0.70710678118654752f)))
    case GNK_GELU_TANH:
      GNK_SCALAR_MAP(0.5f * v * (1 + tanhf(GNK_SQRT_2_OVER_PI * (v + 0.044715f * v * v * v))))
    case GNK_SCALE: GNK_SCALAR_MAP(v * parameter)
    case GNK_SHIFT: GNK_SCALAR_MAP(v + parameter)
    case GNK_POWER: GNK_SCALAR_MAP(powf(v, parameter))
    case GNK_CLIP_BELOW: GNK_SCALAR_MAP(v < parameter ? parameter : v)
  }
}

static void GNK_NAME(unary_gradient)(gnk_unary_t function, float parameter, const float *restrict x,
                                     const float *restrict y, const float *restrict g, float *restrict dx,
                                     int64_t count) {
  switch (function) {
    case GNK_NEGATE: GNK_GRADIENT_MAP(-1.0f)
    case GNK_ABS: GNK_GRADIENT_MAP((v > 0) - (v < 0))
    case GNK_SQUARE: GNK_GRADIENT_MAP(2 * v)
    case GNK_SQRT: GNK_GRADIENT_MAP(0.5f / f)
    case GNK_RECIPROCAL: GNK_GRADIENT_MAP(-f * f)
    case GNK_EXP: GNK_GRADIENT_MAP(f)
    case GNK_LOG: GNK_GRADIENT_MAP(1 / v)
    case GNK_SIN: GNK_GRADIENT_MAP(cosf(v))
    case GNK_COS: GNK_GRADIENT_MAP(-sinf(v))
    case GNK_TANH: GNK_GRADIENT_MAP(1 - f * f)
    case GNK_SIGMOID: GNK_GRADIENT_MAP(f * (1 - f))
    case GNK_RELU: GNK_GRADIENT_MAP(v > 0 ? 1.0f : 0.0f)
    case GNK_LEAKY_RELU: GNK_GRADIENT_MAP(v > 0 ? 1.0f : parameter)
    case GNK_ELU: GNK_GRADIENT_MAP(v > 0 ? 1.0f : f + parameter)
    case GNK_SELU: GNK_GRADIENT_MAP(v > 0 ? GNK_SELU_SCALE : f + GNK_SELU_SCALE * GNK_SELU_ALPHA)
    case GNK_SOFTPLUS: GNK_GRADIENT_MAP(1 / (1 + expf(-v)))
    case GNK_SILU:
      for (int64_t i = 0; i < count; i++) {
        float s = 1 / (1 + expf(-x[i]));
        dx[i] = g[i] * s * (1 + x[i] * (1 - s));
      }
      return;
    case GNK_GELU:
      GNK_GRADIENT_MAP(0.5f * (1 + erff(v * 0.70710678118654752f)) +
                       v * 0.3989422804014327f * expf(-0.5f * v * v))
    case GNK_GELU_TANH:
      for (int64_t i = 0; i < count; i++) {
        float v = x[i], t = tanhf(GNK_SQRT_2_OVER_PI * (v + 0.044715f * v * v * v));
        float slope = GNK_SQRT_2_OVER_PI * (1 + 3 * 0.044715f * v * v);
        dx[i] = g[i] * (0.5f * (1 + t) + 0.5f * v * (1 - t * t) * slope);
      }
      return;
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
  }
}

static void GNK_NAME(accumulate)(float *restrict y, const float *restrict x, float scale, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] += scale * x[i];
}

// 16 bits of a mask from position `at` on, of which `n` are asked for.
GNK_INLINE uint32_t GNK_NAME(bits16)(const uint64_t *keep, int64_t at, int64_t n) {
  const uint32_t *words = (const uint32_t *)keep;
  uint64_t bits = words[at >> 5] >> (at & 31);
  if ((at & 31) + n > 32) bits |= (uint64_t)words[(at >> 5) + 1] << (32 - (at & 31));
  return (uint32_t)bits & 0xFFFF;
}

// All ones in the lanes whose bit is set.
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

// One bit a lane, set where the lane is not 0.
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
    v16f v = n == 16 ? GNK_NAME(load16)(x + i) : GNK_NAME(load_part)(x + i, n);
    // What is not a number passes, so that it shows.
    v16i lanes = ~(v16i)(v <= 0) & GNK_NAME(lanes)(GNK_NAME(bits16)(keep, offset + i, n));
    v = (v16f)((v16i)(v * scale) & lanes);
    if (n == 16) GNK_NAME(store16)(y + i, v); else GNK_NAME(store_part)(y + i, v, n);
    out[i / 16] = GNK_NAME(bits_of)(lanes);
  }
}

static void GNK_NAME(adam)(gnk_adam_t s, float *restrict weight, const float *restrict gradient,
                           float *restrict first, float *restrict second, int64_t count) {
  const float step = s.learningRate / s.correction1, rootCorrection = 1 / sqrtf(s.correction2);
  const float shrink = s.decoupled ? 1 - s.learningRate * s.weightDecay : 1;
  const float coupled = s.decoupled ? 0 : s.weightDecay;
  int64_t i = 0;
  for (; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f w = n == 16 ? GNK_NAME(load16)(weight + i) : GNK_NAME(load_part)(weight + i, n);
    v16f g = n == 16 ? GNK_NAME(load16)(gradient + i) : GNK_NAME(load_part)(gradient + i, n);
    v16f m = n == 16 ? GNK_NAME(load16)(first + i) : GNK_NAME(load_part)(first + i, n);
    v16f v = n == 16 ? GNK_NAME(load16)(second + i) : GNK_NAME(load_part)(second + i, n);
    g = g + coupled * w;
    m = s.beta1 * m + (1 - s.beta1) * g;
    v = s.beta2 * v + (1 - s.beta2) * g * g;
    w = w * shrink - step * m / (__builtin_elementwise_sqrt(v) * rootCorrection + s.epsilon);
    if (n == 16) {
      GNK_NAME(store16)(weight + i, w);
      GNK_NAME(store16)(first + i, m);
      GNK_NAME(store16)(second + i, v);
    } else {
      GNK_NAME(store_part)(weight + i, w, n);
      GNK_NAME(store_part)(first + i, m, n);
      GNK_NAME(store_part)(second + i, v, n);
    }
  }
}

static void GNK_NAME(sgd)(float rate, float momentum, float weightDecay, int32_t nesterov, int32_t isFirst,
                          float *restrict weight, const float *restrict gradient, float *restrict velocity,
                          int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    float g = gradient[i] + weightDecay * weight[i];
    if (velocity) {
      float v = isFirst ? g : momentum * velocity[i] + g;
      velocity[i] = v;
      g = nesterov ? g + momentum * v : v;
    }
    weight[i] -= rate * g;
  }
}

#undef GNK_VECTOR_MAP
#undef GNK_SCALAR_MAP
#undef GNK_GRADIENT_MAP
#undef GNK_BINARY_MAP
