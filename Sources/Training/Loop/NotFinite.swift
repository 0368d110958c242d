internal import GraphCore

/// Errors of runs that come to a number which is not finite.
enum NotFinite {
  /// `what` is not finite.
  ///
  /// - Parameter origin: where that shows first; nil where it shows in training only, as in dropout or on the way back.
  static func error(_ what: String, _ origin: String?, hint: Wording? = nil) -> DataError {
    DataError(
      .badData, "\(what) is not finite" + (origin.map { ", \($0)" } ?? ""),
      hint: hint
        ?? "a smaller \(swift: "learningRate", option: "--learning-rate"), or features and weights of moderate size (\(swift: "featureScaling: .standard", option: "--feature-scaling standard")), may help"
    )
  }

  /// The weights of a layer are not finite.
  static func weights(ofLayer layer: String, afterEpoch epoch: Int) -> DataError {
    error("a weight of layer \(layer) after epoch \(epoch)", nil)
  }
}
