// SPDX-License-Identifier: Apache-2.0

// Sums, softmax and cross-entropy.
#include "CGraphKernels.h"
#define GNK_BODY "reductions_body.h"
#include "levels.h"

float gnk_sum(const float *x, int64_t count) { return GNK_SELECT(sum)(x, count); }
double gnk_square_sum(const float *x, int64_t count) { return GNK_SELECT(square_sum)(x, count); }
double gnk_absolute_sum(const float *x, int64_t count) { return GNK_SELECT(absolute_sum)(x, count); }
void gnk_column_sums(const float *x, float *out, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(column_sums)(x, out, width, begin, end);
}
void gnk_row_maxima(const float *x, int64_t width, float *values, int32_t *positions, int64_t begin, int64_t end) {
  for (int64_t r = begin; r < end; r++) {
    const float *row = x + r * width;
    float best = row[0];
    int32_t position = 0;
    for (int64_t c = 1; c < width; c++)
      if (row[c] > best || (row[c] != row[c] && best == best)) {
        best = row[c];
        position = (int32_t)c;
      }
    values[r] = best;
    positions[r] = position;
  }
}
void gnk_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(softmax_rows)(x, y, width, begin, end);
}
void gnk_stream_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end, float *room) {
  GNK_SELECT(stream_softmax_rows)(x, y, width, begin, end, room);
}
void gnk_log_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end) {
  GNK_SELECT(log_softmax_rows)(x, y, width, begin, end);
}
float gnk_cross_entropy(const float *logits, int64_t width, const int32_t *rows, const int32_t *labels,
                        int64_t count) {
  return GNK_SELECT(cross_entropy)(logits, width, rows, labels, count);
}
void gnk_cross_entropy_gradient(const float *logits, int64_t width, const int32_t *rows, const int32_t *labels,
                                int64_t count, float scale, float *gradient) {
  GNK_SELECT(cross_entropy_gradient)(logits, width, rows, labels, count, scale, gradient);
}
