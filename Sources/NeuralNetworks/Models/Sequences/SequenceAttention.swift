// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Attention of a decoder to the encodings of a source, as ``Seq2Seq`` uses it.
public protocol SequenceAttention: Module {
  /// Whether the weights of a step depend on those of the step before, so that steps must come one by one.
  var isStepwise: Bool { get }
  /// Returns the encodings with all that the attention computes of them once for all steps.
  func prepared(_ keys: Variable, mask: Tensor?, _ context: ForwardContext) -> AttendedKeys
  /// Returns the weighted means of the encodings for the states of one or several steps.
  ///
  /// - Parameters:
  ///   - states: the decoder's states, `[batch, steps, size]`.
  ///   - keys: the encodings.
  ///   - memory: what the step before has returned as memory; nil at the start of a sequence.
  func attend(
    _ states: Variable, to keys: AttendedKeys, after memory: Variable?, _ context: ForwardContext
  ) -> AttendedStep
}

/// The encodings of a source that a decoder attends to.
public struct AttendedKeys {
  /// The encodings, `[batch, keys, size]`.
  public var keys: Variable
  /// The keys to include, `[batch, keys]`: 0 for padding; nil includes all.
  public var mask: Tensor?
  /// A product of the keys that the attention uses in every step; nil if there is none.
  public var product: Variable?

  /// Creates the encodings.
  public init(keys: Variable, mask: Tensor?, product: Variable? = nil) {
    (self.keys, self.mask, self.product) = (keys, mask, product)
  }

  /// Returns the encodings of the given rows of the batch.
  func rows(_ indices: [Int32]) -> AttendedKeys {
    AttendedKeys(
      keys: keys.firstAxis(indices), mask: mask.map { Variable($0).firstAxis(indices).value },
      product: product.map { $0.firstAxis(indices) })
  }
}

/// What attention returns for one or several steps.
public struct AttendedStep {
  /// The weighted means of the encodings, `[batch, steps, size]`.
  public var output: Variable
  /// The weights, `[batch, steps, keys]`.
  public var weights: Variable
  /// What the next step needs to know of this one, `[batch, keys]`; nil if it needs nothing.
  public var memory: Variable?

  /// Creates the result.
  public init(output: Variable, weights: Variable, memory: Variable? = nil) {
    (self.output, self.weights, self.memory) = (output, weights, memory)
  }
}

extension SequenceAttention {
  public var isStepwise: Bool { false }
  public func prepared(_ keys: Variable, mask: Tensor?, _ context: ForwardContext) -> AttendedKeys {
    AttendedKeys(keys: keys, mask: mask)
  }
}

extension Attention: SequenceAttention {
  public func prepared(_ keys: Variable, mask: Tensor?, _ context: ForwardContext) -> AttendedKeys {
    score.attended(keys, mask: mask, context)
  }

  public func attend(
    _ states: Variable, to keys: AttendedKeys, after memory: Variable?, _ context: ForwardContext
  ) -> AttendedStep {
    let weights = weights(
      of: score.scores(states, keys, context), mask: keys.mask, context)
    return AttendedStep(output: weights.matmul(keys.keys), weights: weights)
  }
}

extension MonotonicAttention: SequenceAttention {
  public func prepared(_ keys: Variable, mask: Tensor?, _ context: ForwardContext) -> AttendedKeys {
    score.attended(keys, mask: mask, context)
  }

  public func attend(
    _ states: Variable, to keys: AttendedKeys, after memory: Variable?, _ context: ForwardContext
  ) -> AttendedStep {
    let weights = weights(
      of: score.scores(states, keys, context), mask: keys.mask, after: memory, context)
    let (steps, count) = (weights.shape[1], weights.shape[2])
    let last = steps == 1 ? weights : weights.slice(axis: 1, steps - 1..<steps)
    return AttendedStep(
      output: weights.matmul(keys.keys), weights: weights, memory: last.reshaped([weights.shape[0], count]))
  }
}

extension LocationSensitiveAttention: SequenceAttention {
  /// True: the convolution reads the weights of the steps before.
  public var isStepwise: Bool { true }

  public func prepared(_ keys: Variable, mask: Tensor?, _ context: ForwardContext) -> AttendedKeys {
    AttendedKeys(keys: keys, mask: mask, product: key(keys, context))
  }

  /// Traps if there are several steps.
  public func attend(
    _ states: Variable, to keys: AttendedKeys, after memory: Variable?, _ context: ForwardContext
  ) -> AttendedStep {
    guard states.shape[1] == 1, let product = keys.product else {
      shapeFailure("LocationSensitiveAttention", [states.shape], "expected one step, [batch, 1, size]")
    }
    let (batch, size) = (states.shape[0], states.shape[2])
    let result = self(
      query: states.reshaped([batch, size]), keys: keys.keys, product: product, previous: memory,
      mask: keys.mask, context)
    return AttendedStep(
      output: result.output.reshaped([batch, 1, keys.keys.shape[2]]),
      weights: result.weights.reshaped([batch, 1, keys.keys.shape[1]]), memory: result.cumulated)
  }
}

extension MultiHeadAttention: SequenceAttention {
  /// Returns the outputs, and the means of the weights of all heads.
  public func attend(
    _ states: Variable, to keys: AttendedKeys, after memory: Variable?, _ context: ForwardContext
  ) -> AttendedStep {
    let weights = weights(
      query: states, keys: keys.keys, mask: keys.mask.map { AttentionMask(keys: $0) } ?? .none, context)
    return AttendedStep(
      output: output(of: dropout(weights, context), values: keys.keys, context),
      weights: weights.mean(axis: 1))
  }
}

/// A score that multiplies the keys by a matrix, which a decoder needs only once.
protocol PreparedScore: AttentionScore {
  /// Returns the product of the keys.
  func prepared(_ keys: Variable, _ context: ForwardContext) -> Variable
  /// Returns the scores, `[batch, queries, keys]`, with the product that ``prepared(_:_:)`` returned.
  func scores(query: Variable, prepared: Variable, _ context: ForwardContext) -> Variable
}

extension AttentionScore {
  /// Returns the keys with the product that the score uses in every step, if it has one.
  fileprivate func attended(_ keys: Variable, mask: Tensor?, _ context: ForwardContext) -> AttendedKeys {
    AttendedKeys(
      keys: keys, mask: mask, product: (self as? any PreparedScore).map { $0.prepared(keys, context) })
  }

  fileprivate func scores(_ states: Variable, _ keys: AttendedKeys, _ context: ForwardContext) -> Variable {
    if let score = self as? any PreparedScore, let product = keys.product {
      return score.scores(query: states, prepared: product, context)
    }
    return self(query: states, keys: keys.keys, context)
  }
}

extension Variable {
  /// Returns the given parts along the first axis.
  func firstAxis(_ indices: [Int32]) -> Variable {
    let rest = shape.dropFirst()
    let size = rest.reduce(1, *)
    return reshaped([shape[0], size]).rows(indices).reshaped(Shape([indices.count] + rest))
  }
}
