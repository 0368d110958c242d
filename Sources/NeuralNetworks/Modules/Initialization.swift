// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

extension Parameter {
  /// Creates a parameter whose value `initializer` draws when the model is initialised.
  ///
  /// - Parameters:
  ///   - fanIn: the number of inputs of a unit; nil means the first axis of `shape`.
  ///   - fanOut: the number of outputs of a unit; nil means the second axis of `shape`.
  public init(_ shape: Shape, _ initializer: Initializer, fanIn: Int? = nil, fanOut: Int? = nil) {
    let fanIn = fanIn ?? (shape.rank > 0 ? shape[0] : 1)
    let fanOut = fanOut ?? (shape.rank > 1 ? shape[1] : 1)
    self.init(shape, isRandom: initializer.isRandom) {
      initializer.tensor(shape, fanIn: fanIn, fanOut: fanOut, stream: $0)
    }
  }
}

extension Initializer {
  /// Whether the weights depend on random numbers.
  var isRandom: Bool {
    switch self {
    case .zeros, .ones, .constant, .identity: false
    case .uniform, .normal, .truncatedNormal, .varianceScaling, .orthogonal: true
    }
  }
}

extension Module {
  /// Draws the initial value of every parameter that does not have a value yet. The value depends only
  /// on `seed` and the name of the parameter in the model: the order in which layers are created does
  /// not matter, and no two layers get the same weights by accident.
  ///
  /// Layers are created without random numbers, as in `GCNConv(inputSize: 1433, outputSize: 16)`; a pass
  /// traps if it uses a layer whose weights have been neither drawn nor loaded. Copies of a layer
  /// without weights, as in `Array(repeating: layer, count: 3)`, become separate layers. A parameter
  /// that is ``Parameter/tied()`` has one value in all its places.
  ///
  /// Traps if ``visitParameters(_:)`` gives two parameters the same name.
  public mutating func initialize(seed: UInt64) {
    requireDistinctNames()
    separateCopies()
    var drawn: [Parameter.Identity: Tensor] = [:]
    visitParameters(
      ParameterVisitor { path, parameter, _ in
        parameter.name = path
        guard parameter.isTied else {
          return parameter.initialize(from: RandomStream(seed: seed, purpose: .initialization, name: path))
        }
        if parameter.isPending, let value = drawn[parameter.identity] { parameter.value = value }
        parameter.initialize(from: RandomStream(seed: seed, purpose: .initialization, name: path))
        if parameter.hasValue { drawn[parameter.identity] = parameter.value }
      })
  }

  /// Returns the module with its initial values drawn; see ``initialize(seed:)``.
  ///
  /// ```swift
  /// let layer = GCNConv(inputSize: 1433, outputSize: 16).initialized(seed: 1)
  /// ```
  public func initialized(seed: UInt64) -> Self {
    var result = self
    result.initialize(seed: seed)
    return result
  }
}
