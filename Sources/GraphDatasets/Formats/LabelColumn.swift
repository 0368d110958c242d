internal import GraphCore

/// Labels in some order of nodes, as they are written. What is missing and how classes are numbered is settled here for all
/// formats alike.
struct LabelColumn {
  /// The class of every node by first appearance, -1 where the label is missing.
  private(set) var codes: [Int32] = []
  /// The classes as they are written.
  private(set) var classes = IdentifierTable()
  /// A numbering that was published with the data, which stays as it is.
  private(set) var publishedNames: [String]?
  /// The words that said that a label is missing, and how many there were.
  private var missingWords: [String: Int] = [:]
  /// Whether no label means that the class is not known, whatever it is.
  private var isLiteral = false

  init() {}

  /// Takes the labels of a file of edges.
  init(_ labels: EdgeSource.Labels) {
    switch labels {
    case .text(let texts):
      for text in texts { append(text) }
    case .numbered(let codes, let names):
      self.codes = codes
      publishedNames = names
    }
  }

  /// Takes the elements of an array.
  init(_ array: NumpyArray) throws(DataError) {
    guard array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1) else {
      throw array.error("has shape \(array.shape), one label for each node was expected")
    }
    for text in try array.strings() { append(text) }
  }

  /// Adds a label, or nil where there is none.
  mutating func append(_ text: String?) {
    guard let text, !MissingValue.isMissing(text) else {
      if let text, !text.isEmpty { missingWords[text, default: 0] += 1 }
      codes.append(-1)
      return
    }
    codes.append(classes.insert(text).index)
  }

  /// Adds a label that is a class whatever it is, or nil where there is none.
  mutating func append(literal text: String?) {
    isLiteral = true
    codes.append(text.map { classes.insert($0).index } ?? -1)
  }

  /// Adds the label that a field holds; nil: the row has no such field.
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
    codes.append(try scanner.intern(field, in: &classes).index)
  }

  /// Leaves out the first label, which was a header. Its class is not among the others.
  mutating func dropFirst() {
    guard let first = codes.first else { return }
    codes.removeFirst()
    guard first == 0, !codes.contains(0) else { return }
    var rest = IdentifierTable()
    for index in 1..<max(1, classes.count) { _ = rest.insert(classes.name(index)) }
    classes = rest
    codes = codes.map { $0 > 0 ? $0 - 1 : $0 }
  }

  /// The same labels for other nodes: element k is that of row `rows[k]`, none where that is negative.
  func reordered(_ rows: [Int32]) -> LabelColumn {
    var result = self
    result.codes = rows.map { $0 < 0 ? -1 : codes[Int($0)] }
    return result
  }

  /// The classes in their final order, and what had to be decided.
  func settled(path: String) -> (classes: ClassNumbering, notes: [DataNote]) {
    if let publishedNames {
      return (ClassNumbering(published: codes, names: publishedNames), [])
    }
    var notes: [DataNote] = []
    for (word, count) in missingWords.sorted(by: { $0.key < $1.key }) {
      notes.append(
        DataNote(
          "\(count) \(count == 1 ? "label" : "labels") '\(word)' read as missing: those nodes have no class",
          at: .file(path)))
    }
    notes.append(likenessIn: classes, path: path, what: "classes")
    let names = classes.names
    var codes = codes
    var kept = names
    if !isLiteral, let minus = Self.unlabelledCode(names) {
      notes.append(
        DataNote(
          "label -1 read as missing, since the classes are numbers from 0 on", at: .file(path)))
      codes = codes.map { Int($0) == minus ? -1 : Int($0) > minus ? $0 - 1 : $0 }
      kept.remove(at: minus)
    }
    return (ClassNumbering(codes: codes, names: kept), notes)
  }

  /// The place of `-1` where it means that the class is not known: all others are whole numbers from 0 on, 0 among them.
  private static func unlabelledCode(_ names: [String]) -> Int? {
    guard let place = names.firstIndex(of: "-1") else { return nil }
    let others = names.enumerated().filter { $0.offset != place }.map { Int($0.element) }
    return others.allSatisfy({ $0 ?? -1 >= 0 }) && others.contains(0) ? place : nil
  }
}
