// SPDX-License-Identifier: Apache-2.0

/// A format that is recognised by its first bytes but not supported, with a hint how to export its
/// contents.
package struct ForeignFormat: Sendable {
  /// The name of the format with its article, such as "an HDF5 file".
  let name: String
  /// How to convert the file to a supported format.
  let hint: Wording

  func error(_ path: String) -> DataError {
    DataError(.badData, "is \(name), which is not supported", at: .file(path), hint: hint)
  }

  /// Throws `badData` if `bytes` are in a known binary format or HTML, whatever the file's name is.
  package static func refuse(_ bytes: [UInt8], path: String) throws(DataError) {
    if let format = found(bytes, path: path) { throw format.error(path) }
  }

  /// Throws `badData` if `bytes` are a JSON document where a list of edges or features is expected.
  package static func refuseJSON(_ bytes: [UInt8], path: String) throws(DataError) {
    var start = bytes.prefix(4096).drop { blanks.contains($0) }
    guard let first = start.popFirst(), let next = start.drop(while: { blanks.contains($0) }).first else {
      return
    }
    let isObject = first == UInt8(ascii: "{") && (next == UInt8(ascii: "\"") || next == UInt8(ascii: "}"))
    let isArray = first == UInt8(ascii: "[") && (next == UInt8(ascii: "[") || next == UInt8(ascii: "{"))
    guard isObject || isArray else { return }
    throw DataError(
      .badData, "is JSON, which is not supported for edges or features", at: .file(path),
      hint: "write a table with one 'source,target,weight' or 'id,feature,...' per line")
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

  private static func found(_ bytes: [UInt8], path: String) -> ForeignFormat? {
    if ZipArchive.isArchive(bytes) {
      guard let archive = try? ZipArchive(bytes, path: path) else { return damagedArchive }
      return archived(archive) ?? archive.names.lazy.compactMap(contained).first ?? zip
    }
    for (beginning, format) in signatures where bytes.starts(with: beginning) { return format }
    // The signature of the first block follows a digit that gives the block size.
    if bytes.starts(with: Array("BZh".utf8)),
      bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
    {
      return packed("bzip2", "bunzip2")
    }
    // HDF5 allows a user block before its signature.
    for offset in [512, 1024, 2048] where bytes.dropFirst(offset).starts(with: hdf5Signature) {
      return String(decoding: bytes.prefix(6), as: UTF8.self) == "MATLAB" ? matlab : hdf5
    }
    if bytes.dropFirst(257).starts(with: Array("ustar".utf8)) { return tar }
    if isPickle(bytes) { return pickle }
    let start = String(decoding: bytes.prefix(1024).drop { blanks.contains($0) }.prefix(15), as: UTF8.self)
      .lowercased()
    return start.hasPrefix("<!doctype html") || start.hasPrefix("<html") ? html : nil
  }

  /// Returns the format of a ZIP archive that is not an archive of arrays, or nil if it is not a known
  /// one.
  static func archived(_ archive: ZipArchive) -> ForeignFormat? {
    let names = archive.names
    if names.contains("xl/workbook.xml") || names.contains("xl/workbook.bin") { return excel }
    if names.contains("content.xml") && names.contains("mimetype") { return openDocument }
    if names.contains(where: { $0.hasSuffix("/data.pkl") || $0 == "data.pkl" }) { return pyTorch }
    if names.contains("word/document.xml") { return word }
    return nil
  }

  private static func contained(_ name: String) -> ForeignFormat? {
    name.hasSuffix(".npy") ? numpyArchive : nil
  }

  /// Returns whether the bytes are a pickle of protocol 2 or later: the version at the start, a STOP at
  /// the end.
  private static func isPickle(_ bytes: [UInt8]) -> Bool {
    bytes.count > 3 && bytes[0] == 0x80 && (2...5).contains(bytes[1]) && bytes.last == UInt8(ascii: ".")
  }

  // MARK: Known formats

  private static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  private static let signatures: [([UInt8], ForeignFormat)] = [
    ([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19], pyTorch),
    (Array("MATLAB 5.0 MAT-file".utf8), matlab), (Array("MATLAB 7.3 MAT-file".utf8), matlab),
    (hdf5Signature, hdf5), (Array("PAR1".utf8), parquet), (Array("FEA1".utf8), feather),
    (Array("ARROW1".utf8), feather), ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], oldExcel),
    (Array("SQLite format 3\0".utf8), sqlite), (Array("RDX2\n".utf8), r), (Array("RDX3\n".utf8), r),
    (Array("RDA2\n".utf8), r), (Array("RDA3\n".utf8), r), ([0x58, 0x0A, 0, 0, 0, 2], r),
    ([0x58, 0x0A, 0, 0, 0, 3], r), (Array("A\n2\n".utf8), r), (Array("A\n3\n".utf8), r),
    (Array("%PDF-".utf8), pdf),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], packed("xz", "unxz")),
    ([0x28, 0xB5, 0x2F, 0xFD], packed("zstd", "unzstd")), ([0x04, 0x22, 0x4D, 0x18], packed("lz4", "unlz4")),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], packed("7z", "7z x")),
    (Array("Rar!\u{1A}\u{07}".utf8), packed("RAR", "unrar x")), ([0x93] + Array("NUMPY".utf8), numpyArray),
  ]

  private static let pyTorch = ForeignFormat(
    name: "a PyTorch file (.pt, .pth)",
    hint:
      "in Python, load it with torch.load, then save edges, features and labels with numpy.savetxt, numpy.save or scipy.sparse.save_npz"
  )
  private static let matlab = ForeignFormat(
    name: "a MATLAB file (.mat)",
    hint:
      "in MATLAB or Octave, use writematrix or dlmwrite; in Python, scipy.io.loadmat and scipy.io.mmwrite"
  )
  private static let hdf5 = ForeignFormat(
    name: "an HDF5 file", hint: "in Python, read it with h5py or pandas and save .npy, .npz or .csv")
  private static let parquet = ForeignFormat(
    name: "a Parquet file", hint: "in Python, use pandas.read_parquet(...).to_csv('table.csv', index=False)")
  private static let feather = ForeignFormat(
    name: "an Arrow or Feather file",
    hint: "in Python, use pandas.read_feather(...).to_csv('table.csv', index=False)")
  private static let excel = ForeignFormat(
    name: "an Excel workbook (.xlsx)", hint: "in Excel, choose File > Save As > CSV UTF-8")
  private static let oldExcel = ForeignFormat(
    name: "an Office document from before 2007 (.xls, .doc)",
    hint: "in Excel, choose File > Save As > CSV UTF-8")
  private static let openDocument = ForeignFormat(
    name: "an OpenDocument file (.ods)", hint: "in LibreOffice, choose File > Save As > Text CSV")
  private static let word = ForeignFormat(name: "a Word document", hint: "save it as plain text")
  private static let sqlite = ForeignFormat(
    name: "an SQLite database",
    hint: "run sqlite3 -csv -header FILE 'select source, target from edges' > edges.csv")
  private static let r = ForeignFormat(
    name: "an R file (.rds, .RData)",
    hint: "in R, use write.csv(readRDS(...), 'table.csv', row.names = FALSE)")
  private static let pdf = ForeignFormat(name: "a PDF document", hint: "export the table as CSV")
  private static let html = ForeignFormat(
    name: "a web page (HTML)", hint: "the download may have failed; download the file again")
  private static let tar = ForeignFormat(name: "a tar archive", hint: "extract it with tar xf FILE")
  private static let zip = ForeignFormat(name: "a ZIP archive", hint: "extract it with unzip FILE")
  private static let damagedArchive = ForeignFormat(
    name: "a damaged or truncated ZIP archive", hint: "download the file again")
  private static let pickle = ForeignFormat(
    name: "a Python pickle",
    hint:
      "pickles are supported only for Planetoid's ind.* files (\(swift: "NodeDataset(planetoid:in:)", option: "--dataset NAME --data-dir DIR")); save a graph with networkx.write_edgelist or scipy.sparse.save_npz"
  )
  private static let numpyArray = ForeignFormat(
    name: "a NumPy array where text was expected",
    hint: "for features, name the file FILE.npy; edges are read from .npz or text")
  private static let numpyArchive = ForeignFormat(
    name: "a NumPy archive where text was expected", hint: "name the file FILE.npz")

  private static func packed(_ name: String, _ command: String) -> ForeignFormat {
    ForeignFormat(
      name: "compressed with \(name)", hint: "decompress it with \(command) FILE; only gzip is supported")
  }
}
