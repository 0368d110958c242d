/// Gives every distinct run of bytes a number, in the order of first appearance.
///
/// Open addressing over one block of bytes: no allocation for an identifier, strings are made once at the end.
package struct IdentifierTable {
  /// All identifiers, one after the other.
  private var text: [UInt8] = []
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  /// A power of two of places that hold an identifier's number, or -1.
  private var slots = [Int32](repeating: -1, count: 64)
  /// Another one in every process, so that no file can be made to collide.
  private static let seed = UInt64.random(in: 1 ... .max)

  /// An empty table.
  package init() {}

  /// A table of `names`, in that order; nil where one stands twice.
  package init?(_ names: some Sequence<String>) {
    for name in names where !insert(name).isNew { return nil }
  }

  /// How many identifiers there are.
  package var count: Int { hashes.count }

  /// The identifiers in order.
  package var names: [String] {
    (0..<count).map { String(decoding: text[starts[$0]..<starts[$0 + 1]], as: UTF8.self) }
  }

  /// One identifier.
  package func name(_ index: Int) -> String {
    String(decoding: text[starts[index]..<starts[index + 1]], as: UTF8.self)
  }

  /// The number of `bytes`, which are added where they are new.
  package mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) -> (index: Int32, isNew: Bool) {
    let hash = unsafe Self.hash(bytes)
    var slot = unsafe find(bytes, hash)
    if slots[slot] >= 0 { return (slots[slot], false) }
    guard count < Int(Int32.max) else { return (.max, true) }
    if (count + 1) * 2 > slots.count {
      grow()
      slot = unsafe find(bytes, hash)
    }
    let index = Int32(count)
    slots[slot] = index
    hashes.append(hash)
    unsafe text.append(contentsOf: bytes)
    starts.append(text.count)
    return (index, true)
  }

  /// The number of `bytes`, if they are known.
  package func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    let index = slots[unsafe find(bytes, Self.hash(bytes))]
    return index < 0 ? nil : index
  }

  /// The number of `name`, which is added where it is new.
  package mutating func insert(_ name: String) -> (index: Int32, isNew: Bool) {
    let bytes = Array(name.utf8)
    return unsafe bytes.withUnsafeBufferPointer { unsafe insert($0) }
  }

  /// The number of `name`, if it is known.
  package func index(of name: String) -> Int32? {
    let bytes = Array(name.utf8)
    return unsafe bytes.withUnsafeBufferPointer { unsafe index(of: $0) }
  }

  /// Where `bytes` are, or the free place for them.
  private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let index = Int(slots[slot])
      if index < 0 { return slot }
      if hashes[index] == hash, unsafe matches(index, bytes) { return slot }
      slot = (slot + 1) & mask
    }
  }

  private func matches(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = starts[index]
    guard starts[index + 1] - start == bytes.count else { return false }
    for offset in 0..<bytes.count where unsafe text[start + offset] != bytes[offset] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    let mask = slots.count - 1
    for index in 0..<count {
      var slot = Int(truncatingIfNeeded: hashes[index]) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(index)
    }
  }

  /// Eight bytes at a time, mixed by the two halves of a 128-bit product.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = seed ^ UInt64(bytes.count)
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      for offset in index..<min(index + 8, bytes.count) { word = unsafe word << 8 | UInt64(bytes[offset]) }
      let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      state = product.high ^ product.low ^ seed
      index += 8
    }
    let product = state.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}
