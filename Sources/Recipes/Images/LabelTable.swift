// SPDX-License-Identifier: Apache-2.0

internal import GraphFiles
internal import Plots
internal import TensorCore
internal import Training

/// The average precisions of several methods, with 95 % intervals from resampled images.
struct LabelTable {
  /// A figure with its 95 % interval.
  struct Interval {
    let value: Double
    let low: Double
    let high: Double

    /// The figure and its interval in percent.
    var text: String {
      let percent = { (x: Double) in NumberText.decimal(100 * x, 1) }
      return "\(percent(value)) (\(percent(low)) to \(percent(high)))"
    }
  }

  private let methods: [LabelMethod]
  private let names: [String]
  /// The means over the training sets, by method and label.
  private var values: [[Double]] = []
  /// The means over the training sets in each resampling round, by method, round and label.
  private var rounds: [[[Double]]] = []

  /// - Parameters:
  ///   - results: The reports of each method, one per training set.
  ///   - count: The number of resampling rounds.
  ///   - stream: The random numbers of the resampling.
  init(
    _ results: [(method: LabelMethod, reports: [MultilabelReport])], rounds count: Int, stream: RandomStream
  ) {
    methods = results.map(\.method)
    names = results.first?.reports.first?.labels.map(\.name) ?? []
    for result in results {
      values.append(Self.mean(result.reports.map { $0.labels.map(\.averagePrecision) }))
      // All methods and training sets use the same resampled images, so that differences are paired.
      let resampled = result.reports.map { $0.resampledAveragePrecisions(rounds: count, stream: stream) }
      rounds.append((0..<count).map { round in Self.mean(resampled.map { $0[round] }) })
    }
  }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    (rows.first ?? []).indices.map { column in Statistics.mean(rows.map { $0[column] }) }
  }

  private func interval(_ value: Double, _ resampled: [Double]) -> Interval {
    Interval(
      value: value, low: Statistics.quantile(0.025, of: resampled),
      high: Statistics.quantile(0.975, of: resampled))
  }

  private func place(_ method: LabelMethod) -> Int { methods.firstIndex(of: method) ?? 0 }

  /// Returns the mean average precision of a method.
  func mean(_ method: LabelMethod) -> Interval {
    let place = place(method)
    return interval(MultilabelReport.mean(values[place]), rounds[place].map(MultilabelReport.mean))
  }

  /// Returns the difference between the mean average precisions of two methods.
  func gain(_ method: LabelMethod, over other: LabelMethod) -> Interval {
    let (one, two) = (place(method), place(other))
    return interval(
      MultilabelReport.mean(values[one]) - MultilabelReport.mean(values[two]),
      zip(rounds[one], rounds[two]).map { MultilabelReport.mean($0) - MultilabelReport.mean($1) })
  }

  /// Returns one line per method and one per label.
  func lines() -> [String] {
    let means = methods.map { "mAP in percent, \($0.rawValue): \(mean($0).text)" }
    let labels = names.indices.map { label in
      "AP of digit \(names[label]): "
        + methods.indices.map { place in
          let interval = interval(values[place][label], rounds[place].map { $0[label] })
          return "\(methods[place].rawValue) \(interval.text)"
        }.joined(separator: ", ")
    }
    return means + labels
  }

  /// Returns a chart of the average precision of each label, with one bar per method.
  func chart() -> Chart {
    let width = 0.8 / Double(methods.count)
    return Chart(
      title: "Average precision per digit", xAxis: Axis(label: "digit"),
      yAxis: Axis(label: "average precision", range: 0...1),
      layers: methods.indices.map { place in
        // Every other bar of the layer is a gap.
        let edges = names.indices.flatMap { label in
          let start = Double(label) - 0.4 + width * Double(place)
          return [start, start + width]
        }
        return .bars(
          edges: edges, heights: values[place].flatMap { [$0, 0] }, name: methods[place].rawValue,
          series: place)
      })
  }
}
