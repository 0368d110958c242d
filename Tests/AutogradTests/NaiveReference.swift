// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Straightforward computations in double precision, against which operations are checked.
enum Naive {
  /// Returns, for each element of the broadcast shape, its index in a tensor of shape `shape`.
  static func broadcastIndices(of shape: Shape, to result: Shape) -> [Int] {
    (0..<result.elementCount).map { index in
      var (remaining, offset, step) = (index, 0, 1)
      for axis in 0..<result.rank {
        let extent = result[result.rank - 1 - axis]
        let position = remaining % extent
        remaining /= extent
        guard axis < shape.rank else { continue }
        let own = shape[shape.rank - 1 - axis]
        offset += (own == 1 ? 0 : position) * step
        step *= own
      }
      return offset
    }
  }

  /// Returns a reference that applies `function` to two broadcast operands.
  static func binary(
    _ left: Shape, _ right: Shape, to result: Shape, _ function: @escaping (Double, Double) -> Double
  ) -> ([[Double]]) -> [Double] {
    let leftIndices = broadcastIndices(of: left, to: result)
    let rightIndices = broadcastIndices(of: right, to: result)
    return { inputs in
      zip(leftIndices, rightIndices).map { function(inputs[0][$0], inputs[1][$1]) }
    }
  }

  /// Returns the elements along `axis` as one list per element of the shape without that axis.
  static func lists(_ elements: [Double], _ shape: Shape, axis: Int) -> [[Double]] {
    let inner = shape.product(axis + 1..<shape.rank)
    return (0..<shape.product(0..<axis)).flatMap { outer in
      (0..<inner).map { column in
        (0..<shape[axis]).map { elements[(outer * shape[axis] + $0) * inner + column] }
      }
    }
  }

  /// Returns `batch` matrix products `[m, k] x [k, n]`. If `isShared` is true, all products use the same
  /// right side.
  static func matmul(
    _ left: [Double], _ right: [Double], m: Int, k: Int, n: Int, batch: Int = 1, isShared: Bool = false
  ) -> [Double] {
    (0..<batch).flatMap { b in
      (0..<m).flatMap { row in
        (0..<n).map { column in
          (0..<k).reduce(0.0) {
            $0 + left[(b * m + row) * k + $1] * right[((isShared ? 0 : b) * k + $1) * n + column]
          }
        }
      }
    }
  }

  static func softmax(_ row: [Double]) -> [Double] {
    let largest = row.max() ?? 0
    let powers = row.map { Math.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
