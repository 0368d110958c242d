// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The output of `graphlearn inspect`.
struct InspectReport {
  let model: TrainedClassifier
  let data: NodeDataset
  let layers: [Smoothness]
  let summary: ModelSummary
  let explanation: NodeExplanation?
  let method: String

  var json: Document {
    Document(
      dataset: data.name, model: modelName, layers: layers.map(Document.Layer.init),
      summary: Document.Summary(summary), explanation: explanation.map(document))
  }

  private func document(_ explanation: NodeExplanation) -> Document.Explanation {
    Document.Explanation(
      node: data.nodeIdentifiers[Int(explanation.node)], method: method,
      class: model.classNames[explanation.predictedClass], probability: explanation.probability,
      fidelityPlus: explanation.fidelityPlus, fidelityMinus: explanation.fidelityMinus,
      kept: explanation.keptCount,
      messages: explanation.messages.map {
        Document.Message(source: source($0), target: target($0), importance: $0.importance)
      },
      features: explanation.featureImportance.enumerated().map {
        Document.Feature(name: featureNames?[$0.offset] ?? String($0.offset), importance: $0.element)
      })
  }

  private func source(_ message: NodeExplanation.Message) -> String {
    data.name(of: message.source, isHyperedge: message.ends.hasHyperedgeSources)
  }

  private func target(_ message: NodeExplanation.Message) -> String {
    data.name(of: message.target, isHyperedge: message.ends.hasHyperedgeTargets)
  }

  /// The names of the features in the order of the model, which may differ from that of the data.
  private var featureNames: [String]? { model.featureNames ?? data.featureNames }
  private var modelName: String { ModelRegistry.standard.name(of: model.model) }

  var text: String {
    var table = TextTable([
      "layer", "Dirichlet energy", "relative energy", "mean distance", "neighbour distance",
    ])
    for (number, layer) in layers.enumerated() {
      table.append([
        String(number + 1), NumberText.decimal(layer.dirichletEnergy, 3),
        NumberText.decimal(layer.relativeEnergy, 4),
        NumberText.decimal(layer.meanAverageDistance, 4), NumberText.decimal(layer.neighbourDistance, 4),
      ])
    }
    var text =
      "\(modelName) on \(data.name)\n\n" + summary.description + "\n\n" + table.text
    if let explanation { text += "\n" + model.description(of: explanation, in: data) }
    return text
  }
}

extension InspectReport {
  struct Document: Encodable {
    struct Layer: Encodable {
      let dirichletEnergy: Double
      let relativeEnergy: Double
      let meanAverageDistance: Double
      let neighbourDistance: Double

      init(_ layer: Smoothness) {
        dirichletEnergy = layer.dirichletEnergy
        relativeEnergy = layer.relativeEnergy
        meanAverageDistance = layer.meanAverageDistance
        neighbourDistance = layer.neighbourDistance
      }
    }

    struct Row: Encodable {
      let name: String
      let output: [Int]
      let parameters: Int
      let flops: Int
      let activationBytes: Int
    }

    struct Summary: Encodable {
      let parameters: Int
      let flops: Int
      let activationBytes: Int
      let rows: [Row]

      init(_ summary: ModelSummary) {
        parameters = summary.parameterCount
        flops = summary.floatingPointOperations
        activationBytes = summary.activationBytes
        rows = summary.rows.map { row in
          Row(
            name: row.name, output: Array(row.outputShape), parameters: row.parameterCount,
            flops: row.floatingPointOperations, activationBytes: row.activationBytes)
        }
      }
    }

    struct Message: Encodable {
      let source: String
      let target: String
      let importance: Double
    }

    struct Feature: Encodable {
      let name: String
      let importance: Double
    }

    struct Explanation: Encodable {
      let node: String
      let method: String
      let `class`: String
      let probability: Double
      let fidelityPlus: Double
      let fidelityMinus: Double
      let kept: Int
      let messages: [Message]
      let features: [Feature]
    }

    let dataset: String
    let model: String
    let layers: [Layer]
    let summary: Summary
    @OmittedIfNil var explanation: Explanation?
  }
}
