// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Straightforward computations on images in double precision, used as references.
enum NaiveImages {
  /// Returns a convolution, computed by its definition.
  static func convolution(
    _ x: [Double], _ w: [Double], _ bias: [Double]?, _ input: Shape, _ weight: Shape,
    _ geometry: ConvolutionGeometry
  ) -> [Double] {
    let size = outputSize(input, weight, geometry)
    var y = [Double](repeating: 0, count: input[0] * weight[0] * size.height * size.width)
    forEachProduct(input, weight, geometry, size) { y[$0] += x[$1] * w[$2] }
    if let bias {
      for index in y.indices { y[index] += bias[index / (size.height * size.width) % weight[0]] }
    }
    return y
  }

  /// Returns the transposed convolution, from an output back to an input of shape `input`.
  static func transposedConvolution(
    _ y: [Double], _ w: [Double], _ bias: [Double]?, _ input: Shape, _ weight: Shape,
    _ geometry: ConvolutionGeometry
  ) -> [Double] {
    var x = [Double](repeating: 0, count: input.elementCount)
    forEachProduct(input, weight, geometry, outputSize(input, weight, geometry)) { x[$1] += y[$0] * w[$2] }
    if let bias {
      for index in x.indices { x[index] += bias[index / (input[2] * input[3]) % input[1]] }
    }
    return x
  }

  /// Returns the gradient of the weights.
  static func weightGradient(
    _ x: [Double], _ y: [Double], _ input: Shape, _ weight: Shape, _ geometry: ConvolutionGeometry
  ) -> [Double] {
    var w = [Double](repeating: 0, count: weight.elementCount)
    forEachProduct(input, weight, geometry, outputSize(input, weight, geometry)) { w[$2] += y[$0] * x[$1] }
    return w
  }

  /// Returns the height and the width of the output.
  static func outputSize(_ input: Shape, _ weight: Shape, _ geometry: ConvolutionGeometry) -> Extent2D {
    let padding = geometry.padding
    let rows = input[2] + padding.top + padding.bottom - (weight[2] - 1) * geometry.dilation.height - 1
    let columns = input[3] + padding.left + padding.right - (weight[3] - 1) * geometry.dilation.width - 1
    return Extent2D(height: rows / geometry.stride.height + 1, width: columns / geometry.stride.width + 1)
  }

  /// Calls `body` with the indices into output, input and weights for each product that a convolution
  /// sums.
  private static func forEachProduct(
    _ input: Shape, _ weight: Shape, _ geometry: ConvolutionGeometry, _ size: Extent2D,
    _ body: (_ output: Int, _ input: Int, _ weight: Int) -> Void
  ) {
    let outputsPerGroup = weight[0] / geometry.groups
    for n in 0..<input[0] {
      for k in 0..<weight[0] {
        for c in 0..<weight[1] {
          let channel = k / outputsPerGroup * weight[1] + c
          for h in 0..<size.height {
            for w in 0..<size.width {
              for i in 0..<weight[2] {
                let row = h * geometry.stride.height + i * geometry.dilation.height - geometry.padding.top
                guard row >= 0 && row < input[2] else { continue }
                for j in 0..<weight[3] {
                  let column = w * geometry.stride.width + j * geometry.dilation.width - geometry.padding.left
                  guard column >= 0 && column < input[3] else { continue }
                  body(
                    ((n * weight[0] + k) * size.height + h) * size.width + w,
                    ((n * input[1] + channel) * input[2] + row) * input[3] + column,
                    ((k * weight[1] + c) * weight[2] + i) * weight[3] + j)
                }
              }
            }
          }
        }
      }
    }
  }
}
