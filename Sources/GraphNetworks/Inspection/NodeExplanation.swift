// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// An explanation of the class that a model predicts for a node: the importance of messages and
/// features.
public struct NodeExplanation: Sendable {
  /// A message that the node's scores depend on. Hyperedges are numbered separately from nodes.
  public struct Message: Sendable, Hashable {
    /// The node or hyperedge that sends the message.
    public let source: Int32
    /// The node or hyperedge that receives the message.
    public let target: Int32
    /// Whether the source and the target are nodes or hyperedges. A message between the same ends in
    /// several steps of a model counts once, because a mask for it applies to all of them.
    public let ends: MessageEnds
    /// The importance of the message: a mask value between 0 and 1 for
    /// ``ExplanationMethod/gnnExplainer(epochs:seed:)``, a share of the probability for
    /// ``ExplanationMethod/integratedGradients(steps:)``.
    public let importance: Double
  }

  /// The node whose prediction is explained.
  public let node: Int32
  /// The class whose prediction is explained, which is the predicted class.
  public let predictedClass: Int
  /// The probability of the predicted class.
  public let probability: Double
  /// The messages, sorted by decreasing importance.
  public let messages: [Message]
  /// The importance of each feature, in the order of the features.
  public let featureImportance: [Double]
  /// The decrease of the probability when the most important messages are removed. The higher the value,
  /// the more necessary these messages are (Yuan et al. 2022, "Explainability in graph neural networks",
  /// equation 12, with probabilities).
  public let fidelityPlus: Double
  /// The decrease of the probability when only the most important messages are kept. The lower the
  /// value, the more these messages suffice (Yuan et al. 2022, equation 14).
  public let fidelityMinus: Double
  /// The number of messages that count as the most important ones.
  public let keptCount: Int
}

extension NodeExplanation: CustomStringConvertible {
  /// The predicted class, its probability and the numbers of messages and features, in one line.
  public var description: String {
    "node \(node): class \(predictedClass), probability \(NumberText.decimal(probability, 3)), \(messages.count) messages, \(featureImportance.count) features, fidelity plus \(NumberText.decimal(fidelityPlus, 3)), fidelity minus \(NumberText.decimal(fidelityMinus, 3))"
  }
}

/// A method to find explanations.
public enum ExplanationMethod: Sendable, Hashable {
  /// Learns masks between 0 and 1 for messages and features that are as small as possible while they
  /// preserve the prediction (Ying et al. 2019, "GNNExplainer", equations 4 to 6).
  case gnnExplainer(epochs: Int = 200, seed: UInt64 = 0)
  /// Integrates the gradients of the probability along the path from no messages and features to all of
  /// them (Sundararajan, Taly and Yan 2017, equation 2).
  case integratedGradients(steps: Int = 50)
}

extension NodeClassifier {
  /// Explains the class that this model predicts for a node. Traps if `node` is out of range or `share`
  /// is not in 0...1.
  ///
  /// - Parameter share: the share of the messages that count as the most important ones in the fidelity
  ///   values.
  public func explanation(
    of node: Int32, _ features: FeatureMatrix, in structure: GraphStructure, by method: ExplanationMethod,
    share: Double = 0.2
  ) -> NodeExplanation {
    guard node >= 0 && Int(node) < structure.nodeCount && (0...1).contains(share) else {
      fatalError(
        "explanation: expected a node below \(structure.nodeCount) and a share in 0...1, found node \(node) and share \(share)"
      )
    }
    let pass = MaskedPass(self, node: node, features, structure)
    let probabilities = { (mask: Tensor?) in
      pass.logProbabilities(
        self, messageMask: mask.map { Variable($0) }, features: Variable(pass.features),
        ForwardContext(observer: PassObserver(seesAttention: false))
      ).value.map(.exponential).scalars
    }
    let whole = probabilities(nil)
    let predicted = whole.indices.max { whole[$0] < whole[$1] } ?? 0
    let (importance, featureImportance) =
      switch method {
      case .gnnExplainer(let epochs, let seed):
        GNNExplainer(epochs: epochs, seed: seed).masks(self, pass, predicted)
      case .integratedGradients(let steps):
        IntegratedGradients(stepCount: steps).attributions(self, pass, predicted)
      }
    let order = pass.messages.indices.sorted { (importance[$1], $0) < (importance[$0], $1) }
    let kept = Set(order.prefix(Int((share * Double(order.count)).rounded(.up))))
    let mask = { (keepsImportant: Bool) in
      Tensor(
        pass.messages.indices.map { kept.contains($0) == keepsImportant ? 1 : 0 },
        shape: [pass.messages.count, 1])
    }
    let probability = Double(whole[predicted])
    return NodeExplanation(
      node: node, predictedClass: predicted, probability: probability,
      messages: order.map {
        NodeExplanation.Message(
          source: pass.messages[$0].source, target: pass.messages[$0].target, ends: pass.messages[$0].ends,
          importance: importance[$0])
      }, featureImportance: featureImportance,
      fidelityPlus: probability - Double(probabilities(mask(false))[predicted]),
      fidelityMinus: probability - Double(probabilities(mask(true))[predicted]), keptCount: kept.count)
  }
}
