public import GraphCore

/// Finds data sets by name: embedded ones, and those in a folder.
public struct DatasetCatalog: Sendable {
  /// A data set that can be loaded by its name.
  public struct Entry: Sendable, Hashable {
    /// What `--dataset` takes.
    public let name: String
    /// Where it is: a path, or `embedded`.
    public let location: String
    /// How it is stored.
    public let format: Format
    /// What it is and who published it.
    public let description: String
  }

  /// How a data set is stored.
  public enum Format: String, Sendable, CaseIterable {
    /// Part of the program.
    case embedded
    /// The eight files `ind.NAME.*`.
    case planetoid
    /// `NAME.content` and `NAME.cites`.
    case linqs
    /// `NAME.npz`.
    case npz
  }

  /// The folder that is searched, besides the embedded data sets.
  public let folder: String?

  /// Searches `folder` and the folders in it that are named after a data set or a format.
  public init(folder: String?) { self.folder = folder }

  /// Published data sets that are known by name.
  private static let descriptions: [String: String] = [
    "karate": "karate club, 34 members in two factions (Zachary 1977)",
    "les-miserables": "characters of Les Miserables by common chapters, weighted (Knuth 1993)",
    "southern-women": "18 women at 14 social events, a hypergraph (Davis, Gardner and Gardner 1941)",
    "cora": "citations of machine-learning papers in 7 fields (McCallum et al. 2000)",
    "citeseer": "citations of computer-science papers in 6 fields (Giles et al. 1998)",
    "pubmed": "citations of diabetes papers in 3 classes (Namata et al. 2012)",
  ]

  private static func description(_ name: String) -> String { descriptions[name] ?? "" }

  /// The folders in which the files of `name` may be.
  private func folders(for name: String) -> [String] {
    guard let folder else { return [] }
    return [folder] + [name, "planetoid", "npz", "linqs"].map { "\(folder)/\($0)" }
  }

  /// What files mark a data set of that name.
  private static func marker(_ format: Format, _ name: String) -> String? {
    switch format {
    case .embedded: nil
    case .planetoid: "ind.\(name).allx"
    case .linqs: "\(name).content"
    case .npz: "\(name).npz"
    }
  }

  private func find(_ name: String) -> (format: Format, folder: String)? {
    for format in [Format.planetoid, .linqs, .npz] {
      for folder in folders(for: name) {
        if let marker = Self.marker(format, name), FileContents.exists("\(folder)/\(marker)") { return (format, folder) }
      }
    }
    return nil
  }

  /// Loads the data set `name`.
  ///
  /// Throws `missingInput` where there is none of that name, with the nearest known name.
  /// - Parameter split: nil takes the published split; without one 60 % of the labelled nodes train and 20 % validate.
  public func load(_ name: String, directed: Bool = false, split: SplitRule? = nil) throws(DataError) -> NodeDataset {
    let drawn = split ?? .fractions(train: 0.6, validation: 0.2)
    var dataset: NodeDataset
    if let embedded = try EmbeddedDatasets.dataset(name) {
      dataset = embedded
    } else if let (format, folder) = find(name) {
      switch format {
      case .planetoid, .embedded: dataset = try NodeDataset(planetoid: name, folder: folder, directed: directed)
      case .linqs:
        dataset = try NodeDataset(
          content: "\(folder)/\(name).content", cites: "\(folder)/\(name).cites", directed: directed, split: drawn)
      case .npz: dataset = try NodeDataset(npz: "\(folder)/\(name).npz", directed: directed, split: drawn)
      }
    } else {
      throw missing(name)
    }
    dataset.name = name
    if let split { dataset.split = split }
    return dataset
  }

  private func missing(_ name: String) -> DataError {
    let known = entries().map(\.name)
    let nearest = (known + Self.descriptions.keys.sorted()).min { Self.distance($0, name) < Self.distance($1, name) }
    let suggestion = nearest.flatMap { Self.distance($0, name) <= 2 && $0 != name ? "Did you mean '\($0)'? " : nil }
    let searched = folder.map { "in \($0)" } ?? "no --data-dir or $GRAPHLEARN_DATA is given"
    return DataError(
      .missingInput, "data set '\(name)' is not embedded and was not found (\(searched))",
      hint: "\(suggestion ?? "")Found: \(known.joined(separator: ", ")).")
  }

  /// The number of letters to change, add or drop (Levenshtein 1966).
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let next = min(row[column + 1] + 1, row[column] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = row[column + 1]
        row[column + 1] = next
      }
    }
    return row[right.count]
  }

  /// Every data set that can be loaded: the embedded ones, then those of the folder by name.
  public func entries() -> [Entry] {
    var entries = EmbeddedDatasets.names.map {
      Entry(name: $0, location: "embedded", format: .embedded, description: Self.description($0))
    }
    for name in folderNames().sorted() {
      guard let (format, folder) = find(name) else { continue }
      entries.append(Entry(name: name, location: folder, format: format, description: Self.description(name)))
    }
    return entries
  }

  /// The names that files in the folder, or one level below, stand for.
  private func folderNames() -> Set<String> {
    guard let folder else { return [] }
    var names: Set<String> = []
    let children = FileContents.list(folder)
    for place in [folder] + children.map({ "\(folder)/\($0)" }) {
      for file in FileContents.list(place) {
        if file.hasPrefix("ind."), file.hasSuffix(".allx") { names.insert(String(file.dropFirst(4).dropLast(5))) }
        if file.hasSuffix(".content") { names.insert(String(file.dropLast(8))) }
        if file.hasSuffix(".npz") { names.insert(String(file.dropLast(4))) }
      }
    }
    return names
  }
}
