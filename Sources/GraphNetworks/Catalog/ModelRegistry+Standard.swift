// SPDX-License-Identifier: Apache-2.0

internal import NeuralNetworks

extension ModelRegistry {
  /// The registry of the models of this library.
  public static let standard = ModelRegistry(graphs + sequences + hypergraphs)

  /// The models that use edges or only features.
  private static let graphs: [Entry] = [
    Entry(GCN.self, "GCN (Kipf and Welling 2017)"),
    Entry(MLP.self, "multilayer perceptron on the features, without the graph"),
    Entry(GAT.self, "GAT (Velickovic et al. 2018)"),
    Entry(GATv2.self, "GATv2 (Brody, Alon and Yahav 2022)"),
    Entry(GraphTransformer.self, "graph Transformer (Shi et al. 2021)"),
    Entry(ChebNet.self, "ChebNet (Defferrard, Bresson and Vandergheynst 2016)"),
    Entry(SGC.self, "SGC (Wu et al. 2019)"),
    Entry(SSGC.self, "S2GC (Zhu and Koniusz 2021)"),
    Entry(APPNPNetwork.self, "APPNP (Klicpera, Bojchevski and Guennemann 2019)"),
    Entry(GCNII.self, "GCNII (Chen et al. 2020)"),
    Entry(GraphSAGE.self, "GraphSAGE, mean (Hamilton, Ying and Leskovec 2017)"),
    Entry(
      "sage-max", GraphSAGE.self, \.aggregation, .maximum,
      "GraphSAGE, maximum (Hamilton, Ying and Leskovec 2017)"),
    Entry(GraphSAGEPooling.self, "GraphSAGE, pooling (Hamilton, Ying and Leskovec 2017)"),
    Entry(GraphSAGELSTM.self, "GraphSAGE, LSTM (Hamilton, Ying and Leskovec 2017)"),
    Entry(GIN.self, "GIN (Xu et al. 2019)"),
    Entry(GraphConvNetwork.self, "Weisfeiler-Leman graph convolution (Morris et al. 2019)"),
    Entry(TAGCN.self, "TAGCN (Du et al. 2017)"),
    Entry(ARMANetwork.self, "ARMA (Bianchi et al. 2021)"),
    Entry(MixHop.self, "MixHop (Abu-El-Haija et al. 2019)"),
    Entry(FAGCN.self, "FAGCN (Bo et al. 2021)"),
    Entry(GatedGraphNetwork.self, "gated graph network (Li et al. 2016)"),
    Entry(ResGatedNetwork.self, "residual gated network (Bresson and Laurent 2017)"),
    Entry(PNANetwork.self, "PNA (Corso et al. 2020)"),
    Entry(ClusterGCN.self, "GCN with an enhanced diagonal (Chiang et al. 2019)"),
    Entry(LENetwork.self, "local extremum network (Ranjan, Sanyal and Talukdar 2020)"),
    Entry(LINKX.self, "LINKX (Lim et al. 2021)"),
  ]

  /// The models that read the features of each node as a sequence of words.
  private static let sequences: [Entry] = [
    Entry(WordCNN.self, "convolutions over a node's words (Kim 2014)"),
    Entry(WordRNN.self, "recurrent network over a node's words (Elman 1990)"),
    Entry(WordLSTM.self, "LSTM over a node's words (Hochreiter and Schmidhuber 1997)"),
    Entry(WordGRU.self, "GRU over a node's words (Cho et al. 2014)"),
    Entry(WordAttention.self, "attention over a node's words (Yang et al. 2016)"),
    Entry(WordTransformer.self, "Transformer encoder over a node's words (Vaswani et al. 2017)"),
  ]

  /// The models that use hyperedges.
  private static let hypergraphs: [Entry] = [
    Entry(HGNN.self, "HGNN (Feng et al. 2019)"),
    Entry("hgnnp", HGNN.self, \.form, .means, "HGNN+ (Gao et al. 2022)"),
    Entry(HypergraphConvolutionNetwork.self, "hypergraph convolution (Bai, Zhang and Torr 2021)"),
    Entry(HypergraphAttentionNetwork.self, "hypergraph attention (Bai, Zhang and Torr 2021)"),
    Entry(HyperGCN.self, "HyperGCN with mediators (Yadati et al. 2019)"),
    Entry(
      "1-hypergcn", HyperGCN.self, \.hasMediators, false, "HyperGCN without mediators (Yadati et al. 2019)"),
    Entry(FastHyperGCN.self, "FastHyperGCN (Yadati et al. 2019)"),
    Entry(HNHN.self, "HNHN (Dong, Sawin and Bengio 2020)"),
    Entry(UniGNN.self, "UniGCN (Huang and Yang 2021)"),
    Entry(UniGAT.self, "UniGAT (Huang and Yang 2021)"),
    Entry("unisage", UniGNN.self, \.kind, .sample, "UniSAGE (Huang and Yang 2021)"),
    Entry("unigin", UniGNN.self, \.kind, .isomorphism, "UniGIN (Huang and Yang 2021)"),
    Entry(AllSetTransformer.self, "AllSetTransformer (Chien et al. 2022)"),
  ]
}
