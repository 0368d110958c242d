// SPDX-License-Identifier: Apache-2.0

// Products over images in blocks of 16 channels.
#include "CGraphKernels.h"
#define GNK_BODY "products_body.h"
#include "levels.h"

void gnk_block_product(gnk_blocks_t s, const float *x, const float *w, float *y, int64_t panels) {
  GNK_SELECT(block_product)(s, x, w, y, panels);
}
void gnk_block_outer(gnk_blocks_t s, const float *x, const float *y, float *w, int64_t panels, int64_t panel,
                     int32_t accumulate) {
  GNK_SELECT(block_outer)(s, x, y, w, panels, panel, accumulate);
}
void gnk_lane_product(gnk_blocks_t s, const float *x, const float *w, float *y, int32_t accumulate) {
  GNK_SELECT(lane_product)(s, x, w, y, accumulate);
}
void gnk_lane_outer(gnk_blocks_t s, const float *x, const float *y, float *w, int32_t accumulate) {
  GNK_SELECT(lane_outer)(s, x, y, w, accumulate);
}
