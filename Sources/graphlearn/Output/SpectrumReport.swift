// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning
internal import Plots

/// The output and the plot of `graphlearn spectrum`.
struct SpectrumReport {
  private let data: NodeDataset
  private let laplacian: LaplacianChoice
  /// The eigenvalues if they were computed without eigenvectors.
  var values: [Double]?
  var pairs: Eigenpairs?
  var density: SpectralDensity?
  var seconds = 0.0

  init(_ data: NodeDataset, _ laplacian: LaplacianChoice) {
    self.data = data
    self.laplacian = laplacian
  }

  /// Why it is not known whether eigenvalues are missing.
  private static let uncounted = "not counted, because the factorization would be large"
  /// Whether no eigenvalue is missing; nil if that is not known.
  private var isComplete: Bool? { values == nil ? pairs?.isComplete : true }
  private var eigenvalues: [Double]? { pairs?.values ?? values }
  private var method: String {
    pairs?.method.rawValue ?? (values == nil ? "none" : EigenMethod.dense.rawValue)
  }

  var json: Document {
    Document(
      dataset: data.name, nodes: data.nodeCount, edges: data.reportedEdgeCount,
      components: data.graph.connectedComponents().count, laplacian: laplacian.rawValue, method: method,
      eigenvalues: eigenvalues ?? [],
      residuals: values == nil
        ? Noted(pairs?.residuals ?? [], note: nil)
        : Noted(nil, note: "no eigenvectors with --values-only"),
      complete: Noted(isComplete, note: isComplete == nil ? Self.uncounted : nil),
      density: density.map(Document.Density.init), seconds: seconds,
      peakMemoryMB: ProcessFigures.peakMemoryMegabytes)
  }

  var text: String {
    var text =
      "\(data.name): \(data.nodeCount.groupedDigits) nodes, \(data.reportedEdges), "
      + "\(laplacian.rawValue) Laplacian\n"
    if let eigenvalues, !eigenvalues.isEmpty {
      var table = TextTable(["", "eigenvalue", "residual"], textColumns: 0)
      for (index, value) in eigenvalues.enumerated() {
        let residual = pairs.map { NumberText.scientific($0.residuals[index]) } ?? "-"
        table.append(["\(index + 1)", NumberText.decimal(value, 10), residual])
      }
      let completeness = isComplete.map { $0 ? "none is missing" : "some are missing" } ?? Self.uncounted
      text += table.text + "method \(method); \(completeness)\n"
    }
    if let density {
      let shares = [0.5, 1.0, 1.5].map { part in
        let low = density.points.first ?? 0
        let high = density.points.last ?? 0
        let place = low + (high - low) * part / 2
        return "\(NumberText.percent(density.share(upTo: place))) up to \(NumberText.decimal(place, 2))"
      }
      text += "shares of the eigenvalues: \(shares.joined(separator: ", ")) (\(density.products) products)\n"
    }
    return text + NumberText.decimal(seconds, 3) + " s\n"
  }

  /// A plot of the density if it was computed, else of the eigenvalues.
  var chart: Chart {
    let subtitle = "\(data.name), \(laplacian.rawValue) Laplacian"
    if let density {
      let low = zip(density.density, density.standardError).map { max(0, $0 - 2 * ($1.isFinite ? $1 : 0)) }
      let high = zip(density.density, density.standardError).map { $0 + 2 * ($1.isFinite ? $1 : 0) }
      return Chart(
        title: "Spectral density", subtitle: subtitle, xAxis: Axis(label: "eigenvalue"),
        yAxis: Axis(label: "density"),
        layers: [
          .area(x: density.points, upper: density.density),
          .area(x: density.points, upper: high, lower: low, name: "± 2 standard errors"),
          .line(x: density.points, y: density.density, name: "density"),
        ])
    }
    let values = eigenvalues ?? []
    return Chart(
      title: "Eigenvalues", subtitle: subtitle, xAxis: Axis(label: "number"),
      yAxis: Axis(label: "eigenvalue"),
      layers: [
        .points(
          x: values.indices.map { Double($0 + 1) }, y: values,
          tooltips: values.enumerated().map { "\($0 + 1): \($1)" })
      ])
  }
}

extension SpectrumReport {
  struct Document: Encodable {
    struct Density: Encodable {
      let method: String
      let products: Int
      let points: [Double]
      let values: [Double]
      let standardErrors: Noted<[Double]>

      init(_ density: SpectralDensity) {
        method = density.method.rawValue
        products = density.products
        points = density.points
        values = density.density
        standardErrors = Noted(
          density.standardError,
          note: density.standardError.allSatisfy(\.isFinite) ? nil : "requires at least 2 random vectors")
      }
    }

    let dataset: String
    let nodes: Int
    let edges: Int?
    let components: Int
    let laplacian: String
    let method: String
    let eigenvalues: [Double]
    let residuals: Noted<[Double]?>
    let complete: Noted<Bool?>
    @OmittedIfNil var density: Density?
    let seconds: Double
    let peakMemoryMB: Double
  }
}
