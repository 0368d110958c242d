// SPDX-License-Identifier: Apache-2.0

public import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The data sets that are available by name: those embedded in the library and those found in
/// directories.
public struct DatasetCatalog: Sendable {
  /// A data set that the catalog can read.
  public struct Entry: Sendable, Equatable {
    /// The name of the data set.
    public let name: String
    /// The path of its main file or directory, or `embedded`.
    public let path: String
    /// The format: `planetoid`, `content`, `npz`, `hypergraph`, `ogb`, `geom-gcn` or `embedded`.
    public let format: String
    /// A one-line description; empty if the data set is not a known one.
    public let summary: String
    /// The publication it comes from; empty if the data set is not a known one.
    public let source: String
  }

  /// The directories that are searched, in this order.
  public let directories: [String]

  /// Creates a catalog of the embedded data sets and those in `directories`.
  public init(directories: [String]) { self.directories = directories }

  /// Creates the catalog of ``standard(dataDirectory:)`` without an extra directory: the embedded data
  /// sets, the directory in the environment variable `GRAPHLEARN_DATA`, and the download cache.
  public init() { self = .standard() }

  /// Returns a catalog of the embedded data sets and those in `dataDirectory` (if given), in the
  /// directory in the environment variable `GRAPHLEARN_DATA`, and in the download cache.
  public static func standard(dataDirectory: String? = nil) -> DatasetCatalog {
    let environment = ProcessInfo.processInfo.environment
    func nonEmpty(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let cache = nonEmpty("XDG_CACHE_HOME") ?? nonEmpty("HOME").map { $0 + "/.cache" }
    return DatasetCatalog(
      directories: [dataDirectory, nonEmpty("GRAPHLEARN_DATA"), cache.map { $0 + "/graphlearn" }].compactMap {
        $0
      })
  }

  /// Reads the data set called `name`.
  ///
  /// A directory is searched for Planetoid files, LINQS text files, an `.npz` archive and hyperedges, in
  /// this order; each is searched for in the directory itself, in `NAME/`, and in a directory named
  /// after the format. Then the tables of OGB (`NAME/raw/`, where `ogbn-arxiv` may be called
  /// `ogbn_arxiv`) and of Geom-GCN are searched for. If a catalog directory itself contains OGB or
  /// Geom-GCN tables, their files do not contain a name, so they are read for any name that is not found
  /// otherwise.
  /// - Parameter directed: Whether to keep the directions of edges, for formats that have directions.
  /// - Throws: ``DataError`` of code `missingInput` with the searched directories and the most similar
  ///   known name if there is no such data set; otherwise the error of the reader.
  public func dataset(_ name: String, directed: Bool = false) throws(DataError) -> NodeDataset {
    if let embedded = try EmbeddedDatasets.dataset(name) { return embedded }
    guard !name.isEmpty, !name.contains("/") else { throw missing(name) }
    let found = directories.lazy.compactMap { locate(name, in: $0) }.first
    switch found ?? directories.lazy.compactMap({ Self.tables(in: $0) }).first {
    case .planetoid(let folder): return try NodeDataset(planetoid: name, in: folder)
    case .content(let content, let cites):
      return try NodeDataset(content: content, cites: cites, directed: directed, name: name)
    case .archive(let path): return try NodeDataset(npz: path, directed: directed, name: name)
    case .hypergraph(let folder):
      return try NodeDataset(
        hyperedges: folder + "/hyperedges.tsv", features: folder + "/nodes.svm", name: name)
    case .ogb(let folder): return try NodeDataset(ogb: folder, directed: directed, name: name)
    case .geomGCN(let folder): return try NodeDataset(geomGCN: folder, directed: directed, name: name)
    case nil: throw missing(name)
    }
  }

  /// Returns the files that ``dataset(_:directed:)`` reads; empty for embedded and unknown data sets.
  package func files(of name: String) -> [String] {
    guard !EmbeddedDatasets.names.contains(name), !name.isEmpty, !name.contains("/") else { return [] }
    for directory in directories {
      switch locate(name, in: directory) {
      case .planetoid(let folder):
        let parts = ["x", "y", "tx", "ty", "allx", "ally", "graph", "test.index"]
        return parts.map { "\(folder)/ind.\(name).\($0)" }
      case .content(let content, let cites): return [content, cites]
      case .archive(let path): return [path]
      case .hypergraph(let folder): return [folder + "/hyperedges.tsv", folder + "/nodes.svm"]
      case .ogb(let folder): return OGBDirectory(folder)?.files ?? []
      case .geomGCN(let folder): return GeomGCNFiles.files(folder)
      case nil: continue
      }
    }
    return []
  }

  /// Returns all embedded and found data sets. If several directories contain the same name, only the
  /// one that would be read is listed.
  public func list() -> [Entry] {
    var entries = EmbeddedDatasets.names.map { entry($0, path: "embedded", format: "embedded") }
    for name in foundNames() where !EmbeddedDatasets.names.contains(name) {
      for directory in directories {
        guard let found = locate(name, in: directory) else { continue }
        entries.append(entry(name, path: found.path(name), format: found.format))
        break
      }
    }
    return entries
  }

  // MARK: Finding files

  private enum Location {
    case planetoid(folder: String)
    case content(String, cites: String)
    case archive(String)
    case hypergraph(folder: String)
    case ogb(folder: String)
    case geomGCN(folder: String)

    var format: String {
      switch self {
      case .planetoid: "planetoid"
      case .content: "content"
      case .archive: "npz"
      case .hypergraph: "hypergraph"
      case .ogb: "ogb"
      case .geomGCN: "geom-gcn"
      }
    }

    func path(_ name: String) -> String {
      switch self {
      case .planetoid(let folder): "\(folder)/ind.\(name).x"
      case .content(let content, _): content
      case .archive(let path): path
      case .hypergraph(let folder), .ogb(let folder), .geomGCN(let folder): folder
      }
    }
  }

  private func locate(_ name: String, in directory: String) -> Location? {
    func folders(_ format: String) -> [String] {
      [directory, "\(directory)/\(name)", "\(directory)/\(format)", "\(directory)/\(format)/\(name)"]
    }
    for folder in folders("planetoid") where FileContents.exists("\(folder)/ind.\(name).x") {
      return .planetoid(folder: folder)
    }
    for folder in folders("content") {
      for suffix in ["", ".gz"] {
        let (content, cites) = ("\(folder)/\(name).content\(suffix)", "\(folder)/\(name).cites\(suffix)")
        if FileContents.exists(content) && FileContents.exists(cites) {
          return .content(content, cites: cites)
        }
      }
    }
    for folder in folders("npz") where FileContents.exists("\(folder)/\(name).npz") {
      return .archive("\(folder)/\(name).npz")
    }
    for folder in ["\(directory)/\(name)", "\(directory)/hypergraph/\(name)"]
    where FileContents.exists("\(folder)/hyperedges.tsv") && FileContents.exists("\(folder)/nodes.svm") {
      return .hypergraph(folder: folder)
    }
    let spellings = [name, String(name.map { $0 == "-" ? "_" : $0 })]
    for folder in ["", "/ogb", "/geom-gcn"] {
      for spelling in spellings {
        if let found = Self.tables(in: "\(directory)\(folder)/\(spelling)") { return found }
      }
    }
    // A directory that has the name of the data set and contains only its files.
    let last = directory.split(separator: "/").last.map(String.init)
    return last.map { spellings.contains($0) } == true ? Self.tables(in: directory) : nil
  }

  /// Returns the location of OGB or Geom-GCN tables in `folder`, or nil if there are none.
  private static func tables(in folder: String) -> Location? {
    if FileContents.exists("\(folder)/raw"), OGBDirectory.isOne(folder) { return .ogb(folder: folder) }
    if GeomGCNFiles.arePresent(folder) { return .geomGCN(folder: folder) }
    return OGBDirectory.isOne(folder) && FileContents.exists("\(folder)/num-node-list.csv.gz")
      ? .ogb(folder: folder) : nil
  }

  /// Returns the sorted names of the data sets that are found from the names of files and directories.
  private func foundNames() -> [String] {
    var names = Set<String>()
    for directory in directories {
      for folder in [directory] + Self.contents(directory).map({ "\(directory)/\($0)" }) {
        for file in Self.contents(folder) {
          if file.hasPrefix("ind.") && file.hasSuffix(".x") {
            names.insert(String(file.dropFirst(4).dropLast(2)))
          } else if file.hasSuffix(".content") || file.hasSuffix(".content.gz") || file.hasSuffix(".npz") {
            names.insert(FileName.stem(file))
          } else {
            // A directory of hyperedges has the name of its data set, at this level or one level down.
            names.insert(file)
          }
        }
        if let name = folder.split(separator: "/").last { names.insert(String(name)) }
      }
    }
    return names.filter { name in directories.contains { locate(name, in: $0) != nil } }.sorted()
  }

  private static func contents(_ folder: String) -> [String] {
    // A directory that is missing or not readable is treated as empty.
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  // MARK: Known data sets

  private static let descriptions: [String: (summary: String, source: String)] = [
    "karate": ("the 34 members of a karate club in 2 factions", "Zachary 1977"),
    "les-miserables": ("77 characters of a novel, linked by common chapters", "Knuth 1993"),
    "southern-women": ("a hypergraph of 18 women at 14 social events", "Davis, Gardner and Gardner 1941"),
    "cora": (
      "papers on machine learning in 7 classes, linked by citations",
      "McCallum and others 2000, Sen and others 2008"
    ),
    "citeseer": (
      "papers on computer science in 6 classes, linked by citations",
      "Giles and others 1998, Sen and others 2008"
    ),
    "pubmed": ("papers on diabetes in 3 classes, linked by citations", "Namata and others 2012"),
    "cora-coauthorship": (
      "a hypergraph of Cora's papers, joined by common authors", "Yadati and others 2019"
    ),
  ]

  private func entry(_ name: String, path: String, format: String) -> Entry {
    let known = Self.descriptions[name]
    return Entry(
      name: name, path: path, format: format, summary: known?.summary ?? "", source: known?.source ?? "")
  }

  private func missing(_ name: String) -> DataError {
    let available = EmbeddedDatasets.names + foundNames().filter { !EmbeddedDatasets.names.contains($0) }
    let suggestion = NearestName.suggestion(for: name, among: available + Self.descriptions.keys)
    let searched: Wording =
      directories.isEmpty
      ? "no data directory is set (\(swift: "DatasetCatalog(directories:)", option: "--data-dir") or GRAPHLEARN_DATA)"
      : "searched for ind.\(name).x, \(name).content with \(name).cites, \(name).npz, \(name)/hyperedges.tsv, \(name)/raw/edge.csv.gz and \(name)/out1_graph_edges.txt in \(directories.joined(separator: ", "))"
    return DataError(
      .missingInput, "no data set '\(name)'\(suggestion) (\(wording: searched))",
      hint:
        "available data sets: \(available.joined(separator: ", ")); for others, set GRAPHLEARN_DATA to their directory, or pass it as \(swift: "DatasetCatalog(directories:)", option: "--data-dir")"
    )
  }
}
