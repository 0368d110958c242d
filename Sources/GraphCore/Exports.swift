/// Errors are part of what every reader and builder of graphs throws.
@_exported public import GraphFiles
