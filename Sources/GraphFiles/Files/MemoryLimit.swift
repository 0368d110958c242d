// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The memory available to this process, and how much of it one operation may use.
///
/// A process that exceeds the available memory is killed without a message. Sizes that a file or an
/// option claims are therefore checked against these limits before memory is allocated.
package enum MemoryLimit {
  /// The number of bytes that this process may use: the machine's memory, or the limit of its control
  /// group or address space if that is lower.
  package static let bytes: Int = {
    let physical = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    return ([physical] + [addressSpace] + controlGroups).compactMap(\.self).filter { $0 > 0 }.min() ?? 1 << 30
  }()

  /// The number of bytes of this process that are in memory now; nil if the system does not tell.
  package static var residentBytes: Int? {
    guard let text = try? FileContents.read("/proc/self/statm", limit: 4096) else { return nil }
    let pages = String(decoding: text, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap {
      Int($0)
    }
    return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }

  /// The size in bytes of the largest file that is read. Its parsed contents need about as much memory
  /// again.
  package static var largestFile: Int { bytes / 2 }

  /// The most bytes that are read from a stream or decompressed from an archive. Their size is not known
  /// beforehand, and an array that grows is in memory twice while it is moved.
  package static var largestStream: Int { bytes / 4 }

  /// Throws an error with `code` if `needed` bytes are more than 80% of the memory of this process.
  ///
  /// - Parameter what: What needs the memory, as the subject of the message.
  package static func require(
    _ needed: Double, for what: @autoclosure () -> String, _ code: DataError.Code = .usage,
    hint: Wording? = nil
  ) throws(DataError) {
    // The program and its other data need memory too.
    guard !(needed <= 0.8 * Double(bytes)) else { return }
    throw DataError(
      code, "\(what()) needs about \(megabytes(needed)) of memory; \(megabytes(Double(bytes))) are available",
      hint: hint)
  }

  /// Formats a number of bytes as megabytes (10^6 bytes) with the unit, rounded up.
  package static func megabytes(_ bytes: Double) -> String {
    let rounded = (bytes / 1e6).rounded(.up)
    return "\(Int(exactly: rounded).map(String.init) ?? "\(rounded)") MB"
  }

  /// The limit of the address space, or nil if there is none.
  private static var addressSpace: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    #else
      let status = unsafe getrlimit(RLIMIT_AS, &limit)
    #endif
    return status == 0 ? Int(exactly: limit.rlim_cur) : nil
  }

  /// The memory limits of this process's control groups and of those that contain them, for versions 1 and 2
  /// of control groups.
  private static var controlGroups: [Int] {
    guard let list = try? FileContents.read("/proc/self/cgroup", limit: 65_536) else { return [] }
    var limits: [Int] = []
    // The lines are `number:controllers:path`; version 2 has no controllers.
    for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isVersion2 = fields[1].isEmpty
      guard isVersion2 || fields[1].split(separator: ",").contains("memory") else { continue }
      let root = isVersion2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      let file = isVersion2 ? "/memory.max" : "/memory.limit_in_bytes"
      // In a container the path may be that of the host, where only the root is visible.
      var path = fields[2] == "/" ? "" : String(fields[2])
      while true {
        if let bytes = try? FileContents.read(root + path + file, limit: 65_536),
          let limit = Int(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
        {
          limits.append(limit)
        }
        guard let slash = path.lastIndex(of: "/") else { break }
        path = String(path[..<slash])
      }
    }
    return limits
  }
}

extension [UInt8] {
  /// Appends bytes to an array that never grows beyond `limit` bytes: the capacity doubles up to the
  /// limit.
  mutating func append(_ part: [UInt8], limit: Int) {
    let needed = count + part.count
    if capacity < needed { reserveCapacity(Swift.max(needed, Swift.min(2 * needed, limit))) }
    append(contentsOf: part)
  }
}
