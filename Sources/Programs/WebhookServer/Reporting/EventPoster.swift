import Ambient
import KubernetesClient
import Logging
import PodIdentityWebhook
import ServiceLifecycle
import Synchronization

/// Writes Events to the API server, one after another; the same one not again within five minutes.
struct EventPoster: Service {
    private static let silence: Int64 = 300
    private static let mostWaiting = 256

    private let client: any KubernetesCalling
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let clock: WallClock
    private let ids: IDSource
    private let said: Said
    private let waiting: AsyncStream<ClusterEvent>
    private let input: AsyncStream<ClusterEvent>.Continuation

    /// When each Event was last said.
    private final class Said: Sendable {
        let times = Mutex<[ClusterEvent: Timestamp]>([:])
    }

    init(
        client: any KubernetesCalling,
        metrics: WebhookMetrics,
        logger: Logger,
        clock: WallClock = .system,
        random: RandomSource = .system
    ) {
        self.client = client
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
        ids = IDSource(random: random)
        said = Said()
        (waiting, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    }

    /// Takes an Event to be written; never waits.
    func post(_ event: ClusterEvent) {
        let now = clock.now
        let isNew = said.times.withLock { times in
            if let last = times[event], now < last.adding(seconds: Self.silence) { return false }
            if times.count > 4 * Self.mostWaiting {
                times = times.filter { now < $0.value.adding(seconds: Self.silence) }
            }
            times[event] = now
            return true
        }
        guard isNew else { return }
        if case .dropped = input.yield(event) { metrics.event(.dropped) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await event in waiting {
                let path = "/api/v1/namespaces/\(event.namespace)/events"
                do throws(KubernetesError) {
                    let object = event.object(id: ids.lowerAlphanumerics(16), now: clock.now)
                    _ = try await client.call(.post, path, query: [], body: object, within: .seconds(5))
                    metrics.event(.sent)
                } catch {
                    metrics.event(.failed)
                    logger.warning("an Event could not be written: \(error)")
                }
            }
        }
    }
}
