// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension PixelImage {
  /// The colours as planes of numbers in 0...1, `[channels, height, width]`, as convolutions take them.
  public var planes: Tensor {
    let (depth, count) = (colors.rawValue, width * height)
    var values = [Float](repeating: 0, count: bytes.count)
    for pixel in 0..<count {
      for color in 0..<depth { values[color * count + pixel] = Float(bytes[pixel * depth + color]) / 255 }
    }
    return Tensor(values, shape: [depth, height, width])
  }

  /// Creates an image from planes of numbers, `[channels, height, width]` with 1 or 3 channels, or
  /// `[height, width]`. Numbers are limited to 0...1. Traps for other shapes.
  public init(planes: Tensor) {
    let shape = planes.rank == 2 ? [1] + Array(planes.shape) : Array(planes.shape)
    guard shape.count == 3, let colors = Colors(rawValue: shape[0]) else {
      fatalError("PixelImage: planes of shape \(planes.shape); expected [1 or 3, height, width]")
    }
    let (values, count) = (planes.scalars, shape[1] * shape[2])
    self.init(width: shape[2], height: shape[1], colors: colors)
    for pixel in 0..<count {
      for color in 0..<shape[0] {
        bytes[pixel * shape[0] + color] = Self.byte(values[color * count + pixel])
      }
    }
  }
}
