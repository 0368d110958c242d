// SPDX-License-Identifier: Apache-2.0

// Includes GNK_BODY once per instruction set. The body names its functions GNK_NAME(f).
#define GNK_PASTE2(a, b) a##_##b
#define GNK_PASTE(a, b) GNK_PASTE2(a, b)
#define GNK_NAME(f) GNK_PASTE(f, GNK_SUFFIX)

// Long sums are computed as sums of segments of this length, because a single running sum loses the
// digits of numbers that are added late.
#define GNK_SEGMENT 2048

#define GNK_LEVEL 0
#define GNK_SUFFIX base
#include "vectors.h"
#include "functions.h"
#include GNK_BODY
#undef GNK_LEVEL
#undef GNK_SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#define GNK_LEVEL 1
#define GNK_SUFFIX avx2
#include "vectors.h"
#include "functions.h"
#include GNK_BODY
#undef GNK_LEVEL
#undef GNK_SUFFIX
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,bmi,bmi2,lzcnt,popcnt,avx512f,avx512vl,avx512dq,avx512bw"))), \
    apply_to = function)
#define GNK_LEVEL 2
#define GNK_SUFFIX avx512
#include "vectors.h"
#include "functions.h"
#include GNK_BODY
#undef GNK_LEVEL
#undef GNK_SUFFIX
#pragma clang attribute pop

/// The variant of `f` for the level in use.
#define GNK_SELECT(f) (gnk_level() == 2 ? f##_avx512 : gnk_level() == 1 ? f##_avx2 : f##_base)
#else
#define GNK_SELECT(f) f##_base
#endif
