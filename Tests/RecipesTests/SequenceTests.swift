// SPDX-License-Identifier: Apache-2.0

import Recipes
import Testing

@Suite("Training and test sequences of recipes")
struct SequenceTests {
  static let tasks = [ReverseSequences.task, MonotonicSequences.task]

  @Test(
    "Test sequences are all different and never used for training", arguments: tasks.indices,
    [0, 7] as [UInt64])
  func unseen(number: Int, seed: UInt64) {
    let task = Self.tasks[number]
    let tests = task.testSources(seed: seed)
    let unseen = Set(tests)
    #expect(tests.count == 500 && unseen.count == 500)
    #expect(tests.allSatisfy { task.lengths.contains($0.count) })
    for step in 0..<200 {
      let training = task.trainingSources(64, step: step, seed: seed, notIn: unseen)
      #expect(training.count == 64 && unseen.isDisjoint(with: training))
    }
  }

  @Test(
    "Test sequences depend on the seed, and only training sequences that equal one are replaced",
    arguments: [0, 9])
  func draws(step: Int) {
    let task = ReverseSequences.task
    let tests = Set(task.testSources(seed: 3))
    #expect(tests == Set(task.testSources(seed: 3)) && tests != Set(task.testSources(seed: 4)))
    let free = task.trainingSources(64, step: step, seed: 3, notIn: [])
    let drawn = task.trainingSources(64, step: step, seed: 3, notIn: tests)
    #expect(drawn == task.trainingSources(64, step: step, seed: 3, notIn: tests))
    #expect(zip(free, drawn).allSatisfy { tests.contains($0) != ($0 == $1) })
  }
}
