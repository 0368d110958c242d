// SPDX-License-Identifier: Apache-2.0

/// The arrays of an `.npz` file: a ZIP archive of `.npy` files.
///
/// Archives that another program has repacked are supported: a directory that contains all files and a
/// leading `./` are removed from the names, and files that macOS adds are skipped.
package struct NumpyArchive {
  private let archive: ZipArchive
  /// The path in the ZIP archive of each array, by array name.
  private let files: [String: String]
  package var path: String { archive.path }

  /// Opens a file. Throws `missingInput` if it cannot be read, and `badData` if it is not a ZIP archive
  /// of arrays.
  package init(_ path: String) throws(DataError) { try self.init(FileContents.read(path), path: path) }

  package init(_ bytes: [UInt8], path: String) throws(DataError) {
    if !ZipArchive.isArchive(bytes) { try ForeignFormat.refuse(bytes, path: path) }
    archive = try ZipArchive(bytes, path: path)
    if let format = ForeignFormat.archived(archive) { throw format.error(path) }
    files = Self.files(archive)
  }

  private static func files(_ archive: ZipArchive) -> [String: String] {
    let members = archive.names.filter { name in
      let parts = name.split(separator: "/")
      return name.hasSuffix(".npy") && parts.first != "__MACOSX" && parts.last?.hasPrefix("._") == false
    }
    let plain = members.map { $0.split(separator: "/").filter { $0 != "." } }
    let directory = plain.first?.dropLast() ?? []
    let isShared = plain.allSatisfy { $0.dropLast().elementsEqual(directory) }
    var files = [String: String]()
    for (member, parts) in zip(members, plain) {
      let name = (isShared ? parts.suffix(1) : parts[...]).joined(separator: "/").dropLast(4)
      // NumPy never writes two spellings of the same name, so which of them is kept does not matter.
      if files[String(name)] == nil { files[String(name)] = member }
    }
    return files
  }

  /// The sorted names of the arrays.
  package var names: [String] { files.keys.sorted() }

  /// Returns the array with the given name, or nil if there is none.
  package func array(_ name: String) throws(DataError) -> NumpyArray? {
    guard let file = files[name], let bytes = try archive.contents(of: file) else { return nil }
    return try NumpyFile.parse(bytes, path: "\(path) (\(name))")
  }

  /// Returns the array with the given name. Throws `badData` if there is none.
  package func required(_ name: String) throws(DataError) -> NumpyArray {
    guard let array = try array(name) else {
      throw DataError(
        .badData, "has no array '\(name)'; its arrays are: \(shownNames)", at: .file(path))
    }
    return array
  }

  /// Returns an array that is not essential, or nil if it is missing. If it is present but cannot be
  /// read, the result is nil and a note is added.
  package func optional(_ name: String, notes: inout [DataNote]) throws(DataError) -> NumpyArray? {
    guard let file = files[name], let bytes = try archive.contents(of: file) else { return nil }
    do throws(DataError) {
      return try NumpyFile.parse(bytes, path: "\(path) (\(name))")
    } catch {
      notes.append(DataNote("array '\(name)' is ignored: \(error.message)", at: .file(path)))
      return nil
    }
  }

  /// Returns whether the archive has an array with the given name.
  package func has(_ name: String) -> Bool { files[name] != nil }

  /// The names of the first 12 arrays, for messages.
  package var shownNames: String {
    names.isEmpty ? "none" : names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", ..." : "")
  }
}
