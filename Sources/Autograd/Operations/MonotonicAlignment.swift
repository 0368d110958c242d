// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Variable {
  /// Returns the expected alignments of monotonic attention (Raffel et al. 2017, "Online and linear-time
  /// attention by enforcing monotonic alignments", equations 8 and 9).
  ///
  /// This variable holds `p_ij`, the probability that query i stops at key j. The alignments are
  /// `a_ij = p_ij q_ij` with `q_ij = (1 - p_i,j-1) q_i,j-1 + a_i-1,j`, computed query after query. If
  /// every p is 0 or 1, the result is the hard alignment itself. Shape: `[batch, queries, keys]`, as
  /// `self`.
  ///
  /// - Parameter previous: the alignment before the first query, `[batch, keys]`.
  public func monotonicAlignment(after previous: Variable) -> Variable {
    guard shape.rank == 3 && previous.shape == [shape[0], shape[2]] else {
      shapeFailure(
        "monotonicAlignment", [shape, previous.shape],
        "expected [batch, queries, keys] and [batch, keys]")
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
  /// Returns the alignments a and the arrival probabilities q from which they are computed.
  fileprivate func alignments(after previous: Tensor) -> (alignments: Tensor, arrivals: Tensor) {
    var alignments = Tensor(uninitialized: shape)
    let alignmentsPointer = unsafe alignments.uniquePointer()
    var arrivals = Tensor(uninitialized: shape)
    let arrivalsPointer = unsafe arrivals.uniquePointer()
    let (queries, keys) = (shape[1], shape[2])
    for row in 0..<shape[0] {
      var before = unsafe previous.pointer + row * keys
      for query in 0..<queries {
        let start = (row * queries + query) * keys
        var arriving: Float = 0
        for key in 0..<keys {
          unsafe arriving += before[key]
          let stopping = unsafe pointer[start + key] * arriving
          unsafe arrivalsPointer[start + key] = arriving
          unsafe alignmentsPointer[start + key] = stopping
          unsafe arriving *= 1 - pointer[start + key]
        }
        unsafe before = alignments.pointer + start
      }
    }
    return (alignments, arrivals)
  }

  /// Returns the gradients of the probabilities, `dp_j = q_j (da_j - dq_j+1)`, and of the previous
  /// alignment, where `dq_j = p_j da_j + (1 - p_j) dq_j+1`. The gradient passed to the preceding query
  /// is dq.
  fileprivate func alignmentGradients(_ gradient: Tensor, arrivals: Tensor, _ previousShape: Shape) -> (
    probabilities: Tensor, previous: Tensor
  ) {
    var probabilities = Tensor(uninitialized: shape)
    let probabilitiesPointer = unsafe probabilities.uniquePointer()
    var previous = Tensor(zeros: previousShape)
    let previousPointer = unsafe previous.uniquePointer()
    let (queries, keys) = (shape[1], shape[2])
    for row in 0..<shape[0] {
      let back = unsafe previousPointer + row * keys
      for query in (0..<queries).reversed() {
        let start = (row * queries + query) * keys
        var following: Float = 0
        for key in (0..<keys).reversed() {
          let byStopping = unsafe gradient.pointer[start + key] + back[key]
          let stops = unsafe pointer[start + key]
          unsafe probabilitiesPointer[start + key] =
            arrivals.pointer[start + key] * (byStopping - following)
          following = stops * byStopping + (1 - stops) * following
          unsafe back[key] = following
        }
      }
    }
    return (probabilities, previous)
  }
}
