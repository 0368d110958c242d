// SPDX-License-Identifier: Apache-2.0

// Recurrent layers: the products with the state and the gates, for all steps in one call.
#include "CGraphKernels.h"
#include <string.h>
#define GNK_BODY "recurrent_body.h"
#include "levels.h"

int64_t gnk_cell_gates(gnk_cell_t cell) { return cell == GNK_CELL_LSTM ? 4 : cell == GNK_CELL_GRU ? 3 : 1; }
int64_t gnk_cell_kept(gnk_cell_t cell) { return cell == GNK_CELL_LSTM || cell == GNK_CELL_GRU ? 4 : 0; }

// Panels are [blocks][k][groups][16]. In the forward pass, a block is 16 units and a group is a gate. In
// the backward pass, a block is 64 units of the state and k runs over the gates.
int64_t gnk_recurrence_panels(gnk_cell_t cell, int64_t hidden, int32_t backward) {
  int64_t gates = gnk_cell_gates(cell);
  return backward ? (hidden + 63) / 64 * gates * hidden * 64 : (hidden + 15) / 16 * hidden * gates * 16;
}

void gnk_recurrence_pack(gnk_cell_t cell, int64_t hidden, int32_t backward, const float *weight, float *panels) {
  int64_t gates = gnk_cell_gates(cell), width = gates * hidden;
  if (backward) {
    // Weights are transposed in squares that fit in the first-level cache, with rows read consecutively.
    for (int64_t block = 0; block < hidden; block += 64, panels += width * 64)
      for (int64_t start = 0; start < width; start += 16) {
        int64_t end = start + 16 < width ? start + 16 : width;
        for (int64_t unit = 0; unit < 64; unit++) {
          const float *row = weight + (block + unit) * width;
          for (int64_t k = start; k < end; k++) panels[k * 64 + unit] = block + unit < hidden ? row[k] : 0;
        }
      }
    return;
  }
  for (int64_t block = 0; block < hidden; block += 16) {
    size_t units = (size_t)(hidden - block < 16 ? hidden - block : 16);
    for (int64_t k = 0; k < hidden; k++)
      for (int64_t gate = 0; gate < gates; gate++, panels += 16) {
        memcpy(panels, weight + k * width + gate * hidden + block, units * sizeof(float));
        memset(panels + units, 0, (16 - units) * sizeof(float));
      }
  }
}

void gnk_recurrence_forward(const gnk_recurrence_t *recurrence, const float *panels, int64_t begin, int64_t end) {
  GNK_SELECT(recurrence_forward)(recurrence, panels, begin, end);
}
void gnk_recurrence_backward(const gnk_recurrence_t *recurrence, const gnk_recurrence_gradient_t *gradient,
                             const float *panels, int64_t begin, int64_t end) {
  GNK_SELECT(recurrence_backward)(recurrence, gradient, panels, begin, end);
}
