// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The number of threads that operations of the current task may use. Results are identical bit for bit
/// for any number.
public enum Parallelism {
  /// The number of threads. The default is the number of processors. Set it with
  /// `Parallelism.$threadCount.withValue(1) { ... }`.
  @TaskLocal public static var threadCount = processorCount

  /// The number of processors of this machine.
  public static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Calls `body` once for each of `count` pieces, on several threads if the estimated work of
  /// `nanoseconds` makes that faster. The pieces must write to different memory.
  package static func forEachPiece(_ count: Int, nanoseconds: Int, _ body: (Int) -> Void) {
    let threads = count > 1 && nanoseconds > 15_000 ? threadCount : 1
    if threads == 1 {
      for piece in 0..<count { body(piece) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var task = PieceTask(body: body)
      unsafe withUnsafeMutablePointer(to: &task) { context in
        unsafe gnk_parallel_for(
          Int64(count), Int32(clamping: threads),
          { context, piece in
            guard let context = unsafe context else { return }
            unsafe context.assumingMemoryBound(to: PieceTask.self).pointee.body(Int(piece))
          }, context)
      }
    }
  }

  /// Calls `body` with consecutive ranges of at most `grain` indices that together cover 0..<count.
  package static func forEachRange(
    _ count: Int, grain: Int, nanoseconds: Int, _ body: (Range<Int>) -> Void
  ) {
    guard count > 0 else { return }
    if count <= grain { return body(0..<count) }
    forEachPiece((count + grain - 1) / grain, nanoseconds: nanoseconds) { piece in
      body(piece * grain..<min(count, (piece + 1) * grain))
    }
  }
}

private struct PieceTask {
  let body: (Int) -> Void
}
