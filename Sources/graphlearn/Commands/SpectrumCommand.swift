// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Compute eigenvalues, eigenvectors and the spectral density of a graph's Laplacian.",
    discussion: """
      By default the 10 smallest eigenvalues are computed. Eigenvalues are listed in ascending order with \
      their residuals.

      EXAMPLES
        graphlearn spectrum --all
        graphlearn spectrum --edges roads.csv --count 20 --vectors vectors.npy --plot eigenvalues.svg
        graphlearn spectrum --edges web.npz --density --count 5 --end both --plot density.svg
      """)

  enum End: String, ExpressibleByArgument, CaseIterable { case smallest, largest, both }

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Spectrum") var laplacian: LaplacianOptions

  @Option(
    help: ArgumentHelp(
      "The number of eigenvalues at each end, at least 1. The default is 10, or none with --density.",
      valueName: "k"))
  var count: Int?

  @Option(help: "The end of the spectrum to compute.")
  var end = End.smallest

  @Option(
    help: ArgumentHelp(
      "Compute the eigenvalues nearest to this number instead of those at an end.", valueName: "x"))
  var near: Double?

  @Flag(help: "Compute all eigenvalues.")
  var all = false

  @Flag(help: "With --all, compute no eigenvectors and no residuals, which takes half the time.")
  var valuesOnly = false

  @Option(help: "The method that computes eigenpairs.")
  var method = EigenMethod.automatic

  @Option(
    help: ArgumentHelp(
      """
      The largest norm of the residual L x - lambda x, at least 0 and below 1, in units of half the width \
      of the interval that contains the spectrum (1 for the normalized Laplacian).
      """, valueName: "t"))
  var tolerance = 1e-8

  @Flag(help: "Estimate the density of the spectrum from products with random vectors.")
  var density = false

  @Option(
    help: ArgumentHelp("The number of Chebyshev moments of --density, from 2 to 100000.", valueName: "n"))
  var moments = 200

  @Option(
    help: ArgumentHelp("The number of random vectors of --density, from 1 to 1000.", valueName: "n"))
  var densityVectors = 10

  @Option(
    help: ArgumentHelp("The file for the eigenvectors, [nodes, eigenvalues].", valueName: "file.npy"))
  var vectors: String?

  @Option(
    help: ArgumentHelp(
      "The file for a plot of the eigenvalues, or of the density with --density.", valueName: "file.svg"))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "The file for a plot of the nodes, placed by the first two non-trivial eigenvectors.",
      valueName: "file.svg"))
  var embedding: String?

  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    try input.requireUndirected("spectrum")
    try checkRange("--count", count, 1...Int(Int32.max))
    if all && (count != nil || near != nil) {
      throw ValidationError("--all cannot be combined with --count or --near")
    }
    if valuesOnly && (!all || vectors != nil || embedding != nil) {
      throw ValidationError(
        "--values-only requires --all and cannot be combined with --vectors or --embedding")
    }
    if let near, !near.isFinite { throw ValidationError("--near must be a finite number, not \(near)") }
    if all && end != .smallest { throw ValidationError("--all cannot be combined with --end") }
    if near != nil && end != .smallest { throw ValidationError("--near cannot be combined with --end") }
    if !(tolerance >= 0 && tolerance < 1) {
      throw ValidationError("--tolerance must be at least 0 and below 1, not \(tolerance)")
    }
    if moments < 2 || moments > 100_000 {
      throw ValidationError("--moments must be from 2 to 100000, not \(moments)")
    }
    if densityVectors < 1 || densityVectors > 1000 {
      throw ValidationError("--density-vectors must be from 1 to 1000, not \(densityVectors)")
    }
    if !density && (moments != 200 || densityVectors != 10) {
      throw ValidationError("--moments and --density-vectors require --density")
    }
    let hasPairs = !valuesOnly && (!density || count != nil || near != nil || all)
    if !hasPairs && (end != .smallest || method != .automatic || tolerance != 1e-8) {
      throw ValidationError(
        "--end, --method and --tolerance apply to eigenpairs; remove --values-only, or add --count to --density"
      )
    }
    if vectors != nil && density && count == nil && near == nil && !all {
      throw ValidationError("--vectors with --density requires --count, --near or --all")
    }
  }

  mutating func run() throws {
    try execution.withThreads { try compute() }
  }

  private func compute() throws {
    let outputs = try OutputSet(
      [("--vectors", vectors), ("--plot", plot), ("--embedding", embedding)], inputs: input.files)
    let data = try input.load()
    try data.requireGraph()
    try checkMemory(nodeCount: data.nodeCount)
    let clock = ContinuousClock()
    let start = clock.now
    let operation = try data.graph.laplacian(laplacian.laplacian.kind)
    var report = SpectrumReport(data, laplacian.laplacian)
    if valuesOnly {
      report.values = try operation.eigenvalues()
    } else if let pairs = try pairs(of: operation) {
      report.pairs = pairs
    }
    if density {
      report.density = try operation.spectralDensity(
        moments: moments, vectors: densityVectors, seed: execution.seed)
    }
    report.seconds = (clock.now - start) / .seconds(1)
    if report.pairs?.isComplete == false {
      StandardError.note(
        DataNote(
          "some copies of multiple eigenvalues are missing; try another --seed, a larger --count or another --method"
        ))
    }
    if let vectors, let pairs = report.pairs {
      try outputs.add(
        NumpyFile.bytes(of: pairs.vectors.elements, shape: [operation.nodeCount, pairs.count]), to: vectors)
    }
    if let plot { try outputs.add(report.chart, to: plot) }
    if let embedding {
      let chart = try EmbeddingChart(data, groups: data.labels, names: data.classNames, seed: execution.seed)
      try outputs.add(chart.chart(title: "\(data.name): Laplacian embedding"), to: embedding)
    }
    try output.print(report.json, text: report.text)
    try outputs.commit()
  }

  /// Throws if the requested vectors do not fit into memory. The solver of all eigenvalues checks its
  /// memory itself.
  private func checkMemory(nodeCount: Int) throws(DataError) {
    // Counts the vectors, their products and the search space.
    if !all && (!density || count != nil || near != nil) {
      let columns = min(count ?? 10, nodeCount) * (end == .both ? 2 : 1)
      try MemoryLimit.require(
        32 * Double(nodeCount) * Double(columns), for: "--count \(columns) on \(nodeCount) nodes",
        hint: "Ask for a smaller --count.")
    }
    if density {
      try MemoryLimit.require(
        32 * Double(nodeCount) * Double(densityVectors),
        for: "--density-vectors \(densityVectors) on \(nodeCount) nodes", hint: "Ask for fewer vectors.")
    }
  }

  private func pairs(of laplacian: Laplacian) throws -> Eigenpairs? {
    let options = EigenOptions(
      tolerance: tolerance, method: method, seed: execution.seed, provesCompleteness: true)
    if all { return try laplacian.eigenpairs(options: options) }
    guard !density || count != nil || near != nil else { return nil }
    let count = count ?? 10
    if let near { return try laplacian.eigenpairs(nearest: count, to: near, options: options) }
    switch end {
    case .smallest: return try laplacian.eigenpairs(smallest: count, options: options)
    case .largest: return try laplacian.eigenpairs(largest: count, options: options)
    case .both:
      if 2 * count >= laplacian.nodeCount { return try laplacian.eigenpairs(options: options) }
      let low = try laplacian.eigenpairs(smallest: count, options: options)
      return low.joined(with: try laplacian.eigenpairs(largest: count, options: options))
    }
  }
}
