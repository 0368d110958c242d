// SPDX-License-Identifier: Apache-2.0

package import GraphDatasets
package import TensorCore

/// Damaged images of handwritten digits, `[count, 1, 32, 32]`, with the digits that each contains.
///
/// Digits of half their size are placed at random and often overlap. Two black squares hide parts of
/// them, and every pixel has noise. The labels are those of the digits before this damage.
package struct DigitScenes {
  /// The kind of images.
  package enum Kind {
    /// One digit per image, all digits with the same probability.
    case single
    /// 2 to 4 digits that occur together, for testing.
    case testing
    /// 2 to 4 digits that occur together, for training. Each number gives different images.
    case training(Int)

    fileprivate var number: UInt64 {
      switch self {
      case .single: 0
      case .testing: 1
      case .training(let number): 2 + UInt64(number)
      }
    }
  }

  /// A group of digits that occur together.
  struct Group {
    /// The share of images with this group.
    let share: Double
    let members: [(digit: Int32, probability: Double)]
  }

  /// The groups. Digits that look alike (1 and 7, 4 and 9, 3, 5 and 8) belong to different groups; the
  /// last digits of each group are rare.
  static let groups = [
    Group(share: 0.5, members: [(1, 0.95), (4, 0.85), (3, 0.4)]),
    Group(share: 0.3, members: [(7, 0.95), (9, 0.85), (8, 0.4)]),
    Group(share: 0.2, members: [(0, 0.95), (2, 0.85), (5, 0.4), (6, 0.3)]),
  ]
  /// The share of images with one more digit, which can be any.
  static let strayShare = 0.1
  package static let side = 32
  package static let digitCount = 10

  /// The images, where 0 is black and 1 is white.
  package let images: Tensor
  /// The digits in each image, in ascending order.
  package let labels: [[Int32]]
  /// The labels as `[count, 10]`: 1 for the digits in the image, else 0.
  package let targets: Tensor

  /// Creates images from the digits of a set.
  package init(_ kind: Kind, count: Int, of digits: ImageSet, seed: UInt64) {
    var places = [[Int]](repeating: [], count: Self.digitCount)
    for (place, digit) in digits.labels.enumerated() { places[Int(digit)].append(place) }
    let halves = Self.halved(digits.images)
    var pixels = [Float]()
    pixels.reserveCapacity(count * Self.side * Self.side)
    var labels = [[Int32]]()
    for number in 0..<count {
      let stream = RandomStream(
        seed: seed, purpose: .generation, step: UInt64(number), ordinal: kind.number)
      var draws = RandomDraws(stream.substream(0))
      let set =
        if case .single = kind { [Int32(draws.integer(below: Self.digitCount))] } else {
          Self.labelSet(&draws)
        }
      let pictures = set.map { halves[draws.one(of: places[Int($0)])] }
      labels.append(set)
      pixels += Self.canvas(pictures, &draws, noise: stream.substream(1))
    }
    images = Tensor(pixels, shape: [count, 1, Self.side, Self.side])
    self.labels = labels
    targets = Tensor(
      labels.flatMap { set in (0..<Int32(Self.digitCount)).map { set.contains($0) ? 1 : 0 } },
      shape: [count, Self.digitCount])
  }

  /// Draws the digits of an image: those of a group, each with its probability, and sometimes one more.
  /// Repeats until there are 2 to 4.
  package static func labelSet(_ draws: inout RandomDraws) -> [Int32] {
    while true {
      var point = draws.uniform()
      let group = groups.first { group in
        point -= group.share
        return point < 0
      }
      var set = (group ?? groups[0]).members.filter { draws.happens($0.probability) }.map(\.digit)
      if draws.happens(strayShare) {
        let stray = Int32(draws.integer(below: digitCount))
        if !set.contains(stray) { set.append(stray) }
      }
      if (2...4).contains(set.count) { return set.sorted() }
    }
  }

  /// Returns the images with half the height and width.
  private static func halved(_ images: Tensor) -> [[Float]] {
    let (height, width) = (images.shape[2], images.shape[3])
    let pixels = images.scalars
    return (0..<images.shape[0]).map { number in
      (0..<height / 2 * (width / 2)).map { place in
        let corner = (number * height + place / (width / 2) * 2) * width + place % (width / 2) * 2
        return (pixels[corner] + pixels[corner + 1] + pixels[corner + width] + pixels[corner + width + 1]) / 4
      }
    }
  }

  private static func canvas(_ digits: [[Float]], _ draws: inout RandomDraws, noise: RandomStream) -> [Float]
  {
    var canvas = [Float](repeating: 0, count: side * side)
    for digit in digits {
      let (top, left) = (draws.integer(below: side - 13), draws.integer(below: side - 13))
      for (place, shade) in digit.enumerated() {
        let target = (top + place / 14) * side + left + place % 14
        canvas[target] = max(canvas[target], shade)
      }
    }
    for _ in 0..<2 {
      let (top, left) = (draws.integer(below: side - 8), draws.integer(below: side - 8))
      for row in top..<top + 9 { for column in left..<left + 9 { canvas[row * side + column] = 0 } }
    }
    return zip(canvas, noise.normal([side * side], deviation: 0.25).scalars).map { min(max($0 + $1, 0), 1) }
  }
}
