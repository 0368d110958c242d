// SPDX-License-Identifier: Apache-2.0

import Plots
import Testing

@Suite("A chart is a self-contained SVG image")
struct ChartTests {
  @Test("Each chart is well-formed markup", arguments: Example.all)
  func wellFormed(example: Example) {
    #expect(MarkupChecker(example.chart.svg()).fault == nil)
  }

  @Test("The same chart gives the same bytes each time", arguments: Example.all)
  func determinism(example: Example) {
    let isSame = example.chart.svg() == example.chart.svg()
    #expect(isSame)
  }

  @Test("The coordinates of a chart have at most two decimals, no exponent and no -0", arguments: Example.all)
  func coordinates(example: Example) {
    let attributes = MarkupChecker(example.chart.svg()).attributes
    let names = ["x", "y", "cx", "cy", "r", "d", "width", "height", "viewBox", "stroke-width"]
    let numbers = names.flatMap { attributes[$0] ?? [] }.flatMap { value in
      value.split { !"-0123456789.einfa".contains($0) }
    }
    let isPlain = numbers.allSatisfy { number in
      let parts = number.split(separator: ".", omittingEmptySubsequences: false)
      return number.allSatisfy { "-.0123456789".contains($0) } && number != "-0" && parts.count <= 2
        && (parts.count == 1 || (1...2).contains(parts[1].count))
    }
    #expect(!numbers.isEmpty && isPlain)
  }

  @Test("A chart has a role, a title and a description for screen readers", arguments: Example.all)
  func accessibility(example: Example) {
    let markup = MarkupChecker(example.chart.svg())
    #expect(markup.attributes["role"] == ["img"])
    #expect(Array(markup.elements.prefix(3)) == ["svg", "title", "desc"])
  }

  @Test("The colours of a chart follow the reader's light or dark scheme")
  func darkScheme() {
    let svg = Example.density.svg()
    #expect(svg.contains("@media (prefers-color-scheme: dark) {"))
    #expect(svg.contains(".background { fill: #ffffff }") && svg.contains(".background { fill: #16181d }"))
  }

  @Test("A chart contains no identifiers, scripts or addresses that could clash or load something")
  func selfContained() {
    let markup = MarkupChecker(Example.colored.svg())
    #expect(Set(["id", "href", "xlink:href", "src"]).isDisjoint(with: markup.attributes.keys))
    #expect(!markup.elements.contains("script"))
  }

  @Test("A chart without layers shows \"no data\"")
  func emptyChart() {
    #expect(MarkupChecker(Chart(layers: []).svg()).texts.contains("no data"))
  }

  @Test("Titles, labels and tooltips of a chart are escaped, and characters forbidden in XML are dropped")
  func escaping() {
    let text = "a<b> & \"c\" 'd'\u{0}\u{8}\u{1B}\u{FFFE}\ne"
    let chart = Chart(
      title: text, subtitle: text, xAxis: Axis(label: text), yAxis: Axis(label: text),
      layers: [
        .points(x: [1], y: [1], categories: [0], categoryNames: [text], tooltips: [text]),
        .continuousPoints(x: [1], y: [1], values: [1], label: text),
      ])
    let markup = MarkupChecker(chart.svg())
    #expect(markup.fault == nil)
    #expect(markup.texts.contains("a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; e"))
  }
}
