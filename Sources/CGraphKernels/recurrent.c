// Recurrent layers: the products with the state and the gates of all steps in one go.
#include "CGraphKernels.h"
#define GNK_BODY "recurrent_body.h"
#include "levels.h"

int64_t gnk_cell_gates(gnk_cell_t cell) { return cell == GNK_CELL_LSTM ? 4 : cell == GNK_CELL_GRU ? 3 : 1; }
int64_t gnk_cell_kept(gnk_cell_t cell) { return cell == GNK_CELL_LSTM || cell == GNK_CELL_GRU ? 4 : 0; }

// Panels are [blocks][k][groups][16]: forward a block is 16 units and a group a gate, backward a block is 64 units of the
// state and k runs over the gates.
int64_t gnk_recurrence_panels(gnk_cell_t cell, int64_t hidden, int32_t backward) {
  int64_t gates = gnk_cell_gates(cell);
  return backward ? (hidden + 63) / 64 * gates * hidden * 64 : (hidden + 15) / 16 * hidden * gates * 16;
}

void gnk_recurrence_pack(gnk_cell_t cell, int64_t hidden, int32_t backward, const float *weight, float *panels) {
  int64_t gates = gnk_cell_gates(cell), width = gates * hidden;
  if (backward) {
    for (int64_t block = 0; block < hidden; block += 64)
      for (int64_t k = 0; k < width; k++)
        for (int64_t unit = block; unit < block + 64; unit++)
          *panels++ = unit < hidden ? weight[unit * width + k] : 0;
    return;
  }
  for (int64_t block = 0; block < hidden; block += 16)
    for (int64_t k = 0; k < hidden; k++)
      for (int64_t gate = 0; gate < gates; gate++)
        for (int64_t unit = block; unit < block + 16; unit++)
          *panels++ = unit < hidden ? weight[k * width + gate * hidden + unit] : 0;
}

void gnk_recurrence_forward(const gnk_recurrence_t *recurrence, const float *panels, int64_t begin, int64_t end) {
  GNK_SELECT(recurrence_forward)(recurrence, panels, begin, end);
}
void gnk_recurrence_backward(const gnk_recurrence_t *recurrence, const gnk_recurrence_gradient_t *gradient,
                             const float *panels, int64_t begin, int64_t end) {
  GNK_SELECT(recurrence_backward)(recurrence, gradient, panels, begin, end);
}
