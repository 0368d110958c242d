// SPDX-License-Identifier: Apache-2.0

import Plots

/// Charts of every kind, including unusual ones.
struct Example: Sendable, CustomStringConvertible {
  let description: String
  let chart: Chart

  /// Returns random numbers in [0, 1) that depend only on the seed.
  static func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  static let graph = Chart(
    title: "Karate club", subtitle: "34 members", xAxis: .hidden, yAxis: .hidden,
    layers: [
      .segments(
        x: noise(34), y: noise(34, seed: 2), edges: (0..<78).map { ($0 % 34, ($0 * 7 + 3) % 34) } + [(-1, 99)]
      ),
      .points(
        x: noise(34), y: noise(34, seed: 2), categories: (0..<34).map { $0 % 2 },
        categoryNames: ["Mr. Hi", "Officer"], tooltips: (0..<34).map { "member \($0)" }),
    ])

  static let density = Chart(
    title: "Density", xAxis: Axis(label: "eigenvalue"), yAxis: Axis(label: "density"),
    layers: [
      .area(x: [0, 1, 2], upper: [0, 1, 0]),
      .area(x: [0, 1, 2], upper: [0.1, 1.2, 0.1], lower: [0, 0.8, 0], name: "error"),
      .line(x: [0, 1, 2], y: [0, 1, 0], name: "density"),
    ])

  static let colored = Chart(
    layers: [
      .continuousPoints(
        x: noise(3000), y: noise(3000, seed: 2), values: noise(3000, seed: 3), label: "filtered signal")
    ])

  static let histogram = Chart(
    xAxis: Axis(range: 0.5...2), yAxis: Axis(range: 0...10),
    layers: [.bars(edges: [0, 1, 2, 3], heights: [4, 20, 1], name: "count", series: 3)])

  static let all: [Example] = [
    Example(description: "graph", chart: graph),
    Example(description: "density", chart: density),
    Example(description: "coloured points", chart: colored),
    Example(description: "histogram", chart: histogram),
    Example(
      description: "diverging colours",
      chart: Chart(
        layers: [.continuousPoints(x: [1, 2, 3], y: [3, 1, 2], values: [-1, 0, 4], map: .diverging)])),
    Example(description: "no layers", chart: Chart(layers: [])),
    Example(description: "no points", chart: Chart(layers: [.points(x: [], y: []), .line(x: [], y: [])])),
    Example(description: "one point", chart: Chart(layers: [.points(x: [3], y: [-2])])),
    Example(description: "equal values", chart: Chart(layers: [.line(x: [1, 1, 1], y: [0, 0, 0])])),
    Example(
      description: "equal colours",
      chart: Chart(layers: [.continuousPoints(x: [1, 2], y: [1, 2], values: [5, 5])])),
    Example(
      description: "arrays of different lengths",
      chart: Chart(
        layers: [
          .points(x: [1, 2, 3], y: [1], categories: []), .bars(edges: [], heights: [1]),
          .area(x: [1, 2], upper: [1, 2], lower: [0]), .continuousPoints(x: [1, 2], y: [2, 1], values: [1]),
          .segments(x: [1], y: [2, 3], edges: [(0, 1), (0, 0)]),
        ])),
    Example(
      description: "logarithmic axes without positive numbers",
      chart: Chart(
        xAxis: Axis(scale: .logarithmic), yAxis: Axis(range: -1...0, scale: .logarithmic),
        layers: [.points(x: [-1, 0], y: [-3, 0]), .bars(edges: [-1, 0], heights: [0])])),
    Example(
      description: "enormous and tiny numbers",
      chart: Chart(
        xAxis: Axis(range: -Double.infinity...0), yAxis: Axis(range: 1...1),
        layers: [
          .points(x: [-1e308, 1e300, .leastNonzeroMagnitude], y: [1e-300, -1e300, 1e300]),
          .line(x: [1e-305, 2e-305], y: [1e15, 1e15 + 1]),
        ])),
    Example(
      description: "absurd sizes",
      chart: Chart(
        title: String(repeating: "long title ", count: 40), subtitle: String(repeating: "x", count: 400),
        xAxis: Axis(label: String(repeating: "label ", count: 90)),
        layers: [.points(x: [1], y: [1], radius: .nan, categories: [.max], name: "n")],
        width: -5, height: 0)),
  ]
}
