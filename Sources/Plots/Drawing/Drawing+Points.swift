// SPDX-License-Identifier: Apache-2.0

extension Drawing {
  /// The index of a point and its position in the image.
  private typealias Mark = (index: Int, x: Double, y: Double)

  mutating func draw(_ points: PointSet, colorScale: ColorScale?) {
    var marks = [Mark]()
    marks.reserveCapacity(points.count)
    for index in 0..<points.count {
      guard colorScale == nil || points.value(index) != nil else { continue }
      guard let (x, y) = layout.place(points.x[index], points.y[index]), layout.plot.contains(x, y) else {
        continue
      }
      marks.append((index, x, y))
    }
    guard !marks.isEmpty else { return }
    if let colorScale {
      if points.isLarge {
        drawColoredDots(marks, of: points, colorScale)
      } else {
        drawColoredMarks(marks, of: points, colorScale)
      }
      return
    }
    let byCategory = Dictionary(grouping: marks) { points.category($0.index) }
    for (category, marks) in byCategory.sorted(by: { $0.key < $1.key }) {
      if points.isLarge {
        drawDots(marks, of: points, category)
      } else {
        drawMarks(marks, of: points, category)
      }
    }
  }

  /// Draws each point of a category as a separate element.
  private mutating func drawMarks(_ marks: [Mark], of points: PointSet, _ category: Int) {
    writer.open(
      "g", ["class": "marks \(Palette.fillClass(category)) \(Palette.strokeClass(category))"])
    for mark in marks {
      let tooltip = mark.index < points.tooltips.count ? points.tooltips[mark.index] : ""
      drawMarker(Palette.marker(category), radius: points.radiusInPixels, mark.x, mark.y, tooltip: tooltip)
    }
    writer.close()
  }

  private mutating func drawColoredMarks(_ marks: [Mark], of points: PointSet, _ scale: ColorScale) {
    writer.open("g", ["class": "mapped"])
    for mark in marks {
      guard let value = points.value(mark.index) else { continue }
      let tooltip = mark.index < points.tooltips.count ? points.tooltips[mark.index] : ""
      drawMarker(
        .circle, radius: points.radiusInPixels, mark.x, mark.y, tooltip: tooltip,
        fill: scale.color(value).hexadecimal)
    }
    writer.close()
  }

  /// Draws all points of a category as one path.
  private mutating func drawDots(_ marks: [Mark], of points: PointSet, _ category: Int) {
    let corners = Palette.marker(category).corners
    var path = PathData(indentation: writer.indentation + "  ", tenthsOnly: true)
    for mark in marks {
      if corners.isEmpty {
        path.dot(mark.x, mark.y)
      } else {
        path.shape(corners, radius: points.radiusInPixels, mark.x, mark.y)
      }
    }
    if corners.isEmpty {
      writer.element(
        "path",
        [
          "class": "dots \(Palette.strokeClass(category))",
          "stroke-width": Coordinate.text(2 * points.radiusInPixels), "d": path.text,
        ])
    } else {
      writer.element("path", ["class": Palette.fillClass(category), "d": path.text])
    }
  }

  /// Draws points in 64 colours, with one path per colour, over a halo that separates the points from
  /// any background.
  private mutating func drawColoredDots(_ marks: [Mark], of points: PointSet, _ scale: ColorScale) {
    let levels = 64
    let empty = PathData(indentation: writer.indentation + "    ", tenthsOnly: true)
    var halo = empty
    var paths = [PathData](repeating: empty, count: levels)
    // A halo would double the size of a very large image.
    let hasHalo = marks.count <= 20_000
    for mark in marks {
      guard let value = points.value(mark.index) else { continue }
      let level = min(max(Int(scale.place(value) * Double(levels)), 0), levels - 1)
      paths[level].dot(mark.x, mark.y)
      if hasHalo { halo.dot(mark.x, mark.y) }
    }
    writer.open("g", ["class": "dots"])
    let diameter = 2 * points.radiusInPixels
    if hasHalo {
      writer.element(
        "path", ["class": "halo", "stroke-width": Coordinate.text(diameter + 1.5), "d": halo.text])
    }
    for (level, path) in paths.enumerated() where !path.isEmpty {
      let color = scale.map.color(at: (Double(level) + 0.5) / Double(levels))
      writer.element(
        "path",
        ["stroke": color.hexadecimal, "stroke-width": Coordinate.text(diameter), "d": path.text])
    }
    writer.close()
  }

  /// Draws one marker. The tooltip is shown when the pointer is over it.
  mutating func drawMarker(
    _ marker: Marker, radius: Double, _ x: Double, _ y: Double, tooltip: String = "", fill: String = ""
  ) {
    let tag = marker == .circle ? "circle" : "path"
    var outline = PathData(indentation: "")
    if marker != .circle { outline.shape(marker.corners, radius: radius, x, y) }
    let attributes: KeyValuePairs = [
      "cx": marker == .circle ? Coordinate.text(x) : "", "cy": marker == .circle ? Coordinate.text(y) : "",
      "r": marker == .circle ? Coordinate.text(radius) : "", "fill": fill, "d": outline.text,
    ]
    guard !tooltip.isEmpty else { return writer.element(tag, attributes) }
    writer.open(tag, attributes)
    writer.element("title", text: tooltip)
    writer.close()
  }
}
