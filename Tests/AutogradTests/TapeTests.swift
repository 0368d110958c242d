// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Backward passes over recorded operations")
struct TapeTests {
  @Test("The gradients of a variable that is used several times add up")
  func accumulation() {
    let x = Variable(leaf: Tensor([2, -3], shape: [2]), on: Tape())
    (x * x + x + x.map(.scale(3))).sum().backward()
    #expect(x.takeGradient().scalars == [8, -2])
  }

  @Test("A gradient shared by two variables is not changed through one of them")
  func sharedGradients() {
    let tape = Tape()
    let left = Variable(leaf: Tensor([1, 2], shape: [2]), on: tape)
    let right = Variable(leaf: Tensor([3, 4], shape: [2]), on: tape)
    // The sum passes the same gradient to both sides; one side then accumulates more.
    (left + right + left).sum().backward()
    #expect(left.takeGradient().scalars == [2, 2])
    #expect(right.takeGradient().scalars == [1, 1])
  }

  @Test("A backward pass through a chain of 50,000 operations does not overflow the stack")
  func longChain() {
    let x = Variable(leaf: Tensor([1, 2], shape: [2]), on: Tape())
    let end = (0..<50_000).reduce(x) { value, _ in value + 0.5 }
    end.sum().backward()
    #expect(x.takeGradient().scalars == [1, 1])
  }

  @Test("A chain of 50,000 operations without a backward pass releases all its memory")
  func releasedChain() async {
    // A separate process, because other tests would change the memory in use.
    await #expect(processExitsWith: .success) {
      let before = BufferPool.bytesInUse
      do {
        let x = Variable(leaf: Tensor([1], shape: [1]), on: Tape())
        let end = (0..<50_000).reduce(x) { value, _ in value.map(.hyperbolicTangent) }
        #expect(end.value.count == 1)
      }
      #expect(BufferPool.bytesInUse == before)
    }
  }

  @Test("Constants receive no gradient and record nothing")
  func constants() {
    let constant = Variable(Tensor([1, 2], shape: [2]))
    let result = (constant * constant).sum()
    #expect(!result.dependsOnParameters)
    result.backward()
    #expect(constant.takeGradient().scalars == [0, 0])
    let x = Variable(leaf: Tensor([3, 4], shape: [2]), on: Tape())
    let product = x * constant
    #expect(product.dependsOnParameters)
    product.sum().backward()
    #expect(x.takeGradient().scalars == [1, 2])
    #expect(constant.takeGradient().scalars == [0, 0])
  }

  @Test("A detached variable keeps its value and passes no gradient on")
  func detached() {
    let x = Variable(leaf: Tensor([3], shape: [1]), on: Tape())
    let detached = (x * x).detached
    #expect(detached.value.scalars == [9] && !detached.dependsOnParameters)
    (detached * x).sum().backward()
    #expect(x.takeGradient().scalars == [9])
  }

  @Test("A leaf that the result does not depend on has zero gradients, and a gradient can be taken once")
  func untouched() {
    let tape = Tape()
    let (used, unused) = (
      Variable(leaf: Tensor([1], shape: [1]), on: tape), Variable(leaf: Tensor([1, 1], shape: [2]), on: tape)
    )
    used.sum().backward()
    #expect(unused.takeGradient().scalars == [0, 0])
    #expect(used.takeGradient().scalars == [1])
    #expect(used.takeGradient().scalars == [0])
  }

  @Test("The cotangent weights the elements of the result in a backward pass")
  func cotangent() {
    let x = Variable(leaf: Tensor([1, 2, 3], shape: [3]), on: Tape())
    x.map(.square).backward(cotangent: Tensor([1, 10, 100], shape: [3]))
    #expect(x.takeGradient().scalars == [2, 40, 600])
  }

  @Test("A backward pass from several elements without a cotangent traps and names the shape")
  func missingCotangent() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Variable(leaf: Tensor(zeros: [2, 3]), on: Tape()).backward()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("backward: [2, 3]"))
  }

  @Test("A copy of a parameter keeps its identity; a new parameter has a different one")
  func identity() {
    let parameter = Parameter(Tensor(zeros: [2]))
    var copy = parameter
    copy.value = Tensor(repeating: 1, shape: [2])
    #expect(copy.identity == parameter.identity)
    #expect(Parameter(Tensor(zeros: [2])).identity != parameter.identity)
    #expect(parameter.value.scalars == [0, 0] && parameter.shape == [2])
  }
}
