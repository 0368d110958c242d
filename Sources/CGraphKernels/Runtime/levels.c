// SPDX-License-Identifier: Apache-2.0

// The choice of the instruction set.
#include "CGraphKernels.h"
#include <stdatomic.h>

gnk_level_t gnk_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi2"))
    return GNK_LEVEL_BASE;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return GNK_LEVEL_AVX512;
  return GNK_LEVEL_AVX2;
#else
  return GNK_LEVEL_BASE;
#endif
}

static atomic_int chosen = -1;

gnk_level_t gnk_level(void) {
  int level = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (level < 0) {
    level = (int)gnk_best_level();
    atomic_store_explicit(&chosen, level, memory_order_relaxed);
  }
  return (gnk_level_t)level;
}

void gnk_set_level(gnk_level_t level) {
  gnk_level_t best = gnk_best_level();
  atomic_store_explicit(&chosen, (int)(level < best ? level : best), memory_order_relaxed);
}
