// SPDX-License-Identifier: Apache-2.0

// Softmax of masked attention scores.
#include "CGraphKernels.h"
#define GNK_BODY "attention_body.h"
#include "levels.h"

void gnk_attention_softmax(float *scores, gnk_visibility_t visibility, float scale, int64_t rows, int64_t columns,
                           float *logs, int32_t known) {
  GNK_SELECT(attention_softmax)(scores, visibility, scale, rows, columns, logs, known);
}
void gnk_attention_gradient(const float *softmax, const float *means, float scale, int64_t rows, int64_t columns,
                            float *gradient) {
  GNK_SELECT(attention_gradient)(softmax, means, scale, rows, columns, gradient);
}
void gnk_row_dots(const float *x, const float *y, int64_t rows, int64_t width, int64_t stride, float *out) {
  GNK_SELECT(row_dots)(x, y, rows, width, stride, out);
}
