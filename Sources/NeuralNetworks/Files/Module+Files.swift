public import GraphCore

extension Module {
  /// Writes the weights to a safetensors file, with names and axes as in PyTorch.
  public func save(to path: String) throws(DataError) {
    try SafeTensors(tensors: stateDictionary()).write(to: path)
  }

  /// Reads the weights from a safetensors file; names and shapes must all fit. With a prefix only those whose name begins so
  /// (see ``load(_:from:matching:)``).
  public mutating func load(from path: String, matching prefix: String = "") throws(DataError) {
    try load(try SafeTensors(contentsOf: path).tensors, from: path, matching: prefix)
  }
}
