internal import ArgumentParser
internal import GraphLearning

/// `graphlearn spectrum`.
struct SpectrumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract: "Eigenvalues, eigenvectors and spectral density of a graph's Laplacian.",
    discussion: """
      EXAMPLES
        graphlearn spectrum --all
        graphlearn spectrum --edges roads.csv --count 20 --vectors vectors.npy --plot eigenvalues.svg
        graphlearn spectrum --edges web.npz --density --count 5 --end both --plot density.svg
      """)

  enum End: String, ExpressibleByArgument, CaseIterable { case smallest, largest, both }

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Spectrum") var laplacian: LaplacianOptions

  @Option(
    help: ArgumentHelp("How many eigenvalues at an end (default: 10; none with --density).", valueName: "k"))
  var count: Int?

  @Option(help: "Which end of the spectrum: smallest, largest or both.")
  var end = End.smallest

  @Option(help: ArgumentHelp("The eigenvalues nearest to a number, instead of an end.", valueName: "x"))
  var near: Double?

  @Flag(help: "All eigenvalues.")
  var all = false

  @Flag(help: "With --all: no eigenvectors and no residuals, in half the time.")
  var valuesOnly = false

  @Option(
    help: "automatic, dense, shift-invert, lanczos, chebyshev or lobpcg.", transform: MethodNames.eigenpairs)
  var method = EigenMethod.automatic

  @Option(help: ArgumentHelp("The largest residual (default: 1e-8).", valueName: "t"))
  var tolerance = 1e-8

  @Flag(help: "The density of the spectrum, from products with random vectors.")
  var density = false

  @Option(help: ArgumentHelp("The Chebyshev moments of the density.", valueName: "n"))
  var moments = 200

  @Option(help: ArgumentHelp("The random vectors of the density.", valueName: "n"))
  var densityVectors = 10

  @Option(help: ArgumentHelp("Where to write the eigenvectors, [nodes, values].", valueName: "file.npy"))
  var vectors: String?

  @Option(help: ArgumentHelp("Where to draw the eigenvalues, or the density.", valueName: "file.svg"))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Where to draw the nodes by the first two eigenvectors that are not trivial.", valueName: "file.svg"))
  var embedding: String?

  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func validate() throws {
    try input.requireUndirected("spectrum")
    try checkRange("--count", count, 1...Int(Int32.max))
    if all && (count != nil || near != nil) { throw ValidationError("--all excludes --count and --near") }
    if valuesOnly && (!all || vectors != nil || embedding != nil) {
      throw ValidationError("--values-only goes with --all, and without --vectors and --embedding")
    }
    if let near, !near.isFinite { throw ValidationError("--near takes a finite number, not \(near)") }
    if all && end != .smallest { throw ValidationError("--all excludes --end") }
    if near != nil && end != .smallest { throw ValidationError("--near and --end exclude each other") }
    if !(tolerance >= 0 && tolerance < 1) {
      throw ValidationError("--tolerance takes a number from 0 to 1, not \(tolerance)")
    }
    if moments < 2 || moments > 100_000 {
      throw ValidationError("--moments takes a number from 2 to 100000, not \(moments)")
    }
    if densityVectors < 1 || densityVectors > 1000 {
      throw ValidationError("--density-vectors takes a number from 1 to 1000, not \(densityVectors)")
    }
    if vectors != nil && density && count == nil && near == nil && !all {
      throw ValidationError("--vectors with --density needs --count")
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

  /// Throws where vectors of the asked number do not fit the memory. Those of all eigenvalues are checked by their solver.
  private func checkMemory(nodeCount: Int) throws(DataError) {
    // The vectors, their products, and the space that the search goes through.
    if !all && (!density || count != nil || near != nil) {
      let columns = min(count ?? 10, nodeCount) * (end == .both ? 2 : 1)
      try MemoryLimit.require(
        32 * Double(nodeCount) * Double(columns), for: "--count \(columns) of \(nodeCount) nodes",
        hint: "Ask for a smaller --count.")
    }
    if density {
      try MemoryLimit.require(
        32 * Double(nodeCount) * Double(densityVectors),
        for: "--density-vectors \(densityVectors) of \(nodeCount) nodes", hint: "Ask for fewer vectors.")
    }
  }

  private func pairs(of laplacian: Laplacian) throws -> Eigenpairs? {
    let options = EigenOptions(tolerance: tolerance, method: method, seed: execution.seed)
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
