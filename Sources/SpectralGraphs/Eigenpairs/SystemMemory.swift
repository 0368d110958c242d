#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The memory of this machine.
enum SystemMemory {
  /// Half of it, in bytes.
  static var half: Double {
    Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE))) / 2
  }

  /// Whether vectors are so long that a basis of them is given back to the system as soon as it is done with.
  static func isScarce(vectorLength: Int) -> Bool { vectorLength > 50_000 }
}
