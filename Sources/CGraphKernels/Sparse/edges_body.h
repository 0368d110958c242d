// SPDX-License-Identifier: Apache-2.0

// Operations on values of the entries of a sparse pattern, with `heads` values per entry: softmax over
// the entries of a row, sums per row, sums of rows weighted by the values, and their gradients. Included
// by edges.c through levels.h.

// Heads are processed in groups that fit in small arrays on the stack.
enum { GNK_NAME(HEAD_GROUP) = 64 };

// Replaces each element by its exponential.
GNK_INLINE void GNK_NAME(exp_all)(float *x, int64_t count) {
  int64_t i = 0;
  for (; i + 16 <= count; i += 16) GNK_NAME(store16)(x + i, GNK_NAME(exp16)(GNK_NAME(load16)(x + i)));
  if (i < count)
    GNK_NAME(store_part)(x + i, GNK_NAME(exp16)(GNK_NAME(load_part)(x + i, count - i)), count - i);
}

// Loads the first n of 16 lanes, with n at most 16. The other lanes are 0. Eight lanes, as many as graph attention
// often has heads, are loaded and stored without a mask, so that stores can be forwarded to later loads.
GNK_INLINE v16f GNK_NAME(load_n)(const float *p, int64_t n) {
#if GNK_LEVEL == 2
  if (n == 8) return (v16f)_mm512_zextps256_ps512(_mm256_loadu_ps(p));
#elif GNK_LEVEL == 1
  if (n == 8) {
    __m256 half[2] = {_mm256_loadu_ps(p), _mm256_setzero_ps()};
    v16f v;
    memcpy(&v, half, sizeof v);
    return v;
  }
#endif
  return n == 16 ? GNK_NAME(load16)(p) : GNK_NAME(load_part)(p, n);
}
GNK_INLINE void GNK_NAME(store_n)(float *p, v16f v, int64_t n) {
#if GNK_LEVEL == 2
  if (n == 8) return _mm256_storeu_ps(p, _mm512_castps512_ps256((__m512)v));
#endif
  if (n == 16)
    GNK_NAME(store16)(p, v);
  else
    GNK_NAME(store_part)(p, v, n);
}

// Computes out = logits minus the maximum of the row, for each head; rows begin..<end.
GNK_INLINE void GNK_NAME(subtract_maxima)(const int64_t *offsets, int64_t heads, const float *logits, float *out,
                                          int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    int64_t from = offsets[r], to = offsets[r + 1];
    if (heads == 1) {
      float largest = -INFINITY;
      for (int64_t k = from; k < to; k++) largest = logits[k] > largest ? logits[k] : largest;
      for (int64_t k = from; k < to; k++) out[k] = logits[k] - largest;
      continue;
    }
    for (int64_t h = 0; h < heads; h += 16) {
      int64_t n = heads - h < 16 ? heads - h : 16;
      v16f largest = GNK_NAME(splat16)(-INFINITY);
      for (int64_t k = from; k < to; k++) {
        v16f v = GNK_NAME(load_n)(logits + k * heads + h, n);
        v16i above = v > largest;
        largest = (v16f)(((v16i)v & above) | ((v16i)largest & ~above));
      }
      for (int64_t k = from; k < to; k++)
        GNK_NAME(store_n)(out + k * heads + h, GNK_NAME(load_n)(logits + k * heads + h, n) - largest, n);
    }
  }
}

// Divides each entry by the sum of its row, for each head, in place.
GNK_INLINE void GNK_NAME(divide_by_sums)(const int64_t *offsets, int64_t heads, float *x, int64_t begin,
                                         int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    int64_t from = offsets[r], to = offsets[r + 1];
    if (heads == 1) {
      float sum = 0;
      for (int64_t k = from; k < to; k++) sum += x[k];
      float factor = 1 / sum;
      for (int64_t k = from; k < to; k++) x[k] *= factor;
      continue;
    }
    for (int64_t h = 0; h < heads; h += 16) {
      int64_t n = heads - h < 16 ? heads - h : 16;
      v16f sum = {0};
      for (int64_t k = from; k < to; k++) sum += GNK_NAME(load_n)(x + k * heads + h, n);
      v16f factor = 1.0f / sum;
      for (int64_t k = from; k < to; k++)
        GNK_NAME(store_n)(x + k * heads + h, GNK_NAME(load_n)(x + k * heads + h, n) * factor, n);
    }
  }
}

// A row without entries has no output. If all logits of a row are minus infinity, the result is NaN. The
// exponentials are computed for all entries together, because rows are short and would leave vectors
// half empty.
static void GNK_NAME(edge_softmax)(const int64_t *offsets, int64_t heads, const float *logits, float *out,
                                   int64_t begin, int64_t end) {
  GNK_NAME(subtract_maxima)(offsets, heads, logits, out, begin, end);
  GNK_NAME(exp_all)(out + offsets[begin] * heads, (offsets[end] - offsets[begin]) * heads);
  GNK_NAME(divide_by_sums)(offsets, heads, out, begin, end);
}

static void GNK_NAME(edge_softmax_gradient)(const int64_t *offsets, int64_t heads, const float *softmax,
                                            const float *gradient, float *out, int64_t begin, int64_t end) {
  float sums[GNK_NAME(HEAD_GROUP)];
  for (int64_t r = begin; r < end; r++)
    for (int64_t first = 0; first < heads; first += GNK_NAME(HEAD_GROUP)) {
      int64_t width = heads - first < GNK_NAME(HEAD_GROUP) ? heads - first : GNK_NAME(HEAD_GROUP);
      for (int64_t h = 0; h < width; h++) sums[h] = 0;
      for (int64_t k = offsets[r] * heads + first; k < offsets[r + 1] * heads; k += heads)
        for (int64_t h = 0; h < width; h++) sums[h] += softmax[k + h] * gradient[k + h];
      for (int64_t k = offsets[r] * heads + first; k < offsets[r + 1] * heads; k += heads)
        for (int64_t h = 0; h < width; h++) out[k + h] = softmax[k + h] * (gradient[k + h] - sums[h]);
    }
}

// Returns the argument of the leaky ReLU of entry k, for heads h..<h + n.
GNK_INLINE v16f GNK_NAME(score_sum)(const float *source, v16f target, const float *edge, int64_t place, int64_t n) {
  v16f sum = GNK_NAME(load_n)(source, n) + target;
  return edge ? sum + GNK_NAME(load_n)(edge + place, n) : sum;
}

static void GNK_NAME(edge_scores)(const int64_t *offsets, const int32_t *columns, int64_t heads,
                                  const float *source, const float *target, const float *edge, float slope,
                                  float *out, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    if (heads == 1) {
      for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
        float sum = source[columns[k]] + target[r] + (edge ? edge[k] : 0);
        out[k] = sum > 0 ? sum : slope * sum;
      }
      continue;
    }
    for (int64_t h = 0; h < heads; h += 16) {
      int64_t n = heads - h < 16 ? heads - h : 16;
      v16f t = GNK_NAME(load_n)(target + r * heads + h, n);
      for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
        v16f sum = GNK_NAME(score_sum)(source + (int64_t)columns[k] * heads + h, t, edge, k * heads + h, n);
        v16i above = sum > 0;
        v16f score = (v16f)(((v16i)sum & above) | ((v16i)(slope * sum) & ~above));
        GNK_NAME(store_n)(out + k * heads + h, score, n);
      }
    }
  }
}

static void GNK_NAME(edge_scores_gradient)(const int64_t *offsets, const int32_t *columns, int64_t heads,
                                           const float *source, const float *target, const float *edge,
                                           float slope, const float *gradient, float *out, int64_t begin,
                                           int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    if (heads == 1) {
      for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
        float sum = source[columns[k]] + target[r] + (edge ? edge[k] : 0);
        out[k] = sum > 0 ? gradient[k] : slope * gradient[k];
      }
      continue;
    }
    for (int64_t h = 0; h < heads; h += 16) {
      int64_t n = heads - h < 16 ? heads - h : 16;
      v16f t = GNK_NAME(load_n)(target + r * heads + h, n);
      for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
        v16f sum = GNK_NAME(score_sum)(source + (int64_t)columns[k] * heads + h, t, edge, k * heads + h, n);
        v16f g = GNK_NAME(load_n)(gradient + k * heads + h, n);
        v16i above = sum > 0;
        GNK_NAME(store_n)(out + k * heads + h, (v16f)(((v16i)g & above) | ((v16i)(slope * g) & ~above)), n);
      }
    }
  }
}

static void GNK_NAME(edge_sums)(const int64_t *offsets, const int32_t *entries, int64_t width, const float *x,
                                float *out, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    float *sum = out + r * width;
    for (int64_t c = 0; c < width; c++) sum[c] = 0;
    for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
      const float *row = x + (entries ? (int64_t)entries[k] : k) * width;
      for (int64_t c = 0; c < width; c++) sum[c] += row[c];
    }
  }
}

// Computes one head. The weights of its entries are `heads` apart.
GNK_INLINE void GNK_NAME(weighted_head)(const int32_t *columns, const int32_t *entries, int64_t first,
                                        int64_t count, int64_t heads, const float *weights, const float *x,
                                        int64_t stride, int64_t size, float *y) {
  int64_t c = 0;
  for (; c < size; c += 16) {
    int64_t part = size - c < 16 ? size - c : 16;
    v16f sum = {0};
    for (int64_t k = first; k < first + count; k++) {
      const float *row = x + (int64_t)columns[k] * stride + c;
      float weight = weights[(entries ? (int64_t)entries[k] : k) * heads];
      sum += GNK_NAME(splat16)(weight) * (part == 16 ? GNK_NAME(load16)(row) : GNK_NAME(load_part)(row, part));
    }
    if (part == 16)
      GNK_NAME(store16)(y + c, sum);
    else
      GNK_NAME(store_part)(y + c, sum, part);
  }
}

// Computes all heads of a row together, with up to GNK_SPREAD heads and 8 vectors of columns. A permutation, which
// is the same for all entries, distributes the weights of an entry over the columns.
#if GNK_LEVEL == 2
#define GNK_SPREAD 16
typedef __m512i GNK_NAME(spread);
GNK_INLINE void GNK_NAME(weighted_tile)(int T, const __m512i *spread, const int32_t *columns,
                                        const int32_t *entries, int64_t first, int64_t count, int64_t heads,
                                        const float *weights, const float *x, int64_t stride, float *y) {
  __mmask16 live = (__mmask16)((1u << heads) - 1);
  __m512 sum[8];
  for (int t = 0; t < T; t++) sum[t] = _mm512_setzero_ps();
  for (int64_t k = first; k < first + count; k++) {
    const float *row = x + (int64_t)columns[k] * stride;
    __m512 weight = _mm512_maskz_loadu_ps(live, weights + (entries ? (int64_t)entries[k] : k) * heads);
    for (int t = 0; t < T; t++)
      sum[t] = _mm512_fmadd_ps(_mm512_permutexvar_ps(spread[t], weight), _mm512_loadu_ps(row + 16 * t), sum[t]);
  }
  for (int t = 0; t < T; t++) _mm512_storeu_ps(y + 16 * t, sum[t]);
}
#elif GNK_LEVEL == 1
#define GNK_SPREAD 8
typedef __m256i GNK_NAME(spread);
GNK_INLINE void GNK_NAME(weighted_tile)(int T, const __m256i *spread, const int32_t *columns,
                                        const int32_t *entries, int64_t first, int64_t count, int64_t heads,
                                        const float *weights, const float *x, int64_t stride, float *y) {
  __m256i live[2];
  GNK_NAME(first_lanes)(heads, live);
  __m256 sum[8];
  for (int t = 0; t < T; t++) sum[t] = _mm256_setzero_ps();
  for (int64_t k = first; k < first + count; k++) {
    const float *row = x + (int64_t)columns[k] * stride;
    __m256 weight = _mm256_maskload_ps(weights + (entries ? (int64_t)entries[k] : k) * heads, live[0]);
    for (int t = 0; t < T; t++)
      sum[t] = _mm256_fmadd_ps(_mm256_permutevar8x32_ps(weight, spread[t]), _mm256_loadu_ps(row + 8 * t), sum[t]);
  }
  for (int t = 0; t < T; t++) _mm256_storeu_ps(y + 8 * t, sum[t]);
}
#endif

static void GNK_NAME(weighted_sums)(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                    int64_t heads, int64_t size, const float *weights, const float *x, float *y,
                                    int64_t begin, int64_t end) {
  int64_t width = heads * size;
#ifdef GNK_SPREAD
  if (heads > 1 && heads <= GNK_SPREAD && width % GNK_SPREAD == 0 && width <= 8 * GNK_SPREAD) {
    int tiles = (int)(width / GNK_SPREAD);
    GNK_NAME(spread) spread[8];
    for (int t = 0; t < tiles; t++) {
      int32_t head[GNK_SPREAD];
      for (int lane = 0; lane < GNK_SPREAD; lane++) head[lane] = (int32_t)((GNK_SPREAD * t + lane) / size);
      memcpy(spread + t, head, sizeof head);
    }
    for (int64_t r = begin; r < end; r++) {
      int64_t first = offsets[r], count = offsets[r + 1] - first;
      float *out = y + r * width;
      switch (tiles) {
        case 1: GNK_NAME(weighted_tile)(1, spread, columns, entries, first, count, heads, weights, x, width, out); break;
        case 2: GNK_NAME(weighted_tile)(2, spread, columns, entries, first, count, heads, weights, x, width, out); break;
        case 4: GNK_NAME(weighted_tile)(4, spread, columns, entries, first, count, heads, weights, x, width, out); break;
        case 8: GNK_NAME(weighted_tile)(8, spread, columns, entries, first, count, heads, weights, x, width, out); break;
        default:
          for (int t = 0; t < tiles; t++)
            GNK_NAME(weighted_tile)(1, spread + t, columns, entries, first, count, heads, weights, x + GNK_SPREAD * t,
                                    width, out + GNK_SPREAD * t);
      }
    }
    return;
  }
#undef GNK_SPREAD
#endif
  for (int64_t r = begin; r < end; r++)
    for (int64_t h = 0; h < heads; h++)
      GNK_NAME(weighted_head)(columns, entries, offsets[r], offsets[r + 1] - offsets[r], heads, weights + h,
                              x + h * size, width, size, y + r * width + h * size);
}

typedef float GNK_NAME(v8f) __attribute__((vector_size(32)));
typedef float GNK_NAME(v8fu) __attribute__((vector_size(32), aligned(4)));

// Returns the sums of the lanes of eight vectors of eight, in three levels of pairwise additions.
GNK_INLINE GNK_NAME(v8f) GNK_NAME(lane_sums)(GNK_NAME(v8f) * v) {
  GNK_NAME(v8f) two[4], four[2];
  for (int i = 0; i < 4; i++)
    two[i] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 2, 8, 10, 4, 6, 12, 14) +
             __builtin_shufflevector(v[2 * i], v[2 * i + 1], 1, 3, 9, 11, 5, 7, 13, 15);
  for (int i = 0; i < 2; i++)
    four[i] = __builtin_shufflevector(two[2 * i], two[2 * i + 1], 0, 2, 8, 10, 4, 6, 12, 14) +
              __builtin_shufflevector(two[2 * i], two[2 * i + 1], 1, 3, 9, 11, 5, 7, 13, 15);
  return __builtin_shufflevector(four[0], four[1], 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(four[0], four[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

static void GNK_NAME(edge_dots)(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size,
                                const float *left, const float *right, float scale, float *out, int64_t begin,
                                int64_t end) {
  int64_t width = heads * size;
  for (int64_t r = begin; r < end; r++) {
    const float *a = left + r * width;
    for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
      const float *b = right + (int64_t)columns[k] * width;
      float *target = out + k * heads;
      int64_t h = 0;
      if (size == 8)
        for (; h + 8 <= heads; h += 8) {
          GNK_NAME(v8f) products[8];
          for (int i = 0; i < 8; i++)
            products[i] = *(const GNK_NAME(v8fu) *)(a + 8 * (h + i)) * *(const GNK_NAME(v8fu) *)(b + 8 * (h + i));
          *(GNK_NAME(v8fu) *)(target + h) = GNK_NAME(lane_sums)(products) * scale;
        }
      for (; h < heads; h++) {
        v16f sum = {0};
        for (int64_t c = 0; c < size; c += 16) {
          int64_t part = size - c;
          const float *p = a + h * size + c, *q = b + h * size + c;
          sum += part >= 16 ? GNK_NAME(load16)(p) * GNK_NAME(load16)(q)
                            : GNK_NAME(load_part)(p, part) * GNK_NAME(load_part)(q, part);
        }
        target[h] = GNK_NAME(sum16)(sum) * scale;
      }
    }
  }
}

// Computes out[k, h] = sum over f of a[h, f] * leaky(x[r, h, f] + y[column, h, f] + edge[k, h, f]).
static void GNK_NAME(dynamic_scores)(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size,
                                     const float *x, const float *y, const float *edge, const float *a,
                                     float slope, float *out, int64_t begin, int64_t end) {
  int64_t width = heads * size;
  for (int64_t r = begin; r < end; r++)
    for (int64_t k = offsets[r]; k < offsets[r + 1]; k++)
      for (int64_t h = 0; h < heads; h++) {
        v16f sum = {0};
        for (int64_t c = h * size; c < (h + 1) * size; c += 16) {
          int64_t part = (h + 1) * size - c;
          const float *p = x + r * width + c, *q = y + (int64_t)columns[k] * width + c;
          const float *e = edge ? edge + k * width + c : 0;
          v16f z, weight;
          if (part >= 16) {
            z = GNK_NAME(load16)(p) + GNK_NAME(load16)(q);
            if (e) z += GNK_NAME(load16)(e);
            weight = GNK_NAME(load16)(a + c);
          } else {
            z = GNK_NAME(load_part)(p, part) + GNK_NAME(load_part)(q, part);
            if (e) z += GNK_NAME(load_part)(e, part);
            weight = GNK_NAME(load_part)(a + c, part);
          }
          v16i positive = z > 0;
          sum += weight * (v16f)((positive & (v16i)z) | (~positive & (v16i)(z * slope)));
        }
        out[k * heads + h] = GNK_NAME(sum16)(sum);
      }
}

// Computes the gradients of dynamic_scores with respect to x, summed over the entries of a row; to edge,
// per entry; and to a, added to `da`. For the columns (a transposed pattern whose entry k is entry
// entries[k]), x and y are exchanged.
static void GNK_NAME(dynamic_scores_gradient)(const int64_t *offsets, const int32_t *columns,
                                              const int32_t *entries, int64_t heads, int64_t size,
                                              const float *x, const float *y, const float *edge, const float *a,
                                              float slope, const float *gradient, float *dx, float *dedge,
                                              float *da, int64_t begin, int64_t end) {
  int64_t width = heads * size;
  for (int64_t r = begin; r < end; r++) {
    float *out = dx + r * width;
    for (int64_t c = 0; c < width; c++) out[c] = 0;
    for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
      int64_t entry = entries ? (int64_t)entries[k] : k;
      const float *p = x + r * width, *q = y + (int64_t)columns[k] * width;
      const float *e = edge ? edge + entry * width : 0;
      for (int64_t h = 0; h < heads; h++) {
        float g = gradient[entry * heads + h];
        for (int64_t c = h * size; c < (h + 1) * size; c++) {
          float z = p[c] + q[c] + (e ? e[c] : 0);
          float d = g * a[c] * (z > 0 ? 1 : slope);
          out[c] += d;
          if (dedge) dedge[entry * width + c] = d;
          if (da) da[c] += g * (z > 0 ? z : slope * z);
        }
      }
    }
  }
}

// Computes the maximum (sign 1) or minimum (sign -1) per column of the rows of x that the entries of a
// row refer to, and the first entry with that value. Rows without entries give 0 and -1. A NaN counts as
// both maximum and minimum.
static void GNK_NAME(edge_extremes)(const int64_t *offsets, const int32_t *columns, int64_t width, const float *x,
                                    float sign, float *y, int32_t *places, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    float *out = y + r * width;
    int32_t *place = places + r * width;
    for (int64_t c = 0; c < width; c++) {
      out[c] = 0;
      place[c] = -1;
    }
    for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
      const float *row = x + (int64_t)columns[k] * width;
      for (int64_t c = 0; c < width; c++) {
        int better = place[c] < 0 || sign * row[c] > sign * out[c] || (row[c] != row[c] && out[c] == out[c]);
        out[c] = better ? row[c] : out[c];
        place[c] = better ? (int32_t)k : place[c];
      }
    }
  }
}

// Computes the gradient of edge_extremes. Row r of a transposed pattern collects the gradients of the
// outputs that chose it.
static void GNK_NAME(edge_extremes_gradient)(const int64_t *offsets, const int32_t *columns,
                                             const int32_t *entries, int64_t width, const int32_t *places,
                                             const float *gradient, float *dx, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    float *out = dx + r * width;
    for (int64_t c = 0; c < width; c++) out[c] = 0;
    for (int64_t k = offsets[r]; k < offsets[r + 1]; k++) {
      const float *g = gradient + (int64_t)columns[k] * width;
      const int32_t *place = places + (int64_t)columns[k] * width;
      int32_t entry = entries[k];
      for (int64_t c = 0; c < width; c++) out[c] += place[c] == entry ? g[c] : 0;
    }
  }
}

// Computes out[r, h] = the inner product of x[r, h, :] and a[h, :].
static void GNK_NAME(head_dots)(const float *x, const float *a, int64_t heads, int64_t size, float *out,
                                int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++)
    for (int64_t h = 0; h < heads; h++) {
      const float *row = x + (r * heads + h) * size;
      v16f sum = {0};
      for (int64_t c = 0; c < size; c += 16) {
        int64_t part = size - c;
        sum += part >= 16 ? GNK_NAME(load16)(row + c) * GNK_NAME(load16)(a + h * size + c)
                          : GNK_NAME(load_part)(row + c, part) * GNK_NAME(load_part)(a + h * size + c, part);
      }
      out[r * heads + h] = GNK_NAME(sum16)(sum);
    }
}

// Computes the gradients of head_dots: dx[r, h, :] = g[r, h] a[h, :], and da[h, :] += g[r, h]
// x[r, h, :].
static void GNK_NAME(head_dots_gradient)(const float *x, const float *a, const float *gradient, int64_t heads,
                                         int64_t size, float *dx, float *da, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++)
    for (int64_t h = 0; h < heads; h++) {
      float g = gradient[r * heads + h];
      const float *row = x + (r * heads + h) * size;
      if (dx)
        for (int64_t c = 0; c < size; c++) dx[(r * heads + h) * size + c] = g * a[h * size + c];
      for (int64_t c = 0; c < size; c++) da[h * size + c] += g * row[c];
    }
}
