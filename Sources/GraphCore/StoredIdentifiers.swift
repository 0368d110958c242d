// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TensorCore

/// The names of nodes in arrays that are not read before a name is needed.
package final class StoredIdentifiers: Sendable {
  private enum Names: Sendable {
    /// Names that are numbers.
    case numbers(SharedBuffer<Int64>)
    /// The start of each name in `bytes`, and the end of the last one.
    case texts(offsets: SharedBuffer<Int64>, bytes: SharedBuffer<UInt8>)
  }
  private let names: Names
  private let made = Mutex<IdentifierTable?>(nil)
  /// The number of names.
  package let count: Int

  /// Creates names that are numbers. Returns nil if one is negative.
  package init?(numbers: SharedBuffer<Int64>) {
    guard unsafe numbers.withUnsafeBufferPointer({ unsafe $0.allSatisfy { $0 >= 0 } }) else { return nil }
    names = .numbers(numbers)
    count = numbers.count
  }

  /// Creates names from their concatenated UTF-8 text. Returns nil if the offsets do not ascend from 0 to
  /// the number of bytes.
  package init?(offsets: SharedBuffer<Int64>, bytes: SharedBuffer<UInt8>) {
    let isValid = unsafe offsets.withUnsafeBufferPointer { offsets in
      guard unsafe offsets.first == 0 && offsets.last == Int64(bytes.count) else { return false }
      return unsafe zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
    }
    guard isValid else { return nil }
    names = .texts(offsets: offsets, bytes: bytes)
    count = offsets.count - 1
  }

  /// Returns a name.
  func name(_ index: Int) -> String {
    switch names {
    case .numbers(let numbers): String(numbers[index])
    case .texts(let offsets, let bytes):
      String(decoding: bytes[Int(offsets[index])..<Int(offsets[index + 1])], as: UTF8.self)
    }
  }

  /// The names with a look-up from a name to its index, which is created when it is first needed. Of two
  /// equal names, the first is found.
  package var table: IdentifierTable {
    made.withLock { made in
      if let made { return made }
      var table = IdentifierTable(forBytes: 16 * count)
      switch names {
      case .numbers(let numbers): for number in numbers { _ = table.insert(number: UInt64(number)) }
      case .texts: for index in 0..<count { _ = table.insert(name(index)) }
      }
      made = table
      return table
    }
  }
}
