// SPDX-License-Identifier: Apache-2.0

public import NeuralNetworks

/// A convolutional network over a node's words (Kim 2014).
public typealias WordCNN = SequenceNetwork<ConvolutionReader>
/// A simple recurrent network over a node's words (Elman 1990).
public typealias WordRNN = SequenceNetwork<RecurrentReader<SimpleRNNCell>>
/// A long short-term memory network over a node's words (Hochreiter and Schmidhuber 1997).
public typealias WordLSTM = SequenceNetwork<RecurrentReader<LSTMCell>>
/// A network of gated recurrent units over a node's words (Cho et al. 2014).
public typealias WordGRU = SequenceNetwork<RecurrentReader<GRUCell>>
/// An attention network over a node's words (Yang et al. 2016).
public typealias WordAttention = SequenceNetwork<AttentionReader>
/// A Transformer encoder over a node's words (Vaswani et al. 2017).
public typealias WordTransformer = SequenceNetwork<TransformerReader>
