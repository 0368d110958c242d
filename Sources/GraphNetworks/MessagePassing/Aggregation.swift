internal import Autograd
internal import GraphCore
internal import TensorCore

/// What a node makes of the messages that reach it, column by column. A node that none reaches has 0.
public enum Aggregation: Sendable, Hashable {
  /// Their sum.
  case sum
  /// Their mean.
  case mean
  /// The largest.
  case maximum
  /// The smallest.
  case minimum
  /// The standard deviation, the root of the mean of squares less the square of the mean; 0 where that variance is at most 1e-5, where the
  /// root's slope would be without bound, or a millionth of the mean of squares, where it is rounding.
  case standardDeviation
  /// The sum of softmax(messages / temperature) times the messages: between the mean (a high temperature) and the largest (a
  /// low one) (Li et al. 2020, "DeeperGCN", equation 3).
  case softmax(temperature: Float)

  /// The messages of every row of `pattern`, `[entries, width] -> [rows, width]`. Column k of the pattern is entry k.
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

  /// 1 / the number of entries of every row, `[rows, 1]`; 0 for none.
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
