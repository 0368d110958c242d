// SPDX-License-Identifier: Apache-2.0

// Steps of optimisers. Included by optimizers.c through levels.h.

static void GNK_NAME(adam)(gnk_adam_t s, float *restrict weight, const float *restrict gradient,
                           float *restrict first, float *restrict second, int64_t count) {
  const float step = s.learningRate / s.correction1, rootCorrection = 1 / sqrtf(s.correction2);
  const float shrink = s.decoupled ? 1 - s.learningRate * s.weightDecay : 1;
  const float coupled = s.decoupled ? 0 : s.weightDecay;
  for (int64_t i = 0; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f w = GNK_NAME(load_up_to)(weight + i, n), g = GNK_NAME(load_up_to)(gradient + i, n);
    v16f m = GNK_NAME(load_up_to)(first + i, n), v = GNK_NAME(load_up_to)(second + i, n);
    g = g + coupled * w;
    m = s.beta1 * m + (1 - s.beta1) * g;
    v = s.beta2 * v + (1 - s.beta2) * g * g;
    w = w * shrink - step * m / (__builtin_elementwise_sqrt(v) * rootCorrection + s.epsilon);
    GNK_NAME(store_up_to)(weight + i, w, n);
    GNK_NAME(store_up_to)(first + i, m, n);
    GNK_NAME(store_up_to)(second + i, v, n);
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

static void GNK_NAME(rmsprop)(gnk_rmsprop_t s, float *restrict weight, const float *restrict gradient,
                              float *restrict square, float *restrict mean, float *restrict velocity,
                              int64_t count) {
  for (int64_t i = 0; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f w = GNK_NAME(load_up_to)(weight + i, n);
    v16f g = GNK_NAME(load_up_to)(gradient + i, n) + s.weightDecay * w;
    v16f v = s.decay * GNK_NAME(load_up_to)(square + i, n) + (1 - s.decay) * g * g, spread = v;
    GNK_NAME(store_up_to)(square + i, v, n);
    if (mean) {
      v16f m = s.decay * GNK_NAME(load_up_to)(mean + i, n) + (1 - s.decay) * g;
      GNK_NAME(store_up_to)(mean + i, m, n);
      // Rounding can make the difference negative, although a variance never is.
      spread = GNK_NAME(clamp16)(v - m * m, 0, INFINITY);
    }
    v16f step = g / (__builtin_elementwise_sqrt(spread) + s.epsilon);
    if (velocity) {
      step += s.momentum * GNK_NAME(load_up_to)(velocity + i, n);
      GNK_NAME(store_up_to)(velocity + i, step, n);
    }
    GNK_NAME(store_up_to)(weight + i, w - s.learningRate * step, n);
  }
}

static void GNK_NAME(adagrad)(float rate, float epsilon, float weightDecay, float *restrict weight,
                              const float *restrict gradient, float *restrict sum, int64_t count) {
  for (int64_t i = 0; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f w = GNK_NAME(load_up_to)(weight + i, n);
    v16f g = GNK_NAME(load_up_to)(gradient + i, n) + weightDecay * w;
    v16f total = GNK_NAME(load_up_to)(sum + i, n) + g * g;
    GNK_NAME(store_up_to)(sum + i, total, n);
    GNK_NAME(store_up_to)(weight + i, w - rate * g / (__builtin_elementwise_sqrt(total) + epsilon), n);
  }
}

static void GNK_NAME(adadelta)(float rate, float decay, float epsilon, float weightDecay, float *restrict weight,
                               const float *restrict gradient, float *restrict square, float *restrict change,
                               int64_t count) {
  for (int64_t i = 0; i < count; i += 16) {
    int64_t n = count - i < 16 ? count - i : 16;
    v16f w = GNK_NAME(load_up_to)(weight + i, n), d = GNK_NAME(load_up_to)(change + i, n);
    v16f g = GNK_NAME(load_up_to)(gradient + i, n) + weightDecay * w;
    v16f v = decay * GNK_NAME(load_up_to)(square + i, n) + (1 - decay) * g * g;
    v16f step = g * __builtin_elementwise_sqrt(d + epsilon) / __builtin_elementwise_sqrt(v + epsilon);
    GNK_NAME(store_up_to)(square + i, v, n);
    GNK_NAME(store_up_to)(change + i, decay * d + (1 - decay) * step * step, n);
    GNK_NAME(store_up_to)(weight + i, w - rate * step, n);
  }
}
