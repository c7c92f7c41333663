import Ambient
import JSONTree
import KubernetesClient
import Logging
import PodIdentity
import PodIdentityWebhook
import Testing

@testable import WebhookServer

@Suite struct ReportingTests {
    private let unresolved = UnresolvedIdentity(
        account: ServiceAccountName(namespace: "n", name: "s"),
        reason: .serviceAccountAbsent,
        message: "why"
    )

    @Test func `an Event of a service account`() throws {
        let object = ClusterEvent(unresolved).object(id: "x", now: Timestamp(seconds: 0))
        #expect(object["metadata"]?.text() == #"{"name":"s.x","namespace":"n"}"#)
        let involved = #"{"apiVersion":"v1","kind":"ServiceAccount","namespace":"n","name":"s"}"#
        #expect(object["involvedObject"]?.text() == involved)
        #expect(object["reason"] == "ServiceAccountAbsent")
        #expect(object["type"] == "Warning")
        #expect(object["firstTimestamp"] == "1970-01-01T00:00:00Z")
    }

    @Test func `the same Event is written once in five minutes`() async {
        let server = FakeServer()
        let metrics = WebhookMetrics()
        let poster = EventPoster(
            client: server,
            metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: .fixed(Timestamp(seconds: 0)),
            random: .seeded(1)
        )
        let other = UnresolvedIdentity(account: unresolved.account, reason: .roleInvalid, message: "other")
        for event in [unresolved, unresolved, other, unresolved] { poster.post(ClusterEvent(event)) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await poster.run() }
            while server.log.count < 2 { await Task.yield() }
            group.cancelAll()
        }
        #expect(server.log == Array(repeating: "post /api/v1/namespaces/n/events", count: 2))
    }

    @Test func `pods that run without their role are found in every page`() async throws {
        func pod(_ name: String, _ environment: JSON) -> JSON {
            [
                "metadata": ["namespace": "n", "name": .string(name)],
                "spec": ["serviceAccountName": "s", "containers": [["name": "x", "env": environment]]],
            ]
        }
        let server = FakeServer([
            "/api/v1/pods": [
                "items": [pod("a", []), pod("b", [["name": "AWS_ROLE_ARN", "value": "r"]]), pod("c", .null)]
            ]
        ])
        let knowledge = ServiceAccountKnowledge(watchesConfigMap: false)
        var facts = ServiceAccountFacts()
        facts.role = "arn:aws:iam::111122223333:role/app"
        knowledge.replaceAccounts(["n/s": facts])
        let webhook = PodIdentityWebhook(
            settings: InjectionSettings(),
            knowledge: knowledge,
            associations: NoAssociations(),
            reader: nil,
            policy: .warn,
            random: .seeded(1),
            metrics: WebhookMetrics(),
            report: { _ in }
        )
        #expect(try await MissedPods.find(client: server, webhook: webhook).map(\.name) == ["a", "c"])
    }

    @Test func `a live read finds, misses or fails, and never leaves its path`() async {
        let server = FakeServer([
            "/api/v1/namespaces/n/serviceaccounts/s": ["metadata": ["annotations": ["a": "b"]]]
        ])
        let reader = LiveReader(client: server, limit: .seconds(1))
        guard case .found(let annotations) = await reader.read(ServiceAccountName(namespace: "n", name: "s")) else {
            Issue.record("not found")
            return
        }
        #expect(annotations?.text() == #"{"a":"b"}"#)
        for name in ["t", "../x", "a/b", ""] {
            guard case .absent = await reader.read(ServiceAccountName(namespace: "n", name: name)) else {
                Issue.record("\(name) is there")
                continue
            }
        }
        #expect(server.log.count == 2)
    }
}
