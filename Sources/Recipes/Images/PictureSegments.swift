// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import Images
internal import SpectralGraphs
internal import TensorCore

/// Cuts a picture into segments: pixels are nodes of a graph, and a normalised cut separates them.
public enum PictureSegments: Reproduction {
  private static let count = 5
  private static let side = 256

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "image-segments", title: "a normalised cut divides a picture into segments", data: .generated,
    settings: [
      "a generated picture of \(side) x \(side) pixels with \(count) regions and grain, or any image (--image FILE)",
      "nodes: pixels; edges: the eight neighbours, weighted by distance and colour (scales 4 and 0.1)",
      "\(count) segments from the eigenvectors of the symmetric Laplacian and k-means",
    ],
    expectations: [
      .init("pixels in the segment of their region", .atLeast(0.98), .percent),
      .init("normalised cut of the segments to that of the regions", .atMost(1.1)),
    ],
    source: "Shi and Malik 2000, Normalized cuts and image segmentation",
    takesPicture: true)

  /// Cuts the picture and compares the segments with the painted regions.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let given = try session.picture()
    let scene = Scene(seed: session.seed)
    let picture = given ?? scene.picture
    guard Set(picture.bytes).count > 1, picture.width * picture.height >= count else {
      throw DataError(
        .badData, "the image has only one shade or fewer than \(count) pixels, so there is nothing to cut",
        at: session.picturePath.map { .file($0) })
    }
    let clock = ContinuousClock()
    let start = clock.now
    let pixels = PixelGraph(picture)
    let built = clock.now
    let clusters: SpectralClustering
    do throws(SpectralError) {
      clusters = try SpectralClustering(
        pixels.graph, count: count, restarts: 2, seed: session.seed, options: EigenOptions(tolerance: 1e-6))
    } catch {
      throw DataError(.badData, "\(error)", at: session.picturePath.map { .file($0) })
    }
    let end = clock.now
    session.note(
      "\(pixels.graph.nodeCount.groupedDigits) nodes; graph \(Self.seconds(built - start)) s, normalised cut \(Self.seconds(end - built)) s"
    )
    let sizes = (0..<count).map { segment in clusters.assignments.count { $0 == segment } }
    session.note("pixels of the segments: \(sizes.map(\.groupedDigits).joined(separator: ", "))")
    session.report("normalised cut", clusters.normalizedCut)
    if given == nil {
      let cut = clusters.assignments
      session.report("pixels in the segment of their region", Self.agreement(cut, scene.regions))
      let painted = PartitionQuality.normalizedCut(of: scene.regions, in: pixels.graph)
      session.report(
        "normalised cut of the segments to that of the regions", clusters.normalizedCut / painted)
    }
    let segments = pixels.image(of: clusters.assignments)
    try session.write(picture, "original")
    try session.write(segments, "segments")
    try session.write(.sheet([picture, segments], columns: 2, gap: 8), "sheet")
  }

  private static func seconds(_ duration: Duration) -> String {
    let parts = duration.components
    return NumberText.decimal(Double(parts.seconds) + Double(parts.attoseconds) * 1e-18, 2)
  }

  /// Returns the share of pixels that are in the segment that covers most of their region.
  package static func agreement(_ segments: [Int32], _ regions: [Int32]) -> Double {
    var counts: [[Int]] = Array(repeating: Array(repeating: 0, count: count), count: count)
    for (segment, region) in zip(segments, regions) { counts[Int(segment)][Int(region)] += 1 }
    // Each segment is matched with the region that it covers most; a region matched twice counts once.
    var matched = [Int](repeating: 0, count: count)
    for row in counts {
      let best = row.indices.max { row[$0] < row[$1] } ?? 0
      matched[best] = max(matched[best], row[best])
    }
    return Double(matched.reduce(0, +)) / Double(max(1, segments.count))
  }

  /// A painted picture with known regions.
  struct Scene {
    /// The picture.
    let picture: PixelImage
    /// The region of each pixel.
    let regions: [Int32]

    init(seed: UInt64) {
      let stream = RandomStream(seed: seed, purpose: .generation)
      let colors: [[Double]] = [
        [96, 150, 220], [80, 130, 70], [235, 200, 80], [170, 60, 60], [120, 90, 150],
      ]
      var picture = PixelImage(width: side, height: side, colors: .rgb)
      var regions = [Int32](repeating: 0, count: side * side)
      for row in 0..<side {
        for column in 0..<side {
          let pixel = row * side + column
          let region = Self.region(Double(column), Double(row))
          regions[pixel] = region
          for part in 0..<3 {
            // Each region gets lighter towards the top and is grainy.
            let shade = colors[Int(region)][part] + 24 * (0.5 - Double(row) / Double(side))
            let grain = 16 * (stream.uniform(at: UInt64(3 * pixel + part)) - 0.5)
            picture.bytes[3 * pixel + part] = UInt8(min(max(shade + grain, 0), 255))
          }
        }
      }
      self.picture = picture
      self.regions = regions
    }

    /// A sky, a meadow below it, a disc in the sky, and a square and a triangle on the meadow.
    private static func region(_ x: Double, _ y: Double) -> Int32 {
      if (x - 190) * (x - 190) + (y - 62) * (y - 62) < 40 * 40 { return 2 }
      if (30..<110).contains(x) && (110..<190).contains(y) { return 3 }
      let width = (y - 120) * 0.5
      if (120..<220).contains(y) && abs(x - 180) < width { return 4 }
      return y < 150 ? 0 : 1
    }
  }
}
