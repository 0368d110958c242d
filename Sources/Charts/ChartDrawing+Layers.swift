extension ChartDrawing {
  /// Points beyond this number are drawn as one path a colour, without texts.
  private static let largestPointCount = 2000

  mutating func draw(_ layer: ChartLayer) {
    switch layer {
    case .points(let x, let y, let categories, let names, let titles):
      points(x, y, categories, names, titles)
    case .continuousPoints(let x, let y, let values, let titles): continuous(x, y, values, titles)
    case .line(let x, let y):
      let path = polyline(x, y, isFirst: true)
      if !path.isEmpty { out.line("<path class=\"line\" d=\"\(path)\"/>") }
    case .area(let x, let lower, let upper):
      let there = polyline(x, upper, isFirst: true)
      let back = polyline(x.reversed(), lower.prefix(x.count).reversed(), isFirst: false)
      if !there.isEmpty && !back.isEmpty { out.line("<path class=\"area\" d=\"\(there)\(back)Z\"/>") }
    case .bars(let edges, let heights): bars(edges, heights)
    case .segments(let from, let to): segments(from, to)
    }
  }

  private func polyline(_ x: some Sequence<Double>, _ y: some Sequence<Double>, isFirst: Bool) -> String {
    var path = ""
    for (horizontal, vertical) in zip(x, y) {
      guard let place = place(horizontal, vertical) else { continue }
      path += (path.isEmpty && isFirst ? "M" : "L") + place
    }
    return path
  }

  private mutating func segments(_ from: [(Double, Double)], _ to: [(Double, Double)]) {
    var path = ""
    for (first, second) in zip(from, to) {
      guard let start = place(first.0, first.1), let end = place(second.0, second.1) else { continue }
      path += "M" + start + "L" + end
    }
    if !path.isEmpty { out.line("<path class=\"edge\" d=\"\(path)\"/>") }
  }

  private mutating func bars(_ edges: [Double], _ heights: [Double]) {
    for (index, height) in heights.enumerated() where index + 1 < edges.count {
      guard let left = x.place(edges[index]), let right = x.place(edges[index + 1]), let up = y.place(height),
        let base = y.place(0)
      else { continue }
      out.line(
        "<rect class=\"bar\" x=\"\(NumberText.coordinate(left + 0.5))\" y=\"\(NumberText.coordinate(min(up, base)))\" "
          + "width=\"\(NumberText.coordinate(max(0.5, right - left - 1)))\" "
          + "height=\"\(NumberText.coordinate(abs(base - up)))\"/>")
    }
  }

  private mutating func points(
    _ x: [Double], _ y: [Double], _ categories: [Int], _ names: [String], _ titles: [String]
  ) {
    let count = min(x.count, y.count)
    let category = { (point: Int) in
      point < categories.count ? categories[point] : categories.isEmpty ? 0 : -1
    }
    if count > Self.largestPointCount {
      for group in Set((0..<count).map(category)).sorted() {
        var path = ""
        for point in 0..<count where category(point) == group {
          if let place = place(x[point], y[point]) { path += "M" + place + "h0" }
        }
        out.line("<path class=\"cloud\" \(Self.colour(group, "color")) d=\"\(path)\"/>")
      }
    } else {
      for point in 0..<count {
        mark(x[point], y[point], category(point), point < titles.count ? titles[point] : "")
      }
    }
    if !categories.isEmpty && !names.isEmpty { legend(names, hasOthers: categories.contains { $0 < 0 }) }
  }

  private static func colour(_ category: Int, _ attribute: String) -> String {
    category < 0 ? "style=\"\(attribute): #9aa1aa\"" : "style=\"\(attribute): \(Palette.category(category))\""
  }

  /// A point as a circle, square, triangle or diamond, another form after every eight categories.
  private mutating func mark(_ horizontal: Double, _ vertical: Double, _ category: Int, _ title: String) {
    guard let left = x.place(horizontal), let up = y.place(vertical) else { return }
    shape(left, up, category, title.isEmpty ? nil : title)
  }

  private mutating func shape(_ left: Double, _ up: Double, _ category: Int, _ title: String?) {
    let (x, y) = (NumberText.coordinate(left), NumberText.coordinate(up))
    let body: String
    switch max(0, category) / Palette.categories.count % 4 {
    case 0: body = "circle cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\""
    case 1:
      body =
        "rect x=\"\(NumberText.coordinate(left - 4))\" y=\"\(NumberText.coordinate(up - 4))\" width=\"8\" height=\"8\""
    case 2: body = "path d=\"M\(x) \(NumberText.coordinate(up - 5.5))l5 9h-10Z\""
    default: body = "path d=\"M\(x) \(NumberText.coordinate(up - 5.5))l5.5 5.5l-5.5 5.5l-5.5 -5.5Z\""
    }
    let element = body.prefix { $0 != " " }
    let opening = "<\(body) class=\"point\" \(Self.colour(category, "fill"))"
    out.line(
      title.map { opening + "><title>\(SVGText.escaped($0))</title></\(element)>" } ?? opening + "/>")
  }

  private mutating func legend(_ names: [String], hasOthers: Bool) {
    let rows = names.enumerated().map { ($0, $1) } + (hasOthers ? [(-1, "none")] : [])
    let space = min(20, (bottom - top) / Double(max(1, rows.count)))
    for (row, entry) in rows.enumerated() {
      let place = top + 10 + Double(row) * space
      shape(legendLeft, place, entry.0, nil)
      let text = entry.1.count > 18 ? String(entry.1.prefix(17)) + "…" : entry.1
      out.label(
        text, "x=\"\(NumberText.coordinate(legendLeft + 11))\" y=\"\(NumberText.coordinate(place))\" dy=\"4\""
      )
    }
  }

  private mutating func continuous(_ x: [Double], _ y: [Double], _ values: [Double], _ titles: [String]) {
    let finite = values.filter(\.isFinite)
    let low = finite.min() ?? 0
    let high = max(finite.max() ?? 1, low)
    let share = { (value: Double) in high > low ? (value - low) / (high - low) : 0.5 }
    let count = min(x.count, y.count, values.count)
    let isCloud = count > Self.largestPointCount
    // Many points share one of 64 colours each.
    var clouds = [String](repeating: "", count: 64)
    for point in 0..<count where values[point].isFinite {
      guard let place = place(x[point], y[point]) else { continue }
      if isCloud {
        clouds[min(63, Int(share(values[point]) * 64))] += "M" + place + "h0"
      } else {
        let parts = place.split(separator: " ")
        let name = point < titles.count ? titles[point] + ": " : ""
        out.line(
          "<circle cx=\"\(parts[0])\" cy=\"\(parts[1])\" r=\"4.5\" class=\"point\" "
            + "style=\"fill: \(Palette.sequential(share(values[point])))\"><title>"
            + SVGText.escaped(name + NumberText.fixed(values[point], decimals: 4)) + "</title></circle>")
      }
    }
    for (index, path) in clouds.enumerated() where !path.isEmpty {
      let colour = Palette.sequential((Double(index) + 0.5) / 64)
      out.line("<path class=\"cloud\" style=\"color: \(colour)\" d=\"\(path)\"/>")
    }
    colourBar(low, high)
  }

  private mutating func colourBar(_ low: Double, _ high: Double) {
    let steps = 32
    let height = min(180, bottom - top)
    for step in 0..<steps {
      let y = top + height * (1 - Double(step + 1) / Double(steps))
      out.line(
        "<rect x=\"\(NumberText.coordinate(legendLeft))\" y=\"\(NumberText.coordinate(y))\" width=\"14\" "
          + "height=\"\(NumberText.coordinate(height / Double(steps) + 0.5))\" "
          + "style=\"fill: \(Palette.sequential((Double(step) + 0.5) / Double(steps)))\"/>")
    }
    let ticks = high > low ? Ticks(low...high, count: 4) : Ticks(low...low)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let share = high > low ? (value - low) / (high - low) : 0.5
      let y = NumberText.coordinate(top + height * (1 - share))
      out.label(label, "x=\"\(NumberText.coordinate(legendLeft + 20))\" y=\"\(y)\" dy=\"4\"")
    }
  }
}
