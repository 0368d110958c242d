// The hot loops of convolution, pooling and normalisation over images. Included by CGraphKernels.h, whose conventions
// hold here too.
//
// Images are [channels, height, width] in tensors. Convolutions work on blocks of 16 channels, in which the 16 numbers
// of a position stand side by side; the last block of an image may use fewer, its other numbers are 0.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Blocks of 16 channels

/// How up to 16 planes of an image are packed into a padded block: row r of it is row r - top of the image, column c
/// is column c - left, and zeros stand outside. Column c of the block stands at (c mod phases) * phaseWidth + c /
/// phases, so that every phases-th column lies side by side.
typedef struct {
  int64_t channels, planeStep, height, width, top, left, phases, phaseWidth;
} gnk_packing_t;
/// Packs rows begin..<end of a block; `output`, which may be null, is as x, and where it is not above 0, x counts 0.
void gnk_pack_blocks(gnk_packing_t s, const float *x, const float *output, float *out, int64_t begin, int64_t end);
/// out[k * planeStep + p] = x[p * 16 + k] + bias[k] for `count` positions and up to 16 channels; bias may be null. With
/// `relu`, max(that, 0).
void gnk_unpack_blocks(const float *x, int64_t count, int64_t channels, const float *bias, int32_t relu, float *out,
                       int64_t planeStep);

/// Rows of positions: position (h, p) of x is at h * xRow + p * 16 + tap in each block of 16 channels, blocks xBlock
/// apart, and of y at h * yRow + p * yStep, blocks yBlock apart. x has `channels` channels.
typedef struct {
  int64_t height, width, xRow, xBlock, yRow, yStep, yBlock, channels, tapCount;
  const int64_t *taps;
} gnk_blocks_t;
/// y = the sum over taps and channels of x * w, for `panels` blocks of y. Weights are [panel, block of x, tap, channel
/// of the block, 16].
void gnk_block_product(gnk_blocks_t s, const float *x, const float *w, float *y, int64_t panels);
/// w = the sum over positions of x * y, for one block of x (of `channels` channels) and `panels` blocks of y, which
/// stand `panel` numbers apart in w. With `accumulate`, added to w.
void gnk_block_outer(gnk_blocks_t s, const float *x, const float *y, float *w, int64_t panels, int64_t panel,
                     int32_t accumulate);
/// y = the sum over taps of x * w, channel by channel, for one block; weights are [tap, 16]. With `accumulate`, added to y.
void gnk_lane_product(gnk_blocks_t s, const float *x, const float *w, float *y, int32_t accumulate);
/// w = the sum over positions of x * y, channel by channel. With `accumulate`, added to w.
void gnk_lane_outer(gnk_blocks_t s, const float *x, const float *y, float *w, int32_t accumulate);

/// How weights of up to 16 channels of the output stand in a tensor: that of (lane, channel, tap) at lane * laneStep +
/// channel * channelStep + taps[tap].
typedef struct {
  int64_t lanes, laneStep, channels, channelStep, tapCount;
  const int64_t *taps;
} gnk_weights_t;
/// out[block, tap, channel of the block, lane], lanes that are not there 0.
void gnk_pack_weights(gnk_weights_t s, const float *w, float *out);
/// The other way round.
void gnk_unpack_weights(gnk_weights_t s, const float *x, float *w);

// MARK: Winograd's convolution, 3 x 3 kernels in tiles of 4 x 4 outputs

/// Tiles of one block of 16 channels, `columns` in a row: a row of the block has rowStep numbers; each of a tile's 36 points
/// has 16 numbers, tile by tile, and the next point is pointStep further on.
typedef struct {
  int64_t columns, rowStep, pointStep;
} gnk_tiles_t;
/// The points of tile rows begin..<end of x, whose tiles of 6 x 6 positions overlap by two.
void gnk_winograd_input(gnk_tiles_t s, const float *x, float *points, int64_t begin, int64_t end);
/// Adds the gradient of x by its points.
void gnk_winograd_input_gradient(gnk_tiles_t s, const float *points, float *x, int64_t begin, int64_t end);
/// The outputs, 4 x 4 a tile, of products of points.
void gnk_winograd_output(gnk_tiles_t s, const float *points, float *y, int64_t begin, int64_t end);
/// The gradient of the products' points by the outputs'.
void gnk_winograd_output_gradient(gnk_tiles_t s, const float *y, float *points, int64_t begin, int64_t end);
/// The points of `count` times 16 kernels, [count, 9, 16].
void gnk_winograd_weights(const float *w, int64_t count, float *points, int64_t pointStep);
/// The gradient of kernels, [count, 9, 16], by that of their points.
void gnk_winograd_weight_gradient(const float *points, int64_t pointStep, int64_t count, float *w);

// MARK: Normalisation. Planes are `count` numbers one after the other, of which begin..<end are meant.

/// sums[p] = the sum of plane p; numbers count 0 where `output`, which may be null, is not above 0.
void gnk_plane_sums(const float *x, const float *output, int64_t count, float *sums, int64_t begin, int64_t end);
/// means[p] = the mean of plane p, squares[p] = the sum of the squared differences from it.
void gnk_plane_moments(const float *x, int64_t count, float *means, float *squares, int64_t begin, int64_t end);
/// (x - centre) * scale + shift with the numbers of plane (or column) p mod period; with `relu`, max(that, 0).
typedef struct {
  const float *centre, *scale, *shift;
  int64_t period;
  int32_t relu;
} gnk_affine_t;
/// y = the affine function of x.
void gnk_plane_affine(gnk_affine_t s, const float *x, int64_t count, float *y, int64_t begin, int64_t end);
/// y = max(a + b, 0).
void gnk_add_relu(const float *a, const float *b, float *y, int64_t count);
/// sums[p], products[p] = the sums over plane p of g and of g * (x - centre), where the function is not 0 by its relu.
void gnk_plane_gradient_sums(gnk_affine_t s, const float *x, const float *g, int64_t count, float *sums,
                             float *products, int64_t begin, int64_t end);
/// dx = g * scale + (x - centre) * slope + offset, with g 0 where the function is 0 by its relu.
void gnk_plane_gradient(gnk_affine_t s, const float *x, const float *g, const float *slope, const float *offset,
                        int64_t count, float *dx, int64_t begin, int64_t end);
/// The same for matrices whose columns, `period` or `width` of them, take the place of planes; over rows begin..<end.
void gnk_column_squares(const float *x, const float *centre, float *out, int64_t width, int64_t begin, int64_t end);
void gnk_column_affine(gnk_affine_t s, const float *x, float *y, int64_t begin, int64_t end);
void gnk_column_gradient_sums(gnk_affine_t s, const float *x, const float *g, float *sums, float *products,
                              int64_t begin, int64_t end);
void gnk_column_gradient(gnk_affine_t s, const float *x, const float *g, const float *slope, const float *offset,
                         float *dx, int64_t begin, int64_t end);
/// y = (x - mean) * factor * weight + bias row by row, factor = 1 / sqrt(variance + epsilon).
void gnk_normalize_rows(const float *x, int64_t width, const float *weight, const float *bias, float epsilon, float *y,
                        float *means, float *factors, int64_t begin, int64_t end);
/// Its gradients; those of weight and bias are sums over rows begin..<end.
void gnk_normalize_rows_gradient(const float *x, const float *g, int64_t width, const float *weight,
                                 const float *means, const float *factors, float *dx, float *dweight, float *dbias,
                                 int64_t begin, int64_t end);

// MARK: Pooling and resampling of planes begin..<end

/// The places begin..<end of an axis that a window covers, and how many its mean counts.
typedef struct {
  int32_t begin, end, count;
} gnk_window_t;
/// Windows over planes of height times width, one for each row and column of the output. `halves` says that they are 2 x 2
/// and lie side by side from the first row and column on.
typedef struct {
  int64_t height, width, outputHeight, outputWidth;
  const gnk_window_t *rows, *columns;
  int32_t halves;
} gnk_pooling_t;
/// y = the largest number of every window, places = where in the plane it stands first; a NaN is largest.
void gnk_maximum_pool(gnk_pooling_t s, const float *x, float *y, int32_t *places, int64_t begin, int64_t end);
void gnk_maximum_pool_gradient(gnk_pooling_t s, const int32_t *places, const float *g, float *dx, int64_t begin,
                               int64_t end);
/// y = the sum over every window over what it counts.
void gnk_average_pool(gnk_pooling_t s, const float *x, float *y, int64_t begin, int64_t end);
void gnk_average_pool_gradient(gnk_pooling_t s, const float *g, float *dx, int64_t begin, int64_t end);
/// A place between two others: (1 - share) first + share second.
typedef struct {
  int32_t first, second;
  float share;
} gnk_mixture_t;
/// Where each row and column of an output lies in planes of height times width.
typedef struct {
  int64_t height, width, outputHeight, outputWidth;
  const gnk_mixture_t *rows, *columns;
} gnk_resampling_t;
/// y = x at these places.
void gnk_resample(gnk_resampling_t s, const float *x, float *y, int64_t begin, int64_t end);
void gnk_resample_gradient(gnk_resampling_t s, const float *g, float *dx, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif
