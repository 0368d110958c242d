#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How much memory there is for this process, and what of it one piece of work may ask for.
///
/// Memory that is not there ends a program without a word. Whatever a file or an option claims is therefore compared
/// with these figures before it is allocated.
package enum MemoryLimit {
  /// The bytes that this process may use: the machine's memory, or less where the limit of its control group or of
  /// its address space is lower.
  package static let bytes: Int = {
    let physical = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    return ([physical] + [addressSpace] + controlGroups).compactMap(\.self).filter { $0 > 0 }.min() ?? 1 << 30
  }()

  /// The largest file that is read, whose text takes as much again when it has been understood.
  package static var largestFile: Int { bytes / 2 }

  /// The most that is taken from a stream or unpacked from an archive, whose size nobody knows beforehand: an array that
  /// grows is there twice while it moves.
  package static var largestStream: Int { bytes / 4 }

  /// Throws `code` where `needed` bytes are more than this process may use.
  ///
  /// - Parameter what: what needs them, as the beginning of a sentence.
  package static func require(
    _ needed: Double, for what: @autoclosure () -> String, _ code: DataError.Code = .usage,
    hint: Wording? = nil
  ) throws(DataError) {
    // Not all of it can be had: the program and other data are there too.
    guard !(needed <= 0.8 * Double(bytes)) else { return }
    throw DataError(
      code, "\(what()) needs about \(megabytes(needed)) of memory, \(megabytes(Double(bytes))) are there",
      hint: hint)
  }

  /// A number of bytes in megabytes of 10^6 bytes, with its unit.
  package static func megabytes(_ bytes: Double) -> String {
    let rounded = (bytes / 1e6).rounded(.up)
    return "\(Int(exactly: rounded).map(String.init) ?? "\(rounded)") MB"
  }

  /// The limit of the address space; nil where there is none.
  private static var addressSpace: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
      let status = unsafe getrlimit(RLIMIT_AS, &limit)
    #endif
    return status == 0 ? Int(exactly: limit.rlim_cur) : nil
  }

  /// The limits of the control group of this process, in both versions of their file system.
  private static var controlGroups: [Int] {
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].compactMap { path in
      guard let bytes = try? FileContents.read(path, limit: 65_536) else { return nil }
      return Int(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
    }
  }
}

extension [UInt8] {
  /// Appends bytes to an array that never has more than `limit`: room is doubled up to there and no further.
  mutating func append(_ part: [UInt8], limit: Int) {
    let needed = count + part.count
    if capacity < needed { reserveCapacity(Swift.max(needed, Swift.min(2 * needed, limit))) }
    append(contentsOf: part)
  }
}
