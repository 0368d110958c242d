// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// What `convert` writes: a file of a format, or a graph directory.
enum ConvertTarget: ExpressibleByArgument, Equatable {
  case file(GraphFileFormat)
  case directory

  init?(argument: String) {
    if argument == "directory" {
      self = .directory
    } else if let format = GraphFileFormat(rawValue: argument) {
      self = .file(format)
    } else {
      return nil
    }
  }

  /// Creates the target that the suffix of a path names; a name without a suffix is a directory. Returns
  /// nil for an unknown suffix.
  init?(suffixOf path: String) {
    if let format = GraphFileFormat(suffixOf: path) {
      self = .file(format)
      return
    }
    let name = path.split(separator: "/").last ?? ""
    guard path.hasSuffix("/") || !name.dropFirst().contains(".") else { return nil }
    self = .directory
  }

  static var allValueStrings: [String] { GraphFileFormat.allCases.map(\.rawValue) + ["directory"] }
}
