// SPDX-License-Identifier: Apache-2.0

// Recurrent layers: the forward and backward steps of some rows. Included by recurrent.c through
// levels.h.
//
// A block of rows is multiplied by a panel of the weights in registers, and the gates are applied to the
// sums while they are still in registers. Rows are independent, so each thread processes some of them
// through all steps.

// The number of rows that share the registers.
#if GNK_LEVEL >= 1 || defined(__aarch64__)
#define GNK_BLOCK 6
#else
#define GNK_BLOCK 3
#endif

// Computes sum[r][g] = the products of row r of x with the 16 columns of group g of a panel [k][G][16].
// R and G are constants.
GNK_INLINE void GNK_NAME(panel_rows)(int R, int G, const float *x, int64_t stride, const float *panel, int64_t k,
                                     v16f sum[GNK_BLOCK][4]) {
#if GNK_LEVEL < 2
  // A vector of 16 takes two or four registers here: there is room for the sums of one group at a time.
  for (int g = 0; g < G; g++) {
    v16f part[GNK_BLOCK];
    for (int r = 0; r < R; r++) part[r] = (v16f){0};
    for (int64_t j = 0; j < k; j++) {
      v16f right = GNK_NAME(load16)(panel + (j * G + g) * 16);
      for (int r = 0; r < R; r++) part[r] += GNK_NAME(splat16)(x[r * stride + j]) * right;
    }
    for (int r = 0; r < R; r++) sum[r][g] = part[r];
  }
#else
  v16f part[GNK_BLOCK][4];
  for (int r = 0; r < R; r++)
    for (int g = 0; g < G; g++) part[r][g] = (v16f){0};
  for (int64_t j = 0; j < k; j++) {
    v16f right[4];
    for (int g = 0; g < G; g++) right[g] = GNK_NAME(load16)(panel + (j * G + g) * 16);
    for (int r = 0; r < R; r++) {
      v16f left = GNK_NAME(splat16)(x[r * stride + j]);
      for (int g = 0; g < G; g++) part[r][g] += left * right[g];
    }
  }
  for (int r = 0; r < R; r++)
    for (int g = 0; g < G; g++) sum[r][g] = part[r][g];
#endif
}

static void GNK_NAME(panel_product)(int64_t rows, int64_t groups, const float *x, int64_t stride, const float *panel,
                                    int64_t k, v16f sum[GNK_BLOCK][4]) {
#define GNK_CASE(R)                                                                        \
  case R:                                                                                  \
    if (groups == 4) GNK_NAME(panel_rows)(R, 4, x, stride, panel, k, sum);                 \
    else if (groups == 3) GNK_NAME(panel_rows)(R, 3, x, stride, panel, k, sum);            \
    else GNK_NAME(panel_rows)(R, 1, x, stride, panel, k, sum);                             \
    return;
  switch (rows) {
    GNK_CASE(1)
    GNK_CASE(2)
    GNK_CASE(3)
#if GNK_BLOCK == 6
    GNK_CASE(4)
    GNK_CASE(5)
    GNK_CASE(6)
#endif
  }
#undef GNK_CASE
}

// Returns the distance between rows of a buffer in the first-level cache: whole vectors, with a gap so
// that rows do not share cache sets.
GNK_INLINE int64_t GNK_NAME(row_stride)(int64_t width) { return (width + 15) / 16 * 16 + 16; }

// Returns the number of remaining rows to process in the next block, such that the last block is not
// much smaller.
GNK_INLINE int64_t GNK_NAME(next_block)(int64_t left) {
  int64_t blocks = (left + GNK_BLOCK - 1) / GNK_BLOCK;
  return (left + blocks - 1) / blocks;
}

// Applies the gates of 16 units (of which n exist) of one row and step.
GNK_INLINE void GNK_NAME(apply_gates)(const gnk_recurrence_t *a, const v16f sum[4], int64_t place, int64_t unit, int64_t n,
                                      v16f before, float *cell, v16f *after) {
  int64_t hidden = a->hidden, gates = a->cell == GNK_CELL_LSTM ? 4 : a->cell == GNK_CELL_GRU ? 3 : 1;
  v16f p[4], bias[4];
  for (int64_t g = 0; g < gates; g++) {
    p[g] = GNK_NAME(load_up_to)(a->projected + (place * gates + g) * hidden + unit, n);
    bias[g] = a->bias ? GNK_NAME(load_up_to)(a->bias + g * hidden + unit, n) : (v16f){0};
  }
  float *kept = a->kept ? a->kept + place * 4 * hidden + unit : 0;
  switch (a->cell) {
    case GNK_CELL_TANH: *after = GNK_NAME(tanh16)(sum[0] + bias[0] + p[0]); return;
    case GNK_CELL_RELU: {
      v16f s = sum[0] + bias[0] + p[0];
      *after = (v16f)((v16i)s & ~(v16i)(s <= 0));
      return;
    }
    case GNK_CELL_LSTM: {
      v16f i = GNK_NAME(sigmoid16)(sum[0] + bias[0] + p[0]);
      v16f f = GNK_NAME(sigmoid16)(sum[1] + bias[1] + p[1]);
      v16f g = GNK_NAME(tanh16)(sum[2] + bias[2] + p[2]);
      v16f o = GNK_NAME(sigmoid16)(sum[3] + bias[3] + p[3]);
      v16f c = f * GNK_NAME(load16)(cell) + i * g;
      GNK_NAME(store16)(cell, c);
      *after = o * GNK_NAME(tanh16)(c);
      if (!kept) return;
      GNK_NAME(store_up_to)(kept, i, n);
      GNK_NAME(store_up_to)(kept + hidden, f, n);
      GNK_NAME(store_up_to)(kept + 2 * hidden, g, n);
      GNK_NAME(store_up_to)(kept + 3 * hidden, o, n);
      return;
    }
    case GNK_CELL_GRU: {
      v16f r = GNK_NAME(sigmoid16)(sum[0] + bias[0] + p[0]);
      v16f z = GNK_NAME(sigmoid16)(sum[1] + bias[1] + p[1]);
      v16f fromState = sum[2] + bias[2];
      v16f new = GNK_NAME(tanh16)(p[2] + r * fromState);
      *after = new + z * (before - new);
      if (!kept) return;
      GNK_NAME(store_up_to)(kept, r, n);
      GNK_NAME(store_up_to)(kept + hidden, z, n);
      GNK_NAME(store_up_to)(kept + 2 * hidden, new, n);
      GNK_NAME(store_up_to)(kept + 3 * hidden, fromState, n);
    }
  }
}

// Computes one step of some rows. `state` and `next` are [rows][stride] and contain the states before
// and after the step. `entering` is the input of the product: the state, with dropout if there is any.
static void GNK_NAME(forward_step)(const gnk_recurrence_t *a, const float *panels, int64_t begin, int64_t rows, int64_t step,
                                   int64_t stride, const float *state, const float *entering, float *next,
                                   float *cells) {
  int64_t hidden = a->hidden, gates = a->cell == GNK_CELL_LSTM ? 4 : a->cell == GNK_CELL_GRU ? 3 : 1;
  for (int64_t unit = 0; unit < hidden; unit += 16) {
    const float *panel = panels + unit * hidden * gates;
    int64_t n = hidden - unit;
    for (int64_t row = 0; row < rows;) {
      int64_t block = GNK_NAME(next_block)(rows - row);
      v16f sum[GNK_BLOCK][4];
      GNK_NAME(panel_product)(block, gates, entering + row * stride, stride, panel, hidden, sum);
      for (int64_t r = 0; r < block; r++, row++) {
        int64_t place = (begin + row) * a->steps + step;
        v16f before = GNK_NAME(load16)(state + row * stride + unit), after;
        float *cell = cells ? cells + row * stride + unit : 0;
        if (a->mask && a->mask[place] == 0) after = before;
        else GNK_NAME(apply_gates)(a, sum[r], place, unit, n, before, cell, &after);
        GNK_NAME(store16)(next + row * stride + unit, after);
        GNK_NAME(store_up_to)(a->output + place * hidden + unit, after, n);
        if (a->cells) GNK_NAME(store_up_to)(a->cells + place * hidden + unit, GNK_NAME(load16)(cell), n);
      }
    }
  }
}

// Copies rows [rows][hidden] to [rows][stride] and sets the remaining elements to 0.
GNK_INLINE void GNK_NAME(spread)(const float *from, float *to, int64_t rows, int64_t hidden, int64_t stride) {
  for (int64_t r = 0; r < rows; r++) {
    memcpy(to + r * stride, from + r * hidden, (size_t)hidden * sizeof(float));
    memset(to + r * stride + hidden, 0, (size_t)(stride - hidden) * sizeof(float));
  }
}

static void GNK_NAME(recurrence_forward)(const gnk_recurrence_t *a, const float *panels, int64_t begin, int64_t end) {
  int64_t rows = end - begin, hidden = a->hidden, stride = GNK_NAME(row_stride)(hidden), size = rows * stride;
  size_t bytes = (size_t)(4 * size) * sizeof(float);
  float *memory = gnk_buffer_allocate(bytes, &bytes), *state = memory, *next = state + size, *cells = next + size;
  float *dropped = cells + size;
  GNK_NAME(spread)(a->state + begin * hidden, state, rows, hidden, stride);
  if (a->cellState) GNK_NAME(spread)(a->cellState + begin * hidden, cells, rows, hidden, stride);
  for (int64_t k = 0; k < a->steps; k++) {
    const float *entering = state;
    if (a->dropout) {
      for (int64_t r = 0; r < rows; r++)
        for (int64_t u = 0; u < hidden; u++)
          dropped[r * stride + u] = state[r * stride + u] * a->dropout[(begin + r) * hidden + u];
      entering = dropped;
    }
    GNK_NAME(forward_step)(a, panels, begin, rows, a->reversed ? a->steps - 1 - k : k, stride, state, entering, next,
                           a->cellState ? cells : 0);
    float *other = state;
    state = next;
    next = other;
  }
  gnk_buffer_release(memory, bytes);
}

// Computes the gradients of the sums of 16 units of one row and step from that of the state after it.
// *back is the gradient that passes directly to the previous state.
GNK_INLINE void GNK_NAME(gate_gradients)(const gnk_recurrence_t *a, const gnk_recurrence_gradient_t *d, int64_t place,
                                         int64_t unit, int64_t n, v16f before, v16f cellBefore, v16f gradient,
                                         v16f *cellGradient, float *product, v16f *back) {
  int64_t hidden = a->hidden, gates = a->cell == GNK_CELL_LSTM ? 4 : a->cell == GNK_CELL_GRU ? 3 : 1;
  float *projected = d->projected + place * gates * hidden + unit;
  const float *kept = a->kept ? a->kept + place * 4 * hidden + unit : 0;
  v16f out[4], toState[4];
  *back = (v16f){0};
  switch (a->cell) {
    case GNK_CELL_TANH: {
      v16f h = GNK_NAME(load_up_to)(a->output + place * hidden + unit, n);
      out[0] = toState[0] = gradient * (1 - h * h);
      break;
    }
    case GNK_CELL_RELU: {
      v16f h = GNK_NAME(load_up_to)(a->output + place * hidden + unit, n);
      out[0] = toState[0] = (v16f)((v16i)gradient & (v16i)(h > 0));
      break;
    }
    case GNK_CELL_LSTM: {
      v16f i = GNK_NAME(load_up_to)(kept, n), f = GNK_NAME(load_up_to)(kept + hidden, n);
      v16f g = GNK_NAME(load_up_to)(kept + 2 * hidden, n), o = GNK_NAME(load_up_to)(kept + 3 * hidden, n);
      v16f c = GNK_NAME(tanh16)(GNK_NAME(load_up_to)(a->cells + place * hidden + unit, n));
      v16f dc = *cellGradient + gradient * o * (1 - c * c);
      out[0] = toState[0] = dc * g * i * (1 - i);
      out[1] = toState[1] = dc * cellBefore * f * (1 - f);
      out[2] = toState[2] = dc * i * (1 - g * g);
      out[3] = toState[3] = gradient * c * o * (1 - o);
      *cellGradient = dc * f;
      break;
    }
    case GNK_CELL_GRU: {
      v16f r = GNK_NAME(load_up_to)(kept, n), z = GNK_NAME(load_up_to)(kept + hidden, n);
      v16f new = GNK_NAME(load_up_to)(kept + 2 * hidden, n), fromState = GNK_NAME(load_up_to)(kept + 3 * hidden, n);
      out[2] = gradient * (1 - z) * (1 - new * new);
      out[1] = toState[1] = gradient * (before - new) * z * (1 - z);
      out[0] = toState[0] = out[2] * fromState * r * (1 - r);
      toState[2] = out[2] * r;
      *back = gradient * z;
      break;
    }
  }
  for (int64_t g = 0; g < gates; g++) {
    GNK_NAME(store_up_to)(projected + g * hidden, out[g], n);
    GNK_NAME(store_up_to)(product + g * hidden, toState[g], n);
    if (d->product != d->projected)
      GNK_NAME(store_up_to)(d->product + (place * gates + g) * hidden + unit, toState[g], n);
  }
}

// Computes the gradients of the gates of one step of some rows. Fills `product` [rows][productStride],
// and `gradients` with what passes directly to the previous state.
static void GNK_NAME(backward_gates)(const gnk_recurrence_t *a, const gnk_recurrence_gradient_t *d, int64_t begin,
                                     int64_t rows, int64_t step, int64_t stride, float *gradients, float *cellGradients,
                                     float *product, int64_t productStride) {
  int64_t hidden = a->hidden, gates = a->cell == GNK_CELL_LSTM ? 4 : a->cell == GNK_CELL_GRU ? 3 : 1;
  int64_t earlier = a->reversed ? step + 1 : step - 1;
  int isFirst = earlier < 0 || earlier >= a->steps;
  for (int64_t row = 0; row < rows; row++) {
    int64_t place = (begin + row) * a->steps + step, placeBefore = (begin + row) * a->steps + earlier;
    const float *stateBefore = isFirst ? a->state + (begin + row) * hidden : a->output + placeBefore * hidden;
    const float *cellsBefore = !a->cells ? 0
                               : isFirst ? a->cellState + (begin + row) * hidden
                                         : a->cells + placeBefore * hidden;
    int isMasked = a->mask && a->mask[place] == 0;
    if (isMasked) {
      size_t bytes = (size_t)(gates * hidden) * sizeof(float);
      memset(product + row * productStride, 0, bytes);
      memset(d->projected + place * gates * hidden, 0, bytes);
      memset(d->product + place * gates * hidden, 0, bytes);
    }
    for (int64_t unit = 0; unit < hidden; unit += 16) {
      int64_t n = hidden - unit;
      float *kept = gradients + row * stride + unit;
      v16f gradient = GNK_NAME(load16)(kept) + GNK_NAME(load_up_to)(d->output + place * hidden + unit, n);
      v16f before = GNK_NAME(load_up_to)(stateBefore + unit, n), back = gradient;
      if (!isMasked) {
        v16f cellBefore = cellsBefore ? GNK_NAME(load_up_to)(cellsBefore + unit, n) : (v16f){0};
        v16f cell = cellsBefore ? GNK_NAME(load16)(cellGradients + row * stride + unit) : (v16f){0};
        GNK_NAME(gate_gradients)(a, d, place, unit, n, before, cellBefore, gradient, &cell,
                                 product + row * productStride + unit, &back);
        if (cellsBefore) GNK_NAME(store16)(cellGradients + row * stride + unit, cell);
      }
      GNK_NAME(store16)(kept, back);
      if (a->dropout) before *= GNK_NAME(load_up_to)(a->dropout + (begin + row) * hidden + unit, n);
      GNK_NAME(store_up_to)(d->previous + place * hidden + unit, before, n);
    }
  }
}

static void GNK_NAME(recurrence_backward)(const gnk_recurrence_t *a, const gnk_recurrence_gradient_t *d, const float *panels,
                                          int64_t begin, int64_t end) {
  int64_t rows = end - begin, hidden = a->hidden, stride = GNK_NAME(row_stride)(hidden), size = rows * stride;
  int64_t width = (a->cell == GNK_CELL_LSTM ? 4 : a->cell == GNK_CELL_GRU ? 3 : 1) * hidden;
  int64_t productStride = GNK_NAME(row_stride)(width);
  size_t bytes = (size_t)(2 * size + rows * productStride) * sizeof(float);
  float *gradients = gnk_buffer_allocate(bytes, &bytes), *cellGradients = gradients + size, *product = cellGradients + size;
  memset(gradients, 0, (size_t)size * sizeof(float));
  if (d->lastCell) GNK_NAME(spread)(d->lastCell + begin * hidden, cellGradients, rows, hidden, stride);
  else memset(cellGradients, 0, (size_t)size * sizeof(float));
  for (int64_t k = 0; k < a->steps; k++) {
    GNK_NAME(backward_gates)(a, d, begin, rows, a->reversed ? k : a->steps - 1 - k, stride, gradients, cellGradients,
                             product, productStride);
    for (int64_t unit = 0; unit < hidden; unit += 64)
      for (int64_t row = 0; row < rows;) {
        int64_t block = GNK_NAME(next_block)(rows - row);
        v16f sum[GNK_BLOCK][4];
        GNK_NAME(panel_product)(block, 4, product + row * productStride, productStride, panels + unit * width, width, sum);
        for (int64_t r = 0; r < block; r++, row++)
          for (int64_t part = unit; part < unit + 64 && part < hidden; part += 16) {
            v16f back = sum[r][(part - unit) / 16];
            if (a->dropout)
              back *= GNK_NAME(load_up_to)(a->dropout + (begin + row) * hidden + part, hidden - part);
            float *target = gradients + row * stride + part;
            GNK_NAME(store16)(target, GNK_NAME(load16)(target) + back);
          }
      }
  }
  for (int64_t row = 0; row < rows; row++) {
    memcpy(d->state + (begin + row) * hidden, gradients + row * stride, (size_t)hidden * sizeof(float));
    if (d->cellState)
      memcpy(d->cellState + (begin + row) * hidden, cellGradients + row * stride, (size_t)hidden * sizeof(float));
  }
  gnk_buffer_release(gradients, bytes);
}
#undef GNK_BLOCK
