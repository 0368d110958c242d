internal import Synchronization
public import TensorCore

/// A weight that is learnt: a tensor and an identity, by which its gradient finds it.
///
/// A copy has the same identity, so that tied weights are one parameter. Identities are local to the process
/// and never saved; files and optimisers go by names.
public struct Parameter: Sendable {
  /// Tells parameters of this process apart.
  public struct Identity: Hashable, Sendable {
    private let number: UInt64
    private static let next = Atomic<UInt64>(0)

    init() { number = Self.next.wrappingAdd(1, ordering: .relaxed).newValue }
  }

  /// The parameter's identity.
  public let identity: Identity
  /// The weights.
  public var value: Tensor
  /// Whether passes take the weights as constants: no gradient is computed for them, and optimisers leave them alone.
  /// Local to the process, never saved.
  public var isFrozen = false

  /// Creates a parameter of its own identity.
  public init(_ value: Tensor) {
    identity = Identity()
    self.value = value
  }

  /// The shape of the weights.
  public var shape: Shape { value.shape }
}
