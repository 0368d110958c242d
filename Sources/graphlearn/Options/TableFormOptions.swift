internal import ArgumentParser
internal import GraphDatasets
internal import GraphLearning

/// How text tables are read, and what becomes of ids that do not fit. Whatever is not given is found out from each file.
struct TableFormOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What separates the fields of text tables: comma, semicolon, tab, blanks or another character. It decides for the edges or \
      hyperedges, and for other files that it can split; edges:, features:, labels: or signal: before it names one file.
      """, valueName: "separator"))
  var delimiter: [String] = []

  @Flag(
    help:
      "The first row of the edges names its columns, and so do those of other files where they leave a doubt."
  )
  var header = false

  @Flag(
    help:
      "The first row of the edges or hyperedges is data, and so are those of other files where they leave a doubt."
  )
  var noHeader = false

  @Option(
    help: ArgumentHelp(
      """
      The columns to read, by name or by number from 1: source,target[,weight], id,label or id,feature,... Names decide for \
      every file that has them, numbers for the edges; edges:, features:, labels: or signal: before them names one file.
      """, valueName: "columns"))
  var columns: [String] = []

  @Option(
    help: ArgumentHelp(
      "The character with which lines of comment begin, or none (default: # and %, where the data leave no doubt).",
      valueName: "character"))
  var comment: String?

  @Flag(help: "Leave out and count what is said of ids that are no nodes, instead of ending with an error.")
  var dropUnknown = false

  @Option(
    help: ArgumentHelp(
      "What becomes of nodes without features and of fields such as NA: refused or zero.", valueName: "rule"))
  var missingFeatures: String?

  /// The files that can be named before a colon.
  enum File: String, CaseIterable { case edges, features, labels, signal }

  mutating func validate() throws {
    if header && noHeader { throw ValidationError("--header and --no-header exclude each other") }
    if let comment, comment != "none",
      comment.utf8.count != 1 || comment.utf8.first.map({ $0 <= 0x20 || $0 >= 0x7F || $0 == 0x22 }) ?? true
    {
      throw ValidationError("--comment takes one ASCII character or none, not '\(comment)'")
    }
    if let missingFeatures, ReadingOptions.MissingFeatures(rawValue: missingFeatures) == nil {
      throw ValidationError("--missing-features takes refused or zero, not '\(missingFeatures)'")
    }
    for text in delimiter where TableSeparator(Self.split(text).value) == nil {
      throw ValidationError(
        "--delimiter takes comma, semicolon, tab, blanks or a character that is no letter, digit, point, minus or quote, not '\(Self.split(text).value)'"
      )
    }
    for text in columns where Self.names(Self.split(text).value).contains(where: \.isEmpty) {
      throw ValidationError("--columns takes names or numbers with commas between them, not '\(text)'")
    }
  }

  /// `file:value`, where the file is a known one.
  private static func split(_ text: String) -> (file: File?, value: String) {
    guard let colon = text.firstIndex(of: ":"), let file = File(rawValue: String(text[..<colon])) else {
      return (nil, text)
    }
    return (file, String(text[text.index(after: colon)...]))
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The options as the readers take them.
  ///
  /// - Parameters:
  ///   - paths: the text files that are read.
  ///   - areAll: whether there are no others, so that columns that none of them has are an error.
  func options(for paths: [File: String], areAll: Bool = true) throws(DataError) -> [File: TableOptions] {
    var tables: [File: TableOptions] = [:]
    for file in File.allCases {
      var table = TableOptions(comment: comment.map { $0 == "none" ? "" : $0 })
      if header || noHeader {
        if file == .edges { table.hasHeader = header } else { table.doubtfulHeader = header }
      }
      tables[file] = table
    }
    for text in delimiter {
      let (named, value) = Self.split(text)
      let separator = TableSeparator(value)
      for (file, path) in paths where named == nil || named == file {
        var decides = named == file || file == .edges
        if !decides { decides = try TableInspection(path, as: file.kind).canBeSplit(by: separator) }
        if decides { tables[file]?.separator = separator }
      }
    }
    for text in columns { try add(columns: text, to: &tables, paths, areAll: areAll) }
    return tables
  }

  private func add(
    columns text: String, to tables: inout [File: TableOptions], _ paths: [File: String], areAll: Bool
  ) throws(DataError) {
    let (named, value) = Self.split(text)
    let names = Self.names(value)
    if let named {
      guard paths[named] != nil || !areAll else {
        throw DataError(.usage, "--columns \(text): there is no file of \(named.rawValue)")
      }
      tables[named]?.columns = names
      return
    }
    if names.allSatisfy({ Int($0) != nil }) {
      tables[.edges]?.columns = names
      return
    }
    var isUsed = false
    for (file, path) in paths {
      if try TableInspection(path, as: file.kind).hasColumns(names) {
        tables[file]?.columns = names
        isUsed = true
      }
    }
    guard isUsed || !areAll else {
      throw DataError(
        .usage, "--columns \(text): no file has these columns",
        hint: "Columns without names have numbers, from 1; labels:1,2 names the file.")
    }
  }
}

extension TableFormOptions.File {
  /// What the table holds.
  var kind: TableInspection.Kind {
    switch self {
    case .edges: .edges
    case .features: .features
    case .labels: .labels
    case .signal: .signal
    }
  }
}
