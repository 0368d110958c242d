public import Autograd
public import GraphCore
public import TensorCore

/// Sees inside one pass: what the layers of a model put out, and what they attend to.
///
/// ```swift
/// let observer = PassObserver()
/// _ = model(features, along: propagation, ForwardContext(observer: observer))
/// print(observer.activations.map(\.shape))
/// ```
///
/// Models note what is worth seeing, `context.observer?.note(activation: hidden)`; without an observer that costs nothing.
public final class PassObserver {
  /// What the layers of the model have put out, in the order of the pass.
  public private(set) var activations: [Tensor] = []
  /// The attention weights of layers, in the order of the pass, with the entries that they belong to.
  package private(set) var attention: [(pattern: CSRPattern, weights: Tensor)] = []
  /// Whether attention weights are wanted, which layers otherwise need not have one by one.
  package let seesAttention: Bool
  /// Numbers that messages are multiplied by, by what names their edges.
  package var masks: [ObjectIdentifier: Variable]

  /// Creates an observer of one pass.
  public convenience init() { self.init(seesAttention: true) }

  /// - Parameters:
  ///   - seesAttention: whether attention weights are wanted.
  ///   - masks: numbers that messages are multiplied by, by what names their edges.
  package init(seesAttention: Bool, masks: [ObjectIdentifier: Variable] = [:]) {
    self.seesAttention = seesAttention
    self.masks = masks
  }

  /// Notes what a layer has put out, `[nodes, width]`.
  public func note(activation: Variable) { activations.append(activation.value) }

  /// Notes the attention weights of a layer, `[entries, heads]`, where they are wanted: `edges.pattern` has their entries.
  public func note(attention weights: Variable, of pattern: CSRPattern) {
    if seesAttention { attention.append((pattern, weights.value)) }
  }
}
