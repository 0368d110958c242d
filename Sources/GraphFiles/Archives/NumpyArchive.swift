/// The arrays of an `.npz` file: a ZIP archive of `.npy` files.
///
/// An archive that another program packed anew is read too: a directory that all files lie in and `./` before their
/// names are not part of the names, and what macOS adds is passed over.
package struct NumpyArchive {
  private let archive: ZipArchive
  /// The file of every array.
  private let files: [String: String]
  package var path: String { archive.path }

  /// Opens a file. Throws `missingInput` where it cannot be read, `badData` where it is no ZIP archive of arrays.
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
      // Two spellings of one name cannot come from NumPy; the first is as good as the other.
      if files[String(name)] == nil { files[String(name)] = member }
    }
    return files
  }

  /// The names of the arrays, sorted.
  package var names: [String] { files.keys.sorted() }

  /// An array by its name; nil where there is none.
  package func array(_ name: String) throws(DataError) -> NumpyArray? {
    guard let file = files[name], let bytes = try archive.contents(of: file) else { return nil }
    return try NumpyFile.parse(bytes, path: "\(path) (\(name))")
  }

  /// An array that must be there.
  package func required(_ name: String) throws(DataError) -> NumpyArray {
    guard let array = try array(name) else {
      throw DataError(
        .badData, "has no array '\(name)'; it has \(shownNames)", at: .file(path))
    }
    return array
  }

  /// An array that the data can do without: where it is there and cannot be read, a note says so.
  package func optional(_ name: String, notes: inout [DataNote]) throws(DataError) -> NumpyArray? {
    guard let file = files[name], let bytes = try archive.contents(of: file) else { return nil }
    do throws(DataError) {
      return try NumpyFile.parse(bytes, path: "\(path) (\(name))")
    } catch {
      notes.append(DataNote("'\(name)' is left out: \(error.message)", at: .file(path)))
      return nil
    }
  }

  /// Whether the archive has an array of that name.
  package func has(_ name: String) -> Bool { files[name] != nil }

  /// The names of the arrays for a message.
  package var shownNames: String {
    names.isEmpty ? "none" : names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", ..." : "")
  }
}
