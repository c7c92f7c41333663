import Ambient
import ClusterStore
import IdentityTokens
import JSONTree
import KubernetesAPI
import StoreConformance
import Synchronization
import Testing

@testable import KubernetesService

/// A cluster without HTTP: requests go straight to the service.
final class Cluster: Sendable {
    static let start = Timestamp(seconds: 1_795_480_200)
    static let issuer = "https://127.0.0.1:4581/id/0123456789ABCDEF0123456789ABCDEF"
    static let administrator = UserInfo(name: "admin", groups: ["system:masters"])

    let store: ClusterStore
    let service: KubernetesService
    private let time = CurrentTime()

    private init(
        _ persistence: MemoryClusterPersistence,
        _ runtime: any PodRuntime,
        _ webhooks: any WebhookCaller,
        _ awsTokens: AWSTokens?
    ) async throws {
        let store = try await ClusterStore(persistence: persistence)
        let time = time
        let key = try TestKeys.own()
        service = KubernetesService(
            store: store,
            tokens: ClusterTokens(
                issuer: Self.issuer,
                key: { key },
                keys: { KeySet([key.verificationKey]) }
            ),
            ids: IDSource(random: .seeded(7)),
            clock: WallClock { time.value },
            certificateAuthority: "-----BEGIN CERTIFICATE-----\n",
            runtime: runtime,
            webhookCaller: webhooks,
            awsTokens: awsTokens
        )
        self.store = store
    }

    /// Runs a test with a cluster that has what every cluster has.
    static func with<Value: Sendable>(
        persistence: MemoryClusterPersistence = MemoryClusterPersistence(),
        runtime: any PodRuntime = NoPodRuntime(),
        webhooks: any WebhookCaller = NoWebhookCaller(),
        awsTokens: AWSTokens? = nil,
        _ body: @Sendable (Cluster) async throws -> Value
    ) async throws -> Value {
        let cluster = try await Cluster(persistence, runtime, webhooks, awsTokens)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cluster.store.run() }
            defer { cluster.store.shutDown() }
            try await cluster.service.bootstrap()
            return try await body(cluster)
        }
    }

    func advance(seconds: Int64) { time.advance(seconds: seconds) }
}

/// A time that tests move.
final class CurrentTime: Sendable {
    private let time = Mutex(Cluster.start)

    var value: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// What a request was answered with.
struct Answered: Sendable {
    let status: Int
    let json: JSON
    let response: KubernetesResponse

    var message: String { json["message"]?.string ?? "" }
}

extension Cluster {
    /// Sends a request as the administrator, or with a bearer token.
    func send(
        _ method: String,
        _ target: String,
        _ body: JSON? = nil,
        token: String? = nil,
        headers: [String: String] = [:],
        anonymously: Bool = false
    ) async throws -> Answered {
        let parts = target.split(separator: "?", maxSplits: 1).map { String($0) }
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { part in
            let pair = part.split(separator: "=", maxSplits: 1).map { String($0) }
            return (name: pair[0], value: pair.count > 1 ? pair[1] : "")
        }
        var headers = headers
        if let token { headers["authorization"] = "Bearer \(token)" }
        if body != nil, headers["content-type"] == nil { headers["content-type"] = "application/json" }
        let response = await service.respond(
            to: KubernetesRequest(
                method: method,
                path: parts[0],
                query: query,
                headers: headers,
                body: body?.serialized() ?? [],
                certificate: token == nil && !anonymously ? Self.administrator : nil
            )
        )
        guard case .bytes(let bytes) = response.body else {
            return Answered(status: response.status, json: .null, response: response)
        }
        let json = (try? JSON(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
        return Answered(status: response.status, json: json, response: response)
    }

    func patch(_ target: String, _ kind: String, _ body: JSON) async throws -> Answered {
        try await send("PATCH", target, body, headers: ["content-type": "application/\(kind)+json"])
    }

    @discardableResult
    func created(_ target: String, _ body: JSON, sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON
    {
        let answer = try await send("POST", target, body)
        #expect(answer.status == 201, "\(answer.message)", sourceLocation: sourceLocation)
        return answer.json
    }

    @discardableResult
    func account(_ name: String, in namespace: String = "default") async throws -> JSON {
        try await created("/api/v1/namespaces/\(namespace)/serviceaccounts", ["metadata": ["name": .string(name)]])
    }

    @discardableResult
    func pod(_ name: String, account: String = "default", in namespace: String = "default") async throws -> JSON {
        try await created("/api/v1/namespaces/\(namespace)/pods", Self.pod(name, account: account))
    }

    static func pod(_ name: String, account: String = "default") -> JSON {
        [
            "metadata": ["name": .string(name)],
            "spec": [
                "serviceAccountName": .string(account), "containers": [["name": "app", "image": "busybox"]],
            ],
        ]
    }

    /// A token for a service account, as `kubectl create token` gets it.
    func token(_ account: String, in namespace: String = "default", _ spec: JSON = .empty) async throws -> String {
        let answer = try await created(
            "/api/v1/namespaces/\(namespace)/serviceaccounts/\(account)/token",
            ["spec": spec]
        )
        return answer.at("status", "token")?.string ?? ""
    }

    /// The `status` of a TokenReview.
    func review(_ token: String, audiences: [String] = []) async throws -> JSON {
        let answer = try await created(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            ["spec": ["token": .string(token), "audiences": .strings(audiences)]]
        )
        return answer["status"] ?? .null
    }

    /// The lines of a watch until one satisfies a condition.
    func watch(
        _ target: String,
        until isLast: @escaping @Sendable (JSON) -> Bool,
        while work: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> [JSON] {
        let answer = try await send("GET", target)
        guard case .stream(let produce) = answer.response.body else { return [answer.json] }
        let lines = WatchedLines()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await produce { bytes in
                    let line = try JSON(parsing: bytes)
                    lines.append(line)
                    if isLast(line) { throw CancellationError() }
                }
            }
            group.addTask { try await work() }
            try await group.waitForAll()
        }
        return lines.all
    }
}

/// What a watch has shown so far.
final class WatchedLines: Sendable {
    private let lines = Mutex<[JSON]>([])

    var all: [JSON] { lines.withLock { $0 } }

    func append(_ line: JSON) { lines.withLock { $0.append(line) } }
}
