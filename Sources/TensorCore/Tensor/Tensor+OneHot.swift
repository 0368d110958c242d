// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Creates the rows of labels, `[labels, classes]`: 1 in the column of the label, 0 elsewhere. A negative
  /// label, which means an unknown class, gives a row of zeros. Traps if a label is not below `classCount`.
  public init(oneHot labels: [some BinaryInteger], classCount: Int) {
    var values = [Float](repeating: 0, count: labels.count * classCount)
    for (row, label) in labels.enumerated() where label >= 0 {
      guard label < classCount else {
        fatalError("Tensor(oneHot:): labels[\(row)] is \(label); expected less than \(classCount)")
      }
      values[row * classCount + Int(label)] = 1
    }
    self.init(values, shape: [labels.count, classCount])
  }
}
