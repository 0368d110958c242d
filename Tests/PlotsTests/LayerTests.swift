// SPDX-License-Identifier: Apache-2.0

import Plots
import Testing

@Suite("The layers of a chart show their data")
struct LayerTests {
  /// Returns the x coordinates of the circles of a layer; a layer without a name has no legend.
  private func circles(_ layer: Layer) -> [String] {
    MarkupChecker(Chart(layers: [layer]).svg()).attributes["cx"] ?? []
  }

  @Test("Each point of a layer is a circle with its tooltip")
  func points() {
    let markup = MarkupChecker(
      Chart(layers: [.points(x: [1, 2], y: [3, 4], tooltips: ["one", "two"])]).svg())
    #expect(markup.elements.filter { $0 == "circle" }.count == 2)
    #expect(markup.texts.contains("one") && markup.texts.contains("two"))
  }

  @Test(
    "A point that is not finite is left out and does not move the other points",
    arguments: [Double.nan, .infinity, -.infinity, 1e305])
  func nonFinite(odd: Double) {
    let plain = circles(.points(x: [1, 2, 4], y: [1, 3, 2]))
    #expect(circles(.points(x: [1, 2, odd, 4], y: [1, 3, 0, 2])) == plain)
    #expect(circles(.points(x: [1, 2, 100, 4], y: [1, 3, odd, 2])) == plain)
    let colored = circles(.continuousPoints(x: [1, 2, 4], y: [1, 3, 2], values: [1, 2, 3]))
    let oddlyColored = Layer.continuousPoints(x: [1, 2, 9, 4], y: [1, 3, 9, 2], values: [1, 2, odd, 3])
    #expect(circles(oddlyColored) == colored)
  }

  @Test("A line is interrupted where a number is not finite")
  func brokenLine() {
    let chart = Chart(layers: [.line(x: [0, 1, 2, 3, 4], y: [0, 1, .nan, 1, 0])])
    let line = MarkupChecker(chart.svg()).attributes["d"]?.last ?? ""
    #expect(line.filter { $0 == "M" }.count == 2 && line.filter { $0 == "L" }.count == 2)
  }

  @Test("A logarithmic axis has equal distances for equal ratios and leaves out numbers up to 0")
  func logarithmicAxis() throws {
    let layer = Layer.points(x: [0.01, 1, 100, 0, -5], y: [1, 2, 3, 4, 5])
    let chart = Chart(xAxis: Axis(scale: .logarithmic), layers: [layer])
    let places = (MarkupChecker(chart.svg()).attributes["cx"] ?? []).compactMap { Double($0) }
    try #require(places.count == 3)
    #expect(abs((places[1] - places[0]) - (places[2] - places[1])) < 0.03)
  }

  @Test("A given range of an axis leaves out the points outside it and clips lines")
  func chosenRange() {
    let chart = Chart(
      xAxis: Axis(range: 0...1), layers: [.points(x: [0.5, 2], y: [1, 1]), .line(x: [-9, 9], y: [0, 2])])
    let markup = MarkupChecker(chart.svg())
    #expect(markup.elements.filter { $0 == "circle" }.count == 1)
    #expect(markup.elements.filter { $0 == "svg" }.count == 2)
  }

  @Test("Bars begin at zero, which is the end of the axis")
  func barsStandOnZero() {
    let markup = MarkupChecker(Chart(layers: [.bars(edges: [0, 1, 2], heights: [5, 9])]).svg())
    #expect(markup.texts.contains("0") && !markup.texts.contains("-1"))
  }

  @Test("An axis of integers has no labels between them")
  func wholeNumbers() {
    let markup = MarkupChecker(Chart(layers: [.points(x: [1, 2, 3], y: [0.1, 0.2, 0.3])]).svg())
    #expect(markup.texts.contains("2") && !markup.texts.contains("1.5"))
  }

  @Test("A coloured layer has a colour bar with its label, centred on 0 for a diverging colour map")
  func colorBar() {
    let layer = Layer.continuousPoints(
      x: [1, 2], y: [1, 2], values: [-1, 4], map: .diverging, label: "signal")
    let markup = MarkupChecker(Chart(xAxis: .hidden, yAxis: .hidden, layers: [layer]).svg())
    #expect(markup.texts.contains("signal") && markup.texts.contains("-4") && markup.texts.contains("4"))
  }

  @Test("200,000 points are drawn as a few paths instead of one element per point")
  func compactness() {
    let count = 200_000
    let chart = Chart(
      layers: [
        .points(
          x: Example.noise(count), y: Example.noise(count, seed: 2), categories: (0..<count).map { $0 % 3 },
          tooltips: ["dropped"])
      ])
    let svg = chart.svg()
    let markup = MarkupChecker(svg)
    #expect(markup.isWellFormed && markup.elements.count < 60)
    #expect(svg.utf8.count < 17 * count)
    #expect(!svg.contains("dropped"))
  }
}
