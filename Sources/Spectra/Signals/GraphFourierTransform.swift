// SPDX-License-Identifier: Apache-2.0

public import GraphCore

/// The graph Fourier transform: signals as combinations of the eigenvectors of a symmetric Laplacian.
/// The eigenvalues are the frequencies (Shuman et al. 2013, section II-C).
///
/// Creating a transform computes the full spectrum once. Each transform is then a dense product.
public struct GraphFourierTransform: Sendable {
  /// The frequencies in ascending order, and the basis.
  public let spectrum: Eigenpairs

  /// Computes all eigenpairs of `laplacian`. Traps for the random-walk Laplacian, whose eigenvectors are
  /// not orthogonal; use the symmetric one.
  public init(_ laplacian: Laplacian, options: EigenOptions = EigenOptions()) throws(SpectralError) {
    guard laplacian.isSymmetric else {
      fatalError("GraphFourierTransform: the random-walk Laplacian is not symmetric; use .symmetric")
    }
    spectrum = try laplacian.eigenpairs(options: options)
  }

  /// Creates a transform from existing eigenpairs. If they are not all, transforms project on their
  /// span.
  public init(spectrum: Eigenpairs) { self.spectrum = spectrum }

  /// The frequencies in ascending order.
  public var frequencies: [Double] { spectrum.values }

  /// Returns the coefficients U^T x, `[frequencies, signals]`.
  public func transform(_ signals: GraphSignals) -> GraphSignals {
    DenseProducts.transposedProduct(spectrum.vectors, signals)
  }

  /// Returns the signals U c with the given coefficients.
  public func inverse(_ coefficients: GraphSignals) -> GraphSignals {
    DenseProducts.product(spectrum.vectors, coefficients)
  }

  /// Returns U kernel(frequencies) U^T x, which multiplies each frequency by the value of the kernel.
  public func filter(_ signals: GraphSignals, _ kernel: SpectralKernel) -> GraphSignals {
    var coefficients = transform(signals)
    for (frequency, value) in frequencies.enumerated() {
      let gain = kernel(value)
      for column in 0..<signals.signalCount { coefficients[frequency, column] *= gain }
    }
    return inverse(coefficients)
  }

  /// Returns the energy of a signal in each eigenspace, with the eigenvalue and its multiplicity.
  ///
  /// Neighbouring eigenvalues that differ by at most `tolerance` belong to the same eigenspace. The
  /// energy is the squared norm of the projection, which does not depend on the choice of basis.
  public func energies(of signal: [Double], tolerance: Double = 1e-9)
    -> [(value: Double, multiplicity: Int, energy: Double)]
  {
    let coefficients = transform(GraphSignals(signal))
    var first = 0
    return spectrum.multiplicities(tolerance: tolerance).map { value, multiplicity in
      let energy = (first..<first + multiplicity).reduce(0.0) {
        $0 + coefficients[$1, 0] * coefficients[$1, 0]
      }
      first += multiplicity
      return (value, multiplicity, energy)
    }
  }

  /// The largest magnitude of an element of the basis. It is about 1 / sqrt(n) for a ring and about 1 if
  /// an eigenvector is concentrated on a single node.
  public var coherence: Double {
    var largest = 0.0
    for node in 0..<spectrum.vectors.nodeCount {
      for column in 0..<spectrum.count { largest = max(largest, abs(spectrum.vectors[node, column])) }
    }
    return largest
  }
}
