// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

/// An entry of a pattern with its number, target row and source column.
private struct Edge {
  let number: Int
  let target: Int
  let source: Int
}

/// Patterns between different node sets, with empty rows, columns without entries and repeated entries.
private enum Patterns {
  static let small = pattern(rows: [[0, 2, 2], [], [0, 1, 3, 4], [4]], columnCount: 6)
  static let empty = pattern(rows: [[], []], columnCount: 3)
  static let single = pattern(rows: [[0]], columnCount: 1)
  /// A pattern with one long row, so that every loop of a kernel runs.
  static let long = pattern(rows: [(0..<40).map { Int32($0) }, [7]], columnCount: 40)
  static let all = [small, empty, single, long]

  static func pattern(rows: [[Int32]], columnCount: Int) -> CSRPattern {
    CSRPattern(
      rowCount: rows.count, columnCount: columnCount,
      rowOffsets: SharedBuffer(rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }),
      columnIndices: SharedBuffer(rows.flatMap(\.self)))
  }

  static func edges(_ pattern: CSRPattern) -> [Edge] {
    (0..<pattern.rowCount).flatMap { row in
      (pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]).map {
        Edge(number: $0, target: row, source: Int(pattern.columnIndices[$0]))
      }
    }
  }
}

private func leaky(_ x: Double, _ slope: Double = 0.2) -> Double { x > 0 ? x : slope * x }

@Suite("Operations on the entries of sparse patterns")
struct EdgeOperationTests {
  static let heads = [1, 3, 8, 16, 70]
  static let sizes = [(1, 1), (1, 7), (1, 33), (3, 5), (8, 8), (8, 2), (4, 16), (16, 8), (2, 17)]

  @Test("Edge softmax normalises the entries of each row", arguments: Patterns.all.indices, heads)
  func softmax(number: Int, heads: Int) {
    let pattern = Patterns.all[number]
    let logits = Samples(seed: 1).tensor([pattern.entryCount, heads])
    #expect(
      GradientCheck.mismatch([logits]) { inputs in
        var output = inputs[0]
        for row in 0..<pattern.rowCount {
          let entries = pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]
          for head in 0..<heads {
            let sum = entries.reduce(0.0) { $0 + Math.exp(inputs[0][$1 * heads + head]) }
            for entry in entries {
              output[entry * heads + head] = Math.exp(inputs[0][entry * heads + head]) / sum
            }
          }
        }
        return output
      } operation: {
        pattern.softmax($0[0])
      } == nil)
  }

  @Test("Edge softmax of very large and very small logits stays finite and correct")
  func extremeLogits() {
    let logits = Tensor([1e4, -1e4, 1e4, 88, 88, -200, -1e30, 5], shape: [8, 1])
    let output = Patterns.small.softmax(Variable(logits)).value
    let expected: [Float] = [0.5, 0, 0.5, 0.5, 0.5, 0, 0, 1]
    #expect(zip(output.scalars, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("Edge row sums add up the entries of each row", arguments: Patterns.all.indices, heads)
  func rowSums(number: Int, width: Int) {
    let pattern = Patterns.all[number]
    let input = Samples(seed: 2).tensor([pattern.entryCount, width])
    #expect(
      GradientCheck.mismatch([input]) { inputs in
        var output = [Double](repeating: 0, count: pattern.rowCount * width)
        for edge in Patterns.edges(pattern) {
          for column in 0..<width {
            output[edge.target * width + column] += inputs[0][edge.number * width + column]
          }
        }
        return output
      } operation: {
        pattern.rowSums(ofEntries: $0[0])
      } == nil)
  }

  @Test(
    "Additive attention scores, with and without edge terms, match the formula",
    arguments: Patterns.all.indices, [1, 3, 8])
  func attentionScores(number: Int, heads: Int) {
    let pattern = Patterns.all[number]
    let inputs = [
      Samples(seed: 3).tensor([pattern.columnCount, heads]),
      Samples(seed: 4).tensor([pattern.rowCount, heads]),
      Samples(seed: 5).tensor([pattern.entryCount, heads]),
    ]
    for hasEdges in [false, true] {
      #expect(
        GradientCheck.mismatch(hasEdges ? inputs : Array(inputs.prefix(2))) { inputs in
          Patterns.edges(pattern).flatMap { edge in
            (0..<heads).map { head in
              leaky(
                inputs[0][edge.source * heads + head] + inputs[1][edge.target * heads + head]
                  + (hasEdges ? inputs[2][edge.number * heads + head] : 0))
            }
          }
        } operation: {
          pattern.attentionScores(source: $0[0], target: $0[1], edge: hasEdges ? $0[2] : nil)
        } == nil)
    }
  }

  @Test(
    "Dynamic attention scores, with and without edge terms, match the formula",
    arguments: Patterns.all.indices, sizes)
  func dynamicScores(number: Int, size: (heads: Int, size: Int)) {
    let pattern = Patterns.all[number]
    let width = size.heads * size.size
    let inputs = [
      Samples(seed: 6).tensor([pattern.columnCount, width]),
      Samples(seed: 7).tensor([pattern.rowCount, width]),
      Samples(seed: 8).tensor([size.heads, size.size]), Samples(seed: 9).tensor([pattern.entryCount, width]),
    ]
    for hasEdges in [false, true] {
      #expect(
        GradientCheck.mismatch(
          hasEdges ? inputs : Array(inputs.prefix(3)), relative: 2e-5, absolute: 5e-6
        ) { inputs in
          Patterns.edges(pattern).flatMap { edge in
            (0..<size.heads).map { head in
              (head * size.size..<(head + 1) * size.size).reduce(0.0) { sum, column in
                let z =
                  inputs[0][edge.source * width + column] + inputs[1][edge.target * width + column]
                  + (hasEdges ? inputs[3][edge.number * width + column] : 0)
                return sum + inputs[2][column] * leaky(z)
              }
            }
          }
        } operation: {
          pattern.dynamicScores(
            source: $0[0], target: $0[1], edge: hasEdges ? $0[3] : nil, weights: $0[2])
        } == nil)
    }
  }

  @Test("Dot-product edge scores match the formula", arguments: Patterns.all.indices, sizes)
  func dotScores(number: Int, size: (heads: Int, size: Int)) {
    let pattern = Patterns.all[number]
    let width = size.heads * size.size
    let queries = Samples(seed: 10).tensor([pattern.rowCount, width])
    let keys = Samples(seed: 11).tensor([pattern.columnCount, width])
    #expect(
      GradientCheck.mismatch([queries, keys], absolute: 5e-6) { inputs in
        Patterns.edges(pattern).flatMap { edge in
          (0..<size.heads).map { head in
            (head * size.size..<(head + 1) * size.size).reduce(0.0) { sum, column in
              sum + 0.3 * inputs[0][edge.target * width + column] * inputs[1][edge.source * width + column]
            }
          }
        }
      } operation: {
        pattern.dotScores(queries: $0[0], keys: $0[1], heads: size.heads, scale: 0.3)
      } == nil)
  }

  @Test("Edge-weighted sums of rows match the formula for each head", arguments: Patterns.all.indices, sizes)
  func weightedSums(number: Int, size: (heads: Int, size: Int)) {
    let pattern = Patterns.all[number]
    let (heads, width) = (size.heads, size.heads * size.size)
    let rows = Samples(seed: 12).tensor([pattern.columnCount, width])
    let weights = Samples(seed: 13).tensor([pattern.entryCount, heads])
    #expect(
      GradientCheck.mismatch([rows, weights], absolute: 5e-6) { inputs in
        var output = [Double](repeating: 0, count: pattern.rowCount * width)
        for edge in Patterns.edges(pattern) {
          for column in 0..<width {
            output[edge.target * width + column] +=
              inputs[1][edge.number * heads + column / size.size] * inputs[0][edge.source * width + column]
          }
        }
        return output
      } operation: {
        pattern.weightedSums($0[0], weights: $0[1])
      } == nil)
  }

  @Test(
    "Edge maxima and minima select the largest and smallest of the referenced rows",
    arguments: Patterns.all.indices, [1, 5, 16, 19])
  func extremes(number: Int, width: Int) {
    let pattern = Patterns.all[number]
    let input = Samples(seed: 14).distinct([pattern.columnCount, width])
    for isLargest in [true, false] {
      #expect(
        GradientCheck.mismatch([input]) { inputs in
          (0..<pattern.rowCount).flatMap { row in
            (0..<width).map { column in
              let values = (pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]).map {
                inputs[0][Int(pattern.columnIndices[$0]) * width + column]
              }
              return (isLargest ? values.max() : values.min()) ?? 0
            }
          }
        } operation: {
          isLargest ? pattern.maximum(of: $0[0]) : pattern.minimum(of: $0[0])
        } == nil)
    }
  }

  @Test("Edge operations and their gradients give the same bits for any number of threads")
  func threads() {
    let graph = Samples(seed: 15).graph(nodeCount: 600, edgeCount: 30_000)
    let pattern = graph.incoming
    let inputs = [
      Samples(seed: 16).tensor([600, 64]), Samples(seed: 17).tensor([600, 64]),
      Samples(seed: 18).tensor([8, 8]),
    ]
    let runs = [1, 2, 3].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        let tape = Tape()
        let leaves = inputs.map { Variable(leaf: $0, on: tape) }
        let scores = pattern.dynamicScores(source: leaves[0], target: leaves[1], weights: leaves[2])
        let output = pattern.weightedSums(leaves[0], weights: pattern.softmax(scores))
        output.backward(cotangent: Samples(seed: 19).tensor(output.shape))
        return [output.value] + leaves.map { $0.takeGradient() }
      }
    }
    let areSame = runs.dropFirst().allSatisfy { $0 == runs[0] }
    #expect(areSame)
  }
}
