// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Losses match PyTorch in values and gradients for every reduction")
struct LossReferenceTests {
  static let reductions: [(String, LossReduction)] = [("mean", .mean), ("sum", .sum), ("none", .none)]

  static let divergences: [(String, LossReduction)] = [("batchmean", .mean), ("sum", .sum)]

  @Test(
    "Cross-entropy with label smoothing, class weights and excluded rows matches PyTorch",
    arguments: reductions)
  func crossEntropy(name: String, reduction: LossReduction) throws {
    let reference = try ReferenceCase("loss_cross_entropy_" + name)
    let (labels, weights) = try (labels(reference), reference.tensor("targets", "weights"))
    try compare(reference, ["x"]) {
      $0[0].crossEntropy(labels: labels, smoothing: 0.1, classWeights: weights, reduction: reduction)
    }
  }

  @Test(
    "Cross-entropy against distributions with smoothing and class weights matches PyTorch",
    arguments: reductions)
  func denseCrossEntropy(name: String, reduction: LossReduction) throws {
    let reference = try ReferenceCase("loss_cross_entropy_dense_" + name)
    let (targets, weights) = try (target(reference), reference.tensor("targets", "weights"))
    try compare(reference, ["x"]) {
      $0[0].crossEntropy(targets: targets, smoothing: 0.2, classWeights: weights, reduction: reduction)
    }
  }

  @Test("Negative log-likelihood with class weights and excluded rows matches PyTorch", arguments: reductions)
  func negativeLogLikelihood(name: String, reduction: LossReduction) throws {
    let reference = try ReferenceCase("loss_nll_" + name)
    let (labels, weights) = try (labels(reference), reference.tensor("targets", "weights"))
    try compare(reference, ["x"]) {
      $0[0].negativeLogLikelihood(labels: labels, classWeights: weights, reduction: reduction)
    }
  }

  @Test("Binary cross-entropy of logits with positive-class weights matches PyTorch", arguments: reductions)
  func weightedBinary(name: String, reduction: LossReduction) throws {
    let reference = try ReferenceCase("loss_bce_weighted_" + name)
    let (targets, weights) = try (target(reference), reference.tensor("targets", "weights"))
    try compare(reference, ["x"]) {
      $0[0].binaryCrossEntropy(targets: targets, positiveWeights: weights, reduction: reduction)
    }
  }

  @Test("Squared, absolute and Huber losses match PyTorch", arguments: reductions)
  func regression(name: String, reduction: LossReduction) throws {
    for family in ["mse", "l1", "huber"] {
      let reference = try ReferenceCase("loss_\(family)_\(name)")
      let targets = try target(reference)
      try compare(reference, ["x"]) {
        switch family {
        case "mse": $0[0].squaredError(targets: targets, reduction: reduction)
        case "l1": $0[0].absoluteError(targets: targets, reduction: reduction)
        default: $0[0].huberLoss(targets: targets, delta: 0.7, reduction: reduction)
        }
      }
    }
  }

  @Test("Triplet margin loss matches PyTorch", arguments: reductions)
  func triplet(name: String, reduction: LossReduction) throws {
    try compare(ReferenceCase("loss_triplet_" + name), ["anchor", "positive", "negative"]) {
      $0[0].tripletMarginLoss(positive: $0[1], negative: $0[2], margin: 0.5, reduction: reduction)
    }
  }

  @Test(
    "Kullback-Leibler divergence matches PyTorch, with the mean taken over rows",
    arguments: divergences)
  func divergence(name: String, reduction: LossReduction) throws {
    let reference = try ReferenceCase("loss_kl_" + name)
    let targets = try target(reference)
    try compare(reference, ["x"]) { $0[0].divergence(targets: targets, reduction: reduction) }
  }

  @Test("Cosine distance matches PyTorch")
  func cosine() throws {
    try compare(ReferenceCase("loss_cosine"), ["x", "y"]) { $0[0].cosineDistance(to: $0[1]) }
  }

  @Test("Unweighted binary cross-entropy, squared error and Huber loss match PyTorch")
  func means() throws {
    let binary = try ReferenceCase("loss_bce_with_logits")
    let targets = try binary.tensor("graph", "target")
    try compare(binary, ["x"]) { $0[0].binaryCrossEntropy(targets: targets) }
    // In these cases the target is an input of the reference. Here it is a constant, so its gradient is
    // not compared.
    for (name, loss) in [
      ("loss_mse", { $0.squaredError(targets: $1) }), ("loss_huber", { $0.huberLoss(targets: $1) }),
    ]
      as [(String, (Variable, Tensor) -> Variable)]
    {
      let reference = try ReferenceCase(name)
      let targets = try reference.tensor("inputs", "target")
      try compare(reference, ["x"]) { loss($0[0], targets) }
    }
  }

  private func labels(_ reference: ReferenceCase) throws -> [Int32] {
    try reference.tensor("targets", "labels").scalars.map { Int32($0) }
  }

  private func target(_ reference: ReferenceCase) throws -> Tensor {
    try reference.tensor("targets", "target")
  }

  private func compare(_ reference: ReferenceCase, _ names: [String], _ loss: ([Variable]) -> Variable) throws
  {
    let tape = Tape()
    let inputs = try names.map { Variable(leaf: try reference.tensor("inputs", $0), on: tape) }
    let output = loss(inputs)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output")) == nil)
    output.backward(cotangent: try reference.tensor("cotangents", "output"))
    for (name, input) in zip(names, inputs) {
      #expect(mismatch(input.takeGradient(), try reference.tensor("grads", name)) == nil, "\(name)")
    }
  }
}
