internal import Synchronization
public import TensorCore

/// A weight that is learnt: a tensor and an identity, by which its gradient finds it.
///
/// Identities are local to the process and never saved; files and optimisers go by names. A copy of a parameter with a value has the same
/// identity, so that a copy of a model is a snapshot of it, and copies within one model are one parameter. Copies that are made before
/// there is a value become parameters of their own when the model is initialised or loaded, unless they are ``tied()``.
public struct Parameter: Sendable {
  /// Tells parameters of this process apart.
  public struct Identity: Hashable, Sendable {
    private let number: UInt64
    private static let next = Atomic<UInt64>(0)

    init() { number = Self.next.wrappingAdd(1, ordering: .relaxed).newValue }
  }

  /// What a parameter starts from.
  @usableFromInline
  final class InitialValue: Sendable {
    let shape: Shape
    let isRandom: Bool
    let draw: @Sendable (RandomStream) -> Tensor

    init(_ shape: Shape, isRandom: Bool, draw: @escaping @Sendable (RandomStream) -> Tensor) {
      self.shape = shape
      self.isRandom = isRandom
      self.draw = draw
    }

    /// The value, where no random number decides it. Traps otherwise.
    @usableFromInline
    @inline(never)
    var constant: Tensor {
      guard !isRandom else {
        fatalError(
          """
          Parameter: weights of shape \(shape) have no values yet; draw those of the whole model with initialized(seed:), or \
          load them, and have visitParameters visit every layer
          """)
      }
      return draw(RandomStream(seed: 0, purpose: .initialization))
    }
  }

  /// The parameter's identity.
  public private(set) var identity: Identity
  /// Whether passes take the weights as constants: no gradient is computed for them, and optimisers leave them alone.
  /// Local to the process, never saved.
  public var isFrozen = false
  /// Whether copies stay this parameter.
  package private(set) var isTied = false
  /// The weights, once there are some.
  @usableFromInline
  var given: Tensor
  /// What they start from, as long as there are none.
  @usableFromInline
  var initial: InitialValue?
  private static let nothing = Tensor(zeros: [0])

  /// Creates a parameter with a value.
  public init(_ value: Tensor) {
    identity = Identity()
    given = value
  }

  /// Creates a parameter that gets its value later: when the model is initialised, or from a file.
  ///
  /// - Parameters:
  ///   - isRandom: false where `draw` uses no random number; the parameter then can be used at once.
  ///   - draw: makes the initial value, of shape `shape`.
  public init(
    _ shape: Shape, isRandom: Bool = true, draw: @escaping @Sendable (RandomStream) -> Tensor
  ) {
    identity = Identity()
    given = Self.nothing
    initial = InitialValue(shape, isRandom: isRandom, draw: draw)
  }

  /// The weights. Traps where they have not been drawn yet.
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

  /// Whether the weights can be used: they have been given or drawn, or no random number decides them.
  public var hasValue: Bool { initial.map { !$0.isRandom } ?? true }

  /// Whether there is no value that was given or drawn.
  @inlinable
  package var isPending: Bool { initial != nil }

  /// The parameter in such a form that copies stay the same parameter, with one value and one gradient, wherever they stand in a model.
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

  /// Makes this a parameter of its own.
  package mutating func separate() { identity = Identity() }

  /// Draws the initial value, where there is no value yet.
  package mutating func initialize(from stream: RandomStream) {
    guard let initial else { return }
    let value = initial.draw(stream)
    guard value.shape == initial.shape else {
      shapeFailure("Parameter", [initial.shape, value.shape], "the initial value has another shape")
    }
    self.value = value
  }
}
