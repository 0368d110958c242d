// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Custom operations")
struct CustomOperationTests {
  private static func softsign(_ x: Variable) -> Variable {
    Variable.custom("softsign", inputs: [x]) { values in
      values[0] / (1 + values[0].abs())
    } gradient: { gradient, values in
      let scale = 1 + values[0].abs()
      return [gradient / (scale * scale)]
    }
  }

  @Test("The gradient of a custom operation with one input matches the central difference")
  func oneInput() {
    let found = GradientCheck.mismatch([Samples(seed: 1).distinct([3, 4])]) { inputs in
      inputs[0].map { $0 / (1 + abs($0)) }
    } operation: {
      Self.softsign($0[0])
    }
    #expect(found == nil)
  }

  @Test("A custom operation with two inputs of different shapes works between other operations")
  func twoInputs() {
    let samples = Samples(seed: 2)
    let found = GradientCheck.mismatch([samples.tensor([3, 2]), samples.tensor([2], ordinal: 1)]) { inputs in
      let (x, w) = (inputs[0], inputs[1])
      return (0..<3).map { (row: Int) -> Double in
        let (left, right) = (x[2 * row], x[2 * row + 1])
        return left * left * w[0] + right * right * w[1]
      }
    } operation: {
      Variable.custom("weightedRows", inputs: [$0[0].map(.square), $0[1]]) { values in
        (values[0] * values[1]).sum(axis: 1)
      } gradient: { gradient, values in
        let column = gradient.reshaped([3, 1])
        return [column * values[1], (column * values[0]).sum(axis: 0)]
      }
    }
    #expect(found == nil)
  }

  @Test("Custom operations on constants record nothing, and gradients of constant inputs are dropped")
  func constants() {
    let constant = Variable(Tensor([1, -3], shape: [2]))
    let result = Self.softsign(constant)
    #expect(result.value.scalars == [0.5, -0.75] && !result.dependsOnParameters)
    let x = Variable(leaf: Tensor([2, 5], shape: [2]), on: Tape())
    let product = Variable.custom("product", inputs: [x, constant]) {
      $0[0] * $0[1]
    } gradient: {
      [$0 * $1[1], $0 * $1[0]]
    }
    product.sum().backward()
    #expect(x.takeGradient().scalars == [1, -3])
  }

  /// The mistakes that a gradient closure can make.
  enum Mistake: String, CaseIterable, Sendable, Codable {
    case tooFew, wrongShape

    var message: String {
      switch self {
      case .tooFew: "product: expected 2 gradients, one for each input, found 1"
      case .wrongShape:
        "product: the gradient of input 1 has shape [2, 2], expected [2]"
      }
    }

    func make() {
      let tape = Tape()
      let inputs = [
        Variable(leaf: Tensor(zeros: [2, 2]), on: tape), Variable(leaf: Tensor(zeros: [2]), on: tape),
      ]
      Variable.custom("product", inputs: inputs) {
        $0[0] * $0[1]
      } gradient: {
        self == .tooFew ? [$0 * $1[1]] : [$0 * $1[1], $0 * $1[0]]
      }.sum().backward()
    }
  }

  @Test(
    "Custom gradients of the wrong number or shape trap with the name of the operation",
    arguments: Mistake.allCases)
  func mistakes(mistake: Mistake) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      mistake.make()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains(mistake.message), "\(message)")
  }
}

@Suite("Tapes are used for one backward pass")
struct FinishedTapeTests {
  @Test("A second backward pass over the same tape traps")
  func twice() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let sum = Variable(leaf: Tensor([1, 2], shape: [2]), on: Tape()).sum()
      sum.backward()
      sum.backward()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("backward: an operand belongs to a pass without a name, which ended"))
  }

  @Test("Arithmetic accepts a number and a variable in either order")
  func numbers() {
    let found = GradientCheck.mismatch([Samples(seed: 3).tensor([4], in: 1...2)]) { inputs in
      inputs[0].map { (x: Double) -> Double in (1 + x) * (3 - x) / 2 + abs(x) }
    } operation: {
      (1 + $0[0]) * (3 - $0[0]) / 2 + $0[0].abs()
    }
    #expect(found == nil)
  }
}
