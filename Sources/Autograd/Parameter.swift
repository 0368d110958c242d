// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
public import TensorCore

/// A trainable weight: a tensor with an identity, by which its gradient is found.
///
/// Identities are local to the process and are never saved; files and optimisers use names. A copy of a
/// parameter that has a value keeps the identity, so a copy of a model is a snapshot of it, and copies
/// within one model are one parameter. Copies made before there is a value become separate parameters
/// when the model is initialised or loaded, unless they are ``tied()``.
public struct Parameter: Sendable {
  /// A value that distinguishes the parameters of this process.
  public struct Identity: Hashable, Sendable {
    private let number: UInt64
    private static let next = Atomic<UInt64>(0)

    init() { number = Self.next.wrappingAdd(1, ordering: .relaxed).newValue }
  }

  /// The initial value of a parameter: its shape and the function that draws it.
  @usableFromInline
  final class InitialValue: Sendable {
    let shape: Shape
    let isRandom: Bool
    let draw: @Sendable (RandomStream) -> Tensor
    /// The layer whose weights have no shape yet; nil if the shape is known.
    let unbuiltLayer: String?

    init(
      _ shape: Shape, isRandom: Bool, unbuiltLayer: String? = nil,
      draw: @escaping @Sendable (RandomStream) -> Tensor
    ) {
      self.shape = shape
      self.isRandom = isRandom
      self.unbuiltLayer = unbuiltLayer
      self.draw = draw
    }

    /// Traps if the shape is not known yet.
    func requireShape() {
      if let unbuiltLayer {
        fatalError(
          """
          \(unbuiltLayer): the layer does not know the size of its input yet; call build(inputShape:) on \
          the model before its weights are drawn, loaded or used
          """)
      }
    }

    /// The initial value, if it does not depend on random numbers. Traps otherwise.
    @usableFromInline
    @inline(never)
    var constant: Tensor {
      requireShape()
      guard !isRandom else {
        fatalError(
          """
          Parameter: weights of shape \(shape) have no values yet; draw those of the whole model with \
          initialized(seed:), or load them, and have visitParameters visit every layer
          """)
      }
      return draw(RandomStream(seed: 0, purpose: .initialization))
    }
  }

  /// The parameter's identity.
  public private(set) var identity: Identity
  /// Whether passes use the weights as constants, so that no gradient is computed for them and
  /// optimisers leave them unchanged. This is local to the process and is never saved.
  public var isFrozen = false
  /// The name of the parameter in the model that drew or loaded its weights, for messages; nil before.
  package var name: String?
  /// Whether copies remain the same parameter even before there is a value.
  package private(set) var isTied = false
  /// The function that changes the weights after each optimiser step so that they satisfy a constraint;
  /// nil if there is none.
  package var projection: (@Sendable (Tensor) -> Tensor)?
  /// The weights, once they have been given or drawn.
  @usableFromInline
  var given: Tensor
  /// The initial value, as long as the weights have been neither given nor drawn.
  @usableFromInline
  var initial: InitialValue?
  private static let nothing = Tensor(zeros: [0])

  /// Creates a parameter with a value.
  public init(_ value: Tensor) {
    identity = Identity()
    given = value
  }

  /// Creates a parameter that receives its value later: when the model is initialised, or from a file.
  ///
  /// - Parameters:
  ///   - isRandom: false if `draw` uses no random numbers, in which case the parameter can be used
  ///     immediately.
  ///   - draw: a function that returns the initial value, of shape `shape`.
  public init(
    _ shape: Shape, isRandom: Bool = true, draw: @escaping @Sendable (RandomStream) -> Tensor
  ) {
    identity = Identity()
    given = Self.nothing
    initial = InitialValue(shape, isRandom: isRandom, draw: draw)
  }

  /// Returns a parameter whose shape is not known before its layer has been built.
  package static func unbuilt(_ layer: String) -> Parameter {
    var parameter = Parameter(nothing)
    parameter.initial = InitialValue([0], isRandom: true, unbuiltLayer: layer) { _ in nothing }
    return parameter
  }

  /// Traps if the shape is not known yet.
  package func requireBuilt() { initial?.requireShape() }

  /// Whether the shape is known.
  public var isBuilt: Bool { initial?.unbuiltLayer == nil }

  /// The weights. Traps if they have not been drawn yet.
  @inlinable
  public var value: Tensor {
    get {
      if let initial { return initial.constant }
      return given
    }
    set {
      initial = nil
      given = newValue
    }
    _modify {
      if let initial {
        given = initial.constant
        self.initial = nil
      }
      yield &given
    }
  }

  /// The shape of the weights.
  public var shape: Shape { initial?.shape ?? given.shape }

  /// Whether the weights can be used: they have been given or drawn, or they do not depend on random
  /// numbers.
  public var hasValue: Bool { initial.map { !$0.isRandom } ?? true }

  /// Whether the weights have been neither given nor drawn.
  @inlinable
  package var isPending: Bool { initial != nil }

  /// Returns a parameter whose copies remain the same parameter, with one value and one gradient,
  /// wherever they occur in a model.
  ///
  /// ```swift
  /// let weight = Parameter([64, 64], .glorotUniform).tied()
  /// encoder.weight = weight
  /// decoder.weight = weight
  /// ```
  public func tied() -> Parameter {
    var copy = self
    copy.isTied = true
    return copy
  }

  /// Makes this parameter independent of its copies.
  package mutating func separate() { identity = Identity() }

  /// Draws the initial value, unless there is already a value.
  package mutating func initialize(from stream: RandomStream) {
    guard let initial else { return }
    initial.requireShape()
    let value = initial.draw(stream)
    guard value.shape == initial.shape else {
      shapeFailure("Parameter", [initial.shape, value.shape], "the initial value has a different shape")
    }
    self.value = value
  }
}
