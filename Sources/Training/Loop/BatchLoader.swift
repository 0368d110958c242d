// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import GraphCore
internal import GraphNetworks
internal import Synchronization
internal import TensorCore

/// Draws batches and gathers their features, the next one in the background while the current one is used.
final class BatchLoader: Sendable {
  /// A batch with the features of its inputs.
  struct Loaded: Sendable {
    let batch: NeighborSampler.Batch
    let features: FeatureMatrix
  }

  private struct State: ~Copyable {
    var order: (epoch: Int, nodes: [Int32])?
    var numberings: [Int: NumberSet] = [:]
  }

  private final class Pending: Sendable {
    let place: Int
    let loaded = Mutex<Loaded?>(nil)
    let isDone = DispatchSemaphore(value: 0)

    init(place: Int) { self.place = place }
  }

  private let sampler: NeighborSampler
  private let features: FeatureMatrix
  private let epochs: Int
  private let state = Mutex(State())
  private let pending = Mutex<Pending?>(nil)

  /// Creates a loader of the batches of `epochs` epochs.
  init(_ sampler: NeighborSampler, features: FeatureMatrix, epochs: Int) {
    self.sampler = sampler
    self.features = features
    self.epochs = epochs
  }

  var batchCount: Int { sampler.batchCount }

  /// Returns a batch, and begins to load the next one if there is a thread for it.
  func batch(_ index: Int, ofEpoch epoch: Int) -> Loaded {
    let place = epoch * batchCount + index
    let prepared = pending.withLock { pending in
      defer { pending = nil }
      return pending
    }
    var loaded: Loaded?
    if let prepared {
      prepared.isDone.wait()
      if prepared.place == place { loaded = prepared.loaded.withLock { $0 } }
    }
    let result = loaded ?? load(place)
    if Parallelism.threadCount > 1 && place + 1 < epochs * batchCount { prepare(place + 1) }
    return result
  }

  private func prepare(_ place: Int) {
    let next = Pending(place: place)
    pending.withLock { $0 = next }
    DispatchQueue.global().async { [self] in
      // The other threads compute the current step.
      let loaded = Parallelism.$threadCount.withValue(1) { load(place) }
      next.loaded.withLock { $0 = loaded }
      next.isDone.signal()
    }
  }

  private func load(_ place: Int) -> Loaded {
    let epoch = place / batchCount
    let batch = state.withLock { state in
      let nodes = state.order.flatMap { $0.epoch == epoch ? $0.nodes : nil } ?? sampler.order(ofEpoch: epoch)
      state.order = (epoch, nodes)
      return sampler.batch(place % batchCount, ofEpoch: epoch, nodes, &state.numberings)
    }
    return Loaded(batch: batch, features: features.rows(batch.inputs))
  }
}
