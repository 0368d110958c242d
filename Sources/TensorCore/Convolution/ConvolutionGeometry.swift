// SPDX-License-Identifier: Apache-2.0

/// A height and a width in pixels. The literal 3 means 3 x 3.
public struct Extent2D: Sendable, Hashable, ExpressibleByIntegerLiteral {
  /// The number of rows.
  public var height: Int
  /// The number of columns.
  public var width: Int

  /// Creates an extent from its number of rows and columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Creates a square extent.
  public init(_ side: Int) { self.init(height: side, width: side) }

  /// Creates a square extent from a literal.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Extent2D: CustomStringConvertible {
  /// The extent in the form `3 x 5`, height first.
  public var description: String { "\(height) x \(width)" }
}

/// The numbers of rows and columns along the edges of an image.
public struct Margins: Sendable, Hashable {
  /// The number of rows above the image.
  public var top: Int
  /// The number of rows below the image.
  public var bottom: Int
  /// The number of columns to the left of the image.
  public var left: Int
  /// The number of columns to the right of the image.
  public var right: Int

  /// Creates margins. The default of each edge is 0.
  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// Creates margins with `extent.height` rows above and below and `extent.width` columns on the left
  /// and right.
  public init(_ extent: Extent2D) {
    self.init(top: extent.height, bottom: extent.height, left: extent.width, right: extent.width)
  }

  /// Returns the padding for which a window of `kernel` gives ceil(size / stride) outputs. If the total
  /// is odd, the extra row or column is at the end, as in TensorFlow and PyTorch.
  public static func same(for size: Extent2D, kernel: Extent2D, stride: Extent2D, dilation: Extent2D)
    -> Margins
  {
    func total(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
      guard stride >= 1 else { fatalError("Convolution: stride \(stride) must be at least 1") }
      return max(0, ((size + stride - 1) / stride - 1) * stride + (kernel - 1) * dilation + 1 - size)
    }
    let rows = total(size.height, kernel.height, stride.height, dilation.height)
    let columns = total(size.width, kernel.width, stride.width, dilation.width)
    return Margins(
      top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
  }
}

/// The way in which a convolution's window moves over an image.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// The distance between positions of the window.
  public var stride: Extent2D
  /// The number of zeros around the image.
  public var padding: Margins
  /// The distance between pixels of the window.
  public var dilation: Extent2D
  /// The number of groups into which the channels are divided. Each group is convolved separately.
  public var groups: Int

  /// Creates a geometry. Traps if strides, dilations or the number of groups are below 1, or if padding
  /// is negative.
  public init(stride: Extent2D = 1, padding: Margins = Margins(), dilation: Extent2D = 1, groups: Int = 1) {
    guard min(stride.height, stride.width, dilation.height, dilation.width, groups) >= 1 else {
      fatalError(
        "Convolution: stride \(stride), dilation \(dilation) and \(groups) groups must be at least 1")
    }
    guard min(padding.top, padding.bottom, padding.left, padding.right) >= 0 else {
      fatalError("Convolution: padding \(padding) is negative")
    }
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// Returns the number of positions of a window of `kernel` on an image, per axis; 0 if the window is
  /// larger than the padded image.
  package func outputExtent(of size: Extent2D, kernel: Extent2D) -> Extent2D {
    func count(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
      let free = size - (kernel - 1) * dilation - 1
      return free < 0 ? 0 : free / stride + 1
    }
    return Extent2D(
      height: count(
        size.height + padding.top + padding.bottom, kernel.height, stride.height, dilation.height),
      width: count(size.width + padding.left + padding.right, kernel.width, stride.width, dilation.width))
  }
}
