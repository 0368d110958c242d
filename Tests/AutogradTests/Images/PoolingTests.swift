// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

/// The sizes of a pooling operation.
struct PoolingCase: Sendable {
  var size: Extent2D
  var kernel: Extent2D
  var stride: Extent2D
  var padding: Extent2D
  var ceilMode = false

  /// Returns the pixels of each window and their number including padding.
  func windows() -> [(pixels: [Int], count: Int)] {
    func count(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
      let starts = Array(Swift.stride(from: -padding, to: size, by: stride))
      let whole = starts.prefix { $0 + kernel <= size + padding }
      let rest = size + padding - (whole.last.map { $0 + kernel } ?? 0)
      return whole.count + (ceilMode && rest > 0 && whole.count < starts.count ? 1 : 0)
    }
    let rows = count(size.height, kernel.height, stride.height, padding.height)
    let columns = count(size.width, kernel.width, stride.width, padding.width)
    return (0..<rows * columns).map { index in
      var (pixels, count) = ([Int](), 0)
      for i in 0..<kernel.height {
        for j in 0..<kernel.width {
          let row = index / columns * stride.height + i - padding.height
          let column = index % columns * stride.width + j - padding.width
          if row < size.height + padding.height && column < size.width + padding.width { count += 1 }
          if (0..<size.height).contains(row) && (0..<size.width).contains(column) {
            pixels.append(row * size.width + column)
          }
        }
      }
      return (pixels, count)
    }
  }
}

@Suite("Pooling, resampling and framing of images with their gradients")
struct PoolingTests {
  static let cases: [PoolingCase] = [
    .init(size: Extent2D(height: 6, width: 8), kernel: 2, stride: 2, padding: 0),
    .init(size: Extent2D(height: 5, width: 67), kernel: 2, stride: 2, padding: 0),
    .init(size: Extent2D(height: 3, width: 33), kernel: 2, stride: 2, padding: 0),
    .init(size: Extent2D(height: 2, width: 18), kernel: 2, stride: 2, padding: 0),
    .init(size: 7, kernel: 3, stride: 2, padding: 1), .init(size: 8, kernel: 3, stride: 1, padding: 1),
    .init(
      size: Extent2D(height: 9, width: 5), kernel: Extent2D(height: 4, width: 2),
      stride: Extent2D(height: 3, width: 4), padding: Extent2D(height: 2, width: 1)),
    .init(size: 1, kernel: 1, stride: 1, padding: 0), .init(size: 1, kernel: 2, stride: 1, padding: 1),
    .init(size: 4, kernel: 4, stride: 1, padding: 0), .init(size: 5, kernel: 1, stride: 3, padding: 0),
    .init(size: 6, kernel: 3, stride: 2, padding: 0, ceilMode: true),
    .init(size: Extent2D(height: 5, width: 7), kernel: 2, stride: 2, padding: 0, ceilMode: true),
    .init(size: Extent2D(height: 4, width: 6), kernel: 2, stride: 2, padding: 0, ceilMode: true),
    .init(size: 5, kernel: 3, stride: 3, padding: 1, ceilMode: true),
    .init(size: 2, kernel: 3, stride: 2, padding: 0, ceilMode: true),
    .init(size: 6, kernel: 1, stride: 4, padding: 0, ceilMode: true),
  ]

  private func windows(_ pool: PoolingCase, countingPadding: Bool) -> PoolingWindows {
    PoolingWindows(
      size: pool.size, kernel: pool.kernel, stride: pool.stride, padding: pool.padding,
      ceilMode: pool.ceilMode, countingPadding: countingPadding,
      shape: [2, 3, pool.size.height, pool.size.width])
  }

  /// Returns a reference that applies `body` to each window of six planes.
  private func pooled(
    _ pool: PoolingCase, _ body: @escaping (_ numbers: [Double], _ count: Int) -> Double
  ) -> ([[Double]]) -> [Double] {
    let pixels = pool.size.height * pool.size.width
    return { inputs in
      (0..<6).flatMap { plane in
        pool.windows().map { window in
          body(window.pixels.map { inputs[0][plane * pixels + $0] }, window.count)
        }
      }
    }
  }

  @Test("Maximum pooling matches the maxima of its windows", arguments: cases)
  func maximum(pool: PoolingCase) {
    let windows = windows(pool, countingPadding: false)
    #expect(
      GradientCheck.mismatch(
        [Samples(seed: 1).distinct([2, 3, pool.size.height, pool.size.width])],
        reference: pooled(pool) { numbers, _ in numbers.max() ?? -.infinity }
      ) { $0[0].maximumPooled(windows) } == nil)
  }

  @Test(
    "Average pooling matches the means of its windows, with and without counting padding", arguments: cases,
    [false, true])
  func mean(pool: PoolingCase, countingPadding: Bool) {
    let windows = windows(pool, countingPadding: countingPadding)
    #expect(
      GradientCheck.mismatch(
        [Samples(seed: 2).tensor([2, 3, pool.size.height, pool.size.width])],
        reference: pooled(pool) { numbers, count in
          numbers.reduce(0, +) / Double(countingPadding ? count : numbers.count)
        }
      ) { $0[0].averagePooled(windows) } == nil)
  }

  @Test(
    "Maximum pooling gives the gradient to the first of equal elements and propagates NaN", arguments: [6, 8])
  func ties(width: Int) {
    let windows = PoolingWindows(
      size: Extent2D(height: 2, width: width), kernel: 2, stride: 2, padding: 0, ceilMode: false,
      countingPadding: false,
      shape: [1, 1, 2, width])
    let input = Variable(leaf: Tensor(repeating: 3, shape: [1, 1, 2, width]), on: Tape())
    let output = input.maximumPooled(windows)
    output.backward(cotangent: Tensor(repeating: 1, shape: output.shape))
    let expected = (0..<2 * width).map { $0 < width && $0 % 2 == 0 ? Float(1) : 0 }
    #expect(input.takeGradient().scalars == expected)
    for place in 0..<4 {
      var image = Tensor(repeating: 1, shape: [1, 1, 2, width])
      image[0, 0, place / 2, place % 2] = .nan
      #expect(image.maximumPooled(windows).output[0, 0, 0, 0].isNaN)
    }
  }

  @Test(
    "Adaptive pooling divides an image into parts of about equal size",
    arguments: [(1, 1), (5, 1), (5, 5), (7, 3), (3, 7), (10, 4)] as [(Int, Int)])
  func adaptive(size: Int, count: Int) {
    let windows = PoolingWindows(
      size: Extent2D(height: size, width: size + 1), output: Extent2D(height: count, width: 2),
      shape: [1, 2, size, size + 1])
    func parts(_ size: Int, _ count: Int) -> [Range<Int>] {
      (0..<count).map { part in
        let ends = (Double(part * size) / Double(count), Double((part + 1) * size) / Double(count))
        return Int(ends.0.rounded(.down))..<Int(ends.1.rounded(.up))
      }
    }
    let reference = { (body: @escaping ([Double]) -> Double) in
      { (inputs: [[Double]]) -> [Double] in
        (0..<2).flatMap { plane in
          parts(size, count).flatMap { rows in
            parts(size + 1, 2).map { columns in
              body(
                rows.flatMap { row in
                  columns.map { inputs[0][(plane * size + row) * (size + 1) + $0] }
                })
            }
          }
        }
      }
    }
    let input = Samples(seed: 3).distinct([1, 2, size, size + 1])
    #expect(
      GradientCheck.mismatch([input], reference: reference { $0.reduce(0, +) / Double($0.count) }) {
        $0[0].averagePooled(windows)
      } == nil)
    #expect(
      GradientCheck.mismatch([input], reference: reference { $0.max() ?? 0 }) {
        $0[0].maximumPooled(windows)
      } == nil)
  }

  @Test(
    "Nearest and bilinear resampling match their formulas",
    arguments: [(1, 1), (1, 3), (2, 4), (3, 6), (5, 7), (6, 4)])
  func resampling(size: Int, output: Int) {
    let from = Extent2D(height: size, width: size + 2)
    let to = Extent2D(height: output, width: 2 * output)
    let input = Samples(seed: 4).tensor([2, 2, from.height, from.width])
    func reference(_ weights: @escaping (_ index: Int, _ size: Int, _ count: Int) -> [(Int, Double)])
      -> ([[Double]]) -> [Double]
    {
      { inputs in
        (0..<4 * to.height * to.width).map { index in
          let (plane, row, column) = (
            index / (to.height * to.width), index / to.width % to.height, index % to.width
          )
          var sum = 0.0
          for (i, share) in weights(row, from.height, to.height) {
            for (j, other) in weights(column, from.width, to.width) {
              sum += share * other * inputs[0][(plane * from.height + i) * from.width + j]
            }
          }
          return sum
        }
      }
    }
    let nearest = Resampling(size: from, outputSize: to, mode: .nearest)
    #expect(
      GradientCheck.mismatch([input], reference: reference { [($0 * $1 / $2, 1)] }) {
        $0[0].resampled(nearest)
      } == nil)
    let bilinear = Resampling(size: from, outputSize: to, mode: .bilinear)
    #expect(
      GradientCheck.mismatch(
        [input],
        reference: reference { index, size, count in
          let place = min(
            max((Double(index) + 0.5) * Double(size) / Double(count) - 0.5, 0), Double(size - 1))
          let first = Int(place.rounded(.down))
          return [(first, 1 - (place - Double(first))), (min(first + 1, size - 1), place - Double(first))]
        }
      ) { $0[0].resampled(bilinear) } == nil)
  }

  @Test("Nearest resampling copies infinite values and adds up infinite gradients")
  func infinite() {
    let nearest = Resampling(size: 2, outputSize: 4, mode: .nearest)
    let input = Variable(leaf: Tensor([1, -.infinity, 2, .infinity], shape: [1, 1, 2, 2]), on: Tape())
    let output = input.resampled(nearest)
    #expect(output.value.scalars.prefix(4) == [1, 1, -.infinity, -.infinity])
    #expect(output.value.scalars.suffix(4) == [2, 2, .infinity, .infinity])
    var cotangent = Tensor(repeating: 1, shape: [1, 1, 4, 4])
    cotangent[0, 0, 0, 0] = .infinity
    output.backward(cotangent: cotangent)
    #expect(input.takeGradient().scalars == [.infinity, 4, 4, 4])
  }

  static let margins: [Margins] = [
    .init(), .init(top: 1, bottom: 2, left: 3, right: 4), .init(top: -1, bottom: -1, left: -2, right: 0),
    .init(top: 2, bottom: -3, left: -1, right: 1), .init(top: -4), .init(left: -5),
  ]

  @Test(
    "Framing adds zeros around an image for positive margins and crops for negative margins",
    arguments: margins)
  func framing(margins: Margins) {
    let (height, width) = (4, 5)
    let (outputHeight, outputWidth) = (
      height + margins.top + margins.bottom, width + margins.left + margins.right
    )
    #expect(
      GradientCheck.mismatch([Samples(seed: 5).tensor([2, 1, height, width])]) { inputs in
        (0..<2 * outputHeight * outputWidth).map { index in
          let row = index / outputWidth % outputHeight - margins.top
          let column = index % outputWidth - margins.left
          guard (0..<height).contains(row) && (0..<width).contains(column) else { return 0 }
          return inputs[0][(index / (outputHeight * outputWidth) * height + row) * width + column]
        }
      } operation: {
        $0[0].framed(margins)
      } == nil)
  }

  @Test("Adding and rectifying computes max(a + b, 0)", arguments: [1, 16, 33])
  func addingRectified(width: Int) {
    let samples = Samples(seed: 6)
    #expect(
      GradientCheck.mismatch([samples.tensor([3, width]), samples.tensor([3, width], ordinal: 1)]) {
        zip($0[0], $0[1]).map { max($0 + $1, 0) }
      } operation: {
        $0[0].addingRectified($0[1])
      } == nil)
  }
}
