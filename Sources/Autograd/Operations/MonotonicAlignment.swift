internal import TensorCore

extension Variable {
  /// Expected alignments of monotonic attention: with p_ij the probability of stopping at key j, a_ij = p_ij q_ij and
  /// q_ij = (1 - p_i,j-1) q_i,j-1 + a_i-1,j, query after query (Raffel et al. 2017, "Online and linear-time attention by enforcing
  /// monotonic alignments", equations 8 and 9).
  ///
  /// Where every p is 0 or 1 the result is the hard alignment itself. Shape: `[batch, queries, keys]`, as `self`.
  ///
  /// - Parameter previous: the alignment before the first query, `[batch, keys]`.
  public func monotonicAlignment(after previous: Variable) -> Variable {
    guard shape.rank == 3 && previous.shape == [shape[0], shape[2]] else {
      shapeFailure(
        "monotonicAlignment", [shape, previous.shape],
        "[batch, queries, keys] and [batch, keys] were expected")
    }
    let (output, arrivals) = value.alignments(after: previous.value)
    return Variable(output, from: self, previous) {
      [value, previousShape = previous.shape, node, previousNode = previous.node] gradient, tape in
      let back = value.alignmentGradients(gradient, arrivals: arrivals, previousShape)
      tape.add(back.probabilities, to: node)
      tape.add(back.previous, to: previousNode)
    }
  }
}

extension Tensor {
  /// a, and the q on the way to it.
  fileprivate func alignments(after previous: Tensor) -> (alignments: Tensor, arrivals: Tensor) {
    let alignments = Tensor(uninitialized: shape)
    let arrivals = Tensor(uninitialized: shape)
    let (queries, keys) = (shape[1], shape[2])
    for row in 0..<shape[0] {
      var before = unsafe previous.pointer + row * keys
      for query in 0..<queries {
        let start = (row * queries + query) * keys
        var arriving: Float = 0
        for key in 0..<keys {
          unsafe arriving += before[key]
          let stopping = unsafe pointer[start + key] * arriving
          unsafe arrivals.ownedPointer[start + key] = arriving
          unsafe alignments.ownedPointer[start + key] = stopping
          unsafe arriving *= 1 - pointer[start + key]
        }
        unsafe before = alignments.pointer + start
      }
    }
    return (alignments, arrivals)
  }

  /// dq_j = p_j da_j + (1 - p_j) dq_j+1, dp_j = q_j (da_j - dq_j+1); what the query before hears is dq.
  fileprivate func alignmentGradients(_ gradient: Tensor, arrivals: Tensor, _ previousShape: Shape) -> (
    probabilities: Tensor, previous: Tensor
  ) {
    let probabilities = Tensor(uninitialized: shape)
    let previous = Tensor(zeros: previousShape)
    let (queries, keys) = (shape[1], shape[2])
    for row in 0..<shape[0] {
      let back = unsafe previous.ownedPointer + row * keys
      for query in (0..<queries).reversed() {
        let start = (row * queries + query) * keys
        var following: Float = 0
        for key in (0..<keys).reversed() {
          let byStopping = unsafe gradient.pointer[start + key] + back[key]
          let stops = unsafe pointer[start + key]
          unsafe probabilities.ownedPointer[start + key] =
            arrivals.pointer[start + key] * (byStopping - following)
          following = stops * byStopping + (1 - stops) * following
          unsafe back[key] = following
        }
      }
    }
    return (probabilities, previous)
  }
}
