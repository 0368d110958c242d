public import NeuralNetworks

/// Convolutions over the words of a node (Kim 2014).
public typealias WordCNN = SequenceNetwork<ConvolutionReader>
/// A recurrent network over the words of a node (Elman 1990).
public typealias WordRNN = SequenceNetwork<RecurrentReader<SimpleRNNCell>>
/// A network of long short-term memory over the words of a node (Hochreiter and Schmidhuber 1997).
public typealias WordLSTM = SequenceNetwork<RecurrentReader<LSTMCell>>
/// A network of gated recurrent units over the words of a node (Cho et al. 2014).
public typealias WordGRU = SequenceNetwork<RecurrentReader<GRUCell>>
/// Attention over the words of a node (Yang et al. 2016).
public typealias WordAttention = SequenceNetwork<AttentionReader>
/// A Transformer's encoder over the words of a node (Vaswani et al. 2017).
public typealias WordTransformer = SequenceNetwork<TransformerReader>
