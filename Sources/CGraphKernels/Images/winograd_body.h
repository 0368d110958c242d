// SPDX-License-Identifier: Apache-2.0

// Winograd's convolution of 3 x 3 kernels: F(4 x 4, 3 x 3) of Lavin and Gray (2016), "Fast algorithms
// for convolutional neural networks". It takes 36 products instead of 144 for the 16 outputs of a tile.
// Included by winograd.c through levels.h.
//
// With the points 0, +-a, +-b and infinity, an output tile is y = A^T ((G w G^T) (B^T x B)) A for a
// tile x of 6 x 6, where the product in the middle is elementwise. The values a = 5/8 and b = 3/2 make
// rounding errors 3 to 5 times smaller than the paper's 1 and 2. The gradients are the transposes: that
// of x is B ((G w G^T) (A dy A^T)) B^T, and that of w is G^T ((B^T x B) (A dy A^T)) G.

#define GNK_A 0.625f
#define GNK_B 1.5f
#define GNK_A2 (GNK_A * GNK_A)
#define GNK_B2 (GNK_B * GNK_B)

// Multiplies six numbers by B^T.
GNK_INLINE void GNK_NAME(to_points)(const v16f d[6], v16f *out, int step) {
  v16f evenA = d[4] - GNK_B2 * d[2], oddA = GNK_A * (d[3] - GNK_B2 * d[1]);
  v16f evenB = d[4] - GNK_A2 * d[2], oddB = GNK_B * (d[3] - GNK_A2 * d[1]);
  out[0] = d[4] - (GNK_A2 + GNK_B2) * d[2] + GNK_A2 * GNK_B2 * d[0];
  out[step] = evenA + oddA;
  out[2 * step] = evenA - oddA;
  out[3 * step] = evenB + oddB;
  out[4 * step] = evenB - oddB;
  out[5 * step] = d[5] - (GNK_A2 + GNK_B2) * d[3] + GNK_A2 * GNK_B2 * d[1];
}

// Multiplies six numbers by B.
GNK_INLINE void GNK_NAME(from_points)(const v16f *p, int step, v16f out[6]) {
  v16f sumA = p[step] + p[2 * step], differenceA = GNK_A * (p[step] - p[2 * step]);
  v16f sumB = p[3 * step] + p[4 * step], differenceB = GNK_B * (p[3 * step] - p[4 * step]);
  out[0] = GNK_A2 * GNK_B2 * p[0];
  out[1] = GNK_A2 * GNK_B2 * p[5 * step] - GNK_B2 * differenceA - GNK_A2 * differenceB;
  out[2] = -(GNK_A2 + GNK_B2) * p[0] - GNK_B2 * sumA - GNK_A2 * sumB;
  out[3] = differenceA + differenceB - (GNK_A2 + GNK_B2) * p[5 * step];
  out[4] = p[0] + sumA + sumB;
  out[5] = p[5 * step];
}

// Multiplies six numbers by A^T.
GNK_INLINE void GNK_NAME(to_outputs)(const v16f *m, int step, v16f out[4]) {
  v16f sumA = m[step] + m[2 * step], differenceA = GNK_A * (m[step] - m[2 * step]);
  v16f sumB = m[3 * step] + m[4 * step], differenceB = GNK_B * (m[3 * step] - m[4 * step]);
  out[0] = m[0] + sumA + sumB;
  out[1] = differenceA + differenceB;
  out[2] = GNK_A2 * sumA + GNK_B2 * sumB;
  out[3] = GNK_A2 * differenceA + GNK_B2 * differenceB + m[5 * step];
}

// Multiplies four numbers by A.
GNK_INLINE void GNK_NAME(from_outputs)(const v16f d[4], v16f *out, int step) {
  v16f evenA = d[0] + GNK_A2 * d[2], oddA = GNK_A * (d[1] + GNK_A2 * d[3]);
  v16f evenB = d[0] + GNK_B2 * d[2], oddB = GNK_B * (d[1] + GNK_B2 * d[3]);
  out[0] = d[0];
  out[step] = evenA + oddA;
  out[2 * step] = evenA - oddA;
  out[3 * step] = evenB + oddB;
  out[4 * step] = evenB - oddB;
  out[5 * step] = d[3];
}

static void GNK_NAME(winograd_input)(gnk_tiles_t s, const float *x, float *out, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float *from = x + row * 4 * s.rowStep;
    float *to = out + row * s.columns * 16;
    v16f t[36];  // tile columns multiplied by B^T, [point][column]
    for (int j = 4; j < 6; j++) {
      v16f d[6];
      for (int i = 0; i < 6; i++) d[i] = GNK_NAME(load16)(from + i * s.rowStep + (j - 4) * 16);
      GNK_NAME(to_points)(d, t + j, 6);
    }
    for (int64_t column = 0; column < s.columns; column++, from += 64, to += 16) {
      // The last two columns of a tile are the first two of the next.
      for (int i = 0; i < 6; i++)
        for (int j = 0; j < 2; j++) t[6 * i + j] = t[6 * i + j + 4];
      for (int j = 2; j < 6; j++) {
        v16f d[6];
        for (int i = 0; i < 6; i++) d[i] = GNK_NAME(load16)(from + i * s.rowStep + j * 16);
        GNK_NAME(to_points)(d, t + j, 6);
      }
      for (int i = 0; i < 6; i++) {
        v16f v[6];
        GNK_NAME(to_points)(t + 6 * i, v, 1);
        for (int j = 0; j < 6; j++) GNK_NAME(store16)(to + (6 * i + j) * s.pointStep, v[j]);
      }
    }
  }
}

static void GNK_NAME(winograd_input_gradient)(gnk_tiles_t s, const float *points, float *x, int64_t begin,
                                              int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t column = 0; column < s.columns; column++) {
      const float *from = points + (row * s.columns + column) * 16;
      float *to = x + row * 4 * s.rowStep + column * 64;
      v16f t[36];  // rows multiplied by B, [point][column]
      for (int i = 0; i < 6; i++) {
        v16f p[6];
        for (int j = 0; j < 6; j++) p[j] = GNK_NAME(load16)(from + (6 * i + j) * s.pointStep);
        GNK_NAME(from_points)(p, 1, t + 6 * i);
      }
      for (int j = 0; j < 6; j++) {
        v16f d[6];
        GNK_NAME(from_points)(t + j, 6, d);
        for (int i = 0; i < 6; i++) {
          float *at = to + i * s.rowStep + j * 16;
          GNK_NAME(store16)(at, GNK_NAME(load16)(at) + d[i]);
        }
      }
    }
}

static void GNK_NAME(winograd_output)(gnk_tiles_t s, const float *points, float *y, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t column = 0; column < s.columns; column++) {
      const float *from = points + (row * s.columns + column) * 16;
      float *to = y + row * 4 * s.rowStep + column * 64;
      v16f t[24];  // rows multiplied by A^T, [point][column]
      for (int i = 0; i < 6; i++) {
        v16f m[6];
        for (int j = 0; j < 6; j++) m[j] = GNK_NAME(load16)(from + (6 * i + j) * s.pointStep);
        GNK_NAME(to_outputs)(m, 1, t + 4 * i);
      }
      for (int j = 0; j < 4; j++) {
        v16f d[4];
        GNK_NAME(to_outputs)(t + j, 4, d);
        for (int i = 0; i < 4; i++) GNK_NAME(store16)(to + i * s.rowStep + j * 16, d[i]);
      }
    }
}

static void GNK_NAME(winograd_output_gradient)(gnk_tiles_t s, const float *y, float *out, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t column = 0; column < s.columns; column++) {
      const float *from = y + row * 4 * s.rowStep + column * 64;
      float *to = out + (row * s.columns + column) * 16;
      v16f t[24];  // columns multiplied by A, [point][column]
      for (int j = 0; j < 4; j++) {
        v16f d[4];
        for (int i = 0; i < 4; i++) d[i] = GNK_NAME(load16)(from + i * s.rowStep + j * 16);
        GNK_NAME(from_outputs)(d, t + j, 4);
      }
      for (int i = 0; i < 6; i++) {
        v16f v[6];
        GNK_NAME(from_outputs)(t + 4 * i, v, 1);
        for (int j = 0; j < 6; j++) GNK_NAME(store16)(to + (6 * i + j) * s.pointStep, v[j]);
      }
    }
}

// Multiplies three numbers by G, whose rows belong to 0, +-a, +-b and infinity.
GNK_INLINE void GNK_NAME(kernel_to_points)(const v16f w[3], v16f *out, int step) {
  const float a = 0.5f / (GNK_A2 * (GNK_A2 - GNK_B2)), b = 0.5f / (GNK_B2 * (GNK_B2 - GNK_A2));
  v16f evenA = a * (w[0] + GNK_A2 * w[2]), oddA = a * GNK_A * w[1];
  v16f evenB = b * (w[0] + GNK_B2 * w[2]), oddB = b * GNK_B * w[1];
  out[0] = w[0] * (1 / (GNK_A2 * GNK_B2));
  out[step] = evenA + oddA;
  out[2 * step] = evenA - oddA;
  out[3 * step] = evenB + oddB;
  out[4 * step] = evenB - oddB;
  out[5 * step] = w[2];
}

// Multiplies six numbers by G^T.
GNK_INLINE void GNK_NAME(kernel_from_points)(const v16f *p, int step, v16f out[3]) {
  const float a = 0.5f / (GNK_A2 * (GNK_A2 - GNK_B2)), b = 0.5f / (GNK_B2 * (GNK_B2 - GNK_A2));
  v16f sumA = a * (p[step] + p[2 * step]), sumB = b * (p[3 * step] + p[4 * step]);
  out[0] = p[0] * (1 / (GNK_A2 * GNK_B2)) + sumA + sumB;
  out[1] = a * GNK_A * (p[step] - p[2 * step]) + b * GNK_B * (p[3 * step] - p[4 * step]);
  out[2] = GNK_A2 * sumA + GNK_B2 * sumB + p[5 * step];
}

static void GNK_NAME(winograd_weights)(const float *w, int64_t count, float *points, int64_t pointStep) {
  for (int64_t c = 0; c < count; c++, w += 144, points += 16) {
    v16f t[18];
    for (int j = 0; j < 3; j++) {
      v16f column[3];
      for (int i = 0; i < 3; i++) column[i] = GNK_NAME(load16)(w + (3 * i + j) * 16);
      GNK_NAME(kernel_to_points)(column, t + j, 3);
    }
    for (int i = 0; i < 6; i++) {
      v16f v[6];
      GNK_NAME(kernel_to_points)(t + 3 * i, v, 1);
      for (int j = 0; j < 6; j++) GNK_NAME(store16)(points + (6 * i + j) * pointStep, v[j]);
    }
  }
}

static void GNK_NAME(winograd_weight_gradient)(const float *points, int64_t pointStep, int64_t count, float *w) {
  for (int64_t c = 0; c < count; c++, w += 144, points += 16) {
    v16f t[18];
    for (int i = 0; i < 6; i++) {
      v16f p[6];
      for (int j = 0; j < 6; j++) p[j] = GNK_NAME(load16)(points + (6 * i + j) * pointStep);
      GNK_NAME(kernel_from_points)(p, 1, t + 3 * i);
    }
    for (int j = 0; j < 3; j++) {
      v16f g[3];
      GNK_NAME(kernel_from_points)(t + j, 3, g);
      for (int i = 0; i < 3; i++) GNK_NAME(store16)(w + (3 * i + j) * 16, g[i]);
    }
  }
}

#undef GNK_A
#undef GNK_B
#undef GNK_A2
#undef GNK_B2
