#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension RandomStream {
  /// A tensor of independent normal numbers of mean 0 (Box and Muller 1958).
  public func normal(_ shape: Shape, deviation: Double = 1) -> Tensor {
    unsafe Tensor(shape: shape) { target in
      for index in target.indices {
        // Numbers 2 i and 2 i + 1 of the stream make element i; 1 - u is never 0.
        let radius = (-2 * log(1 - uniform(at: UInt64(2 * index)))).squareRoot()
        let angle = 2 * Double.pi * uniform(at: UInt64(2 * index + 1))
        unsafe target[index] = Float(deviation * radius * cos(angle))
      }
    }
  }
}
