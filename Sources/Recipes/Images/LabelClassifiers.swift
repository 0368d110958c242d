// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// A convolutional network that detects digits: three convolutions, the maximum of each feature over the
/// image, and one detector per digit.
struct DigitDetectors: Layer {
  static let featureCount = 128

  var convolutions: [Conv2D]
  var norms: [BatchNorm]
  var output: Linear

  init() {
    let channels = [1, 16, 32, Self.featureCount]
    convolutions = (0..<3).map {
      Conv2D(
        inputChannels: channels[$0], filters: channels[$0 + 1], kernelSize: 3, padding: .same,
        hasBias: false, kernelInitializer: .heUniform)
    }
    norms = channels.dropFirst().map { BatchNorm(channels: $0, isRectified: true) }
    output = Linear(
      inputSize: Self.featureCount, outputSize: DigitScenes.digitCount)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv", &convolutions, first: 1)
    visitor("norm", &norms, first: 1)
    visitor("output", &output)
  }

  /// Returns the features, `[images, 1, side, side] -> [images, featureCount]`.
  func features(_ images: Variable, _ context: ForwardContext) -> Variable {
    var x = images
    for (convolution, norm) in zip(convolutions, norms) {
      if x.shape[1] > 1 { x = MaxPool2D(poolSize: 2)(x, context) }
      x = norm(convolution(x, context), context)
    }
    return GlobalMaxPool()(x, context)
  }

  /// Returns the scores of the digits.
  func callAsFunction(_ images: Variable, _ context: ForwardContext) -> Variable {
    output(features(images, context), context)
  }
}

/// Classifiers of features, one row per label, `[labels, features]`.
protocol LabelClassifiers: Module {
  func callAsFunction(_ context: ForwardContext) -> Variable
}

/// Independent classifiers.
struct FreeClassifiers: LabelClassifiers {
  var weight: Parameter

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight", &weight) }

  func callAsFunction(_ context: ForwardContext) -> Variable { context[weight] }
}

/// Classifiers that are computed from learnt label embeddings by a convolution over a graph or
/// hypergraph of the labels. The weights of the convolution are fixed.
struct ConvolvedClassifiers<Convolution: GraphConvolution>: LabelClassifiers {
  var convolution: Convolution
  /// The embeddings of the labels, `[labels, size]`.
  var embeddings: Parameter
  let steps: [MessageEdges]

  init(_ convolution: Convolution, embeddings: Tensor, on labels: GraphStructure) {
    self.convolution = convolution
    self.convolution.freeze()
    self.embeddings = Parameter(embeddings)
    steps = convolution.messageSteps(of: labels)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("embeddings", &embeddings)
    visitor("conv", &convolution)
  }

  func callAsFunction(_ context: ForwardContext) -> Variable {
    convolution(.dense(context[embeddings]), along: steps[...], context)
  }
}

/// The products of features and classifiers, `[images, features] -> [images, labels]`.
struct LabelScores<Classifiers: LabelClassifiers>: Layer {
  var classifiers: Classifiers
  var bias: Parameter

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("classifiers", &classifiers)
    visitor("bias", &bias)
  }

  func callAsFunction(_ features: Variable, _ context: ForwardContext) -> Variable {
    features.matmul(classifiers(context).transposed()) + context[bias]
  }
}
