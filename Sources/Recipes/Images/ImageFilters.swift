// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import Images

/// Filters that blur, sharpen, emboss and paint an image with small kernels.
public enum ImageFilters: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "image-filters", title: "small kernels blur, sharpen, emboss and paint an image", data: .generated,
    settings: [
      "a generated landscape of 384 x 256 pixels, or any image (--image FILE); edge pixels are repeated",
      "blur: 5 x 5 binomial kernel; sharpen: the image minus its Laplacian",
      "emboss: the slope from the upper left, around middle grey",
      "watercolour: blur, 5 x 5 median, sharpen",
    ],
    expectations: [
      .init("mean brightness changed by blur", .atMost(0.002)),
      .init("Laplacian variance, blurred to original", .atMost(0.1)),
      .init("Laplacian variance, sharpened to original", .atLeast(4)),
      .init("shades of plain areas, embossed", .atMost(1)),
      .init("total variation, watercolour to original", .atMost(0.65)),
      .init("Laplacian variance, watercolour to blurred", .atLeast(5)),
    ],
    source:
      """
      Gonzalez and Woods, Digital image processing; Huang, Yang and Tang 1979, A fast two-dimensional \
      median filtering algorithm
      """,
    takesPicture: true)

  private static let filters: [(name: String, filter: ImageFilter)] = [
    ("blur", .kernel(.wideBlur)), ("sharpen", .sharpen), ("emboss", .emboss),
    ("watercolour", .chain([.kernel(.wideBlur), .median(side: 5), .sharpen])),
  ]

  /// Filters the image and measures the results.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let original = try session.picture() ?? Landscape.picture(seed: session.seed)
    guard original.totalVariation > 0 else {
      throw DataError(
        .badData, "the image has only one colour, so filters do not change it",
        at: session.picturePath.map { .file($0) })
    }
    var pictures = [original]
    for (number, entry) in filters.enumerated() {
      session.progress(entry.name, Double(number) / Double(filters.count))
      pictures.append(entry.filter(original))
    }
    let (blurred, sharpened, embossed, painted) = (pictures[1], pictures[2], pictures[3], pictures[4])
    let sharpness = original.laplacianVariance
    session.report(
      "mean brightness changed by blur", abs(blurred.meanBrightness - original.meanBrightness))
    compare("Laplacian variance, blurred to original", blurred.laplacianVariance, sharpness, session)
    compare("Laplacian variance, sharpened to original", sharpened.laplacianVariance, sharpness, session)
    let plain = original.flatPlaces(in: embossed)
    session.note("plain areas: \(plain.count) of \(original.bytes.count) values have eight equal neighbours")
    compare(
      "shades of plain areas, embossed", Double(plain.values.count), min(1, Double(plain.count)), session)
    compare(
      "total variation, watercolour to original", painted.totalVariation, original.totalVariation, session)
    compare(
      "Laplacian variance, watercolour to blurred", painted.laplacianVariance, blurred.laplacianVariance,
      session)
    try session.write(original, "original")
    for (entry, picture) in zip(filters, pictures.dropFirst()) { try session.write(picture, entry.name) }
    // Long images are placed side by side along their short edge, so that the sheet stays within the
    // 1,000,000 rows and columns that the PNG library allows.
    let (width, height) = (original.width, original.height)
    let columns = width > 3 * height ? 1 : height > 3 * width ? pictures.count : 3
    try session.write(.sheet(pictures, columns: columns, gap: 4), "sheet")
  }

  /// Reports a measure divided by another one, if that is not 0.
  private static func compare(_ name: String, _ value: Double, _ other: Double, _ session: RecipeSession) {
    if other > 0 {
      session.report(name, value / other)
    } else {
      session.note("\(name): there is nothing to compare with")
    }
  }
}
