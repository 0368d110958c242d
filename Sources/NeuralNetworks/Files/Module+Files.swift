public import GraphCore

extension Module {
  /// Writes the weights, and nothing else, to a safetensors file, with names and axes as in PyTorch. For a node classifier that is to be
  /// used again, save the `TrainedClassifier`, whose file also says what kind of model it is and how features are prepared.
  public func saveWeights(to path: String) throws(DataError) {
    try SafeTensors(tensors: stateDictionary()).write(to: path)
  }

  /// Reads the weights from a safetensors file; names and shapes must all fit. With a prefix only those whose name begins so
  /// (see ``load(_:from:matching:)``).
  public mutating func loadWeights(from path: String, matching prefix: String = "") throws(DataError) {
    try load(try SafeTensors(contentsOf: path).tensors, from: path, matching: prefix)
  }
}
