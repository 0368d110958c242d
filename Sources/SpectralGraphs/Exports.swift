/// Spectra with the graphs they belong to, the readers of graph files and tensors: nothing else needs to be imported.
@_exported public import GraphCore
@_exported public import GraphDatasets
@_exported public import Spectra
