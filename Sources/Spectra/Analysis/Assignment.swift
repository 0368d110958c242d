// SPDX-License-Identifier: Apache-2.0

/// The one-to-one assignment of rows to columns with the least total cost, computed by shortest
/// augmenting paths with potentials (Jonker and Volgenant 1987) in time O(rows^2 columns).
enum Assignment {
  /// Returns the column of each row of a cost matrix with at most as many rows as columns. Traps if
  /// there are more rows.
  static func columns(_ costs: [[Double]]) -> [Int] {
    let rows = costs.count
    guard let columns = costs.first?.count else { return [] }
    guard rows <= columns else { fatalError("Assignment: \(rows) rows for \(columns) columns") }
    // Rows and columns are counted from 1; 0 means none.
    var rowPotential = [Double](repeating: 0, count: rows + 1)
    var columnPotential = [Double](repeating: 0, count: columns + 1)
    var rowOfColumn = [Int](repeating: 0, count: columns + 1)
    for row in 1...max(1, rows) where rows > 0 {
      rowOfColumn[0] = row
      var current = 0
      var slack = [Double](repeating: .infinity, count: columns + 1)
      var previous = [Int](repeating: 0, count: columns + 1)
      var isDone = [Bool](repeating: false, count: columns + 1)
      repeat {
        isDone[current] = true
        let from = rowOfColumn[current]
        var (step, next) = (Double.infinity, 0)
        for column in 1...columns where !isDone[column] {
          let reduced = costs[from - 1][column - 1] - rowPotential[from] - columnPotential[column]
          if reduced < slack[column] { (slack[column], previous[column]) = (reduced, current) }
          if slack[column] < step { (step, next) = (slack[column], column) }
        }
        for column in 0...columns {
          if isDone[column] {
            rowPotential[rowOfColumn[column]] += step
            columnPotential[column] -= step
          } else {
            slack[column] -= step
          }
        }
        current = next
      } while rowOfColumn[current] != 0
      while current != 0 {
        rowOfColumn[current] = rowOfColumn[previous[current]]
        current = previous[current]
      }
    }
    var result = [Int](repeating: 0, count: rows)
    for column in 1...columns where rowOfColumn[column] > 0 { result[rowOfColumn[column] - 1] = column - 1 }
    return result
  }
}
