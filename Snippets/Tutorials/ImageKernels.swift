// Four filters of a picture: blur, sharpen, emboss and watercolour.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

let folder = NSTemporaryDirectory()

let values = (0..<64 * 64).map { pixel -> Float in
  let (x, y) = (Float(pixel % 64) - 32, Float(pixel / 64) - 32)
  return x * x + y * y < 400 ? 0.8 : 0.2 + Float(pixel % 64) / 320
}
let picture = PixelImage(width: 64, height: 64, values: values)
// snippet.show
let blurred = ImageFilter.blur(picture)
let sharpened = ImageFilter.sharpen(picture)
let embossed = ImageFilter.emboss(picture)
let painted = ImageFilter.watercolor(picture)
let own = ImageFilter.kernel(ImageKernel([0, 0, 0, -1, 0, 1, 0, 0, 0]), border: .reflected)(picture)
try PixelImage.sheet([picture, blurred, sharpened, embossed, painted, own], columns: 3).write(
  to: "filters.png")
// snippet.hide
precondition(ImageKernel.blur.sum == 1 && ImageKernel.sharpen.sum == 1 && ImageKernel.emboss.sum == 0)
precondition([blurred, sharpened, embossed, painted].allSatisfy { $0 != picture && $0.width == 64 })
precondition(embossed.bytes[32 * 64 + 32] == 128, "plain areas become grey")
