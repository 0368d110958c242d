// SPDX-License-Identifier: Apache-2.0

// Means, variances and normalisation.
#include "CGraphKernels.h"
#define GNK_BODY "normalization_body.h"
#include "levels.h"

void gnk_plane_sums(const float *x, const float *output, int64_t count, float *sums, int64_t begin, int64_t end) {
  GNK_SELECT(plane_sums)(x, output, count, sums, begin, end);
}
void gnk_plane_moments(const float *x, int64_t count, float *means, float *squares, int64_t begin, int64_t end) {
  GNK_SELECT(plane_moments)(x, count, means, squares, begin, end);
}
void gnk_plane_affine(gnk_affine_t s, const float *x, int64_t count, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(plane_affine)(s, x, count, y, begin, end);
}
void gnk_add_relu(const float *a, const float *b, float *y, int64_t count) { GNK_SELECT(add_relu)(a, b, y, count); }
void gnk_plane_gradient_sums(gnk_affine_t s, const float *x, const float *g, int64_t count, float *sums,
                             float *products, int64_t begin, int64_t end) {
  GNK_SELECT(plane_gradient_sums)(s, x, g, count, sums, products, begin, end);
}
void gnk_plane_gradient(gnk_affine_t s, const float *x, const float *g, const float *slope, const float *offset,
                        int64_t count, float *dx, int64_t begin, int64_t end) {
  GNK_SELECT(plane_gradient)(s, x, g, slope, offset, count, dx, begin, end);
}
void gnk_column_squares(const float *x, const float *centre, float *out, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(column_squares)(x, centre, out, width, begin, end);
}
void gnk_column_affine(gnk_affine_t s, const float *x, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(column_affine)(s, x, y, begin, end);
}
void gnk_column_gradient_sums(gnk_affine_t s, const float *x, const float *g, float *sums, float *products,
                              int64_t begin, int64_t end) {
  GNK_SELECT(column_gradient_sums)(s, x, g, sums, products, begin, end);
}
void gnk_column_gradient(gnk_affine_t s, const float *x, const float *g, const float *slope, const float *offset,
                         float *dx, int64_t begin, int64_t end) {
  GNK_SELECT(column_gradient)(s, x, g, slope, offset, dx, begin, end);
}
void gnk_normalize_rows(const float *x, int64_t width, const float *weight, const float *bias, float epsilon, float *y,
                        float *means, float *factors, int64_t begin, int64_t end) {
  GNK_SELECT(normalize_rows)(x, width, weight, bias, epsilon, y, means, factors, begin, end);
}
void gnk_normalize_rows_gradient(const float *x, const float *g, int64_t width, const float *weight,
                                 const float *means, const float *factors, float *dx, float *dweight, float *dbias,
                                 int64_t begin, int64_t end) {
  GNK_SELECT(normalize_rows_gradient)(x, g, width, weight, means, factors, dx, dweight, dbias, begin, end);
}
