// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// The mistakes with incompatible sizes, and the parts that each message must contain.
enum SizeMistake: String, CaseIterable, Sendable, Codable {
  case positiveWeights, classWeightsOfTargets, classWeightsOfLabels, concatScore

  var message: [String] {
    switch self {
    case .positiveWeights: ["binaryCrossEntropy: [2, 1] x [3]", "one for each of the 1 columns"]
    case .classWeightsOfTargets: ["crossEntropy: [2, 3] x [2, 1]", "one weight per class, [3]"]
    case .classWeightsOfLabels: ["negativeLogLikelihood: [2, 3] x [2]", "one weight per class, [3]"]
    case .concatScore: ["ConcatScore: [1, 2, 5] x [1, 4, 3]", "queries of 3 and keys of 5 features"]
    }
  }

  func make() {
    func zeros(_ shape: Shape) -> Tensor { Tensor(zeros: shape) }
    switch self {
    case .positiveWeights:
      _ = Variable(zeros([2, 1])).binaryCrossEntropy(targets: zeros([2, 1]), positiveWeights: zeros([3]))
    case .classWeightsOfTargets:
      _ = Variable(zeros([2, 3])).crossEntropy(targets: zeros([2, 3]), classWeights: zeros([2, 1]))
    case .classWeightsOfLabels:
      _ = Variable(zeros([2, 3])).negativeLogLikelihood(labels: [0, 2], classWeights: zeros([2]))
    case .concatScore:
      _ = ConcatScore(querySize: 3, keySize: 5, units: 2).initialized(seed: 1)(
        query: Variable(zeros([1, 2, 5])), keys: Variable(zeros([1, 4, 3])), ForwardContext())
    }
  }
}

@Suite("Weights and operands of incompatible sizes trap instead of being broadcast", .serialized)
struct SizeFailureTests {
  @Test(
    "Operands of incompatible sizes trap with a message about the operation, the shapes and the rule",
    arguments: SizeMistake.allCases)
  func message(mistake: SizeMistake) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      mistake.make()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in mistake.message { #expect(message.contains(part), "\(message)") }
  }
}
