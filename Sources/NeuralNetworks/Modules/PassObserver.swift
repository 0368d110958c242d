// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import TensorCore

/// An observer of one pass, which collects the outputs of a model's layers and their attention weights.
///
/// ```swift
/// let observer = PassObserver()
/// _ = model(features, along: propagation, ForwardContext(observer: observer))
/// print(observer.activations.map(\.shape))
/// ```
///
/// Models note their values with `context.observer?.note(activation: hidden)`, which costs nothing
/// without an observer.
public final class PassObserver {
  /// The outputs of the model's layers, in the order of the pass.
  public private(set) var activations: [Tensor] = []
  /// The attention weights of the layers, in the order of the pass, with the patterns whose entries they
  /// belong to.
  package private(set) var attention: [(pattern: CSRPattern, weights: Tensor)] = []
  /// Whether to collect attention weights, which layers otherwise do not need to compute individually.
  package let seesAttention: Bool
  /// The factors applied to the messages along edges, by the identity of the edges.
  package var masks: [ObjectIdentifier: Variable]

  /// Creates an observer of one pass that also collects attention weights.
  public convenience init() { self.init(seesAttention: true) }

  /// Creates an observer of one pass.
  ///
  /// - Parameters:
  ///   - seesAttention: whether to collect attention weights.
  ///   - masks: the factors applied to the messages along edges, by the identity of the edges.
  package init(seesAttention: Bool, masks: [ObjectIdentifier: Variable] = [:]) {
    self.seesAttention = seesAttention
    self.masks = masks
  }

  /// Notes the output of a layer, `[nodes, width]`.
  public func note(activation: Variable) { activations.append(activation.value) }

  /// Notes the attention weights of a layer, `[entries, heads]`, if they are collected. `pattern` is the
  /// pattern whose entries they belong to, such as `edges.pattern`. The message function of
  /// `edges.propagate` can note the weights of its edges, with `edges.pattern`: those of all edges are
  /// joined.
  public func note(attention weights: Variable, of pattern: CSRPattern) {
    if seesAttention { attention.append((pattern, weights.value)) }
  }

  /// Joins the attention weights noted since there were `count` by functions that ran once for each of
  /// `blockCount` blocks of the entries of `pattern`.
  package func joinAttention(since count: Int, blockCount: Int, of pattern: CSRPattern) {
    let parts = attention[count...].map(\.weights)
    guard blockCount > 1, !parts.isEmpty, parts.count % blockCount == 0 else { return }
    let perBlock = parts.count / blockCount
    attention.removeLast(parts.count)
    for number in 0..<perBlock {
      let blocks = stride(from: number, to: parts.count, by: perBlock).map { parts[$0] }
      attention.append((pattern, .concatenated(blocks, axis: 0)))
    }
  }
}
