// SPDX-License-Identifier: Apache-2.0

// The inner loops of convolution, pooling and normalisation of images. Included by CGraphKernels.h,
// whose conventions also apply here.
//
// Images are [channels, height, width] in tensors. Convolutions use blocks of 16 channels, in which the
// 16 numbers of a position are next to each other. The last block of an image may use fewer channels;
// its other numbers are 0.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Blocks of 16 channels

/// The packing of up to 16 planes of an image into a padded block. Row r of the block is row r - top of
/// the image, column c is column c - left, and positions outside the image are 0. Column c of the block
/// is at (c mod phases) * phaseWidth + c / phases, so that every phases-th column is next to the
/// previous one.
typedef struct {
  int64_t channels, planeStep, height, width, top, left, phases, phaseWidth;
} gnk_packing_t;
/// Packs rows begin..<end of a block. `output` may be null; otherwise it has the layout of x, and x
/// counts as 0 where it is not above 0.
void gnk_pack_blocks(gnk_packing_t s, const float *x, const float *output, float *out, int64_t begin, int64_t end);
/// Computes out[k * planeStep + p] = x[p * 16 + k] + bias[k] for `count` positions and up to 16
/// channels. `bias` may be null. With `relu`, computes the maximum of that and 0.
void gnk_unpack_blocks(const float *x, int64_t count, int64_t channels, const float *bias, int32_t relu, float *out,
                       int64_t planeStep);

/// Rows of positions. Position (h, p) of x is at h * xRow + p * 16 + tap in each block of 16 channels,
/// and blocks are xBlock apart. In y it is at h * yRow + p * yStep, and blocks are yBlock apart. x has
/// `channels` channels.
typedef struct {
  int64_t height, width, xRow, xBlock, yRow, yStep, yBlock, channels, tapCount;
  const int64_t *taps;
} gnk_blocks_t;
/// Computes y = the sum over taps and channels of x * w, for `panels` blocks of y. Weights are [panel,
/// block of x, tap, channel of the block, 16].
void gnk_block_product(gnk_blocks_t s, const float *x, const float *w, float *y, int64_t panels);
/// Computes w = the sum over positions of x * y, for one block of x (with `channels` channels) and
/// `panels` blocks of y, which are `panel` numbers apart in w. With `accumulate`, the sum is added to w.
void gnk_block_outer(gnk_blocks_t s, const float *x, const float *y, float *w, int64_t panels, int64_t panel,
                     int32_t accumulate);
/// Computes y = the sum over taps of x * w, per channel, for one block. Weights are [tap, 16]. With
/// `accumulate`, the sum is added to y.
void gnk_lane_product(gnk_blocks_t s, const float *x, const float *w, float *y, int32_t accumulate);
/// Computes w = the sum over positions of x * y, per channel. With `accumulate`, the sum is added to w.
void gnk_lane_outer(gnk_blocks_t s, const float *x, const float *y, float *w, int32_t accumulate);

/// The layout in a tensor of the weights of up to 16 output channels. The weight of (lane, channel, tap)
/// is at lane * laneStep + channel * channelStep + taps[tap].
typedef struct {
  int64_t lanes, laneStep, channels, channelStep, tapCount;
  const int64_t *taps;
} gnk_weights_t;
/// Packs weights as out[block, tap, channel of the block, lane]. Missing lanes are 0.
void gnk_pack_weights(gnk_weights_t s, const float *w, float *out);
/// Unpacks weights, the inverse of gnk_pack_weights.
void gnk_unpack_weights(gnk_weights_t s, const float *x, float *w);

// MARK: Winograd's convolution, 3 x 3 kernels in tiles of 4 x 4 outputs

/// Tiles of one block of 16 channels, with `columns` tiles per row. A row of the block has rowStep
/// numbers. Each of a tile's 36 points has 16 numbers; tiles are consecutive, and points are pointStep
/// apart.
typedef struct {
  int64_t columns, rowStep, pointStep;
} gnk_tiles_t;
/// Computes the points of tile rows begin..<end of x, whose tiles of 6 x 6 positions overlap by two.
void gnk_winograd_input(gnk_tiles_t s, const float *x, float *points, int64_t begin, int64_t end);
/// Adds the gradient of x computed from that of its points.
void gnk_winograd_input_gradient(gnk_tiles_t s, const float *points, float *x, int64_t begin, int64_t end);
/// Computes the outputs, 4 x 4 per tile, from products of points.
void gnk_winograd_output(gnk_tiles_t s, const float *points, float *y, int64_t begin, int64_t end);
/// Computes the gradient of the products of points from that of the outputs.
void gnk_winograd_output_gradient(gnk_tiles_t s, const float *y, float *points, int64_t begin, int64_t end);
/// Computes the points of `count` times 16 kernels, [count, 9, 16].
void gnk_winograd_weights(const float *w, int64_t count, float *points, int64_t pointStep);
/// Computes the gradient of kernels, [count, 9, 16], from that of their points.
void gnk_winograd_weight_gradient(const float *points, int64_t pointStep, int64_t count, float *w);

// MARK: Normalisation. Planes of `count` consecutive numbers; each call processes planes begin..<end.

/// Computes sums[p] = the sum of plane p. `output` may be null; otherwise numbers count as 0 where it is
/// not above 0.
void gnk_plane_sums(const float *x, const float *output, int64_t count, float *sums, int64_t begin, int64_t end);
/// Computes means[p] = the mean of plane p and squares[p] = the sum of the squared deviations from it.
void gnk_plane_moments(const float *x, int64_t count, float *means, float *squares, int64_t begin, int64_t end);
/// The function (x - centre) * scale + shift, with the parameters at plane (or column) number modulo
/// `period`. With `relu`, the maximum of that and 0.
typedef struct {
  const float *centre, *scale, *shift;
  int64_t period;
  int32_t relu;
} gnk_affine_t;
/// Computes y = the affine function of x.
void gnk_plane_affine(gnk_affine_t s, const float *x, int64_t count, float *y, int64_t begin, int64_t end);
/// Computes y = max(a + b, 0).
void gnk_add_relu(const float *a, const float *b, float *y, int64_t count);
/// Computes sums[p], products[p] = the sums over plane p of g and of g * (x - centre). g counts as 0
/// where the relu gives 0.
void gnk_plane_gradient_sums(gnk_affine_t s, const float *x, const float *g, int64_t count, float *sums,
                             float *products, int64_t begin, int64_t end);
/// Computes dx = g * scale + (x - centre) * slope + offset. g counts as 0 where the relu gives 0.
void gnk_plane_gradient(gnk_affine_t s, const float *x, const float *g, const float *slope, const float *offset,
                        int64_t count, float *dx, int64_t begin, int64_t end);
/// Compute the same for matrices, with `period` or `width` columns instead of planes, over rows
/// begin..<end.
void gnk_column_squares(const float *x, const float *centre, float *out, int64_t width, int64_t begin, int64_t end);
void gnk_column_affine(gnk_affine_t s, const float *x, float *y, int64_t begin, int64_t end);
void gnk_column_gradient_sums(gnk_affine_t s, const float *x, const float *g, float *sums, float *products,
                              int64_t begin, int64_t end);
void gnk_column_gradient(gnk_affine_t s, const float *x, const float *g, const float *slope, const float *offset,
                         float *dx, int64_t begin, int64_t end);
/// Computes y = (x - mean) * factor * weight + bias per row, with factor = 1 / sqrt(variance + epsilon).
void gnk_normalize_rows(const float *x, int64_t width, const float *weight, const float *bias, float epsilon, float *y,
                        float *means, float *factors, int64_t begin, int64_t end);
/// Computes the gradients of gnk_normalize_rows. Those of weight and bias are sums over rows
/// begin..<end.
void gnk_normalize_rows_gradient(const float *x, const float *g, int64_t width, const float *weight,
                                 const float *means, const float *factors, float *dx, float *dweight, float *dbias,
                                 int64_t begin, int64_t end);

// MARK: Pooling and resampling of planes begin..<end

/// The positions begin..<end of an axis that a window covers, and the number of positions that its mean
/// counts.
typedef struct {
  int32_t begin, end, count;
} gnk_window_t;
/// Windows over planes of height x width, one for each row and column of the output. `halves` means that
/// they are 2 x 2 and adjacent, beginning with the first row and column.
typedef struct {
  int64_t height, width, outputHeight, outputWidth;
  const gnk_window_t *rows, *columns;
  int32_t halves;
} gnk_pooling_t;
/// Computes y = the maximum of each window and places = its first position in the plane. A NaN counts as
/// the maximum.
void gnk_maximum_pool(gnk_pooling_t s, const float *x, float *y, int32_t *places, int64_t begin, int64_t end);
void gnk_maximum_pool_gradient(gnk_pooling_t s, const int32_t *places, const float *g, float *dx, int64_t begin,
                               int64_t end);
/// Computes y = the sum over each window divided by the number of positions that it counts.
void gnk_average_pool(gnk_pooling_t s, const float *x, float *y, int64_t begin, int64_t end);
void gnk_average_pool_gradient(gnk_pooling_t s, const float *g, float *dx, int64_t begin, int64_t end);
/// A position between two others: (1 - share) first + share second.
typedef struct {
  int32_t first, second;
  float share;
} gnk_mixture_t;
/// The positions of each row and column of an output in planes of height x width.
typedef struct {
  int64_t height, width, outputHeight, outputWidth;
  const gnk_mixture_t *rows, *columns;
} gnk_resampling_t;
/// Computes y = x at these positions.
void gnk_resample(gnk_resampling_t s, const float *x, float *y, int64_t begin, int64_t end);
void gnk_resample_gradient(gnk_resampling_t s, const float *g, float *dx, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif
