#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The memory of this machine.
enum SystemMemory {
  /// Half of it, in bytes, or of the address space that the process may take (`ulimit -v`), where that is less.
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

  /// Whether vectors are so long that a basis of them is given back to the system as soon as it is done with.
  static func isScarce(vectorLength: Int) -> Bool { vectorLength > 50_000 }
}
