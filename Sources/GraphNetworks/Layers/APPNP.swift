// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks

/// Personalised propagation: `Z_0 = H` and, K times, `Z_k+1 = (1 - alpha) S Z_k + alpha H` with
/// `S = D~^-1/2 (A + I) D~^-1/2`. This is the power iteration of personalised PageRank (Klicpera,
/// Bojchevski and Guennemann 2019, "Predict then propagate", equation 4).
///
/// Shapes: H `[sources, width]`, Z `[targets, width]`. There are no parameters.
public struct APPNP: GraphConvolution {
  /// The number of propagation steps, K.
  public let stepCount: Int
  /// The probability that the random walk returns to its start.
  public let alpha: Float

  /// Creates the propagation. Traps if `hops` is negative.
  public init(hops: Int = 10, alpha: Float = 0.1) {
    guard hops >= 0 else { fatalError("APPNP: hops must be at least 0, found \(hops)") }
    stepCount = hops
    self.alpha = alpha
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns S for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: stepCount)
  }

  /// Returns the propagated rows.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let start = features.dense()
    var returning = start * alpha
    return steps.reduce(start) { walked, edges in
      returning = edges.targetRows(of: returning)
      return edges.aggregate(walked, .sum, context) * (1 - alpha) + returning
    }
  }
}
