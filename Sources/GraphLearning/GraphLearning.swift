// SPDX-License-Identifier: Apache-2.0

@_exported public import Autograd
@_exported public import GraphCore
@_exported public import GraphDatasets
@_exported public import GraphNetworks
@_exported public import Images
@_exported public import NeuralNetworks
@_exported public import SpectralGraphs
@_exported public import TensorCore
@_exported public import Training
