// SPDX-License-Identifier: Apache-2.0

// The inner loops of the library, with the instruction set chosen at run time.
//
// C has no namespaces: the prefix gnk_ (graph network kernels) marks what belongs to this header. The files
// are in a folder per family; X_body.h has the loops of X.c, which are compiled once per instruction set.
//
// Conventions: matrices are row-major and contiguous. `begin` and `end` give the half-open part of the
// output that one call computes, so that a caller can distribute parts over threads. No function
// allocates memory unless stated, and none retains a pointer. The result of a part depends only on the
// part: the same parts give results that are identical bit for bit for any number of threads.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ImageKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Instruction set

/// The instruction-set levels that kernels are compiled for.
typedef enum { GNK_LEVEL_BASE = 0, GNK_LEVEL_AVX2 = 1, GNK_LEVEL_AVX512 = 2 } gnk_level_t;
/// Returns the best level that this processor supports.
gnk_level_t gnk_best_level(void);
/// Returns the level in use.
gnk_level_t gnk_level(void);
/// Sets the level, limited to the best one. For tests that compare levels.
void gnk_set_level(gnk_level_t level);

// MARK: Threads

/// A function that computes one piece of a job.
typedef void (*gnk_task_t)(void *context, int64_t piece);
/// Runs `task` for pieces 0..<count on the calling thread and at most `threads - 1` pooled workers. The
/// assignment of pieces to threads is undefined. A nested or concurrent call runs serially on its
/// calling thread.
void gnk_parallel_for(int64_t count, int32_t threads, gnk_task_t task, void *context);

// MARK: Dense products

/// The product of left [rows, inner] and right [inner, columns].
///
/// Number (r, k) of the left side is at r * leftRow + k * leftInner, and (k, c) of the right side at k *
/// rightInner + c * rightColumn. One of the two steps of each side must be 1. Rows of the output are
/// outRow apart, and `inner` is at least 1. With `accumulate`, the product is added to the output. Rows
/// and columns may be computed separately with bitwise identical results.
typedef struct {
  const float *left, *right;
  float *out;
  int64_t rows, columns, inner, leftRow, leftInner, rightInner, rightColumn, outRow;
  int32_t accumulate;
} gnk_matrix_product_t;
/// The number of floats in `room`, which must be aligned to 64 bytes.
enum { GNK_MATRIX_ROOM = 512 * 384 + 48 * 528 };
void gnk_matrix_product(gnk_matrix_product_t s, float *room);

// MARK: Buffers

/// Returns memory of at least `bytes` bytes from the pool, aligned to 64, and sets `given` to its size. Aborts if
/// there is none.
void *gnk_buffer_allocate(size_t bytes, size_t *given);
/// Returns memory from `gnk_buffer_allocate` to the pool.
void gnk_buffer_release(void *buffer, size_t given);
/// Returns all pooled memory, and freed memory that the C library keeps, to the system.
void gnk_buffer_trim(void);
/// The number of bytes allocated and not yet released.
size_t gnk_buffer_bytes_in_use(void);
/// The number of allocations from the system. It can show that a steady state needs none.
uint64_t gnk_buffer_system_allocations(void);
/// Returns the most bytes, in use and pooled, that were held at once since the last call with `restarts` set, and
/// restarts with those held now if it is set.
size_t gnk_buffer_peak(int32_t restarts);

// MARK: Sparse products

/// A CSR pattern with values. Row r has the entries offsets[r]..<offsets[r + 1].
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

/// Computes y[r, :] = sum over entries k of row r of values[k] * x[columns[k], :], for rows begin..<end.
/// Set `prefetch` if x does not fit in the second-level cache.
void gnk_spmm_f32(gnk_csr_f32 m, const float *x, float *y, int64_t width, int64_t begin, int64_t end,
                  int32_t prefetch);
void gnk_spmm_f64(gnk_csr_f64 m, const double *x, double *y, int64_t width, int64_t begin, int64_t end,
                  int32_t prefetch);
/// Computes the same with masked entries: entry k is multiplied by `scale` if bit keepIndex[k] of `keep`
/// (bit k if keepIndex is null) is set, and by 0 otherwise.
void gnk_spmm_masked_f32(gnk_csr_f32 m, const uint64_t *keep, const int32_t *keepIndex, float scale,
                         const float *x, float *y, int64_t width, int64_t begin, int64_t end);
// MARK: Values on entries
// Each entry of a pattern has `heads` (or `width`) numbers, stored entry by entry. If `entries` is
// given, the pattern is a transposed one whose entry k is entry entries[k] of the original; null means k
// itself. All functions compute rows begin..<end.

/// Computes the softmax over the entries of each row, for each head. `out` may be `logits`.
void gnk_edge_softmax(const int64_t *offsets, int64_t heads, const float *logits, float *out, int64_t begin,
                      int64_t end);
/// Computes out = softmax * (gradient - the sum over the row of softmax * gradient). `out` may be
/// `gradient`.
void gnk_edge_softmax_gradient(const int64_t *offsets, int64_t heads, const float *softmax, const float *gradient,
                               float *out, int64_t begin, int64_t end);
/// Computes out[k, h] = leaky(source[columns[k], h] + target[r, h] + edge[k, h]). `edge` may be null.
void gnk_edge_scores(const int64_t *offsets, const int32_t *columns, int64_t heads, const float *source,
                     const float *target, const float *edge, float slope, float *out, int64_t begin, int64_t end);
/// Computes out = gradient * leaky'(source + target + edge). `out` may be `gradient`.
void gnk_edge_scores_gradient(const int64_t *offsets, const int32_t *columns, int64_t heads, const float *source,
                              const float *target, const float *edge, float slope, const float *gradient,
                              float *out, int64_t begin, int64_t end);
/// Computes out[r, :] = the sum of x[entry, :] over the entries of row r.
void gnk_edge_sums(const int64_t *offsets, const int32_t *entries, int64_t width, const float *x, float *out,
                   int64_t begin, int64_t end);
/// Computes y[r, h, :] = the sum of weights[entry, h] * x[columns[k], h, :] over the entries of row r,
/// with `size` columns per head.
void gnk_weighted_sums(const int64_t *offsets, const int32_t *columns, const int32_t *entries, int64_t heads,
                       int64_t size, const float *weights, const float *x, float *y, int64_t begin, int64_t end);
/// Computes out[k, h] = scale * the inner product of left[r, h, :] and right[columns[k], h, :].
void gnk_edge_dots(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size, const float *left,
                   const float *right, float scale, float *out, int64_t begin, int64_t end);
/// Computes out[k, h] = the inner product of a[h, :] and leaky(x[r, h, :] + y[columns[k], h, :] +
/// edge[k, h, :]). `edge` may be null.
void gnk_dynamic_scores(const int64_t *offsets, const int32_t *columns, int64_t heads, int64_t size, const float *x,
                        const float *y, const float *edge, const float *a, float slope, float *out, int64_t begin,
                        int64_t end);
/// Computes the gradients of gnk_dynamic_scores: dx[r, :, :]; dedge[entry, :, :] unless null; and
/// da[:, :], which is added to, unless null.
void gnk_dynamic_scores_gradient(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                 int64_t heads, int64_t size, const float *x, const float *y, const float *edge,
                                 const float *a, float slope, const float *gradient, float *dx, float *dedge,
                                 float *da, int64_t begin, int64_t end);
/// Computes y[r, :] = the maximum (sign 1) or minimum (sign -1) of x[columns[k], :] over the entries of
/// row r, and the first entry with that value. Rows without entries give 0 and -1. A NaN counts as the
/// extreme.
void gnk_edge_extremes(const int64_t *offsets, const int32_t *columns, int64_t width, const float *x, float sign,
                       float *y, int32_t *places, int64_t begin, int64_t end);
/// Computes dx[r, :], the gradient of gnk_edge_extremes, over the rows of the transposed pattern.
void gnk_edge_extremes_gradient(const int64_t *offsets, const int32_t *columns, const int32_t *entries,
                                int64_t width, const int32_t *places, const float *gradient, float *dx,
                                int64_t begin, int64_t end);

/// Computes out[r, h] = the inner product of x[r, h, :] and a[h, :].
void gnk_head_dots(const float *x, const float *a, int64_t heads, int64_t size, float *out, int64_t begin,
                   int64_t end);
/// Computes the gradients of gnk_head_dots: dx, which may be null, and da, which is added to.
void gnk_head_dots_gradient(const float *x, const float *a, const float *gradient, int64_t heads, int64_t size,
                            float *dx, float *da, int64_t begin, int64_t end);

// MARK: Random bits

/// Sets bit e of `bits` with probability threshold / 65536, for e in 64 * begin ..< 64 * end. The bit
/// depends only on the key, the stream and e (Philox4x32-10, 16 bits per element). `begin` and `end`
/// count 64-bit words, and `begin` must be even.
void gnk_random_mask(uint64_t *bits, uint64_t key, uint64_t stream, uint32_t threshold, int64_t begin,
                     int64_t end);
/// Computes one block of Philox4x32-10.
void gnk_philox(uint64_t key, uint64_t stream, uint64_t index, uint32_t out[4]);

// MARK: Elementwise

/// Unary functions. The parameters are used by functions that have them (leakyRelu's slope, elu's alpha,
/// hardTanh's bounds).
typedef enum {
  GNK_NEGATE, GNK_ABS, GNK_SQUARE, GNK_SQRT, GNK_RECIPROCAL, GNK_EXP, GNK_LOG, GNK_SIN, GNK_COS, GNK_TANH,
  GNK_SIGMOID, GNK_RELU, GNK_LEAKY_RELU, GNK_ELU, GNK_SELU, GNK_SOFTPLUS, GNK_SILU, GNK_GELU, GNK_GELU_TANH,
  GNK_SCALE, GNK_SHIFT, GNK_POWER, GNK_CLIP_BELOW, GNK_LOG_SIGMOID, GNK_HARD_SIGMOID, GNK_HARD_TANH,
  GNK_HARD_SWISH, GNK_MISH
} gnk_unary_t;
/// Computes y[i] = f(x[i]) for i in 0..<count.
void gnk_unary(gnk_unary_t f, float parameter, float second, const float *x, float *y, int64_t count);
/// Computes the same for outputs that do not fit in any cache. `y` must be aligned to 64 bytes.
void gnk_stream_unary(gnk_unary_t f, float parameter, float second, const float *x, float *y, int64_t count);
/// Computes dx[i] = g[i] * f'(x[i]), where y holds f(x).
void gnk_unary_gradient(gnk_unary_t f, float parameter, float second, const float *x, const float *y,
                        const float *g, float *dx, int64_t count);

/// Binary functions. Rectify is a if a > 0 and b a otherwise; its slope is 1 or b.
typedef enum {
  GNK_ADD, GNK_SUBTRACT, GNK_MULTIPLY, GNK_DIVIDE, GNK_MAXIMUM, GNK_MINIMUM, GNK_RECTIFY, GNK_RECTIFY_SLOPE
} gnk_binary_t;
/// Computes y[i] = a[i * aStep] op b[i * bStep]. A step is 0 (one value for all) or 1.
void gnk_binary(gnk_binary_t op, const float *a, int64_t aStep, const float *b, int64_t bStep, float *y,
                int64_t count);
/// Computes the same with steps of 1, for an output that is larger than the caches. y must be aligned to
/// 64 bytes.
void gnk_stream_binary(gnk_binary_t op, const float *a, const float *b, float *y, int64_t count);
/// Computes y[i] += scale * x[i].
void gnk_accumulate(float *y, const float *x, float scale, int64_t count);
/// Computes y[i] = x[i] * scale if bit offset + i of `keep` is set, and 0 otherwise.
void gnk_apply_mask(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y, int64_t count);
/// Computes y[i] = x[i] * scale if x[i] is above 0 and bit offset + i of `keep` is set, and 0 otherwise.
/// The same bit of `passed` is set in the first case. The offset must be a multiple of 16.
void gnk_relu_mask(const float *x, const uint64_t *keep, int64_t offset, float scale, float *y, uint64_t *passed,
                   int64_t count);
// MARK: Reductions

/// Returns the sum of x in a fixed order.
float gnk_sum(const float *x, int64_t count);
/// Return the sum of the squares and of the absolute values, in a fixed order and in double precision.
double gnk_square_sum(const float *x, int64_t count);
double gnk_absolute_sum(const float *x, int64_t count);
/// Computes out[j] = sum over rows of x[r, j], in row order, for rows begin..<end.
void gnk_column_sums(const float *x, float *out, int64_t width, int64_t begin, int64_t end);
/// Computes values[r], positions[r] = the maximum of row r and its first position. A NaN counts as the
/// maximum.
void gnk_row_maxima(const float *x, int64_t width, float *values, int32_t *positions, int64_t begin, int64_t end);
/// Computes y = softmax of each row of x, for an output that is larger than the caches. y must be
/// aligned to 64 bytes and the width a multiple of 16. `room` must have as many numbers as a row.
void gnk_stream_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end, float *room);
/// Compute y = softmax of each row of x, and its logarithm.
void gnk_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end);
void gnk_log_softmax_rows(const float *x, float *y, int64_t width, int64_t begin, int64_t end);
/// Returns the mean cross-entropy of logits[rows[i], :] against labels[i]. Allocates no memory.
float gnk_cross_entropy(const float *logits, int64_t width, const int32_t *rows, const int32_t *labels,
                        int64_t count);
/// Computes gradient[rows[i], :] += scale * (softmax(logits[rows[i], :]) - onehot(labels[i])).
void gnk_cross_entropy_gradient(const float *logits, int64_t width, const int32_t *rows, const int32_t *labels,
                                int64_t count, float scale, float *gradient);

// MARK: Losses

/// Losses of a prediction x against a target t, element by element. Huber's parameter is the deviation
/// beyond which the loss is linear. Hinge losses take targets of 1 and -1. The divergence takes the
/// logarithm of a probability against a probability.
typedef enum {
  GNK_LOSS_SQUARED, GNK_LOSS_ABSOLUTE, GNK_LOSS_HUBER, GNK_LOSS_LOG_COSH, GNK_LOSS_BINARY_CROSS_ENTROPY,
  GNK_LOSS_HINGE, GNK_LOSS_SQUARED_HINGE, GNK_LOSS_DIVERGENCE
} gnk_loss_t;
/// Computes y[i] = the loss of x[i] against t[i].
void gnk_pair_loss(gnk_loss_t loss, float parameter, const float *x, const float *t, float *y, int64_t count);
/// Returns the sum of the losses in a fixed order.
float gnk_pair_loss_sum(gnk_loss_t loss, float parameter, const float *x, const float *t, int64_t count);
/// Computes dx[i] = scale * g[i * gStep] * the derivative with respect to x[i]. gStep is 0 (one value
/// for all) or 1.
void gnk_pair_loss_gradient(gnk_loss_t loss, float parameter, const float *x, const float *t, const float *g,
                            int64_t gStep, float scale, float *dx, int64_t count);
/// Computes y[r] = (1 - smoothing) w[label] l[label] + smoothing / width * sum of w[c] l[c] for rows
/// begin..<end, where l = -log softmax of row r. Null weights mean 1 each. Rows with negative labels
/// give 0.
void gnk_label_cross_entropy(const float *x, int64_t width, const int32_t *labels, const float *weights,
                             float smoothing, float *y, int64_t begin, int64_t end);
/// Computes dx[r, :] = scale * g[r * gStep] * the derivative. `weightSum` is the sum of all weights.
void gnk_label_cross_entropy_gradient(const float *x, int64_t width, const int32_t *labels, const float *weights,
                                      float weightSum, float smoothing, const float *g, int64_t gStep,
                                      float scale, float *dx, int64_t begin, int64_t end);

/// Computes dw[i] = absolute * sign(w[i]) + 2 * square * w[i], the slope of absolute |w| + square w^2.
void gnk_penalty_gradient(const float *w, float absolute, float square, float *dw, int64_t count);

// MARK: Dense products for narrow matrices (BLAS is slow for up to 32 columns)

/// Computes y[m, n] = x[m, k] * w[k, n] for rows begin..<end. n is at most 32.
void gnk_narrow_product(const float *x, const float *w, float *y, int64_t k, int64_t n, int64_t begin,
                        int64_t end);
/// Computes y[k, n] = transpose(x[rows, k]) * g[rows, n] over rows begin..<end. n is at most 32. y is
/// overwritten.
void gnk_narrow_product_transposed(const float *x, const float *g, float *y, int64_t k, int64_t n,
                                   int64_t begin, int64_t end);

// MARK: Recurrent layers

/// The function that a step applies to its sums p = projected + state W + bias, per gate.
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
/// Returns the number of gates of a cell.
int64_t gnk_cell_gates(gnk_cell_t cell);
/// Returns the number of values per unit and step that the backward pass needs: the gates, and for GRU
/// the values that r was multiplied by.
int64_t gnk_cell_kept(gnk_cell_t cell);

/// Rows (sequences) of `steps` steps with a state of `hidden` units.
typedef struct {
  gnk_cell_t cell;
  /// Whether the last step is processed first.
  int32_t reversed;
  int64_t steps, hidden;
  /// [rows, steps, gates * hidden]: the inputs times their weights, including their bias. The backward
  /// pass does not read it.
  const float *projected;
  /// Null, or [gates * hidden].
  const float *bias;
  /// Null, or [rows, steps]. Where the mask is 0, the state does not change.
  const float *mask;
  /// Null, or [rows, hidden]: factors that are applied to the state before the product.
  const float *dropout;
  /// [rows, hidden]: the initial states. cellState is used only by LSTM.
  const float *state, *cellState;
  /// [rows, steps, hidden]: the states, and the cell states of an LSTM.
  float *output, *cells;
  /// Null if there is no backward pass, or [rows, steps, kept * hidden].
  float *kept;
} gnk_recurrence_t;
/// Returns the size of the packed weights [hidden, gates * hidden] of the forward or backward pass.
int64_t gnk_recurrence_panels(gnk_cell_t cell, int64_t hidden, int32_t backward);
/// Packs the weights.
void gnk_recurrence_pack(gnk_cell_t cell, int64_t hidden, int32_t backward, const float *weight, float *panels);
/// Computes all steps of rows begin..<end.
void gnk_recurrence_forward(const gnk_recurrence_t *recurrence, const float *panels, int64_t begin, int64_t end);

/// The gradients of a recurrence.
typedef struct {
  /// The gradients of the outputs, [rows, steps, hidden], and of the last cell state: null or [rows, hidden].
  const float *output, *lastCell;
  /// [rows, steps, gates * hidden]: the gradients of `projected` and of the product with the state. They
  /// differ only for GRU.
  float *projected, *product;
  /// [rows, steps, hidden]: the states that were the inputs of the products.
  float *previous;
  /// [rows, hidden]: the gradients of the initial state and, for an LSTM, of the initial cell state.
  float *state, *cellState;
} gnk_recurrence_gradient_t;
/// Computes all steps of rows begin..<end backwards.
void gnk_recurrence_backward(const gnk_recurrence_t *recurrence, const gnk_recurrence_gradient_t *gradient,
                             const float *panels, int64_t begin, int64_t end);

// MARK: Attention between sequences

/// The keys (columns) that a row of queries sees: those for which keys[column] and pairs[row * columns +
/// column] are not 0; null means all. With `causal`, only those up to first + row.
typedef struct {
  const float *keys, *pairs;
  int64_t first;
  int32_t causal;
} gnk_visibility_t;
/// Computes the softmax of scale * scores over the visible columns of each row, in place. Other columns,
/// and rows that see none, are 0. logs[row] is the logarithm of the row's sum of exponentials: an
/// output, or an input with `known`.
void gnk_attention_softmax(float *scores, gnk_visibility_t visibility, float scale, int64_t rows, int64_t columns,
                           float *logs, int32_t known);
/// Computes gradient = softmax * (gradient - means[row]) * scale, in place.
void gnk_attention_gradient(const float *softmax, const float *means, float scale, int64_t rows, int64_t columns,
                            float *gradient);
/// Computes out[row] = the inner product of x[row, :] and y[row, :], whose rows are `stride` apart.
void gnk_row_dots(const float *x, const float *y, int64_t rows, int64_t width, int64_t stride, float *out);

// MARK: Spectral analysis (double precision)

/// The operator factor * (diagonal + scale A) + shift. Null `values` of A mean 1 each.
typedef struct {
  gnk_csr_f64 matrix;
  const double *diagonal, *scale;
  double factor, shift;
} gnk_graph_operator_t;
/// Computes the product with rows of `width` columns, for rows begin..<end:
/// y_r = (factor diagonal_r + shift) z_r + factor scale_r * (sum over entries of w x_c) + keep * y_r.
/// x is z, or z with scaled rows. If keep is 0, y is not read. If the diagonal is null, z counts as 0 and
/// may be null.
void gnk_graph_operator(gnk_graph_operator_t op, const double *x, const double *z, double keep, double *y,
                        int64_t width, int64_t begin, int64_t end, int32_t prefetch);
/// Computes out[blocks * width, width] = transpose([basis[0] basis[1] ...]) w over rows begin..<end.
/// Each basis block and w have `width` columns.
void gnk_basis_gram(const double *const *basis, int64_t blocks, const double *w, int64_t width, int64_t begin,
                    int64_t end, double *out);
/// Computes w += sign * [basis[0] basis[1] ...] coefficients over rows begin..<end, where coefficients
/// is [blocks * width, width].
void gnk_basis_combine(const double *const *basis, int64_t blocks, const double *coefficients, double sign,
                       double *w, int64_t width, int64_t begin, int64_t end);
/// Computes sums[group[r], :] += element[r] * x[r, :] over rows begin..<end. Rows with negative groups
/// are skipped.
void gnk_group_sums(const int32_t *group, const double *element, const double *x, int64_t width, int64_t begin,
                    int64_t end, double *sums);
/// Computes x[r, :] -= element[r] * sums[group[r], :] over rows begin..<end. Rows with negative groups
/// are skipped.
void gnk_group_subtract(const int32_t *group, const double *element, const double *sums, double *x, int64_t width,
                        int64_t begin, int64_t end);
/// The factor L of a sparse symmetric matrix.
///
/// With supernodes, the factorization is L L^T, and columns are in groups with common rows. Supernode s
/// has the columns first_columns[s]..<first_columns[s + 1] and the rows rows[starts[s]..<starts[s + 1]],
/// beginning with those of its columns. Its values are a dense trapezoid by columns from value_starts[s]
/// on.
///
/// Without supernodes (supernodes is 0), column j has counts[j] rows and values from starts[j] on,
/// beginning with the diagonal. If has_unit_diagonal is set, the factorization is L D L^T and D is
/// stored instead of the diagonal.
typedef struct {
  int64_t size, supernodes;
  const int32_t *permutation, *first_columns, *starts, *value_starts, *counts, *rows;
  const double *values;
  int32_t has_unit_diagonal;
} gnk_factor;
/// Solves the permuted system for `columns` (1...8) right sides. Rows of b and x are `stride` apart.
/// `work` must have space for 8 * (size + the largest number of rows of a supernode) doubles.
void gnk_factor_solve(const gnk_factor *factor, const double *b, double *x, int64_t stride, int64_t columns,
                      double *work);
/// Computes y[r, :] = scale[r] * x[r, :] over rows begin..<end. y may be x.
void gnk_scale_rows(const double *scale, const double *x, double *y, int64_t width, int64_t begin, int64_t end);

// MARK: Optimisers

/// Adam: one step on `count` weights. With `decoupled`, decay is subtracted from the weight (AdamW);
/// otherwise it is added to the gradient. correction1 = 1 - beta1^t, correction2 = 1 - beta2^t.
typedef struct {
  float learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2;
  int32_t decoupled;
} gnk_adam_t;
void gnk_adam(gnk_adam_t settings, float *weight, const float *gradient, float *first, float *second,
              int64_t count);
/// SGD with momentum as defined by PyTorch: v = momentum * v + g; w -= rate * (nesterov ? g + momentum *
/// v : v). `velocity` may be null if momentum is 0. With `isFirst`, v starts at g.
void gnk_sgd(float learningRate, float momentum, float weightDecay, int32_t nesterov, int32_t isFirst,
             float *weight, const float *gradient, float *velocity, int64_t count);
/// RMSprop: v = decay v + (1 - decay) g^2; w -= rate * g / (sqrt(v) + epsilon). If `mean` is given, the
/// square of the decaying mean of g is first subtracted from v (the centred form). If `velocity` is
/// given, momentum is applied to the quotient.
typedef struct {
  float learningRate, decay, epsilon, weightDecay, momentum;
} gnk_rmsprop_t;
void gnk_rmsprop(gnk_rmsprop_t settings, float *weight, const float *gradient, float *square, float *mean,
                 float *velocity, int64_t count);
/// Adagrad: sum += g^2; w -= rate * g / (sqrt(sum) + epsilon).
void gnk_adagrad(float learningRate, float epsilon, float weightDecay, float *weight, const float *gradient,
                 float *sum, int64_t count);
/// Adadelta: v = decay v + (1 - decay) g^2; d = g sqrt(change + epsilon) / sqrt(v + epsilon);
/// w -= rate * d; change = decay change + (1 - decay) d^2.
void gnk_adadelta(float learningRate, float decay, float epsilon, float weightDecay, float *weight,
                  const float *gradient, float *square, float *change, int64_t count);

/// The sizes of a pattern that is computed from edges: entry (target, source) for each edge, and its
/// reverse if `is_undirected` is not 0, which requires as many rows as columns.
typedef struct {
  int64_t edges;
  int32_t rows;
  int32_t columns;
  int32_t is_undirected;
} gnk_pattern_t;

/// The pattern of a graph without parallel edges, computed from edges in any order, once or several
/// times.
///
/// The steps are: the number of blocks of rows (`starts` needs two more elements) and the number of
/// bytes per entry, 4 or 8; the partition of the entries among the blocks (`entries` needs space for one
/// entry per edge, or two if undirected); and the sorting of each block, which removes duplicates.
int64_t gnk_pattern_blocks(gnk_pattern_t size);
int64_t gnk_pattern_entry_size(gnk_pattern_t size);
/// Returns the number of entries of the largest block, which is the size that `scratch` needs for
/// sorting; or -1 - k if edge k has an end that is out of range.
int64_t gnk_pattern_partition(gnk_pattern_t size, const int32_t *sources, const int32_t *targets,
                              int64_t *starts, void *entries);
/// Returns the number of columns, which are then at the beginning of `entries` as 32-bit numbers.
/// `offsets` has rows + 1 elements.
int64_t gnk_pattern_sort(gnk_pattern_t size, const int64_t *starts, void *entries, void *scratch,
                         int64_t *offsets);

#ifdef __cplusplus
}
#endif
