// SPDX-License-Identifier: Apache-2.0

/// Checks markup in the strict form that this library writes: matching tags, attributes in double quotes,
/// and known entities only.
struct MarkupChecker {
  /// The first error, or nil if the markup is well-formed.
  private(set) var fault: String?
  /// The names of all elements, in document order.
  private(set) var elements: [String] = []
  /// The values of all attributes, by attribute name.
  private(set) var attributes: [String: [String]] = [:]
  /// The texts between tags and the attribute values that are not empty, with whitespace collapsed.
  private(set) var texts: [String] = []

  var isWellFormed: Bool { fault == nil }

  init(_ markup: String) {
    var openTags = [String]()
    for (index, part) in markup.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
      guard index > 0 else {
        if !part.isEmpty { fail("text before the first tag") }
        continue
      }
      // Attributes contain no angle brackets here, so the first one ends the tag.
      guard let end = part.firstIndex(of: ">") else {
        fail("unclosed tag")
        continue
      }
      let tag = part[..<end]
      let text = part[part.index(after: end)...]
      check(text: text)
      if tag.first == "/" {
        if openTags.popLast() != String(tag.dropFirst()) { fail("tag \(tag) does not match") }
      } else {
        let name = tag.prefix { $0 != " " && $0 != "/" }
        elements.append(String(name))
        if tag.last != "/" { openTags.append(String(name)) }
        read(attributes: tag.dropFirst(name.count))
      }
      if openTags.isEmpty && text.contains(where: { !$0.isWhitespace }) { fail("text after the root") }
    }
    if !openTags.isEmpty { fail("left open: \(openTags)") }
  }

  private mutating func fail(_ reason: String) { fault = fault ?? reason }

  private mutating func read(attributes text: Substring) {
    let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
    if pieces.count % 2 == 0 { fail("uneven quotes") }
    for index in stride(from: 0, to: pieces.count - 1, by: 2) {
      let name = pieces[index].filter { $0 != " " }
      if name.last != "=" { fail("attribute \(name) has no value") }
      check(text: pieces[index + 1])
      attributes[String(name.dropLast()), default: []].append(String(pieces[index + 1]))
    }
    if let rest = pieces.last, !["", "/"].contains(rest.filter { $0 != " " }) { fail("stray \(rest)") }
  }

  private mutating func check(text: Substring) {
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
      if !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: part.hasPrefix) { fail("bare ampersand") }
    }
    for scalar in text.unicodeScalars where scalar.value < 0x20 && scalar != "\n" {
      fail("control character \(scalar.value)")
    }
    let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if !trimmed.isEmpty { texts.append(trimmed) }
  }
}
