// Vectors of 16 floats (and 8 doubles) and their partial loads and stores, for one instruction set.
// Included by levels.h, once a level.
#ifndef GNK_VECTORS_COMMON
// Every function that takes or returns a vector is inlined, so no call depends on the vector ABI.
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
typedef double v8d __attribute__((vector_size(64)));
typedef double v8du __attribute__((vector_size(64), aligned(8)));
#define GNK_INLINE static inline __attribute__((always_inline, unused))
#endif

GNK_INLINE v16f GNK_NAME(load16)(const float *p) { return *(const v16fu *)p; }
GNK_INLINE void GNK_NAME(store16)(float *p, v16f v) { *(v16fu *)p = v; }
GNK_INLINE v16f GNK_NAME(splat16)(float x) { return (v16f){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
GNK_INLINE v16u GNK_NAME(splat16u)(uint32_t x) { return (v16u){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

// The first n lanes (1...15), zero in the others; never reads past them.
GNK_INLINE v16f GNK_NAME(load_part)(const float *p, int64_t n) {
#if GNK_LEVEL == 2
  return (v16f)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#else
  v16f v = {0};
  memcpy(&v, p, (size_t)n * sizeof(float));
  return v;
#endif
}
GNK_INLINE void GNK_NAME(store_part)(float *p, v16f v, int64_t n) {
#if GNK_LEVEL == 2
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
#else
  memcpy(p, &v, (size_t)n * sizeof(float));
#endif
}
// The same for any number of lanes from 1 on; from 16 on all of them.
GNK_INLINE v16f GNK_NAME(load_upto)(const float *p, int64_t n) {
  return n >= 16 ? GNK_NAME(load16)(p) : GNK_NAME(load_part)(p, n);
}
GNK_INLINE void GNK_NAME(store_upto)(float *p, v16f v, int64_t n) {
  if (n >= 16) GNK_NAME(store16)(p, v); else GNK_NAME(store_part)(p, v, n);
}
GNK_INLINE v8d GNK_NAME(load8d)(const double *p) { return *(const v8du *)p; }
GNK_INLINE void GNK_NAME(store8d)(double *p, v8d v) { *(v8du *)p = v; }
GNK_INLINE v8d GNK_NAME(splat8d)(double x) { return (v8d){x, x, x, x, x, x, x, x}; }
GNK_INLINE v8d GNK_NAME(load_part_d)(const double *p, int64_t n) {
  v8d v = {0};
  memcpy(&v, p, (size_t)n * sizeof(double));
  return v;
}
GNK_INLINE void GNK_NAME(store_part_d)(double *p, v8d v, int64_t n) { memcpy(p, &v, (size_t)n * sizeof(double)); }

// The sum of the lanes, always in the same tree.
GNK_INLINE float GNK_NAME(sum16)(v16f v) {
  float lane[16];
  memcpy(lane, &v, sizeof lane);
  for (int width = 8; width; width >>= 1)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

// exp with a relative error of about one unit in the last place: 2^n times a polynomial on |r| <= ln 2 / 2
// (coefficients of Cephes' expf, Moshier 1992); 0 below -87.3 where the result would be subnormal, infinite above 88.7.
GNK_INLINE v16f GNK_NAME(exp16)(v16f x) {
  const v16f high = GNK_NAME(splat16)(88.722839f), low = GNK_NAME(splat16)(-87.33654f);
  v16i over = x > high, under = x < low, nan = x != x;
  v16f clamped = (v16f)((over & (v16i)high) | (~over & (v16i)x));
  clamped = (v16f)((under & (v16i)low) | (~under & (v16i)clamped));
  clamped = (v16f)(~nan & (v16i)clamped);
  const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  v16f shifted = clamped * 1.44269504088896341f + magic;
  v16f n = shifted - magic;
  v16f r = clamped - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  v16f p = GNK_NAME(splat16)(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  // 2^n in two factors, so that n = 128 does not overflow the exponent field.
  v16i whole = (v16i)shifted - (v16i)GNK_NAME(splat16)(magic);
  v16i half = whole >> 1, rest = whole - half;
  v16f y = p * (v16f)((half + 127) << 23) * (v16f)((rest + 127) << 23);
  const v16f infinity = GNK_NAME(splat16)(INFINITY);
  y = (v16f)((over & (v16i)infinity) | (~over & (v16i)y));
  y = (v16f)(~under & (v16i)y);
  return (v16f)((nan & (v16i)x) | (~nan & (v16i)y));
}
