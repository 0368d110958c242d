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

extension Variable {
  /// Returns `body` of this variable with the channels in front, in the format of this variable.
  func withChannelsFirst(_ format: DataFormat, _ body: (Variable) -> Variable) -> Variable {
    guard format == .channelsLast, shape.rank > 2 else { return body(self) }
    let last = shape.rank - 1
    return body(transposed([0, last] + (1..<last))).transposed([0] + (2...last) + [1])
  }
}
