// SPDX-License-Identifier: Apache-2.0

import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Memory from the buffer pool", .serialized)
struct BufferPoolTests {
  /// Runs in a separate process, whose memory no other test uses.
  @Test("Repeated computations allocate no more memory from the system")
  func steadyState() async {
    await #expect(processExitsWith: .success) {
      let samples = Samples(seed: 1)
      let (left, right) = (samples.tensor([300, 40]), samples.tensor([40, 50], ordinal: 1))
      let step = { _ = left.matmul(right).map(.sigmoid).softmax().sum(axis: 0).transposed([0]) + Tensor(1) }
      for _ in 0..<3 { step() }
      let allocations = BufferPool.systemAllocationCount
      for _ in 0..<200 { step() }
      #expect(BufferPool.systemAllocationCount == allocations)
    }
  }

  @Test("The memory of tensors that are no longer used returns to the pool")
  func release() async {
    await #expect(processExitsWith: .success) {
      let before = BufferPool.bytesInUse
      do {
        let tensor = Tensor(zeros: [1_000, 100])
        let copy = tensor
        #expect(BufferPool.bytesInUse >= before + 400_000)
        #expect(BufferPool.bytesInUse < before + 800_000)
        #expect(copy.count == 100_000)
      }
      #expect(BufferPool.bytesInUse == before)
      BufferPool.trim()
      #expect(Tensor(repeating: 2, shape: [1_000, 100]).sum().scalar == 200_000)
    }
  }

  @Test(
    "A buffer that fills only part of its capacity contains only the filled elements",
    arguments: [0, 10, 95, 100])
  func partlyFilled(count: Int) {
    let buffer = unsafe SharedBuffer<Int32>(capacity: 100) { target in
      for index in 0..<count { unsafe target[index] = Int32(index) }
      return count
    }
    #expect(Array(buffer) == (0..<Int32(count)).map { $0 })
  }

  @Test("Shared buffers are equal if their elements are equal")
  func sharedBuffers() {
    let buffer = SharedBuffer<Int32>([1, 2, 3])
    let copy = buffer
    #expect(copy == buffer && copy.isIdentical(to: buffer))
    #expect(
      SharedBuffer<Int32>([1, 2, 3]) == buffer && !SharedBuffer<Int32>([1, 2, 3]).isIdentical(to: buffer))
    #expect(SharedBuffer<Int32>([1, 2]) != buffer)
    #expect(SharedBuffer<Int32>([]).isEmpty && Array(buffer) == [1, 2, 3])
  }
}
