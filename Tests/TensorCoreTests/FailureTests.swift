// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing

/// A mistake in shapes, and the parts that its message must contain.
enum Mistake: String, CaseIterable, Sendable, Codable {
  case add, matmul, batches, reshaped, broadcast, concatenated, axis, slice, row, subscripts, elements,
    accumulate
  case negativeExtent, tooManyAxes, mask, emptyMaximum

  var message: [String] {
    switch self {
    case .add: ["+: [2, 3] x [4]", "do not broadcast"]
    case .matmul: ["matmul: [2, 3] x [2, 3]", "inner sizes 3 and 2 differ", "transpose the right side?"]
    case .batches: ["matmul: [2, 3, 4] x [3, 4, 5]", "leading axes differ"]
    case .reshaped: ["reshaped: [2, 3] x [7]", "6 elements cannot be reshaped to 7"]
    case .broadcast: ["broadcast: [2, 3] x [3]"]
    case .concatenated: ["concatenated: [2, 3] x [2, 4]", "besides axis 0 differ"]
    case .axis: ["sum: [2, 3]", "axis 2 does not exist"]
    case .slice: ["slice: [2, 3]", "0..<4 is outside 0..<3 of axis 1"]
    case .row: ["rows: [2, 3]", "row 2 is outside 0..<2"]
    case .subscripts: ["subscript: [2, 3]", "index 3 of axis 1"]
    case .elements: ["Tensor: [2, 2]", "takes 4 elements, found 3"]
    case .accumulate: ["accumulate: [2] x [3]"]
    case .negativeExtent: ["extent -1 of axis 0 is negative"]
    case .tooManyAxes: ["7 axes, at most 6"]
    case .mask: ["masked: [2, 3]", "the mask has 5 bits for 6 elements"]
    case .emptyMaximum: ["maximum: [0, 3]", "axis 0 is empty"]
    }
  }

  func make() {
    let tensor = Tensor(zeros: [2, 3])
    switch self {
    case .add: _ = tensor + Tensor(zeros: [4])
    case .matmul: _ = tensor.matmul(tensor)
    case .batches: _ = Tensor(zeros: [2, 3, 4]).matmul(Tensor(zeros: [3, 4, 5]))
    case .reshaped: _ = tensor.reshaped([7])
    case .broadcast: _ = tensor.broadcast(to: [3])
    case .concatenated: _ = Tensor.concatenated([tensor, Tensor(zeros: [2, 4])], axis: 0)
    case .axis: _ = tensor.sum(axis: 2)
    case .slice: _ = tensor.slice(axis: 1, 0..<4)
    case .row: _ = tensor.rows([0, 2])
    case .subscripts: _ = tensor[0, 3]
    case .elements: _ = Tensor([1, 2, 3], shape: [2, 2])
    case .accumulate:
      var sum = Tensor(zeros: [2])
      sum.accumulate(Tensor(zeros: [3]))
    case .negativeExtent: _ = Shape([-1])
    case .tooManyAxes: _ = Shape([1, 1, 1, 1, 1, 1, 1])
    case .mask:
      let stream = RandomStream(seed: 1, purpose: .dropout)
      _ = tensor.masked(by: RandomMask(count: 5, probability: 0.5, stream: stream), scale: 1)
    case .emptyMaximum: _ = Tensor(zeros: [0, 3]).maximum(axis: 0)
    }
  }
}

@Suite("Shapes that do not fit trap with a message", .serialized)
struct FailureTests {
  @Test(
    "The message of a trap for shapes names the operation, the shapes and the broken rule",
    arguments: Mistake.allCases)
  func message(mistake: Mistake) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      mistake.make()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in mistake.message { #expect(message.contains(part), "\(message)") }
  }
}
