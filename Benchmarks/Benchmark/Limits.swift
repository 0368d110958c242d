// SPDX-License-Identifier: Apache-2.0

import LimitKernels
import Synchronization
import TensorCore

/// Results that would otherwise be unused, so that no computation is removed.
let sink = Mutex<Float>(0)

/// What this processor can do at best, as measured.
struct Limits: Codable {
  let level: String
  let threads: Int
  /// Multiply-adds in registers, in GFLOP/s.
  let peak: Double
  /// Reading 512 MB, in GB/s.
  let read: Double
  /// Copying 256 MB, in GB/s, counting both sides.
  let copy: Double

  static func measured(_ level: Level, threads: Int) -> Limits {
    let rounds: Int64 = 20_000_000
    let count = 64 << 20
    let x = Tensor(repeating: 1, shape: [2 * count])
    var y = Tensor(zeros: [count])
    let part = count / threads
    let best = { (body: (Int) -> Void) in
      (0..<5).map { _ in ContinuousClock().measure { parts(threads, body) } / .seconds(1) }.min() ?? 1
    }
    let flops = limit_multiply_adds(level.code, 1000) / 1000 * Double(rounds) * Double(threads)
    let peak = flops / best { _ in _ = limit_multiply_adds(level.code, rounds) } / 1e9
    let read = unsafe x.withUnsafeBufferPointer { x in
      Double(8 * count)
        / best { number in
          let start = 2 * part * number
          sink.withLock { sum in
            unsafe sum += limit_read(x.baseAddress.map { unsafe $0 + start }, Int64(2 * part))
          }
        } / 1e9
    }
    let copy = unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        let target = y.baseAddress
        return Double(8 * count)
          / best { number in
            unsafe limit_copy(
              x.baseAddress.map { unsafe $0 + part * number }, target.map { unsafe $0 + part * number },
              Int64(part))
          } / 1e9
      }
    }
    return Limits(level: level.rawValue, threads: threads, peak: peak, read: read, copy: copy)
  }

  /// The milliseconds of a fixed number of multiply-adds, by which runs on different days can be compared.
  static func calibration() -> Double {
    let times = (0..<9).map { _ in
      ContinuousClock().measure { _ = limit_multiply_adds(0, 10_000_000) } / .milliseconds(1)
    }
    return times.sorted()[times.count / 2]
  }

  private static func parts(_ count: Int, _ body: (Int) -> Void) {
    Parallelism.$threadCount.withValue(count) {
      Parallelism.forEachPiece(count, nanoseconds: 1_000_000_000, body)
    }
  }
}
