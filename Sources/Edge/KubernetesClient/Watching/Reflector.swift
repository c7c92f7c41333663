package import Ambient
package import JSONTree

/// Keeps somebody informed of every object of a collection: lists it, watches from there, lists again when it must.
package struct Reflector<Value: Sendable>: Sendable {
    /// What happened to the collection.
    package enum Change: Sendable {
        /// The collection as a whole, by `namespace/name`.
        case replaced([String: Value])
        case upserted(String, Value)
        case removed(String)
        /// The API server cannot be asked at the moment; what was told before may be old.
        case failed(KubernetesError)
        /// A watch went well after others had failed: nothing was missed.
        case resumed
    }

    private static var pageSize: Int { 500 }
    private static var mostFailures: Int { 5 }
    private static var watchSeconds: Int64 { 240 }
    private static var longestPause: Duration { .seconds(30) }

    private let source: any KubernetesCalling
    private let path: String
    private let selector: [(name: String, value: String)]
    private let random: RandomSource
    private let pause: @Sendable (Duration) async throws -> Void
    private let decode: @Sendable (JSON) -> Value

    /// A reflector of the collection at `path`; `decode` keeps of each object what is worth keeping.
    package init(
        source: any KubernetesCalling,
        path: String,
        selector: [(name: String, value: String)] = [],
        random: RandomSource,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        decode: @escaping @Sendable (JSON) -> Value
    ) {
        self.source = source
        self.path = path
        self.selector = selector
        self.random = random
        self.pause = pause
        self.decode = decode
    }

    /// Tells every change, in order, until it is cancelled.
    package func run(_ tell: @Sendable (Change) -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                var version = try await list(tell)
                failures = 0
                while true {
                    do {
                        try await watch(&version, tell)
                        if failures > 0 { tell(.resumed) }
                        failures = 0
                    } catch let error as KubernetesError where !error.isGone {
                        // A server that lost its history refuses a version without calling it too old.
                        guard failures < Self.mostFailures else { throw error }
                        tell(.failed(error))
                        failures += 1
                    }
                    // A server that ends watches at once is not asked in a tight loop either.
                    try await pause(failures == 0 ? .milliseconds(50) : backOff(failures))
                }
            } catch is CancellationError {
                return
            } catch let error as KubernetesError {
                // Too old a version is no failure: the list is simply read again.
                guard !error.isGone || failures > 0 else {
                    failures += 1
                    continue
                }
                tell(.failed(error))
            } catch {
                tell(.failed(.unreachable(server: path, reason: "\(error)")))
            }
            failures += 1
            guard (try? await pause(backOff(failures))) != nil else { return }
        }
    }

    private func list(_ tell: @Sendable (Change) -> Void) async throws -> String {
        var all: [String: Value] = [:]
        var next: String?
        while true {
            try Task.checkCancellation()
            var query = selector + [(name: "limit", value: String(Self.pageSize))]
            if let next { query.append((name: "continue", value: next)) }
            let page = try await source.call(.get, path, query: query)
            for object in page["items"]?.array ?? [] { all[Self.key(object)] = decode(object) }
            next = page["metadata"]?["continue"]?.string
            guard let token = next, !token.isEmpty else {
                tell(.replaced(all))
                return page["metadata"]?["resourceVersion"]?.string ?? ""
            }
        }
    }

    private func watch(_ version: inout String, _ tell: @Sendable (Change) -> Void) async throws {
        let query =
            selector + [
                (name: "watch", value: "true"), (name: "resourceVersion", value: version),
                (name: "allowWatchBookmarks", value: "true"),
                (name: "timeoutSeconds", value: String(Self.watchSeconds)),
            ]
        var latest = version
        defer { version = latest }
        try await source.watch(path, query: query, silence: Self.watchSeconds + 30) { type, object in
            switch type {
            case "ADDED", "MODIFIED": tell(.upserted(Self.key(object), decode(object)))
            case "DELETED": tell(.removed(Self.key(object)))
            default: break
            }
            if let seen = object["metadata"]?["resourceVersion"]?.string { latest = seen }
        }
    }

    private static func key(_ object: JSON) -> String {
        "\(object["metadata"]?["namespace"]?.string ?? "")/\(object["metadata"]?["name"]?.string ?? "")"
    }

    /// Half a second, doubled with every failure up to half a minute, the last half of it random.
    private func backOff(_ failures: Int) -> Duration {
        let longest = min(Self.longestPause, .milliseconds(500) * (1 << min(failures - 1, 6)))
        return longest / 2 + longest / 2 * Int(random.word() % 1000) / 1000
    }
}
