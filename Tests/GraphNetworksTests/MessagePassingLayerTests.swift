// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Aggregation and message-passing layers match PyTorch Geometric")
struct MessagePassingLayerTests {

  /// Returns a network of a linear layer, ReLU and another linear layer, as in the reference.
  static func network(_ sizes: [Int]) -> Sequential {
    Sequential(
      Linear(inputSize: sizes[0], outputSize: sizes[1]).initialized(seed: 1), Activation(.relu),
      Linear(inputSize: sizes[1], outputSize: sizes[2]).initialized(seed: 2))
  }

  @Test(
    "SAGEConv by mean, by maximum and with normalised rows matches PyTorch Geometric",
    arguments: ["sage_mean", "sage_max", "sage_normalized"])
  func sage(name: String) throws {
    let reference = try ReferenceCase(name)
    let layer = SAGEConv(
      inputSize: 5, outputSize: 4, aggregation: name == "sage_max" ? .maximum : .mean,
      normalizesOutput: name == "sage_normalized"
    ).initialized(seed: 1)
    let edges = MessageEdges(try reference.graph())
    try expectReference(reference, layer) { $0(.dense($1[0]), on: edges, $2) }
  }

  @Test("GraphConv with edge weights matches PyTorch Geometric")
  func graphConvolution() throws {
    let reference = try ReferenceCase("graphconv")
    let edges = MessageEdges(try reference.graph())
    #expect(edges.weights != nil)
    let layer = GraphConv(inputSize: 5, outputSize: 4).initialized(seed: 1)
    try expectReference(reference, layer) { $0(.dense($1[0]), on: edges, $2) }
  }

  @Test("GINConv with a learnt epsilon matches PyTorch Geometric")
  func isomorphism() throws {
    let reference = try ReferenceCase("gin")
    let edges = MessageEdges(try reference.graph())
    let layer = GINConv(Self.network([5, 6, 4]), learnsEpsilon: true)
    try expectReference(reference, layer) { $0(.dense($1[0]), on: edges, $2) }
  }

  @Test("GINEConv matches PyTorch Geometric")
  func isomorphismWithEdges() throws {
    let reference = try ReferenceCase("gine")
    let edges = MessageEdges(try reference.graph())
    let layer = GINEConv(Self.network([5, 6, 4]), inputSize: 5, edgeSize: 3).initialized(seed: 1)
    try expectReference(reference, layer, inputs: ["x", "edge_attr"]) {
      $0($1[0], edgeFeatures: $1[1], on: edges, $2)
    }
  }

  @Test("EdgeConv matches PyTorch Geometric")
  func edgeConvolution() throws {
    let reference = try ReferenceCase("edgeconv")
    let edges = MessageEdges(try reference.graph())
    try expectReference(reference, EdgeConv(Self.network([10, 6, 4]))) {
      $0(.dense($1[0]), on: edges, $2)
    }
  }
}

@Suite("Fused and edge-by-edge message passing")
struct PropagateTests {
  static let aggregations: [Aggregation] = [
    .sum, .mean, .maximum, .minimum, .standardDeviation, .softmax(temperature: 0.7),
  ]

  /// Returns the value and the gradients of a pass.
  private func run(
    _ inputs: [Tensor], step: Int = 0, _ body: ([Variable], ForwardContext) -> Variable
  ) -> [Tensor] {
    let context = ForwardContext(training: 3, step: step)
    let leaves = inputs.map { context.leaf($0) }
    let output = body(leaves, context)
    _ = context.gradients(of: output, cotangent: Samples(seed: 9).tensor(output.shape))
    return [output.value] + leaves.map { $0.takeGradient() }
  }

  @Test(
    "Fused aggregation gives the same values and gradients as edge-by-edge messages", arguments: aggregations,
    [false, true])
  func fused(aggregation: Aggregation, isWeighted: Bool) throws {
    let samples = Samples(seed: 1)
    let graph = samples.graph(nodeCount: 40, edgeCount: 130, isWeighted: isWeighted)
    let edges = MessageEdges(graph)
    let x = samples.distinct([40, 7])
    let weights = graph.weights.map { Tensor($0.map { Float($0) }, shape: [graph.edgeCount, 1]) }
    let fused = run([x]) { edges.aggregate($0[0], aggregation, $1) }
    let messages = run([x]) { inputs, context in
      edges.propagate(
        inputs[0], edgeFeatures: weights.map { Variable($0) }, aggregating: [aggregation], context
      ) { input, _ in input.edge.map { input.source * $0 } ?? input.source }
    }
    for (one, other) in zip(fused, messages) {
      #expect(mismatch(one, other, relative: 1e-4, absolute: 1e-5) == nil)
    }
  }

  @Test("Messages in many blocks of edges have the gradients of their finite differences")
  func blocks() {
    let samples = Samples(seed: 2)
    // Wide rows are divided into many blocks of about a million numbers each.
    let edges = MessageEdges(samples.graph(nodeCount: 300, edgeCount: 4000))
    let layer = Linear(inputSize: 600, outputSize: 3).initialized(seed: 1)
    let dropout = Dropout(rate: 0.3)
    let x = samples.tensor([300, 600], ordinal: 2)
    let message = { (input: Variable, context: ForwardContext) in
      dropout(layer(input, context).relu(), context)
    }
    let context = ForwardContext(training: 5, step: 1)
    let leaf = context.leaf(x)
    let output = edges.propagate(leaf, aggregating: [.sum, .maximum], context) { input, context in
      message(input.source - input.target, context)
    }
    #expect(output.shape == [300, 6])
    let cotangent = samples.tensor(output.shape, ordinal: 3)
    let gradients = context.gradients(of: output, cotangent: cotangent)
    let weightGradient = gradients[layer.weight]
    let inputGradient = leaf.takeGradient()
    // Computes the slope by finite differences along one direction with the same random numbers.
    let direction = samples.tensor([300, 600], ordinal: 4)
    let values = [Float(3e-4), -3e-4].map { size -> Double in
      let context = ForwardContext(training: 5, step: 1)
      let moved = context.leaf(x + direction * size)
      let output = edges.propagate(moved, aggregating: [.sum, .maximum], context) { input, context in
        message(input.source - input.target, context)
      }
      return zip(output.value.scalars, cotangent.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let slope = zip(inputGradient.scalars, direction.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs((values[0] - values[1]) / 6e-4 - slope) < 2e-2 * abs(slope) + 0.5)
    #expect(weightGradient?.shape == [600, 3])
  }

  @Test("Recomputed parts of a pass give the same values and gradients, including random numbers")
  func recomputation() throws {
    let samples = Samples(seed: 4)
    let layers = [4, 5].map { Linear(inputSize: 6, outputSize: 6).initialized(seed: UInt64($0)) }
    let dropout = Dropout(rate: 0.5)
    let x = samples.tensor([20, 6], ordinal: 6)
    let block = { (layer: Linear, x: Variable, context: ForwardContext) in
      dropout(layer(x, context).map(.square), context)
    }
    var results = [[Tensor]]()
    for recomputes in [false, true] {
      let context = ForwardContext(training: 7, step: 2)
      let leaf = context.leaf(x)
      var output = leaf
      // The first layer is used twice, so its gradient comes from both uses.
      for layer in [layers[0], layers[1], layers[0]] {
        output =
          recomputes
          ? context.recomputing([output]) { block(layer, $0[0], $1) } : block(layer, output, context)
      }
      let gradients = context.gradients(of: output, cotangent: samples.tensor(output.shape, ordinal: 8))
      let weights = try layers.map { try #require(gradients[$0.weight]) }
      results.append([output.value, leaf.takeGradient()] + weights)
    }
    let areSame = results[0] == results[1]
    #expect(areSame)
  }

  @Test(
    "Message passing returns zeros for graphs without edges and accepts graphs without nodes",
    arguments: [0, 1, 5])
  func degenerate(count: Int) {
    let edges = MessageEdges(Graph(nodeCount: count, sources: [], targets: []))
    let x = Samples(seed: 3).tensor([count, 2])
    for aggregation in Self.aggregations {
      for output in [
        run([x]) { edges.aggregate($0[0], aggregation, $1) },
        run([x]) {
          edges.propagate($0[0], aggregating: [aggregation], $1) { input, _ in input.source * 2 }
        },
      ] {
        #expect(output[0] == Tensor(zeros: [count, 2]))
        #expect(output[1] == Tensor(zeros: [count, 2]))
      }
    }
  }

  @Test("Messages pass between sources and targets of different node sets")
  func bipartite() {
    // Target 0 receives sources 0 and 2, and target 1 receives source 1.
    let pattern = CSRPattern(
      rowCount: 2, columnCount: 3, rowOffsets: SharedBuffer([0, 2, 3]),
      columnIndices: SharedBuffer([0, 2, 1]))
    let edges = MessageEdges(bipartite: pattern, weights: SharedBuffer([2, 3, 5]), targets: [2, 1])
    let x = Variable(Tensor([1, 10, 100], shape: [3, 1]))
    let context = ForwardContext()
    #expect(edges.aggregate(x, .sum, context).value.scalars == [302, 50])
    #expect(edges.aggregate(x, .mean, context).value.scalars == [151, 50])
    #expect(edges.aggregate(x, .maximum, context).value.scalars == [300, 50])
    let sums = edges.propagate(x, edgeFeatures: Variable(Tensor([7, 8, 9], shape: [3, 1])), context) {
      input, _ in input.source - input.target + (input.edge ?? input.source)
    }
    // The sums are (1 - 100 + 7) + (100 - 100 + 8) and 10 - 10 + 9.
    #expect(sums.value.scalars == [-84, 9])
  }

  @Test("A model summary counts operations before the messages")
  func summary() {
    let network = Linear(inputSize: 5, outputSize: 3).initialized(seed: 1)
    let edges = MessageEdges(Samples(seed: 1).graph(nodeCount: 6, edgeCount: 8))
    let summary = network.summary { network, context in
      edges.propagate(network(Variable(Tensor(zeros: [6, 5])), context), context) { input, _ in
        input.target + (input.source - input.target).relu()
      }
    }
    let layer = summary.rows.first { $0.isLayer }
    #expect(layer?.parameterCount == 18)
    // The product and the bias of the linear layer. The messages have a separate row.
    #expect(layer?.floatingPointOperations == 198)
  }

  @Test("Messages with the context of another pass than their operand trap", arguments: [false, true])
  func foreignContext(isOtherStep: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [isOtherStep] in
      let network = Linear(inputSize: 5, outputSize: 3).initialized(seed: 1)
      let edges = MessageEdges(Samples(seed: 1).graph(nodeCount: 6, edgeCount: 8))
      let x = network(Variable(Tensor(zeros: [6, 5])), ForwardContext(training: 1, step: 3))
      let context = isOtherStep ? ForwardContext(training: 1, step: 4) : ForwardContext()
      _ = edges.propagate(x, context) { input, _ in input.source }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        isOtherStep
          ? "propagate: operands come from two passes, training step 4 of seed 1 and training step 3 of seed 1"
          : "propagate: the context is that of an evaluation, but an operand belongs to training step 3 of seed 1"
      ), "\(message)")
  }

  @Test("A message that uses a variable of the pass from outside its closure traps")
  func capturedVariable() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let network = Linear(inputSize: 3, outputSize: 3).initialized(seed: 1)
      let edges = MessageEdges(Samples(seed: 1).graph(nodeCount: 6, edgeCount: 8))
      let context = ForwardContext(training: 1, step: 3)
      _ = edges.propagate(Variable(Tensor(zeros: [6, 3])), context) { input, _ in
        network(input.source, context)
      }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains("propagate: the closure uses a variable of training step 3 of seed 1 from outside"),
      "\(message)")
  }

  @Test("Messages can use the weights of their edges, and attention noted block by block is joined")
  func weights() throws {
    // Rows of a million numbers make one block per target.
    let graph = Samples(seed: 3).graph(nodeCount: 6, edgeCount: 14, isDirected: true, isWeighted: true)
    let edges = MessageEdges(graph)
    let x = Variable(Samples(seed: 4).tensor([6, 200_000]))
    let observer = PassObserver()
    let sum = edges.propagate(x, ForwardContext(observer: observer)) { message, context in
      guard let weight = message.weight else { fatalError("the graph has weights") }
      context.observer?.note(attention: weight, of: edges.pattern)
      return message.source * weight
    }
    let expected = edges.aggregate(x, .sum, ForwardContext())
    #expect(zip(sum.value.scalars, expected.value.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
    let model = observer.attention
    #expect(model.count == 1 && model[0].weights.shape == [edges.pattern.entryCount, 1])
    #expect(model[0].weights.scalars == edges.weights.map(Array.init))
  }

  @Test("Passing messages with rows of the wrong shape ends in a message with the shapes")
  func shapes() async {
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let pattern = CSRPattern(
        rowCount: 2, columnCount: 4, rowOffsets: SharedBuffer([0, 1, 2]), columnIndices: SharedBuffer([0, 1]))
      let edges = MessageEdges(bipartite: pattern, targets: [2, 3])
      let x = Variable(Tensor(zeros: [4, 3]))
      _ = edges.propagate(x, targets: x, ForwardContext()) { message, _ in message.source }
    }
    let text = String(decoding: rows?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("propagate: targets has shape [4, 3]; expected 2 rows, one per target"))
    let width = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph(nodeCount: 2, sources: [0], targets: [1])
      _ = MessageEdges(graph).propagate(Variable(Tensor(zeros: [2, 3])), ForwardContext()) { message, _ in
        message.source.sum(axis: 1)
      }
    }
    let message = String(decoding: width?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("propagate: the messages have shape [1]; expected [1, width], one row per edge"))
    let features = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let graph = Graph(nodeCount: 2, sources: [0], targets: [1])
      _ = MessageEdges(graph).propagate(
        Variable(Tensor(zeros: [2, 3])), edgeFeatures: Variable(Tensor(zeros: [1])), ForwardContext()
      ) { message, _ in message.source }
    }
    let other = String(decoding: features?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      other.contains("propagate: edgeFeatures has shape [1]; expected [edges, features], such as [1, 1]"))
  }
}
