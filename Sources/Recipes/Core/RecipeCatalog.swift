// SPDX-License-Identifier: Apache-2.0

/// The recipes by name.
public enum RecipeCatalog {
  /// All recipes, in the order in which they are listed.
  public static let all: [any Reproduction.Type] = [
    Perceptron.self, ImageFilters.self, PictureSegments.self, RestoreAutoencoder.self, GANDigits.self,
    MLPDigits.self, CNNDigits.self, ResNet18Digits.self,
    RNNQuestions.self, LSTMQuestions.self, GRUQuestions.self, AttentionQuestions.self, CNNQuestions.self,
    TransformerQuestions.self,
    ReverseSequences.self, MonotonicSequences.self, TransformerTranslation.self, PointerSort.self,
    PointerHull.self, MultilabelGraph.self,
    SpectralTour.self, GCNLayer.self, DeepGCN.self, GATCora.self, HGNNCora.self, EdgesCora.self,
  ]

  /// Returns the recipe with this name; nil if there is none.
  public static func recipe(_ name: String) -> (any Reproduction.Type)? { all.first { $0.card.name == name } }
}
