// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// A module that turns a sequence of embedded words of any length into one row.
public protocol SequenceReader: Module {
  /// The settings of a network with this reader.
  associatedtype Configuration: SequenceConfiguration

  /// The network's name in files, reports and registries.
  static var networkName: String { get }

  /// Creates a reader whose parameters have no values yet.
  init(_ configuration: Configuration)

  /// The number of columns of the output.
  var outputSize: Int { get }

  /// Returns one row per sequence, `[rows, steps, size] -> [rows, outputSize]`.
  ///
  /// - Parameters:
  ///   - words: the embedded words, 0 where there is no word.
  ///   - mask: `[rows, steps]`, 1 where there is a word. A row may have no words.
  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable
}

extension Variable {
  /// Returns the mean over the steps where `mask` is 1, `[rows, steps, size] -> [rows, size]`; 0 for
  /// rows without such steps.
  func mean(of mask: Tensor) -> Variable {
    let (rows, steps) = (mask.shape[0], mask.shape[1])
    let counts = mask.sum(axis: 1, keepingDimension: true)
    let shares = mask / counts.maximum(Tensor(repeating: 1, shape: [rows, 1]))
    return Variable(shares.reshaped([rows, 1, steps])).matmul(self).reshaped([rows, shape[2]])
  }
}
