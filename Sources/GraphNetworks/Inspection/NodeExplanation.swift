internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// Why a model gives a node its class: how much messages and features count.
public struct NodeExplanation: Sendable {
  /// A message that the node's scores depend on. Hyperedges are numbered by themselves.
  public struct Message: Sendable, Hashable {
    /// Who is heard.
    public let source: Int32
    /// Who hears.
    public let target: Int32
    /// How much it counts: between 0 and 1 of a mask, a share of the probability of an attribution.
    public let importance: Double
  }

  /// The node.
  public let node: Int32
  /// The class that is explained: the one predicted.
  public let predictedClass: Int
  /// Its probability.
  public let probability: Double
  /// The messages, the most important first.
  public let messages: [Message]
  /// How much every feature counts, in the order of the features.
  public let featureImportance: [Double]
  /// How much of the probability goes when the most important messages are left out; the higher, the more they were needed (Yuan et al.
  /// 2022, "Explainability in graph neural networks", equation 12, with probabilities).
  public let fidelityPlus: Double
  /// How much of it goes when they alone are kept; the lower, the more they suffice (equation 14).
  public let fidelityMinus: Double
  /// How many messages count as the most important ones.
  public let keptCount: Int
}

/// How explanations are found.
public enum ExplanationMethod: Sendable, Hashable {
  /// Masks between 0 and 1 of messages and features that are learnt so that the prediction stays while they stay small (Ying et al. 2019,
  /// "GNNExplainer", equations 4 to 6).
  case gnnExplainer(epochs: Int = 200, seed: UInt64 = 0)
  /// The gradients of the probability along the way from no message and no feature to all of them (Sundararajan, Taly and Yan 2017, equation
  /// 2).
  case integratedGradients(steps: Int = 50)
}

extension NodeClassifier {
  /// Why this model gives a node its class.
  ///
  /// - Parameter share: of the messages that count as the most important ones, in the fidelity figures.
  public func explanation(
    of node: Int32, _ features: FeatureMatrix, in structure: GraphStructure, by method: ExplanationMethod,
    share: Double = 0.2
  ) -> NodeExplanation {
    guard node >= 0 && Int(node) < structure.nodeCount && (0...1).contains(share) else {
      fatalError("explanation: node \(node) of \(structure.nodeCount), share \(share)")
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
          source: pass.messages[$0].source, target: pass.messages[$0].target, importance: importance[$0])
      }, featureImportance: featureImportance,
      fidelityPlus: probability - Double(probabilities(mask(false))[predicted]),
      fidelityMinus: probability - Double(probabilities(mask(true))[predicted]), keptCount: kept.count)
  }
}
