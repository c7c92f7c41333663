import Dispatch

/// Blocks a thread until it is told to go on.
final class DispatchedWait: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }

    func end() { semaphore.signal() }
}
