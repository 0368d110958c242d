// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import Testing

@Suite("Unsupported file formats are refused by name, and text encodings are detected")
struct ForeignFormatTests {
  static let files: [(name: String, bytes: [UInt8], says: String)] = [
    ("data.pt", NumpyFixture.zip([("archive/data.pkl", [1]), ("archive/version", [51])]), "PyTorch"),
    (
      "legacy.pth", [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E],
      "PyTorch"
    ),
    ("m.mat", Array("MATLAB 5.0 MAT-file, Platform: GLNXA64".utf8) + [0, 1, 2], "MATLAB"),
    (
      "m73.mat",
      Array("MATLAB 7.3 MAT-file".utf8) + [UInt8](repeating: 0x20, count: 493) + [
        0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10,
      ],
      "MATLAB"
    ),
    ("h.h5", [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0], "HDF5"),
    ("p.parquet", Array("PAR1....PAR1".utf8), "Parquet"),
    ("f.feather", Array("ARROW1\0\0".utf8), "Arrow"), ("f1.feather", Array("FEA1".utf8), "Arrow"),
    ("x.xlsx", NumpyFixture.zip([("xl/workbook.xml", [1]), ("[Content_Types].xml", [1])]), "Excel"),
    ("x.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], "Office"),
    ("x.ods", NumpyFixture.zip([("mimetype", [1]), ("content.xml", [1])]), "OpenDocument"),
    ("d.sqlite", Array("SQLite format 3\0".utf8) + [16, 0], "SQLite"),
    ("r.rds", [0x58, 0x0A, 0, 0, 0, 3, 0], "an R file"),
    ("r.rds", ArchiveTests.storedGzip([0x58, 0x0A, 0, 0, 0, 2, 0]), "an R file"),
    ("r.RData", ArchiveTests.storedGzip(Array("RDX3\nX\n".utf8)), "an R file"),
    ("d.pdf", Array("%PDF-1.7\n".utf8), "PDF"),
    ("page.csv", Array("\n<!DOCTYPE html><html></html>".utf8), "HTML"),
    ("page.txt", Array("<HTML><body>".utf8), "HTML"),
    ("e.bz2", [0x42, 0x5A, 0x68, 0x36, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0], "bzip2"),
    ("e.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "xz"), ("e.zst", [0x28, 0xB5, 0x2F, 0xFD, 0], "zstd"),
    ("e.7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0], "7z"),
    ("e.zip", NumpyFixture.zip([("edges.csv", [97])]), "ZIP"),
    (
      "e.tar", [UInt8](repeating: 97, count: 257) + Array("ustar".utf8) + [0], "tar"
    ), ("g.pickle", [0x80, 4, 0x4E, 0x2E], "pickle"), ("u.txt", [0xFF, 0xFE, 0, 0, 97, 0, 0, 0], "UTF-32"),
    ("a.csv", NumpyFixture.int32([1]), "NumPy array"),
    ("a.tsv", NumpyFixture.zip([("x.npy", [1])]), "NumPy archive"),
  ]

  @Test(
    "A file of an unsupported format is refused by its content, whatever its name", arguments: files.indices)
  func refusals(_ index: Int) throws {
    let (name, bytes, says) = Self.files[index]
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in [name, "plain.csv"] {
      let path = try folder.file(name, bytes)
      let error = dataError { _ = try TextFile(path) }
      #expect(
        error?.code == .badData && error?.message.contains(says) == true,
        "\(name): \(String(describing: error))")
      #expect(error?.hint?.description.isEmpty == false)
    }
  }

  @Test("Archives without arrays are refused by name when they are read as .npz or .npy")
  func archives() {
    for (_, bytes, says) in Self.files where ["PyTorch", "Excel", "HDF5", "Parquet"].contains(says) {
      #expect(dataError { _ = try NumpyArchive(bytes, path: "x.npz") }?.message.contains(says) == true)
      #expect(dataError { _ = try NumpyFile.parse(bytes, path: "x.npy") }?.message.contains(says) == true)
    }
  }

  @Test("JSON is distinguished from text that only begins like JSON")
  func json() {
    for text in ["{\"nodes\": []}", " [\n{\"id\": 1}]", "[[0, 1], [1, 2]]", "{}"] {
      #expect(dataError { try ForeignFormat.refuseJSON(Array(text.utf8), path: "e") }?.code == .badData)
    }
    for text in ["{a b\n", "[1 2\n", "graph [\n", "", "{", "a {'weight': 1}\n"] {
      #expect(throws: Never.self) { try ForeignFormat.refuseJSON(Array(text.utf8), path: "e") }
    }
  }

  @Test("UTF-16 text with a byte order mark is decoded", arguments: [true, false])
  func utf16(isLittle: Bool) throws {
    let text = "a\tb\r\nd\u{E9}j\u{E0}\t\u{65E5}\u{672C}\r\n\u{1F600}\tx\r\n"
    let bytes = ("\u{FEFF}" + text).utf16.flatMap { unit in
      isLittle ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
    #expect(try TextFile(bytes: bytes, path: "u.txt").bytes == Array(text.utf8))
    #expect(dataError { _ = try TextFile(bytes: Array(bytes.dropLast()), path: "u.txt") }?.code == .badData)
    let broken: [UInt8] = isLittle ? [0xFF, 0xFE, 10, 0, 0, 0xDC] : [0xFE, 0xFF, 0, 10, 0xDC, 0]
    #expect(dataError { _ = try TextFile(bytes: broken, path: "u.txt") }?.place == .line("u.txt", 2))
  }

  @Test("Ordinary text is accepted even if it begins like another format")
  func ordinary() throws {
    for text in [
      "", "a b\n", "P 1\n", "PK 1\n", "BZh x\n", "X\nY\n", "\u{FEFF}a,b\n", "MATLAB 1\n", "<a> b\n",
    ] {
      #expect(try TextFile(bytes: Array(text.utf8), path: "t").bytes == Array(text.utf8))
    }
  }
}
