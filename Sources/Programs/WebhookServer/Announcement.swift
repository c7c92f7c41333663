import Foundation
import Synchronization

/// Says once, on standard output, that the webhook is ready, and where.
final class Announcement: Sendable {
    private struct State {
        var webhook: Int?
        var metrics: Int?
        var isMade = false
    }

    private let began: ContinuousClock.Instant
    private let state = Mutex(State())

    private let onReady: @Sendable () -> Void

    init(began: ContinuousClock.Instant, onReady: @escaping @Sendable () -> Void) {
        self.began = began
        self.onReady = onReady
    }

    func webhookListens(on port: Int) { state.withLock { $0.webhook = port } }

    func metricsListen(on port: Int) { state.withLock { $0.metrics = port } }

    /// Makes the announcement if nothing is pending and it was not made yet.
    func check(pending: [String], serviceAccounts: Int) {
        guard pending.isEmpty else { return }
        let ports: (Int, Int)? = state.withLock { state in
            guard !state.isMade, let webhook = state.webhook, let metrics = state.metrics else { return nil }
            state.isMade = true
            return (webhook, metrics)
        }
        guard let (webhook, metrics) = ports else { return }
        let time = (ContinuousClock.now - began).components
        let milliseconds = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
        let text = """
            The webhook is ready (\(milliseconds) ms).
              https port    \(webhook)
              metrics port  \(metrics)
              knows         \(serviceAccounts) service accounts

            """
        FileHandle.standardOutput.write(Data(text.utf8))
        onReady()
    }
}
