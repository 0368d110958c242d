// SPDX-License-Identifier: Apache-2.0

/// The owner of a mapped matrix that may be too large for the memory, and can read single rows of it with less
/// work for the system than through the map.
package protocol RowSource: AnyObject, Sendable {
  /// Copies rows of `width` elements to `target`. Returns false if they are to be read through the map.
  func copyRows(_ rows: [Int32], width: Int, to target: UnsafeMutablePointer<Float>) -> Bool
}
