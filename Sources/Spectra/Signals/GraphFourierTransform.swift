public import GraphCore

/// The graph Fourier transform: signals as combinations of the eigenvectors of a symmetric Laplacian, whose eigenvalues
/// are the frequencies (Shuman et al. 2013, section II-C).
///
/// Made once, at the cost of the full spectrum; a transform is then a dense product.
public struct GraphFourierTransform: Sendable {
  /// The frequencies, ascending, and the basis.
  public let spectrum: Eigenpairs

  /// Computes all eigenpairs of `laplacian`. The random-walk Laplacian stops the program: its eigenvectors are not
  /// orthogonal; take the symmetric one.
  public init(_ laplacian: Laplacian, options: EigenOptions = EigenOptions()) throws(SpectralError) {
    guard laplacian.isSymmetric else {
      fatalError("GraphFourierTransform: the random-walk Laplacian is not symmetric; take .symmetric")
    }
    spectrum = try laplacian.eigenpairs(options: options)
  }

  /// Uses eigenpairs that are at hand; where they are not all, transforms keep what lies in their span.
  public init(spectrum: Eigenpairs) { self.spectrum = spectrum }

  /// The frequencies, ascending.
  public var frequencies: [Double] { spectrum.values }

  /// The coefficients U^T x, `[frequencies, signals]`.
  public func transform(_ signals: GraphSignals) -> GraphSignals {
    DenseProducts.transposedProduct(spectrum.vectors, signals)
  }

  /// The signals U c with these coefficients.
  public func inverse(_ coefficients: GraphSignals) -> GraphSignals {
    DenseProducts.product(spectrum.vectors, coefficients)
  }

  /// U kernel(frequencies) U^T x: each frequency times the kernel there.
  public func filter(_ signals: GraphSignals, _ kernel: SpectralKernel) -> GraphSignals {
    var coefficients = transform(signals)
    for (frequency, value) in frequencies.enumerated() {
      let gain = kernel(value)
      for column in 0..<signals.signalCount { coefficients[frequency, column] *= gain }
    }
    return inverse(coefficients)
  }

  /// The energy of a signal in every eigenspace: the eigenvalue, its multiplicity (neighbours within `tolerance` belong
  /// together) and the squared norm of the projection, which does not depend on the basis chosen in the space.
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

  /// The largest magnitude of an element of the basis: 1 / sqrt(n) for a ring, near 1 where an eigenvector sits on a
  /// single node.
  public var coherence: Double {
    var largest = 0.0
    for node in 0..<spectrum.vectors.nodeCount {
      for column in 0..<spectrum.count { largest = max(largest, abs(spectrum.vectors[node, column])) }
    }
    return largest
  }
}
