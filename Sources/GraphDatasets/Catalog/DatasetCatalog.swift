public import GraphCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The data sets that can be asked for by name: those embedded in the program and those found in folders.
public struct DatasetCatalog: Sendable {
  /// A data set that the catalog knows how to read.
  public struct Entry: Sendable, Equatable {
    /// The name to ask for.
    public let name: String
    /// The path of its main file or folder, or `embedded`.
    public let path: String
    /// The format: `planetoid`, `content`, `npz`, `hypergraph`, `ogb`, `geom-gcn` or `embedded`.
    public let format: String
    /// One line on what it is; empty where nothing is known.
    public let summary: String
    /// Who published it; empty where nothing is known.
    public let source: String
  }

  /// Where data sets are looked for, in this order.
  public let directories: [String]

  /// A catalog of the embedded data sets and those in `directories` alone.
  public init(directories: [String]) { self.directories = directories }

  /// The catalog of ``standard(dataDirectory:)`` without a folder of its own: the embedded data sets, the folder that the environment variable
  /// `GRAPHLEARN_DATA` names, and the download cache.
  public init() { self = .standard() }

  /// A catalog over `dataDirectory` where it is given, the folder that the environment variable
  /// `GRAPHLEARN_DATA` names, and the download cache.
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
  /// In a directory the Planetoid files come first, then LINQS text, then an `.npz` archive, then hyperedges; each is
  /// looked for in the directory itself, in `NAME/`, and in a directory called after the format. Then come the tables of
  /// OGB (`NAME/raw/`, where `ogbn-arxiv` may be called `ogbn_arxiv`) and of Geom-GCN. A directory that is itself one of
  /// these two has no name in it, so it is read by any name that nothing else has.
  /// - Parameter directed: keeps the directions of edges, where the format has them.
  /// - Throws: ``DataError`` of code `missingInput`, with the folders searched and the nearest known name, where
  ///   there is none; whatever the reader throws otherwise.
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

  /// The files that ``dataset(_:directed:)`` reads; none for embedded and unknown data sets.
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

  /// All data sets that are embedded or found, by name. One that several folders have is listed as it would be
  /// read.
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
    // A directory that is called as the data set is and that holds nothing but it.
    let last = directory.split(separator: "/").last.map(String.init)
    return last.map { spellings.contains($0) } == true ? Self.tables(in: directory) : nil
  }

  /// The tables of OGB or Geom-GCN that lie in `folder`.
  private static func tables(in folder: String) -> Location? {
    if FileContents.exists("\(folder)/raw"), OGBDirectory.isOne(folder) { return .ogb(folder: folder) }
    if GeomGCNFiles.arePresent(folder) { return .geomGCN(folder: folder) }
    return OGBDirectory.isOne(folder) && FileContents.exists("\(folder)/num-node-list.csv.gz")
      ? .ogb(folder: folder) : nil
  }

  /// The names that file names suggest, sorted.
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
            // A folder of hyperedges is known by its own name, here or one level down.
            names.insert(file)
          }
        }
        if let name = folder.split(separator: "/").last { names.insert(String(name)) }
      }
    }
    return names.filter { name in directories.contains { locate(name, in: $0) != nil } }.sorted()
  }

  private static func contents(_ folder: String) -> [String] {
    // A folder that is missing or may not be read holds nothing for us.
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  // MARK: What is known

  private static let descriptions: [String: (summary: String, source: String)] = [
    "karate": ("a karate club, 34 members in two factions", "Zachary 1977"),
    "les-miserables": ("77 characters of a novel by common chapters", "Knuth 1993"),
    "southern-women": ("18 women at 14 social events, a hypergraph", "Davis, Gardner and Gardner 1941"),
    "cora": (
      "papers on machine learning in 7 classes, by citations", "McCallum and others 2000, Sen and others 2008"
    ),
    "citeseer": (
      "papers on computer science in 6 classes, by citations", "Giles and others 1998, Sen and others 2008"
    ),
    "pubmed": ("papers on diabetes in 3 classes, by citations", "Namata and others 2012"),
    "cora-coauthorship": ("papers of Cora joined by common authors, a hypergraph", "Yadati and others 2019"),
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
      ? "no data folder is set (\(swift: "DatasetCatalog(directories:)", option: "--data-dir") or GRAPHLEARN_DATA)"
      : "looked for ind.\(name).x, \(name).content with \(name).cites, \(name).npz, \(name)/hyperedges.tsv, \(name)/raw/edge.csv.gz and \(name)/out1_graph_edges.txt in \(directories.joined(separator: ", "))"
    return DataError(
      .missingInput, "no data set '\(name)'\(suggestion) (\(wording: searched))",
      hint: "known here: \(available.joined(separator: ", "))")
  }
}
