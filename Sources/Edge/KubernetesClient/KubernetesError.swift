package import JSONTree

/// Why a call to an API server gave no answer.
package enum KubernetesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody answers there, not in time, or without a trusted certificate.
    case unreachable(server: String, reason: String)
    /// The API server's own refusal (`Status`).
    case refused(status: Int, reason: String, message: String)
    /// What came back is no answer of an API server.
    case unreadable(server: String, reason: String)

    package var description: String {
        switch self {
        case .unreachable(let server, let reason): "cannot reach \(server): \(reason)"
        case .refused(let status, let reason, let message):
            "\(reason.isEmpty ? "status \(status)" : reason): \(message)"
        case .unreadable(let server, let reason): "\(server) answered something else than an API server: \(reason)"
        }
    }

    /// The refusal that a `Status` object tells of.
    package init(_ status: JSON, code: Int) {
        self = .refused(
            status: status["code"]?.integer ?? code,
            reason: status["reason"]?.string ?? "",
            message: status["message"]?.string ?? "no message"
        )
    }

    private var status: Int? {
        if case .refused(let status, _, _) = self { status } else { nil }
    }

    /// 404.
    package var isNotFound: Bool { status == 404 }
    /// 409: somebody else was there first.
    package var isConflict: Bool { status == 409 }
    /// 410: the resource version is too old to watch or continue from.
    package var isGone: Bool { status == 410 }
}
