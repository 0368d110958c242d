// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The memory of this machine.
enum SystemMemory {
  /// Half of the memory in bytes, or of the address space that the process may use (`ulimit -v`) if that
  /// is less.
  static var half: Double {
    let physical = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    var limit = rlimit()
    #if canImport(Darwin)
      guard unsafe getrlimit(RLIMIT_AS, &limit) == 0 else { return physical / 2 }
    #else
      guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
        return physical / 2
      }
    #endif
    return min(physical, Double(limit.rlim_cur)) / 2
  }

  /// Returns whether vectors are so long that the memory of a basis is returned to the system as soon as
  /// possible.
  static func isScarce(vectorLength: Int) -> Bool { vectorLength > 50_000 }
}
