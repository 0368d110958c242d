// The hot loops of the toolkit, with the instruction set chosen at run time.
//
// Conventions: matrices are row-major and contiguous; `begin`/`end` name the half-open piece of the
// output that one call computes, so that a caller can hand pieces to several threads. No function
// allocates unless it says so, none keeps a pointer. A piece's result depends on the piece alone: the
// same pieces give the same bits for any number of threads.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ImageKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Instruction set

/// The levels that kernels are compiled for.
typedef enum { GNK_LEVEL_BASE = 0, GNK_LEVEL_AVX2 = 1, GNK_LEVEL_AVX512 = 2 } gnk_level_t;
/// The best level of this processor.
gnk_level_t gnk_best_level(void);
/// The level in use.
gnk_level_t gnk_level(void);
/// Forces a level no better than the best one, for tests that compare levels.
void gnk_set_level(gnk_level_t level);

// MARK: Threads

/// Work on one piece of a job.
typedef void (*gnk_task_t)(void *context, int64_t piece);
/// Runs `task` for pieces 0..<count on the calling thread and at most `threads - 1` pooled workers.
/// Who runs which piece is open; a nested or concurrent call runs serially on its caller.
void gnk_parallel_for(int64_t count, int32_t threads, gnk_task_t task, void *context);

// MARK: Dense products

/// left [rows, inner] times right [inner, columns]. Number (r, k) of the left side stands at r * leftRow + k * leftInner, (k, c) of
/// the right side at k * rightInner + c * rightColumn, where one of the two steps of a side is 1; rows of the output stand outRow
/// apart, and `inner` is at least 1. With `accumulate` the product is added to the output. Rows and columns may be computed apart: the
/// bits are the same.
typedef struct {
  const float *left, *right;
  float *out;
  int64_t rows, columns, inner, leftRow, leftInner, rightInner, rightColumn, outRow;
  int32_t accumulate;
} gnk_matrix_product_t;
/// How many numbers `room` must have, aligned to 64 bytes.
enum { GNK_MATRIX_ROOM = 512 * 384 + 48 * 528 };
void gnk_matrix_product(gnk_matrix_product_t s, float *room);

// MARK: Buffers

/// Memory of at least `bytes` bytes, aligned to 64, from the pool. Aborts when there is none.
void *gnk_buffer_allocate(size_t bytes);
/// Gives memory of `gnk_buffer_allocate(bytes)` back to the pool.
void gnk_buffer_release(void *buffer, size_t bytes);
/// Returns all pooled memory, and what the C library keeps of freed memory, to the system.
void gnk_buffer_trim(void);
/// Bytes handed out and not yet given back.
size_t gnk_buffer_bytes_in_use(void);
/// How often memory was asked from the system, to show that a steady state asks for none.
uint64_t gnk_buffer_system_allocations(void);

// MARK: Sparse products

/// A CSR pattern with values: row r holds entries offsets[r]..<offsets[r + 1].
typedef struct {
  const int64_t *offsets;
  const int32_t *columns;
  const float *values;
} gnk_csr_f32;
typedef struct {
  const int64_t *offsets;
  const int32_t *columns;
  const double *values;
} gnk_csr_f64;

/// y[r, :] = sum over entries k of row r of values[k] * x[columns[k], :], for rows begin..<end.
/// `prefetch` says that x does not fit in the second-level cache.
void gnk_spmm_f32(gnk_csr_f32 m, const float *x, float *y, int64_t width, int64_t begin, int64_t end,
                  int32_t prefetch);
void gnk_spmm_f64(gnk_csr_f64 m, const double *x, double *y, int64_t width, int64_t begin, int64_t end,
                  int32_t prefetch);
/// The same with the entries thinned out: entry k counts `scale` times where bit keepIndex[k] of
/// `keep` (bit k itself where keepIndex is null) is set, and not at all elsewhere.
void gnk_spmm_masked_f32(gnk_csr_f32 m, const uint64_t *keep, const int32_t *keepIndex, float scale,
                         const float *x, float *y, int64_t width, int64_t begin, int64_t end);
// MARK: Values on entries
// A pattern's entries carry `heads` (or `width`) numbers each, entry by entry. Where `entries` is given, the pattern is a
// transposed one whose entry k is entry entries[k] of the original; null means k itself. All for rows begin..<end.

/// Softmax over the entries of every row, head by head; out may be logits.
void gnk_edge_softmax(const int64_t *offsets, int64_t heads, const float *logits, float *out, int64_t begin,
                      int64_t end);
/// out = softmax * (gradient - the sum over the row of softmax * gradient); out may be gradient.
void gnk_edge_softmax_gradient(const int64_t *offsets, int64_t heads, const float *softmax, const float *gradient,
                               float *out, int64_t begin, int64_t end);
/// out[k, h] = leaky(source[columns[k], h] + target[r, h] + edge[k, h]); edge may be null.
void gnk_edge_scores(const int64_t *offsets, const int32_t *columns, int64_t heads, const float *source,
                     const float *target, const float *edge, float slope, float *out, int64_t begin, int64_t end);
/// out = gradient * leaky'(source + target + edge); out may be gradient.
void gnk_edge_scores_gradient(const int64_t *offsets, const int32_t *columns, int64_t heads, const float *source,
                              const float *target, const float *edge, float slope, const float *gradient,
                              float *out, int64_t begin, int64_t end);
/// out[r, :] = the sum of x[entry, :] over the entries of row r.
void gnk_edge_sums(const int64_t *offsets, const int32_t *entries, int64_t width, const float *x, float *out,
                   int64_t begin, int64_t end);
/// y[r, h, :] = the sum of weights[entry, h] * x[columns[k], h, :] over the entries of row r; `size` columns a head.
void gnk_weighted_sums(const int64_t *offsets, const int32_t *columns, const int32_t *entries, int64_t heads,
                       int64_t size, const float *weights, const float *x, float *y, int64_t begin, int64_t end);
/// out[k, h] = scale * the inner product of left[r, h, :] and right[columns[k], h, :].
void gnk_edge_dots(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size, const float *left,
                   const float *right, float scale, float *out, int64_t begin, int64_t end);
/// out[k, h] = the inner product of a[h, :] and leaky(x[r, h, :] + y[columns[k], h, :] + edge[k, h, :]); edge may be null.
void gnk_dynamic_scores(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size, const float *x,
                        const float *y, const float *edge, const float *a, float slope, float *out, int64_t begin,
                        int64_t end);
/// Its gradients: dx[r, :, :]; where not null dedge[entry, :, :], and da[:, :], to which is added.
void gnk_dynamic_scores_gradient(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                 int64_t heads, int64_t size, const float *x, const float *y, const float *edge,
                                 const float *a, float slope, const float *gradient, float *dx, float *dedge,
                                 float *da, int64_t begin, int64_t end);
/// y[r, :] = the largest (sign 1) or smallest (sign -1) of x[columns[k], :] over the entries of row r and the entry it
/// first stands in; 0 and -1 for no entries; a NaN wins.
void gnk_edge_extremes(const int64_t *offsets, const int32_t *columns, int64_t width, const float *x, float sign,
                       float *y, int32_t *places, int64_t begin, int64_t end);
/// dx[r, :] of its inputs, over the rows of the transposed pattern.
void gnk_edge_extremes_gradient(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                int64_t width, const int32_t *places, const float *gradient, float *dx,
                                int64_t begin, int64_t end);

/// out[r, h] = the inner product of x[r, h, :] and a[h, :].
void gnk_head_dots(const float *x, const float *a, int64_t heads, int64_t size, float *out, int64_t begin,
                   int64_t end);
/// Its gradients: dx, which may be null, and da, to which is added.
void gnk_head_dots_gradient(const float *x, const float *a, const float *gradient, int64_t heads, int64_t size,
                            float *dx, float *da, int64_t begin, int64_t end);

// MARK: Random bits

/// Sets bit e of `bits` with probability threshold / 65536, for e in 64 * begin ..< 64 * end: a function of
/// the key, the stream and e alone (Philox4x32-10, 16 bits an element). begin and end count 64-bit words
/// and begin is even.
void gnk_random_mask(uint64_t *bits, uint64_t key, uint64_t stream, uint32_t threshold, int64_t begin,
                     int64_t end);
/// One block of Philox4x32-10.
void gnk_philox(uint64_t key, uint64_t stream, uint64_t index, uint32_t out[4]);

// MARK: Elementwise

/// Unary functions. The parameters are used where the function has them (leakyRelu's slope, elu's alpha, hardTanh's bounds).
typedef enum {
  GNK_NEGATE, GNK_ABS, GNK_SQUARE, GNK_SQRT, GNK_RECIPROCAL, GNK_EXP, GNK_LOG, GNK_SIN, GNK_COS, GNK_TANH,
  GNK_SIGMOID, GNK_RELU, GNK_LEAKY_RELU, GNK_ELU, GNK_SELU, GNK_SOFTPLUS, GNK_SILU, GNK_GELU, GNK_GELU_TANH,
  GNK_SCALE, GNK_SHIFT, GNK_POWER, GNK_CLIP_BELOW, GNK_LOG_SIGMOID, GNK_HARD_SIGMOID, GNK_HARD_TANH,
  GNK_HARD_SWISH, GNK_MISH
} gnk_unary_t;
/// y[i] = f(x[i]) for i in 0..<count.
void gnk_unary(gnk_unary_t f, float parameter, float second, const float *x, float *y, int64_t count);
/// The same for outputs that no cache holds; `y` is aligned to 64 bytes.
void gnk_stream_unary(gnk_unary_t f, float parameter, float second, const float *x, float *y, int64_t count);
/// dx[i] = g[i] * f'(x[i]); y holds f(x).
void gnk_unary_gradient(gnk_unary_t f, float parameter, float second, const float *x, const float *y,
                        const float *g, float *dx, int64_t count);

/// Rectify is a where a > 0 and b a elsewhere, its slope 1 and b.
typedef enum {
  GNK_ADD, GNK_SUBTRACT, GNK_MULTIPLY, GNK_DIVIDE, GNK_MAXIMUM, GNK_MINIMUM, GNK_RECTIFY, GNK_RECTIFY_SLOPE
} gnk_binary_t;
/// y[i] = a[i * aStep] op b[i * bStep]; a step is 0 (one value for all) or 1.
void gnk_binary(gnk_binary_t op, const float *a, int64_t aStep, const float *b, int64_t bStep, float *y,
                int64_t count);
/// The same with steps of 1, for an output that is larger than the caches; y is aligned to 64 bytes.
void gnk_stream_binary(gnk_binary_t op, const float *a, const float *b, float *y, int64_t count);
/// y[i] += scale * x[i].
void gnk_accumulate(float *y, const float *x, float scale, int64_t count);
/// y[i] = x[i] * scale where bit offset + i of `keep` is set, else 0.
void gnk_apply_mask(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y, int64_t count);
/// y[i] = x[i] * scale where x[i] is above 0 and bit offset + i of `keep` is set, else 0; that bit of `passed` says which. The offset is a
/// multiple of 16.
void gnk_relu_mask(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y, uint64_t *passed,
                   int64_t count);
// MARK: Reductions

/// Sum of x in a fixed order.
float gnk_sum(const float *x, int64_t count);
/// The sum of the squares, and of the absolute values, in a fixed order and in double precision.
double gnk_square_sum(const float *x, int64_t count);
double gnk_absolute_sum(const float *x, int64_t count);
/// out[j] = sum over rows of x[r, j], in row order; rows begin..<end.
void gnk_column_sums(const float *x, float *out, int64_t width, int64_t begin, int64_t end);
/// values[r], positions[r] = the largest element of row r and where it first stands; a NaN is largest.
void gnk_row_maxima(const float *x, int64_t width, float *values, int32_t *positions, int64_t begin, int64_t end);
/// y = softmax of every row of x, for an output that is larger than the caches: y is aligned to 64 bytes, the width a multiple of 16,
/// and `room` has as many numbers as a row.
void gnk_stream_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end, float *room);
/// y = softmax of every row of x, and its logarithm.
void gnk_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end);
void gnk_log_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end);
/// Mean cross-entropy of logits[rows[i], :] against labels[i]; adds nothing to memory.
float gnk_cross_entropy(const float *logits, int64_t width, const int32_t *rows, const int32_t *labels,
                        int64_t count);
/// gradient[rows[i], :] += scale * (softmax(logits[rows[i], :]) - onehot(labels[i])).
void gnk_cross_entropy_gradient(const float *logits, int64_t width, const int32_t *rows, const int32_t *labels,
                                int64_t count, float scale, float *gradient);

// MARK: Losses

/// Losses of a prediction x against a target t, element by element. Huber's parameter is where it turns linear; hinges take
/// targets of 1 and -1; the divergence takes the logarithm of a probability against a probability.
typedef enum {
  GNK_LOSS_SQUARED, GNK_LOSS_ABSOLUTE, GNK_LOSS_HUBER, GNK_LOSS_LOG_COSH, GNK_LOSS_BINARY_CROSS_ENTROPY,
  GNK_LOSS_HINGE, GNK_LOSS_SQUARED_HINGE, GNK_LOSS_DIVERGENCE
} gnk_loss_t;
/// y[i] = the loss of x[i] against t[i].
void gnk_pair_loss(gnk_loss_t loss, float parameter, const float *x, const float *t, float *y, int64_t count);
/// Their sum in a fixed order.
float gnk_pair_loss_sum(gnk_loss_t loss, float parameter, const float *x, const float *t, int64_t count);
/// dx[i] = scale * g[i * gStep] * the derivative by x[i]; gStep is 0 (one value for all) or 1.
void gnk_pair_loss_gradient(gnk_loss_t loss, float parameter, const float *x, const float *t, const float *g,
                            int64_t gStep, float scale, float *dx, int64_t count);
/// y[r] = (1 - smoothing) w[label] l[label] + smoothing / width * sum of w[c] l[c], l = -log softmax of row r, for rows
/// begin..<end; null weights are 1 each; rows of negative labels have 0.
void gnk_label_cross_entropy(const float *x, int64_t width, const int32_t *labels, const float *weights,
                             float smoothing, float *y, int64_t begin, int64_t end);
/// dx[r, :] = scale * g[r * gStep] * the derivative; `weightSum` is the sum of all weights.
void gnk_label_cross_entropy_gradient(const float *x, int64_t width, const int32_t *labels, const float *weights,
                                      float weightSum, float smoothing, const float *g, int64_t gStep,
                                      float scale, float *dx, int64_t begin, int64_t end);

/// dw[i] = absolute * sign(w[i]) + 2 * square * w[i], the slope of absolute |w| + square w^2.
void gnk_penalty_gradient(const float *w, float absolute, float square, float *dw, int64_t count);

// MARK: Dense products for narrow matrices (BLAS is weak at up to 32 columns)

/// y[m, n] = x[m, k] * w[k, n] for rows begin..<end; n at most 32.
void gnk_narrow_product(const float *x, const float *w, float *y, int64_t k, int64_t n, int64_t begin,
                        int64_t end);
/// y[k, n] = transpose(x[rows, k]) * g[rows, n] over rows begin..<end; n at most 32; y is overwritten.
void gnk_narrow_product_transposed(const float *x, const float *g, float *y, int64_t k, int64_t n,
                                   int64_t begin, int64_t end);

// MARK: Recurrent layers

/// What a step makes of its sums p = projected + state W + bias, gate by gate.
typedef enum {
  /// h = tanh(p)
  GNK_CELL_TANH,
  /// h = max(p, 0)
  GNK_CELL_RELU,
  /// Gates i, f, g, o: c = sigmoid(f) c + sigmoid(i) tanh(g), h = sigmoid(o) tanh(c).
  GNK_CELL_LSTM,
  /// Gates r, z, n: h = (1 - z) n + z h with n = tanh(projected + r (state W + bias)).
  GNK_CELL_GRU
} gnk_cell_t;
/// The number of gates of a cell.
int64_t gnk_cell_gates(gnk_cell_t cell);
/// How many numbers of every unit and step the backward pass wants kept: the gates, and for GRU what r was multiplied by.
int64_t gnk_cell_kept(gnk_cell_t cell);

/// Rows (sequences) of `steps` steps with a state of `hidden` units. What may be null says so.
typedef struct {
  gnk_cell_t cell;
  /// Whether the last step comes first.
  int32_t reversed;
  int64_t steps, hidden;
  /// [rows, steps, gates * hidden]: the inputs times their weights, with their bias. The backward pass does not read it.
  const float *projected;
  /// Null, or [gates * hidden].
  const float *bias;
  /// Null, or [rows, steps]: where 0, the state stays as it was.
  const float *mask;
  /// Null, or [rows, hidden]: factors of the state on its way into the product.
  const float *dropout;
  /// [rows, hidden]; the cell is that of an LSTM alone.
  const float *state, *cellState;
  /// [rows, steps, hidden]: the states, and the cells of an LSTM.
  float *output, *cells;
  /// Null where no backward pass follows, or [rows, steps, kept * hidden].
  float *kept;
} gnk_recurrence_t;
/// The size of the packed weights [hidden, gates * hidden] of the forward pass, and of the backward pass.
int64_t gnk_recurrence_panels(gnk_cell_t cell, int64_t hidden, int32_t backward);
/// Packs the weights.
void gnk_recurrence_pack(gnk_cell_t cell, int64_t hidden, int32_t backward, const float *weight, float *panels);
/// All steps of rows begin..<end.
void gnk_recurrence_forward(const gnk_recurrence_t *recurrence, const float *panels, int64_t begin, int64_t end);

/// The gradients of a recurrence.
typedef struct {
  /// [rows, steps, hidden] and, null or [rows, hidden], of the last cell: those of the outputs.
  const float *output, *lastCell;
  /// [rows, steps, gates * hidden]: by what is projected, and by the product with the state. The same but for GRU.
  float *projected, *product;
  /// [rows, steps, hidden]: the states that went into the products.
  float *previous;
  /// [rows, hidden]: by the first state and, for an LSTM, cell.
  float *state, *cellState;
} gnk_recurrence_gradient_t;
/// All steps of rows begin..<end backwards.
void gnk_recurrence_backward(const gnk_recurrence_t *recurrence, const gnk_recurrence_gradient_t *gradient,
                             const float *panels, int64_t begin, int64_t end);

// MARK: Attention between sequences

/// Which keys (columns) a row of queries sees: those with keys[column] and pairs[row * columns + column] not 0, null for all;
/// with `causal` only those up to first + row.
typedef struct {
  const float *keys, *pairs;
  int64_t first;
  int32_t causal;
} gnk_visibility_t;
/// Softmax of scale * scores over the visible columns of every row, in place, 0 for the others and for a row that sees none.
/// logs[row] is the logarithm of the row's sum of exponentials: an output, or with `known` an input.
void gnk_attention_softmax(float *scores, gnk_visibility_t visibility, float scale, int64_t rows, int64_t columns,
                           float *logs, int32_t known);
/// gradient = softmax * (gradient - means[row]) * scale, in place.
void gnk_attention_gradient(const float *softmax, const float *means, float scale, int64_t rows, int64_t columns,
                            float *gradient);
/// out[row] = the inner product of x[row, :] and y[row, :], whose rows are `stride` apart.
void gnk_row_dots(const float *x, const float *y, int64_t rows, int64_t width, int64_t stride, float *out);

// MARK: Spectral analysis (double precision)

/// factor * (diagonal + scale A) + shift, A with null `values` meaning 1 each.
typedef struct {
  gnk_csr_f64 matrix;
  const double *diagonal, *scale;
  double factor, shift;
} gnk_graph_operator_t;
/// Its product, for rows begin..<end of `width` columns:
/// y_r = (factor diagonal_r + shift) z_r + factor scale_r * (sum over entries of w x_c) + keep * y_r.
/// x is z, or z with its rows scaled. Where keep is 0, y is not read. With a null diagonal z counts 0 and may be null.
void gnk_graph_operator(gnk_graph_operator_t op, const double *x, const double *z, double keep, double *y,
                        int64_t width, int64_t begin, int64_t end, int32_t prefetch);
/// out[blocks * width, width] = transpose([basis[0] basis[1] ...]) w over rows begin..<end; every basis block and
/// w have `width` columns.
void gnk_basis_gram(const double *const *basis, int64_t blocks, const double *w, int64_t width, int64_t begin,
                    int64_t end, double *out);
/// w += sign * [basis[0] basis[1] ...] coefficients over rows begin..<end; coefficients is [blocks * width, width].
void gnk_basis_combine(const double *const *basis, int64_t blocks, const double *coefficients, double sign,
                       double *w, int64_t width, int64_t begin, int64_t end);
/// sums[group[r], :] += element[r] * x[r, :] over rows begin..<end; rows of negative groups are passed over.
void gnk_group_sums(const int32_t *group, const double *element, const double *x, int64_t width, int64_t begin,
                    int64_t end, double *sums);
/// x[r, :] -= element[r] * sums[group[r], :] over rows begin..<end; rows of negative groups are passed over.
void gnk_group_subtract(const int32_t *group, const double *element, const double *sums, double *x, int64_t width,
                        int64_t begin, int64_t end);
/// The factor L of a sparse symmetric matrix. With supernodes: L L^T, its columns in groups that share their rows.
/// Supernode s has the columns first_columns[s]..<first_columns[s + 1] and the rows rows[starts[s]..<starts[s + 1]],
/// its own first; its values are a dense trapezoid by columns from value_starts[s] on. Without (supernodes is 0):
/// column j has the rows and values from starts[j] on, counts[j] of them, the diagonal first; where has_unit_diagonal
/// is set, L D L^T with D in place of the diagonal.
typedef struct {
  int64_t size, supernodes;
  const int32_t *permutation, *first_columns, *starts, *value_starts, *counts, *rows;
  const double *values;
  int32_t has_unit_diagonal;
} gnk_factor;
/// Solves the permuted system for `columns` (1...8) right sides; rows of b and x are `stride` apart. `work` has room for
/// 8 * (size + the largest number of rows of a supernode) doubles.
void gnk_factor_solve(const gnk_factor *factor, const double *b, double *x, int64_t stride, int64_t columns,
                      double *work);
/// y[r, :] = scale[r] * x[r, :] over rows begin..<end; y may be x.
void gnk_scale_rows(const double *scale, const double *x, double *y, int64_t width, int64_t begin, int64_t end);

// MARK: Optimisers

/// Adam: one step on `count` weights. With `decoupled` decay is taken from the weight (AdamW), else it is
/// added to the gradient. correction1 = 1 - beta1^t, correction2 = 1 - beta2^t.
typedef struct {
  float learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2;
  int32_t decoupled;
} gnk_adam_t;
void gnk_adam(gnk_adam_t settings, float *weight, const float *gradient, float *first, float *second,
              int64_t count);
/// SGD with momentum as PyTorch defines it: v = momentum * v + g; w -= rate * (nesterov ? g + momentum * v : v).
/// `velocity` may be null when momentum is 0; `isFirst` starts v at g.
void gnk_sgd(float learningRate, float momentum, float weightDecay, int32_t nesterov, int32_t isFirst,
             float *weight, const float *gradient, float *velocity, int64_t count);
/// RMSprop: v = decay v + (1 - decay) g^2; w -= rate * g / (sqrt(v) + epsilon). Where `mean` is given, the square of the
/// decaying mean of g is taken off v first (the centred form); where `velocity` is, the quotient goes through momentum.
typedef struct {
  float learningRate, decay, epsilon, weightDecay, momentum;
} gnk_rmsprop_t;
void gnk_rmsprop(gnk_rmsprop_t settings, float *weight, const float *gradient, float *square, float *mean,
                 float *velocity, int64_t count);
/// Adagrad: sum += g^2; w -= rate * g / (sqrt(sum) + epsilon).
void gnk_adagrad(float learningRate, float epsilon, float weightDecay, float *weight, const float *gradient,
                 float *sum, int64_t count);
/// Adadelta: v = decay v + (1 - decay) g^2; d = g sqrt(change + epsilon) / sqrt(v + epsilon); w -= rate * d;
/// change = decay change + (1 - decay) d^2.
void gnk_adadelta(float learningRate, float decay, float epsilon, float weightDecay, float *weight,
                  const float *gradient, float *square, float *change, int64_t count);

/// The pattern of a simple undirected graph from its edges, given in any order, in one direction or both, once or more often. Steps:
/// how many blocks of rows there are (`starts` needs two places more) and how many bytes an entry has, 4 or 8; the partition of both
/// directions of every edge among the blocks (`entries` has room for two an edge); and the sorting of every block, which leaves out
/// what is there twice.
int64_t gnk_pattern_blocks(int64_t edges, int32_t nodes);
int64_t gnk_pattern_entry_size(int64_t edges, int32_t nodes);
/// Returns the number of entries of the largest block, for which `scratch` of the sorting must have room; -1 - k where edge k has an
/// end outside 0..<nodes.
int64_t gnk_pattern_partition(const int32_t *sources, const int32_t *targets, int64_t edges, int32_t nodes,
                              int64_t *starts, void *entries);
/// Returns the number of columns, which then stand as 32-bit numbers at the beginning of `entries`; `offsets` has nodes + 1 places.
int64_t gnk_pattern_sort(int64_t edges, int32_t nodes, const int64_t *starts, void *entries, void *scratch,
                         int64_t *offsets);

#ifdef __cplusplus
}
#endif
