package import GraphCore
internal import GraphDatasets
internal import Plots
internal import SpectralGraphs
internal import TensorCore

/// A run of an experiment: where it finds its data, what decides its random numbers, and what it has to say.
public final class RecipeSession {
  /// A figure that a run has ended with.
  public struct Figure: Sendable, Equatable {
    /// What is measured.
    public let name: String
    /// Its value.
    public let value: Double
  }

  /// Decides all random numbers.
  public let seed: UInt64
  /// The folder of pictures; nil: none are made.
  public let outputDirectory: String?
  /// The user's own picture, a PNG file, for experiments that take one.
  public let picturePath: String?
  /// What has been measured, in order.
  public private(set) var figures: [Figure] = []
  /// Lines and tables for people.
  public private(set) var notes: [String] = []
  /// The pictures that have been written.
  public private(set) var pictures: [String] = []
  /// Where pictures are kept until all of a run is done; nil: each is written at once.
  package var outputs: OutputSet?
  private let dataDirectory: String?
  private let onProgress: (String, Double) -> Void

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - dataDirectory: where data are looked for before the places that the catalog looks in.
  ///   - picturePath: the user's own picture, a PNG file.
  ///   - onProgress: is told what is done, and which share of the whole.
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

  /// Ends with a figure.
  func report(_ name: String, _ value: Double) { figures.append(Figure(name: name, value: value)) }

  /// Says something.
  func note(_ text: String) { notes.append(text) }

  /// Shows how far the run is, `share` in 0...1.
  func progress(_ text: String, _ share: Double) { onProgress(text, share) }

  /// Shows how far training is, and the loss behind it.
  func progress(_ text: String, loss: Double, _ share: Double) {
    onProgress("\(text), loss \(loss.fourDecimals)", share)
  }

  /// Writes a picture of pixels, where pictures are wanted.
  func write(_ picture: @autoclosure () -> PixelImage, _ name: String) throws(DataError) {
    guard let outputDirectory else { return }
    let path = "\(outputDirectory)/\(name).png"
    let png: [UInt8]
    do throws(PNGError) {
      png = try picture().png()
    } catch {
      throw DataError(.cannotCreate, error.description, at: .file(path))
    }
    try write(png, to: path)
  }

  /// Writes a chart, where pictures are wanted.
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

  /// A graph or hypergraph by name. Throws `missingInput`, saying what is needed and where it is published, where it is not there.
  func dataset(_ name: String) throws(DataError) -> NodeDataset {
    do throws(DataError) {
      return try catalog.dataset(name)
    } catch {
      guard error.code == .missingInput else { throw error }
      throw DataError(
        .missingInput, error.wording, hint: "needs \(RecipeData.dataset(name).description)")
    }
  }

  /// A graph of papers with its published split. Throws `missingInput` also where files without one are found.
  func citations(_ name: String) throws(DataError) -> NodeDataset {
    let data = try dataset(name)
    guard data.publishedSplit != nil else {
      throw DataError(
        .missingInput, "the data set '\(name)' that is there has no published split",
        hint: "needs \(RecipeData.dataset(name).description)")
    }
    return data
  }

  /// The result of a spectral computation.
  func spectral<Result>(_ body: () throws(SpectralError) -> Result) throws(DataError) -> Result {
    do throws(SpectralError) {
      return try body()
    } catch {
      if case .unsuitable(let error) = error { throw error }
      throw DataError(.badData, error.description)
    }
  }

  /// The paths of files of one folder. Throws `missingInput`, saying what is needed and where it is published, where one is not
  /// there.
  private func files(_ folder: String, _ names: [String], of data: RecipeData) throws(DataError) -> [String] {
    for directory in catalog.directories {
      for place in ["\(directory)/\(folder)", directory] {
        let paths = names.map { "\(place)/\($0)" }
        if paths.allSatisfy(FileContents.exists) { return paths }
      }
    }
    let searched =
      catalog.directories.isEmpty
      ? "no data folder is set (--data-dir or GRAPHLEARN_DATA)"
      : "looked in \(catalog.directories.joined(separator: ", "))"
    throw DataError(
      .missingInput, "no \(folder)/\(names[0]) (\(searched))", hint: "needs \(data.description)")
  }

  /// The user's own picture; nil where there is none. Throws `missingInput` where it cannot be read, `badData` where it is no PNG
  /// file.
  func picture() throws(DataError) -> PixelImage? {
    guard let picturePath else { return nil }
    let bytes = try FileContents.read(picturePath)
    do throws(PNGError) {
      // Filters hold several copies of a picture, some of them in numbers of four bytes.
      return try PixelImage(png: bytes, largestPixelCount: MemoryLimit.bytes / 200)
    } catch {
      throw DataError(.badData, "no PNG file: \(error.description)", at: .file(picturePath))
    }
  }

  /// 10,000 handwritten digits: 8,000 to train with and 2,000 to test with. Throws `badData` where they are not of 28 x 28 pixels, or
  /// where one of the parts lacks one of the ten.
  func digits() throws(DataError) -> (train: ImageSet, test: ImageSet) {
    let paths = try files(
      "mnist", ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], of: .digits)
    let all = try ImageSet(images: paths[0], labels: paths[1])
    guard all.count == 10_000 else {
      throw DataError(.badData, "holds \(all.count) pictures, 10,000 were expected", at: .file(paths[0]))
    }
    let shape = all.images.shape
    guard shape[2] == 28 && shape[3] == 28 else {
      throw DataError(
        .badData, "holds pictures of \(shape[2]) x \(shape[3]) pixels, 28 x 28 were expected",
        at: .file(paths[0]))
    }
    if let label = all.labels.first(where: { !(0...9).contains($0) }) {
      throw DataError(.badData, "holds the label \(label), 0 to 9 were expected", at: .file(paths[1]))
    }
    let parts = (train: all.part(0..<8_000), test: all.part(8_000..<10_000))
    for (part, name) in [(parts.train, "first 8,000"), (parts.test, "last 2,000")] {
      if let digit = (0...9).first(where: { !part.labels.contains($0) }) {
        throw DataError(
          .badData, "has no \(digit) among the \(name) labels, all of 0 to 9 were expected",
          at: .file(paths[1]))
      }
    }
    return parts
  }

  /// Questions to train with and to test with. Throws `badData` where there are none.
  func questions() throws(DataError) -> (train: SentenceSet, test: SentenceSet) {
    let paths = try files("trec", ["train.tsv", "test.tsv"], of: .questions)
    let train = try questions(paths[0])
    return (train, try questions(paths[1], classNames: train.classNames))
  }

  private func questions(_ path: String, classNames: [String]? = nil) throws(DataError) -> SentenceSet {
    let set = try SentenceSet(path, classNames: classNames)
    guard !set.sentences.isEmpty else {
      throw DataError(
        .badData, "holds no questions, lines '<label><tab><question>' were expected", at: .file(path))
    }
    return set
  }
}
