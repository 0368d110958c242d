public import GraphCore

extension SplitRule {
  /// Reads `random:20,30`, `random:20,30,S`, `random:0.6,0.2` or the path of a split file: `FILE.json` with lists
  /// `train`, `validation` and `test` of node ids, or `FILE.txt` with one training id a line, all others test.
  ///
  /// Throws `usage` where the text is none of them, `missingInput` and `badData` for files.
  public init(parsing text: String) throws(DataError) {
    if text.hasPrefix("random:") {
      self = try Self.random(text)
    } else if text.hasSuffix(".json") {
      self = try Self.json(text)
    } else if text.hasSuffix(".txt") {
      let names = try TextFile(text).scan { scanner throws(DataError) in
        var names: [String] = []
        while scanner.nextContentLine(comments: "#") {
          guard let field = scanner.nextField(.blanks) else { continue }
          names.append(try scanner.string(field))
          if scanner.nextField(.blanks) != nil {
            throw scanner.error("has more than one field, one node id was expected")
          }
        }
        return names
      }
      self = .named(train: names, validation: [], test: nil, source: text)
    } else {
      throw DataError(
        .usage, "split '\(text)' is unknown",
        hint: "Use public, random:TRAIN,VALIDATION[,SEED], FILE.json or FILE.txt.")
    }
  }

  private static func random(_ text: String) throws(DataError) -> SplitRule {
    let fields = text.dropFirst("random:".count).split(separator: ",", omittingEmptySubsequences: false)
    let bad = DataError(
      .usage, "split '\(text)' is not random:TRAIN,VALIDATION[,SEED] of whole numbers a class or of shares below 1")
    guard fields.count == 2 || fields.count == 3 else { throw bad }
    var seed: UInt64?
    if fields.count == 3 {
      guard let number = UInt64(fields[2]) else { throw bad }
      seed = number
    }
    if let train = Int(fields[0]), let validation = Int(fields[1]), train > 0, validation >= 0, train < 1 << 40,
      validation < 1 << 40
    {
      return .random(perClass: train, validationPerClass: validation, seed: seed)
    }
    guard let train = Double(fields[0]), let validation = Double(fields[1]), train > 0, validation >= 0,
      train + validation <= 1
    else { throw bad }
    return .fractions(train: train, validation: validation, seed: seed)
  }

  private static func json(_ path: String) throws(DataError) -> SplitRule {
    let document = try JSONValue.parse(try FileContents.read(path), path: path)
    func names(_ list: String) throws(DataError) -> [String]? {
      guard let value = document[list] else { return nil }
      let names = value.array?.map { $0.string ?? $0.integer.map(String.init) }
      guard let names, !names.contains(nil) else {
        throw DataError(.badData, "'\(list)' is no list of node ids", at: .file(path))
      }
      return names.compactMap(\.self)
    }
    guard let train = try names("train") else {
      throw DataError(.badData, "has no list 'train' of node ids", at: .file(path))
    }
    return .named(
      train: train, validation: try names("validation") ?? [], test: try names("test"), source: path)
  }
}
