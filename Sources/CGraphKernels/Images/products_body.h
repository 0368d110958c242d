// SPDX-License-Identifier: Apache-2.0

// Products over images in blocks of 16 channels, from which convolutions are built. Included by
// products.c through levels.h.

// The number of positions that a product keeps in registers, and the number of blocks of output
// channels.
#if GNK_LEVEL == 2
#define GNK_POSITIONS 8
#define GNK_PANELS 2
#elif GNK_LEVEL == 1 || defined(__aarch64__)
#define GNK_POSITIONS 6
#define GNK_PANELS 1
#else
#define GNK_POSITIONS 3
#define GNK_PANELS 1
#endif

// Computes R consecutive positions of T blocks of output channels.
GNK_INLINE void GNK_NAME(product_tile)(const int R, const int T, const gnk_blocks_t *s, const float *x, const float *w,
                                       int64_t panel, float *y, int64_t blocks, int64_t lastChannels, int accumulate) {
  v16f sum[GNK_POSITIONS][GNK_PANELS];
  for (int r = 0; r < R; r++)
    for (int t = 0; t < T; t++)
      sum[r][t] = accumulate ? GNK_NAME(load16)(y + t * s->yBlock + r * s->yStep) : (v16f){0};
  for (int64_t b = 0; b < blocks; b++) {
    const int64_t channels = b == blocks - 1 ? lastChannels : 16;
    for (int64_t tap = 0; tap < s->tapCount; tap++) {
      const float *at = x + b * s->xBlock + s->taps[tap];
      for (int64_t c = 0; c < channels; c++, at++, w += 16) {
        v16f right[GNK_PANELS];
        for (int t = 0; t < T; t++) right[t] = GNK_NAME(load16)(w + t * panel);
        for (int r = 0; r < R; r++) {
          v16f left = GNK_NAME(splat16)(at[r * 16]);
          for (int t = 0; t < T; t++) sum[r][t] += left * right[t];
        }
      }
    }
  }
  for (int r = 0; r < R; r++)
    for (int t = 0; t < T; t++) GNK_NAME(store16)(y + t * s->yBlock + r * s->yStep, sum[r][t]);
}

#define GNK_TILE(R) \
  case R: GNK_NAME(product_tile)(R, T, s, x, w, panel, y, blocks, lastChannels, accumulate); break;

// Computes all positions of T blocks of output channels. The positions of a row are divided into tiles
// of about equal size.
GNK_INLINE void GNK_NAME(product_rows)(const int T, const gnk_blocks_t *s, const float *images, const float *w,
                                       int64_t panel, float *out, int64_t blocks, int64_t lastChannels, int accumulate) {
  const int64_t tiles = (s->width + GNK_POSITIONS - 1) / GNK_POSITIONS;
  for (int64_t h = 0; h < s->height; h++) {
    const float *x = images + h * s->xRow;
    float *y = out + h * s->yRow;
    int64_t done = 0;
    for (int64_t tile = 0; tile < tiles; tile++) {
      int64_t until = (tile + 1) * s->width / tiles;
      switch (until - done) {
        GNK_TILE(1)
        GNK_TILE(2)
        GNK_TILE(3)
#if GNK_POSITIONS > 3
        GNK_TILE(4)
        GNK_TILE(5)
        GNK_TILE(6)
#endif
#if GNK_POSITIONS > 6
        GNK_TILE(7)
        GNK_TILE(8)
#endif
      }
      x += (until - done) * 16;
      y += (until - done) * s->yStep;
      done = until;
    }
  }
}

static void GNK_NAME(block_product)(gnk_blocks_t s, const float *x, const float *w, float *y, int64_t panels) {
  const int64_t blocks = (s.channels + 15) / 16, panel = s.channels * s.tapCount * 16;
  // The weights of this number of blocks of input channels are used for all positions before the next
  // are loaded.
  const int64_t step = 1024 / (16 * s.tapCount) > 0 ? 1024 / (16 * s.tapCount) : 1;
  for (int64_t k = 0; k < panels; k += GNK_PANELS) {
    for (int64_t b = 0; b < blocks || b == 0; b += step) {
      const int64_t n = blocks - b < step ? blocks - b : step;
      const int64_t last = s.channels - 16 * (b + n - 1) < 16 ? s.channels - 16 * (b + n - 1) : 16;
      const float *from = x + b * s.xBlock, *weights = w + k * panel + b * 16 * s.tapCount * 16;
#if GNK_PANELS == 2
      if (panels - k >= 2)
        GNK_NAME(product_rows)(2, &s, from, weights, panel, y + k * s.yBlock, n, last, b > 0);
      else
#endif
        GNK_NAME(product_rows)(1, &s, from, weights, panel, y + k * s.yBlock, n, last, b > 0);
    }
  }
}

// The number of input channels that a product over positions keeps in registers.
#if GNK_LEVEL == 2
#define GNK_OUTER 8
#elif GNK_LEVEL == 1 || defined(__aarch64__)
#define GNK_OUTER 4
#else
#define GNK_OUTER 2
#endif

// Multiplies R input channels by T blocks of output channels, over rows begin..<end.
GNK_INLINE void GNK_NAME(outer_tile)(const int R, const int T, const gnk_blocks_t *s, const float *x, const float *g,
                                     float *w, int64_t panel, int64_t begin, int64_t end, int accumulate) {
  v16f sum[GNK_OUTER][GNK_PANELS];
  for (int r = 0; r < R; r++)
    for (int t = 0; t < T; t++) sum[r][t] = accumulate ? GNK_NAME(load16)(w + t * panel + r * 16) : (v16f){0};
  for (int64_t h = begin; h < end; h++) {
    const float *left = x + h * s->xRow, *right = g + h * s->yRow;
    for (int64_t p = 0; p < s->width; p++, left += 16, right += s->yStep) {
      v16f v[GNK_PANELS];
      for (int t = 0; t < T; t++) v[t] = GNK_NAME(load16)(right + t * s->yBlock);
      for (int r = 0; r < R; r++) {
        v16f factor = GNK_NAME(splat16)(left[r]);
        for (int t = 0; t < T; t++) sum[r][t] += factor * v[t];
      }
    }
  }
  for (int r = 0; r < R; r++)
    for (int t = 0; t < T; t++) GNK_NAME(store16)(w + t * panel + r * 16, sum[r][t]);
}

#undef GNK_TILE
#define GNK_TILE(R) \
  case R: GNK_NAME(outer_tile)(R, T, s, from + c, g, to + c * 16, panel, begin, end, accumulate || begin > 0); break;

GNK_INLINE void GNK_NAME(outer_rows)(const int T, const gnk_blocks_t *s, const float *x, const float *g, float *w,
                                     int64_t panel, int accumulate) {
  const int64_t channels = s->channels;
  // Bands of rows stay in the first-level cache while all taps and channels are processed.
  int64_t band = 128 / (s->width > 0 ? s->width : 1);
  if (band < 1) band = 1;
  for (int64_t begin = 0; begin < s->height; begin += band) {
    int64_t end = begin + band < s->height ? begin + band : s->height;
    for (int64_t tap = 0; tap < s->tapCount; tap++) {
      const float *from = x + s->taps[tap];
      float *to = w + tap * channels * 16;
      for (int64_t c = 0, n; c < channels; c += n) {
        n = channels - c < GNK_OUTER ? channels - c : GNK_OUTER;
        switch (n) {
          GNK_TILE(1)
          GNK_TILE(2)
#if GNK_OUTER > 2
          GNK_TILE(3)
          GNK_TILE(4)
#endif
#if GNK_OUTER > 4
          GNK_TILE(5)
          GNK_TILE(6)
          GNK_TILE(7)
          GNK_TILE(8)
#endif
        }
      }
    }
  }
}

static void GNK_NAME(block_outer)(gnk_blocks_t s, const float *x, const float *g, float *w, int64_t panels,
                                  int64_t panel, int32_t accumulate) {
  for (int64_t k = 0; k < panels; k += GNK_PANELS) {
#if GNK_PANELS == 2
    if (panels - k >= 2)
      GNK_NAME(outer_rows)(2, &s, x, g + k * s.yBlock, w + k * panel, panel, accumulate);
    else
#endif
      GNK_NAME(outer_rows)(1, &s, x, g + k * s.yBlock, w + k * panel, panel, accumulate);
  }
}

// Computes R positions with one channel per lane.
GNK_INLINE void GNK_NAME(lane_tile)(const int R, const gnk_blocks_t *s, const float *x, const float *w, float *y,
                                    int accumulate) {
  v16f sum[8];
  for (int r = 0; r < R; r++) sum[r] = accumulate ? GNK_NAME(load16)(y + r * s->yStep) : (v16f){0};
  for (int64_t tap = 0; tap < s->tapCount; tap++) {
    const float *at = x + s->taps[tap];
    v16f weight = GNK_NAME(load16)(w + tap * 16);
    for (int r = 0; r < R; r++) sum[r] += GNK_NAME(load16)(at + r * 16) * weight;
  }
  for (int r = 0; r < R; r++) GNK_NAME(store16)(y + r * s->yStep, sum[r]);
}

static void GNK_NAME(lane_product)(gnk_blocks_t s, const float *x, const float *w, float *y, int32_t accumulate) {
  for (int64_t h = 0; h < s.height; h++) {
    const float *from = x + h * s.xRow;
    float *to = y + h * s.yRow;
    int64_t p = 0;
    for (; p + 8 <= s.width; p += 8)
      GNK_NAME(lane_tile)(8, &s, from + p * 16, w, to + p * s.yStep, accumulate);
    for (; p < s.width; p++) GNK_NAME(lane_tile)(1, &s, from + p * 16, w, to + p * s.yStep, accumulate);
  }
}

static void GNK_NAME(lane_outer)(gnk_blocks_t s, const float *x, const float *y, float *w, int32_t accumulate) {
  for (int64_t tap = 0; tap < s.tapCount; tap++) {
    v16f sum[4] = {{0}, {0}, {0}, {0}};
    if (accumulate) sum[0] = GNK_NAME(load16)(w + tap * 16);
    for (int64_t h = 0; h < s.height; h++) {
      const float *left = x + h * s.xRow + s.taps[tap], *right = y + h * s.yRow;
      int64_t p = 0;
      for (; p + 4 <= s.width; p += 4)
        for (int i = 0; i < 4; i++)
          sum[i] += GNK_NAME(load16)(left + (p + i) * 16) * GNK_NAME(load16)(right + (p + i) * s.yStep);
      for (; p < s.width; p++) sum[0] += GNK_NAME(load16)(left + p * 16) * GNK_NAME(load16)(right + p * s.yStep);
    }
    GNK_NAME(store16)(w + tap * 16, (sum[0] + sum[1]) + (sum[2] + sum[3]));
  }
}

#undef GNK_TILE
#undef GNK_POSITIONS
#undef GNK_PANELS
#undef GNK_OUTER
