// SPDX-License-Identifier: Apache-2.0

// Sparse times dense products. Each row of the result is accumulated in registers, one tile of columns
// at a time. Included by spmm.c through levels.h.

// The number of vectors of 16 floats (8 doubles) that fit in the registers in addition to the operands.
#if GNK_LEVEL == 2
#define GNK_TILE 8
#elif GNK_LEVEL == 1
#define GNK_TILE 4
#else
#define GNK_TILE 2
#endif

// Computes y[0..<16 * T] = sum over entries, where T is a constant after inlining. With few columns,
// several independent sums are used, so that additions need not wait for each other. They are combined
// in a fixed order.
//
// The rows of x that entries ahead of the current one read are prefetched, up to entry `known`, which may be beyond
// `count` if further rows of the matrix follow; none if `known` is 0.
GNK_INLINE void GNK_NAME(tile_f32)(int T, const int32_t *columns, const float *values, int64_t count,
                                   const float *x, int64_t stride, float *y, int64_t known) {
  enum { CHAINS = 4 };
  // About as many bytes ahead for each width.
  const int ahead = T == 1 ? 32 : T == 2 ? 16 : 8;
  const int chains = T == 1 ? 4 : T == 2 ? 2 : 1;
  v16f sum[CHAINS][GNK_TILE];
  for (int c = 0; c < chains; c++)
    for (int t = 0; t < T; t++) sum[c][t] = (v16f){0};
  int64_t k = 0;
  for (; k + chains <= count; k += chains) {
    for (int c = 0; c < chains; c++) {
      if (k + c + ahead < known) {
        const float *later = x + (int64_t)columns[k + c + ahead] * stride;
        for (int t = 0; t < T; t++) __builtin_prefetch(later + 16 * t, 0, 3);
      }
      const float *row = x + (int64_t)columns[k + c] * stride;
      v16f value = GNK_NAME(splat16)(values[k + c]);
      for (int t = 0; t < T; t++) sum[c][t] += value * GNK_NAME(load16)(row + 16 * t);
    }
  }
  for (; k < count; k++) {
    if (k + ahead < known) {
      const float *later = x + (int64_t)columns[k + ahead] * stride;
      for (int t = 0; t < T; t++) __builtin_prefetch(later + 16 * t, 0, 3);
    }
    const float *row = x + (int64_t)columns[k] * stride;
    v16f value = GNK_NAME(splat16)(values[k]);
    for (int t = 0; t < T; t++) sum[0][t] += value * GNK_NAME(load16)(row + 16 * t);
  }
  for (int t = 0; t < T; t++) {
    if (chains == 4) sum[0][t] = (sum[0][t] + sum[1][t]) + (sum[2][t] + sum[3][t]);
    if (chains == 2) sum[0][t] = sum[0][t] + sum[1][t];
    GNK_NAME(store16)(y + 16 * t, sum[0][t]);
  }
}

GNK_INLINE void GNK_NAME(part_f32)(int64_t part, const int32_t *columns, const float *values, int64_t count,
                                   const float *x, int64_t stride, float *y, int64_t known) {
  v16f sum = {0};
  for (int64_t k = 0; k < count; k++) {
    if (k + 32 < known) __builtin_prefetch(x + (int64_t)columns[k + 32] * stride, 0, 3);
    sum += GNK_NAME(splat16)(values[k]) * GNK_NAME(load_part)(x + (int64_t)columns[k] * stride, part);
  }
  GNK_NAME(store_part)(y, sum, part);
}

// Computes one row of the result from a list of entries.
GNK_INLINE void GNK_NAME(row_f32)(const int32_t *columns, const float *values, int64_t count, const float *x,
                                  int64_t width, float *y, int64_t known) {
  int64_t c = 0;
#if GNK_TILE >= 8
  for (; c + 128 <= width; c += 128)
    GNK_NAME(tile_f32)(8, columns, values, count, x + c, width, y + c, known);
#endif
#if GNK_TILE >= 4
  for (; c + 64 <= width; c += 64)
    GNK_NAME(tile_f32)(4, columns, values, count, x + c, width, y + c, known);
#endif
  for (; c + 32 <= width; c += 32)
    GNK_NAME(tile_f32)(2, columns, values, count, x + c, width, y + c, known);
  for (; c + 16 <= width; c += 16)
    GNK_NAME(tile_f32)(1, columns, values, count, x + c, width, y + c, known);
  if (c < width) GNK_NAME(part_f32)(width - c, columns, values, count, x + c, width, y + c, known);
}

static void GNK_NAME(spmm_f32)(gnk_csr_f32 m, const float *x, float *y, int64_t width, int64_t begin,
                               int64_t end, int32_t prefetch) {
  int64_t last = m.offsets[end];
  for (int64_t r = begin; r < end; r++) {
    int64_t first = m.offsets[r];
    GNK_NAME(row_f32)(m.columns + first, m.values + first, m.offsets[r + 1] - first, x, width, y + r * width,
                      prefetch ? last - first : 0);
  }
}

// Packs the kept entries of a run of at most 16 into columns and values. Returns their number.
GNK_INLINE int64_t GNK_NAME(pack)(const int32_t *columns, const float *values, int64_t count, const uint64_t *keep,
                                  const int32_t *keepIndex, int64_t k, float scale, int32_t *packedColumns,
                                  float *packedValues) {
  const uint32_t *words = (const uint32_t *)keep;
#if GNK_LEVEL == 2
  __mmask16 live = (__mmask16)(count >= 16 ? 0xFFFF : (1u << count) - 1);
  __mmask16 kept;
  if (keepIndex) {
    // Gathering the words with vectors takes longer.
    uint32_t bits = 0;
    for (int64_t i = 0; i < count && i < 16; i++) {
      int32_t bit = keepIndex[k + i];
      bits |= (words[bit >> 5] >> (bit & 31) & 1) << i;
    }
    kept = (__mmask16)bits;
  } else {
    // The 16 bits from k on are in at most two words. The second is read only if the run extends into
    // it.
    uint64_t bits = words[k >> 5] >> (k & 31);
    if ((k & 31) + count > 32) bits |= (uint64_t)words[(k >> 5) + 1] << (32 - (k & 31));
    kept = (__mmask16)(bits & live);
  }
  // Entries are compressed in a register and stored as a whole (the caller provides space), because
  // compressing stores are slow on Zen 4.
  _mm512_storeu_si512(packedColumns, _mm512_maskz_compress_epi32(kept, _mm512_maskz_loadu_epi32(live, columns + k)));
  __m512 scaled = _mm512_mul_ps(_mm512_maskz_loadu_ps(live, values + k), _mm512_set1_ps(scale));
  _mm512_storeu_ps(packedValues, _mm512_maskz_compress_ps(kept, scaled));
  return __builtin_popcount(kept);
#elif GNK_LEVEL == 1
  // The bytes of the kept ones among four entries, moved to the front.
#define GNK_MOVE(a, b, c, d) \
  {4 * a, 4 * a + 1, 4 * a + 2, 4 * a + 3, 4 * b, 4 * b + 1, 4 * b + 2, 4 * b + 3, \
   4 * c, 4 * c + 1, 4 * c + 2, 4 * c + 3, 4 * d, 4 * d + 1, 4 * d + 2, 4 * d + 3}
  static const uint8_t moves[16][16] = {
      GNK_MOVE(0, 0, 0, 0), GNK_MOVE(0, 0, 0, 0), GNK_MOVE(1, 0, 0, 0), GNK_MOVE(0, 1, 0, 0),
      GNK_MOVE(2, 0, 0, 0), GNK_MOVE(0, 2, 0, 0), GNK_MOVE(1, 2, 0, 0), GNK_MOVE(0, 1, 2, 0),
      GNK_MOVE(3, 0, 0, 0), GNK_MOVE(0, 3, 0, 0), GNK_MOVE(1, 3, 0, 0), GNK_MOVE(0, 1, 3, 0),
      GNK_MOVE(2, 3, 0, 0), GNK_MOVE(0, 2, 3, 0), GNK_MOVE(1, 2, 3, 0), GNK_MOVE(0, 1, 2, 3)};
#undef GNK_MOVE
  const int64_t run = count < 16 ? count : 16;
  __m256i live[2];
  GNK_NAME(first_lanes)(run, live);
  uint32_t kept = 0;
  if (keepIndex) {
    // Gathering the words with vectors takes longer.
    for (int64_t i = 0; i < run; i++) {
      int32_t bit = keepIndex[k + i];
      kept |= (words[bit >> 5] >> (bit & 31) & 1) << i;
    }
  } else {
    uint64_t bits = words[k >> 5] >> (k & 31);
    if ((k & 31) + run > 32) bits |= (uint64_t)words[(k >> 5) + 1] << (32 - (k & 31));
    kept = (uint32_t)bits & ((1u << run) - 1);
  }
  int64_t packed = 0;
  for (int64_t first = 0; first < run; first += 4, kept >>= 4) {
    __m128i four, value;
    if (first + 4 <= run) {
      four = _mm_loadu_si128((const __m128i *)(columns + k + first));
      value = _mm_loadu_si128((const __m128i *)(values + k + first));
    } else {
      __m128i some = first < 8 ? (first < 4 ? _mm256_castsi256_si128(live[0]) : _mm256_extracti128_si256(live[0], 1))
                               : (first < 12 ? _mm256_castsi256_si128(live[1]) : _mm256_extracti128_si256(live[1], 1));
      four = _mm_maskload_epi32(columns + k + first, some);
      value = _mm_maskload_epi32((const int *)(values + k + first), some);
    }
    __m128i move = _mm_loadu_si128((const __m128i *)moves[kept & 15]);
    __m128 scaled = _mm_mul_ps(_mm_castsi128_ps(value), _mm_set1_ps(scale));
    _mm_storeu_si128((__m128i *)(packedColumns + packed), _mm_shuffle_epi8(four, move));
    _mm_storeu_si128((__m128i *)(packedValues + packed), _mm_shuffle_epi8(_mm_castps_si128(scaled), move));
    packed += __builtin_popcount(kept & 15);
  }
  return packed;
#else
  int64_t packed = 0;
  for (int64_t i = k; i < k + count && i < k + 16; i++) {
    int64_t bit = keepIndex ? keepIndex[i] : i;
    packedColumns[packed] = columns[i];
    packedValues[packed] = values[i] * scale;
    packed += words[bit >> 5] >> (bit & 31) & 1;
  }
  return packed;
#endif
}

// The packed entries of a batch of rows. A batch is first packed and then multiplied, so that the
// products do not wait for stores that have just been issued.
enum { GNK_NAME(BATCH_ROWS) = 32, GNK_NAME(BATCH_ENTRIES) = 1024 };
typedef struct {
  int32_t columns[GNK_NAME(BATCH_ENTRIES) + 32];
  float values[GNK_NAME(BATCH_ENTRIES) + 32];
  int64_t starts[GNK_NAME(BATCH_ROWS) + 1];
  int64_t rows;
} GNK_NAME(batch);

// Multiplies the rows of a batch that ends before row `end`, and empties the batch.
GNK_INLINE void GNK_NAME(finish)(GNK_NAME(batch) * batch, int64_t end, const float *x, float *y, int64_t width) {
  for (int64_t i = 0; i < batch->rows; i++) {
    int64_t start = batch->starts[i];
    GNK_NAME(row_f32)(batch->columns + start, batch->values + start, batch->starts[i + 1] - start, x, width,
                      y + (end - batch->rows + i) * width, 0);
  }
  batch->rows = 0;
}

// Computes a row with more entries than a batch can contain: run by run, added up in memory.
static void GNK_NAME(long_row)(gnk_csr_f32 m, const uint64_t *keep, const int32_t *keepIndex, float scale,
                               const float *x, float *out, int64_t width, int64_t row) {
  int32_t columns[GNK_NAME(BATCH_ENTRIES) + 16];
  float values[GNK_NAME(BATCH_ENTRIES) + 16];
  memset(out, 0, (size_t)width * sizeof(float));
  for (int64_t k = m.offsets[row], last = m.offsets[row + 1]; k < last;) {
    int64_t packed = 0;
    for (; k < last && packed < GNK_NAME(BATCH_ENTRIES); k += 16)
      packed += GNK_NAME(pack)(m.columns, m.values, last - k, keep, keepIndex, k, scale, columns + packed,
                               values + packed);
    for (int64_t i = 0; i < packed; i++) {
      const float *source = x + (int64_t)columns[i] * width;
      for (int64_t c = 0; c < width; c++) out[c] += values[i] * source[c];
    }
  }
}

static void GNK_NAME(spmm_masked_f32)(gnk_csr_f32 m, const uint64_t *keep, const int32_t *keepIndex, float scale,
                                      const float *x, float *y, int64_t width, int64_t begin, int64_t end) {
  GNK_NAME(batch) batch;
  batch.rows = 0;
  int64_t packed = 0;
  for (int64_t r = begin; r < end; r++) {
    int64_t k = m.offsets[r], last = m.offsets[r + 1];
    if (batch.rows == GNK_NAME(BATCH_ROWS) || packed + (last - k) > GNK_NAME(BATCH_ENTRIES)) {
      GNK_NAME(finish)(&batch, r, x, y, width);
      packed = 0;
    }
    if (last - k > GNK_NAME(BATCH_ENTRIES)) {
      GNK_NAME(long_row)(m, keep, keepIndex, scale, x, y + r * width, width, r);
      continue;
    }
    batch.starts[batch.rows] = packed;
    for (; k < last; k += 16)
      packed += GNK_NAME(pack)(m.columns, m.values, last - k, keep, keepIndex, k, scale, batch.columns + packed,
                               batch.values + packed);
    batch.starts[++batch.rows] = packed;
  }
  GNK_NAME(finish)(&batch, end, x, y, width);
}

GNK_INLINE void GNK_NAME(tile_f64)(int T, const int32_t *columns, const double *values, int64_t count,
                                   const double *x, int64_t stride, double *y, int64_t known) {
  const int ahead = T == 1 ? 32 : 8;
  v8d sum[GNK_TILE];
  for (int t = 0; t < T; t++) sum[t] = (v8d){0};
  for (int64_t k = 0; k < count; k++) {
    const double *row = x + (int64_t)columns[k] * stride;
    if (k + ahead < known)
      for (int t = 0; t < T; t++) __builtin_prefetch(x + (int64_t)columns[k + ahead] * stride + 8 * t, 0, 3);
    v8d value = GNK_NAME(splat8d)(values[k]);
    for (int t = 0; t < T; t++) sum[t] += value * GNK_NAME(load8d)(row + 8 * t);
  }
  for (int t = 0; t < T; t++) GNK_NAME(store8d)(y + 8 * t, sum[t]);
}

static void GNK_NAME(spmm_f64)(gnk_csr_f64 m, const double *x, double *y, int64_t width, int64_t begin,
                               int64_t end, int32_t prefetch) {
  int64_t last = m.offsets[end];
  for (int64_t r = begin; r < end; r++) {
    int64_t first = m.offsets[r], count = m.offsets[r + 1] - first, c = 0, known = prefetch ? last - first : 0;
    const int32_t *columns = m.columns + first;
    const double *values = m.values + first;
    double *out = y + r * width;
    if (width == 1) {
      double sum = 0;
      for (int64_t k = 0; k < count; k++) sum += values[k] * x[columns[k]];
      out[0] = sum;
      continue;
    }
#if GNK_TILE >= 4
    for (; c + 32 <= width; c += 32) GNK_NAME(tile_f64)(4, columns, values, count, x + c, width, out + c, known);
#endif
    for (; c + 8 <= width; c += 8) GNK_NAME(tile_f64)(1, columns, values, count, x + c, width, out + c, known);
    if (c < width) {
      v8d sum = {0};
      for (int64_t k = 0; k < count; k++) {
        if (k + 32 < known) __builtin_prefetch(x + (int64_t)columns[k + 32] * width + c, 0, 3);
        sum += GNK_NAME(splat8d)(values[k]) *
               GNK_NAME(load_part_d)(x + (int64_t)columns[k] * width + c, width - c);
      }
      GNK_NAME(store_part_d)(out + c, sum, width - c);
    }
  }
}
#undef GNK_TILE
