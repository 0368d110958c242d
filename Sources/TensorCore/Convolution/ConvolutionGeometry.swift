/// A height and a width of pixels: 3 stands for 3 x 3.
public struct Extent2D: Sendable, Hashable, ExpressibleByIntegerLiteral {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Creates an extent.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// As many rows as columns.
  public init(_ side: Int) { self.init(height: side, width: side) }

  /// As many rows as columns.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Extent2D: CustomStringConvertible {
  /// `3 x 5`.
  public var description: String { "\(height) x \(width)" }
}

/// Rows and columns along the edges of an image.
public struct Margins: Sendable, Hashable {
  /// Rows above.
  public var top: Int
  /// Rows below.
  public var bottom: Int
  /// Columns before.
  public var left: Int
  /// Columns after.
  public var right: Int

  /// Creates margins; none where nothing is said.
  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// The same on opposite edges.
  public init(_ extent: Extent2D) {
    self.init(top: extent.height, bottom: extent.height, left: extent.width, right: extent.width)
  }

  /// Zeros such that a window of `kernel` gives ceil(size / stride) outputs; an odd one stands at the end, as in TensorFlow and
  /// PyTorch.
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

/// How a convolution's window moves over an image.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// The window's step.
  public var stride: Extent2D
  /// Zeros around the image.
  public var padding: Margins
  /// The step between pixels of the window.
  public var dilation: Extent2D
  /// Into how many groups the channels are divided, each of which is convolved for itself.
  public var groups: Int

  /// Creates a geometry. Steps below 1 and negative padding stop the program.
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

  /// How many places a window of `kernel` has on an image, one number an axis; 0 where it is larger than the padded image.
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
