// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphLearningTestSupport
import Images
import TensorCore
import Testing

@Suite("Sizes, colours and similarity of images")
struct ImageMeasureTests {
  private func noise(_ width: Int, _ height: Int, _ colors: PixelImage.Colors, seed: UInt64) -> PixelImage {
    let stream = RandomStream(seed: seed, purpose: .generation)
    return PixelImage(
      width: width, height: height, colors: colors,
      bytes: (0..<width * height * colors.rawValue).map { UInt8(stream.integer(below: 256, at: UInt64($0))) })
  }

  @Test("Area resizing to half is the mean of four pixels, and to the same size changes nothing")
  func area() {
    let image = noise(8, 6, .rgb, seed: 1)
    let half = image.resized(width: 4, height: 3)
    for row in 0..<3 {
      for column in 0..<4 {
        for color in 0..<3 {
          let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map {
            Int(image.bytes[image.offset(row: 2 * row + $0.0, column: 2 * column + $0.1) + color])
          }
          let value = Int(half.bytes[half.offset(row: row, column: column) + color])
          #expect(abs(Double(value) - Double(four.reduce(0, +)) / 4) <= 0.5)
        }
      }
    }
    for method in [PixelImage.Interpolation.area, .bilinear, .nearest] {
      #expect(image.resized(width: 8, height: 6, by: method) == image)
    }
    let plain = PixelImage(width: 7, height: 5, shade: 99)
    for method in [PixelImage.Interpolation.area, .bilinear, .nearest] {
      #expect(Set(plain.resized(width: 13, height: 3, by: method).bytes) == [99])
    }
  }

  @Test("Nearest and bilinear enlarging by two give the values of pixel squares")
  func enlarging() {
    let row = PixelImage(width: 2, height: 1, colors: .gray, bytes: [0, 100])
    #expect(row.resized(width: 4, height: 1, by: .nearest).bytes == [0, 0, 100, 100])
    #expect(row.resized(width: 4, height: 1, by: .bilinear).bytes == [0, 25, 75, 100])
    #expect(row.resized(width: 3, height: 1, by: .area).bytes == [0, 50, 100])
  }

  @Test("Grey is the weighted sum of the colours, and a threshold separates black and white")
  func colors() {
    let image = PixelImage(
      width: 3, height: 1, colors: .rgb, bytes: [255, 0, 0, 0, 255, 0, 0, 0, 255])
    #expect(image.inGray.bytes == [76, 150, 29])
    #expect(image.thresholded(above: 0.1).bytes == [255, 255, 255])
    #expect(image.thresholded(above: 0.2).bytes == [255, 255, 0])
    #expect(image.difference(from: image).bytes == [UInt8](repeating: 0, count: 9))
    #expect(PixelImage(planes: image.planes) == image)
  }

  @Test("Errors and the signal-to-noise ratio have the values of their formulas")
  func errors() {
    let one = PixelImage(width: 2, height: 1, colors: .gray, bytes: [0, 255])
    let other = PixelImage(width: 2, height: 1, colors: .gray, bytes: [51, 255])
    #expect(abs(one.meanSquaredError(to: other) - 0.02) < 1e-12)
    #expect(abs(one.peakSignalToNoise(to: other) - 16.989700043) < 1e-8)
    #expect(one.peakSignalToNoise(to: one) == .infinity)
  }

  @Test(
    "The structural similarity is 1 for equal images, falls with noise, and is about 0 for unrelated noise")
  func similarity() {
    let image = noise(32, 20, .gray, seed: 2)
    #expect(abs(image.structuralSimilarity(to: image) - 1) < 1e-12)
    #expect(abs(image.structuralSimilarity(to: noise(32, 20, .gray, seed: 3))) < 0.1)
    let plain = PixelImage(width: 16, height: 12, shade: 100)
    let lighter = PixelImage(width: 16, height: 12, shade: 120)
    // Without variance, only the means count.
    let (a, b, c) = (100.0 / 255, 120.0 / 255, 0.0001)
    #expect(abs(plain.structuralSimilarity(to: lighter) - (2 * a * b + c) / (a * a + b * b + c)) < 1e-9)
  }

  @Test("A picture as a graph has one node per patch, its neighbours, and weights of distance and colour")
  func graphs() {
    let image = PixelImage(width: 3, height: 2, colors: .gray, bytes: [0, 0, 255, 0, 255, 255])
    let four = PixelGraph(image, neighbourhood: .four, distanceScale: 1, colorScale: 0.5)
    #expect(four.graph.nodeCount == 6 && four.graph.undirectedPairCount == 7)
    #expect(PixelGraph(image, neighbourhood: .eight).graph.undirectedPairCount == 11)
    #expect(PixelGraph(image, neighbourhood: .radius(1)).graph.undirectedPairCount == 7)
    #expect(PixelGraph(image, neighbourhood: .radius(1.5)).graph.undirectedPairCount == 11)
    let (sources, targets, weights) = four.graph.edges()
    for edge in sources.indices {
      let difference = image.bytes[Int(sources[edge])] == image.bytes[Int(targets[edge])] ? 0.0 : 1.0
      let expected = exp(-0.5 - difference / 0.5)
      #expect(abs((weights?[edge] ?? 0) - expected) < 1e-7)
    }
    #expect(four.features.shape == [6, 3])
    let segments: [Int32] = [0, 0, 1, 0, 1, 1]
    #expect(four.image(of: segments) == image)
    let patches = PixelGraph(noise(5, 4, .rgb, seed: 1), patchSide: 2)
    #expect(patches.rows == 2 && patches.columns == 3 && patches.features.shape == [6, 5])
  }
}
