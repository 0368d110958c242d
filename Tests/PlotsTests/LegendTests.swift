// SPDX-License-Identifier: Apache-2.0

import Plots
import Testing

@Suite("The legend names the categories and layers of a chart")
struct LegendTests {
  private func chart(categories: Int, width: Int = 720) -> Chart {
    Chart(
      layers: [
        .points(
          x: Example.noise(200), y: Example.noise(200, seed: 2),
          categories: (0..<200).map { $0 % categories },
          categoryNames: (0..<categories).map { "community \($0)." })
      ], width: width)
  }

  @Test("The legend contains each category", arguments: [1, 2, 7, 8, 9, 33, 100])
  func everyCategory(count: Int) {
    let texts = Set(MarkupChecker(chart(categories: count).svg()).texts)
    #expect((0..<count).allSatisfy { texts.contains("community \($0).") })
  }

  @Test("The last entry of a legend for more than 120 categories counts the remaining ones")
  func manyCategories() {
    #expect(MarkupChecker(chart(categories: 150).svg()).texts.contains("and 31 more"))
  }

  @Test("The legend stays inside the image", arguments: [3, 30, 100], [240, 720])
  func inside(count: Int, width: Int) {
    let markup = MarkupChecker(chart(categories: count, width: width).svg())
    let height = Double(markup.attributes["height"]?.first ?? "") ?? 0
    let places = (markup.attributes["y"] ?? []).compactMap { Double($0) }
    #expect(places.allSatisfy { $0 < height })
    let isInside = (markup.attributes["x"] ?? []).compactMap { Double($0) }.allSatisfy {
      $0 >= 0 && $0 <= Double(width)
    }
    #expect(isInside)
  }

  @Test("The legend shows unnamed categories by number and points without a category as \"none\"")
  func unnamed() {
    let layer = Layer.points(x: [0.1, 0.2, 0.3], y: [0.1, 0.2, 0.3], categories: [41, -1, -7])
    let texts = MarkupChecker(Chart(xAxis: .hidden, yAxis: .hidden, layers: [layer]).svg()).texts
    #expect(texts.contains("41") && texts.filter { $0 == "none" }.count == 1)
  }

  @Test("The legend contains each named layer once and no unnamed layers")
  func namedLayers() {
    let texts = MarkupChecker(Example.density.svg()).texts
    #expect(texts.filter { $0 == "error" }.count == 1)
    let twice = Layer.points(x: [1], y: [1], name: "nodes")
    let named = MarkupChecker(Chart(layers: [twice, twice]).svg()).texts.filter { $0 == "nodes" }
    #expect(named.count == 1)
  }

  @Test("The markers change their shape after eight categories")
  func shapes() {
    #expect(
      !MarkupChecker(chart(categories: 8).svg()).attributes["d", default: []].contains { $0.hasSuffix("Z") })
    #expect(
      MarkupChecker(chart(categories: 9).svg()).attributes["d", default: []].contains { $0.hasSuffix("Z") })
  }
}
