// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// Attention that also sees where it attended before (Chorowski et al. 2015, equations 8 and 9): the
/// score of key k is `v . tanh(W q + V k + U f + b)`, where f are the values at k of a convolution over
/// the weights of the previous steps.
///
/// It is called once per step of a decoder:
///
/// ```swift
/// var previous: Variable? = nil
/// for step in 0..<steps {
///   let heard = attention(query: state, keys: encoded, previous: previous, context)
///   previous = heard.cumulated
/// }
/// ```
///
/// Parameter names: `query.weight` `[units, querySize]` (W), `key.weight` `[units, keySize]` (V),
/// `key.bias` (b), `convolution.weight` `[filters, 1, kernelSize]`, `location.weight` `[units, filters]`
/// (U), `v` `[units]`.
public struct LocationSensitiveAttention: Module {
  /// W.
  public var query: Linear
  /// V with the bias b.
  public var key: Linear
  /// The convolution over the previous weights.
  public var convolution: Conv1D
  /// U.
  public var location: Linear
  /// v, `[units]`.
  public var vector: Parameter
  /// Whether the convolution sees the sum of all previous weights. If false, it sees those of the last
  /// step only.
  public let cumulates: Bool

  /// Creates the attention.
  ///
  /// - Parameters:
  ///   - units: the number of units of the score.
  ///   - filters: the number of filters of the convolution.
  ///   - kernelSize: the number of positions that a filter covers; an odd number covers as many before as
  ///     after the key.
  ///   - cumulates: whether the convolution sees the sum of all previous weights.
  public init(
    querySize: Int, keySize: Int, units: Int, filters: Int = 32, kernelSize: Int = 31, cumulates: Bool = true
  ) {
    query = Linear(inputSize: querySize, outputSize: units, hasBias: false)
    key = Linear(inputSize: keySize, outputSize: units)
    convolution = Conv1D(
      inputChannels: 1, filters: filters, kernelSize: kernelSize, padding: .same, hasBias: false)
    location = Linear(inputSize: filters, outputSize: units, hasBias: false)
    vector = Parameter([units], .glorotUniform, fanIn: units, fanOut: 1)
    self.cumulates = cumulates
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("query", &query)
    visitor("key", &key)
    visitor("convolution", &convolution)
    visitor("location", &location)
    visitor("v", &vector)
  }

  /// Returns the weighted mean of the keys, `[batch, keySize]`, their weights, `[batch, keys]`, and the
  /// weights to pass to the next step.
  ///
  /// - Parameters:
  ///   - query: the query of this step, `[batch, querySize]`.
  ///   - keys: the keys, `[batch, keys, keySize]`.
  ///   - previous: the weights that the previous step returned as `cumulated`, `[batch, keys]`; nil in the
  ///     first step, which means zeros.
  ///   - mask: the keys to include, `[batch, keys]`: 0 for padding.
  public func callAsFunction(
    query: Variable, keys: Variable, previous: Variable? = nil, mask: Tensor? = nil, _ context: ForwardContext
  ) -> (output: Variable, weights: Variable, cumulated: Variable) {
    guard query.shape.rank == 2 && keys.shape.rank == 3 && query.shape[0] == keys.shape[0] else {
      shapeFailure(
        "LocationSensitiveAttention", [query.shape, keys.shape],
        "expected [batch, querySize] and [batch, keys, keySize]")
    }
    return self(
      query: query, keys: keys, product: key(keys, context), previous: previous, mask: mask, context)
  }

  /// Returns the same with the product V k + b.
  func callAsFunction(
    query: Variable, keys: Variable, product: Variable, previous: Variable?, mask: Tensor?,
    _ context: ForwardContext
  ) -> (output: Variable, weights: Variable, cumulated: Variable) {
    let (batch, count) = (keys.shape[0], keys.shape[1])
    let previous = previous ?? Variable(Tensor(zeros: [batch, count]))
    let features = convolution(previous.reshaped([batch, 1, count]), context).transposed([0, 2, 1])
    let sums =
      self.query(query, context).reshaped([batch, 1, vector.shape[0]]) + product
      + location(features, context)
    let scores = sums.map(.hyperbolicTangent).matmul(context[vector].reshaped([vector.shape[0], 1]))
      .reshaped([batch, count])
    let weights = mask.map { scores.softmax(mask: $0) } ?? scores.softmax()
    let output = weights.reshaped([batch, 1, count]).matmul(keys).reshaped([batch, keys.shape[2]])
    return (output, weights, cumulates ? previous + weights : weights)
  }
}
