// SPDX-License-Identifier: Apache-2.0

// Functions of 16 floats without branches. They are accurate to a few units in the last place unless an
// intermediate power of e is subnormal; such powers are replaced by 0. Included by levels.h once per
// level. Polynomials are minimax fits on the stated intervals.

// Returns r such that 2^n r = e^(x + low), for -87.3 <= x <= 88.7. `low` is the part of the argument
// that does not fit in a float. Uses a polynomial on |r| <= ln 2 / 2 (coefficients of Cephes' expf,
// Moshier 1992).
GNK_INLINE v16f GNK_NAME(exp_reduced16)(v16f x, v16f low, v16i *n) {
  const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  v16f shifted = (x + low) * 1.44269504088896341f + magic;
  v16f whole = shifted - magic;
  v16f r = x - whole * 0.693359375f;
  r = r + whole * 2.12194440e-4f + low;
  v16f p = GNK_NAME(splat16)(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  *n = (v16i)shifted - (v16i)GNK_NAME(splat16)(magic);
  return p * (r * r) + r + 1.0f;
}

// e^(x + low). It is 0 below -87.3, where the result would be subnormal, and infinite above 88.7.
GNK_INLINE v16f GNK_NAME(exp_sum16)(v16f x, v16f low) {
  const v16f top = GNK_NAME(splat16)(88.722839f), bottom = GNK_NAME(splat16)(-87.33654f);
  v16i over = x > top, under = x < bottom, nan = x != x, n;
  v16f clamped = GNK_NAME(clamp16)(x, -87.33654f, 88.722839f);
  v16f p = GNK_NAME(exp_reduced16)((v16f)(~nan & (v16i)clamped), low, &n);
  // 2^n is split into two factors, so that n = 128 does not overflow the exponent field.
  v16i half = n >> 1, rest = n - half;
  v16f y = p * (v16f)((half + 127) << 23) * (v16f)((rest + 127) << 23);
  y = GNK_NAME(select16)(over, GNK_NAME(splat16)(INFINITY), y);
  y = (v16f)(~under & (v16i)y);
  return GNK_NAME(select16)(nan, x, y);
}

// e^x. Adding -0 changes nothing, and the compiler removes it.
GNK_INLINE v16f GNK_NAME(exp16)(v16f x) { return GNK_NAME(exp_sum16)(x, GNK_NAME(splat16)(-0.0f)); }

// e^x for x <= 88 or NaN, with fewer operations and an identical result.
GNK_INLINE v16f GNK_NAME(exp_below16)(v16f x) {
  v16i under = x < -87.33654f, n;
  v16f clamped = GNK_NAME(select16)(under, GNK_NAME(splat16)(-87.33654f), x);
  v16f p = GNK_NAME(exp_reduced16)(clamped, GNK_NAME(splat16)(-0.0f), &n);
  return (v16f)(~under & (v16i)(p * (v16f)((n + 127) << 23)));
}

// e^x - 1, with x limited to 88: 2^n (e^r - 1) + (2^n - 1), which loses no digits near 0.
GNK_INLINE v16f GNK_NAME(expm1_16)(v16f x) {
  x = GNK_NAME(clamp16)(x, -80, 88);
  const float magic = 12582912.0f;
  v16f shifted = x * 1.44269504088896341f + magic;
  v16f n = shifted - magic;
  v16f r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  v16f p = GNK_NAME(splat16)(1.394102936e-3f) + r * 1.991183195e-4f;
  p = p * r + 8.333277291e-3f;
  p = p * r + 4.166635426e-2f;
  p = p * r + 1.66666668e-1f;
  p = p * r + 0.5f;
  p = p * (r * r) + r;
  v16f power = (v16f)(((v16i)shifted - (v16i)GNK_NAME(splat16)(magic) + 127) << 23);
  return p * power + (power - 1.0f);
}

// tanh x = t / (t + 2) with t = e^2|x| - 1. Beyond 10 it is +-1 in single precision.
GNK_INLINE v16f GNK_NAME(tanh16)(v16f x) {
  const v16i signs = (v16i)GNK_NAME(splat16)(-0.0f);
  v16f t = GNK_NAME(expm1_16)(2.0f * GNK_NAME(clamp16)((v16f)((v16i)x & ~signs), 0, 10));
  return (v16f)((v16i)(t / (t + 2.0f)) | ((v16i)x & signs));
}

// log(1 + u) for 0 <= u <= 1: 2 artanh s with s = u / (2 + u), by a polynomial in s^2 <= 1 / 9.
GNK_INLINE v16f GNK_NAME(log1p16)(v16f u) {
  v16f s = u / (u + 2.0f), z = s * s;
  v16f p = GNK_NAME(splat16)(0.1399956192f) + z * 0.1401226444f;
  p = p * z + 0.2001085018f;
  p = p * z + 0.3333320655f;
  return 2.0f * s + 2.0f * s * (z * p);
}

// The natural logarithm, with x = 2^e m and m in [sqrt(1/2), sqrt 2).
GNK_INLINE v16f GNK_NAME(log16)(v16f x) {
  const v16i root = (v16i)GNK_NAME(splat16u)(0x3F3504F3);  // sqrt(1/2)
  v16i tiny = x < 1.17549435e-38f;                         // subnormal numbers are scaled by 2^25 first
  v16i bits = (v16i)GNK_NAME(select16)(tiny, x * 33554432.0f, x);
  v16i exponent = (bits - root) >> 23;
  v16f t = (v16f)(bits - (exponent << 23)) - 1.0f;
  v16f e = __builtin_convertvector(exponent - (tiny & 25), v16f);
  v16f p = GNK_NAME(splat16)(-0.1178818961f) + t * 0.0691437421f;
  p = p * t + 0.1187252736f;
  p = p * t - 0.1238461298f;
  p = p * t + 0.1421876584f;
  p = p * t - 0.1666923794f;
  p = p * t + 0.2000221977f;
  p = p * t - 0.2499998677f;
  p = p * t + 0.3333331057f;
  v16f z = t * t, y = t * z * p - e * 2.12194440e-4f - 0.5f * z + t + e * 0.693359375f;
  // The logarithm of 0 is -infinity and that of negative numbers NaN. Infinity and NaN are kept.
  y = GNK_NAME(select16)(x == 0, GNK_NAME(splat16)(-INFINITY), y);
  y = GNK_NAME(select16)(x < 0, GNK_NAME(splat16)(NAN), y);
  return GNK_NAME(select16)(~(v16i)(x < INFINITY), x, y);
}

// 1 / (1 + e^-x).
GNK_INLINE v16f GNK_NAME(sigmoid16)(v16f x) { return 1.0f / (1.0f + GNK_NAME(exp16)(-x)); }

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|).
GNK_INLINE v16f GNK_NAME(softplus16)(v16f x) {
  const v16i signs = (v16i)GNK_NAME(splat16)(-0.0f);
  v16f above = (v16f)((v16i)x & ~(v16i)(x <= 0));
  return above + GNK_NAME(log1p16)(GNK_NAME(exp16)((v16f)((v16i)x | signs)));
}

// The distribution function of the normal distribution at x, and its density. The tail is e^(-z^2 / 2)
// P(u) / (z + 4) with z = |x| and u = (z - 4) / (z + 4). z^2 is stored in two parts, because the
// exponential magnifies its rounding error.
GNK_INLINE v16f GNK_NAME(normal16)(v16f x, v16f *density) {
  const v16i signs = (v16i)GNK_NAME(splat16)(-0.0f), upper = (v16i)GNK_NAME(splat16u)(0xFFFFF000);
  v16f z = GNK_NAME(clamp16)((v16f)((v16i)x & ~signs), 0, 14.5f);
  v16f high = (v16f)((v16i)z & upper);
  v16f e = GNK_NAME(exp_sum16)(-0.5f * high * high, -0.5f * (z - high) * (z + high));
  v16f scale = 1.0f / (z + 4.0f), u = (z - 4.0f) * scale;
  v16f p = GNK_NAME(splat16)(1.793428261e-4f) - u * 1.319779357e-4f;
  p = p * u + 1.569922482e-3f;
  p = p * u - 3.512546412e-3f;
  p = p * u - 7.525269147e-3f;
  p = p * u + 6.040382944e-2f;
  p = p * u - 0.1865234419f;
  p = p * u + 0.3871369012f;
  p = p * u - 0.6078965882f;
  p = p * u + 0.7552851354f;
  v16f tail = e * p * scale;
  *density = e * 0.3989422804014327f;
  return GNK_NAME(select16)(x < 0, tail, 1.0f - tail);
}

// cos x with `shift` 1 and sin x with 0, for |x| <= 2^20. The remainder modulo pi / 2 is computed in
// double precision.
GNK_INLINE v16f GNK_NAME(sine16)(v16f x, int32_t shift) {
  const double magic = 6755399441055744.0;  // 1.5 * 2^52
  v8f half[2], rest[2];
  v8i quadrants[2];
  memcpy(half, &x, sizeof half);
  for (int part = 0; part < 2; part++) {
    v8d v = __builtin_convertvector(half[part], v8d), k = (v * 0.63661977236758134 + magic) - magic;
    // pi / 2 in two parts. The first has 33 bits, so that its product is exact.
    rest[part] = __builtin_convertvector(v - k * 1.57079632673412561417 - k * 6.07710050650619224932e-11, v8f);
    quadrants[part] = __builtin_convertvector(k, v8i) + shift;
  }
  v16f r;
  v16i quadrant;
  memcpy(&r, rest, sizeof r);
  memcpy(&quadrant, quadrants, sizeof quadrant);
  v16f z = r * r;
  v16f sine = r * (1.0f + z * (-0.1666666664f + z * (8.333329386e-3f + z * (-1.983933479e-4f + z * 2.718311257e-6f))));
  v16f cosine = 1.0f - 0.5f * z + z * z * (0.04166664687f + z * (-1.38873679e-3f + z * 2.443849808e-5f));
  v16f y = GNK_NAME(select16)((quadrant & 1) != 0, cosine, sine);
  return (v16f)((v16i)y ^ ((quadrant & 2) << 30));
}

// Returns the first n lanes of v (all from n = 16 on) and `other` in the rest.
GNK_INLINE v16f GNK_NAME(lanes_or)(v16f v, int64_t n, float other) {
  const v16i lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return GNK_NAME(select16)(lane < (int32_t)(n < 16 ? n : 16), v, GNK_NAME(splat16)(other));
}

// Returns the maximum of a row of at least one number. NaN may or may not count; it shows in the
// exponentials.
GNK_INLINE float GNK_NAME(row_maximum)(const float *x, int64_t width) {
  v16f largest = GNK_NAME(splat16)(-INFINITY);
  int64_t c = 0;
  for (; c + 16 <= width; c += 16) {
    v16f v = GNK_NAME(load16)(x + c);
    largest = GNK_NAME(select16)(v > largest, v, largest);
  }
  if (c < width) {
    v16f v = GNK_NAME(lanes_or)(GNK_NAME(load_part)(x + c, width - c), width - c, -INFINITY);
    largest = GNK_NAME(select16)(v > largest, v, largest);
  }
  float lane[16];
  memcpy(lane, &largest, sizeof lane);
  for (int half = 8; half; half >>= 1)
    for (int i = 0; i < half; i++) lane[i] = lane[i] > lane[i + half] ? lane[i] : lane[i + half];
  return lane[0];
}

// Computes y = e^(x - largest) along a row and returns the sum. y may be null.
GNK_INLINE float GNK_NAME(row_exponentials)(const float *x, float *y, int64_t width, float largest) {
  v16f total = {0};
  int64_t c = 0;
  for (; c + 16 <= width; c += 16) {
    v16f e = GNK_NAME(exp_below16)(GNK_NAME(load16)(x + c) - largest);
    if (y) GNK_NAME(store16)(y + c, e);
    total += e;
  }
  if (c < width) {
    v16f e = GNK_NAME(exp_below16)(GNK_NAME(load_part)(x + c, width - c) - largest);
    e = GNK_NAME(lanes_or)(e, width - c, 0);
    if (y) GNK_NAME(store_part)(y + c, e, width - c);
    total += e;
  }
  return GNK_NAME(sum16)(total);
}
