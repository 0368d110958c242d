// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// A condition that keys must satisfy to be attended to. Other keys have weight 0.
public enum HardAttention: Sendable, Hashable {
  /// The score is at least a threshold. The softmax is taken over the remaining keys.
  case scores(atLeast: Float)
  /// The weight after the softmax is at least a threshold. If `renormalizes` is true, the remaining
  /// weights are divided by their sum.
  case weights(atLeast: Float, renormalizes: Bool)

  /// Returns the attention weights of scores, `[batch, queries, keys]`. A query without keys has weights
  /// of 0. No gradient flows through the condition.
  func weights(of scores: Variable, mask: Tensor?) -> Variable {
    switch self {
    case .scores(let threshold):
      let above = scores.value.reached(threshold)
      return scores.softmax(mask: mask.map { above * $0 } ?? above)
    case .weights(let threshold, let renormalizes):
      let soft = mask.map { scores.softmax(mask: $0) } ?? scores.softmax()
      let kept = soft * Variable(soft.value.reached(threshold))
      guard renormalizes else { return kept }
      let sums = kept.sum(axis: -1, keepingDimension: true)
      let isNone = Tensor(sums.value.scalars.map { $0 == 0 ? 1 : 0 }, shape: sums.shape)
      return kept / (sums + Variable(isNone))
    }
  }
}

extension Tensor {
  /// Returns 1 for each element that is at least `threshold`, and 0 for the others.
  fileprivate func reached(_ threshold: Float) -> Tensor {
    Tensor(scalars.map { $0 >= threshold ? 1 : 0 }, shape: shape)
  }
}
