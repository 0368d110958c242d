extension Tensor {
  /// Whether every element is a finite number.
  package var isFinite: Bool {
    unsafe withUnsafeBufferPointer { unsafe SharedBuffer<Float>.areFinite($0) }
  }
}

extension SharedBuffer where Element == Float {
  /// Whether every element is a finite number.
  package var isFinite: Bool { unsafe withUnsafeBufferPointer { unsafe Self.areFinite($0) } }

  /// One pass without branches: of all magnitudes the largest bit pattern decides, as infinities and what is no number stand above all
  /// finite numbers.
  fileprivate static func areFinite(_ elements: UnsafeBufferPointer<Float>) -> Bool {
    let magnitude: UInt32 = 0x7fff_ffff
    var largest: UInt32 = 0
    for index in 0..<elements.count {
      largest = Swift.max(largest, unsafe elements[index].bitPattern & magnitude)
    }
    return largest < Float.infinity.bitPattern
  }
}
