// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphDatasets
internal import GraphLearning

struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter", abstract: "Filter a signal on the nodes of a graph by frequency.",
    discussion: """
      The frequencies of a graph are the eigenvalues of its Laplacian. Small graphs are filtered exactly, \
      large ones by a polynomial; where the kernel jumps, the eigenvectors near the jump are used as well. \
      A bound on the error is reported.

      EXAMPLES
        graphlearn filter --signal temperature.csv --kernel heat:2
        graphlearn filter --edges roads.csv --signal noise.csv --kernel lowpass:0.5 --output smooth.csv
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Filter") var laplacian: LaplacianOptions

  @Option(
    help: ArgumentHelp(
      "The signal: a table with rows `id value`, or .npy in the order of the nodes.", valueName: "file"))
  var signal: String

  @Option(
    help: ArgumentHelp(
      """
      The kernel, a function of the eigenvalue x: heat:T (exp(-T x), T >= 0), tikhonov:S (1 / (1 + S x), S \
      >= 0), lowpass:C (1 below C, else 0), highpass:C (1 above C, else 0), bandpass:A,B (1 from A to B, \
      else 0) or wavelet:S (the Mexican hat S x exp(1 - S x), S > 0).
      """, valueName: "kernel"))
  var kernel: String

  @Option(help: "The method that applies the kernel.")
  var method = FilterMethod.automatic

  @Option(
    help: ArgumentHelp(
      """
      The degree of the polynomial, or the size of the Krylov space for lanczos, from 1 to 10000. By \
      default it follows from --tolerance.
      """, valueName: "n"))
  var order: Int?

  @Option(
    help: ArgumentHelp(
      "The largest error relative to the norm of the signal, at least 0 and below 1.", valueName: "t"))
  var tolerance = 1e-10

  @Option(
    help: ArgumentHelp(
      """
      The file for a plot of the filtered signal. Nodes are placed by the first two non-trivial \
      eigenvectors.
      """, valueName: "file.svg"))
  var plot: String?

  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    name: [.customLong("output")],
    help: ArgumentHelp(
      """
      The file for the filtered signal, one row `id,value` per node, or only the values if the name ends \
      in .npy. The default is standard output.
      """, valueName: "file"))
  var file: String?

  mutating func validate() throws {
    try input.requireUndirected("filter")
    _ = try parsedKernel()
    if let order, order < 1 || order > 10_000 {
      throw ValidationError("--order must be from 1 to 10000, not \(order)")
    }
    if order != nil && (tolerance != 1e-10 || method == .exact) {
      throw ValidationError("--order cannot be combined with --tolerance or --method exact")
    }
    if !(tolerance >= 0 && tolerance < 1) {
      throw ValidationError("--tolerance must be at least 0 and below 1, not \(tolerance)")
    }
  }

  mutating func run() throws {
    try execution.withThreads { try filter() }
  }

  private func filter() throws {
    let outputs = try OutputSet(
      [("--output", file), ("--plot", plot)], inputs: input.files + [("--signal", signal)],
      reports: file == nil || output.json)
    let kernel = try parsedKernel()
    let data = try input.load(signal: signal)
    try data.requireGraph()
    let (values, notes) = try SignalFile.readWithNotes(
      signal, nodes: data.nodeIdentifiers,
      options: input.form.options(for: [.signal: signal], areAll: false)[.signal] ?? TableOptions())
    StandardError.write(notes: notes)
    let filtered = try data.graph.laplacian(laplacian.laplacian.kind).filter(
      GraphSignals(values), kernel,
      options: FilterOptions(method: method, order: order, tolerance: tolerance))
    let result = filtered.signals.column(0)
    if let node = result.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "the filtered signal is not finite at node '\(data.nodeIdentifiers[node])'",
        hint: "A negative eigenvalue makes this kernel overflow.")
    }
    if let plot {
      let chart = try EmbeddingChart(data, groups: [], names: [], seed: execution.seed)
      try outputs.add(chart.chart(title: "\(data.name): \(kernel.name)", signal: result), to: plot)
    }
    let report = Report(
      kernel: self.kernel, method: filtered.method.rawValue, order: filtered.order,
      errorBound: filtered.errorBounds[0], ids: Array(data.nodeIdentifiers), values: result)
    describe(filtered, signal: values)
    if let file {
      try outputs.add(
        file.hasSuffix(".npy")
          ? NumpyFile.bytes(of: result, shape: [result.count])
          : Array(lines(result, data.nodeIdentifiers).utf8), to: file)
      if output.json { try output.print(report, data: "") }
    } else {
      try output.print(report, data: lines(result, data.nodeIdentifiers))
    }
    try outputs.commit()
  }

  private struct Report: Encodable {
    let kernel: String
    let method: String
    let order: Int
    let errorBound: Double
    let ids: [String]
    let values: [Double]
  }

  /// Describes on standard error how the filter was applied, unless the JSON contains it, and notes the
  /// remaining error if it exceeds the tolerance.
  private func describe(_ filtered: FilteredSignals, signal: [Double]) {
    let bound = filtered.errorBounds[0]
    if filtered.method != .exact && !output.json && !output.quiet {
      StandardError.write(
        """
        \(kernel): \(filtered.method.rawValue), order \(filtered.order), error at most \
        \(NumberText.scientific(bound))

        """)
    }
    let scale = signal.reduce(0) { max($0, abs($1)) }
    let norm = scale * signal.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }.squareRoot()
    // Rounding errors alone exceed very small tolerances, and --order replaces the tolerance.
    guard order == nil, scale > 0, bound / norm > max(tolerance, 1e-11) else { return }
    StandardError.write(notes: [
      DataNote(
        """
        the error may be \(NumberText.scientific(bound / norm)) of the signal's norm, more than the \
        --tolerance of \(NumberText.scientific(tolerance)); --method exact has only rounding errors but \
        requires a small graph
        """
      )
    ])
  }

  private func lines(_ values: [Double], _ identifiers: NodeIdentifiers) -> String {
    var text = "id,value\n"
    for (node, value) in values.enumerated() { text += TableField.written(identifiers[node]) + ",\(value)\n" }
    return text
  }

  /// Parses the kernel, `name:numbers`.
  private func parsedKernel() throws -> SpectralKernel {
    let parts = kernel.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers =
      parts.count == 2
      ? parts[1].split(separator: ",", omittingEmptySubsequences: false).map { Double($0) } : []
    let values = numbers.compactMap(\.self).filter(\.isFinite)
    if values.count == numbers.count {
      switch (String(parts[0]), values.count) {
      case ("heat", 1) where values[0] >= 0: return .heat(values[0])
      case ("tikhonov", 1) where values[0] >= 0: return .tikhonov(values[0])
      case ("lowpass", 1): return .lowPass(below: values[0])
      case ("highpass", 1): return .highPass(above: values[0])
      case ("bandpass", 2) where values[0] <= values[1]: return .bandPass(values[0]...values[1])
      case ("wavelet", 1) where values[0] > 0: return .mexicanHat(scale: values[0])
      default: break
      }
    }
    throw ValidationError(
      """
      --kernel must be heat:T, tikhonov:S, lowpass:C, highpass:C, bandpass:A,B or wavelet:S, not '\(kernel)'
      """)
  }
}
