// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Labels in some order of nodes, as they are written. Missing labels and the numbering of classes are
/// handled here in the same way for all formats.
struct LabelColumn {
  /// The class of each node in order of first appearance; -1 if the label is missing.
  private(set) var codes: [Int32] = []
  /// The classes as they are written.
  private(set) var classes = IdentifierTable()
  /// The class names of a numbering that was published with the data and is kept.
  private(set) var publishedNames: [String]?
  /// The words for missing labels and how often each occurs.
  private var missingWords: [String: Int] = [:]
  /// Whether every label is a class, whatever its text is.
  private var isLiteral = false
  /// Whether the labels are numbers to predict; each different number is a class.
  let areNumbers: Bool

  init(areNumbers: Bool = false) { self.areNumbers = areNumbers }

  /// Creates a column of the labels in a file of edges.
  init(_ labels: EdgeSource.Labels) {
    areNumbers = false
    switch labels {
    case .text(let texts):
      for text in texts { append(text) }
    case .numbered(let codes, let names):
      self.codes = codes
      publishedNames = names
    }
  }

  /// Creates a column of the elements of an array.
  init(_ array: NumpyArray, areNumbers: Bool = false) throws(DataError) {
    self.areNumbers = areNumbers
    guard array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1) else {
      throw array.error("expected one label per node, found an array of shape \(array.shape)")
    }
    for text in try array.strings() { append(text) }
  }

  /// Adds a label, or nil for a missing label.
  mutating func append(_ text: String?) {
    guard let text, !MissingValue.isMissing(text) else {
      if let text, !text.isEmpty { missingWords[text, default: 0] += 1 }
      codes.append(-1)
      return
    }
    codes.append(classes.insert(text).index)
  }

  /// Adds a label that is a class whatever its text is, or nil for a missing label.
  mutating func append(literal text: String?) {
    isLiteral = true
    codes.append(text.map { classes.insert($0).index } ?? -1)
  }

  /// Adds the label in a field, or a missing label if the field is nil because the row has no such
  /// field.
  mutating func append(_ field: TableScanner.Field?, _ scanner: TableScanner) throws(DataError) {
    guard let field, !field.isEmpty else {
      codes.append(-1)
      return
    }
    if scanner.isMissing(field) {
      missingWords[try scanner.string(field), default: 0] += 1
      codes.append(-1)
      return
    }
    guard areNumbers else {
      codes.append(try scanner.intern(field, in: &classes).index)
      return
    }
    guard let number = scanner.double(field), number.isFinite else {
      throw scanner.error("the label is \(scanner.excerpt(field)); expected a finite number")
    }
    codes.append(classes.insert("\(number)").index)
  }

  /// Removes the first label, which was a header, and its class if no other label has it.
  mutating func dropFirst() {
    guard let first = codes.first else { return }
    codes.removeFirst()
    guard first == 0, !codes.contains(0) else { return }
    var rest = IdentifierTable()
    for index in 1..<max(1, classes.count) { _ = rest.insert(classes.name(index)) }
    classes = rest
    codes = codes.map { $0 > 0 ? $0 - 1 : $0 }
  }

  /// Returns the labels for other nodes: element k is the label of row `rows[k]`, or missing if that is
  /// negative.
  func reordered(_ rows: [Int32]) -> LabelColumn {
    var result = self
    result.codes = rows.map { $0 < 0 ? -1 : codes[Int($0)] }
    return result
  }

  /// Returns the classes in their final order, and notes about decisions that were made.
  func settled(path: String) -> (classes: ClassNumbering, notes: [DataNote]) {
    if let publishedNames {
      return (ClassNumbering(published: codes, names: publishedNames), [])
    }
    var notes: [DataNote] = []
    for (word, count) in missingWords.sorted(by: { $0.key < $1.key }) {
      notes.append(
        DataNote(
          "read \(count) \(count == 1 ? "label" : "labels") '\(word)' as missing",
          at: .file(path)))
    }
    if !areNumbers { notes.append(likenessIn: classes, path: path, what: "classes") }
    let names = classes.names
    var codes = codes
    var kept = names
    if !isLiteral, !areNumbers, let minus = Self.unlabelledCode(names) {
      notes.append(
        DataNote(
          "read label -1 as missing because the classes are numbers from 0 on", at: .file(path)))
      codes = codes.map { Int($0) == minus ? -1 : Int($0) > minus ? $0 - 1 : $0 }
      kept.remove(at: minus)
    }
    return (ClassNumbering(codes: codes, names: kept), notes)
  }

  /// Returns the index of `-1` if it means that the class is unknown: all other labels are integers from
  /// 0 on, including 0.
  private static func unlabelledCode(_ names: [String]) -> Int? {
    guard let place = names.firstIndex(of: "-1") else { return nil }
    let others = names.enumerated().filter { $0.offset != place }.map { Int($0.element) }
    return others.allSatisfy({ $0 ?? -1 >= 0 }) && others.contains(0) ? place : nil
  }
}
