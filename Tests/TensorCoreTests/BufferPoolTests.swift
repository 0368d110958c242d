import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Memory comes from a pool", .serialized)
struct BufferPoolTests {
  /// In processes of their own, whose memory no other test uses.
  @Test("Repeated steps ask the system for nothing")
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

  @Test("What goes out of use is given back")
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

  @Test("A buffer that needs much less than it was made for holds only that", arguments: [0, 10, 95, 100])
  func partlyFilled(count: Int) {
    let buffer = unsafe SharedBuffer<Int32>(capacity: 100) { target in
      for index in 0..<count { unsafe target[index] = Int32(index) }
      return count
    }
    #expect(Array(buffer) == (0..<Int32(count)).map { $0 })
  }

  @Test("Buffers are compared by what they hold")
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
