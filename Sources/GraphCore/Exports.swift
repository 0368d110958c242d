// SPDX-License-Identifier: Apache-2.0

/// GraphFiles declares the errors that readers and builders of graphs throw; TensorCore declares the
/// tensors that hold dense features.
@_exported public import GraphFiles
@_exported public import TensorCore
