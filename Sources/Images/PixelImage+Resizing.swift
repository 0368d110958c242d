// SPDX-License-Identifier: Apache-2.0

extension PixelImage {
  /// How the pixels of a resized image are computed.
  public enum Interpolation: Sendable, Hashable {
    /// The pixel that covers the centre of the new one.
    case nearest
    /// Linear interpolation between the four pixels around the centre of the new one. For smaller images,
    /// ``area`` is better, because this one skips pixels.
    case bilinear
    /// The mean of the area that the new pixel covers.
    case area
  }

  /// Returns the image with another size. Traps if a size is below 1 or the image has no pixels.
  public func resized(width newWidth: Int, height newHeight: Int, by method: Interpolation = .area)
    -> PixelImage
  {
    guard newWidth > 0 && newHeight > 0 && width > 0 && height > 0 else {
      fatalError("resized: \(width) x \(height) to \(newWidth) x \(newHeight) pixels; expected at least 1")
    }
    let (rows, columns) = (
      Self.mixtures(height, newHeight, method), Self.mixtures(width, newWidth, method)
    )
    let depth = colors.rawValue
    var result = PixelImage(width: newWidth, height: newHeight, colors: colors)
    // Rows first: an intermediate image of the new height and the old width.
    var lines = [Float](repeating: 0, count: newHeight * width * depth)
    for row in 0..<newHeight {
      for source in rows[row] {
        for place in 0..<width * depth {
          lines[row * width * depth + place] +=
            source.share * Float(bytes[source.place * width * depth + place])
        }
      }
    }
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        for color in 0..<depth {
          let value = columns[column].reduce(Float(0)) { sum, part in
            sum + part.share * lines[(row * width + part.place) * depth + color]
          }
          result.bytes[result.offset(row: row, column: column) + color] = Self.byte(value / 255)
        }
      }
    }
    return result
  }

  /// A row or column, and its share of a new one.
  private struct Share {
    var place: Int
    var share: Float
  }

  /// Returns the places and shares that make up each of `newCount` rows or columns.
  private static func mixtures(_ count: Int, _ newCount: Int, _ method: Interpolation) -> [[Share]] {
    let scale = Double(count) / Double(newCount)
    return (0..<newCount).map { index -> [Share] in
      switch method {
      case .nearest: return [Share(place: min(count - 1, Int((Double(index) + 0.5) * scale)), share: 1)]
      case .bilinear:
        let place = max(0, (Double(index) + 0.5) * scale - 0.5)
        let first = min(Int(place), count - 1)
        let share = Float(place - Double(first))
        guard first + 1 < count && share > 0 else { return [Share(place: first, share: 1)] }
        return [Share(place: first, share: 1 - share), Share(place: first + 1, share: share)]
      case .area:
        let (start, end) = (Double(index) * scale, Double(index + 1) * scale)
        return (Int(start)..<min(count, Int(end.rounded(.up)))).compactMap { place in
          let covered = min(end, Double(place + 1)) - max(start, Double(place))
          return covered > 1e-9 ? Share(place: place, share: Float(covered / (end - start))) : nil
        }
      }
    }
  }
}
