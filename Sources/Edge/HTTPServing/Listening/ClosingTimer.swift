import NIOCore

/// Closes a connection whose client keeps it waiting.
struct ClosingTimer {
    private var scheduled: Scheduled<Void>?

    /// Counts from now, unless it counts already.
    mutating func start(_ patience: TimeAmount, _ channel: any Channel) {
        guard scheduled == nil else { return }
        scheduled = channel.eventLoop.assumeIsolated().scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    mutating func stop() {
        scheduled?.cancel()
        scheduled = nil
    }
}
