// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphDatasets
internal import GraphLearning

/// The options on the form of text tables and on ids that do not match. The form of a table is detected
/// unless it is given.
struct TableFormOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The separator of fields in text tables: comma, semicolon, tab, blanks (spaces and tabs) or another \
      character. It applies to the edges or hyperedges and to each other file that it splits into columns. \
      A prefix edges:, features:, labels:, edge-features: or signal: selects one file, and the option may be repeated. By \
      default separators are detected.
      """, valueName: "separator"))
  var delimiter: [String] = []

  @Flag(
    help: """
      Read the first row of the edges as column names, and also those of other files where detection is \
      unclear.
      """)
  var header = false

  @Flag(
    help: """
      Read the first row of the edges or hyperedges as data, and also those of other files where detection \
      is unclear.
      """)
  var noHeader = false

  @Option(
    help: ArgumentHelp(
      """
      The columns to read, by name or by number from 1: source,target[,weight] for edges, id,label for \
      labels, id,feature,... for features. Names apply to every file that has them, numbers to the edges. \
      A prefix edges:, features:, labels:, edge-features: or signal: selects one file, and the option may be repeated.
      """, valueName: "columns"))
  var columns: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      The character that starts a comment line, or none. The default is # and % where they cannot start an \
      id.
      """, valueName: "character"))
  var comment: String?

  @Flag(
    help: "Skip and count edges, features and labels of ids that are not nodes, instead of failing.")
  var dropUnknown = false

  @Option(
    help: ArgumentHelp(
      "How to treat nodes without features and fields such as NA: as an error (refused), as zero, or as "
        + "the mean of the feature, which a saved model keeps for its predictions. The default is refused "
        + "or, for a saved model that was trained with means, mean.",
      valueName: "rule"))
  var missingFeatures: ReadingOptions.MissingFeatures?

  /// The files that a prefix such as `labels:` can select.
  enum File: String, CaseIterable {
    case edges, features, labels, signal
    case edgeFeatures = "edge-features"
  }

  mutating func validate() throws {
    if header && noHeader { throw ValidationError("only one of --header and --no-header can be given") }
    if let comment, comment != "none",
      comment.utf8.count != 1 || comment.utf8.first.map({ $0 <= 0x20 || $0 >= 0x7F || $0 == 0x22 }) ?? true
    {
      throw ValidationError("--comment must be one ASCII character or none, not '\(comment)'")
    }
    for text in delimiter where TableSeparator(Self.split(text).value) == nil {
      throw ValidationError(
        """
        --delimiter must be comma, semicolon, tab, blanks or a character other than a letter, digit, \
        point, minus or quote, not '\(Self.split(text).value)'
        """
      )
    }
    for text in columns where Self.names(Self.split(text).value).contains(where: \.isEmpty) {
      throw ValidationError("--columns must be names or numbers separated by commas, not '\(text)'")
    }
  }

  /// Splits `file:value` at the colon if the part before it is the name of a file.
  private static func split(_ text: String) -> (file: File?, value: String) {
    guard let colon = text.firstIndex(of: ":"), let file = File(rawValue: String(text[..<colon])) else {
      return (nil, text)
    }
    return (file, String(text[text.index(after: colon)...]))
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// Returns the options of each file's reader.
  ///
  /// - Parameters:
  ///   - paths: The text files that are read.
  ///   - areAll: Whether no other files are read, so that columns that none of these files has are an
  ///     error.
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
        throw DataError(.usage, "--columns \(text): no \(named.rawValue) file is given")
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
        hint: "Columns without names are numbered from 1; a prefix selects the file, as in labels:1,2.")
    }
  }
}

extension TableFormOptions.File {
  /// The kind of table in the file.
  var kind: TableInspection.Kind {
    switch self {
    case .edges: .edges
    case .features: .features
    case .labels: .labels
    case .signal: .signal
    case .edgeFeatures: .edges
    }
  }
}
