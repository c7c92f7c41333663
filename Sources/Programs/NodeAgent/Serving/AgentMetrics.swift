import Synchronization

/// Counters, under the names of AWS's agent.
final class AgentMetrics: Sendable {
    /// What became of a request, or of an entry.
    enum CacheState: String, CaseIterable {
        /// A request had to wait for EKS Auth.
        case miss
        /// A request was answered from the cache. AWS's agent counts renewals under this name.
        case hit
        /// Credentials were renewed ahead of their end.
        case refreshed
        case evicted
    }

    /// What became of a request whose token is held to an address.
    enum Binding: String, CaseIterable {
        /// The pod's tokens count from this address from now on.
        case bound
        /// The token is bound to another address.
        case refused
    }

    private struct RefreshError: Hashable {
        let isFinal: Bool
        let code: String
    }

    private struct Counters {
        var responses: [Int: Int] = [:]
        var states: [CacheState: Int] = [:]
        var errors: [RefreshError: Int] = [:]
        var bindings: [Binding: Int] = [:]
    }

    /// The codes are EKS Auth's; beyond this many different ones the rest counts as `Other`.
    private static let maximumCodes = 64

    private let counters = Mutex(Counters())

    func countResponse(_ status: Int) { counters.withLock { $0.responses[status, default: 0] += 1 } }
    func count(_ state: CacheState) { counters.withLock { $0.states[state, default: 0] += 1 } }

    func count(_ binding: Binding) { counters.withLock { $0.bindings[binding, default: 0] += 1 } }

    func countRefreshError(isFinal: Bool, code: String) {
        counters.withLock { counters in
            let known = RefreshError(isFinal: isFinal, code: code)
            let isRoom = counters.errors.count < Self.maximumCodes || counters.errors[known] != nil
            counters.errors[isRoom ? known : RefreshError(isFinal: isFinal, code: "Other"), default: 0] += 1
        }
    }

    /// The Prometheus text format, version 0.0.4.
    var text: String {
        let counters = counters.withLock { $0 }
        var lines: [String] = []
        func family(_ name: String, _ help: String, _ type: String, _ samples: [String]) {
            lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"] + samples
        }
        family(
            "pod_identity_http_response",
            "Answers to requests for credentials, by status.",
            "counter",
            counters.responses.sorted { $0.key < $1.key }.map { "pod_identity_http_response{code=\"\($0)\"} \($1)" }
        )
        family(
            "pod_identity_cache_state",
            "What became of requests and of cached credentials.",
            "counter",
            CacheState.allCases.map {
                "pod_identity_cache_state{state=\"\($0.rawValue)\"} \(counters.states[$0, default: 0])"
            }
        )
        let errors = counters.errors.map { error, count in
            "pod_identity_cache_errors{code=\"\(Self.escaped(error.code))\",type=\""
                + (error.isFinal ? "NonRecoverable" : "Recoverable") + "\"} \(count)"
        }
        family("pod_identity_cache_errors", "Renewals that failed.", "counter", errors.sorted())
        family(
            "pod_identity_address_bindings",
            "Pods whose tokens were bound to an address, and requests from others that were refused.",
            "counter",
            Binding.allCases.map {
                "pod_identity_address_bindings{state=\"\($0.rawValue)\"} \(counters.bindings[$0, default: 0])"
            }
        )
        for sample in ProcessFigures.read() {
            family(sample.name, sample.help, sample.type, ["\(sample.name) \(sample.value)"])
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == "\\" || $0 == "\"" ? "\\\($0)" : $0 == "\n" ? "\\n" : String($0) })
    }
}
