import JSONTree
import KubernetesAPI
import Synchronization
import Testing

@testable import KubernetesService

/// A runtime whose commands echo what they read, and end with the number of their first argument.
private struct EchoRuntime: PodRuntime {
    func node() async -> PodNode { .available(["metadata": ["name": "n"]]) }
    func run(_ pod: JSON, in cluster: PodCluster) async {}
    func stop(uid: String, grace: Int) async {}

    func logs(_ request: PodLogRequest) async throws(APIError) -> AsyncThrowingStream<[UInt8], any Error> {
        throw .badRequest("none")
    }

    func execute(_ request: PodExecRequest, _ streams: PodExecStreams) async throws(APIError) -> Int32 {
        guard let code = Int32(request.command.last ?? "") else { throw .badRequest("no such command") }
        do {
            if let input = streams.input { for await piece in input { try await streams.output(piece) } }
            if request.isTerminal {
                for await size in streams.sizes { try await streams.output(Array("\(size.columns)x\(size.rows)".utf8)) }
            }
            try await streams.errors(Array("bye".utf8))
        } catch {}
        return code
    }
}

struct ExecTests {
    private static let pods = "/api/v1/namespaces/default/pods"

    private func request(_ query: String, headers: [String: String]) -> KubernetesRequest {
        KubernetesRequest(
            method: "GET",
            path: "\(Self.pods)/p/exec",
            query: query.split(separator: "&").map {
                let pair = $0.split(separator: "=").map { String($0) }
                return (pair[0], pair[1])
            },
            headers: headers,
            certificate: Cluster.administrator
        )
    }

    private static let upgrade = [
        "upgrade": "websocket", "sec-websocket-protocol": "v5.channel.k8s.io, v4.channel.k8s.io",
    ]

    /// What is sent to a session that hears some messages.
    private func sent(_ cluster: Cluster, _ query: String, _ messages: [[UInt8]]) async throws -> [[UInt8]] {
        let session = try #require(await session(cluster, request(query, headers: Self.upgrade)))
        let (stream, output) = AsyncStream<[UInt8]>.makeStream()
        for message in messages { output.yield(message) }
        let said = Said()
        try await session.run(stream) { said.append($0) }
        return said.all
    }

    /// Nil if the command was refused.
    private func session(_ cluster: Cluster, _ request: KubernetesRequest) async -> PodExecSession? {
        guard case .session(let session)? = await cluster.service.exec(request) else { return nil }
        return session
    }

    /// The status and the words that a command was refused with.
    private func refusal(_ cluster: Cluster, _ request: KubernetesRequest) async -> (status: Int, words: String)? {
        guard case .refusal(let answer)? = await cluster.service.exec(request), case .bytes(let bytes) = answer.body
        else { return nil }
        return (answer.status, String(decoding: bytes, as: UTF8.self))
    }

    private final class Said: Sendable {
        private let pieces = Mutex<[[UInt8]]>([])
        var all: [[UInt8]] { pieces.withLock { $0 } }
        func append(_ piece: [UInt8]) { pieces.withLock { $0.append(piece) } }
    }

    private func withPod(_ body: @Sendable (Cluster) async throws -> Void) async throws {
        try await Cluster.with(runtime: EchoRuntime()) { cluster in
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "n"]])
            try await cluster.pod("p")
            try await body(cluster)
        }
    }

    @Test func `input, output, errors and the end of a command each have their stream`() async throws {
        try await withPod { cluster in
            let messages: [[UInt8]] = [[0] + Array("hello".utf8), [255, 0]]
            let said = try await sent(cluster, "command=exit&command=0&stdin=true", messages)
            #expect(said.first == [1])
            #expect(said.contains([1] + Array("hello".utf8)))
            #expect(said.contains([2] + Array("bye".utf8)))
            #expect(said.last == [3] + Array(#"{"metadata":{},"status":"Success"}"#.utf8))
        }
    }

    @Test func `an exit code and a failure are told as Kubernetes tells them`() async throws {
        try await withPod { cluster in
            let said = try await sent(cluster, "command=3", [])
            let outcome = try JSON(parsing: Array(try #require(said.last).dropFirst()))
            #expect(outcome["reason"] == "NonZeroExitCode")
            #expect(outcome.at("details", "causes") == [["reason": "ExitCode", "message": "3"]])
            let failed = try await sent(cluster, "command=absent", [])
            let failure = try JSON(parsing: Array(try #require(failed.last).dropFirst()))
            #expect(failure["message"] == "no such command")
        }
    }

    @Test(arguments: [
        (["upgrade": "SPDY/3.1"], "command=ls", "exec works over WebSocket only, not over SPDY: use kubectl 1.31"),
        (["upgrade": "websocket", "sec-websocket-protocol": "other"], "command=ls", "offered none of them"),
        (Self.upgrade, "command=ls&container=absent", "container absent is not valid for pod p"),
        (Self.upgrade, "tty=true", "you must specify at least 1 command"),
    ])
    func `what cannot be executed says why`(
        _ headers: [String: String],
        _ query: String,
        _ words: String
    ) async throws {
        try await withPod { cluster in
            #expect(await refusal(cluster, request(query, headers: headers))?.status == 400)
            let answer = await cluster.service.respond(to: request(query, headers: headers))
            #expect(answer.status == 400)
            guard case .bytes(let bytes) = answer.body else { return }
            #expect(String(decoding: bytes, as: UTF8.self).contains(words), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test func `a service account executes only what it was given`() async throws {
        try await withPod { cluster in
            try await cluster.account("my-sa")
            let token = try await cluster.token("my-sa")
            var headers = Self.upgrade
            headers["authorization"] = "Bearer \(token)"
            let request = KubernetesRequest(
                method: "GET",
                path: "\(Self.pods)/p/exec",
                query: [("command", "0")],
                headers: headers
            )
            #expect(await refusal(cluster, request)?.status == 403)
            #expect(await cluster.service.respond(to: request).status == 403)
        }
    }

    // MARK: Webhooks for CONNECT

    /// A configuration with one webhook for commands in pods, at a path of its own.
    private static func configuration(_ name: String, _ changes: JSON = .empty) -> JSON {
        let webhook: JSON = [
            "name": .string("\(name).example.com"), "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": ["url": .string("https://webhook.example:8443/\(name)")],
            "rules": [
                ["operations": ["CONNECT"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods/exec"]]
            ],
        ]
        return ["metadata": ["name": .string(name)], "webhooks": [MergePatch.apply(changes, to: webhook)]]
    }

    private func withWebhook(
        _ webhook: ScriptedWebhook,
        _ body: @Sendable (Cluster) async throws -> Void
    ) async throws {
        let admission = "/apis/admissionregistration.k8s.io/v1"
        try await Cluster.with(runtime: EchoRuntime(), webhooks: webhook) { cluster in
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "n"]])
            try await cluster.pod("p")
            try await cluster.created("\(admission)/mutatingwebhookconfigurations", Self.configuration("m"))
            try await cluster.created("\(admission)/validatingwebhookconfigurations", Self.configuration("v"))
            // These hear nothing of it: of no connection, and of nothing without labels.
            let changing: JSON = [
                "operations": ["CREATE", "UPDATE"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*/*"],
            ]
            let others: [(String, JSON)] = [
                ("other", ["rules": [changing]]),
                ("labelled", ["objectSelector": ["matchExpressions": [["key": "a", "operator": "DoesNotExist"]]]]),
            ]
            for (name, changes) in others {
                let configuration = Self.configuration(name, changes)
                try await cluster.created("\(admission)/validatingwebhookconfigurations", configuration)
            }
            try await body(cluster)
        }
    }

    @Test func `webhooks for CONNECT hear of a command with its options, and change and warn of it`() async throws {
        let webhook = ScriptedWebhook { path, _ in
            guard path == "/m" else { return ["allowed": true, "warnings": ["this is watched"]] }
            return ScriptedWebhook.patch([["op": "replace", "path": "/command", "value": ["exit", "5"]]])
        }
        try await withWebhook(webhook) { cluster in
            let asked = request("command=exit&command=0&container=app&stdout=true", headers: Self.upgrade)
            let session = try #require(await session(cluster, asked))
            #expect(webhook.paths == ["/m", "/v"])
            let heard = try #require(webhook.called.first?.request)
            #expect(heard["operation"] == "CONNECT")
            #expect(heard["kind"] == ["group": "", "version": "v1", "kind": "PodExecOptions"])
            #expect(heard["resource"] == ["group": "", "version": "v1", "resource": "pods"])
            #expect(heard["subResource"] == "exec" && heard["requestSubResource"] == "exec")
            #expect(heard["name"] == "p" && heard["namespace"] == "default")
            #expect(heard["oldObject"] == .null && heard["options"] == .null && heard["dryRun"] == false)
            #expect(
                heard["object"] == [
                    "kind": "PodExecOptions", "apiVersion": "v1", "stdout": true, "container": "app",
                    "command": ["exit", "0"],
                ]
            )
            #expect(webhook.called.last?.request["object"]?["command"] == ["exit", "5"])
            #expect(session.request.command == ["exit", "5"])
            #expect(session.request.container == "app" && !session.request.isTerminal && !session.hasInput)
            #expect(session.warnings == ["this is watched"])
        }
    }

    @Test func `a webhook refuses a command, asked once; one that cannot be called refuses or not by its policy`()
        async throws
    {
        let isBroken = Mutex(false)
        let webhook = ScriptedWebhook { path, _ in
            if isBroken.withLock({ $0 }) { throw WebhookFailure("it is broken") }
            if path == "/m" { return ["allowed": true] }
            return ["allowed": false, "status": ["code": 403, "message": "no shells"]]
        }
        try await withWebhook(webhook) { cluster in
            let refused = try #require(await refusal(cluster, request("command=sh", headers: Self.upgrade)))
            #expect(refused.status == 403)
            #expect(refused.words.contains("admission webhook \\\"v.example.com\\\" denied the request: no shells"))
            #expect(webhook.paths == ["/m", "/v"])
            isBroken.withLock { $0 = true }
            let failed = try #require(await refusal(cluster, request("command=sh", headers: Self.upgrade)))
            #expect(failed.status == 500 && failed.words.contains("it is broken"))
        }
    }
}
