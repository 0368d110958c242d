// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import GraphNetworks
internal import NeuralNetworks
public import SpectralGraphs
internal import TensorCore

/// The effect of a trained layer on the frequencies of a graph.
///
/// A layer that is a polynomial in the graph's matrix multiplies the component of the features at an
/// eigenvalue lambda of the normalised Laplacian by a matrix G(lambda), `[inputs, outputs]`. The norm of
/// G shows whether the layer passes low frequencies, at which neighbours have similar values, or high
/// ones.
public struct FrequencyResponse: Sendable {
  /// The eigenvalues of I - D^-1/2 A D^-1/2 in ascending order, for the graph with the self-loops that
  /// the layer adds.
  public let frequencies: [Double]
  /// The Frobenius norm |G(lambda)| at each frequency: the root of the sum of squares over inputs and
  /// outputs.
  public let gains: [Double]

  /// Measures a layer on an undirected graph.
  ///
  /// Nodes without edges are left out, because no message reaches them. All eigenvectors are computed,
  /// which takes time proportional to nodes^3, and one pass per input feature.
  ///
  /// - Throws: ``SpectralError`` if the graph is directed or too large for this machine.
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
    // A signal that contains each frequency with coefficient 1: the output at a frequency is the input
    // feature's row of G.
    var all = GraphSignals(zeros: count, count: 1)
    for frequency in 0..<count { all[frequency, 0] = 1 }
    let signal = fourier.inverse(all).column(0).map { Float($0) }
    let steps = layer.messageSteps(of: GraphStructure(graph.inducedSubgraph(joined)))[...]
    let output = { (channel: Int?) in
      // Only one column is not zero, so the product with the weights is cheap for sparse features.
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
