#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file could not be read or written; the fault is ours, and the description for the log.
struct FileFailure: Error, CustomStringConvertible {
    let description: String

    /// What the system call before said.
    init(path: String) {
        description = "\(path): \(String(cString: strerror(errno)))"
    }

    init(path: String, _ reason: String) {
        description = "\(path): \(reason)"
    }
}
