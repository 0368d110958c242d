// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Whether all elements are finite.
  package var isFinite: Bool {
    unsafe withUnsafeBufferPointer { unsafe SharedBuffer<Float>.areFinite($0) }
  }
}

extension SharedBuffer where Element == Float {
  /// Whether all elements are finite.
  package var isFinite: Bool { unsafe withUnsafeBufferPointer { unsafe Self.areFinite($0) } }

  /// Returns whether all elements are finite, in one pass without branches. It compares the largest bit
  /// pattern of all magnitudes, because those of infinities and NaN are above those of all finite
  /// numbers.
  fileprivate static func areFinite(_ elements: UnsafeBufferPointer<Float>) -> Bool {
    let magnitude: UInt32 = 0x7fff_ffff
    var largest: UInt32 = 0
    for index in 0..<elements.count {
      largest = Swift.max(largest, unsafe elements[index].bitPattern & magnitude)
    }
    return largest < Float.infinity.bitPattern
  }
}
