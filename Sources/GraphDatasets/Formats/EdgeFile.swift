// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Reads files of edges. The format is detected from the content, or from the suffix if the content does
/// not show it.
enum EdgeFile {
  static func read(_ path: String, options: TableOptions) throws(DataError) -> EdgeSource {
    if FileContents.isDirectory(path) {
      if let files = OGBDirectory(path) { return try files.source() }
      if GeomGCNFiles.arePresent(path) { return try GeomGCNFiles.source(path) }
    }
    // Large edge lists are never in memory as a whole.
    if let stream = try TableStream(path), case let head = try stream.head,
      GraphFormat.detect(path: path, bytes: head.bytes).format == .edgeList,
      let source = try EdgeListFile.read(stream, head, options: options)
    {
      return source
    }
    let bytes = try FileContents.read(path)
    if ZipArchive.isArchive(bytes) {
      try requireNoTableOptions(options, .numpyArchive, path)
      var source = try AttributedArchive.edgeSource(NumpyArchive(bytes, path: path))
      source.tellsDirections = true
      if let note = GraphFormat.detect(path: path, bytes: bytes).note { source.notes.insert(note, at: 0) }
      return source
    }
    let file = try TextFile(bytes: bytes, path: path)
    let (format, note) = GraphFormat.detect(path: path, bytes: file.bytes)
    if format != .edgeList { try requireNoTableOptions(options, format, path) }
    var source = try read(file, as: format, options: options)
    source.tellsDirections = format.tellsDirections
    if let note { source.notes.insert(note, at: 0) }
    return source
  }

  private static func read(_ file: TextFile, as format: GraphFormat, options: TableOptions)
    throws(DataError) -> EdgeSource
  {
    switch format {
    case .graphML: return try GraphMLFile.read(file)
    case .gexf: return try GEXFFile.read(file)
    case .gml: return try GMLFile.read(file)
    case .pajek: return try PajekFile.read(file)
    case .metis: return try METISFile.read(file)
    case .adjacencyList: return try AdjacencyListFile.read(file, isMultiline: false)
    case .multilineAdjacencyList: return try AdjacencyListFile.read(file, isMultiline: true)
    case .edgeList:
      try ForeignFormat.refuseJSON(file.bytes, path: file.path)
      return try EdgeListFile.read(file, options: options)
    case .matrixMarket: return try MatrixMarketFile.read(file)
    case .largeGraphLayout: return try LargeGraphLayoutFile.read(file)
    case .numpyArchive: throw DataError(.badData, "is not a ZIP archive", at: .file(file.path))
    }
  }

  private static func requireNoTableOptions(_ options: TableOptions, _ format: GraphFormat, _ path: String)
    throws(DataError)
  {
    guard !options.isAutomatic else { return }
    throw DataError(
      .usage, "is read as \(format.rawValue); options for text tables do not apply", at: .file(path),
      hint:
        "\(swift: "separator, hasHeader, columns and comment of TableOptions", option: "--delimiter, --header, --no-header, --columns and --comment") apply only to text tables"
    )
  }
}
