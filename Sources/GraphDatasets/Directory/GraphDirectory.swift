// SPDX-License-Identifier: Apache-2.0

package import GraphCore

/// A directory with a graph in arrays that are used where they are: `manifest.json` and one `.npy` file per
/// array.
///
/// The arrays are:
///
/// - `edge_offsets` (`<i8`, `[nodes + 1]`) and `edge_sources` (`<i4`, `[entries]`): the compressed rows of
///   the adjacency. Row t has the sources of the edges to node t, in ascending order. An undirected graph
///   has both directions of each edge.
/// - `edge_weights` (`<f8`, `[entries]`), if edges have weights.
/// - `features` (`<f4`, `[nodes, features]`); or, if they are sparse, `feature_offsets` (`<i8`),
///   `feature_columns` (`<i4`) and `feature_values` (`<f4`).
/// - `labels` (`<i4`, `[nodes]`): the number of each node's class, or -1.
/// - `node_ids` (`<i8`, `[nodes]`) if all names are numbers; otherwise `node_name_offsets` (`<i8`,
///   `[nodes + 1]`) and `node_name_bytes` (`|u1`, UTF-8). Without them, the names are 0, 1, 2, ...
/// - `train`, `validation` and `test` (`<i4`): the nodes of the published split.
enum GraphDirectory {
  /// The arrays, by their names in the manifest.
  enum Array: String, CaseIterable {
    case edgeOffsets = "edge_offsets"
    case edgeSources = "edge_sources"
    case edgeWeights = "edge_weights"
    case features = "features"
    case featureOffsets = "feature_offsets"
    case featureColumns = "feature_columns"
    case featureValues = "feature_values"
    case labels = "labels"
    case nodeIDs = "node_ids"
    case nodeNameOffsets = "node_name_offsets"
    case nodeNameBytes = "node_name_bytes"
    case train = "train"
    case validation = "validation"
    case test = "test"

    /// The type of the elements in NumPy's notation.
    var notation: String {
      switch self {
      case .edgeOffsets, .featureOffsets, .nodeIDs, .nodeNameOffsets: "<i8"
      case .edgeSources, .featureColumns, .labels, .train, .validation, .test: "<i4"
      case .edgeWeights: "<f8"
      case .features, .featureValues: "<f4"
      case .nodeNameBytes: "|u1"
      }
    }

    /// The name of the file.
    var fileName: String { rawValue + ".npy" }
  }

  static let manifestName = "manifest.json"

  /// Returns whether `path` is such a directory.
  static func isPresent(_ path: String) -> Bool { FileContents.exists(path + "/" + manifestName) }

  /// Returns whether `path`, a directory of files of these names, is a graph directory without other files, so
  /// that nothing else is lost if it is replaced. Many programs call a file `manifest.json`.
  static func consists(of names: [String], at path: String) -> Bool {
    guard let manifest = try? GraphManifest(directory: path) else { return false }
    let own = Set(manifest.arrays.files.map(\.file.file)).union(Array.allCases.map(\.fileName)).union([
      manifestName
    ])
    return names.allSatisfy(own.contains)
  }
}

/// The contents of `manifest.json`.
package struct GraphManifest: Encodable {
  /// A file of an array.
  package struct File: Encodable {
    package let file: String
    package let type: String
    package let shape: [Int]
    package let bytes: Int
    /// The CRC-32 of the file, as eight hexadecimal digits.
    package let crc32: String
  }

  /// The files by the names of their arrays: an object in JSON, in the order in which they were written.
  package struct Arrays: Encodable {
    package var files: [(name: String, file: File)] = []

    package func encode(to encoder: any Encoder) throws {
      try JSONValue.object(files.map { ($0.name, JSONValue(encoding: $0.file)) }).encode(to: encoder)
    }
  }

  static let currentFormat = "graphlearn graph directory"
  static let currentVersion = 1

  var format = currentFormat
  var version = currentVersion
  var name: String
  var nodes: Int
  /// The number of entries of the adjacency: edges, or both directions of each undirected edge.
  var entries: Int
  var directed: Bool
  var features: Int?
  /// What the features are computed from if they are not stored: `degree` or `onehot`.
  var featureSource: String?
  var classNames: [String]
  var featureNames: [String]?
  /// The index of the first feature in LIBSVM rows, from which the features were read.
  var featureIndexBase: Int?
  /// The means that missing features were read as.
  var featureMeans: [Float]?
  var hasZeroedFeatures = false
  package var arrays = Arrays()
}

extension GraphManifest {
  /// Reads the manifest of a directory. Throws `missingInput` if there is none, and `badData` if it is not
  /// a manifest of a known version.
  package init(directory: String) throws(DataError) {
    let path = directory + "/" + GraphDirectory.manifestName
    let json = try JSONValue.parse(try FileContents.read(path), path: path)
    func failure(_ message: String) -> DataError { DataError(.badData, message, at: .file(path)) }
    guard json["format"]?.string == Self.currentFormat else {
      throw failure(
        "is not the manifest of a graph directory; expected \"format\": \"\(Self.currentFormat)\"")
    }
    guard json["version"]?.integer == Self.currentVersion else {
      throw failure(
        "has version \(json["version"]?.text() ?? "null"); this program reads version \(Self.currentVersion)")
    }
    /// Returns a member that must exist.
    func required<Value>(_ key: String, _ value: (JSONValue) -> Value?, _ kind: String) throws(DataError)
      -> Value
    {
      guard let found = json[key].flatMap(value) else { throw failure("expected \(kind) for \"\(key)\"") }
      return found
    }
    func strings(_ value: JSONValue) -> [String]? {
      value.array.flatMap { list in
        let texts = list.compactMap(\.string)
        return texts.count == list.count ? texts : nil
      }
    }
    name = try required("name", \.string, "a string")
    nodes = try required("nodes", { $0.integer.flatMap { $0 > 0 ? $0 : nil } }, "a positive integer")
    entries = try required("entries", { $0.integer.flatMap { $0 >= 0 ? $0 : nil } }, "an integer")
    directed = try required("directed", \.bool, "true or false")
    classNames = try required("class_names", strings, "an array of strings")
    features = json["features"]?.integer
    featureSource = json["feature_source"]?.string
    featureNames = json["feature_names"].flatMap(strings)
    featureIndexBase = json["feature_index_base"]?.integer
    featureMeans = json["feature_means"]?.array.map { $0.compactMap(\.double).map { Float($0) } }
    hasZeroedFeatures = json["has_zeroed_features"]?.bool ?? false
    arrays = Arrays()
    guard case .object(let members)? = json["arrays"] else {
      throw failure("expected an object for \"arrays\"")
    }
    for (key, value) in members {
      guard let file = value["file"]?.string, let type = value["type"]?.string,
        let shape = value["shape"]?.array?.compactMap(\.integer), let bytes = value["bytes"]?.integer,
        let crc32 = value["crc32"]?.string
      else { throw failure("array \"\(key)\" needs file, type, shape, bytes and crc32") }
      guard !file.contains("/") && !file.isEmpty && file != ".." else {
        throw failure("array \"\(key)\": '\(file)' is not the name of a file in the directory")
      }
      arrays.files.append((key, File(file: file, type: type, shape: shape, bytes: bytes, crc32: crc32)))
    }
  }

  /// Returns the file of an array, or nil if the directory does not have this array.
  func file(_ array: GraphDirectory.Array) -> File? { arrays.files.first { $0.name == array.rawValue }?.file }
}
