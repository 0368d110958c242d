// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// A value of a functional model that is being described: an ``Input`` or the output of a layer. Layers are
/// called with such values as with tensors.
///
/// ```swift
/// let images = Input(28, 28, 1)
/// let features = Conv2D(
///   filters: 32, kernelSize: 3, padding: .same, activation: .relu, dataFormat: .channelsLast)(images)
/// let model = Model(inputs: images, outputs: features)
/// ```
public protocol ModelValue: Sendable {
  /// The place where the value is computed.
  var place: ModelPlace { get }
}

extension ModelValue {
  /// The size of each axis after the first, which is the batch; nil where any size is possible.
  public var sizes: [Int?] { place.step.sizes[place.output] }
}

/// The place where a value of a functional model is computed.
public struct ModelPlace: Sendable {
  let step: ModelStep
  let output: Int
}

/// An input of a functional model.
public struct Input: ModelValue {
  public let place: ModelPlace

  /// Creates an input, whose shape is the batch followed by `sizes`.
  ///
  /// - Parameter sizes: the size of each axis after the batch; nil means that any size is possible, such
  ///   as the length of a sequence. Traps if a size is below 1.
  public init(_ sizes: Int?...) {
    if let size = sizes.first(where: { ($0 ?? 1) < 1 }) {
      fatalError("Input: size \(size ?? 0); expected at least 1, or nil for any size")
    }
    place = ModelPlace(step: ModelStep(layer: nil, inputs: [], sizes: [sizes]), output: 0)
  }
}

/// The output of a layer in a functional model.
public struct LayerOutput: ModelValue {
  public let place: ModelPlace
}

/// One call of a layer in a functional model, or an input.
final class ModelStep: Sendable {
  /// The layer, built for its inputs; nil for an input of the model.
  let layer: (any MultipleInputLayer)?
  let inputs: [ModelPlace]
  /// The sizes of the axes of each output without the batch; nil where any size is possible.
  let sizes: [[Int?]]

  init(layer: (any MultipleInputLayer)?, inputs: [ModelPlace], sizes: [[Int?]]) {
    self.layer = layer
    self.inputs = inputs
    self.sizes = sizes
  }

  /// Creates the call of a layer. The shapes of its outputs are found by a pass over zeros. Where the
  /// inputs have axes of any size, a second pass with other sizes shows which axes of the outputs follow.
  convenience init(calling layer: any MultipleInputLayer, with inputs: [ModelPlace]) {
    let sizes = inputs.map { $0.step.sizes[$0.output] }
    var layer = layer
    layer.build(inputShapes: Self.shapes(sizes, unknown: Self.probeSizes.0))
    let first = Self.outputShapes(of: layer, for: Self.shapes(sizes, unknown: Self.probeSizes.0))
    guard sizes.contains(where: { $0.contains(nil) }) else {
      self.init(layer: layer, inputs: inputs, sizes: first.map { $0.dropFirst().map { $0 } })
      return
    }
    let second = Self.outputShapes(of: layer, for: Self.shapes(sizes, unknown: Self.probeSizes.1))
    self.init(
      layer: layer, inputs: inputs,
      sizes: zip(first, second).map { zip($0.dropFirst(), $1.dropFirst()).map { $0 == $1 ? $0 : nil } })
  }

  /// Two sizes for axes of any size, large enough for the kernels of common layers.
  private static let probeSizes = (48, 64)

  static func shapes(_ sizes: [[Int?]], unknown: Int, batchSize: Int = 1) -> [Shape] {
    sizes.map { Shape([batchSize] + $0.map { $0 ?? unknown }) }
  }

  private static func outputShapes(of layer: any MultipleInputLayer, for shapes: [Shape]) -> [Shape] {
    layer.initialized(seed: 0)(shapes.map { Variable(Tensor(zeros: $0)) }, ForwardContext()).map(\.shape)
  }
}

extension Layer {
  /// Returns the output of the layer for a value of a functional model. Every call adds a layer with
  /// separate weights; to use the same weights in several calls, tie the parameters
  /// (`Parameter.tied()`).
  public func callAsFunction(_ input: some ModelValue) -> LayerOutput {
    LayerOutput(
      place: ModelPlace(
        step: ModelStep(calling: SingleInputLayer(layer: self), with: [input.place]), output: 0))
  }
}

extension MultipleInputLayer {
  /// Returns the first output of the layer for values of a functional model.
  public func callAsFunction(_ inputs: any ModelValue...) -> LayerOutput { outputs(for: inputs)[0] }

  /// Returns all outputs of the layer for values of a functional model.
  public func outputs(for inputs: [any ModelValue]) -> [LayerOutput] {
    let step = ModelStep(calling: self, with: inputs.map(\.place))
    return step.sizes.indices.map { LayerOutput(place: ModelPlace(step: step, output: $0)) }
  }
}

extension ModelValue {
  /// Returns the sum of two values.
  public static func + (left: Self, right: some ModelValue) -> LayerOutput { Joining(.sum)(left, right) }

  /// Returns the elementwise product of two values.
  public static func * (left: Self, right: some ModelValue) -> LayerOutput { Joining(.product)(left, right) }
}
