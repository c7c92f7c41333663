import CLinuxNamespaces
import Dispatch
import Glibc
import Synchronization

/// Waits for many descriptors on one thread.
///
/// Dispatch's own sources crash on Linux when many short-lived ones come and go.
final class DescriptorWatch: Sendable {
    static let shared = DescriptorWatch()

    private struct Waiting {
        let descriptor: Int32
        let events: Int16
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var waiting: [UInt64: Waiting] = [:]
        /// Cancelled before they waited.
        var cancelled: Set<UInt64> = []
        var next: UInt64 = 0
        var isRunning = false
    }

    private let state = Mutex(State())
    /// Read end and write end: a byte wakes the thread.
    private let wake: (output: Int32, input: Int32)

    private init() {
        var ends: [Int32] = [-1, -1]
        if lanyard_pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        wake = (ends[0], ends[1])
    }

    /// Returns once a descriptor can be read or has ended, or the task is cancelled.
    func readable(_ descriptor: Int32) async { await wait(descriptor, Int16(POLLIN)) }

    /// Returns once a descriptor can be written or has failed, or the task is cancelled.
    func writable(_ descriptor: Int32) async { await wait(descriptor, Int16(POLLOUT)) }

    private func wait(_ descriptor: Int32, _ events: Int16) async {
        let (id, isFirst) = state.withLock { state in
            state.next += 1
            defer { state.isRunning = true }
            return (state.next, !state.isRunning)
        }
        if isFirst { start() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return true }
                    state.waiting[id] = Waiting(descriptor: descriptor, events: events, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume() } else { wakeUp() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: id)
                if waiting == nil { state.cancelled.insert(id) }
                return waiting
            }
            waiting?.continuation.resume()
            wakeUp()
        }
        // The cancellation may have come after the end of the wait.
        state.withLock { _ = $0.cancelled.remove(id) }
    }

    private func wakeUp() {
        var byte: UInt8 = 0
        _ = Glibc.write(wake.input, &byte, 1)
    }

    private func start() {
        DispatchQueue(label: "lanyard.node.descriptors").async { [self] in
            while true { turn() }
        }
    }

    private func turn() {
        let waiting = state.withLock { Array($0.waiting) }
        var watched = [pollfd(fd: wake.output, events: Int16(POLLIN), revents: 0)]
        watched += waiting.map { pollfd(fd: $0.value.descriptor, events: $0.value.events, revents: 0) }
        guard poll(&watched, nfds_t(watched.count), -1) > 0 else { return }
        if watched[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 256)
            while read(wake.output, &bytes, bytes.count) == bytes.count {}
        }
        let ready = state.withLock { state in
            zip(waiting, watched.dropFirst()).compactMap { entry, result in
                result.revents == 0 ? nil : state.waiting.removeValue(forKey: entry.key)
            }
        }
        for entry in ready { entry.continuation.resume() }
    }
}
