// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Extreme option values are refused in one line or run")
struct HostileOptionTests {
  @Test(
    "Out-of-range and malformed integers are refused with status 64, and the option is named",
    arguments: [
      "train --model gat --heads", "train --model gat --output-heads", "train --model appnp --hops",
      "train --model cheb --hops", "train --model arma --stacks", "train --model cnn --kernel-size",
      "train --model lstm --sequence-length", "train --hidden", "train --layers", "train --epochs",
      "train --patience", "train --runs", "train --threads", "compare --runs", "spectrum --count",
      "spectrum --end both --count", "spectrum --end largest --count", "spectrum --near 0.5 --count",
      "spectrum --density --moments", "spectrum --density --density-vectors", "cluster --clusters",
      "cluster --clusters 2 --restarts", "filter --signal s --kernel heat:1 --order",
    ],
    [
      "9223372036854775807", "-9223372036854775808", "4294967297", "9223372036854775808", "0x10", "1e3",
      "1.5",
    ])
  func integers(line: String, value: String) async throws {
    // The option and its value are joined by =, since the value may begin with a minus sign.
    let words = line.split(separator: " ").map(String.init)
    let outcome = try await Command.run(words.dropLast() + ["\(words[words.count - 1])=\(value)"])
    try expectFailure(outcome, 64, saying: words[words.count - 1])
  }

  @Test(
    "NaN, infinite, negative and huge option values are refused with status 64, and the option is named",
    arguments: [
      "train --dropout", "train --learning-rate", "train --weight-decay", "train --edge-dropout",
      "train --model appnp --alpha", "train --model gcn2 --theta", "train --model gat --attention-dropout",
      "spectrum --tolerance", "filter --signal s --kernel heat:1 --tolerance", "inspect --model m --share",
    ], ["nan", "-nan", "inf", "-inf", "-1", "1e30", "-1e-30", "1e400", ""])
  func floats(line: String, value: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    let outcome = try await Command.run(words.dropLast() + ["\(words[words.count - 1])=\(value)"])
    try expectFailure(outcome, 64, saying: words[words.count - 1])
  }

  @Test(
    "filter refuses malformed kernels with status 64",
    arguments: [
      "heat:nan", "heat:inf", "heat:-1", "heat:1e400", "heat:", "heat", "heat:1,2", "bandpass:2,1",
      "bandpass:nan,1",
      "wavelet:0", "tikhonov:-1e-300", "lowpass:", ":1", "", "HEAT:1", "heat:1:2",
    ])
  func kernels(kernel: String) async throws {
    let outcome = try await Command.run(["filter", "--signal", "s", "--kernel=\(kernel)"])
    try expectFailure(outcome, 64, saying: "--kernel")
  }

  @Test(
    "An option with two different values is refused with status 64 and both values are named",
    arguments: [
      ("train --epochs 5 --epochs 6", "--epochs is given twice, as '5' and '6'"),
      ("train --lr 0.1 --learning-rate=0.2", "--learning-rate is given twice, as '0.1' and '0.2'"),
      ("info --edges=a --edges b", "--edges is given twice, as 'a' and 'b'"),
      ("recipe run gcn-cora --seed 1 --quiet --seed 2", "--seed is given twice, as '1' and '2'"),
    ])
  func repeated(line: String, message: String) async throws {
    let outcome = try await Command.run(line.split(separator: " ").map(String.init))
    try expectFailure(outcome, 64, saying: message)
  }

  @Test(
    "An option with the same value twice, an option that takes several values and arguments after -- are accepted",
    arguments: [
      "train --quiet --epochs 2 --epochs 2", "train --quiet --quiet --epochs 2 --json --json",
      "info --edges e.csv --columns source,target --columns id,label --labels l.csv",
    ])
  func allowedRepetition(line: String) async throws {
    let folder = try Folder()
    try folder.write("source,target\na,b\nb,c\n", to: "e.csv")
    try folder.write("id,label\na,x\nb,y\nc,x\n", to: "l.csv")
    let outcome = try await Command.run(line.split(separator: " ").map(String.init), in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(
    "Option values at the limits of their ranges run within the available memory",
    arguments: [
      "train --epochs 2 --seed 18446744073709551615 --runs 3", "spectrum --count 2147483647 --end both",
      "spectrum --near 1e308", "spectrum --near=-1e308 --count 34",
      "train --epochs 2 --model appnp --hops 10000",
      "train --epochs 1000000000 --early-stopping loss --patience 1 --split random:5,5 --learning-rate 0.5",
      "train --epochs 2 --model cnn --kernel-size 1024", "train --epochs 1 --model gat --heads 4096",
      "train --epochs 2 --patience 1000000000", "spectrum --density --moments 2 --density-vectors 1",
      "cluster --clusters 34", "train --epochs 2 --dropout 1", "train --epochs 2 --edge-dropout 0.999999",
    ])
  func accepted(line: String) async throws {
    let outcome = try await Command.run(line.split(separator: " ").map(String.init) + ["--json"])
    #expect(outcome.status == 0 && !outcome.wasSignalled, "\(outcome.errors)")
    _ = try outcome.json()
  }

  @Test(
    "Model sizes beyond the available memory are refused with status 64 before any allocation",
    arguments: [
      "train --hidden 1000000 --layers 1000", "train --hidden 1000000 --layers 3",
      "train --model gat --heads 65536 --hidden 100000",
      "train --model cheb --hops 10000 --hidden 1000000",
      "train --model arma --stacks 1024 --hidden 1000000 --layers 3",
      "compare --models gcn --hidden 1000000 --layers 4",
    ])
  func tooLarge(line: String) async throws {
    let outcome = try await Command.run(line.split(separator: " ").map(String.init))
    try expectFailure(outcome, 64, saying: "memory")
  }

  @Test("spectrum refuses more eigenvectors of a large graph than memory holds, before computing any")
  func vectors() async throws {
    let folder = try Folder()
    try folder.write((0..<400_000).map { "\($0) \($0 + 1)\n" }.joined(), to: "path.txt")
    for options in [["spectrum", "--count", "400000"], ["spectrum", "--count", "300000", "--end", "both"]] {
      let outcome = try await Command.run(options + ["--edges", "path.txt"], in: folder)
      try expectFailure(outcome, 64, saying: "memory")
    }
  }

  @Test(
    "Arguments that are not valid UTF-8 are refused with status 64",
    arguments: ["info --edges", "train --save", "info --dataset", "nonsense"])
  func invalidUTF8(line: String) async throws {
    let folder = try Folder()
    for bytes in ["\\377", "x\\300\\200", "\\355\\240\\200", "caf\\351.csv"] {
      let outcome = try await Command.shell(
        "exec \"$GRAPHLEARN\" \(line) \"$(printf '\(bytes)')\"", in: folder)
      try expectFailure(outcome, 64, saying: "UTF-8")
    }
    let valid = try await Command.shell(
      "exec \"$GRAPHLEARN\" info --dataset \"$(printf 'caf\\303\\251')\"", in: folder)
    #expect(valid.status == 66)
  }
}
