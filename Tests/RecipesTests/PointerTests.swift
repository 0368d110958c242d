// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import Recipes
import TensorCore
import Testing

@Suite("Pointer networks and their tasks")
struct PointerTests {
  @Test("A convex hull runs counter-clockwise from the leftmost point without inner and edge points")
  func hullByHand() {
    let points: [[Float]] = [[0.5, 0.5], [1, 1], [0, 0], [0.5, 0], [1, 0], [0, 1], [0, 0.5]]
    #expect(PointerHull.convexHull(of: points) == [2, 4, 1, 5])
    #expect(PointerHull.convexHull(of: [[0.9, 0.1], [0.1, 0.2], [0.5, 0.9]]) == [1, 0, 2])
  }

  @Test("All points are on the left of each hull side, and the hull starts at the leftmost point")
  func hullOfRandomPoints() {
    for points in PointerHull.task.unseen(200, seed: 3).items {
      let hull = PointerHull.convexHull(of: points)
      #expect(Set(hull).count == hull.count && hull.count >= 3)
      #expect(points.allSatisfy { $0[0] >= points[hull[0]][0] })
      for (a, b) in zip(hull, hull.dropFirst() + hull.prefix(1)) {
        let side = (x: Double(points[b][0] - points[a][0]), y: Double(points[b][1] - points[a][1]))
        let leftOf = points.map { point in
          side.x * Double(point[1] - points[a][1]) - side.y * Double(point[0] - points[a][0])
        }
        #expect(leftOf.allSatisfy { $0 > -1e-6 })
      }
    }
  }

  @Test("The sorting task orders numbers from the smallest and keeps the order of equal numbers")
  func sorting() {
    let batch = PointerSort.task.batch([[[0.5], [0.1], [0.9], [0.1], [0.3]]])
    #expect(batch.targets == [[2, 4, 5, 1, 3, 0, -1, -1, -1, -1, -1]])
    #expect(batch.previous == [[0, 2, 4, 5, 1, 3, 0, 0, 0, 0, 0]])
  }

  @Test("Pointer masks close padding and used items and never close the end")
  func masks() {
    let batch = PointerSort.task.batch([[[0.5], [0.1], [0.9], [0.2], [0.3]]])
    #expect(batch.mask.scalars == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    #expect(batch.elements.shape == [1, PointerTask.places, 2])
    #expect(batch.elements.scalars.prefix(6) == [0, 1, 0, 0, -0.8, 0])
    let open = (0..<7).map { step in (0..<PointerTask.places).filter { batch.open[0, step, $0] == 1 } }
    #expect(
      open == [
        [0, 1, 2, 3, 4, 5], [0, 1, 3, 4, 5], [0, 1, 3, 5], [0, 1, 3], [0, 3], [0], [0],
      ])
  }

  @Test("Two pointer answers are equal if they agree up to the end")
  func exactness() {
    #expect(PointerTask.isSame([2, 1, 0, 5], [2, 1, 0, -1]))
    #expect(!PointerTask.isSame([2, 0, 1, 0], [2, 1, 0, -1]))
    #expect(!PointerTask.isSame([2, 1, 3, 0], [2, 1, 0, -1]))
  }

  @Test("A pointer network points at each item at most once and never at padding")
  func pointing() {
    let batch = PointerHull.task.unseen(50, seed: 1)
    let (places, shares) = Self.network().point(at: batch)
    for (row, items) in batch.items.enumerated() {
      let pointed = places[row].filter { $0 > 0 }
      #expect(Set(pointed).count == pointed.count)
      #expect(pointed.allSatisfy { $0 <= items.count })
      for step in 0..<PointerTask.places {
        let row = (0..<PointerTask.places).map { shares[row, step, $0] }
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      }
      #expect((items.count + 1..<PointerTask.places).allSatisfy { shares[row, 0, $0] == 0 })
    }
  }

  @Test("A pointer network points at the same items step by step and with the previous items given")
  func teacher() {
    let batch = PointerHull.task.unseen(20, seed: 2)
    let model = Self.network()
    let places = model.point(at: batch).places
    let answers = Dictionary(
      uniqueKeysWithValues: zip(batch.items, places.map { $0.prefix { $0 > 0 }.map { Int($0) - 1 } }))
    let told = PointerTask(features: 2) { answers[$0] ?? [] }.batch(batch.items)
    let best = model(told, ForwardContext()).value.argmax(axis: 2)
    for (row, target) in told.targets.enumerated() {
      for (step, place) in target.enumerated() where place >= 0 {
        #expect(best[row * PointerTask.places + step] == Int(place))
      }
    }
  }

  @Test("A pointer network with a reader without positions does not depend on the order of the items")
  func order() {
    let items = PointerHull.task.unseen(1, seed: 4).items[0]
    let turned = Array(items.reversed())
    let model = Self.network()
    let places = [items, turned].map { set in
      model.point(at: PointerHull.task.batch([set])).places[0].prefix { $0 > 0 }.map { set[Int($0) - 1] }
    }
    #expect(places[0] == places[1])
  }

  private static func network() -> PointerNetwork<TransformerEncoder> {
    let reader = TransformerEncoder(
      TransformerSettings(size: 16, heads: 2, hiddenSize: 32, dropout: 0, normalizesFirst: true), layers: 1)
    return PointerNetwork(features: 2, size: 16, seed: 7, reader: reader)
  }
}
