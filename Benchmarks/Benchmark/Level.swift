// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CGraphKernels

/// An instruction set for which the kernels are compiled.
enum Level: String, CaseIterable, ExpressibleByArgument {
  case base, avx2, avx512

  var code: Int32 { self == .base ? 0 : self == .avx2 ? 1 : 2 }

  /// The levels that this processor has.
  static var available: [Level] { allCases.filter { $0.code <= Int32(gnk_best_level().rawValue) } }

  /// Lets all kernels use this level.
  func use() { gnk_set_level(gnk_level_t(UInt32(code))) }
}
