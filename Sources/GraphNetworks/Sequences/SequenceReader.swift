public import Autograd
public import NeuralNetworks
public import TensorCore

/// A network that reads embedded words and puts out one row a sequence, whatever its length.
public protocol SequenceReader: Module {
  /// The settings of a network with this reader.
  associatedtype Configuration: SequenceConfiguration

  /// The network's name in files, reports and registries.
  static var networkName: String { get }

  /// Creates the reader without initial weights.
  init(_ configuration: Configuration)

  /// The number of features that it puts out.
  var outputSize: Int { get }

  /// `[rows, steps, size] -> [rows, outputSize]`.
  ///
  /// - Parameters:
  ///   - words: 0 where there is none.
  ///   - mask: `[rows, steps]`, 1 where there is a word; a row may have none.
  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable
}

extension Variable {
  /// The mean of the steps where `mask` is 1, `[rows, steps, size] -> [rows, size]`; 0 where there is none.
  func mean(of mask: Tensor) -> Variable {
    let (rows, steps) = (mask.shape[0], mask.shape[1])
    let counts = mask.sum(axis: 1, keepingDimension: true)
    let shares = mask / counts.maximum(Tensor(repeating: 1, shape: [rows, 1]))
    return Variable(shares.reshaped([rows, 1, steps])).matmul(self).reshaped([rows, shape[2]])
  }
}
