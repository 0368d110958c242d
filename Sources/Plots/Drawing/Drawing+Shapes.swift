// SPDX-License-Identifier: Apache-2.0

extension Drawing {
  mutating func draw(_ curve: Curve) {
    var path = PathData(indentation: writer.indentation + "  ")
    var isDown = false
    for (x, y) in zip(curve.x, curve.y) {
      guard let place = layout.place(x, y) else {
        isDown = false
        continue
      }
      if isDown { path.line(place.x, place.y) } else { path.move(place.x, place.y) }
      isDown = true
    }
    guard !path.isEmpty else { return }
    writer.element(
      "path",
      [
        "class": "line\(curve.isDashed ? " dashed" : "") \(Palette.strokeClass(curve.series))",
        "d": path.text,
      ]
    )
  }

  mutating func draw(_ band: Band) {
    let base = layout.yScale.base
    var path = PathData(indentation: writer.indentation + "  ")
    var upper = [(x: Double, y: Double)]()
    var lower = [(x: Double, y: Double)]()
    // Each run of finite numbers gives one outline: along the upper curve and back along the lower one.
    func finish() {
      for (index, place) in (upper + lower.reversed()).enumerated() {
        if index == 0 { path.move(place.x, place.y) } else { path.line(place.x, place.y) }
      }
      if !upper.isEmpty { path.closeOutline() }
      upper.removeAll()
      lower.removeAll()
    }
    for index in 0..<band.count {
      let top = layout.place(band.x[index], band.upper[index])
      let bottom = band.lower.map { layout.place(band.x[index], $0[index]) } ?? top.map { ($0.x, base) }
      guard let top, let bottom else {
        finish()
        continue
      }
      upper.append(top)
      lower.append(bottom)
    }
    finish()
    guard !path.isEmpty else { return }
    writer.element(
      "path", ["class": "\(band.styleClass) \(Palette.fillClass(band.series))", "d": path.text])
  }

  mutating func draw(_ bars: Histogram) {
    let base = layout.yScale.base
    var path = PathData(indentation: writer.indentation + "  ")
    for index in 0..<bars.count {
      guard let start = layout.place(bars.edges[index], bars.heights[index]),
        let end = layout.xScale.position(bars.edges[index + 1])
      else { continue }
      // Wide bars are separated by a narrow gap.
      let gap = abs(end - start.x) > 4 ? 0.5 : 0
      let (left, right) = (min(start.x, end) + gap, max(start.x, end) - gap)
      path.move(left, base)
      path.line(left, start.y)
      path.line(right, start.y)
      path.line(right, base)
      path.closeOutline()
    }
    guard !path.isEmpty else { return }
    writer.element("path", ["class": "bars \(Palette.fillClass(bars.series))", "d": path.text])
  }

  mutating func draw(_ segments: SegmentSet) {
    var path = PathData(indentation: writer.indentation + "  ", tenthsOnly: segments.edges.count > 2000)
    let nodes = 0..<segments.count
    for (from, to) in segments.edges where nodes.contains(from) && nodes.contains(to) {
      guard let start = layout.place(segments.x[from], segments.y[from]),
        let end = layout.place(segments.x[to], segments.y[to])
      else { continue }
      path.move(start.x, start.y)
      path.line(end.x, end.y)
    }
    guard !path.isEmpty else { return }
    let opacity = segments.edges.count <= 500 ? 0.45 : segments.edges.count <= 5000 ? 0.25 : 0.12
    writer.element(
      "path", ["class": "segments", "stroke-opacity": Coordinate.text(opacity), "d": path.text])
  }
}
