/// Why an exchange with the kernel failed.
package enum NetlinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kernel refused, with an error number of `errno(3)` and, where it gives one, a sentence.
    case refused(Int32, sentence: String?)
    /// A system call on the socket failed.
    case system(call: String, Int32)
    /// What the kernel sent is no netlink message.
    case malformed(String)

    /// The error number, where there is one.
    package var number: Int32? {
        switch self {
        case .refused(let number, _), .system(_, let number): number
        case .malformed: nil
        }
    }

    package var description: String {
        switch self {
        case .refused(let number, let sentence):
            "the kernel refused: \(ErrorNumber.text(number))" + (sentence.map { " (\($0))" } ?? "")
        case .system(let call, let number): "\(call): \(ErrorNumber.text(number))"
        case .malformed(let reason): "the kernel's answer cannot be read: \(reason)"
        }
    }
}
