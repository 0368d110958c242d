// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Assigns an index to each distinct identifier, in order of first appearance. Identifiers are bytes:
/// two are equal if and only if their bytes are equal.
///
/// Identifiers that are plain integers (`0`, `17`, but neither `017` nor `+17`) are stored as numbers
/// and found through an array, because most graphs name their nodes this way. All others are stored in
/// one block of bytes and found by their first bytes or a hash.
package struct IdentifierTable: Sendable {
  /// For each identifier its number or, with ``textBit`` set, its position among the texts.
  private var entries: [UInt64] = []
  private static let textBit: UInt64 = 1 << 63

  /// The index of the identifier for each number below `direct.count`, or -1.
  private var direct: [Int32] = []
  /// Numbers from this limit on are hashed, because the array must not outgrow the file that the table
  /// was read from.
  private var directLimit: Int
  private var numbers = HashedNumbers()

  /// All texts, concatenated.
  private var text: [UInt8] = []
  private var textStarts: [Int] = [0]
  private var places = HashedTexts()

  /// Creates an empty table.
  ///
  /// - Parameter byteCount: The size of the file that the identifiers come from, which limits the memory
  ///   for numbers.
  package init(forBytes byteCount: Int = 0) { directLimit = max(1 << 16, byteCount / 4) }

  /// Creates a table of `names` in the given order. Returns nil if there is a duplicate.
  package init?(_ names: some Collection<String>) {
    self.init(forBytes: 16 * names.count)
    for name in names where !insert(name).isNew { return nil }
  }

  /// Returns the identifiers "first", "first + 1", ... for `count` rows.
  package static func numbers(from first: Int = 0, count: Int) -> IdentifierTable {
    var table = IdentifierTable(forBytes: 16 * (count + first))
    table.entries.reserveCapacity(count)
    for number in first..<first + count { _ = table.insert(number: UInt64(number)) }
    return table
  }

  /// The number of identifiers.
  package var count: Int { entries.count }

  /// The identifiers in order.
  package var names: [String] { (0..<count).map(name) }

  /// Returns the identifier at an index.
  package func name(_ index: Int) -> String {
    let entry = entries[index]
    guard entry & Self.textBit != 0 else { return String(entry) }
    let place = Int(entry & ~Self.textBit)
    return String(decoding: text[textStarts[place]..<textStarts[place + 1]], as: UTF8.self)
  }

  /// Returns the integer value of the identifier at an index, or nil if it is not a plain integer.
  package func number(_ index: Int) -> Int? {
    entries[index] & Self.textBit == 0 ? Int(entries[index]) : nil
  }

  /// Calls `body` with the bytes of each identifier that is not a plain integer.
  package func forEachText<Failure: Error>(
    _ body: (_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    guard textStarts.count > 1 else { return }
    try unsafe text.withUnsafeBufferPointer { (bytes) throws(Failure) in
      for (index, entry) in entries.enumerated() where entry & Self.textBit != 0 {
        let place = Int(entry & ~Self.textBit)
        try unsafe body(
          index, UnsafeBufferPointer(rebasing: bytes[textStarts[place]..<textStarts[place + 1]]))
      }
    }
  }

  // MARK: Inserting and finding

  /// Returns the index of `bytes`, adding them if they are new. The table can hold 2^31 - 1 identifiers;
  /// one more gets the index `Int32.max` and is not added.
  package mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) -> (index: Int32, isNew: Bool) {
    if let number = unsafe Self.plainNumber(bytes) { return insert(number: number) }
    let key = unsafe TextKey(bytes)
    let place = unsafe find(bytes, key)
    if places[place].index >= 0 { return (places[place].index, false) }
    guard count < Int(Int32.max) else { return (.max, true) }
    let index = Int32(count)
    entries.append(Self.textBit | UInt64(textStarts.count - 1))
    unsafe text.append(contentsOf: bytes)
    textStarts.append(text.count)
    places.fill(place, key, index)
    return (index, true)
  }

  /// Returns the index of an identifier that is a plain integer below 2^63, adding it if it is new.
  @inline(__always)
  package mutating func insert(number: UInt64) -> (index: Int32, isNew: Bool) {
    if number < UInt64(direct.count) {
      let known = direct[Int(number)]
      if known >= 0 { return (known, false) }
    }
    return insertUnknown(number)
  }

  /// Inserts many numbers in order and writes their indices to `indices`.
  ///
  /// Known numbers are looked up without branches in between, so that the processor can wait for many
  /// memory accesses at once.
  package mutating func insert(
    numbers: UnsafeBufferPointer<UInt64>, into indices: UnsafeMutableBufferPointer<Int32>
  ) {
    let areKnown = unsafe direct.withUnsafeBufferPointer { direct in
      guard let last = UInt64(exactly: direct.count - 1) else { return false }
      var signs: Int32 = 0
      for place in numbers.indices {
        let number = unsafe numbers[place]
        let index = unsafe direct[Int(min(number, last))] | (number > last ? -1 : 0)
        unsafe indices[place] = index
        signs |= index
      }
      return signs >= 0
    }
    if areKnown { return }
    for place in numbers.indices {
      unsafe indices[place] = insert(number: numbers[place]).index
    }
  }

  @inline(never)
  private mutating func insertUnknown(_ number: UInt64) -> (index: Int32, isNew: Bool) {
    let isDirect = number < UInt64(directLimit)
    if !isDirect, let known = numbers.index(of: number) { return (known, false) }
    guard count < Int(Int32.max) else { return (.max, true) }
    let index = Int32(count)
    entries.append(number)
    if isDirect {
      if Int(number) >= direct.count {
        let size = min(directLimit, max(1024, Int(number) + 1, direct.count * 2))
        direct.reserveCapacity(size)
        HugePages.advise(&direct)
        direct += repeatElement(-1, count: size - direct.count)
      }
      direct[Int(number)] = index
    } else {
      numbers.insert(number, index)
    }
    return (index, true)
  }

  /// Returns the index of `bytes`, or nil if they are unknown.
  package func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    if let number = unsafe Self.plainNumber(bytes) { return index(ofNumber: number) }
    let index = places[unsafe find(bytes, TextKey(bytes))].index
    return index < 0 ? nil : index
  }

  /// Returns the index of an identifier that is a plain integer, or nil if it is unknown.
  package func index(ofNumber number: UInt64) -> Int32? {
    guard number < UInt64(directLimit) else { return numbers.index(of: number) }
    guard number < UInt64(direct.count), direct[Int(number)] >= 0 else { return nil }
    return direct[Int(number)]
  }

  /// Returns the index of `name`, adding it if it is new.
  package mutating func insert(_ name: String) -> (index: Int32, isNew: Bool) {
    var name = name
    return name.withUTF8 { unsafe insert($0) }
  }

  /// Returns the index of `name`, or nil if it is unknown.
  package func index(of name: String) -> Int32? {
    var name = name
    return name.withUTF8 { unsafe index(of: $0) }
  }

  // MARK: Hashing

  /// Returns the number in `bytes` if it can be written back unchanged: up to 18 digits without a
  /// leading zero. Returns nil otherwise.
  package static func plainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard bytes.count >= 1 && bytes.count <= 18, unsafe bytes[0] != 0x30 || bytes.count == 1 else {
      return nil
    }
    var value: UInt64 = 0
    for index in bytes.indices {
      let digit = unsafe bytes[index] &- 0x30
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ UInt64(digit)
    }
    return value
  }

  /// Returns the slot that contains `bytes`, or the free slot for them.
  @inline(__always)
  private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ key: TextKey) -> Int {
    var place = places.first(key)
    while true {
      let slot = places[place]
      if slot.index < 0 { return place }
      if slot.key == key, unsafe key.isWhole || matches(Int(slot.index), bytes) { return place }
      place = places.next(place)
    }
  }

  private func matches(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let place = Int(entries[index] & ~Self.textBit)
    let start = textStarts[place]
    guard textStarts[place + 1] - start == bytes.count else { return false }
    guard let other = bytes.baseAddress, bytes.count > 0 else { return true }
    return unsafe text.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return false }
      return unsafe memcmp(base + start, other, bytes.count) == 0
    }
  }
}

/// A text of up to 15 bytes, or two hashes of a longer one.
private struct TextKey: Equatable {
  let low: UInt64
  let high: UInt64
  /// The length byte of a longer text, which no short text has.
  private static let long: UInt64 = 0xFF << 56

  /// Whether equal keys imply equal texts.
  var isWhole: Bool { high >> 56 != 0xFF }

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let raw = UnsafeRawBufferPointer(bytes)
    let count = bytes.count
    if count >= 8 && count <= 15 {
      low = unsafe raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      // The last eight bytes overlap the first ones; the shift removes the overlap.
      let tail = unsafe raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      let rest = count == 8 ? 0 : tail >> UInt64(8 * (16 - count))
      high = rest | UInt64(count) << 56
    } else if count < 8 {
      var word: UInt64 = 0
      for index in bytes.indices { word = unsafe word << 8 | UInt64(bytes[index]) }
      low = word
      high = UInt64(count) << 56
    } else {
      var (one, other) = (UInt64(count), ~UInt64(count))
      var index = 0
      while index + 8 <= count {
        let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        one = HashedTexts.mix(one ^ word)
        other = other &+ one
        index += 8
      }
      let tail = unsafe raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      low = HashedTexts.mix(one ^ tail)
      high = (other ^ low) | Self.long
    }
  }
}

/// Texts by their keys. The open-addressing table stores each key next to its identifier, so that short
/// texts are found with a single memory access.
private struct HashedTexts: Sendable {
  struct Slot: BitwiseCopyable, Sendable {
    var key = unsafe TextKey(unsafe UnsafeBufferPointer(start: nil, count: 0))
    var index: Int32 = -1
  }
  private var slots = [Slot](repeating: Slot(), count: 16)
  private var count = 0
  /// A random seed per process, so that no file can be made to cause collisions.
  private static let seed = UInt64.random(in: 1 ... .max)

  subscript(place: Int) -> Slot {
    @inline(__always) get { slots[place] }
  }

  @inline(__always)
  func first(_ key: TextKey) -> Int {
    Int(truncatingIfNeeded: Self.mix(key.low ^ Self.mix(key.high))) & (slots.count - 1)
  }

  @inline(__always)
  func next(_ place: Int) -> Int { (place + 1) & (slots.count - 1) }

  mutating func fill(_ place: Int, _ key: TextKey, _ index: Int32) {
    slots[place] = Slot(key: key, index: index)
    count += 1
    guard count * 4 > slots.count * 3 else { return }
    let old = slots
    slots = []
    slots.reserveCapacity(old.count * 2)
    HugePages.advise(&slots)
    slots += repeatElement(Slot(), count: old.count * 2)
    for slot in old where slot.index >= 0 {
      var place = first(slot.key)
      while slots[place].index >= 0 { place = next(place) }
      slots[place] = slot
    }
  }

  /// Combines the two halves of a 128-bit product.
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}

/// Numbers that are too large for the array. The open-addressing table stores each number next to its
/// identifier, so that it is found with a single memory access.
private struct HashedNumbers: Sendable {
  private struct Slot {
    var number: UInt64 = 0
    var index: Int32 = -1
  }
  private var slots = [Slot](repeating: Slot(), count: 16)
  private var count = 0

  func index(of number: UInt64) -> Int32? {
    let slot = slots[place(of: number)]
    return slot.index >= 0 ? slot.index : nil
  }

  mutating func insert(_ number: UInt64, _ index: Int32) {
    slots[place(of: number)] = Slot(number: number, index: index)
    count += 1
    guard count * 2 > slots.count else { return }
    let old = slots
    slots = [Slot](repeating: Slot(), count: slots.count * 4)
    for slot in old where slot.index >= 0 { slots[place(of: slot.number)] = slot }
  }

  /// Returns the slot that contains `number`, or the free slot for it.
  private func place(of number: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: HashedTexts.mix(number)) & mask
    while slots[place].index >= 0 && slots[place].number != number { place = (place + 1) & mask }
    return place
  }
}
