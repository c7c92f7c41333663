/// Why a call to a control plane gave no answer; each prints as a sentence for whoever typed the command.
package enum CallError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody listens there, or the connection broke.
    case unreachable(endpoint: String, reason: String)
    /// The control plane refused, in its own words.
    case refused(status: Int, code: String, message: String, requestID: String?)
    /// What came back is no answer of a control plane.
    case unreadable(endpoint: String, reason: String)

    package var description: String {
        switch self {
        case .unreachable(let endpoint, let reason):
            return "cannot reach \(endpoint): \(reason); is `lanyard up` running on this data directory?"
        case .refused(_, let code, let message, let requestID):
            let reference = requestID.map { " (request \($0))" } ?? ""
            return "\(code): \(message)\(reference)"
        case .unreadable(let endpoint, let reason):
            return "\(endpoint) answered something else than a control plane would: \(reason)"
        }
    }
}
