// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import TensorCore

/// The aggregation of the messages that reach a node, column by column. A node without messages gets 0.
public enum Aggregation: Sendable, Hashable {
  /// The sum of the messages.
  case sum
  /// The mean of the messages.
  case mean
  /// The largest message.
  case maximum
  /// The smallest message.
  case minimum
  /// The standard deviation of the messages, which is the square root of their variance: the mean of
  /// their squares minus the square of their mean.
  ///
  /// It is 0 if the variance is at most 1e-5, because the slope of the square root grows without bound
  /// near 0, or if the variance is at most a millionth of the mean of the squares, because it is then
  /// only rounding error.
  case standardDeviation
  /// The sum of `softmax(messages / temperature)` times the messages. It lies between the mean (high
  /// temperature) and the maximum (low temperature) (Li et al. 2020, "DeeperGCN", equation 3).
  case softmax(temperature: Float)

  /// Aggregates the messages of each row of `pattern`, `[entries, width] -> [rows, width]`. Column k of
  /// the pattern is message k.
  func callAsFunction(_ messages: Variable, _ pattern: CSRPattern) -> Variable {
    switch self {
    case .sum: pattern.rowSums(ofEntries: messages)
    case .mean: pattern.rowSums(ofEntries: messages) * Variable(Self.inverseCounts(pattern))
    case .maximum: pattern.maximum(of: messages)
    case .minimum: pattern.minimum(of: messages)
    case .standardDeviation:
      Self.deviation(
        mean: Aggregation.mean(messages, pattern),
        meanSquare: Aggregation.mean(messages.map(.square), pattern))
    case .softmax(let temperature):
      pattern.rowSums(ofEntries: pattern.softmax(messages * (1 / temperature)) * messages)
    }
  }

  /// Returns 1 / (the number of entries) for each row, `[rows, 1]`; 0 for rows without entries.
  static func inverseCounts(_ pattern: CSRPattern) -> Tensor {
    Tensor(
      (0..<pattern.rowCount).map { row in
        let count = pattern.rowOffsets[row + 1] - pattern.rowOffsets[row]
        return count == 0 ? 0 : 1 / Float(count)
      }, shape: [pattern.rowCount, 1])
  }

  static func deviation(mean: Variable, meanSquare: Variable) -> Variable {
    let least: Float = 1e-5
    let variance = meanSquare - mean.map(.square)
    let isLarge = unsafe Tensor(shape: variance.shape) { target in
      unsafe variance.value.withUnsafeBufferPointer { source in
        unsafe meanSquare.value.withUnsafeBufferPointer { squares in
          for index in target.indices {
            unsafe target[index] = source[index] > max(least, 1e-6 * squares[index]) ? 1 : 0
          }
        }
      }
    }
    return variance.maximum(Variable(Tensor(least))).map(.squareRoot) * Variable(isLarge)
  }
}
