// SPDX-License-Identifier: Apache-2.0

// Losses of predictions against targets, and penalties of weights.
#include "CGraphKernels.h"
#define GNK_BODY "losses_body.h"
#include "levels.h"

void gnk_pair_loss(gnk_loss_t loss, float parameter, const float *x, const float *t, float *y, int64_t count) {
  GNK_SELECT(pair_loss)(loss, parameter, x, t, y, count);
}
float gnk_pair_loss_sum(gnk_loss_t loss, float parameter, const float *x, const float *t, int64_t count) {
  return GNK_SELECT(pair_loss_sum)(loss, parameter, x, t, count);
}
void gnk_pair_loss_gradient(gnk_loss_t loss, float parameter, const float *x, const float *t, const float *g,
                            int64_t gStep, float scale, float *dx, int64_t count) {
  GNK_SELECT(pair_loss_gradient)(loss, parameter, x, t, g, gStep, scale, dx, count);
}
void gnk_label_cross_entropy(const float *x, int64_t width, const int32_t *labels, const float *weights,
                             float smoothing, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(label_cross_entropy)(x, width, labels, weights, smoothing, y, begin, end);
}
void gnk_label_cross_entropy_gradient(const float *x, int64_t width, const int32_t *labels, const float *weights,
                                      float weightSum, float smoothing, const float *g, int64_t gStep,
                                      float scale, float *dx, int64_t begin, int64_t end) {
  GNK_SELECT(label_cross_entropy_gradient)
  (x, width, labels, weights, weightSum, smoothing, g, gStep, scale, dx, begin, end);
}
void gnk_penalty_gradient(const float *w, float absolute, float square, float *dw, int64_t count) {
  GNK_SELECT(penalty_gradient)(w, absolute, square, dw, count);
}
