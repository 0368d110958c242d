// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

/// Random numbers that are a function of their use: each value depends only on (seed, purpose, step,
/// ordinal, index). Neither the order of calls nor the number of threads can change it.
///
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", 2011).
public struct RandomStream: Sendable, Hashable {
  /// The purpose of random numbers. Streams for different purposes are independent.
  public struct Purpose: Sendable, Hashable {
    let code: UInt8
    /// The stream with code 0, which the published test vectors use.
    package static let unkeyed = Purpose(code: 0)
    /// Initial weights.
    public static let initialization = Purpose(code: 1)
    /// Dropout masks.
    public static let dropout = Purpose(code: 2)
    /// Splits into training, validation and test nodes.
    public static let split = Purpose(code: 3)
    /// Synthetic data.
    public static let generation = Purpose(code: 4)
    /// Sampling of nodes, edges and batches.
    public static let sampling = Purpose(code: 5)
  }

  package let key: UInt64
  package private(set) var stream: UInt64

  /// Creates the stream of operation `ordinal` (0 to 65,535) in step `step` (below 2^40).
  public init(seed: UInt64, purpose: Purpose, step: UInt64 = 0, ordinal: UInt64 = 0) {
    key = seed
    stream = UInt64(purpose.code) << 56 | (ordinal & 0xFFFF) << 40 | step & 0xFF_FFFF_FFFF
  }

  /// Creates the stream of a name, such as that of a parameter. Different names have different streams,
  /// except with a probability of 2^-56.
  public init(seed: UInt64, purpose: Purpose, name: String) {
    // FNV-1a followed by the finalizer of SplitMix64, so that all bits depend on all characters.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    self.init(seed: seed, purpose: purpose, step: hash & 0xFF_FFFF_FFFF, ordinal: hash >> 40)
  }

  /// Returns substream `number` (0 to 62). A layer uses one substream for each of its weights.
  ///
  /// Substreams are independent of this stream and of each other, and may be divided again a few times.
  public func substream(_ number: UInt64) -> RandomStream {
    var part = self
    let step = stream & 0xFF_FFFF_FFFF
    part.stream = stream & ~0xFF_FFFF_FFFF | (step &* 64 &+ number &+ 1) & 0xFF_FFFF_FFFF
    return part
  }

  /// Returns 64 random bits for element `index`.
  public func bits(at index: UInt64) -> UInt64 { pair(at: index).0 }

  /// Returns the random bits of element `index` and 64 more.
  package func pair(at index: UInt64) -> (UInt64, UInt64) {
    var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    unsafe withUnsafeMutablePointer(to: &words) { words in
      unsafe words.withMemoryRebound(to: UInt32.self, capacity: 4) {
        unsafe gnk_philox(key, stream, index, $0)
      }
    }
    return (UInt64(words.1) << 32 | UInt64(words.0), UInt64(words.3) << 32 | UInt64(words.2))
  }

  /// Returns a number in [0, 1) for element `index`, with 53 random bits.
  public func uniform(at index: UInt64) -> Double { Double(bits(at: index) >> 11) * 0x1p-53 }

  /// Returns an integer in 0..<bound for element `index`. The bias is below 2^-32 for bounds below 2^32.
  public func integer(below bound: Int, at index: UInt64) -> Int {
    Int(bits(at: index).multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Returns a random order of 0..<count (Fisher and Yates).
  public func permutation(of count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, integer(below: index + 1, at: UInt64(index)))
    }
    return order
  }
}

/// A mask of random bits, one for each of `count` elements, such as a dropout mask.
public struct RandomMask: Sendable {
  /// The number of elements.
  public let count: Int
  /// The probability that a bit is set, a multiple of 1 / 65,536.
  public let probability: Float
  package let words: SharedBuffer<UInt64>

  /// Creates a random mask. Bit e depends only on the stream and on e.
  /// - Parameters:
  ///   - count: The number of elements.
  ///   - probability: The probability that a bit is set, rounded to a multiple of 1 / 65,536.
  ///   - stream: The stream of random numbers.
  public init(count: Int, probability: Float, stream: RandomStream) {
    let threshold = UInt32((probability * 65536).rounded())
    self.count = count
    self.probability = Float(threshold) / 65536
    // Bits are drawn in groups of 128. The last group may be used only in part.
    let wordCount = (count + 127) / 128 * 2
    words = unsafe SharedBuffer(count: wordCount) { target in
      guard let start = target.baseAddress else { return }
      Parallelism.forEachRange(wordCount, grain: 1024, nanoseconds: wordCount * 20) { range in
        unsafe gnk_random_mask(
          start, stream.key, stream.stream, threshold, Int64(range.lowerBound), Int64(range.upperBound))
      }
    }
  }

  /// Creates a mask from given bits.
  init(count: Int, probability: Float, words: SharedBuffer<UInt64>) {
    self.count = count
    self.probability = probability
    self.words = words
  }

  /// Returns the mask of the bits that are set in both masks. Traps if the masks differ in size.
  package func intersection(_ other: RandomMask) -> RandomMask {
    guard count == other.count else {
      fatalError("RandomMask: cannot intersect masks of \(count) and \(other.count) bits")
    }
    return RandomMask(
      count: count, probability: probability * other.probability,
      words: SharedBuffer(zip(words, other.words).map { $0 & $1 }))
  }

  /// Returns whether bit `index` is set.
  public subscript(index: Int) -> Bool { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }
}
