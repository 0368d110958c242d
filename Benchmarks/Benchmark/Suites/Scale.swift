// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphDatasets
import GraphNetworks
import Plots
import Training

extension Suites {
  /// Training steps on power-law graphs of 0.1 to 10 million edges, which differ only in their size: 10 edges and 64
  /// features per node.
  static func scale() -> [Case] {
    let models = [
      ("gcn", ModelBlueprint(GCN.self, GCN.Configuration(hiddenSize: 128, layers: 2, dropout: 0.5))),
      ("sage", ModelBlueprint(GraphSAGE.self, GraphSAGE.Configuration(hiddenSize: 128, layers: 2))),
    ]
    return models.flatMap { name, model in
      [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000].map { edges in
        Case(name: "scale/\(name)/\(edges)", hasLevels: false) { budget in
          var generator = GraphGenerator(.powerLaw, nodeCount: edges / 10, edgeCount: edges, seed: 1)
          generator.classCount = 16
          generator.featureCount = 64
          let data = try generator.generate().withSplit(.fractions(train: 0.54, validation: 0.18, seed: 1))
          let trainer = Trainer(earlyStopping: .never, featureScaling: .unscaled, seed: 1)
          var timing = try steps(model, trainer, data, budget)
          timing.units = (Double(edges), "edges")
          return timing
        }
      }
    }
  }
}

/// The growth of the time with the size, by the cases `scale/MODEL/SIZE`.
struct Growth {
  let name: String
  let threads: Int
  let sizes: [Double]
  let milliseconds: [Double]

  /// The slope of the line through the logarithms of sizes and times, by least squares: 1 if the time is
  /// proportional to the size.
  var slope: Double {
    let (x, y) = (sizes.map { log($0) }, milliseconds.map { log($0) })
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
      / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
  }

  /// Returns the growth of each model with at least two sizes.
  static func all(_ measurements: [Measurement]) -> [Growth] {
    var groups: [(name: String, threads: Int, points: [(Double, Double)])] = []
    for measurement in measurements {
      let parts = measurement.name.split(separator: "/").map(String.init)
      guard parts.count == 3, parts[0] == "scale", let size = Double(parts[2]) else { continue }
      let point = (size, measurement.medianMS)
      if let group = groups.firstIndex(where: { $0.name == parts[1] && $0.threads == measurement.threads }) {
        groups[group].points.append(point)
      } else {
        groups.append((parts[1], measurement.threads, [point]))
      }
    }
    return groups.filter { $0.points.count > 1 }.map {
      Growth(name: $0.name, threads: $0.threads, sizes: $0.points.map(\.0), milliseconds: $0.points.map(\.1))
    }
  }

  /// Returns a chart of times over sizes.
  static func chart(_ growths: [Growth]) -> Chart {
    let layers = growths.enumerated().flatMap { series, growth in
      let name = "\(growth.name), \(growth.threads) thread\(growth.threads == 1 ? "" : "s")"
      return [
        Layer.line(x: growth.sizes, y: growth.milliseconds, name: name, series: series),
        Layer.points(x: growth.sizes, y: growth.milliseconds, series: series),
      ]
    }
    return Chart(
      title: "Time of a training step by the number of edges",
      xAxis: Axis(label: "edges", scale: .logarithmic), yAxis: Axis(label: "ms", scale: .logarithmic),
      layers: layers)
  }
}
