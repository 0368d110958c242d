// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Reductions, products and rearrangements have the values and gradients of their formulas")
struct OperationTests {
  static let shapes: [Shape] = [
    [1], [5], [3, 4], [1, 6], [6, 1], [2, 3, 4], [2, 1, 3, 2], [0], [0, 3], [3, 0],
  ]

  @Test(
    "The sum and the mean of all elements have the values and gradients of their formulas", arguments: shapes)
  func sums(shape: Shape) {
    let input = Samples(seed: 1).tensor(shape)
    #expect(
      GradientCheck.mismatch([input]) {
        [$0[0].reduce(0, +)]
      } operation: {
        $0[0].sum()
      } == nil)
    guard input.count > 0 else { return #expect(input.mean().scalar.isNaN) }
    let count = Double(input.count)
    #expect(
      GradientCheck.mismatch([input]) {
        [$0[0].reduce(0, +) / count]
      } operation: {
        $0[0].mean()
      } == nil)
  }

  @Test(
    "Sum, mean and maximum over one axis have the values and gradients of their formulas", arguments: shapes)
  func axes(shape: Shape) {
    let input = Samples(seed: 2).distinct(shape)
    for axis in shape.indices {
      let sums = { (inputs: [[Double]]) in
        Naive.lists(inputs[0], shape, axis: axis).map { $0.reduce(0, +) }
      }
      #expect(GradientCheck.mismatch([input], reference: sums) { $0[0].sum(axis: axis) } == nil)
      #expect(
        GradientCheck.mismatch([input], reference: sums) {
          $0[0].sum(axis: axis - shape.rank, keepingDimension: true)
        } == nil)
      guard shape[axis] > 0 else { continue }
      let length = Double(shape[axis])
      #expect(
        GradientCheck.mismatch([input]) {
          sums($0).map { $0 / length }
        } operation: {
          $0[0].mean(axis: axis)
        }
          == nil)
      #expect(
        GradientCheck.mismatch([input]) { inputs in
          Naive.lists(inputs[0], shape, axis: axis).map { $0.reduce(-.infinity, max) }
        } operation: {
          $0[0].maximum(axis: axis)
        } == nil)
    }
  }

  @Test("Softmax and log-softmax have the values and gradients of their formulas", arguments: shapes)
  func softmax(shape: Shape) {
    let input = Samples(seed: 3).tensor(shape) * 3
    let rows = { (inputs: [[Double]]) in
      Naive.lists(inputs[0], shape, axis: shape.rank - 1).map(Naive.softmax)
    }
    #expect(
      GradientCheck.mismatch([input]) {
        rows($0).flatMap { $0 }
      } operation: {
        $0[0].softmax()
      } == nil)
    #expect(
      GradientCheck.mismatch([input]) {
        rows($0).flatMap { $0.map(Math.log) }
      } operation: {
        $0[0].logSoftmax()
      }
        == nil)
  }

  @Test("Softmax and log-softmax of large scores stay finite")
  func largeScores() {
    let scores = Variable(Tensor([1000, 0, -1000, 88, 1e30, -1e30], shape: [2, 3]))
    #expect(scores.softmax().value.scalars == [1, 0, 0, 0, 1, 0])
    #expect(scores.logSoftmax().value.scalars.prefix(3) == [0, -1000, -2000])
  }

  static let products: [(Int, Int, Int)] = [
    (1, 1, 1), (3, 4, 5), (7, 1, 2), (0, 3, 2), (3, 0, 2), (3, 2, 0), (5, 3, 33), (4, 40, 31), (2, 5, 64),
  ]

  @Test("The matrix product has the value and gradients of its formula", arguments: products)
  func matmul(m: Int, k: Int, n: Int) {
    let samples = Samples(seed: 4)
    let (left, right) = (samples.tensor([m, k]), samples.tensor([k, n], ordinal: 1))
    #expect(
      GradientCheck.mismatch([left, right]) {
        Naive.matmul($0[0], $0[1], m: m, k: k, n: n)
      } operation: {
        $0[0].matmul($0[1])
      } == nil)
  }

  @Test(
    "Batched matrix products support separate and shared right sides", arguments: [0, 1, 3], [false, true])
  func batches(batch: Int, isShared: Bool) {
    let samples = Samples(seed: 5)
    let left = samples.tensor([batch, 4, 3])
    let right = samples.tensor(isShared ? [3, 5] : [batch, 3, 5], ordinal: 1)
    #expect(
      GradientCheck.mismatch([left, right]) {
        Naive.matmul($0[0], $0[1], m: 4, k: 3, n: 5, batch: batch, isShared: isShared)
      } operation: {
        $0[0].matmul($0[1])
      } == nil)
  }

  @Test(
    "A matrix product with a transposed right side equals the product with the transpose", arguments: [1, 3],
    [false, true])
  func transposedRight(batch: Int, isShared: Bool) {
    let samples = Samples(seed: 7)
    let left = samples.tensor([batch, 4, 3])
    let right = samples.tensor(isShared ? [5, 3] : [batch, 5, 3], ordinal: 1)
    // Element (k, n) of matrix b has the index b 15 + n 3 + k.
    var places: [Int] = []
    for b in 0..<(isShared ? 1 : batch) {
      for k in 0..<3 { for n in 0..<5 { places.append(b * 15 + n * 3 + k) } }
    }
    let fault = GradientCheck.mismatch([left, right]) { [places] inputs in
      let turned = places.map { inputs[1][$0] }
      return Naive.matmul(inputs[0], turned, m: 4, k: 3, n: 5, batch: batch, isShared: isShared)
    } operation: {
      $0[0].matmul($0[1], transposingRight: true)
    }
    #expect(fault == nil)
  }

  @Test("Reshaping and transposing rearrange values and gradients")
  func rearranging() {
    let input = Samples(seed: 6).tensor([2, 3, 4])
    #expect(
      GradientCheck.mismatch([input]) {
        $0[0]
      } operation: {
        $0[0].reshaped([4, 6])
      } == nil)
    let transposed = { (inputs: [[Double]]) in
      (0..<2).flatMap { b in (0..<4).flatMap { c in (0..<3).map { inputs[0][(b * 3 + $0) * 4 + c] } } }
    }
    #expect(GradientCheck.mismatch([input], reference: transposed) { $0[0].transposed() } == nil)
    let turned = { (inputs: [[Double]]) in
      (0..<4).flatMap { c in (0..<2).flatMap { b in (0..<3).map { inputs[0][(b * 3 + $0) * 4 + c] } } }
    }
    #expect(GradientCheck.mismatch([input], reference: turned) { $0[0].transposed([2, 0, 1]) } == nil)
    let empty = Samples(seed: 6).tensor([3, 0])
    #expect(
      GradientCheck.mismatch([empty]) {
        $0[0]
      } operation: {
        $0[0].transposed()
      } == nil)
    #expect(
      GradientCheck.mismatch([empty]) {
        $0[0]
      } operation: {
        $0[0].reshaped([0])
      } == nil)
  }

  @Test(
    "A slice of an axis has the values and gradients of that part", arguments: [0..<0, 0..<1, 1..<3, 0..<3])
  func slice(range: Range<Int>) {
    for axis in 0..<3 {
      let shape: Shape = axis == 0 ? [3, 2, 4] : axis == 1 ? [2, 3, 4] : [2, 4, 3]
      let inner = shape.product(axis + 1..<3)
      #expect(
        GradientCheck.mismatch([Samples(seed: 7).tensor(shape)]) { inputs in
          inputs[0].indices.filter { range.contains($0 / inner % 3) }.map { inputs[0][$0] }
        } operation: {
          $0[0].slice(axis: axis - 3, range)
        } == nil)
    }
  }

  @Test("Concatenation along an axis joins values and splits gradients")
  func concatenated() {
    let samples = Samples(seed: 8)
    let rows = [
      samples.tensor([2, 3]), samples.tensor([0, 3], ordinal: 1), samples.tensor([1, 3], ordinal: 2),
    ]
    #expect(
      GradientCheck.mismatch(rows) {
        $0[0] + $0[1] + $0[2]
      } operation: {
        .concatenated($0, axis: 0)
      } == nil)
    let columns = [samples.tensor([2, 3]), samples.tensor([2, 1], ordinal: 1)]
    #expect(
      GradientCheck.mismatch(columns) {
        [$0[0][0..<3], $0[1][0..<1], $0[0][3...], $0[1][1...]].flatMap { $0 }
      } operation: {
        .concatenated($0, axis: -1)
      } == nil)
  }

  @Test(
    "Gathering rows adds up the gradients of rows that are selected several times",
    arguments: [[], [0], [2, 0, 2, 2], [4, 3, 2, 1, 0]] as [[Int32]])
  func rows(indices: [Int32]) {
    for shape in [[5], [5, 1], [5, 3], [5, 2, 2], [5, 0]] as [Shape] {
      let width = shape.product(1..<shape.rank)
      #expect(
        GradientCheck.mismatch([Samples(seed: 9).tensor(shape)]) { inputs in
          indices.flatMap { inputs[0][Int($0) * width..<Int($0 + 1) * width] }
        } operation: {
          $0[0].rows(indices)
        } == nil)
    }
  }

  @Test(
    "The mean cross-entropy of selected rows has the value and gradient of its formula",
    arguments: [[0], [3, 1], [0, 1, 2, 3]] as [[Int32]])
  func crossEntropy(rows: [Int32]) {
    let labels = Samples(seed: 10).indices(rows.count, below: 5)
    #expect(
      GradientCheck.mismatch([Samples(seed: 11).tensor([4, 5])]) { inputs in
        let losses = zip(rows, labels).map { row, label in
          -Math.log(Naive.softmax(Array(inputs[0][Int(row) * 5..<Int(row + 1) * 5]))[Int(label)])
        }
        return [losses.reduce(0, +) / Double(losses.count)]
      } operation: {
        $0[0].crossEntropy(rows: rows, labels: labels)
      } == nil)
  }
}
