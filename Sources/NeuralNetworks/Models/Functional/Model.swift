// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A graph of layers with any number of inputs and outputs, as in Keras' functional interface.
///
/// ```swift
/// let query = Input(nil, 512), key = Input(nil, 512), value = Input(nil, 512)
/// let attention = Attention(DotScore(scale: .learnt), dropout: 0.5)
/// let model = Model(inputs: [query, key, value], outputs: attention(query, key, value))
/// print(model.summary())
/// ```
///
/// The layers are built for the sizes of the inputs, and each runs once per pass, in the order in which
/// the outputs need them. Parameter names start with the number of the layer in this order, from 0:
/// `0.weight`. A model with one input and one output is a ``Layer``.
public struct Model: Layer {
  /// A value in a pass: an input, or an output of a layer.
  private enum Source: Sendable {
    case input(Int)
    case output(layer: Int, number: Int)
  }

  /// The layers, in the order of the pass.
  private var layers: [any MultipleInputLayer] = []
  /// The sources of the inputs of each layer.
  private var sources: [[Source]] = []
  private let outputs: [Source]
  /// The sizes of the axes of each input without the batch; nil where any size is possible.
  public let inputSizes: [[Int?]]
  /// The sizes of the axes of each output without the batch; nil where any size is possible.
  public let outputSizes: [[Int?]]

  /// Creates the model of all layers that the outputs depend on.
  ///
  /// Traps if an output depends on an input that is not among `inputs`, or if an input is given twice.
  public init(inputs: [Input], outputs: [any ModelValue]) {
    var numbers: [ObjectIdentifier: Source] = [:]
    for (number, input) in inputs.enumerated() {
      guard numbers.updateValue(.input(number), forKey: ObjectIdentifier(input.place.step)) == nil else {
        fatalError("Model: input \(number) is given twice")
      }
    }
    var layers: [any MultipleInputLayer] = []
    var sources: [[Source]] = []
    func source(_ place: ModelPlace) -> Source {
      let key = ObjectIdentifier(place.step)
      if numbers[key] == nil {
        guard let layer = place.step.layer else {
          fatalError("Model: an output depends on an Input that is not among the inputs of the model")
        }
        let parts = place.step.inputs.map(source)
        numbers[key] = .output(layer: layers.count, number: 0)
        layers.append(layer)
        sources.append(parts)
      }
      guard case .output(let layer, _)? = numbers[key] else { return numbers[key] ?? .input(0) }
      return .output(layer: layer, number: place.output)
    }
    self.outputs = outputs.map { source($0.place) }
    self.layers = layers
    self.sources = sources
    inputSizes = inputs.map(\.sizes)
    outputSizes = outputs.map(\.sizes)
  }

  /// Creates a model with one output.
  public init(inputs: [Input], outputs: some ModelValue) { self.init(inputs: inputs, outputs: [outputs]) }

  /// Creates a model with one input and one output.
  public init(inputs: Input, outputs: some ModelValue) { self.init(inputs: [inputs], outputs: [outputs]) }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for index in layers.indices { visitor("\(index)", &layers[index]) }
  }

  /// Returns the outputs for `inputs`, which are in the order in which the model was created with them.
  /// Traps if their number or shapes differ from those of the model.
  public func callAsFunction(_ inputs: [Variable], _ context: ForwardContext) -> [Variable] {
    requireShapes(inputs.map(\.shape))
    var results: [[ChannelFlow]] = []
    func flow(_ source: Source) -> ChannelFlow {
      switch source {
      case .input(let number): ChannelFlow(inputs[number])
      case .output(let layer, let number): results[layer][number]
      }
    }
    for (layer, parts) in zip(layers, sources) {
      if let single = layer as? SingleInputLayer {
        results.append([flow(parts[0]).through(single.layer, context)])
      } else {
        results.append(layer(parts.map { flow($0).value }, context).map { ChannelFlow($0) })
      }
    }
    return outputs.map { flow($0).value }
  }

  /// Returns the output of a model with one input and one output. Traps if it has others.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    guard inputSizes.count == 1 && outputSizes.count == 1 else {
      fatalError(
        "Model: called with one input for one output, but the model has \(inputSizes.count) inputs and \(outputSizes.count) outputs; pass an array"
      )
    }
    return self([input], context)[0]
  }

  private func requireShapes(_ shapes: [Shape]) {
    guard shapes.count == inputSizes.count else {
      fatalError("Model: expected \(inputSizes.count) inputs, found \(shapes.count)")
    }
    for (number, (shape, sizes)) in zip(shapes, inputSizes).enumerated() {
      let fits =
        shape.rank == sizes.count + 1
        && zip(shape.dropFirst(), sizes).allSatisfy { own, size in size.map { $0 == own } ?? true }
      guard fits else {
        let expected = sizes.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
        fatalError("Model: input \(number) has shape \(shape); expected [batch, \(expected)]")
      }
    }
  }

  /// Summarises a forward pass with inputs of zeros.
  ///
  /// - Parameters:
  ///   - batchSize: the size of the batch.
  ///   - unknownSize: the size of axes of any size, such as the length of sequences.
  public func summary(batchSize: Int = 1, unknownSize: Int = 10) -> ModelSummary {
    let shapes = ModelStep.shapes(inputSizes, unknown: unknownSize, batchSize: batchSize)
    return summary(ofAll: { model, context in
      model(shapes.map { context.leaf(Tensor(zeros: $0)) }, context)
    })
  }
}
