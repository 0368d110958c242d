// SPDX-License-Identifier: Apache-2.0

// Transforms of Winograd's convolution. The products between them are block products.
#include "CGraphKernels.h"
#define GNK_BODY "winograd_body.h"
#include "levels.h"

void gnk_winograd_input(gnk_tiles_t s, const float *x, float *points, int64_t begin, int64_t end) {
  GNK_SELECT(winograd_input)(s, x, points, begin, end);
}
void gnk_winograd_input_gradient(gnk_tiles_t s, const float *points, float *x, int64_t begin, int64_t end) {
  GNK_SELECT(winograd_input_gradient)(s, points, x, begin, end);
}
void gnk_winograd_output(gnk_tiles_t s, const float *points, float *y, int64_t begin, int64_t end) {
  GNK_SELECT(winograd_output)(s, points, y, begin, end);
}
void gnk_winograd_output_gradient(gnk_tiles_t s, const float *y, float *points, int64_t begin, int64_t end) {
  GNK_SELECT(winograd_output_gradient)(s, y, points, begin, end);
}
void gnk_winograd_weights(const float *w, int64_t count, float *points, int64_t pointStep) {
  GNK_SELECT(winograd_weights)(w, count, points, pointStep);
}
void gnk_winograd_weight_gradient(const float *points, int64_t pointStep, int64_t count, float *w) {
  GNK_SELECT(winograd_weight_gradient)(points, pointStep, count, w);
}
