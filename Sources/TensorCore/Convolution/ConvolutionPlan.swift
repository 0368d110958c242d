// SPDX-License-Identifier: Apache-2.0

/// The checked sizes of one convolution and the method that computes it.
///
/// The convolution is y[n, k, p] = the sum over c, i of x[n, c, s p + d i - padding] w[k, c, i], for the
/// channels c of the group of k.
struct ConvolutionPlan {
  let batch: Int
  let channels: Int
  let size: Extent2D
  let outputs: Int
  let kernel: Extent2D
  let geometry: ConvolutionGeometry
  let outputSize: Extent2D

  /// A method of computing a convolution. It depends only on the shapes.
  enum Method {
    /// For convolutions with one channel per group.
    case depthwise
    /// For 3 x 3 kernels, computed in tiles.
    case winograd
    /// For all other convolutions.
    case blocks
  }

  /// Checks the shapes: input `[batch, channels, height, width]`, weight
  /// `[outputs, channels / groups, height, width]`. Traps if they do not match.
  init(input: Shape, weight: Shape, _ geometry: ConvolutionGeometry, in operation: StaticString) {
    guard input.rank == 4 && weight.rank == 4 else {
      shapeFailure(
        operation, [input, weight],
        "expected an input [batch, channels, height, width] and weights [outputs, channels / groups, height, width]"
      )
    }
    guard input[1] % geometry.groups == 0 && weight[0] % geometry.groups == 0 else {
      shapeFailure(
        operation, [input, weight],
        "\(input[1]) input and \(weight[0]) output channels do not divide into \(geometry.groups) groups")
    }
    guard weight[1] == input[1] / geometry.groups else {
      shapeFailure(
        operation, [input, weight],
        "the input has \(input[1] / geometry.groups) channels per group, but the weights have \(weight[1])")
    }
    guard weight.allSatisfy({ $0 > 0 }) else {
      shapeFailure(operation, [input, weight], "the kernel is empty, or there are no channels")
    }
    var size = Extent2D(height: input[2], width: input[3])
    var kernel = Extent2D(height: weight[2], width: weight[3])
    let output = geometry.outputExtent(of: size, kernel: kernel)
    guard output.height > 0 && output.width > 0 else {
      let padded = Extent2D(
        height: size.height + geometry.padding.top + geometry.padding.bottom,
        width: size.width + geometry.padding.left + geometry.padding.right)
      let window = Extent2D(
        height: (kernel.height - 1) * geometry.dilation.height + 1,
        width: (kernel.width - 1) * geometry.dilation.width + 1)
      shapeFailure(
        operation, [input, weight], "the window of \(window) is larger than the padded image of \(padded)")
    }
    var geometry = geometry
    var outputSize = output
    if size.width == 1 && kernel.width == 1 && output.width == 1 && geometry.padding.left == 0 {
      // A column is treated as a row of the same numbers, because the kernels are fast along rows.
      size = Extent2D(height: 1, width: size.height)
      kernel = Extent2D(height: 1, width: kernel.height)
      outputSize = Extent2D(height: 1, width: output.height)
      geometry.stride = Extent2D(height: 1, width: geometry.stride.height)
      geometry.dilation = Extent2D(height: 1, width: geometry.dilation.height)
      geometry.padding = Margins(left: geometry.padding.top, right: geometry.padding.bottom)
    }
    batch = input[0]
    channels = input[1]
    self.size = size
    outputs = weight[0]
    self.kernel = kernel
    self.geometry = geometry
    self.outputSize = outputSize
  }

  var pixels: Int { size.height * size.width }
  var outputPixels: Int { outputSize.height * outputSize.width }
  var taps: Int { kernel.height * kernel.width }
  var channelsPerGroup: Int { channels / geometry.groups }
  var outputsPerGroup: Int { outputs / geometry.groups }

  /// The estimated time of the products of the whole batch on one thread.
  var nanoseconds: Int { batch * outputs * outputPixels * channelsPerGroup * taps / 50 }

  var method: Method {
    if channelsPerGroup == 1 && geometry.groups > 1 { return .depthwise }
    return isForWinograd ? .winograd : .blocks
  }

  /// Whether tiles save more than half of the products and there are enough of them to justify
  /// transforming the weights.
  private var isForWinograd: Bool {
    guard kernel == 3 && geometry.stride == 1 && geometry.dilation == 1 && geometry.groups == 1,
      channels >= 16 && outputs >= 16
    else { return false }
    let tiles = (outputSize.height + 3) / 4 * ((outputSize.width + 3) / 4)
    return tiles * 9 <= outputPixels && batch * tiles >= 32
  }
}
