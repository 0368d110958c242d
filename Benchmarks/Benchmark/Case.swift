// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// One thing to time.
struct Case {
  /// The name, such as `spmm/arxiv/64`. Cases are chosen by their name or its first parts.
  let name: String
  /// Whether the case is measured at every instruction level.
  var hasLevels = true
  /// Times several calls.
  let run: (Budget) throws -> Timing
}

/// The times of several calls, and what each of them computes.
struct Timing {
  var milliseconds: [Double]
  /// The number of floating-point operations of a call; nil if it is not counted.
  var flops: Double?
  /// The number of bytes that a call must at least read and write; nil if it is not counted.
  var bytes: Double?
  /// What a call counts in addition, such as seeds.
  var units: (count: Double, name: String)?
  /// What the calls took from the system: buffers, and pages that were touched for the first time.
  var taken: (buffers: Int, pages: Int)?
}

/// What the process has taken from the system so far.
struct SystemUse {
  private let buffers = BufferPool.systemAllocationCount
  private let pages: Int = {
    var usage = rusage()
    #if canImport(Darwin)
      _ = unsafe getrusage(RUSAGE_SELF, &usage)
    #else
      _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #endif
    return Int(usage.ru_minflt)
  }()

  /// Returns what was taken since `earlier`.
  func since(_ earlier: SystemUse) -> (buffers: Int, pages: Int) {
    (buffers - earlier.buffers, pages - earlier.pages)
  }
}

/// How long a case is measured.
struct Budget {
  let seconds: Double

  /// Returns the milliseconds of calls of `body` after one that is not counted: at least three, and more until the
  /// budget is used up.
  func times(most: Int = 200, _ body: () throws -> Void) rethrows -> [Double] {
    let clock = ContinuousClock()
    try body()
    var times: [Double] = []
    var total = 0.0
    while times.count < 3 || (times.count < most && total < seconds * 1000) {
      let start = clock.now
      try body()
      let elapsed = (clock.now - start) / .milliseconds(1)
      times.append(elapsed)
      total += elapsed
    }
    return times
  }
}
