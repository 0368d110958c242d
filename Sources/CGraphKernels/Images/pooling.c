// SPDX-License-Identifier: Apache-2.0

// Pooling and resampling of planes.
#include "CGraphKernels.h"
#define GNK_BODY "pooling_body.h"
#include "levels.h"

void gnk_maximum_pool(gnk_pooling_t s, const float *x, float *y, int32_t *places, int64_t begin, int64_t end) {
  GNK_SELECT(maximum_pool)(s, x, y, places, begin, end);
}
void gnk_maximum_pool_gradient(gnk_pooling_t s, const int32_t *places, const float *g, float *dx, int64_t begin,
                               int64_t end) {
  GNK_SELECT(maximum_pool_gradient)(s, places, g, dx, begin, end);
}
void gnk_average_pool(gnk_pooling_t s, const float *x, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(average_pool)(s, x, y, begin, end);
}
void gnk_average_pool_gradient(gnk_pooling_t s, const float *g, float *dx, int64_t begin, int64_t end) {
  GNK_SELECT(average_pool_gradient)(s, g, dx, begin, end);
}
void gnk_resample(gnk_resampling_t s, const float *x, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(resample)(s, x, y, begin, end);
}
void gnk_resample_gradient(gnk_resampling_t s, const float *g, float *dx, int64_t begin, int64_t end) {
  GNK_SELECT(resample_gradient)(s, g, dx, begin, end);
}
