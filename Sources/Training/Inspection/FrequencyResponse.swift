internal import Autograd
public import GraphCore
public import GraphNetworks
internal import NeuralNetworks
public import SpectralGraphs
internal import TensorCore

/// What a trained layer does to the frequencies of a graph.
///
/// A layer that is a polynomial in the graph's matrix multiplies what lies at eigenvalue lambda of the normalised Laplacian by a
/// matrix G(lambda), `[inputs, outputs]`. Its size tells whether the layer passes low frequencies, where neighbours are alike, or high ones.
public struct FrequencyResponse: Sendable {
  /// The eigenvalues of I - D^-1/2 A D^-1/2, of the graph with the edges from nodes to themselves that the layer adds, ascending.
  public let frequencies: [Double]
  /// |G(lambda)|, the root of the sum of squares over inputs and outputs.
  public let gains: [Double]

  /// Measures a layer on an undirected graph. Nodes without edges, between which and others nothing is passed, are left out. All eigenvectors are computed: time nodes^3, and a pass for every input.
  ///
  /// - Throws: ``SpectralError`` where the graph is directed or too large for this machine.
  public init(of layer: any SpectralConvolution, in graph: Graph) throws(SpectralError) {
    let looped =
      layer.filterLoopWeight.map { $0 == 0 ? graph : graph.addingSelfLoops(weight: $0) }
      ?? graph.removingSelfLoops()
    let degrees = looped.weightedInDegrees()
    let joined = degrees.indices.filter { degrees[$0] > 0 }.map { Int32($0) }
    let filtered = looped.inducedSubgraph(joined)
    let laplacian: Laplacian
    do {
      laplacian = try filtered.laplacian(.symmetric)
    } catch {
      throw .unsuitable(error)
    }
    let fourier = try GraphFourierTransform(laplacian)
    frequencies = fourier.frequencies
    let count = frequencies.count
    // A signal that has every frequency once: what comes out at a frequency is that row of G.
    var all = GraphSignals(zeros: count, count: 1)
    for frequency in 0..<count { all[frequency, 0] = 1 }
    let signal = fourier.inverse(all).column(0).map { Float($0) }
    let steps = layer.messageSteps(of: GraphStructure(graph.inducedSubgraph(joined)))[...]
    let output = { (channel: Int?) in
      // One column that is not zero: the product with the weights costs no more.
      let matrix = SparseMatrix<Float>(
        rowCount: count, columnCount: layer.channelCount,
        rows: channel == nil ? [] : (0..<Int32(count)).map { $0 },
        columns: [Int32](repeating: Int32(channel ?? 0), count: channel == nil ? 0 : count),
        values: channel == nil ? [] : signal)
      return layer(.sparse(matrix, dropout: nil), along: steps, ForwardContext()).value
    }
    let bias = output(nil)
    var squares = [Double](repeating: 0, count: count)
    for channel in 0..<layer.channelCount {
      let response = output(channel) - bias
      let width = response.shape[1]
      let values = response.scalars
      let columns = (0..<width).map { column in
        (0..<count).map { Double(values[$0 * width + column]) }
      }
      let transformed = fourier.transform(GraphSignals(columns: columns))
      for frequency in 0..<count {
        for column in 0..<width {
          squares[frequency] += transformed[frequency, column] * transformed[frequency, column]
        }
      }
    }
    gains = squares.map { $0.squareRoot() }
  }
}
