/// The arrays of an `.npz` file: a ZIP archive of `.npy` files.
package struct NumpyArchive {
  private let archive: ZipArchive
  package var path: String { archive.path }

  /// Opens a file. Throws `missingInput` where it cannot be read, `badData` where it is no ZIP archive.
  package init(_ path: String) throws(DataError) { try self.init(FileContents.read(path), path: path) }

  package init(_ bytes: [UInt8], path: String) throws(DataError) {
    archive = try ZipArchive(bytes, path: path)
  }

  /// The names of the arrays, sorted.
  package var names: [String] { archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 } }

  /// An array by its name; nil where there is none.
  package func array(_ name: String) throws(DataError) -> NumpyArray? {
    guard let bytes = try archive.contents(of: name + ".npy") else { return nil }
    return try NumpyFile.parse(bytes, path: "\(path) (\(name))")
  }

  /// An array that must be there.
  package func required(_ name: String) throws(DataError) -> NumpyArray {
    guard let array = try array(name) else {
      throw DataError(
        .badData, "has no array '\(name)'; it has \(names.isEmpty ? "none" : names.joined(separator: ", "))",
        at: .file(path))
    }
    return array
  }

  /// Whether the archive has an array of that name.
  package func has(_ name: String) -> Bool { archive.names.contains(name + ".npy") }
}
