// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// The position of the channels among the axes of images and sequences.
public enum DataFormat: Sendable, Hashable {
  /// Channels follow the batch: `[batch, channels, height, width]`, as in PyTorch.
  case channelsFirst
  /// Channels are the last axis: `[batch, height, width, channels]`, the default of Keras.
  case channelsLast
}

/// A layer over images or sequences that computes with the channels in front.
protocol ChannelLayer: Layer {
  /// The position of the channels in the input and the output.
  var dataFormat: DataFormat { get }
  /// Whether the output with the channels in front is the output in the layer's format with its axes moved. This
  /// does not hold for functions along the last axis.
  var commutesWithMovedChannels: Bool { get }
  /// Returns the output, with the channels in front, for an input with the channels in front.
  func channelsFirst(_ input: Variable, _ context: ForwardContext) -> Variable
}

extension ChannelLayer {
  var commutesWithMovedChannels: Bool { true }
}

/// A value on its way through layers. Between layers with the channels behind, it stays with the channels in front.
struct ChannelFlow {
  private let variable: Variable
  /// Whether the channels are in front although the format of the last layer has them behind.
  private let isMoved: Bool

  init(_ variable: Variable) { self.init(variable, isMoved: false) }

  private init(_ variable: Variable, isMoved: Bool) {
    self.variable = variable
    self.isMoved = isMoved
  }

  /// The value in the format of the last layer.
  var value: Variable { isMoved ? variable.movingChannelsBehind() : variable }

  /// Returns the output of a layer.
  func through(_ layer: any Layer, _ context: ForwardContext) -> ChannelFlow {
    guard let channels = layer as? any ChannelLayer, channels.dataFormat == .channelsLast,
      channels.commutesWithMovedChannels, variable.shape.rank > 2
    else { return ChannelFlow(layer(value, context)) }
    let input = isMoved ? variable : variable.movingChannelsToFront()
    return ChannelFlow(channels.channelsFirst(input, context), isMoved: true)
  }
}

extension Variable {
  /// Returns images or sequences with the last axis after the first.
  func movingChannelsToFront() -> Variable {
    let last = shape.rank - 1
    return transposed([0, last] + (1..<last))
  }

  /// Returns images or sequences with the second axis behind all others.
  func movingChannelsBehind() -> Variable { transposed([0] + (2..<shape.rank) + [1]) }

  /// Returns `body` of this variable with the channels in front, in the format of this variable.
  func withChannelsFirst(_ format: DataFormat, _ body: (Variable) -> Variable) -> Variable {
    guard format == .channelsLast, shape.rank > 2 else { return body(self) }
    return body(movingChannelsToFront()).movingChannelsBehind()
  }
}
