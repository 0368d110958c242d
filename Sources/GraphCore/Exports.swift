/// Errors are part of what every reader and builder of graphs throws, tensors are the features that graphs are multiplied with.
@_exported public import GraphFiles
@_exported public import TensorCore
