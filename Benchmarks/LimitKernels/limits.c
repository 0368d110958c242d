// SPDX-License-Identifier: Apache-2.0

#include "LimitKernels.h"
#include <string.h>

typedef float v4 __attribute__((vector_size(16)));
typedef float v8 __attribute__((vector_size(32)));
typedef float v16 __attribute__((vector_size(64)));

// Twelve sums hide the latency of multiply-adds on two units. The result is kept, so that the loop is not removed.
#define MULTIPLY_ADDS(NAME, V, TARGET)                                               \
  TARGET static double NAME(int64_t rounds) {                                        \
    V sum[12], a, b;                                                                 \
    memset(sum, 0, sizeof sum);                                                      \
    for (unsigned i = 0; i < sizeof(V) / sizeof(float); i++) a[i] = 0.999f, b[i] = 0.001f; \
    for (int64_t r = 0; r < rounds; r++)                                             \
      for (int s = 0; s < 12; s++) sum[s] = sum[s] * a + b;                          \
    float total = 0;                                                                 \
    for (int s = 0; s < 12; s++) total += sum[s][0];                                 \
    volatile float kept = total;                                                     \
    (void)kept;                                                                      \
    return (double)rounds * 12 * 2 * (sizeof(V) / sizeof(float));                    \
  }

MULTIPLY_ADDS(multiply_adds_base, v4, )
#if defined(__x86_64__)
MULTIPLY_ADDS(multiply_adds_avx2, v8, __attribute__((target("avx2,fma"))))
MULTIPLY_ADDS(multiply_adds_avx512, v16, __attribute__((target("avx512f,fma"))))
#endif

double limit_multiply_adds(int level, int64_t rounds) {
#if defined(__x86_64__)
  if (level >= 2) return multiply_adds_avx512(rounds);
  if (level == 1) return multiply_adds_avx2(rounds);
#endif
  (void)level;
  return multiply_adds_base(rounds);
}

float limit_read(const float *x, int64_t count) {
  v8 sum[4];
  memset(sum, 0, sizeof sum);
  for (int64_t i = 0; i + 32 <= count; i += 32)
    for (int s = 0; s < 4; s++) {
      v8 v;
      memcpy(&v, x + i + 8 * s, sizeof v);
      sum[s] += v;
    }
  float total = 0;
  for (int s = 0; s < 4; s++)
    for (int lane = 0; lane < 8; lane++) total += sum[s][lane];
  return total;
}

void limit_copy(const float *x, float *y, int64_t count) { memcpy(y, x, (size_t)count * sizeof(float)); }
