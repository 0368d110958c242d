// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Compares the two directions between each pair of nodes of a graph with weights.
struct EdgeDirections {
  /// The largest relative difference between the weights of the two directions of an edge that still
  /// counts as rounding: two units in the last place of single precision, in which many programs compute
  /// weights that they print as doubles. Integers are excluded: they are counts, which are not rounded.
  private static let tolerance = 2.5e-7

  /// The number of pairs of different nodes with edges in both directions.
  private var both = 0
  /// The number of pairs with an edge in only one direction.
  private var single = 0
  /// The numbers of pairs with edges in both directions whose weights differ within and beyond the
  /// tolerance.
  private var rounded = 0
  private var differing = 0
  /// The first pair whose weights differ, preferably beyond the tolerance.
  private var example: (first: Int32, second: Int32, weights: (Double, Double))?

  /// Whether each edge exists in both directions with weights that are equal except for rounding.
  var agree: Bool { single == 0 && differing == 0 }

  /// Adds a pair of nodes, `first < second`, with the weights of the edges from first to second and back, of which one
  /// is NaN if there is an edge in only one direction.
  mutating func add(_ first: Int32, _ second: Int32, _ forth: Double, _ back: Double) {
    guard !forth.isNaN && !back.isNaN else {
      single += 1
      return
    }
    both += 1
    guard forth != back else { return }
    // Above 2^53, every double is an integer.
    let areCounts = forth.rounded() == forth && back.rounded() == back && max(abs(forth), abs(back)) < 0x1p53
    let isRounding = !areCounts && abs(forth - back) <= Self.tolerance * max(abs(forth), abs(back))
    if isRounding { rounded += 1 } else { differing += 1 }
    if example == nil || (!isRounding && differing == 1) { example = (first, second, (forth, back)) }
  }

  /// Returns a note about how edges in both directions were handled, or nil if there is nothing to
  /// report.
  func note(at place: DataError.Place?, argument: String, name: ((Int32) -> String)?) -> DataNote? {
    guard both > 0 else { return nil }
    var such = ""
    if let example, let name {
      such =
        " (such as \(example.weights.0) and \(example.weights.1) between '\(name(example.first))' and "
        + "'\(name(example.second))')"
    }
    if agree {
      guard rounded > 0 else { return nil }
      return DataNote(
        "the weights of \(rounded) of \(both) edges differ by rounding between their two directions\(such); their mean is used",
        at: place)
    }
    let pairs = "\(both) of \(both + single) pairs of nodes have edges in both directions"
    let weights = differing == 0 ? "" : ", \(differing) of them with different weights\(such)"
    return DataNote(
      "\(pairs)\(weights), and the weights of both were added; to keep directions, use \(swift: "\(argument): true", option: "--directed")",
      at: place)
  }
}

extension DataNote {
  /// Returns the notes on edges that were ignored or joined because of their weights.
  static func weights(zeros: Int, repeated: Int, at place: DataError.Place?) -> [DataNote] {
    let edges = { (count: Int) in count == 1 ? "1 edge" : "\(count) edges" }
    var notes = [DataNote]()
    if zeros > 0 { notes.append(DataNote("ignored \(edges(zeros)) of weight 0", at: place)) }
    if repeated > 0 {
      notes.append(
        DataNote(
          "added the weights of \(edges(repeated)) to those of earlier edges with the same ends", at: place))
    }
    return notes
  }
}
