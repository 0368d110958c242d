// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// A number of bytes as users write it: `500MB`, `8GB`, `1.5GB`, `2GiB` or a plain number.
struct ByteCount: ExpressibleByArgument, Equatable {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  /// The number as an option states it.
  var defaultValueDescription: String { bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : "\(bytes)" }

  private static let units: [(String, Double)] = [
    ("KIB", 0x1p10), ("MIB", 0x1p20), ("GIB", 0x1p30), ("TIB", 0x1p40), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9),
    ("TB", 1e12), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1), ("", 1),
  ]

  init?(argument: String) {
    let text = argument.uppercased()
    guard let (unit, factor) = Self.units.first(where: { text.hasSuffix($0.0) }),
      let number = Double(text.dropLast(unit.count).filter { $0 != " " }), number > 0, number * factor >= 1,
      number * factor <= 0x1p62
    else { return nil }
    bytes = Int(number * factor)
  }
}
