// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A picture as a graph: nodes are pixels or square patches, and edges join neighbours.
///
/// ```swift
/// let regions = PixelGraph(picture, patchSide: 2)
/// let clusters = try SpectralClustering(regions.graph, count: 4)
/// try regions.image(of: clusters.assignments).write(to: "segments.png")
/// ```
public struct PixelGraph: Sendable {
  /// Which patches are neighbours.
  public enum Neighbourhood: Sendable, Hashable {
    /// The patches above, below, left and right.
    case four
    /// Those and the patches at the corners.
    case eight
    /// All patches whose centres are at most this far away, in patches.
    case radius(Double)
  }

  /// The undirected graph. Node k is patch k, row by row from the top. The weight of an edge is
  /// `exp(-d^2 / (2 s_d^2) - c^2 / (2 s_c^2))` for the distance d of the centres in patches and the
  /// distance c of the colours in 0...1 (Shi and Malik 2000).
  public let graph: Graph
  /// The features of each node, `[patches, channels + 2]`: the mean colours and the row and the column of the
  /// centre, all in 0...1.
  public let features: Tensor
  /// The number of rows and of columns of patches.
  public let rows: Int, columns: Int
  private let image: PixelImage
  private let side: Int

  /// Creates the graph of an image.
  ///
  /// - Parameters:
  ///   - patchSide: The number of rows and columns of pixels per patch; 1 makes every pixel a node. Patches
  ///     at the right and lower edges may be smaller.
  ///   - neighbourhood: Which patches are joined.
  ///   - distanceScale: s_d, in patches.
  ///   - colorScale: s_c.
  ///
  /// Traps if a scale is not above 0, the side of patches is below 1, or the image has no pixels.
  public init(
    _ image: PixelImage, patchSide: Int = 1, neighbourhood: Neighbourhood = .eight,
    distanceScale: Double = 4, colorScale: Double = 0.1
  ) {
    guard patchSide >= 1 && distanceScale > 0 && colorScale > 0 && image.width > 0 && image.height > 0 else {
      fatalError(
        "PixelGraph: \(image.width) x \(image.height) pixels in patches of \(patchSide), scales \(distanceScale) and \(colorScale)"
      )
    }
    self.image = image
    side = patchSide
    rows = (image.height + patchSide - 1) / patchSide
    columns = (image.width + patchSide - 1) / patchSide
    let depth = image.colors.rawValue
    let colors = Self.means(image, patchSide, rows, columns)
    var (sources, targets, weights) = ([Int32](), [Int32](), [Double]())
    for (rowStep, columnStep) in Self.steps(neighbourhood) {
      let distance = Double(rowStep * rowStep + columnStep * columnStep)
      let near = distance / (2 * distanceScale * distanceScale)
      for row in 0..<rows - min(rows, rowStep) {
        for column in max(0, -columnStep)..<max(max(0, -columnStep), columns - max(0, columnStep)) {
          let (one, other) = (row * columns + column, (row + rowStep) * columns + column + columnStep)
          let difference = (0..<depth).reduce(0.0) { sum, color in
            let part = Double(colors[one * depth + color] - colors[other * depth + color])
            return sum + part * part
          }
          sources.append(Int32(one))
          targets.append(Int32(other))
          weights.append(exp(-near - difference / (2 * colorScale * colorScale)))
        }
      }
    }
    graph = Graph(nodeCount: rows * columns, sources: sources, targets: targets, weights: weights)
      .undirected()
    var values = [Float]()
    values.reserveCapacity(rows * columns * (depth + 2))
    for node in 0..<rows * columns {
      values += colors[node * depth..<(node + 1) * depth]
      values.append((Float(node / columns) + 0.5) / Float(rows))
      values.append((Float(node % columns) + 0.5) / Float(columns))
    }
    features = Tensor(values, shape: [rows * columns, depth + 2])
  }

  /// Returns the steps in rows and columns from a patch to those of its neighbours that follow it.
  private static func steps(_ neighbourhood: Neighbourhood) -> [(Int, Int)] {
    switch neighbourhood {
    case .four: return [(0, 1), (1, 0)]
    case .eight: return [(0, 1), (1, -1), (1, 0), (1, 1)]
    case .radius(let radius):
      let reach = Int(radius)
      return (0...max(0, reach)).flatMap { row in
        (-reach...max(reach, -reach)).compactMap { column in
          let follows = row > 0 || column > 0
          return follows && Double(row * row + column * column) <= radius * radius ? (row, column) : nil
        }
      }
    }
  }

  private static func means(_ image: PixelImage, _ side: Int, _ rows: Int, _ columns: Int) -> [Float] {
    let depth = image.colors.rawValue
    var sums = [Float](repeating: 0, count: rows * columns * depth)
    var counts = [Float](repeating: 0, count: rows * columns)
    for row in 0..<image.height {
      for column in 0..<image.width {
        let node = row / side * columns + column / side
        counts[node] += 1
        for color in 0..<depth {
          sums[node * depth + color] +=
            Float(image.bytes[image.offset(row: row, column: column) + color]) / 255
        }
      }
    }
    return sums.indices.map { sums[$0] / counts[$0 / depth] }
  }

  /// Returns the picture with each segment in its mean colour. Traps if the number of segments is not that of
  /// the patches.
  ///
  /// - Parameter segments: The segment of each node, from 0.
  public func image(of segments: [Int32]) -> PixelImage {
    guard segments.count == rows * columns else {
      fatalError("PixelGraph: \(segments.count) segments for \(rows * columns) patches")
    }
    let (depth, count) = (image.colors.rawValue, Int((segments.max() ?? -1) + 1))
    var sums = [Int](repeating: 0, count: count * depth)
    var sizes = [Int](repeating: 0, count: count)
    func segment(_ row: Int, _ column: Int) -> Int { Int(segments[row / side * columns + column / side]) }
    for row in 0..<image.height {
      for column in 0..<image.width {
        let segment = segment(row, column)
        sizes[segment] += 1
        for color in 0..<depth {
          sums[segment * depth + color] += Int(image.bytes[image.offset(row: row, column: column) + color])
        }
      }
    }
    var result = image
    for row in 0..<image.height {
      for column in 0..<image.width {
        let segment = segment(row, column)
        for color in 0..<depth {
          result.bytes[image.offset(row: row, column: column) + color] = UInt8(
            (sums[segment * depth + color] + sizes[segment] / 2) / max(1, sizes[segment]))
        }
      }
    }
    return result
  }
}
