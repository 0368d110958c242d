// SPDX-License-Identifier: Apache-2.0

/// Importing this module also imports graphs, the readers of graph files, tensors and spectral methods.
@_exported public import GraphCore
@_exported public import GraphDatasets
@_exported public import Spectra
