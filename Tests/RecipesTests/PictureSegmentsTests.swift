// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Images
import Recipes
import Testing

@Suite("The image-segments recipe")
struct PictureSegmentsTests {
  @Test("The image-segments recipe finds the painted regions")
  func regions() throws {
    let session = RecipeSession(seed: 5)
    try PictureSegments.run(session)
    for expectation in PictureSegments.card.expectations {
      let figure = try #require(session.figures.first { $0.name == expectation.figure })
      #expect(expectation.bound.isMet(by: figure.value), "\(figure)")
    }
  }

  @Test("Segments agree with regions whatever their numbers, and a region that is cut in two counts once")
  func agreement() {
    #expect(PictureSegments.agreement([3, 3, 1, 1, 0, 0], [0, 0, 4, 4, 2, 2]) == 1)
    #expect(PictureSegments.agreement([0, 0, 1, 2], [0, 0, 0, 1]) == 0.75)
  }
}
