// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Plots
import TensorCore

struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times kernels, epochs, samplers, readers and eigensolvers at each instruction level.",
    discussion: """
      Times are medians and minima in milliseconds. Shares are of the limits that this run measures: multiply-adds
      in registers, and reading or copying memory.
      """)

  @Argument(help: "The cases to run, such as spmm/arxiv/64, spmm/arxiv or spmm; by default all.")
  var names: [String] = []

  @Flag(help: "List the cases.")
  var list = false

  @Option(help: ArgumentHelp("The numbers of threads.", valueName: "n,n"))
  var threads = "1,2"

  @Option(
    help: ArgumentHelp(
      "The instruction levels, or best; by default all that the processor has.", valueName: "level,level"))
  var levels: String?

  @Option(help: ArgumentHelp("The directory of the Planetoid files.", valueName: "directory"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The directory of the large graphs, arxiv_syn.npz and rmat_1m.npz.", valueName: "directory"))
  var graphs: String?

  @Option(help: ArgumentHelp("The time to spend on each case.", valueName: "s"))
  var seconds = 1.0

  @Option(help: ArgumentHelp("The file to store the figures in.", valueName: "file.json"))
  var json: String?

  @Option(help: ArgumentHelp("A stored run to compare with.", valueName: "file.json"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "The file to draw the times of the cases scale over their sizes in.", valueName: "file.svg"))
  var plot: String?

  @Flag(help: "Print one JSON object per line instead of a table.")
  var jsonLines = false

  mutating func run() throws {
    let inputs = Inputs(data: data ?? ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"], graphs: graphs)
    let chosen = Suites.all(inputs).filter { item in
      names.isEmpty || names.contains { item.name == $0 || item.name.hasPrefix($0 + "/") }
    }
    if list { return chosen.forEach { print($0.name) } }
    guard !chosen.isEmpty else {
      throw ValidationError("no case has the name \(names.joined(separator: " or ")); see --list")
    }
    let earlier = try baseline.map {
      try JSONDecoder().decode(Run.self, from: Data(contentsOf: URL(fileURLWithPath: $0)))
    }
    let used = try levelsToUse()
    let counts = threads.split(separator: ",").compactMap { Int($0) }.filter { $0 > 0 }
    guard !counts.isEmpty else {
      throw ValidationError("--threads is \(threads); expected numbers such as 1,2")
    }
    var run = Run(
      processor: Run.processorName, calibrationMS: Limits.calibration(), limits: [], measurements: [])
    if !jsonLines {
      print("\(run.processor); calibration \(run.calibrationMS) ms")
      inputs.notes.forEach { print("note: \($0)") }
    }
    var limits: [String: Limits] = [:]
    for level in used {
      for count in counts {
        let measured = Limits.measured(level, threads: count)
        limits["\(level.rawValue) \(count)"] = measured
        run.limits.append(measured)
        if !jsonLines {
          print(
            "\(level.rawValue), \(count) threads: peak \(Int(measured.peak)) GFLOP/s, read \(Int(measured.read)) GB/s, copy \(Int(measured.copy)) GB/s"
          )
        }
      }
    }
    if !jsonLines { print(Measurement.header) }
    for item in chosen {
      for level in item.hasLevels ? used : [used[used.count - 1]] {
        level.use()
        for count in counts {
          guard let limit = limits["\(level.rawValue) \(count)"] else { continue }
          let timing = try Parallelism.$threadCount.withValue(count) {
            try item.run(Budget(seconds: seconds))
          }
          let measurement = Measurement(item, timing, limit)
          run.measurements.append(measurement)
          if jsonLines {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            print(String(decoding: try encoder.encode(measurement), as: UTF8.self))
          } else {
            print(measurement.line)
          }
        }
      }
    }
    let growths = Growth.all(run.measurements)
    if !jsonLines {
      for growth in growths {
        print(
          "scale/\(growth.name), \(growth.threads) threads: slope \(String(format: "%.3f", growth.slope)) of the logarithms of time and size"
        )
      }
    }
    if let plot { try Growth.chart(growths).svg().write(toFile: plot, atomically: true, encoding: .utf8) }
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try encoder.encode(run).write(to: URL(fileURLWithPath: json), options: .atomic)
    }
    if let earlier {
      print("\ntime over that of the stored run, both relative to their calibration:")
      run.comparison(with: earlier).forEach { print($0) }
    }
  }

  private func levelsToUse() throws -> [Level] {
    guard let levels else { return Level.available }
    if levels == "best" { return Level.available.suffix(1) }
    return try levels.split(separator: ",").map { name in
      guard let level = Level(rawValue: String(name)), Level.available.contains(level) else {
        throw ValidationError(
          "--levels: '\(name)' is not one of \(Level.available.map(\.rawValue).joined(separator: ", "))")
      }
      return level
    }
  }
}

Benchmark.main()
