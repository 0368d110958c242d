// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The errors of runs in which a number is not finite.
enum NotFinite {
  /// Returns the error for a value, named by `what`, that is not finite.
  ///
  /// - Parameter origin: the place where this is first seen, or nil if it is seen only in training, such
  ///   as in dropout or the backward pass.
  static func error(_ what: String, _ origin: String?, hint: Wording? = nil) -> DataError {
    DataError(
      .badData, "\(what) is not finite" + (origin.map { ", \($0)" } ?? ""),
      hint: hint
        ?? "try a smaller \(swift: "learningRate", option: "--learning-rate"), or features and weights of moderate size (\(swift: "featureScaling: .standard", option: "--feature-scaling standard"))"
    )
  }

  /// Returns the error for a layer with weights that are not finite.
  static func weights(ofLayer layer: String, afterEpoch epoch: Int) -> DataError {
    error("a weight of layer \(layer) after epoch \(epoch)", nil)
  }
}
