extension Eigenproblem {
  func lobpcg(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> IterativeResult
  { throw .unavailable("x") }
}
