// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization
internal import TensorCore

/// Makes the batches of all epochs one after another, the next one in the background while the current one is used.
final class BatchLoader<Batch: Sendable>: Sendable {
  private final class Pending: Sendable {
    let place: Int
    let loaded = Mutex<Batch?>(nil)
    let isDone = DispatchSemaphore(value: 0)

    init(place: Int) { self.place = place }
  }

  /// The number of batches of an epoch.
  let batchCount: Int
  private let epochs: Int
  private let load: @Sendable (_ index: Int, _ epoch: Int) -> Batch
  private let pending = Mutex<Pending?>(nil)

  /// Creates a loader of the batches of `epochs` epochs. `load` is called by one thread at a time.
  init(batchCount: Int, epochs: Int, load: @escaping @Sendable (_ index: Int, _ epoch: Int) -> Batch) {
    self.batchCount = batchCount
    self.epochs = epochs
    self.load = load
  }

  /// Returns a batch, and begins to load the next one if there is a thread for it.
  func batch(_ index: Int, ofEpoch epoch: Int) -> Batch {
    let place = epoch * batchCount + index
    let prepared = pending.withLock { pending in
      defer { pending = nil }
      return pending
    }
    var loaded: Batch?
    if let prepared {
      prepared.isDone.wait()
      if prepared.place == place { loaded = prepared.loaded.withLock { $0 } }
    }
    let result = loaded ?? load(index, epoch)
    if Parallelism.threadCount > 1 && place + 1 < epochs * batchCount { prepare(place + 1) }
    return result
  }

  private func prepare(_ place: Int) {
    let next = Pending(place: place)
    pending.withLock { $0 = next }
    DispatchQueue.global().async { [self] in
      // The other threads compute the current step.
      let loaded = Parallelism.$threadCount.withValue(1) { load(place % batchCount, place / batchCount) }
      next.loaded.withLock { $0 = loaded }
      next.isDone.signal()
    }
  }
}
