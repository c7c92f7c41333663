import Ambient
import JSONTree
import Synchronization

/// Holds pods to the places that their tokens were first used from, for all listeners of the agent.
final class TokenBinder: Sendable {
    /// What a caller at another place reads.
    static let words = "Access Denied. Called agent from an address that the service account token is not bound to"

    private let bindings: Mutex<AddressBindings>
    private let metrics: AgentMetrics
    private let log: AgentLog

    init(bindings: AddressBindings = AddressBindings(), metrics: AgentMetrics, log: AgentLog) {
        self.bindings = Mutex(bindings)
        self.metrics = metrics
        self.log = log
    }

    /// Whether a place may ask; what is refused is logged and counted.
    func mayAsk(_ token: PodToken, _ place: ClientPlace, at now: Timestamp) -> Bool {
        do throws(AddressBindings.Refusal) {
            try bindings.withLock { bindings throws(AddressBindings.Refusal) in
                try bindings.check(token, from: place, at: now)
            }
            return true
        } catch {
            report(error, token, place)
            return false
        }
    }

    /// Whether a place may have credentials that EKS Auth gave; the first that may is bound.
    func mayHave(_ token: PodToken, _ place: ClientPlace, at now: Timestamp) -> Bool {
        do throws(AddressBindings.Refusal) {
            let isNew = try bindings.withLock { bindings throws(AddressBindings.Refusal) in
                try bindings.use(token, from: place, at: now)
            }
            if isNew {
                metrics.count(.bound)
                log.info("bound the pod's tokens to an address", fields(token, place))
            }
            return true
        } catch {
            report(error, token, place)
            return false
        }
    }

    /// EKS Auth says that a token is over.
    func end(_ token: PodToken) { bindings.withLock { $0.end(token) } }

    private func report(_ refusal: AddressBindings.Refusal, _ token: PodToken, _ place: ClientPlace) {
        metrics.count(.refused)
        switch refusal {
        case .boundElsewhere(let bound):
            log.warn(
                "refused: a token of this pod was first used from another address",
                fields(token, place) + [("bound-to", .string(bound.description))]
            )
        }
    }

    private func fields(_ token: PodToken, _ place: ClientPlace) -> [(String, JSON)] {
        var fields: [(String, JSON)] = [("client-addr", .string(place.description))]
        if let pod = token.pod {
            fields += [("subject", .string(pod.subject)), ("podUID", .string(pod.uid))]
        }
        return fields
    }
}
