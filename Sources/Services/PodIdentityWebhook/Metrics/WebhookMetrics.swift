import PodIdentity
import Synchronization

/// What the webhook counts: AWS's metrics under AWS's names, and Lanyard's own beside them.
package final class WebhookMetrics: Sendable {
    /// How a service account that was not cached was found.
    enum LiveRead: String, Sendable {
        case found
        case absent
        case failed
    }

    private struct Call: Hashable {
        let verb: String
        let path: String
    }

    private struct Answered: Hashable {
        let call: Call
        let code: Int
    }

    private struct State {
        var answered: [Answered: Int] = [:]
        var microseconds: [Call: Histogram] = [:]
        var seconds: [Call: Histogram] = [:]
        var pods: [String: Int] = [:]
        var missedServiceAccounts = 0
        var unresolved: [String: Int] = [:]
        var liveReads: [String: Int] = [:]
        var certificates = (read: 0, failed: 0)
        var rotations = Histogram(bounds: [60, 3600, 14_400, 86_400, 604_800, 2_592_000, 7_776_000, 15_552_000])
        var events = (sent: 0, failed: 0, dropped: 0)
        var missedPods: Int?
    }

    private static let microsecondBounds = (0...6).map { 125_000 * Double(1 << $0) }
    private static let secondBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

    private let state = Mutex(State())

    package init() {}

    /// A request was answered.
    func answered(verb: String, path: String, code: Int, took time: Duration) {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        let call = Call(verb: verb, path: path)
        state.withLock {
            $0.answered[Answered(call: call, code: code), default: 0] += 1
            $0.microseconds[call, default: Histogram(bounds: Self.microsecondBounds)]
                .observe((seconds * 1e6).rounded())
            $0.seconds[call, default: Histogram(bounds: Self.secondBounds)].observe(seconds)
        }
    }

    func decided(_ method: ChosenIdentity.Method) {
        let name = method == .containerCredentials ? "container_credentials" : "sts_web_identity"
        state.withLock { $0.pods[name, default: 0] += 1 }
    }

    func missedServiceAccount() { state.withLock { $0.missedServiceAccounts += 1 } }

    func unresolved(_ reason: UnresolvedIdentity.Reason) {
        state.withLock { $0.unresolved[reason.rawValue, default: 0] += 1 }
    }

    func readLive(_ result: LiveRead) { state.withLock { $0.liveReads[result.rawValue, default: 0] += 1 } }

    /// The certificate's files were read, or could not be used.
    package func readCertificate(isUsable: Bool) {
        state.withLock {
            $0.certificates.read += 1
            if !isUsable { $0.certificates.failed += 1 }
        }
    }

    /// A self-made certificate was replaced after so many seconds.
    package func rotatedCertificate(afterSeconds seconds: Int64) {
        state.withLock { $0.rotations.observe(Double(seconds)) }
    }

    /// What became of an Event.
    package enum EventFate: Sendable {
        case sent
        case failed
        /// There were too many at once.
        case dropped
    }

    /// An Event was to be written.
    package func event(_ fate: EventFate) {
        state.withLock {
            switch fate {
            case .sent: $0.events.sent += 1
            case .failed: $0.events.failed += 1
            case .dropped: $0.events.dropped += 1
            }
        }
    }

    /// How many running pods lack the identity they should have.
    package func foundMissedPods(_ count: Int) { state.withLock { $0.missedPods = count } }

    /// Everything counted, in Prometheus's text format.
    package func text(knowledge: ServiceAccountKnowledge, isReady: Bool) -> String {
        var text = PrometheusText()
        state.withLock { state in
            Self.write(requests: state, to: &text)
            text.family("pod_identity_webhook_pod_count", "counter", "Pods given an identity, by method.")
            for (method, count) in state.pods.sorted(by: { $0.key < $1.key }) {
                text.sample("pod_identity_webhook_pod_count", [("method", method)], Double(count))
            }
            text.family("pod_identity_webhook_missing_sa_count", "counter", "Service accounts that were not found.")
            text.sample("pod_identity_webhook_missing_sa_count", Double(state.missedServiceAccounts))
            text.family("pod_identity_webhook_used", "gauge", "1 once any service account is known.")
            text.sample("pod_identity_webhook_used", knowledge.count > 0 ? 1 : 0)
            Self.write(certificates: state, to: &text)
            Self.write(own: state, to: &text)
        }
        text.family("lanyard_webhook_service_accounts", "gauge", "Service accounts known.")
        text.sample("lanyard_webhook_service_accounts", Double(knowledge.count))
        text.family("lanyard_webhook_ready", "gauge", "1 if every cache was read and a certificate is there.")
        text.sample("lanyard_webhook_ready", isReady ? 1 : 0)
        return text.text
    }

    private static func write(requests state: State, to text: inout PrometheusText) {
        func sorted(_ calls: [Call: Histogram]) -> [(PrometheusText.Labels, Histogram)] {
            calls.sorted { ($0.key.path, $0.key.verb) < ($1.key.path, $1.key.verb) }
                .map { ([("path", $0.key.path), ("verb", $0.key.verb)], $0.value) }
        }
        text.family("http_request_count", "counter", "Requests by verb, path and code.")
        for (key, count) in state.answered.sorted(by: {
            ($0.key.call.path, $0.key.call.verb, $0.key.code) < ($1.key.call.path, $1.key.call.verb, $1.key.code)
        }) {
            let labels = [("code", "\(key.code)"), ("path", key.call.path), ("verb", key.call.verb)]
            text.sample("http_request_count", labels, Double(count))
        }
        text.family("http_request_latencies", "histogram", "Time of requests, in microseconds.")
        for (labels, histogram) in sorted(state.microseconds) {
            text.histogram("http_request_latencies", labels, histogram)
        }
        text.family("http_request_duration_microseconds", "summary", "Time of requests, in microseconds.")
        for (labels, histogram) in sorted(state.microseconds) {
            text.summary("http_request_duration_microseconds", labels, histogram)
        }
        text.family("lanyard_webhook_request_duration_seconds", "histogram", "Time of requests, in seconds.")
        for (labels, histogram) in sorted(state.seconds) {
            text.histogram("lanyard_webhook_request_duration_seconds", labels, histogram)
        }
    }

    private static func write(certificates state: State, to text: inout PrometheusText) {
        text.family("certwatcher_read_certificate_total", "counter", "Times the certificate's files were read.")
        text.sample("certwatcher_read_certificate_total", Double(state.certificates.read))
        text.family("certwatcher_read_certificate_errors_total", "counter", "Times they could not be used.")
        text.sample("certwatcher_read_certificate_errors_total", Double(state.certificates.failed))
        text.family("certificate_manager_server_rotation_seconds", "histogram", "Age of certificates replaced.")
        text.histogram("certificate_manager_server_rotation_seconds", [], state.rotations)
    }

    private static func write(own state: State, to text: inout PrometheusText) {
        text.family("lanyard_webhook_unresolved_pods_total", "counter", "Pods whose identity was in doubt, by reason.")
        for (reason, count) in state.unresolved.sorted(by: { $0.key < $1.key }) {
            text.sample("lanyard_webhook_unresolved_pods_total", [("reason", reason)], Double(count))
        }
        text.family("lanyard_webhook_live_reads_total", "counter", "Service accounts read on a cache miss, by result.")
        for (result, count) in state.liveReads.sorted(by: { $0.key < $1.key }) {
            text.sample("lanyard_webhook_live_reads_total", [("result", result)], Double(count))
        }
        text.family("lanyard_webhook_events_total", "counter", "Events, by what became of them.")
        for (fate, count) in [
            ("sent", state.events.sent), ("failed", state.events.failed), ("dropped", state.events.dropped),
        ] {
            text.sample("lanyard_webhook_events_total", [("fate", fate)], Double(count))
        }
        guard let missed = state.missedPods else { return }
        text.family("lanyard_webhook_missed_pods", "gauge", "Running pods that lack the identity they should have.")
        text.sample("lanyard_webhook_missed_pods", Double(missed))
    }
}
