// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// The eigenproblem of one operator: known properties of the operator and the choice of a method.
struct Eigenproblem: Sendable {
  /// The operator.
  let op: any SymmetricOperator
  /// The entries of the operator, if it has any.
  let matrix: (@Sendable () -> SparseMatrix<Double>)?
  /// The positions of the entries, for methods that depend on the structure.
  let pattern: CSRPattern?
  /// The eigenspaces that are known in advance.
  let known: [KnownEigenspace]
  /// An interval that contains the spectrum, either proven or carefully estimated.
  let bounds: ClosedRange<Double>

  /// The unit in which residuals are measured.
  var scale: Double { max((bounds.upperBound - bounds.lowerBound) / 2, .leastNormalMagnitude) }

  /// Whether the memory of a basis must be released early.
  var isLarge: Bool { SystemMemory.isScarce(vectorLength: op.size) }

  /// Returns the `count` pairs at `end`, or all pairs if there are fewer.
  func eigenpairs(_ count: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> Eigenpairs
  {
    guard count >= 0 else { fatalError("eigenpairs: \(count) pairs; must be at least 0") }
    let wanted = min(count, op.size)
    guard wanted > 0 else {
      return Eigenpairs(
        values: [], vectors: GraphSignals(zeros: op.size, count: 0), residuals: [], method: .components,
        completion: .known(true))
    }
    // Accounts for the result, the vectors being searched and temporary copies.
    let bytes = 24 * Double(wanted) * Double(op.size)
    guard bytes <= options.bytesAllowed else {
      throw .tooLarge(
        what: "\(wanted) eigenvectors of \(op.size) elements", bytes: bytes, limit: options.bytesAllowed)
    }
    if var pairs = fromComponents(wanted, end, options) {
      pairs.completion = .known(true)
      return pairs
    }
    let method = options.method == .automatic ? choose(wanted, end, options) : options.method
    // An iteration needs additional dimensions besides the vectors it has found.
    let room = op.size - known.reduce(0) { $0 + $1.count }
    if method == .dense || method == .components || room < 3 * wanted + 48 {
      var pairs = try DenseEigensolver(problem: self).eigenpairs(wanted, end, options)
      pairs.completion = .known(true)
      return pairs
    }
    return try complete(iterate(wanted, end, method, options), end, options) {
      (more, options) throws(SpectralError) in try iterate(more, end, method, options)
    }
  }

  /// Returns the pairs with their completeness, which is proven later unless the options ask for a proof. If some
  /// were missed, `search` finds pairs again, and more of them, from other starting vectors.
  func complete(
    _ pairs: Eigenpairs, _ end: SpectrumEnd, _ options: EigenOptions,
    searchingWith search: (Int, EigenOptions) throws(SpectralError) -> Eigenpairs
  ) throws(SpectralError) -> Eigenpairs {
    var (pairs, options) = (pairs, options)
    guard options.provesCompleteness else {
      pairs.completion = .unproven(CompletenessProof(self, pairs, end, options))
      return pairs
    }
    guard let completeness = Completeness(self, options) else { return pairs }
    let wanted = pairs.count
    for attempt in 0..<3 {
      let missing = completeness.missing(from: pairs, end)
      pairs.completion = .known(missing.map { $0 == 0 })
      guard let missing, missing > 0, attempt < 2 else { break }
      options.seed &+= 1
      // A search for more pairs has a wider basis, in which copies of an eigenvalue are easier to find.
      let more = try search(wanted + missing + 4, options)
      pairs = merged([], more, wanted, end, method: more.method)
    }
    return pairs
  }

  /// Returns whether `left` is nearer to the requested end than `right`.
  func precedes(_ left: Double, _ right: Double, _ end: SpectrumEnd) -> Bool {
    switch end {
    case .smallest: left < right
    case .largest: left > right
    case .nearest(let centre): abs(left - centre) < abs(right - centre)
    }
  }

  /// Returns the value that no eigenvalue precedes.
  private func bestValue(_ end: SpectrumEnd) -> Double {
    switch end {
    case .smallest: bounds.lowerBound
    case .largest: bounds.upperBound
    case .nearest(let centre): centre
    }
  }

  /// Returns all requested pairs if the components of the graph provide enough of them.
  private func fromComponents(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) -> Eigenpairs? {
    guard options.method == .automatic || options.method == .components else { return nil }
    let best = bestValue(end)
    guard let space = known.first(where: { $0.value == best }), space.count >= wanted else { return nil }
    return measured(
      space.vectors(first: wanted), values: [Double](repeating: space.value, count: wanted),
      method: .components)
  }

  private func choose(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) -> EigenMethod {
    guard matrix != nil else { return op.size <= 128 ? .dense : .chebyshev }
    if op.size <= 160 || (wanted >= op.size / 4 && op.size <= 6000) { return .dense }
    #if SuiteSparse
      if let pattern, SeparatorEstimate(pattern).isWorthFactorizing { return .shiftInvert }
    #endif
    return .chebyshev
  }

  private func iterate(_ wanted: Int, _ end: SpectrumEnd, _ method: EigenMethod, _ options: EigenOptions)
    throws(SpectralError) -> Eigenpairs
  {
    // Releases memory left over from loading the graph and from earlier calls.
    if isLarge { BufferPool.trim() }
    let (known, missing) = knownShare(wanted, end)
    let goal = max(options.tolerance, 1e-13) * scale
    var search = options
    if case .nearest = end, options.maximumProducts == nil { search.maximumProducts = 2_000_000 }
    let limit = search.productLimit
    var products = 0
    while true {
      let found: IterativeResult
      switch method {
      case .shiftInvert: found = try shiftInvert(missing, end, search)
      case .chebyshev: found = try chebyshev(missing, end, search)
      case .lobpcg: found = try lobpcg(missing, end, search)
      default: found = try lanczos(missing, end, search)
      }
      products += found.products
      // The basis has been released. If it was large, its memory is returned to the system before the
      // results take as much.
      if isLarge { BufferPool.trim() }
      let pairs = merged(known, measured(found.vectors, method: method), wanted, end, method: method)
      let good = pairs.residuals.count { $0 <= goal }
      if good == wanted { return pairs }
      search.maximumProducts = limit - products
      if found.isComplete && search.tolerance > 1e-15 && products < limit {
        // The method's estimate of the residual was too optimistic, so a smaller tolerance is used.
        search.tolerance /= 30
        continue
      }
      let kept = pairs.values.indices.filter { pairs.residuals[$0] <= goal }
      throw .notConverged(converged: pairs.picking(kept), requested: wanted, products: products)
    }
  }

  /// Returns the known pairs that may be among the requested ones, and the number of other pairs to
  /// search for.
  private func knownShare(_ wanted: Int, _ end: SpectrumEnd) -> (pairs: [Eigenpairs], missing: Int) {
    var pairs = [Eigenpairs]()
    var missing = wanted
    for space in known {
      let isAtEnd = space.value == bestValue(end)
      let isCandidate: Bool
      if case .nearest = end { isCandidate = true } else { isCandidate = isAtEnd }
      guard isCandidate else { continue }
      let vectors = space.vectors(first: min(space.count, wanted))
      let values = [Double](repeating: space.value, count: vectors.signalCount)
      pairs.append(measured(vectors, values: values, method: .components))
      if isAtEnd { missing -= min(space.count, missing) }
    }
    return (pairs, missing)
  }

  private func merged(
    _ known: [Eigenpairs], _ found: Eigenpairs, _ wanted: Int, _ end: SpectrumEnd, method: EigenMethod
  ) -> Eigenpairs {
    let all = known + [found]
    var columns = [(set: Int, column: Int)]()
    for (set, pairs) in all.enumerated() { columns += (0..<pairs.count).map { (set, $0) } }
    let value = { (place: (set: Int, column: Int)) in all[place.set].values[place.column] }
    // Known pairs come first among equal ones, and sorting is stable.
    columns.sort { precedes(value($0), value($1), end) }
    columns = Array(columns.prefix(wanted))
    columns.sort { value($0) < value($1) }
    var vectors = GraphSignals(uninitialized: op.size, count: columns.count)
    let vectorsPointer = unsafe vectors.uniquePointer()
    let count = columns.count
    let result = unsafe vectorsPointer
    vectors.forEachRowRange { rows in
      for (target, place) in columns.enumerated() {
        let width = all[place.set].vectors.signalCount
        let source = unsafe all[place.set].vectors.pointer + place.column
        for node in rows { unsafe result[node * count + target] = unsafe source[node * width] }
      }
    }
    return Eigenpairs(
      values: columns.map(value), vectors: vectors,
      residuals: columns.map { all[$0.set].residuals[$0.column] }, method: method)
  }

  /// Returns unit vectors with their values and residuals in ascending order, with normalised signs.
  /// Pass known values in ascending order; otherwise the values are Rayleigh quotients.
  func measured(_ vectors: GraphSignals, values known: [Double]? = nil, method: EigenMethod) -> Eigenpairs {
    let count = vectors.signalCount
    var values = known ?? []
    var residuals = [Double]()
    // Products are computed for groups of columns, so that they take little memory compared with many
    // vectors.
    for start in stride(from: 0, to: count, by: 64) {
      let group = start..<min(count, start + 64)
      let part = count <= 64 ? vectors : vectors.columns(group)
      var image = op(part)
      if known == nil { values += ColumnSums.products(part, image) }
      image.add(part, times: values[group].map { -$0 })
      residuals += ColumnSums.products(image, image).map { $0.squareRoot() }
    }
    let pairs = Eigenpairs(
      values: values, vectors: vectors.withSettledSigns(), residuals: residuals, method: method)
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    return order.elementsEqual(values.indices) ? pairs : pairs.picking(order)
  }
}

/// The result of an iterative method: unit vectors, best first.
struct IterativeResult {
  var vectors: GraphSignals
  var isComplete: Bool
  var products: Int
}

extension Eigenpairs {
  /// Returns these pairs and those of `other` in ascending order. They are complete if both are.
  public func joined(with other: Eigenpairs) -> Eigenpairs {
    let columns = (0..<count).map { vectors.column($0) } + (0..<other.count).map { other.vectors.column($0) }
    let joined = Eigenpairs(
      values: values + other.values, vectors: GraphSignals(columns: columns),
      residuals: residuals + other.residuals, method: method == .components ? other.method : method)
    var sorted = joined.picking(joined.values.indices.sorted { joined.values[$0] < joined.values[$1] })
    sorted.completion = .unproven(CompletenessProof(of: [self, other]))
    return sorted
  }

  /// Returns the pairs at `places`, in that order.
  package func picking(_ places: [Int]) -> Eigenpairs {
    Eigenpairs(
      values: places.map { values[$0] }, vectors: vectors.columns(places),
      residuals: places.map { residuals[$0] }, method: method)
  }
}
