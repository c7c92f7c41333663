package import Ambient
import JSONTree

/// Why EKS Auth gave no credentials.
package enum UpstreamFailure: Error, Sendable, Hashable {
    /// EKS Auth refused, in its own words.
    case refused(status: Int, requestID: String, code: String, message: String)
    /// What answered is not EKS Auth, or not whole.
    case undecodable(status: Int, requestID: String, reason: String)
    /// Nothing answered; the sentence says what was waited for.
    case unreachable(String)
    /// The agent itself lacks what the call needs: a region, credentials.
    case unsent(String)
    /// The credentials are not worth handing out.
    case shortLived(expiration: Timestamp)

    private static let serverFaults: Set<String> = ["internalserver", "serviceunavailable"]
    private static let clientFaults: Set<String> = [
        "accessdenied", "expiredtoken", "invalidparameter", "invalidrequest", "invalidtoken", "resourcenotfound",
        "throttling",
    ]

    /// The error code without `Exception`, in lower case; nil where no API answered.
    private var plainCode: String? {
        guard case .refused(_, _, let code, _) = self else { return nil }
        return Self.plain(code)
    }

    private static func plain(_ code: String) -> String {
        let lower = code.lowercased()
        return lower.hasSuffix("exception") ? String(lower.dropLast("exception".count)) : lower
    }

    /// Whether no later attempt with the same token can succeed: the token or the association is gone.
    ///
    /// A denial is not final: permissions are repaired, and valid credentials must outlive the mistake.
    package var isFinal: Bool {
        !isAboutNode && (plainCode.map { ["resourcenotfound", "expiredtoken", "invalidtoken"].contains($0) } ?? false)
    }

    /// Whether the token itself is over, whatever becomes of associations.
    package var endsToken: Bool {
        !isAboutNode && (plainCode.map { ["expiredtoken", "invalidtoken"].contains($0) } ?? false)
    }

    /// Whether the node's own credentials were not accepted: with status 403, while 400 is about the pod's token.
    package var isAboutNode: Bool {
        guard case .refused(403, _, _, _) = self else { return false }
        return true
    }

    /// Whether EKS Auth itself was not there to answer.
    package var isOutage: Bool {
        switch self {
        case .unreachable, .undecodable: true
        case .refused(let status, _, _, _): status >= 500
        case .unsent, .shortLived: false
        }
    }

    /// What EKS Auth calls the request in its own records; empty if it did not answer.
    private var requestID: String {
        switch self {
        case .refused(_, let requestID, _, _), .undecodable(_, let requestID, _): requestID
        case .unreachable, .unsent, .shortLived: ""
        }
    }

    /// What the log says of the call, as AWS's agent does.
    var logged: [(String, JSON)] {
        let call: [(String, JSON)] = [("service", "EKS Auth"), ("operation", "AssumeRoleForPodIdentity")]
        return call + (requestID.isEmpty ? [] : [("request-id", .string(requestID))])
    }

    /// The code that the metric of refresh failures shows.
    package var metricCode: String {
        guard case .refused(_, _, let code, _) = self else { return "Unknown" }
        return code
    }

    /// The status the pod gets.
    package var status: Int {
        switch self {
        case .refused(let status, _, _, _): status
        case .undecodable(let status, _, _): status >= 400 ? status : 500
        case .unreachable, .unsent, .shortLived: 500
        }
    }

    /// The text the pod gets, without its line end.
    package var text: String {
        switch self {
        case .refused(_, let requestID, let code, let message):
            let plain = Self.plain(code)
            let fault =
                Self.clientFaults.contains(plain) ? "client" : Self.serverFaults.contains(plain) ? "server" : "unknown"
            return "[\(requestID)]: (\(code)): \(message), fault: \(fault)"
        case .undecodable(_, let requestID, _): return "[\(requestID)]"
        case .unreachable(let reason): return "[]: \(reason)"
        case .unsent(let reason): return reason
        case .shortLived(let expiration): return "the credentials expire too soon, at \(expiration.rfc3339)"
        }
    }

    /// The reason for the log.
    package var reason: String {
        switch self {
        case .undecodable(let status, let requestID, let reason):
            "EKS Auth answered status \(status) with something else than it documents: \(reason) [\(requestID)]"
        default: text
        }
    }
}
