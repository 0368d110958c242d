// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import Testing

/// A report with a member of each kind.
private struct Report: Encodable {
  struct Figures: Encodable {
    var mean: Noted<Double?>
    var deviation: Noted<Double?>
    var residuals = Noted([1, .nan], note: nil)
  }

  enum Shape: String, Encodable { case round }

  var zebra = "a \"b\""
  var bestEpoch = 3
  var isDirected = true
  var learningRate: Float = 0.01
  var share = 0.25
  var seed = UInt64.max
  var shape = Shape.round
  var figures: [Figures] = []
  var edges: [Int?] = [1, nil]
  @OmittedIfNil var absent: [Int]?
  @OmittedIfNil var present: Double?
}

/// A report whose members are all nil.
private struct Nothing: Encodable {
  var bool: Bool?
  var string: String?
  var double: Double?
  var float: Float?
  var int: Int?
  var int8: Int8?
  var int16: Int16?
  var int32: Int32?
  var int64: Int64?
  var uint: UInt?
  var uint8: UInt8?
  var uint16: UInt16?
  var uint32: UInt32?
  var uint64: UInt64?
  var strings: [String]?
  var json: JSONValue?
}

/// A report with settings whose names are known only when it is written.
private struct Model: Encodable {
  struct Common: Encodable { var modelName = "gcn" }

  var common = Common()
  var settings = JSONValue.object([("hiddenSize", .integer(16))])

  func encode(to encoder: any Encoder) throws {
    try common.encode(to: encoder)
    try settings.encode(to: encoder)
  }
}

/// A pair that encodes itself into nested containers.
private struct Pair: Encodable {
  enum Key: CodingKey { case firstPart, secondPart }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    var first = object.nestedUnkeyedContainer(forKey: .firstPart)
    try object.encodeNil(forKey: .secondPart)
    try first.encode(1)
    try first.encodeNil()
    var inner = first.nestedContainer(keyedBy: Key.self)
    try inner.encode("x", forKey: .secondPart)
  }
}

@Suite("Encoding reports as JSON")
struct JSONEncodingTests {
  private func text(_ value: some Encodable) -> String { JSONValue(encoding: value).text() }

  @Test("Members keep the order of the declaration and have names with underscores")
  func order() {
    #expect(
      text(Report(present: 2)) == #"{"zebra":"a \"b\"","best_epoch":3,"is_directed":true,"#
        + #""learning_rate":0.01,"share":0.25,"seed":18446744073709551615,"shape":"round","#
        + #""figures":[],"edges":[1,null],"present":2.0}"#)
  }

  @Test("Optionals of every type are written as null if they are nil")
  func optionals() throws {
    guard case .object(let members) = JSONValue(encoding: Nothing()) else {
      Issue.record("expected an object")
      return
    }
    #expect(members.count == 16 && members.allSatisfy { $0.1 == .null })
  }

  @Test("The member notes gives the reason for each missing figure and exists only if one is missing")
  func notes() {
    let missing = Report.Figures(
      mean: Noted(.nan, ifMissing: "no nodes"), deviation: Noted(nil, ifMissing: "one run"))
    #expect(
      text(missing) == #"{"mean":null,"deviation":null,"residuals":[1.0,null],"#
        + #""notes":{"mean":"no nodes","deviation":"one run"}}"#)
    let complete = Report.Figures(
      mean: Noted(1, ifMissing: "no nodes"), deviation: Noted(0, ifMissing: "one run"))
    #expect(text([complete]) == #"[{"mean":1.0,"deviation":0.0,"residuals":[1.0,null]}]"#)
  }

  @Test("Numbers keep their digits", arguments: [0.01, 5, -0.0, 1e-7, 16_777_216, 3.4e38] as [Float])
  func floats(value: Float) {
    #expect(JSONValue(encoding: value) == .number(Double(value.description)!))
    #expect(JSONValue(encoding: Double(value)) == .number(Double(value)))
  }

  @Test("Numbers that are not finite are written as null", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) { #expect(text([value]) == "[null]" && text(Double(value)) == "null") }

  @Test("A JSON value is written as it is, and its members can be added to those of a report")
  func values() {
    let value = JSONValue.object([("className", .array([.null, .literal("1e999")]))])
    #expect(JSONValue(encoding: value) == value && JSONValue(encoding: ["a": value])["a"] == value)
    #expect(text(Model()) == #"{"model_name":"gcn","hiddenSize":16}"#)
  }

  @Test("Nested containers are written in the order in which they are created")
  func nested() {
    #expect(text(Pair()) == #"{"first_part":[1,null,{"second_part":"x"}],"second_part":null}"#)
  }

  @Test(
    "Names of properties become words with underscores",
    arguments: [
      ("nodes", "nodes"), ("bestEpoch", "best_epoch"), ("macroF1", "macro_f1"),
      ("peakMemoryMB", "peak_memory_mb"), ("stepMSMedian", "step_ms_median"), ("usesGPU2", "uses_gpu2"),
    ])
  func names(property: String, words: String) { #expect(property.snakeCased == words) }
}
