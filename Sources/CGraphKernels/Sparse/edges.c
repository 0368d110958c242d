// SPDX-License-Identifier: Apache-2.0

// Operations on values of the entries of a sparse pattern.
#include "CGraphKernels.h"
#define GNK_BODY "edges_body.h"
#include "levels.h"

void gnk_edge_softmax(const int64_t *offsets, int64_t heads, const float *logits, float *out, int64_t begin,
                      int64_t end) {
  GNK_SELECT(edge_softmax)(offsets, heads, logits, out, begin, end);
}
void gnk_edge_softmax_gradient(const int64_t *offsets, int64_t heads, const float *softmax, const float *gradient,
                               float *out, int64_t begin, int64_t end) {
  GNK_SELECT(edge_softmax_gradient)(offsets, heads, softmax, gradient, out, begin, end);
}
void gnk_edge_scores(const int64_t *offsets, const int32_t *columns, int64_t heads, const float *source,
                     const float *target, const float *edge, float slope, float *out, int64_t begin, int64_t end) {
  GNK_SELECT(edge_scores)(offsets, columns, heads, source, target, edge, slope, out, begin, end);
}
void gnk_edge_scores_gradient(const int64_t *offsets, const int32_t *columns, int64_t heads, const float *source,
                              const float *target, const float *edge, float slope, const float *gradient,
                              float *out, int64_t begin, int64_t end) {
  GNK_SELECT(edge_scores_gradient)(offsets, columns, heads, source, target, edge, slope, gradient, out, begin, end);
}
void gnk_edge_sums(const int64_t *offsets, const int32_t *entries, int64_t width, const float *x, float *out,
                   int64_t begin, int64_t end) {
  GNK_SELECT(edge_sums)(offsets, entries, width, x, out, begin, end);
}
void gnk_weighted_sums(const int64_t *offsets, const int32_t *columns, const int32_t *entries, int64_t heads,
                       int64_t size, const float *weights, const float *x, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(weighted_sums)(offsets, columns, entries, heads, size, weights, x, y, begin, end);
}
void gnk_edge_dots(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size, const float *left,
                   const float *right, float scale, float *out, int64_t begin, int64_t end) {
  GNK_SELECT(edge_dots)(offsets, columns, heads, size, left, right, scale, out, begin, end);
}
void gnk_dynamic_scores(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size, const float *x,
                        const float *y, const float *edge, const float *a, float slope, float *out, int64_t begin,
                        int64_t end) {
  GNK_SELECT(dynamic_scores)(offsets, columns, heads, size, x, y, edge, a, slope, out, begin, end);
}
void gnk_dynamic_scores_gradient(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                 int64_t heads, int64_t size, const float *x, const float *y, const float *edge,
                                 const float *a, float slope, const float *gradient, float *dx, float *dedge,
                                 float *da, int64_t begin, int64_t end) {
  GNK_SELECT(dynamic_scores_gradient)
  (offsets, columns, entries, heads, size, x, y, edge, a, slope, gradient, dx, dedge, da, begin, end);
}
void gnk_edge_extremes(const int64_t *offsets, const int32_t *columns, int64_t width, const float *x, float sign,
                       float *y, int32_t *places, int64_t begin, int64_t end) {
  GNK_SELECT(edge_extremes)(offsets, columns, width, x, sign, y, places, begin, end);
}
void gnk_edge_extremes_gradient(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                int64_t width, const int32_t *places, const float *gradient, float *dx,
                                int64_t begin, int64_t end) {
  GNK_SELECT(edge_extremes_gradient)(offsets, columns, entries, width, places, gradient, dx, begin, end);
}
void gnk_head_dots(const float *x, const float *a, int64_t heads, int64_t size, float *out, int64_t begin,
                   int64_t end) {
  GNK_SELECT(head_dots)(x, a, heads, size, out, begin, end);
}
void gnk_head_dots_gradient(const float *x, const float *a, const float *gradient, int64_t heads, int64_t size,
                            float *dx, float *da, int64_t begin, int64_t end) {
  GNK_SELECT(head_dots_gradient)(x, a, gradient, heads, size, dx, da, begin, end);
}
