// SPDX-License-Identifier: Apache-2.0

package import GraphCore
internal import GraphDatasets
internal import Images
internal import Plots
internal import SpectralGraphs
internal import TensorCore

/// A run of a recipe: the location of its data, its seed, and the figures, notes and files that it
/// produces.
public final class RecipeSession {
  /// A figure that a run has measured.
  public struct Figure: Sendable, Equatable {
    /// The name of the figure.
    public let name: String
    /// The value of the figure.
    public let value: Double
  }

  /// The seed of all random numbers.
  public let seed: UInt64
  /// The directory for images and plots; nil if none are written.
  public let outputDirectory: String?
  /// The path of the user's PNG image, for recipes that take one.
  public let picturePath: String?
  /// The figures measured so far, in order.
  public private(set) var figures: [Figure] = []
  /// The lines of text to print with the figures.
  public private(set) var notes: [String] = []
  /// The paths of the images and plots written so far.
  public private(set) var pictures: [String] = []
  /// The set that holds the files back until the whole run has succeeded; nil writes each file at once.
  package var outputs: OutputSet?
  private let dataDirectory: String?
  private let onProgress: (String, Double) -> Void

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - seed: The seed of all random numbers.
  ///   - dataDirectory: A directory to search for data before those of the catalog.
  ///   - outputDirectory: The directory for images and plots; nil if none are to be written.
  ///   - picturePath: The path of a PNG image, for recipes that take one.
  ///   - onProgress: Called with a description of the current step and the share of the run that is
  ///     done, in 0...1.
  public init(
    seed: UInt64 = 0, dataDirectory: String? = nil, outputDirectory: String? = nil,
    picturePath: String? = nil,
    onProgress: @escaping (String, Double) -> Void = { _, _ in }
  ) {
    self.seed = seed
    self.dataDirectory = dataDirectory
    self.outputDirectory = outputDirectory
    self.picturePath = picturePath
    self.onProgress = onProgress
  }

  /// Adds a figure to the results.
  func report(_ name: String, _ value: Double) { figures.append(Figure(name: name, value: value)) }

  /// Adds a line of text to the results.
  func note(_ text: String) { notes.append(text) }

  /// Reports the progress of the run; `share` is in 0...1.
  func progress(_ text: String, _ share: Double) { onProgress(text, share) }

  /// Reports the progress of training with the current loss.
  func progress(_ text: String, loss: Double, _ share: Double) {
    onProgress("\(text), loss \(NumberText.decimal(loss, 4))", share)
  }

  /// Writes an image as PNG if there is an output directory.
  func write(_ picture: @autoclosure () -> PixelImage, _ name: String) throws(DataError) {
    guard let outputDirectory else { return }
    let path = "\(outputDirectory)/\(name).png"
    let png: [UInt8]
    do throws(ImageError) {
      png = try picture().png()
    } catch {
      throw DataError(.cannotCreate, error.description, at: .file(path))
    }
    try write(png, to: path)
  }

  /// Writes a chart as SVG if there is an output directory.
  func write(_ chart: @autoclosure () -> Chart, _ name: String) throws(DataError) {
    guard let outputDirectory else { return }
    try write(Array(chart().svg().utf8), to: "\(outputDirectory)/\(name).svg")
  }

  private func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    if let outputDirectory, pictures.isEmpty { try FileOutput.requireDirectory(outputDirectory) }
    if let outputs { try outputs.add(bytes, to: path) } else { try FileOutput.write(bytes, to: path) }
    pictures.append(path)
  }

  // MARK: Data

  private var catalog: DatasetCatalog { .standard(dataDirectory: dataDirectory) }

  /// Returns the graph or hypergraph with this name. Throws `missingInput` with a hint on what is needed
  /// and where it is published if it is not found.
  func dataset(_ name: String) throws(DataError) -> NodeDataset {
    do throws(DataError) {
      return try catalog.dataset(name)
    } catch {
      guard error.code == .missingInput else { throw error }
      throw DataError(
        .missingInput, error.wording, hint: "This recipe needs \(RecipeData.dataset(name).description)")
    }
  }

  /// Returns a citation graph with its published split. Throws `missingInput` if it is not found or if
  /// its files contain no split.
  func citations(_ name: String) throws(DataError) -> NodeDataset {
    let data = try dataset(name)
    guard data.publishedSplit != nil else {
      throw DataError(
        .missingInput, "the data set '\(name)' has no published split",
        hint: "This recipe needs \(RecipeData.dataset(name).description)")
    }
    return data
  }

  /// Returns the result of a spectral computation and converts its errors.
  func spectral<Result>(_ body: () throws(SpectralError) -> Result) throws(DataError) -> Result {
    do throws(SpectralError) {
      return try body()
    } catch {
      if case .unsuitable(let error) = error { throw error }
      throw DataError(.badData, error.description)
    }
  }

  /// Returns the paths of the files of one directory. Throws `missingInput` with a hint on what is
  /// needed and where it is published if one does not exist.
  private func files(_ folder: String, _ names: [String], of data: RecipeData) throws(DataError) -> [String] {
    for directory in catalog.directories {
      for place in ["\(directory)/\(folder)", directory] {
        let paths = names.map { "\(place)/\($0)" }
        if paths.allSatisfy(FileContents.exists) { return paths }
      }
    }
    let searched =
      catalog.directories.isEmpty
      ? "no data directory is set with --data-dir or GRAPHLEARN_DATA"
      : "searched \(catalog.directories.joined(separator: ", "))"
    throw DataError(
      .missingInput, "no such file: \(folder)/\(names[0]) (\(searched))",
      hint: "This recipe needs \(data.description)")
  }

  /// Returns the user's image; nil if none was given. Throws `missingInput` if it cannot be read,
  /// `badData` if it is not a PNG, JPEG or BMP file.
  func picture() throws(DataError) -> PixelImage? {
    guard let picturePath else { return nil }
    // Filters hold several copies of an image, some of them with four bytes per number.
    return try PixelImage(contentsOf: picturePath, largestPixelCount: MemoryLimit.bytes / 200)
  }

  /// Returns 10,000 handwritten digits: 8,000 for training and 2,000 for testing. Throws `badData` if
  /// the images do not have 28 x 28 pixels, or if one of the parts does not contain all ten digits.
  func digits() throws(DataError) -> (train: ImageSet, test: ImageSet) {
    let paths = try files(
      "mnist", ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], of: .digits)
    let all = try ImageSet(images: paths[0], labels: paths[1])
    guard all.count == 10_000 else {
      throw DataError(.badData, "expected 10,000 images, found \(all.count)", at: .file(paths[0]))
    }
    let shape = all.images.shape
    guard shape[2] == 28 && shape[3] == 28 else {
      throw DataError(
        .badData, "expected images of 28 x 28 pixels, found \(shape[2]) x \(shape[3])",
        at: .file(paths[0]))
    }
    if let label = all.labels.first(where: { !(0...9).contains($0) }) {
      throw DataError(.badData, "expected labels from 0 to 9, found \(label)", at: .file(paths[1]))
    }
    let parts = (train: all.part(0..<8_000), test: all.part(8_000..<10_000))
    for (part, name) in [(parts.train, "first 8,000"), (parts.test, "last 2,000")] {
      if let digit = (0...9).first(where: { !part.labels.contains($0) }) {
        throw DataError(
          .badData, "expected all labels from 0 to 9 among the \(name) labels, found no \(digit)",
          at: .file(paths[1]))
      }
    }
    return parts
  }

  /// Returns the training and the test questions. Throws `badData` if a file contains no questions.
  func questions() throws(DataError) -> (train: SentenceSet, test: SentenceSet) {
    let paths = try files("trec", ["train.tsv", "test.tsv"], of: .questions)
    let train = try questions(paths[0])
    return (train, try questions(paths[1], classNames: train.classNames))
  }

  private func questions(_ path: String, classNames: [String]? = nil) throws(DataError) -> SentenceSet {
    let set = try SentenceSet(path, classNames: classNames)
    guard !set.sentences.isEmpty else {
      throw DataError(
        .badData, "expected lines '<label><tab><question>', found no questions", at: .file(path))
    }
    return set
  }
}
