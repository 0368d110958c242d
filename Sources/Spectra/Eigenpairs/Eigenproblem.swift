internal import GraphCore
internal import TensorCore

/// Eigenpairs of one operator: what is known of it, and the choice of a method.
struct Eigenproblem {
  /// The operator.
  let op: any SymmetricOperator
  /// Its entries, where it has any.
  let matrix: (() -> SparseMatrix<Double>)?
  /// Where its entries lie, for methods that look at the structure.
  let pattern: CSRPattern?
  /// Eigenspaces known in advance.
  let known: [KnownEigenspace]
  /// Holds the spectrum, for sure or by a careful estimate.
  let bounds: ClosedRange<Double>

  /// The unit in which residuals are measured.
  var scale: Double { max((bounds.upperBound - bounds.lowerBound) / 2, .leastNormalMagnitude) }

  /// Whether the memory of a basis counts.
  var isLarge: Bool { SystemMemory.isScarce(vectorLength: op.size) }

  /// The `count` pairs at `end`, all where there are not so many.
  func eigenpairs(_ count: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> Eigenpairs
  {
    guard count >= 0 else { fatalError("eigenpairs: \(count) pairs were asked for") }
    let wanted = min(count, op.size)
    guard wanted > 0 else {
      return Eigenpairs(
        values: [], vectors: GraphSignals(zeros: op.size, count: 0), residuals: [], method: .components)
    }
    // What is returned, what is searched beside it and what is copied on the way.
    let bytes = 24 * Double(wanted) * Double(op.size)
    guard bytes <= options.bytesAllowed else {
      throw .tooLarge(
        what: "\(wanted) eigenvectors of \(op.size) elements", bytes: bytes, limit: options.bytesAllowed)
    }
    if let pairs = fromComponents(wanted, end, options) { return pairs }
    let method = options.method == .automatic ? choose(wanted, end, options) : options.method
    // An iteration needs room beside what it has found.
    let room = op.size - known.reduce(0) { $0 + $1.count }
    if method == .dense || method == .components || room < 3 * wanted + 48 {
      return try DenseEigensolver(problem: self).eigenpairs(wanted, end, options)
    }
    return try iterate(wanted, end, method, options)
  }

  /// Whether `left` is nearer to the wanted end than `right`.
  func precedes(_ left: Double, _ right: Double, _ end: SpectrumEnd) -> Bool {
    switch end {
    case .smallest: left < right
    case .largest: left > right
    case .nearest(let centre): abs(left - centre) < abs(right - centre)
    }
  }

  /// The value that no eigenvalue precedes.
  private func bestValue(_ end: SpectrumEnd) -> Double {
    switch end {
    case .smallest: bounds.lowerBound
    case .largest: bounds.upperBound
    case .nearest(let centre): centre
    }
  }

  /// All wanted pairs from the components of the graph, where they are enough.
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
    // What loading the graph has left behind, and what an earlier call has.
    if isLarge { BufferPool.trim() }
    let (known, missing) = knownShare(wanted, end)
    let goal = max(options.tolerance, 1e-13) * scale
    var search = options
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
      // The basis is gone; large ones are given back before as much is taken for the results.
      if isLarge { BufferPool.trim() }
      let pairs = merged(known, measured(found.vectors, method: method), wanted, end, method: method)
      let good = pairs.residuals.count { $0 <= goal }
      if good == wanted { return pairs }
      search.maximumProducts = options.maximumProducts - products
      if found.isComplete && search.tolerance > 1e-15 && search.maximumProducts > 0 {
        // The method's own measure was too kind: ask it for more.
        search.tolerance /= 30
        continue
      }
      let kept = pairs.values.indices.filter { pairs.residuals[$0] <= goal }
      throw .notConverged(converged: pairs.picking(kept), requested: wanted, products: products)
    }
  }

  /// The known pairs that may be among the wanted ones, and how many are to be searched beside them.
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
    // Known pairs stand first among equals, and sorting is stable.
    columns.sort { precedes(value($0), value($1), end) }
    columns = Array(columns.prefix(wanted))
    columns.sort { value($0) < value($1) }
    let vectors = GraphSignals(uninitialized: op.size, count: columns.count)
    let count = columns.count
    let result = unsafe vectors.ownedPointer
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

  /// Unit vectors with their values and residuals, ascending, signs settled. Values that are known are given, in
  /// ascending order; else they are Rayleigh quotients.
  func measured(_ vectors: GraphSignals, values known: [Double]? = nil, method: EigenMethod) -> Eigenpairs {
    let count = vectors.signalCount
    var values = known ?? []
    var residuals = [Double]()
    // In groups of columns, so that the products take little memory beside many vectors.
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

/// What an iterative method found: unit vectors, the best ones first.
struct IterativeResult {
  var vectors: GraphSignals
  var isComplete: Bool
  var products: Int
}

extension Eigenpairs {
  /// These pairs and those of `other`, ascending.
  public func joined(with other: Eigenpairs) -> Eigenpairs {
    let columns = (0..<count).map { vectors.column($0) } + (0..<other.count).map { other.vectors.column($0) }
    let joined = Eigenpairs(
      values: values + other.values, vectors: GraphSignals(columns: columns),
      residuals: residuals + other.residuals, method: method == .components ? other.method : method)
    return joined.picking(joined.values.indices.sorted { joined.values[$0] < joined.values[$1] })
  }

  /// The pairs at `places`, in that order.
  func picking(_ places: [Int]) -> Eigenpairs {
    Eigenpairs(
      values: places.map { values[$0] }, vectors: vectors.columns(places),
      residuals: places.map { residuals[$0] }, method: method)
  }
}
