import CLinuxNamespaces
import Glibc
import JSONTree
import KubernetesAPI
import Synchronization

/// The node could not do something.
struct NodeFailure: Error, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The control socket to the first process of the node's namespaces: requests, answers, and the ends of processes.
final class NodeConnection: Sendable {
    struct Answer: Sendable {
        let message: JSON
        /// The receiver closes it.
        let descriptor: Int32?
    }

    private struct State {
        var nextID = 1
        var waiting: [Int: CheckedContinuation<Answer, any Error>] = [:]
        var ready: CheckedContinuation<Void, any Error>?
        var early: Result<Void, NodeFailure>?
        /// What ended before anybody asked.
        var ended: [Int32: Int] = [:]
        var awaited: [Int32: CheckedContinuation<Int, Never>] = [:]
        /// Started on request and not yet waited for.
        var known: Set<Int32> = []
        var isClosed = false
    }

    private let socket: Int32
    private let state = Mutex(State())

    /// Takes over a connected socket.
    init(socket: Int32) {
        self.socket = socket
        // It ends with the socket, which `shutDown` sees to.
        Task { [self] in
            repeat { await DescriptorWatch.shared.readable(socket) } while receive()
            close(socket)
        }
    }

    /// Closes the socket, which ends the node.
    func shutDown() {
        _ = shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Returns once the first process serves.
    ///
    /// - Throws: `NodeFailure`.
    func ready() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let early = state.withLock { state -> Result<Void, NodeFailure>? in
                if state.early == nil { state.ready = continuation }
                return state.early
            }
            if let early { continuation.resume(with: early.mapError { $0 }) }
        }
    }

    /// Sends a request with descriptors, which stay the caller's.
    ///
    /// - Throws: `NodeFailure` with the system's reason.
    func ask(_ request: JSON, descriptors: [Int32] = []) async throws -> Answer {
        let answer: Answer = try await withCheckedThrowingContinuation { continuation in
            let id = state.withLock { state -> Int? in
                guard !state.isClosed else { return nil }
                state.nextID += 1
                state.waiting[state.nextID] = continuation
                return state.nextID
            }
            guard let id else { return continuation.resume(throwing: Self.gone) }
            var message = request
            message.set("id", to: .whole(id))
            let bytes = message.serialized()
            guard bytes.count < NodeInit.messageSize else {
                _ = state.withLock { $0.waiting.removeValue(forKey: id) }
                return continuation.resume(throwing: NodeFailure("the command line is too long"))
            }
            if lanyard_send(socket, bytes, bytes.count, descriptors, Int32(descriptors.count)) < 0 {
                let reason = NodeFailure(String(cString: strerror(errno)))
                state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: reason)
            }
        }
        if let reason = answer.message["error"]?.string { throw NodeFailure(reason) }
        return answer
    }

    /// The exit code of a process of the node once it has ended, 128 and the signal for one that was killed; asked once.
    func end(of process: Int32) async -> Int {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Int? in
                if let status = state.ended.removeValue(forKey: process) { return status }
                if state.isClosed { return 137 }
                state.awaited[process] = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    private static let gone = NodeFailure("the node has ended")

    /// Takes one message; false at the end.
    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count: Int32 = 0
        let received = lanyard_receive(socket, &buffer, buffer.count, &descriptors, &count)
        guard received > 0, let message = try? JSON(parsing: Array(buffer[..<received])) else {
            end()
            return false
        }
        let descriptor = count > 0 ? descriptors[0] : nil
        if let process = message["ended"]?.integer, let status = message["status"]?.integer {
            let process = Int32(truncatingIfNeeded: process)
            let awaited = state.withLock { state -> CheckedContinuation<Int, Never>? in
                if let awaited = state.awaited.removeValue(forKey: process) { return awaited }
                // Orphans that nobody waits for must not pile up.
                if state.known.remove(process) != nil { state.ended[process] = status }
                return nil
            }
            awaited?.resume(returning: status)
        } else if let id = message["id"]?.integer {
            let waiting = state.withLock { state in
                if let process = message["process"]?.integer { state.known.insert(Int32(truncatingIfNeeded: process)) }
                return state.waiting.removeValue(forKey: id)
            }
            waiting?.resume(returning: Answer(message: message, descriptor: descriptor))
        } else {
            let failure = message["failed"]?.string.map { NodeFailure($0) }
            settle(failure.map { .failure($0) } ?? .success(()))
        }
        return true
    }

    private func settle(_ result: Result<Void, NodeFailure>) {
        let ready = state.withLock { state in
            if state.early == nil { state.early = result }
            defer { state.ready = nil }
            return state.ready
        }
        ready?.resume(with: result.mapError { $0 })
    }

    /// The other end is gone.
    private func end() {
        let (waiting, awaited) = state.withLock { state in
            state.isClosed = true
            defer {
                state.waiting = [:]
                state.awaited = [:]
            }
            return (Array(state.waiting.values), Array(state.awaited.values))
        }
        for continuation in waiting { continuation.resume(throwing: Self.gone) }
        for continuation in awaited { continuation.resume(returning: 137) }
        settle(.failure(Self.gone))
    }
}
