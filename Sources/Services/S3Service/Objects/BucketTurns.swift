import Synchronization

/// Lets one change of a bucket's index happen at a time, in the order they came.
///
/// A change that depends on what it finds, such as `If-None-Match` or the tags of an object, therefore finds nothing that
/// changes before it is done, and a bucket is deleted only while nothing is put into it.
final class BucketTurns: Sendable {
    /// Who waits, by bucket; a bucket that nobody changes has no entry.
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Does something when it is the caller's turn.
    func inTurn<Result: Sendable>(
        _ bucket: String,
        _ work: () async throws -> Result
    ) async rethrows -> Result {
        await begin(bucket)
        defer { end(bucket) }
        return try await work()
    }

    private func begin(_ bucket: String) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[bucket] != nil else {
                    waiting[bucket] = []
                    return true
                }
                waiting[bucket]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func end(_ bucket: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard waiting[bucket]?.isEmpty == false else {
                waiting[bucket] = nil
                return nil
            }
            return waiting[bucket]?.removeFirst()
        }
        next?.resume()
    }
}
