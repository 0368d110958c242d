// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import Plots
internal import SpectralGraphs
internal import TensorCore
internal import Training

/// From the graph Laplacian to the filter of a GCN, step by step on a karate club.
public enum SpectralTour: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "spectral-tour",
    title: "the Laplacian, the Rayleigh quotient, the graph Fourier transform and the filter of a GCN",
    data: .dataset("karate"),
    settings: [
      "L = I - D^-1/2 A D^-1/2 of a karate club, of a 6 x 4 grid and of a graph with three components",
      "1,000 random signals for the Rayleigh quotient, 50 for the Fourier transform",
      "the filter of a GCN layer with weight 1, on the graph with self-loops",
    ],
    expectations: [
      .init("smallest eigenvalue, absolute", .atMost(1e-9)),
      .init("largest eigenvalue", .atMost(2)),
      .init("2 less the largest eigenvalue of a bipartite graph, absolute", .atMost(1e-9)),
      .init("eigenvalues 0 less components, absolute", .atMost(0)),
      .init("least quotient of a random signal", .atLeast(0)),
      .init("largest quotient of a random signal", .atMost(2)),
      .init("largest difference of an eigenvector's quotient and its eigenvalue", .atMost(1e-9)),
      .init("largest error of Parseval's equation", .atMost(1e-9)),
      .init("largest error of the inverse transform", .atMost(1e-9)),
      .init("largest difference of the GCN filter's response and |1 - lambda|", .atMost(1e-5)),
      .init("largest eigenvalue after self-loops", .atMost(1.6)),
    ],
    source:
      """
      Shuman et al. 2013, The emerging field of signal processing on graphs; Kipf and Welling 2017; Wu et \
      al. 2019
      """)

  /// Runs the four steps and reports the figures of each.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let club = try session.dataset("karate")
    let laplacian = try club.graph.laplacian(.symmetric)
    let fourier = try session.spectral { () throws(SpectralError) in try GraphFourierTransform(laplacian) }
    try spectra(session, club, fourier)
    quotients(session, club.graph, laplacian, fourier)
    try transform(session, club, fourier)
    try filter(session, club, fourier)
  }

  // MARK: Step 1: the spectrum

  private static func spectra(_ session: RecipeSession, _ club: NodeDataset, _ fourier: GraphFourierTransform)
    throws(DataError)
  {
    session.progress("spectra", 0.1)
    let values = fourier.frequencies
    session.report("smallest eigenvalue, absolute", values.map(abs).min() ?? .nan)
    session.report("largest eigenvalue", values.last ?? .nan)
    let bipartite = try eigenvalues(session, beside([grid(6, 4)]))
    session.report(
      "2 less the largest eigenvalue of a bipartite graph, absolute", abs(2 - (bipartite.last ?? 0)))
    // A ring of 5 nodes, a ring of 8 and a grid, which are not connected with each other.
    let parts = beside([ring(5), ring(8), grid(3, 3)])
    let zeros = try eigenvalues(session, parts).count { abs($0) < 1e-9 }
    session.report(
      "eigenvalues 0 less components, absolute", Double(abs(zeros - parts.connectedComponents().count)))
    let numbers = values.indices.map { Double($0 + 1) }
    try session.write(
      Chart(
        title: "Eigenvalues lie between 0 and 2", xAxis: Axis(label: "number"),
        yAxis: Axis(label: "eigenvalue", range: 0...2),
        layers: [
          .points(x: numbers, y: values, name: "karate club"),
          .points(
            x: bipartite.indices.map { Double($0 + 1) }, y: bipartite,
            name: "grid, bipartite: symmetric about 1", series: 1
          ),
        ]), "1-eigenvalues")
    for (number, name) in [(1, "slowest"), (values.count - 1, "fastest")] {
      try session.write(
        picture(
          "The \(name) eigenvector of the club", club, fourier, fourier.spectrum.vectors.column(number)),
        "1-\(name)-eigenvector")
    }
  }

  private static func eigenvalues(_ session: RecipeSession, _ graph: Graph) throws(DataError) -> [Double] {
    let laplacian = try graph.laplacian(.symmetric)
    return try session.spectral { () throws(SpectralError) in try laplacian.eigenvalues() }
  }

  // MARK: Step 2: the Rayleigh quotient

  /// Returns the Rayleigh quotient x^T L x / x^T x, computed edge by edge: the sum over the edges of
  /// (x_i / sqrt(d_i) - x_j / sqrt(d_j))^2, divided by the sum of squares. It is at most 2, because (a -
  /// b)^2 <= 2 a^2 + 2 b^2 and node i belongs to d_i edges.
  package static func quotient(_ x: [Double], _ graph: Graph, _ degrees: [Double]) -> Double {
    let sum = graph.drawnEdges.reduce(0.0) { sum, edge in
      let difference = x[edge.0] / degrees[edge.0].squareRoot() - x[edge.1] / degrees[edge.1].squareRoot()
      return sum + difference * difference
    }
    return sum / x.reduce(0) { $0 + $1 * $1 }
  }

  private static func quotients(
    _ session: RecipeSession, _ graph: Graph, _ laplacian: Laplacian, _ fourier: GraphFourierTransform
  ) {
    session.progress("quotients", 0.3)
    let random = signals(1000, graph.nodeCount, session.seed, 0).map {
      quotient($0, graph, laplacian.degrees)
    }
    session.report("least quotient of a random signal", random.min() ?? .nan)
    session.report("largest quotient of a random signal", random.max() ?? .nan)
    let errors = fourier.frequencies.indices.map {
      abs(
        quotient(fourier.spectrum.vectors.column($0), graph, laplacian.degrees) - fourier.frequencies[$0])
    }
    session.report(
      "largest difference of an eigenvector's quotient and its eigenvalue", errors.max() ?? .nan)
  }

  // MARK: Step 3: the Fourier transform

  private static func transform(
    _ session: RecipeSession, _ club: NodeDataset, _ fourier: GraphFourierTransform
  )
    throws(DataError)
  {
    session.progress("the Fourier transform", 0.5)
    let signals = GraphSignals(columns: signals(50, club.nodeCount, session.seed, 1))
    let coefficients = fourier.transform(signals)
    let back = fourier.inverse(coefficients)
    let energy = { (values: [Double]) in values.reduce(0) { $0 + $1 * $1 } }
    session.report(
      "largest error of Parseval's equation",
      (0..<50).map { abs(energy(signals.column($0)) - energy(coefficients.column($0))) }.max() ?? .nan)
    session.report(
      "largest error of the inverse transform",
      zip(signals.elements, back.elements).map { abs($0 - $1) }.max() ?? .nan)
    // The signal of the factions is smooth: most of its energy is at low frequencies. The energy of a
    // random signal is spread over all frequencies.
    let factions = club.labels.map { $0 == 0 ? 1.0 : -1.0 }
    let share = { (signal: [Double]) in
      let spectrum = fourier.transform(GraphSignals(signal)).column(0)
      return spectrum.map { $0 * $0 / energy(spectrum) }
    }
    try session.write(
      Chart(
        title: "The factions are a signal of low frequency", xAxis: Axis(label: "eigenvalue"),
        yAxis: Axis(label: "share of the energy"),
        layers: [
          .line(x: fourier.frequencies, y: share(factions), name: "factions"),
          .line(x: fourier.frequencies, y: share(signals.column(0)), name: "a random signal", series: 1),
        ]), "3-transform")
  }

  // MARK: Step 4: the filter of a GCN

  private static func filter(_ session: RecipeSession, _ club: NodeDataset, _ fourier: GraphFourierTransform)
    throws(DataError)
  {
    session.progress("the filter of a GCN", 0.8)
    var layer = GCNConv(inputSize: 1, outputSize: 1, hasBias: false)
    layer.lin.weight.value = Tensor(repeating: 1, shape: [1, 1])
    let measured = try session.spectral { [layer] () throws(SpectralError) in
      try FrequencyResponse(of: layer, in: club.graph)
    }
    let errors = zip(measured.frequencies, measured.gains).map { abs($1 - abs(1 - $0)) }
    session.report(
      "largest difference of the GCN filter's response and |1 - lambda|", errors.max() ?? .nan)
    session.report("largest eigenvalue after self-loops", measured.frequencies.last ?? .nan)
    let axis = (0...200).map { Double($0) / 100 }
    let power = { (exponent: Int) in
      axis.map { value in abs((0..<exponent).reduce(1.0) { product, _ in product * (1 - value) }) }
    }
    try session.write(
      Chart(
        title: "A GCN layer is a low-pass filter",
        subtitle: "self-loops keep the eigenvalues away from 2, where the gain would be large again",
        xAxis: Axis(label: "eigenvalue"), yAxis: Axis(label: "gain", range: 0...1.05),
        layers: [
          .line(x: axis, y: power(1), name: "|1 - lambda|", series: 0),
          .line(x: axis, y: power(2), name: "two layers", series: 1),
          .line(x: axis, y: power(8), name: "eight layers", series: 2),
          .points(x: measured.frequencies, y: measured.gains, name: "measured", series: 3),
        ]), "4-filter")
    // The signal of the factions with noise, before and after two layers.
    let noise = signals(1, club.nodeCount, session.seed, 2)[0]
    let noisy = zip(club.labels, noise).map { ($0 == 0 ? 1.0 : -1.0) + $1 }
    let kernel = SpectralKernel(name: "two layers") { (1 - $0) * (1 - $0) }
    let smooth = fourier.filter(GraphSignals(noisy), kernel).column(0)
    try session.write(picture("Factions with noise", club, fourier, noisy), "4-noisy")
    try session.write(picture("Factions after (1 - lambda)^2", club, fourier, smooth), "4-filtered")
    session.progress("done", 1)
  }

  // MARK: Graphs, signals and plots

  /// Returns `count` signals of normal random numbers.
  private static func signals(_ count: Int, _ nodeCount: Int, _ seed: UInt64, _ number: UInt64) -> [[Double]]
  {
    let stream = RandomStream(seed: seed, purpose: .generation).substream(number)
    return (0..<count).map { stream.substream(UInt64($0)).normal([nodeCount]).scalars.map(Double.init) }
  }

  /// Returns the edges of a ring.
  private static func ring(_ count: Int) -> [(Int, Int)] { (0..<count).map { ($0, ($0 + 1) % count) } }

  /// Returns the edges of a grid.
  private static func grid(_ width: Int, _ height: Int) -> [(Int, Int)] {
    (0..<width * height).flatMap { node -> [(Int, Int)] in
      (node % width < width - 1 ? [(node, node + 1)] : [])
        + (node + width < width * height ? [(node, node + width)] : [])
    }
  }

  /// Returns the disjoint union of graphs with these edges. Each of their nodes has an edge.
  private static func beside(_ parts: [[(Int, Int)]]) -> Graph {
    var edges: [(Int, Int)] = []
    var count = 0
    for part in parts {
      edges += part.map { ($0.0 + count, $0.1 + count) }
      count += 1 + (part.map { max($0.0, $0.1) }.max() ?? -1)
    }
    return Graph(
      nodeCount: count, sources: edges.map { Int32($0.0) }, targets: edges.map { Int32($0.1) }
    ).undirected()
  }

  /// Returns a plot of the club, placed by its first two non-trivial eigenvectors and coloured by a
  /// signal.
  private static func picture(
    _ title: String, _ club: NodeDataset, _ fourier: GraphFourierTransform, _ signal: [Double]
  ) -> Chart {
    let roots = club.graph.weightedInDegrees().map { $0.squareRoot() }
    let place = { (column: Int) in zip(fourier.spectrum.vectors.column(column), roots).map { $0 / $1 } }
    let (x, y) = (place(1), place(2))
    return Chart(
      title: title, xAxis: Axis(label: "second eigenvector"), yAxis: Axis(label: "third eigenvector"),
      layers: [
        .segments(x: x, y: y, edges: club.graph.drawnEdges),
        .continuousPoints(
          x: x, y: y, values: signal, map: .diverging, label: "signal", radius: 6,
          tooltips: Array(club.nodeIdentifiers)),
      ])
  }
}
