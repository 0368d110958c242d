// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// The function y = (x - centre) scale + shift, or with `rectifying` max(y, 0). Normalisation over
/// channels has this form once the means and variances are known.
///
/// Shapes: x `[batch, channels, ...]`; centre, scale and shift `[channels]`, one number per channel, or
/// `[batch * channels]`, one per channel of each image.
package struct ChannelAffine: Sendable {
  package let centre: Tensor
  package let scale: Tensor
  package let shift: Tensor
  package let rectifying: Bool

  package init(centre: Tensor, scale: Tensor, shift: Tensor, rectifying: Bool) {
    self.centre = centre
    self.scale = scale
    self.shift = shift
    self.rectifying = rectifying
  }

  fileprivate var kernel: gnk_affine_t {
    unsafe gnk_affine_t(
      centre: centre.pointer, scale: scale.pointer, shift: shift.pointer, period: Int64(centre.count),
      relu: rectifying ? 1 : 0)
  }
}

extension Tensor {
  /// The number of pixels in one channel of one image. It is 1 for a matrix, whose rows are then
  /// processed in place.
  private var planeSize: Int { shape.product(2..<rank) }

  /// Calls `body` with ranges of planes.
  private func forEachPlaneRange(_ body: (Range<Int>) -> Void) {
    let size = planeSize
    Parallelism.forEachRange(
      shape[0] * shape[1], grain: max(1, 16_384 / max(1, size)), nanoseconds: count / 2, body)
  }

  /// Returns the mean and the sum of squared deviations from it for each channel of each image,
  /// `[batch, channels]` each.
  package func planeMoments() -> (means: Tensor, squares: Tensor) {
    var means = Tensor(uninitialized: [shape[0], shape[1]])
    let meansPointer = unsafe means.uniquePointer()
    var squares = Tensor(uninitialized: [shape[0], shape[1]])
    let squaresPointer = unsafe squares.uniquePointer()
    forEachPlaneRange { range in
      unsafe gnk_plane_moments(
        pointer, Int64(planeSize), meansPointer, squaresPointer, Int64(range.lowerBound),
        Int64(range.upperBound))
    }
    return (means, squares)
  }

  /// Returns the mean and the variance (divided by count, not count - 1) of each channel, `[channels]`
  /// each.
  package func channelMoments() -> (mean: Tensor, variance: Tensor) {
    let (batch, channels) = (shape[0], shape[1])
    if planeSize == 1 {
      let mean = reshaped([batch, channels]).mean(axis: 0)
      let squares = unsafe columnBlocks(channels) { range, sums in
        unsafe gnk_column_squares(
          pointer, mean.pointer, sums, Int64(channels), Int64(range.lowerBound), Int64(range.upperBound))
      }
      return (mean, squares * (1 / Float(batch)))
    }
    // The moments of the planes are combined into those of the channel (Chan, Golub and LeVeque 1983).
    let planes = planeMoments()
    let mean = planes.means.mean(axis: 0)
    let between = unsafe Tensor(shape: [channels]) { target in
      for channel in 0..<channels {
        var sum = 0.0
        for image in 0..<batch {
          let place = image * channels + channel
          let difference = unsafe Double(planes.means.pointer[place]) - Double(mean.pointer[channel])
          sum += unsafe Double(planes.squares.pointer[place]) + difference * difference * Double(planeSize)
        }
        unsafe target[channel] = Float(sum / Double(batch * planeSize))
      }
    }
    return (mean, between)
  }

  /// Returns the sums that `body` computes for blocks of rows, added up in order.
  private func columnBlocks(
    _ width: Int, _ body: (_ rows: Range<Int>, _ sums: UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    let grain = 1024
    let rows = shape[0]
    var partial = Tensor(uninitialized: [max(1, (rows + grain - 1) / grain), width])
    let partialPointer = unsafe partial.uniquePointer()
    if rows == 0 { return Tensor(zeros: [width]) }
    Parallelism.forEachRange(rows, grain: grain, nanoseconds: count / 2) { range in
      unsafe body(range, partialPointer + range.lowerBound / grain * width)
    }
    return partial.shape[0] == 1 ? partial.reshaped([width]) : partial.sum(axis: 0)
  }

  /// Applies an affine function to each element.
  package func affine(_ function: ChannelAffine) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    if planeSize == 1 && function.centre.count == shape[1] {
      Parallelism.forEachRange(
        shape[0], grain: max(1, 16_384 / max(1, shape[1])), nanoseconds: count / 2
      ) { range in
        unsafe gnk_column_affine(
          function.kernel, pointer, resultPointer, Int64(range.lowerBound), Int64(range.upperBound))
      }
    } else {
      forEachPlaneRange { range in
        unsafe gnk_plane_affine(
          function.kernel, pointer, Int64(planeSize), resultPointer, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
    return result
  }

  /// Returns the sums of g and of g (x - centre) for each number of the function. With rectification, g
  /// counts as 0 where the function is 0.
  package func affineGradientSums(_ function: ChannelAffine, _ g: Tensor) -> (sums: Tensor, products: Tensor)
  {
    let (batch, channels) = (shape[0], shape[1])
    if planeSize == 1 && function.centre.count == channels {
      let both = unsafe columnBlocks(2 * channels) { range, sums in
        unsafe gnk_column_gradient_sums(
          function.kernel, pointer, g.pointer, sums, sums + channels, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
      return (both.slice(axis: 0, 0..<channels), both.slice(axis: 0, channels..<2 * channels))
    }
    var sums = Tensor(uninitialized: [batch, channels])
    let sumsPointer = unsafe sums.uniquePointer()
    var products = Tensor(uninitialized: [batch, channels])
    let productsPointer = unsafe products.uniquePointer()
    forEachPlaneRange { range in
      unsafe gnk_plane_gradient_sums(
        function.kernel, pointer, g.pointer, Int64(planeSize), sumsPointer, productsPointer,
        Int64(range.lowerBound), Int64(range.upperBound))
    }
    if function.centre.count == channels { return (sums.sum(axis: 0), products.sum(axis: 0)) }
    return (sums.reshaped([batch * channels]), products.reshaped([batch * channels]))
  }

  /// Returns g scale + (x - centre) slope + offset. With rectification, g counts as 0 where the function
  /// is 0.
  package func affineGradient(_ function: ChannelAffine, _ g: Tensor, slope: Tensor, offset: Tensor) -> Tensor
  {
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    if planeSize == 1 && function.centre.count == shape[1] {
      Parallelism.forEachRange(
        shape[0], grain: max(1, 16_384 / max(1, shape[1])), nanoseconds: count / 2
      ) { range in
        unsafe gnk_column_gradient(
          function.kernel, pointer, g.pointer, slope.pointer, offset.pointer, resultPointer,
          Int64(range.lowerBound), Int64(range.upperBound))
      }
    } else {
      forEachPlaneRange { range in
        unsafe gnk_plane_gradient(
          function.kernel, pointer, g.pointer, slope.pointer, offset.pointer, Int64(planeSize),
          resultPointer, Int64(range.lowerBound), Int64(range.upperBound))
      }
    }
    return result
  }
}

extension Tensor {
  /// Returns max(x + y, 0), element by element. Traps if the shapes differ.
  package func addingRectified(_ other: Tensor) -> Tensor {
    guard shape == other.shape else {
      shapeFailure("addingRectified", [shape, other.shape], "both must have the same shape")
    }
    var result = Tensor(uninitialized: shape)
    let resultPointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 3) { range in
      unsafe gnk_add_relu(
        pointer + range.lowerBound, other.pointer + range.lowerBound, resultPointer + range.lowerBound,
        Int64(range.count))
    }
    return result
  }
}
