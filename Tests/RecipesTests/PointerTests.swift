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
  }

  @Test("A row of the sorting task starts with the end, then come the numbers, then padding")
  func elements() {
    let batch = PointerSort.task.batch([[[0.5], [0.1], [0.9], [0.2], [0.3]]])
    #expect(batch.mask.scalars == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    #expect(batch.elements.shape == [1, PointerTask.places, 2])
    #expect(batch.elements.scalars.prefix(6) == [0, 1, 0, 0, -0.8, 0])
  }

  @Test("Two pointer answers are equal if they agree up to the end")
  func exactness() {
    #expect(PointerTask.isSame([2, 1, 0, 5], [2, 1, 0, -1]))
    #expect(!PointerTask.isSame([2, 0, 1, 0], [2, 1, 0, -1]))
    #expect(!PointerTask.isSame([2, 1, 3, 0], [2, 1, 0, -1]))
  }

  @Test("A pointer network whose encoder has no positions does not depend on the order of the items")
  func order() {
    let items = PointerHull.task.unseen(1, seed: 4).items[0]
    let reader = SetReader(
      features: 3,
      TransformerSettings(size: 16, heads: 2, hiddenSize: 32, dropout: 0, normalizesFirst: true), layers: 1)
    let network = PointerNetwork(encoder: reader, size: 16, excludesChosen: true, endPlace: 0)
      .initialized(seed: 7)
    let places = [items, Array(items.reversed())].map { set in
      let batch = PointerHull.task.batch([set])
      return network(Variable(batch.elements), mask: batch.mask, ForwardContext()).places[0]
        .prefix { $0 > 0 }.map { set[Int($0) - 1] }
    }
    #expect(places[0] == places[1])
  }
}
