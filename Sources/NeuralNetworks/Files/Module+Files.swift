// SPDX-License-Identifier: Apache-2.0

public import GraphCore

extension Module {
  /// Writes the weights and running statistics, and nothing else, to a safetensors file, with names and
  /// axes as in PyTorch.
  ///
  /// To save a node classifier for later use, save the `TrainedClassifier` instead: its file also
  /// records the kind of model and how features are prepared.
  public func saveWeights(to path: String) throws(DataError) {
    try SafeTensors(tensors: stateDictionary()).write(to: path)
  }

  /// Reads the weights from a safetensors file. All names and shapes must match. With a prefix, only
  /// weights whose name starts with the prefix are read (see ``load(_:from:matching:)``).
  public mutating func loadWeights(from path: String, matching prefix: String = "") throws(DataError) {
    try load(try SafeTensors(contentsOf: path).tensors, from: path, matching: prefix)
  }
}
