#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Gives every distinct identifier a number, in the order of first appearance. Identifiers are bytes: two are the same if and
/// only if their bytes are.
///
/// Identifiers that are plain whole numbers (`0`, `17`, but neither `017` nor `+17`) are kept as numbers and found by
/// address, as most graphs name nodes so; all others lie in one block of bytes and are found by their first bytes or a hash.
package struct IdentifierTable: Sendable {
  /// For every identifier its number, or with ``textBit`` its place among the texts.
  private var entries: [UInt64] = []
  private static let textBit: UInt64 = 1 << 63

  /// The identifier of every number below `direct.count`, or -1.
  private var direct: [Int32] = []
  /// Numbers from here on are hashed: a table by address must not outgrow the file that it was read from.
  private var directLimit: Int
  private var numbers = HashedNumbers()

  /// All texts, one after the other.
  private var text: [UInt8] = []
  private var textStarts: [Int] = [0]
  private var places = HashedTexts()

  /// An empty table.
  ///
  /// - Parameter byteCount: the size of the file whose identifiers come, which bounds the memory for numbers.
  package init(forBytes byteCount: Int = 0) { directLimit = max(1 << 16, byteCount / 4) }

  /// A table of `names`, in that order; nil where there is a duplicate.
  package init?(_ names: some Collection<String>) {
    self.init(forBytes: 16 * names.count)
    for name in names where !insert(name).isNew { return nil }
  }

  /// The identifiers "first", "first + 1", ... of `count` rows.
  package static func numbers(from first: Int = 0, count: Int) -> IdentifierTable {
    var table = IdentifierTable(forBytes: 16 * (count + first))
    table.entries.reserveCapacity(count)
    for number in first..<first + count { _ = table.insert(number: UInt64(number)) }
    return table
  }

  /// How many identifiers there are.
  package var count: Int { entries.count }

  /// The identifiers in order.
  package var names: [String] { (0..<count).map(name) }

  /// One identifier.
  package func name(_ index: Int) -> String {
    let entry = entries[index]
    guard entry & Self.textBit != 0 else { return String(entry) }
    let place = Int(entry & ~Self.textBit)
    return String(decoding: text[textStarts[place]..<textStarts[place + 1]], as: UTF8.self)
  }

  /// The number that an identifier is, if it is one.
  package func number(_ index: Int) -> Int? {
    entries[index] & Self.textBit == 0 ? Int(entries[index]) : nil
  }

  /// Calls `body` with the bytes of every identifier that is no plain number.
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

  /// The number of `bytes`, which are added where they are new. There is room for 2^31 - 1 identifiers; a further one gets
  /// the index `Int32.max`.
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

  /// The same for an identifier that is a plain number below 2^63.
  @inline(__always)
  package mutating func insert(number: UInt64) -> (index: Int32, isNew: Bool) {
    if number < UInt64(direct.count) {
      let known = direct[Int(number)]
      if known >= 0 { return (known, false) }
    }
    return insertUnknown(number)
  }

  /// The same for many numbers, one after the other, whose indices come behind `indices`.
  ///
  /// Known numbers are looked up without a branch in between, so that the processor waits for many of them at a time.
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

  /// The number of `bytes`, if they are known.
  package func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    if let number = unsafe Self.plainNumber(bytes) { return index(ofNumber: number) }
    let index = places[unsafe find(bytes, TextKey(bytes))].index
    return index < 0 ? nil : index
  }

  /// The same for an identifier that is a plain number.
  package func index(ofNumber number: UInt64) -> Int32? {
    guard number < UInt64(directLimit) else { return numbers.index(of: number) }
    guard number < UInt64(direct.count), direct[Int(number)] >= 0 else { return nil }
    return direct[Int(number)]
  }

  /// The number of `name`, which is added where it is new.
  package mutating func insert(_ name: String) -> (index: Int32, isNew: Bool) {
    var name = name
    return name.withUTF8 { unsafe insert($0) }
  }

  /// The number of `name`, if it is known.
  package func index(of name: String) -> Int32? {
    var name = name
    return name.withUTF8 { unsafe index(of: $0) }
  }

  // MARK: Hashing

  /// The number that `bytes` write in the only way that keeps them as they are: up to 18 digits without a leading zero.
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

  /// Where `bytes` are, or the free place for them.
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

/// A text of up to 15 bytes as it is, or two hashes of a longer one.
private struct TextKey: Equatable {
  let low: UInt64
  let high: UInt64
  /// The length of a longer text, which no short one has.
  private static let long: UInt64 = 0xFF << 56

  /// Whether equal keys are equal texts.
  var isWhole: Bool { high >> 56 != 0xFF }

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let raw = UnsafeRawBufferPointer(bytes)
    let count = bytes.count
    if count >= 8 && count <= 15 {
      low = unsafe raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      // The last eight bytes overlap the first ones, which are shifted out.
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

/// Texts by their keys: open addressing with the key beside its identifier, so that short texts are found with one look in
/// memory.
private struct HashedTexts: Sendable {
  struct Slot: BitwiseCopyable, Sendable {
    var key = unsafe TextKey(unsafe UnsafeBufferPointer(start: nil, count: 0))
    var index: Int32 = -1
  }
  private var slots = [Slot](repeating: Slot(), count: 16)
  private var count = 0
  /// Another one in every process, so that no file can be made to collide.
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

  /// The two halves of a 128-bit product.
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    let product = (word ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}

/// Numbers too large to be found by address: open addressing with the number beside its identifier, one look in memory.
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

  /// Where `number` is, or the free place for it.
  private func place(of number: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: HashedTexts.mix(number)) & mask
    while slots[place].index >= 0 && slots[place].number != number { place = (place + 1) & mask }
    return place
  }
}
