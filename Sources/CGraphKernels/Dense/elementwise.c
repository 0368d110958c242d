// SPDX-License-Identifier: Apache-2.0

// Elementwise functions and masks.
#include "CGraphKernels.h"
#define GNK_BODY "elementwise_body.h"
#include "levels.h"

void gnk_unary(gnk_unary_t f, float parameter, float second, const float *x, float *y, int64_t count) {
  GNK_SELECT(unary)(f, parameter, second, x, y, count);
}
void gnk_stream_unary(gnk_unary_t f, float parameter, float second, const float *x, float *y, int64_t count) {
  GNK_SELECT(stream_unary)(f, parameter, second, x, y, count);
}
void gnk_unary_gradient(gnk_unary_t f, float parameter, float second, const float *x, const float *y,
                        const float *g, float *dx, int64_t count) {
  GNK_SELECT(unary_gradient)(f, parameter, second, x, y, g, dx, count);
}
void gnk_binary(gnk_binary_t op, const float *a, int64_t aStep, const float *b, int64_t bStep, float *y,
                int64_t count) {
  GNK_SELECT(binary)(op, a, aStep, b, bStep, y, count);
}
void gnk_stream_binary(gnk_binary_t op, const float *a, const float *b, float *y, int64_t count) {
  GNK_SELECT(stream_binary)(op, a, b, y, count);
}
void gnk_accumulate(float *y, const float *x, float scale, int64_t count) {
  GNK_SELECT(accumulate)(y, x, scale, count);
}
void gnk_apply_mask(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y, int64_t count) {
  GNK_SELECT(apply_mask)(x, keep, offset, scale, y, count);
}
void gnk_relu_mask(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y, uint64_t *passed,
                   int64_t count) {
  GNK_SELECT(relu_mask)(x, keep, offset, scale, y, passed, count);
}
