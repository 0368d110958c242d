// SPDX-License-Identifier: Apache-2.0

/// The outline of a path, broken into lines of readable length.
struct PathData {
  private(set) var text = ""
  private let lineBreak: String
  private let tenthsOnly: Bool
  private var lineStart = 0

  /// Creates an empty outline.
  ///
  /// - Parameters:
  ///   - indentation: The indentation of all lines after the first.
  ///   - tenthsOnly: Whether coordinates have one decimal instead of two.
  init(indentation: String, tenthsOnly: Bool = false) {
    lineBreak = "\n" + indentation
    self.tenthsOnly = tenthsOnly
  }

  var isEmpty: Bool { text.isEmpty }

  mutating func move(_ x: Double, _ y: Double) { append("M", x, y) }
  mutating func line(_ x: Double, _ y: Double) { append("L", x, y) }
  mutating func closeOutline() { text += "Z" }

  /// Adds a stroke of length zero, which round line caps turn into a dot.
  mutating func dot(_ x: Double, _ y: Double) {
    move(x, y)
    text += "h0"
  }

  /// Adds a closed outline around a point.
  mutating func shape(_ corners: [(x: Double, y: Double)], radius: Double, _ x: Double, _ y: Double) {
    for (index, corner) in corners.enumerated() {
      let (cornerX, cornerY) = (x + radius * corner.x, y + radius * corner.y)
      if index == 0 { move(cornerX, cornerY) } else { line(cornerX, cornerY) }
    }
    closeOutline()
  }

  private mutating func append(_ command: String, _ x: Double, _ y: Double) {
    if text.utf8.count - lineStart > 90 {
      text += lineBreak
      lineStart = text.utf8.count
    }
    text += command
    Coordinate.append(x, to: &text, tenthsOnly: tenthsOnly)
    text += " "
    Coordinate.append(y, to: &text, tenthsOnly: tenthsOnly)
  }
}
