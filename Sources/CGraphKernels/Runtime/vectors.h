// SPDX-License-Identifier: Apache-2.0

// Vectors of 16 floats (and 8 doubles) and their partial loads and stores, for one instruction set.
// Included by levels.h once per level.
#ifndef GNK_VECTORS_COMMON
// Functions that take or return a vector are inlined, so that no call depends on the vector ABI.
#pragma clang diagnostic ignored "-Wpsabi"
#define GNK_VECTORS_COMMON
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
typedef float v16f __attribute__((vector_size(64)));
typedef float v16fu __attribute__((vector_size(64), aligned(4)));
typedef int32_t v16i __attribute__((vector_size(64)));
typedef uint32_t v16u __attribute__((vector_size(64)));
typedef uint64_t v8u64 __attribute__((vector_size(64)));
typedef float v8f __attribute__((vector_size(32)));
typedef int32_t v8i __attribute__((vector_size(32)));
typedef double v8d __attribute__((vector_size(64)));
typedef double v8du __attribute__((vector_size(64), aligned(8)));
#define GNK_INLINE static inline __attribute__((always_inline, unused))
#endif

GNK_INLINE v16f GNK_NAME(load16)(const float *p) { return *(const v16fu *)p; }
GNK_INLINE void GNK_NAME(store16)(float *p, v16f v) { *(v16fu *)p = v; }
GNK_INLINE v16f GNK_NAME(splat16)(float x) { return (v16f){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
GNK_INLINE v16u GNK_NAME(splat16u)(uint32_t x) { return (v16u){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

// Returns a in the lanes that are all ones in `mask`, and b in those that are 0.
GNK_INLINE v16f GNK_NAME(select16)(v16i mask, v16f a, v16f b) {
  return (v16f)((mask & (v16i)a) | (~mask & (v16i)b));
}
// Returns x limited to low...high. NaN is kept.
GNK_INLINE v16f GNK_NAME(clamp16)(v16f x, float low, float high) {
  x = GNK_NAME(select16)(x < low, GNK_NAME(splat16)(low), x);
  return GNK_NAME(select16)(x > high, GNK_NAME(splat16)(high), x);
}

#if GNK_LEVEL == 1
// Returns the masks of the first n lanes (0...16) of two vectors of eight, as all ones and zeros.
GNK_INLINE void GNK_NAME(first_lanes)(int64_t n, __m256i mask[2]) {
  static const int32_t lanes[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
  mask[0] = _mm256_loadu_si256((const __m256i *)(lanes + 16 - n));
  mask[1] = _mm256_loadu_si256((const __m256i *)(lanes + 24 - n));
}
#endif

// Loads the first n lanes (1...15) and sets the others to 0. Never reads beyond them.
GNK_INLINE v16f GNK_NAME(load_part)(const float *p, int64_t n) {
#if GNK_LEVEL == 2
  return (v16f)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#elif GNK_LEVEL == 1
  __m256i mask[2];
  GNK_NAME(first_lanes)(n, mask);
  __m256 half[2] = {_mm256_maskload_ps(p, mask[0]), _mm256_maskload_ps(p + 8, mask[1])};
  v16f v;
  memcpy(&v, half, sizeof v);
  return v;
#else
  v16f v = {0};
  memcpy(&v, p, (size_t)n * sizeof(float));
  return v;
#endif
}
GNK_INLINE void GNK_NAME(store_part)(float *p, v16f v, int64_t n) {
#if GNK_LEVEL == 2
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
#elif GNK_LEVEL == 1
  __m256i mask[2];
  GNK_NAME(first_lanes)(n, mask);
  __m256 half[2];
  memcpy(half, &v, sizeof v);
  // Masked stores are slow on some processors, so whole halves are stored as such.
  if (n >= 8) _mm256_storeu_ps(p, half[0]);
  else _mm256_maskstore_ps(p, mask[0], half[0]);
  if (n > 8) _mm256_maskstore_ps(p + 8, mask[1], half[1]);
#else
  memcpy(p, &v, (size_t)n * sizeof(float));
#endif
}
// Loads the first n lanes (n at least 1; all from 16 on) and sets the others to 0.
GNK_INLINE v16f GNK_NAME(load_up_to)(const float *p, int64_t n) {
  return n >= 16 ? GNK_NAME(load16)(p) : GNK_NAME(load_part)(p, n);
}
GNK_INLINE void GNK_NAME(store_up_to)(float *p, v16f v, int64_t n) {
  if (n >= 16) GNK_NAME(store16)(p, v);
  else GNK_NAME(store_part)(p, v, n);
}
GNK_INLINE v8d GNK_NAME(load8d)(const double *p) { return *(const v8du *)p; }
GNK_INLINE void GNK_NAME(store8d)(double *p, v8d v) { *(v8du *)p = v; }
GNK_INLINE v8d GNK_NAME(splat8d)(double x) { return (v8d){x, x, x, x, x, x, x, x}; }
// The same for n of 8 doubles.
GNK_INLINE v8d GNK_NAME(load_part_d)(const double *p, int64_t n) {
#if GNK_LEVEL == 2
  return (v8d)_mm512_maskz_loadu_pd((__mmask8)((1u << n) - 1), p);
#elif GNK_LEVEL == 1
  __m256i mask[2];
  GNK_NAME(first_lanes)(2 * n, mask);
  __m256d half[2] = {_mm256_maskload_pd(p, mask[0]), _mm256_maskload_pd(p + 4, mask[1])};
  v8d v;
  memcpy(&v, half, sizeof v);
  return v;
#else
  v8d v = {0};
  memcpy(&v, p, (size_t)n * sizeof(double));
  return v;
#endif
}
GNK_INLINE void GNK_NAME(store_part_d)(double *p, v8d v, int64_t n) {
#if GNK_LEVEL == 2
  _mm512_mask_storeu_pd(p, (__mmask8)((1u << n) - 1), (__m512d)v);
#else
  memcpy(p, &v, (size_t)n * sizeof(double));
#endif
}

// Returns the sum of the lanes, always added in the same tree.
GNK_INLINE float GNK_NAME(sum16)(v16f v) {
  float lane[16];
  memcpy(lane, &v, sizeof lane);
  for (int width = 8; width; width >>= 1)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

// Transposes a matrix of 16 vectors: first pairs and fours within quarters of a vector, then the
// quarters.
GNK_INLINE void GNK_NAME(transpose16)(v16f v[16]) {
  v16f t[16], u[16];
  for (int i = 0; i < 16; i += 2) {
    t[i] = __builtin_shufflevector(v[i], v[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    t[i + 1] = __builtin_shufflevector(v[i], v[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
  for (int i = 0; i < 16; i += 4)
    for (int j = 0; j < 2; j++) {
      v16f a = t[i + j], b = t[i + j + 2];
      u[i + 2 * j] = __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      u[i + 2 * j + 1] = __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
  // Quarter q of u[4 g + j] is column 4 q + j of rows 4 g..<4 g + 4.
  for (int j = 0; j < 4; j++) {
    v16f even[2], odd[2];
    for (int half = 0; half < 2; half++) {
      v16f a = u[8 * half + j], b = u[8 * half + 4 + j];
      even[half] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
      odd[half] = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    }
    v[j] = __builtin_shufflevector(even[0], even[1], 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    v[j + 8] = __builtin_shufflevector(even[0], even[1], 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    v[j + 4] = __builtin_shufflevector(odd[0], odd[1], 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    v[j + 12] = __builtin_shufflevector(odd[0], odd[1], 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
  }
}
