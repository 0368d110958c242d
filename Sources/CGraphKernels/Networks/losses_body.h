// SPDX-License-Identifier: Apache-2.0

// Losses of predictions against targets, and their gradients. Included by losses.c through levels.h.

// log cosh d. Near 0 it is log(1 + u) with u = cosh d - 1 = e^2 / (2 (1 + e)) and e = e^-|d| - 1,
// because |d| - log 2 would lose all digits.
GNK_INLINE v16f GNK_NAME(log_cosh)(v16f d) {
  v16f size = (v16f)((v16i)d & ~(v16i)GNK_NAME(splat16)(-0.0f));
  v16f e = GNK_NAME(expm1_16)(-size), power = 1.0f + e;
  v16i isSmall = size < 1;
  v16f u = GNK_NAME(select16)(isSmall, 0.5f * e * e / power, power * power);
  v16f start = (v16f)(~isSmall & (v16i)(size - 0.6931471805599453f));
  return start + GNK_NAME(log1p16)(u);
}

// Returns the loss of x against t, or with `slope` its derivative with respect to x.
GNK_INLINE v16f GNK_NAME(pair_loss16)(gnk_loss_t loss, float parameter, v16f x, v16f t, int slope) {
  const v16i signs = (v16i)GNK_NAME(splat16)(-0.0f);
  v16f d = x - t, size = (v16f)((v16i)d & ~signs), margin = 1.0f - t * x;
  v16f positive = GNK_NAME(clamp16)(margin, 0, INFINITY);
  switch (loss) {
    case GNK_LOSS_SQUARED: return slope ? 2.0f * d : d * d;
    case GNK_LOSS_ABSOLUTE: {
      v16f sign = (v16f)((v16i)GNK_NAME(splat16)(1) | ((v16i)d & signs));
      return slope ? (v16f)((v16i)sign & (v16i)(d != 0)) : size;
    }
    case GNK_LOSS_HUBER:
      if (slope) return GNK_NAME(clamp16)(d, -parameter, parameter);
      return GNK_NAME(select16)(size <= parameter, 0.5f * d * d, parameter * (size - 0.5f * parameter));
    case GNK_LOSS_LOG_COSH: return slope ? GNK_NAME(tanh16)(d) : GNK_NAME(log_cosh)(d);
    case GNK_LOSS_BINARY_CROSS_ENTROPY: {
      // Computed from e^-|x|, so that neither a probability near 1 nor its distance from 1 loses digits.
      v16f e = GNK_NAME(exp16)((v16f)((v16i)x | signs)), sure = 1.0f / (1.0f + e), unsure = e * sure;
      v16i isPositive = x > 0;
      if (slope)
        return (1.0f - t) * GNK_NAME(select16)(isPositive, sure, unsure) -
               t * GNK_NAME(select16)(isPositive, unsure, sure);
      return GNK_NAME(clamp16)(x, 0, INFINITY) - x * t + GNK_NAME(log1p16)(e);
    }
    case GNK_LOSS_HINGE:
      return slope ? (v16f)((v16i)(-t) & (v16i)(margin > 0)) : positive;
    case GNK_LOSS_SQUARED_HINGE: return slope ? -2.0f * t * positive : positive * positive;
    case GNK_LOSS_DIVERGENCE:
      if (slope) return -t;
      return (v16f)((v16i)(t * (GNK_NAME(log16)(t) - x)) & (v16i)(t != 0));
  }
  return x;
}

// One loop per loss, so that the choice is made outside the loop.
#define GNK_EVERY_LOSS(loop)                                                    \
  switch (loss) {                                                               \
    case GNK_LOSS_SQUARED: loop(GNK_LOSS_SQUARED)                               \
    case GNK_LOSS_ABSOLUTE: loop(GNK_LOSS_ABSOLUTE)                             \
    case GNK_LOSS_HUBER: loop(GNK_LOSS_HUBER)                                   \
    case GNK_LOSS_LOG_COSH: loop(GNK_LOSS_LOG_COSH)                             \
    case GNK_LOSS_BINARY_CROSS_ENTROPY: loop(GNK_LOSS_BINARY_CROSS_ENTROPY)     \
    case GNK_LOSS_HINGE: loop(GNK_LOSS_HINGE)                                   \
    case GNK_LOSS_SQUARED_HINGE: loop(GNK_LOSS_SQUARED_HINGE)                   \
    case GNK_LOSS_DIVERGENCE: loop(GNK_LOSS_DIVERGENCE)                         \
  }
#define GNK_EACH_16 for (int64_t i = 0, n; n = count - i < 16 ? count - i : 16, i < count; i += 16)
#define GNK_PAIR(which, slope) \
  GNK_NAME(pair_loss16)(which, parameter, GNK_NAME(load_up_to)(x + i, n), GNK_NAME(load_up_to)(t + i, n), slope)

static void GNK_NAME(pair_loss)(gnk_loss_t loss, float parameter, const float *restrict x,
                                const float *restrict t, float *restrict y, int64_t count) {
#define GNK_LOOP(which)                                                         \
  GNK_EACH_16 GNK_NAME(store_up_to)(y + i, GNK_PAIR(which, 0), n);              \
  return;
  GNK_EVERY_LOSS(GNK_LOOP)
#undef GNK_LOOP
}

static float GNK_NAME(pair_loss_sum)(gnk_loss_t loss, float parameter, const float *restrict x,
                                     const float *restrict t, int64_t count) {
  const v16i lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  v16f total = {0};
  // Lanes beyond the last element do not count, even if the loss of 0 against 0 is not 0.
#define GNK_LOOP(which)                                                                                  \
  GNK_EACH_16 total += (v16f)((v16i)GNK_PAIR(which, 0) & (lane < (v16i)GNK_NAME(splat16u)((uint32_t)n))); \
  break;
  GNK_EVERY_LOSS(GNK_LOOP)
#undef GNK_LOOP
  return GNK_NAME(sum16)(total);
}

static void GNK_NAME(pair_loss_gradient)(gnk_loss_t loss, float parameter, const float *restrict x,
                                         const float *restrict t, const float *restrict g, int64_t gStep,
                                         float scale, float *restrict dx, int64_t count) {
#define GNK_LOOP(which)                                                                        \
  GNK_EACH_16 {                                                                                \
    v16f factor = GNK_NAME(splat16)(scale);                                                    \
    factor *= gStep ? GNK_NAME(load_up_to)(g + i, n) : GNK_NAME(splat16)(g[0]);                \
    GNK_NAME(store_up_to)(dx + i, factor * GNK_PAIR(which, 1), n);                             \
  }                                                                                            \
  return;
  GNK_EVERY_LOSS(GNK_LOOP)
#undef GNK_LOOP
}

static void GNK_NAME(label_cross_entropy)(const float *x, int64_t width, const int32_t *labels,
                                          const float *weights, float smoothing, float *y, int64_t begin,
                                          int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    const float *row = x + r * width;
    const int32_t label = labels[r];
    y[r] = 0;
    if (label < 0) continue;
    float largest = GNK_NAME(row_maximum)(row, width);
    float sum = GNK_NAME(row_exponentials)(row, 0, width, largest);
    // -log softmax is level + (largest - x). The second part is exact where it is small.
    float level = logf(sum);
    float own = (weights ? weights[label] : 1) * (level + (largest - row[label]));
    float all = 0;
    if (smoothing != 0)
      for (int64_t c = 0; c < width; c++) all += (weights ? weights[c] : 1) * (level + (largest - row[c]));
    y[r] = (1 - smoothing) * own + (smoothing != 0 ? smoothing / (float)width * all : 0);
  }
}

static void GNK_NAME(label_cross_entropy_gradient)(const float *x, int64_t width, const int32_t *labels,
                                                   const float *weights, float weightSum, float smoothing,
                                                   const float *g, int64_t gStep, float scale, float *dx,
                                                   int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    const float *row = x + r * width;
    float *out = dx + r * width;
    const int32_t label = labels[r];
    if (label < 0) {
      memset(out, 0, (size_t)width * sizeof(float));
      continue;
    }
    float largest = GNK_NAME(row_maximum)(row, width), factor = g[r * gStep] * scale;
    float sum = GNK_NAME(row_exponentials)(row, 0, width, largest);
    float own = factor * (1 - smoothing) * (weights ? weights[label] : 1), each = factor * smoothing / (float)width;
    float share = (own + each * weightSum) / sum;
    for (int64_t c = 0; c < width; c += 16) {
      int64_t n = width - c < 16 ? width - c : 16;
      v16f e = share * GNK_NAME(exp16)(GNK_NAME(load_up_to)(row + c, n) - largest);
      if (each != 0) e -= weights ? each * GNK_NAME(load_up_to)(weights + c, n) : GNK_NAME(splat16)(each);
      GNK_NAME(store_up_to)(out + c, e, n);
    }
    out[label] -= own;
  }
}

static void GNK_NAME(penalty_gradient)(const float *restrict w, float absolute, float square, float *restrict dw,
                                       int64_t count) {
  for (int64_t i = 0; i < count; i++)
    dw[i] = absolute * (float)((w[i] > 0) - (w[i] < 0)) + 2 * square * w[i];
}

#undef GNK_EVERY_LOSS
#undef GNK_EACH_16
#undef GNK_PAIR
