// SPDX-License-Identifier: Apache-2.0

import GraphDatasets
import GraphLearningTestSupport
import Recipes
import TensorCore
import Testing

@Suite("Images of several digits")
struct DigitSceneTests {
  /// Digits for the scenes: digit k is a square of brightness (k + 1) / 10.
  private let digits = ImageSet(
    images: Tensor((0..<10 * 784).map { Float($0 / 784 + 1) / 10 }, shape: [10, 1, 28, 28]),
    labels: (0..<10).map { Int32($0) })

  @Test("Digit scenes contain 2 to 4 digits, some of which often occur together")
  func labels() {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
    for number in 0..<2_000 {
      var draws = RandomDraws(RandomStream(seed: 1, purpose: .generation, step: UInt64(number)))
      let set = DigitScenes.labelSet(&draws)
      #expect((2...4).contains(set.count) && set == Set(set).sorted())
      for one in set { for other in set { counts[Int(one)][Int(other)] += 1 } }
    }
    // P(4 | 1), P(9 | 7) and P(2 | 0) are high, those of digits of different groups are low, and 3, 5, 6
    // and 8 are rare.
    for (one, other) in [(1, 4), (7, 9), (0, 2)] {
      #expect(Double(counts[one][other]) > 0.75 * Double(counts[one][one]))
    }
    for (one, other) in [(1, 7), (4, 9), (3, 5), (3, 8)] {
      #expect(Double(counts[one][other]) < 0.1 * Double(counts[one][one]))
    }
    for (common, rare) in [(1, 3), (7, 8), (0, 5), (0, 6)] {
      #expect(counts[rare][rare] * 3 < counts[common][common] * 2)
    }
  }

  @Test("Digit scenes are determined by their kind and the seed")
  func repeatable() {
    let make = { (kind: DigitScenes.Kind, seed: UInt64) in
      DigitScenes(kind, count: 6, of: digits, seed: seed)
    }
    let scenes = make(.training(3), 1)
    #expect(sameBits(scenes.images, make(.training(3), 1).images))
    #expect(scenes.labels == make(.training(3), 1).labels)
    for other in [make(.training(4), 1), make(.testing, 1), make(.training(3), 2)] {
      #expect(!sameBits(scenes.images, other.images))
    }
    let more = DigitScenes(.training(3), count: 8, of: digits, seed: 1)
    #expect(sameBits(scenes.images, more.images.slice(axis: 0, 0..<6)))
  }

  @Test("Digit scenes have the target 1 for each contained digit and pixel values in 0...1")
  func targets() {
    let scenes = DigitScenes(.testing, count: 20, of: digits, seed: 5)
    #expect(scenes.images.shape == [20, 1, 32, 32] && scenes.targets.shape == [20, 10])
    for (number, set) in scenes.labels.enumerated() {
      let row = scenes.targets.slice(axis: 0, number..<number + 1).scalars
      #expect(row.indices.filter { row[$0] == 1 }.map { Int32($0) } == set)
      #expect(row.reduce(0, +) == Float(set.count))
    }
    #expect(scenes.images.scalars.allSatisfy { (0...1).contains($0) })
  }

  @Test("Single-digit scenes contain one digit each, at the digit's brightness")
  func single() {
    let scenes = DigitScenes(.single, count: 200, of: digits, seed: 2)
    #expect(scenes.labels.allSatisfy { $0.count == 1 })
    #expect(Set(scenes.labels.map { $0[0] }).count == 10)
    let means = scenes.images.reshaped([200, 1_024]).sum(axis: 1).scalars.map { $0 / 1_024 }
    let mean = { (digit: Int32) in
      let these = scenes.labels.indices.filter { scenes.labels[$0] == [digit] }
      return these.reduce(0) { $0 + means[$1] } / Float(these.count)
    }
    // A digit covers at most 14 x 14 of the 32 x 32 pixels, less what is hidden.
    #expect(mean(9) - mean(0) > 0.03 && mean(9) - mean(0) < 0.19)
  }
}
