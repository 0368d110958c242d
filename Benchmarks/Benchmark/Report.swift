// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The figures of one case at one level and number of threads.
struct Measurement: Codable {
  let name: String
  let level: String
  let threads: Int
  let medianMS: Double
  let minimumMS: Double
  let calls: Int
  var gflops: Double?
  var gigabytesPerSecond: Double?
  /// The larger share of the two limits that the median reaches.
  var share: Double?
  var limit: String?
  var unitsPerSecond: Double?
  var unit: String?
  /// What the calls after the first took from the system.
  var buffersTaken: Int?
  var pagesTaken: Int?

  init(_ item: Case, _ timing: Timing, _ limits: Limits) {
    let sorted = timing.milliseconds.sorted()
    name = item.name
    level = limits.level
    threads = limits.threads
    medianMS = sorted[sorted.count / 2]
    minimumMS = sorted[0]
    calls = sorted.count
    let seconds = medianMS / 1000
    gflops = timing.flops.map { $0 / seconds / 1e9 }
    gigabytesPerSecond = timing.bytes.map { $0 / seconds / 1e9 }
    unitsPerSecond = timing.units.map { $0.count / seconds }
    unit = timing.units?.name
    buffersTaken = timing.taken?.buffers
    pagesTaken = timing.taken?.pages
    let shares = [
      gflops.map { ($0 / limits.peak, "peak") },
      gigabytesPerSecond.map { ($0 / max(limits.read, limits.copy), "bandwidth") },
    ].compactMap(\.self)
    if let largest = shares.max(by: { $0.0 < $1.0 }) { (share, limit) = largest }
  }

  var line: String {
    var text =
      pad(name, 34) + pad(level, 7) + pad("\(threads)", 3) + number(medianMS, 12) + number(minimumMS, 12)
    if let gflops { text += number(gflops, 9) + " GFLOP/s" }
    if let gigabytesPerSecond { text += number(gigabytesPerSecond, 9) + " GB/s" }
    if let share, let limit { text += "  \(Int((share * 100).rounded())) % of \(limit)" }
    if let unitsPerSecond, let unit { text += number(unitsPerSecond, 12) + " \(unit)/s" }
    if let buffersTaken, let pagesTaken {
      text += "  \(calls - 2) epochs took \(buffersTaken) buffers, \(pagesTaken) pages"
    }
    return text
  }

  static let header = pad("case", 34) + pad("level", 7) + pad("t", 3) + "   median ms  minimum ms"
}

/// A run of the benchmarks, as it is stored.
struct Run: Codable {
  var processor: String
  /// See ``Limits/calibration()``.
  var calibrationMS: Double
  var limits: [Limits]
  var measurements: [Measurement]

  /// Returns one line per case that both runs have: the time here over that of `other`, each relative to its
  /// calibration. Numbers below 1 are faster.
  func comparison(with other: Run) -> [String] {
    measurements.compactMap { here in
      guard
        let before = other.measurements.first(where: {
          $0.name == here.name && $0.level == here.level && $0.threads == here.threads
        })
      else { return nil }
      let ratio = here.medianMS / calibrationMS / (before.medianMS / other.calibrationMS)
      return pad(here.name, 34) + pad(here.level, 7) + pad("\(here.threads)", 3) + number(ratio, 9)
        + (ratio > 1.1 ? "  slower" : ratio < 0.9 ? "  faster" : "")
    }
  }

  static var processorName: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    return model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }
}

private func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

private func number(_ value: Double, _ width: Int) -> String {
  let text = String(format: value < 10 ? "%.4f" : value < 1000 ? "%.2f" : "%.0f", value)
  return String(repeating: " ", count: max(0, width - text.count)) + text
}
