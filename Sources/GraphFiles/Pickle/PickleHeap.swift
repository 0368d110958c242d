// SPDX-License-Identifier: Apache-2.0

/// The compound values of a pickle, identified by number.
package struct PickleHeap {
  package var tuples: [[PickleValue]] = []
  package var lists: [[PickleValue]] = []
  package var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  package var objects: [PickleObject] = []
  private var texts: [[UInt8]] = []
  /// The number of bytes and elements that have been copied. It is limited because a pickle may refer to
  /// the same value many times.
  private(set) var copiedCount = 0

  package mutating func add(tuple: [PickleValue]) -> PickleValue {
    tuples.append(tuple)
    return .tuple(tuples.count - 1)
  }

  package mutating func add(list: [PickleValue]) -> PickleValue {
    lists.append(list)
    return .list(lists.count - 1)
  }

  package mutating func add(dictionary: [(key: PickleValue, value: PickleValue)]) -> PickleValue {
    dictionaries.append(dictionary)
    return .dictionary(dictionaries.count - 1)
  }

  package mutating func add(object: PickleObject) -> PickleValue {
    objects.append(object)
    return .object(objects.count - 1)
  }

  package mutating func add(text: [UInt8]) -> PickleValue {
    texts.append(text)
    copiedCount += text.count
    return .ownText(texts.count - 1)
  }

  /// Adds a dictionary of the pairs in the list `value`, or returns nil if `value` is not a list of
  /// pairs.
  package mutating func add(pairs value: PickleValue) -> PickleValue? {
    guard case .list(let number) = value else { return nil }
    var pairs = [(key: PickleValue, value: PickleValue)]()
    for pair in lists[number] {
      let parts: [PickleValue]
      switch pair {
      case .tuple(let number): parts = tuples[number]
      case .list(let number): parts = lists[number]
      default: return nil
      }
      guard parts.count == 2 else { return nil }
      pairs.append((parts[0], parts[1]))
    }
    copiedCount += pairs.count
    return add(dictionary: pairs)
  }

  /// Returns the bytes of a string, or nil if `value` is not a string.
  package func bytes(of value: PickleValue, in file: [UInt8]) -> ArraySlice<UInt8>? {
    switch value {
    case .text(let range): file[range]
    case .ownText(let number): texts[number][...]
    default: nil
    }
  }
}
